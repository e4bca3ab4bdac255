// Package freshcallback is reduced from nats-server v2 server/filestore.go:587 (x2), consumer.go:3962, :6768 (x2), :1643.
// fs.cb is registered on SOME stores (the stream's), after construction. Calls
// of fs.cb by the constructor itself (fs is new: cb is nil) and on stores nobody
// registers a callback with (a WAL) are infeasible.
// Expected: silence; known to be reported (FP). The field's callees are those of the class, for every object.
package freshcallback

import "sync"

type store struct {
	mu sync.Mutex
	cb func(int)
	n  int
	ch chan int
}

func newStore(n int) *store {
	s := &store{n: n, ch: make(chan int)}
	go s.loop() // others know it, but not its callback
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n > 0 {
		s.remove() // want `\[inversion\]`
	}
	return s
}

func (s *store) loop() {
	for range s.ch {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}
}

// remove is called under s.mu.
func (s *store) remove() {
	if cb := s.cb; cb != nil {
		cb(1)
	}
}

func (s *store) register(cb func(int)) {
	s.mu.Lock()
	s.cb = cb
	s.mu.Unlock()
}

func (s *store) State() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

type stream struct {
	mu    sync.Mutex
	store *store
}

func (m *stream) update(int) {
	m.mu.Lock()
	m.mu.Unlock()
}

func Open() *stream {
	m := &stream{}
	m.store = newStore(3)
	m.store.register(m.update)
	return m
}

func (m *stream) Info() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.store.State()
}
