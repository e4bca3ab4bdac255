//go:build !kvrocks2512 && !kvrocks2516

package server

import (
	"time"

	"github.com/lockorder/lockorder/sample/replication"
)

// stopWorkers keeps workers away from the database, in the manner of Kvrocks
// since its PR 2549: the thread never waits for the guard. A worker that holds
// it may be waiting for the thread, and then the thread is stopped and gives up.
func (s *Server) stopWorkers(thread *replication.Thread) bool {
	s.loading.Store(true)
	for !s.works.TryLock() {
		if thread.Stopped() {
			s.loading.Store(false)
			return false
		}
		time.Sleep(time.Millisecond)
	}
	s.works.Unlock()
	return true
}
