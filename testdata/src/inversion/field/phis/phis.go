// Package phis has values that lead back to themselves. It is reduced from pebble: a func literal kept in a variable that
// two nested loops carry on, so that two phis refer to each other. Following the
// value for ever overflowed the stack.
package phis

import "sync"

var mu sync.Mutex

func Nested(n int) {
	var f func()
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			if j == 3 {
				f = func() {
					mu.Lock()
					mu.Unlock()
				}
			}
		}
	}
	if n > 7 {
		f()
	}
}

type node struct {
	a, b sync.Mutex
	next *node
}

// list makes its first node by itself: to ask where that comes from leads back here.
func list(n int) *node {
	if n == 0 {
		return list(1)
	}
	next := list(n - 1)
	next.a.Lock()
	next.b.Lock()
	next.b.Unlock()
	next.a.Unlock()
	return next
}

func (n *node) backOk() {
	n.a.Lock()
	n.b.Lock()
	n.b.Unlock()
	n.a.Unlock()
}
