// Package bookkeeping has lock wrappers that note, behind pointers, who holds
// them and since when.
package bookkeeping

import (
	"sync"
	"time"
	"unique"
)

// mutex says since when it is held.
type mutex struct {
	holder *int
	*times
	mu sync.Mutex
}

type times struct {
	start, last time.Time
	spent       *time.Duration
	callers     unique.Handle[[8]uintptr]
}

func (m *mutex) Lock() {
	m.mu.Lock()
	if m.times == nil {
		m.times = new(times)
	}
	m.start = time.Now()
}

func (m *mutex) Unlock() { m.mu.Unlock() }

// rwMutex is a mutex or a sync.RWMutex.
type rwMutex struct {
	one       mutex
	many      sync.RWMutex
	exclusive bool
}

func (m *rwMutex) Lock() {
	if m.exclusive {
		m.one.Lock()
	} else {
		m.many.Lock()
	}
}

func (m *rwMutex) Unlock() {
	if m.exclusive {
		m.one.Unlock()
	} else {
		m.many.Unlock()
	}
}

// Four locks, of two types: they are told apart by where they are.
type (
	firstOk  struct{ mu mutex }
	secondOk struct{ mu rwMutex }
	thirdOk  struct{ mu rwMutex }
	fourthOk struct{ mu mutex }
)

// secondOk.mu is taken under firstOk.mu, fourthOk.mu under thirdOk.mu.
func forthOk(a *firstOk, b *secondOk) {
	a.mu.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

func backOk(c *thirdOk, d *fourthOk) {
	c.mu.Lock()
	d.mu.Lock()
	d.mu.Unlock()
	c.mu.Unlock()
}

type firstBad struct{ mu mutex }
type secondBad struct{ mu mutex }

// These are the same two.
func forthBad(a *firstBad, b *secondBad) {
	a.mu.Lock()
	b.mu.Lock() // want `bookkeeping\.(first|second)Bad\.mu .*\[inversion\]`
	b.mu.Unlock()
	a.mu.Unlock()
}

func backBad(a *firstBad, b *secondBad) {
	b.mu.Lock()
	a.mu.Lock()
	a.mu.Unlock()
	b.mu.Unlock()
}

// Account has a lock and an owner who can be locked, too: it is no lock, and its
// lock is its own wherever an Account is.
type Account struct {
	mu    sync.Mutex
	owner *Owner
}

func (a *Account) Lock()   { a.mu.Lock() }
func (a *Account) Unlock() { a.mu.Unlock() }

// Owner is locked after its accounts, and before.
type Owner struct{ mu sync.Mutex }

type left struct{ a *Account }
type right struct{ a *Account }

func ownedBad(l *left) {
	l.a.Lock()
	l.a.owner.mu.Lock() // want `bookkeeping\.(Account|Owner)\.mu .*\[inversion\]`
	l.a.owner.mu.Unlock()
	l.a.Unlock()
}

func ownedBackBad(r *right) {
	r.a.owner.mu.Lock()
	r.a.Lock()
	r.a.Unlock()
	r.a.owner.mu.Unlock()
}
