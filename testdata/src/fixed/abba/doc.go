// Package abba has, for each kernel of GoBench in which two locks are taken in both orders, what its
// upstream fix did, in our own words: a small type as it was, and as it was mended.
package abba
