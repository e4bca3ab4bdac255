package identity

import "slices"

// Lists of locks, literals and the like are small sets, in the order in which
// their items were met.

// Common are the items of a that b has, too.
func Common[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(x T) bool { return !slices.Contains(b, x) })
}

// Union are the items of a, then those that only b has. It leaves a as it is.
func Union[T comparable](a, b []T) []T {
	out := slices.Clip(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Subset reports whether b has all items of a.
func Subset[T comparable](a, b []T) bool {
	return !slices.ContainsFunc(a, func(x T) bool { return !slices.Contains(b, x) })
}
