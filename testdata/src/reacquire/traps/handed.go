package traps

import "sync"

// Session is unlocked by a goroutine, now and then.
type Session struct {
	mu     sync.Mutex
	failed bool
}

// handedEitherOk: one deferred literal unlocks, or has a goroutine do it; the other waits for that.
func (s *Session) handedEitherOk(try bool) (committed bool) {
	defer func() {
		s.mu.Lock()
		s.failed = false
		s.mu.Unlock()
	}()
	s.mu.Lock()
	defer func() {
		if committed {
			go func() { s.mu.Unlock() }()
		} else {
			s.mu.Unlock()
		}
	}()
	return try && !s.failed
}

// handedDeferredOk: it has a goroutine do it in any case.
func (s *Session) handedDeferredOk() {
	defer func() {
		s.mu.Lock()
		s.mu.Unlock()
	}()
	s.mu.Lock()
	defer func() {
		go func() { s.mu.Unlock() }()
	}()
}

func (s *Session) finish() {
	go func() { s.mu.Unlock() }()
}

// handedCalleeOk: a method has a goroutine do it.
func (s *Session) handedCalleeOk() {
	defer func() {
		s.mu.Lock()
		s.mu.Unlock()
	}()
	s.mu.Lock()
	s.finish()
}

// Plain is a Session whose lock no goroutine unlocks.
type Plain struct{ mu sync.Mutex }

// handedNobodyBad: nobody unlocks.
func (p *Plain) handedNobodyBad() {
	defer func() { // want `traps\.Plain\.mu .*\[reacquire\]`
		p.mu.Lock()
		p.mu.Unlock()
	}()
	p.mu.Lock()
}
