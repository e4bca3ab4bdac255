// Package alone has the only user of a tomb: of several, any one that goes on counts for all.
package alone

import (
	"sync"

	"heldwait/joins/tomb"
)

// aloneBad: what runs in the tomb takes mu before it dies.
type aloneBad struct {
	mu sync.Mutex
	t  tomb.Tomb
	n  int
}

func newAloneBad() *aloneBad {
	s := &aloneBad{}
	s.t.Go(s.loop)
	return s
}

func (s *aloneBad) loop() error {
	<-s.t.Dying()
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n = 0
	return nil
}

func (s *aloneBad) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t.Kill(nil)
	return s.t.Wait() // WAIT alone.aloneBad.mu // want `alone\.aloneBad\.mu is held .*\[heldwait\]`
}
