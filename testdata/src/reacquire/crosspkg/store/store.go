// Package store has the locks, the lock helpers and the guards that other packages use.
package store

import (
	"context"
	"sync"
)

// Account exports its lock.
type Account struct {
	Mu sync.Mutex
	N  int
}

// Load locks.
func (a *Account) Load() int {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return a.N
}

// Add locks.
func (a *Account) Add(n int) {
	a.Mu.Lock()
	a.N += n
	a.Mu.Unlock()
}

// PeekLocked does not lock.
func (a *Account) PeekLocked() int { return a.N }

// With runs f under the lock.
func (a *Account) With(f func()) {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	f()
}

// After runs f after the lock.
func (a *Account) After(f func()) {
	a.Mu.Lock()
	a.N++
	a.Mu.Unlock()
	f()
}

// Gap gives the caller's lock up for a while.
func (a *Account) Gap() {
	a.Mu.Unlock()
	a.Add(1)
	a.Mu.Lock()
}

// Size locks unless told that the lock is held.
func (a *Account) Size(locked bool) int {
	if !locked {
		a.Mu.Lock()
		defer a.Mu.Unlock()
	}
	return a.N
}

// Try is TryLock.
func (a *Account) Try() bool { return a.Mu.TryLock() }

// loadBad: within this package, for comparison.
func (a *Account) loadBad() int {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return a.Load() // want `store\.Account\.Mu .*\[reacquire\]`
}

// Base is embedded by others.
type Base struct {
	sync.Mutex
	N int
}

// Get locks.
func (b *Base) Get() int {
	b.Lock()
	defer b.Unlock()
	return b.N
}

// Gate hides its lock behind Enter and Leave.
type Gate struct {
	mu sync.RWMutex
	n  int
}

// Enter locks.
func (g *Gate) Enter() { g.mu.Lock() }

// Leave unlocks.
func (g *Gate) Leave() { g.mu.Unlock() }

// Count read-locks.
func (g *Gate) Count() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.n
}

// Hold locks, and returns what unlocks.
func (g *Gate) Hold() func() {
	g.mu.Lock()
	return g.mu.Unlock
}

// Pass holds a Gate until closed.
type Pass struct {
	g    *Gate
	read bool
}

// Close unlocks.
func (p *Pass) Close() {
	if p.read {
		p.g.mu.RUnlock()
		return
	}
	p.g.mu.Unlock()
}

// Write gives a Pass to write.
func (g *Gate) Write(ctx context.Context) (*Pass, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g.mu.Lock()
	return &Pass{g: g}, nil
}

// Read gives a Pass to read.
func (g *Gate) Read() *Pass {
	g.mu.RLock()
	return &Pass{g: g, read: true}
}

// Spin is a lock type of its own.
type Spin struct {
	mu    sync.Mutex
	Count int
}

// Lock locks.
func (s *Spin) Lock() { s.mu.Lock(); s.Count++ }

// Unlock unlocks.
func (s *Spin) Unlock() { s.mu.Unlock() }

// Table exports a reader/writer lock that this package never write-locks.
type Table struct {
	RW   sync.RWMutex
	Rows map[string]int
}

// Get read-locks.
func (t *Table) Get(k string) int {
	t.RW.RLock()
	defer t.RW.RUnlock()
	return t.Rows[k]
}

// DoubleReadBad: package rwuser write-locks RW: the finding is there, since only there is a writer.
func (t *Table) DoubleReadBad(k string) int {
	t.RW.RLock()
	defer t.RW.RUnlock()
	return t.Get(k)
}

// View has a reader/writer lock that nobody can write-lock: it is not exported.
type View struct {
	mu   sync.RWMutex
	rows map[string]int
}

// Get read-locks.
func (v *View) Get(k string) int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.rows[k]
}

// Each runs f under the read lock.
func (v *View) Each(f func(string)) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for k := range v.rows {
		f(k)
	}
}

// Notifier calls what it is given.
type Notifier interface{ Notify() }

// Hub calls Notifiers under its lock.
type Hub struct {
	mu sync.Mutex
	n  int
}

// Tell notifies under the lock.
func (h *Hub) Tell(x Notifier) {
	h.mu.Lock()
	defer h.mu.Unlock()
	x.Notify()
}

// Inc locks.
func (h *Hub) Inc() {
	h.mu.Lock()
	h.n++
	h.mu.Unlock()
}

// Default is the package's Account.
var Default = &Account{}

// Bump locks Default.
func Bump() { Default.Add(1) }
