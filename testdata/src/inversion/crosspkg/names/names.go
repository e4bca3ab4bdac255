// Package names uses two packages, and types, of one name.
package names

import (
	"sync"

	store1 "inversion/crosspkg/v1/store"
	store2 "inversion/crosspkg/v2/store"
)

// chainOk: one Store, the lock, the other Store: no circle, though two of the three have one name.
type chainOk struct{ mu sync.Mutex }

func (c *chainOk) First(s *store1.Store) {
	s.Mu.Lock()
	c.mu.Lock()
	c.mu.Unlock()
	s.Mu.Unlock()
}

func (c *chainOk) Second(s *store2.Store) {
	c.mu.Lock()
	s.Mu.Lock()
	s.Mu.Unlock()
	c.mu.Unlock()
}

// chainBad: the one Store before it, and after it.
type chainBad struct{ mu sync.Mutex }

func (c *chainBad) First(s *store2.Store) {
	s.Mu.Lock()
	c.mu.Lock() // want `names\.chainBad\.mu .*\[inversion\]`
	c.mu.Unlock()
	s.Mu.Unlock()
}

func (c *chainBad) Second(s *store2.Store) {
	c.mu.Lock()
	s.Mu.Lock()
	s.Mu.Unlock()
	c.mu.Unlock()
}
