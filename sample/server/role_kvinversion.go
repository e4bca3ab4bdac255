//go:build kvinversion

package server

// lockRole keeps commands off that need the guard alone, and the server what
// it is, master or replica. It takes slaveofMu first: REPLICAOF, which has the
// guard by then, waits for slaveofMu, and this waits for the guard.
func (s *Server) lockRole() (unlock func()) {
	s.slaveofMu.Lock()
	release := s.workShared()
	return func() {
		release()
		s.slaveofMu.Unlock()
	}
}
