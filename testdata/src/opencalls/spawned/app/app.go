// Package app gives functions to goroutines of package lib.
//
// REACQUIRE and INVERSION stand where this package binds what the finding
// goes through, with a lock of the finding.
package app

import (
	"sync"
	"time"

	"opencalls/spawned/lib"
)

func work() {}

// threadBad: what the goroutine calls under its lock takes the server's, under which the server asks.
type threadBad struct {
	mu sync.Mutex
	t  lib.Thread
	n  int
}

func (s *threadBad) Start() {
	s.t.Start(func() { // INVERSION app.threadBad.mu lib.Thread.mu
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	})
}

func (s *threadBad) Get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.t.State()
}

// threadOk: the goroutine has no lock when it calls.
type threadOk struct {
	mu sync.Mutex
	t  lib.Free
	n  int
}

func (s *threadOk) Start() {
	s.t.Start(func() {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	})
}

func (s *threadOk) Get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.t.State()
}

// backBad: what the goroutine calls comes back to it.
type backBad struct{ t lib.Thread }

func (b *backBad) Start() {
	b.t.Start(b.pre) // REACQUIRE lib.Thread.mu
}

func (b *backBad) pre() { b.t.State() }

func (b *backBad) Get() int { return b.t.State() }

// backOk: it was started under the lock, but does not have it: not the starter's but the goroutine's locks count.
type backOk struct{ t lib.Free }

func (b *backOk) Start() { b.t.Start(b.pre) }

func (b *backOk) pre() { b.t.State() }

func (b *backOk) Get() int { return b.t.State() }

// startHeldOk: the server starts it under the lock that pre takes: Start does not wait.
type startHeldOk struct {
	mu sync.Mutex
	t  lib.Free
	n  int
}

func (s *startHeldOk) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t.Start(s.pre)
}

func (s *startHeldOk) pre() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *startHeldOk) Get() int { return s.t.State() }

// timerBad: by a timer in lib.
type timerBad struct {
	mu sync.Mutex
	l  lib.Later
	n  int
}

func (t *timerBad) Start() {
	t.l.After(time.Millisecond, t.fire) // INVERSION app.timerBad.mu lib.Later.mu
}

func (t *timerBad) fire() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *timerBad) Get() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.l.Len()
}

// timerOk: it asks without its lock.
type timerOk struct {
	mu sync.Mutex
	l  lib.Later
	n  int
}

func (t *timerOk) Start() { t.l.After(time.Millisecond, t.fire) }

func (t *timerOk) fire() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *timerOk) Get() int { return t.l.Len() }

// postBad: over a channel to a goroutine of lib.
type postBad struct {
	mu sync.Mutex
	e  *lib.Exec
	n  int
}

func newPostBad() *postBad { return &postBad{e: lib.NewExec()} }

func (p *postBad) Start() {
	p.e.Post(p.run) // INVERSION app.postBad.mu lib.Exec.mu
}

func (p *postBad) run() {
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
}

func (p *postBad) Get() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.e.Len()
}

// postOk: what it posts does not lock.
type postOk struct {
	mu sync.Mutex
	e  *lib.Exec
	n  int
}

func newPostOk() *postOk { return &postOk{e: lib.NewExec()} }

func (p *postOk) Start() { p.e.Post(work) }

func (p *postOk) Get() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	return p.e.Len()
}
