package server

// workShared gives the caller the works guard together with others. Release
// it once.
func (s *Server) workShared() (release func()) {
	s.works.RLock()
	return s.works.RUnlock
}

// workExclusive gives the caller the works guard alone. Release it once.
func (s *Server) workExclusive() (release func()) {
	s.works.Lock()
	return s.works.Unlock
}
