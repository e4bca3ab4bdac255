// Package user has locks, and takes slots of another package.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package user

import (
	"sync"

	"heldwait/slots/limiter"
)

// crossBad: mu, then a slot; a slot, then mu.
type crossBad struct {
	mu sync.Mutex
	l  *limiter.Limiter
	n  int
}

func newCrossBad() *crossBad { return &crossBad{l: limiter.New(4)} }

func (c *crossBad) Forth() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.l.Acquire() // WAIT user.crossBad.mu // want `user\.crossBad\.mu is held .*\[heldwait\]`
	c.n++
	c.l.Release()
}

func (c *crossBad) Back() {
	c.l.Acquire()
	defer c.l.Release()
	c.mu.Lock() // NEED
	c.n--
	c.mu.Unlock()
}

// doBad: the slot is had by who calls back.
type doBad struct {
	mu sync.Mutex
	l  *limiter.Limiter
	n  int
}

func newDoBad() *doBad { return &doBad{l: limiter.New(4)} }

func (d *doBad) Forth() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.l.Do(func() { d.n++ }) // WAIT user.doBad.mu // want `user\.doBad\.mu is held .*\[heldwait\]`
}

func (d *doBad) Back() {
	d.l.Do(func() {
		d.mu.Lock() // NEED
		d.n--
		d.mu.Unlock()
	})
}

// tryOk: under mu a slot is only tried for.
type tryOk struct {
	mu sync.Mutex
	l  *limiter.Limiter
	n  int
}

func newTryOk() *tryOk { return &tryOk{l: limiter.New(4)} }

func (t *tryOk) Forth() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.l.TryAcquire() {
		t.n++
		t.l.Release()
	}
}

func (t *tryOk) Back() {
	t.l.Do(func() {
		t.mu.Lock()
		t.n--
		t.mu.Unlock()
	})
}

// bellOk: who is under mu rings, and who hears it needs mu: room for one.
type bellOk struct {
	mu sync.Mutex
	b  *limiter.Bell
	n  int
}

func newBellOk() *bellOk { return &bellOk{b: limiter.NewBell()} }

func (b *bellOk) Forth() {
	b.b.Ring()
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
}

func (b *bellOk) Back() {
	b.b.Hear()
	b.mu.Lock()
	b.n--
	b.mu.Unlock()
}

// bellFN: here the bell is a lock, and taken in both orders.
// Missed: its own package does not show that it is one.
type bellFN struct {
	mu sync.Mutex
	b  *limiter.Bell
	n  int
}

func newBellFN() *bellFN { return &bellFN{b: limiter.NewBell()} }

func (b *bellFN) Forth() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.b.Ring() // WAIT user.bellFN.mu
	b.n++
	b.b.Hear()
}

func (b *bellFN) Back() {
	b.b.Ring()
	defer b.b.Hear()
	b.mu.Lock() // NEED
	b.n--
	b.mu.Unlock()
}

// sharedFN: two orders of a lock and a slot that everybody can take.
// Missed: what other packages do with an exported channel is not known.
type sharedFN struct {
	mu sync.Mutex
	s  *limiter.Shared
	n  int
}

func newSharedFN() *sharedFN { return &sharedFN{s: limiter.NewShared()} }

func (s *sharedFN) Forth() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.s.Do(func() { s.n++ }) // WAIT user.sharedFN.mu
}

func (s *sharedFN) Back() {
	s.s.Do(func() {
		s.mu.Lock() // NEED
		s.n--
		s.mu.Unlock()
	})
}
