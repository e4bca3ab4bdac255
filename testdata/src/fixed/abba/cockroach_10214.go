package abba

import "sync"

// What was collected is sent under the lock of the collection, to members that take
// their own; a member adds to the collection under its own. The fix takes the
// collection out under its lock and sends it after.
type sendUnfixed struct {
	mu      sync.Mutex
	due     []int
	members map[int]*memberUnfixed
}

type memberUnfixed struct {
	mu    sync.Mutex
	group *sendUnfixed
	got   int
}

func (s *sendUnfixed) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.due {
		s.members[id].deliver() // found: inversion
	}
	s.due = nil
}

func (m *memberUnfixed) deliver() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.got++
}

func (m *memberUnfixed) Tick(id int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ask(id)
}

func (m *memberUnfixed) ask(id int) {
	m.group.mu.Lock()
	m.group.due = append(m.group.due, id)
	m.group.mu.Unlock()
}

type sendFixed struct {
	mu      sync.Mutex
	due     []int
	members map[int]*memberFixed
}

type memberFixed struct {
	mu    sync.Mutex
	group *sendFixed
	got   int
}

func (s *sendFixed) Flush() {
	s.mu.Lock()
	due := s.due
	s.due = nil
	s.mu.Unlock()
	for _, id := range due {
		s.members[id].deliver()
	}
}

func (m *memberFixed) deliver() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.got++
}

func (m *memberFixed) Tick(id int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ask(id)
}

func (m *memberFixed) ask(id int) {
	m.group.mu.Lock()
	m.group.due = append(m.group.due, id)
	m.group.mu.Unlock()
}
