// Package beside has readers whose writer only somebody else could start: in a test
// there is nobody else.
package beside

import "sync"

// A Table is written by whoever imports the package.
type Table struct {
	mu   sync.RWMutex
	rows map[string]int
}

func (t *Table) Get(key string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rows[key]
}

func (t *Table) Put(key string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] = n
}

// Both reads twice: a caller's writer comes between.
func (t *Table) BothBad() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.Get("a") // want `read-locked again .*\[reacquire\]`
}

// A Swept table has a goroutine of its own that writes it.
type Swept struct {
	mu   sync.RWMutex
	rows map[string]int
}

func NewSwept() *Swept {
	s := &Swept{rows: make(map[string]int)}
	go s.sweep()
	return s
}

func (s *Swept) sweep() {
	for {
		s.mu.Lock()
		clear(s.rows)
		s.mu.Unlock()
	}
}

func (s *Swept) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.rows[key]
}

// A Shared table is written by a test's goroutine, too.
type Shared struct {
	mu   sync.RWMutex
	rows map[string]int
}

func (s *Shared) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.rows[key]
}

func (s *Shared) Put(key string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[key] = n
}

// A Handled table is written by whoever calls handlers: of another package.
type Handled struct {
	mu   sync.RWMutex
	rows map[string]int
}

var handler sync.Locker = new(Handled)

func (h *Handled) Lock() {
	h.mu.Lock()
	clear(h.rows)
	h.mu.Unlock()
}

func (h *Handled) Unlock() {}

func (h *Handled) Get(key string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.rows[key]
}
