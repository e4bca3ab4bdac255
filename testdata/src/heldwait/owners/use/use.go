// Package use has a server whose parts have closers of their own.
package use

import (
	"sync"

	"heldwait/owners/closer"
	"heldwait/owners/part"
	"heldwait/owners/pool"
)

// serverOk stops its writer under a lock that its reader takes.
type serverOk struct {
	mu             sync.Mutex
	n              int
	reader, writer *closer.Closer
	sub            *closer.Closer
}

// NewServerOk starts all.
func NewServerOk(p *pool.PoolsOk) *serverOk {
	s := &serverOk{reader: closer.New(1), writer: closer.New(1), sub: closer.New(1)}
	go s.read(s.reader)
	go s.write()
	go part.SubscribeOk(p, s.sub)
	return s
}

func (s *serverOk) read(c *closer.Closer) {
	defer c.Done()
	for {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		select {
		case <-c.Stopped():
			return
		default:
		}
	}
}

func (s *serverOk) write() {
	defer s.writer.Done()
	<-s.writer.Stopped()
}

func (s *serverOk) stop() {
	s.mu.Lock()
	s.writer.Close()
	s.mu.Unlock()
	s.reader.Close()
	s.sub.Close()
}

// serverBad: it stops the reader there.
type serverBad struct {
	mu     sync.Mutex
	n      int
	reader *closer.Closer
}

// NewServerBad starts it.
func NewServerBad() *serverBad {
	s := &serverBad{reader: closer.New(1)}
	go s.read(s.reader)
	return s
}

func (s *serverBad) read(c *closer.Closer) {
	defer c.Done()
	for {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		select {
		case <-c.Stopped():
			return
		default:
		}
	}
}

func (s *serverBad) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reader.Close() // want `use\.serverBad\.mu is held by \(\*serverBad\)\.stop while it waits for closer\.Closer\.waiting.*\[heldwait\]`
}

// mapOk: the closers of tasks are in a map; that of the server is none of them.
type mapOk struct {
	mu     sync.Mutex
	tasks  map[int]task
	closer *closer.Closer
}

type task struct{ *closer.Closer }

// NewMapOk starts it.
func NewMapOk() *mapOk {
	s := &mapOk{tasks: make(map[int]task), closer: closer.New(1)}
	go s.run()
	return s
}

func (s *mapOk) run() {
	defer s.closer.Done()
	<-s.closer.Stopped()
	s.mu.Lock()
	clear(s.tasks)
	s.mu.Unlock()
}

// Start starts a task that ends by itself.
func (s *mapOk) Start(id int) *closer.Closer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := closer.New(1)
	s.tasks[id] = task{c}
	return c
}

func (s *mapOk) stop(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.tasks[id]; ok {
		t.Close()
	}
}

// mapBad: it is one of them.
type mapBad struct {
	mu     sync.Mutex
	tasks  map[int]task
	closer *closer.Closer
}

// NewMapBad starts it.
func NewMapBad() *mapBad {
	s := &mapBad{tasks: make(map[int]task), closer: closer.New(1)}
	s.tasks[0] = task{s.closer}
	go s.run()
	return s
}

func (s *mapBad) run() {
	defer s.closer.Done()
	<-s.closer.Stopped()
	s.mu.Lock()
	clear(s.tasks)
	s.mu.Unlock()
}

func (s *mapBad) stop(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.tasks[id]; ok {
		t.Close() // want `use\.mapBad\.mu is held by \(\*mapBad\)\.stop while it waits for closer\.Closer\.waiting.*\[heldwait\]`
	}
}
