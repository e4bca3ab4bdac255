//go:build !kvinversion

package server

// lockRole keeps commands off that need the guard alone, and the server what
// it is, master or replica. The guard comes first: REPLICAOF has it when it
// takes slaveofMu.
func (s *Server) lockRole() (unlock func()) {
	release := s.workShared()
	s.slaveofMu.Lock()
	return func() {
		s.slaveofMu.Unlock()
		release()
	}
}
