// Package app calls what package lib has in exported variables: what that has put there
// itself, once, is what is called, unless somebody else puts something else there.
package app

import (
	"sync"

	"opencalls/variables/lib"
)

// funcBad: a function in a variable takes the lock that is held.
type funcBad struct{ lib.Store }

func (s *funcBad) Close() {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	lib.Flush(&s.Store) // REACQUIRE
}

// funcOk: it is called without the lock.
type funcOk struct{ lib.Store }

func (s *funcOk) Close() {
	s.Mu.Lock()
	s.Mu.Unlock()
	lib.Flush(&s.Store)
}

// guardOk: what the variable's function leaves locked is released by what it returns.
type guardOk struct{ lib.Store }

func (s *guardOk) Close() {
	release := lib.Guard(&s.Store)
	release()
	s.Mu.Lock()
	s.Mu.Unlock()
}

// setOk: the variable is set to something else, too.
type setOk struct{ lib.Store }

func (s *setOk) Close() {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	lib.Changed(&s.Store)
}

// listBad: the object behind an interface calls back under a lock that it is called for under
// the other.
type listBad struct {
	mu sync.Mutex
	n  int
}

func (s *listBad) Put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	lib.Default.Add(s.n) // INVERSION app.listBad.mu lib.list.mu
}

func (s *listBad) Sum() {
	lib.Default.Each(func(n int) {
		s.mu.Lock()
		s.n += n
		s.mu.Unlock()
	})
}

// sumBad: the object behind an interface takes a lock under which a function calls back.
type sumBad struct {
	mu sync.Mutex
	n  int
}

func (s *sumBad) Put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	lib.Default.Add(s.n) // INVERSION app.sumBad.mu lib.list.mu
}

func (s *sumBad) Sum() {
	lib.Sum(func(n int) {
		s.mu.Lock()
		s.n += n
		s.mu.Unlock()
	})
}

// listOk: it is called without the lock.
type listOk struct {
	mu sync.Mutex
	n  int
}

func (s *listOk) Put() {
	s.mu.Lock()
	n := s.n
	s.mu.Unlock()
	lib.Default.Add(n)
}

func (s *listOk) Sum() {
	lib.Default.Each(func(n int) {
		s.mu.Lock()
		s.n += n
		s.mu.Unlock()
	})
}
