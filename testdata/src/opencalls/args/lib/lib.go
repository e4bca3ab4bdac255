// Package lib calls its arguments.
package lib

import "sync"

// Box is a lock with functions that run others under it, or not.
type Box struct {
	mu sync.RWMutex
	n  int
}

// With runs f under the lock.
func (b *Box) With(f func(n *int)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.n)
}

// View runs f under the read lock.
func (b *Box) View(f func(n int)) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	f(b.n)
}

// After runs f after Unlock.
func (b *Box) After(f func(n int)) {
	b.mu.Lock()
	b.n++
	n := b.n
	b.mu.Unlock()
	f(n)
}

// Go runs f in a goroutine.
func (b *Box) Go(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	go f()
}

// Get locks.
func (b *Box) Get() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n
}

// Guard returns what releases the lock that it takes.
func (b *Box) Guard() (release func()) {
	b.mu.Lock()
	return b.mu.Unlock
}

// Defer returns the calls that are to come under the lock: it runs them when the function that it returns is called.
func (b *Box) Defer(fs ...func()) (run func()) {
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, f := range fs {
			f()
		}
	}
}
