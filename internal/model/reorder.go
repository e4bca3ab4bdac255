package model

// Reorders are the functions that put the elements of a slice in another order:
// which is where is not known after them.
var Reorders = map[string]bool{
	"slices.Sort": true, "slices.SortFunc": true, "slices.SortStableFunc": true, "slices.Reverse": true,
	"sort.Sort": true, "sort.Stable": true, "sort.Slice": true, "sort.SliceStable": true,
}
