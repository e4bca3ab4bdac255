// Package rlock has, for each kernel of GoBench in which a read lock is taken again, which a writer in between makes wait, what its
// upstream fix did, in our own words: a small type as it was, and as it was mended.
package rlock
