package basics

import "sync"

// What comes after a goroutine has locked what it holds never comes.

// stuckOk: one who waits for itself takes nothing more.
type stuckOk struct{ a, b sync.Mutex }

func (s *stuckOk) Forth() {
	s.a.Lock()
	s.a.Lock()
	s.b.Lock()
	s.b.Unlock()
	s.a.Unlock()
}

func (s *stuckOk) Back() {
	s.b.Lock()
	s.a.Lock()
	s.a.Unlock()
	s.b.Unlock()
}

// stuckBad: it does not always wait for itself.
type stuckBad struct {
	a, b sync.Mutex
	n    int
}

func (s *stuckBad) Forth() {
	s.a.Lock()
	if s.n > 0 {
		s.a.Lock()
	}
	s.b.Lock() // want `basics\.stuckBad\.[ab] .*\[inversion\]`
	s.b.Unlock()
	s.a.Unlock()
}

func (s *stuckBad) Back() {
	s.b.Lock()
	s.a.Lock()
	s.a.Unlock()
	s.b.Unlock()
}

// stuckBelowOk: a helper leaves the lock held, and another takes it.
type stuckBelowOk struct{ a, b sync.Mutex }

func (s *stuckBelowOk) lock() { s.a.Lock() }

func (s *stuckBelowOk) Forth() {
	s.lock()
	s.lock()
	s.b.Lock()
	s.b.Unlock()
	s.a.Unlock()
}

func (s *stuckBelowOk) Back() {
	s.b.Lock()
	s.a.Lock()
	s.a.Unlock()
	s.b.Unlock()
}

// unlockedBelowBad: the helper gives it up before.
type unlockedBelowBad struct{ a, b sync.Mutex }

func (s *unlockedBelowBad) relock() {
	s.a.Unlock()
	s.a.Lock()
}

func (s *unlockedBelowBad) Forth() {
	s.a.Lock()
	s.relock()
	s.b.Lock() // want `basics\.unlockedBelowBad\.[ab] .*\[inversion\]`
	s.b.Unlock()
	s.a.Unlock()
}

func (s *unlockedBelowBad) Back() {
	s.b.Lock()
	s.a.Lock()
	s.a.Unlock()
	s.b.Unlock()
}
