package abba

import "sync"

// A name is locked under the lock of its table; whoever drops the name locks the table
// under the name's lock. The fix gives the name's lock up before.
type nameUnfixed struct {
	mu sync.Mutex
	id int
}

type namesUnfixed struct {
	mu   sync.Mutex
	byID map[int]*nameUnfixed
}

func (s *namesUnfixed) Touch(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.byID[id]
	if !ok {
		return
	}
	n.mu.Lock() // found: inversion
	n.id = id
	n.mu.Unlock()
}

func (s *namesUnfixed) drop(n *nameUnfixed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, n.id)
}

func (s *namesUnfixed) Release(n *nameUnfixed) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s.drop(n)
}

type nameFixed struct {
	mu sync.Mutex
	id int
}

type namesFixed struct {
	mu   sync.Mutex
	byID map[int]*nameFixed
}

func (s *namesFixed) Touch(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.byID[id]
	if !ok {
		return
	}
	n.mu.Lock()
	n.id = id
	n.mu.Unlock()
}

func (s *namesFixed) drop(n *nameFixed, id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID[id] == n {
		delete(s.byID, id)
	}
}

func (s *namesFixed) Release(n *nameFixed) {
	n.mu.Lock()
	id := n.id
	n.mu.Unlock()
	s.drop(n, id)
}
