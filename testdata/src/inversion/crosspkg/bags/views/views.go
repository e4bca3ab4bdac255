// Package views has what shares the lock of a map.
package views

import (
	"sync"

	"inversion/crosspkg/bags/bag"
)

var all = bag.New[int, int](true)

// viewFN: a lock type is copied with the pointer to its lock, so that two objects have
// one. What a lock type has behind a pointer is supposed to lie in its object only.
type viewFN struct {
	mu   sync.Mutex
	view *bag.Map[int, int]
}

func NewViewFN() *viewFN { return &viewFN{view: all.View()} }

func (v *viewFN) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return 1
}

func (v *viewFN) FillFN(n int) int {
	return all.GetOrSet(n, func() int { return v.count() })
}

func (v *viewFN) LookFN(n int) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.view.GetOrSet(n, func() int { return n })
}
