// Package tests has tests that take locks in both orders.
package tests

import "sync"

// Two has two locks, which it takes in one order.
type Two struct{ A, B sync.Mutex }

// Swap takes both.
func (t *Two) Swap() {
	t.A.Lock()
	defer t.A.Unlock()
	t.B.Lock()
	defer t.B.Unlock()
}
