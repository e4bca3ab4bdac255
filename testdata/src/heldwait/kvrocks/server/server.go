// Package server has commands that run under a guard, which the replication thread needs, too.
//
// WAIT marks where a goroutine waits under the lock that it names, in package
// repl, JOIN the call that leads there under it, and NEED where one that could
// end the wait acquires it.
package server

import (
	"sync"
	"time"

	"heldwait/kvrocks/repl"
)

func work() {}

// serverBad: a worker stops the old thread under the exclusive guard, for which that thread waits (Kvrocks issue 2512).
type serverBad struct {
	works   sync.RWMutex
	slaveof sync.Mutex
	thread  *repl.Thread
}

func (s *serverBad) workExclusive() (release func()) {
	s.works.Lock() // NEED
	return s.works.Unlock
}

func (s *serverBad) prepare() {
	release := s.workExclusive()
	defer release()
	work()
}

func (s *serverBad) follow() {
	s.slaveof.Lock()
	defer s.slaveof.Unlock()
	if s.thread != nil {
		s.thread.Stop() // JOIN
	}
	s.thread = repl.Start(s.prepare, work)
}

// Replicaof is a command.
func (s *serverBad) Replicaof() {
	defer s.workExclusive()()
	s.follow() // want `server\.serverBad\.works is held .*\[heldwait\]`
}

// serverOk: the command gives the guard up before it stops the thread.
type serverOk struct {
	works   sync.RWMutex
	slaveof sync.Mutex
	thread  *repl.Thread
}

func (s *serverOk) workExclusive() (release func()) {
	s.works.Lock()
	return s.works.Unlock
}

func (s *serverOk) prepare() {
	release := s.workExclusive()
	defer release()
	work()
}

func (s *serverOk) follow() {
	s.slaveof.Lock()
	defer s.slaveof.Unlock()
	if s.thread != nil {
		s.thread.Stop()
	}
	s.thread = repl.Start(s.prepare, work)
}

// Replicaof is a command.
func (s *serverOk) Replicaof() {
	release := s.workExclusive()
	work()
	release()
	s.follow()
}

// flagBad: it raises a flag, at which workers look, before it takes the guard: one that has looked before still joins (upstream's first repair, PR 2516).
type flagBad struct {
	works   sync.RWMutex
	mu      sync.Mutex
	loading bool
	thread  *repl.Thread
}

func (s *flagBad) setLoading(b bool) {
	s.mu.Lock()
	s.loading = b
	s.mu.Unlock()
}

func (s *flagBad) isLoading() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loading
}

func (s *flagBad) prepare() {
	s.setLoading(true)
	s.works.Lock() // NEED
	work()
	s.works.Unlock()
	s.setLoading(false)
}

// Replicaof is a command.
func (s *flagBad) Replicaof() {
	s.works.Lock()
	defer s.works.Unlock()
	if s.isLoading() {
		return
	}
	if s.thread != nil {
		s.thread.Stop() // JOIN // want `server\.flagBad\.works is held .*\[heldwait\]`
	}
	s.thread = repl.Start(s.prepare, work)
}

// tryOk: the thread tries to get the guard for as long as it is not stopped (upstream's second repair, PR 2549).
type tryOk struct {
	works  sync.RWMutex
	mu     sync.Mutex
	thread *repl.Thread
}

func (s *tryOk) prepare(stopped func() <-chan struct{}) {
	for !s.works.TryLock() {
		select {
		case <-stopped():
			return
		case <-time.After(time.Millisecond):
		}
	}
	work()
	s.works.Unlock()
}

// Replicaof is a command.
func (s *tryOk) Replicaof() {
	s.works.Lock()
	defer s.works.Unlock()
	if s.thread != nil {
		s.thread.Stop()
	}
	var t *repl.Thread
	ready := make(chan struct{})
	t = repl.Start(func() { <-ready; s.prepare(t.Stopped) }, work)
	s.thread = t
	close(ready)
}

// signalOk: it only tells the thread to end, and does not wait.
type signalOk struct {
	works  sync.RWMutex
	thread *repl.Thread
}

func (s *signalOk) prepare() {
	s.works.Lock()
	work()
	s.works.Unlock()
}

// Replicaof is a command.
func (s *signalOk) Replicaof() {
	s.works.Lock()
	defer s.works.Unlock()
	if s.thread != nil {
		s.thread.Signal()
	}
	s.thread = repl.Start(s.prepare, work)
}

// chanBad: the same with the thread that is joined through a channel; commands are values of an interface.
type chanBad struct {
	works  sync.RWMutex
	thread *repl.Chan
}

type command interface{ serve() }

type replicaofBad struct{ s *chanBad }

func (r replicaofBad) serve() {
	if t := r.s.thread; t != nil {
		t.Close() // JOIN
	}
	r.s.thread = repl.NewChan().OnSync(r.s.prepare)
	r.s.thread.Start()
}

func (s *chanBad) prepare() error {
	s.works.Lock() // NEED
	defer s.works.Unlock()
	work()
	return nil
}

func (s *chanBad) Run(c command) {
	s.works.Lock()
	defer s.works.Unlock()
	c.serve()
}

func (s *chanBad) Replicaof() { s.Run(replicaofBad{s}) } // want `server\.chanBad\.works is held .*\[heldwait\]`

// chanOk: this command says that it does not run under the guard.
type chanOk struct {
	works  sync.RWMutex
	thread *repl.Chan
}

type free interface {
	command
	free()
}

type replicaofOk struct{ s *chanOk }

func (replicaofOk) free() {}

func (r replicaofOk) serve() {
	if t := r.s.thread; t != nil {
		t.Close()
	}
	r.s.thread = repl.NewChan().OnSync(r.s.prepare)
	r.s.thread.Start()
}

func (s *chanOk) prepare() error {
	s.works.Lock()
	defer s.works.Unlock()
	work()
	return nil
}

type flushOk struct{}

func (flushOk) serve() { work() }

func (s *chanOk) RunFree(c free) { c.serve() }

func (s *chanOk) Run(c command) {
	s.works.Lock()
	defer s.works.Unlock()
	c.serve()
}

func (s *chanOk) Flush() { s.Run(flushOk{}) }

func (s *chanOk) Replicaof() { s.RunFree(replicaofOk{s}) }
