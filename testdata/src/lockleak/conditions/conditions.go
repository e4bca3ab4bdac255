// Package conditions locks and unlocks on conditions.
package conditions

import "sync"

type Set struct {
	mu   sync.Mutex
	safe bool
	n    int
}

// flagOk: one flag decides about both.
func (s *Set) flagOk(lock bool) int {
	if lock {
		s.mu.Lock()
	}
	n := s.n
	if lock {
		s.mu.Unlock()
	}
	return n
}

// fieldOk: the flag is a field.
func (s *Set) fieldOk() int {
	if s.safe {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.n
}

// lockedOk: a variable says whether it is held.
func (s *Set) lockedOk(a, b bool) {
	locked := false
	if a {
		s.mu.Lock()
		locked = true
		if b {
			s.mu.Unlock()
			locked = false
		}
	}
	s.work()
	if locked {
		s.mu.Unlock()
	}
}

// unrelatedOk: that the two conditions are one is not seen, but the lock's reach
// has one way out, which always holds it.
func (s *Set) unrelatedOk() {
	if s.n > 3 {
		s.mu.Lock()
	}
	s.work()
	if s.big() {
		s.mu.Unlock()
	}
}

func (s *Set) big() bool { return s.n > 3 }

func (s *Set) work() {}

// deferOk: a variable tells the deferred literal.
func (s *Set) deferOk(a bool) {
	held := true
	s.mu.Lock()
	defer func() {
		if held {
			s.mu.Unlock()
		}
	}()
	if a {
		s.mu.Unlock()
		held = false
		return
	}
	s.work()
}

// triedOk: what may not have been locked is locked in the loop and behind it, and
// unlocked there.
func (s *Set) triedOk(xs []int) {
	if !s.mu.TryLock() {
		return
	}
	for _, x := range xs {
		if x < 0 {
			break
		}
		s.n += x
	}
	s.mu.Unlock()
}

// triedBad: a return in the loop forgets.
func (s *Set) triedBad(xs []int) {
	if !s.mu.TryLock() {
		return
	}
	for _, x := range xs {
		if x < 0 {
			return // want `conditions\.Set\.mu is left locked.*\[lockleak\]`
		}
		s.n += x
	}
	s.mu.Unlock()
}

// switchBad: one case forgets.
func (s *Set) switchBad(k int) {
	s.mu.Lock()
	switch k {
	case 1:
		s.n++
		s.mu.Unlock()
	case 2:
		s.n--
		return // want `conditions\.Set\.mu is left locked.*\[lockleak\]`
	default:
		s.mu.Unlock()
	}
}

// selectBad: one case forgets.
func (s *Set) selectBad(in, quit chan int) {
	s.mu.Lock()
	select {
	case n := <-in:
		s.n = n
	case <-quit:
		return // want `conditions\.Set\.mu is left locked.*\[lockleak\]`
	}
	s.mu.Unlock()
}

// gotoBad: jumps past the Unlock.
func (s *Set) gotoBad(k int) {
	s.mu.Lock()
	if k > 3 { // want `conditions\.Set\.mu is left locked.*\[lockleak\]`
		goto out
	}
	s.n = k
	s.mu.Unlock()
out:
	s.work()
}

// sharedBad: one way that holds it and others that do not come to one return.
func (s *Set) sharedBad(k int) {
	s.mu.Lock()
	if k > 3 {
		s.mu.Unlock()
	} else if k > 1 {
		s.n = k // want `conditions\.Set\.mu is left locked.*\[lockleak\]`
	} else {
		s.mu.Unlock()
	}
	s.work()
}

// sharedOk: behind that, the same condition unlocks.
func (s *Set) sharedOk(k int) {
	s.mu.Lock()
	if k > 3 {
		s.mu.Unlock()
	}
	s.work()
	if !(k > 3) {
		s.mu.Unlock()
	}
}

// otherFN: each way has an acquisition of its own, and one forgets its Unlock.
func (s *Set) otherFN(k int) {
	switch k {
	case 1:
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	case 2:
		s.mu.Lock()
		s.n--
	}
}
