//go:build kvrocks2516

package server

import "github.com/lockorder/lockorder/sample/replication"

// stopWorkers keeps workers away from the database, as Kvrocks did from its PR
// 2516 on: it is loading before it waits for the guard, so that workers that
// come later refuse to switch masters. One that has asked before does not.
func (s *Server) stopWorkers(*replication.Thread) bool {
	s.loading.Store(true)
	release := s.workExclusive()
	release()
	return true
}
