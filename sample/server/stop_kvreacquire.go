//go:build kvreacquire

package server

// stopReplication ends the replication thread, if there is one, while no
// command runs. It sees to that itself, though its callers have done so: the
// guard is not reentrant.
func (s *Server) stopReplication() {
	release := s.workExclusive()
	defer release()
	if f := s.following.Load(); f != nil {
		f.thread.Stop()
	}
}
