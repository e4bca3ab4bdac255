// Package shelf has a map of its own in a variable, and one that is everybody's.
package shelf

import "inversion/crosspkg/bags/bag"

var (
	paths = bag.New[string, int](true)
	All   = bag.New[string, int](true)
)

// Reset makes another one, for the next test.
func Reset() { paths = bag.New[string, int](true) }

func Get(name string) int {
	return paths.GetOrSet(name, func() int { return len(name) })
}

func GetAll(name string) int {
	return All.GetOrSet(name, func() int { return len(name) })
}
