// Package phis is reduced from pebble: a func literal kept in a variable that
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
