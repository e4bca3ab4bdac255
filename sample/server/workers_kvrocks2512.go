//go:build kvrocks2512 && !kvrocks2516

package server

import "github.com/lockorder/lockorder/sample/replication"

// stopWorkers keeps workers away from the database, as Kvrocks did up to its
// issue 2512: it waits for the guard, which a worker may hold that waits for
// this thread to end.
func (s *Server) stopWorkers(*replication.Thread) bool {
	release := s.workExclusive()
	defer release()
	s.loading.Store(true)
	return true
}
