// Package lib starts goroutines that call what importers gave.
package lib

import (
	"sync"
	"time"
)

// Thread calls pre in a goroutine of its own, under its lock.
type Thread struct {
	mu  sync.Mutex
	pre func()
	n   int
}

// Start starts it.
func (t *Thread) Start(pre func()) {
	t.pre = pre
	go t.run()
}

func (t *Thread) run() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	t.pre()
}

// State locks.
func (t *Thread) State() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// Free calls pre in a goroutine of its own, with no lock, whatever the caller holds.
type Free struct {
	mu  sync.Mutex
	pre func()
	n   int
}

// Start starts it under the lock, which the goroutine does not have.
func (f *Free) Start(pre func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pre = pre
	go f.pre()
}

// State locks.
func (f *Free) State() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// Later calls f by a timer, under its lock.
type Later struct {
	mu sync.Mutex
	n  int
}

// After calls f after a while.
func (l *Later) After(d time.Duration, f func()) {
	time.AfterFunc(d, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.n++
		f()
	})
}

// Len locks.
func (l *Later) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// Exec runs functions that it gets over a channel, under its lock.
type Exec struct {
	mu sync.Mutex
	c  chan func()
	n  int
}

// NewExec starts it.
func NewExec() *Exec {
	e := &Exec{c: make(chan func(), 8)}
	go func() {
		for f := range e.c {
			e.do(f)
		}
	}()
	return e
}

func (e *Exec) do(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.n++
	f()
}

// Post has f run.
func (e *Exec) Post(f func()) { e.c <- f }

// Len locks.
func (e *Exec) Len() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.n
}
