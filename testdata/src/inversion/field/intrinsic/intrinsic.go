// Package intrinsic calls functions of std that, as written, only panic: the
// compiler puts something else for them.
package intrinsic

import (
	"crypto/subtle"
	"sync"
)

type comparedBad struct{ a, b sync.Mutex }

// Forth: subtle.ConstantTimeEq returns, whatever its source says.
func (c *comparedBad) Forth(x, y int32) {
	c.a.Lock()
	defer c.a.Unlock()
	if subtle.ConstantTimeEq(x, y) == 1 {
		c.b.Lock() // want `intrinsic\.comparedBad\..*\[inversion\]`
		c.b.Unlock()
	}
}

func (c *comparedBad) Back() {
	c.b.Lock()
	defer c.b.Unlock()
	c.a.Lock()
	c.a.Unlock()
}

type comparedOk struct{ a, b sync.Mutex }

// Forth: an own function that panics like that never returns.
func (c *comparedOk) Forth(x, y int32) {
	c.a.Lock()
	defer c.a.Unlock()
	if equal(x, y) {
		c.b.Lock()
		c.b.Unlock()
	}
}

func (c *comparedOk) Back() {
	c.b.Lock()
	defer c.b.Unlock()
	c.a.Lock()
	c.a.Unlock()
}

func equal(x, y int32) bool { panic("not yet") }
