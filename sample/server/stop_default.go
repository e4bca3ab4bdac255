//go:build !kvreacquire

package server

// stopReplication ends the replication thread, if there is one. The caller
// holds the guard exclusively, and slaveofMu.
func (s *Server) stopReplication() {
	if f := s.following.Load(); f != nil {
		f.thread.Stop()
	}
}
