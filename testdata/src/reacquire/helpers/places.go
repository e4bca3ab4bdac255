package helpers

import "sync"

// slots has a lock for each key, made on demand.
type slots struct {
	mu   sync.Mutex
	byID map[int]*sync.Mutex
}

// enter leaves the lock of the key held, found or made: the one that is there afterwards.
func (s *slots) enter(id int) {
	s.mu.Lock()
	slot := s.byID[id]
	if slot == nil {
		slot = new(sync.Mutex)
		s.byID[id] = slot
	}
	s.mu.Unlock()
	slot.Lock()
}

func (s *slots) leave(id int) { s.byID[id].Unlock() }

// replace leaves the lock held that was there, and puts another one in its place.
func (s *slots) replace(id int) {
	s.byID[id].Lock()
	s.byID[id] = new(sync.Mutex)
}

func (s *slots) use(id int) {
	s.byID[id].Lock()
	s.byID[id].Unlock()
}

// slotBad: the helper has left the lock of the key held.
func (s *slots) slotBad(id int) {
	s.enter(id)
	s.use(id) // want `helpers\.slots\.byID.*\[reacquire\]`
	s.leave(id)
}

// slotOk: it has been given up.
func (s *slots) slotOk(id int) {
	s.enter(id)
	s.leave(id)
	s.use(id)
}

// replacedOk: what is there now is not what the helper has locked.
func (s *slots) replacedOk(id int) {
	s.replace(id)
	s.use(id)
}
