package server

import (
	"context"
	"time"
)

// sweepMax bounds what one sweep removes, and so how long it holds locks.
const sweepMax = 1000

// sweepEvery removes expired keys until the context ends.
func (s *Server) sweepEvery(ctx context.Context, period time.Duration) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.sweep(); err != nil {
				s.cfg.Log.Error("sweeping expired keys failed", "error", err)
			}
		}
	}
}

// sweep needs the guard for the database, and slaveofMu to stay what it is: a
// replica removes nothing by itself, its master's writes do that.
func (s *Server) sweep() error {
	unlock := s.lockRole()
	defer unlock()
	if s.loading.Load() || s.following.Load() != nil {
		return nil
	}
	_, err := s.store.Sweep(sweepMax)
	return err
}
