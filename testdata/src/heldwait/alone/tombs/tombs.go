// Package tombs has the only user of a tomb: of several, any one that goes on counts for all.
package tombs

import (
	"sync"

	"heldwait/alone/tombs/tomb"
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
	return s.t.Wait() // WAIT tombs.aloneBad.mu // want `tombs\.aloneBad\.mu is held .*\[heldwait\]`
}
