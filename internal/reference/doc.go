// Package reference holds the analysis by packages against one over the whole
// program: the same rooms, to which all packages are one, and dynamic calls mean
// what VTA over all that is reachable finds. It is a test and its driver; users
// have no part of it.
//
// Two findings are equal if they are of one rule and of the same locks (see name).
// What only one side reports is in differences.tsv, with the reason.
package reference
