// Package servers has waits under locks as servers have them: each Bad is followed by what mended it.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where one that
// could end the wait acquires it.
package servers

import (
	"errors"
	"net"
	"sync"
	"time"
)

func work() {}

// poolBad: Stop closes the queue and joins the workers under mu, which each worker takes to count its job.
type poolBad struct {
	mu      sync.Mutex
	jobs    chan func()
	wg      sync.WaitGroup
	done    int
	stopped bool
}

func newPoolBad(n int) *poolBad {
	p := &poolBad{jobs: make(chan func(), 16)}
	for i := 0; i < n; i++ {
		p.wg.Add(1)
		go p.worker()
	}
	return p
}

func (p *poolBad) worker() {
	defer p.wg.Done()
	for job := range p.jobs {
		job()
		p.mu.Lock() // NEED
		p.done++
		p.mu.Unlock()
	}
}

func (p *poolBad) Stop() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return p.done
	}
	p.stopped = true
	close(p.jobs)
	p.wg.Wait() // WAIT servers.poolBad.mu // want `servers\.poolBad\.mu is held .*\[heldwait\]`
	return p.done
}

// poolOk: it joins them when it has given mu up.
type poolOk struct {
	mu      sync.Mutex
	jobs    chan func()
	wg      sync.WaitGroup
	done    int
	stopped bool
}

func newPoolOk(n int) *poolOk {
	p := &poolOk{jobs: make(chan func(), 16)}
	for i := 0; i < n; i++ {
		p.wg.Add(1)
		go p.worker()
	}
	return p
}

func (p *poolOk) worker() {
	defer p.wg.Done()
	for job := range p.jobs {
		job()
		p.mu.Lock()
		p.done++
		p.mu.Unlock()
	}
}

func (p *poolOk) Stop() int {
	p.mu.Lock()
	if !p.stopped {
		p.stopped = true
		close(p.jobs)
	}
	p.mu.Unlock()
	p.wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

// hubBad: Kick hands the client to the loop under mu, which the loop takes for each that leaves.
type hubBad struct {
	mu         sync.RWMutex
	clients    map[string]*clientBad
	register   chan *clientBad
	unregister chan *clientBad
	broadcast  chan []byte
}

type clientBad struct {
	id   string
	hub  *hubBad
	send chan []byte
}

func newHubBad() *hubBad {
	return &hubBad{
		clients:    make(map[string]*clientBad),
		register:   make(chan *clientBad),
		unregister: make(chan *clientBad),
		broadcast:  make(chan []byte),
	}
}

func (h *hubBad) Run() {
	for {
		select {
		case c := <-h.register:
			h.mu.Lock() // NEED
			h.clients[c.id] = c
			h.mu.Unlock()
		case c := <-h.unregister:
			h.mu.Lock() // NEED
			delete(h.clients, c.id)
			h.mu.Unlock()
			close(c.send)
		case m := <-h.broadcast:
			h.mu.RLock()
			for _, c := range h.clients {
				select {
				case c.send <- m:
				default:
				}
			}
			h.mu.RUnlock()
		}
	}
}

func (h *hubBad) Kick(id string) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if c, ok := h.clients[id]; ok {
		h.unregister <- c // WAIT servers.hubBad.mu // want `servers\.hubBad\.mu is held .*\[heldwait\]`
	}
}

// hubOk: Kick looks the client up under mu only.
type hubOk struct {
	mu         sync.RWMutex
	clients    map[string]*clientOk
	register   chan *clientOk
	unregister chan *clientOk
	broadcast  chan []byte
}

type clientOk struct {
	id   string
	hub  *hubOk
	send chan []byte
}

func newHubOk() *hubOk {
	return &hubOk{
		clients:    make(map[string]*clientOk),
		register:   make(chan *clientOk),
		unregister: make(chan *clientOk),
		broadcast:  make(chan []byte),
	}
}

func (h *hubOk) Run() {
	for {
		select {
		case c := <-h.register:
			h.mu.Lock()
			h.clients[c.id] = c
			h.mu.Unlock()
		case c := <-h.unregister:
			h.mu.Lock()
			delete(h.clients, c.id)
			h.mu.Unlock()
			close(c.send)
		case m := <-h.broadcast:
			h.mu.RLock()
			for _, c := range h.clients {
				select {
				case c.send <- m:
				default:
				}
			}
			h.mu.RUnlock()
		}
	}
}

func (h *hubOk) Kick(id string) {
	h.mu.RLock()
	c, ok := h.clients[id]
	h.mu.RUnlock()
	if ok {
		h.unregister <- c
	}
}

// managerBad: CloseAll joins each session under mu, which a session takes to leave.
type managerBad struct {
	mu       sync.Mutex
	sessions map[int]*sessionBad
}

type sessionBad struct {
	id   int
	m    *managerBad
	quit chan struct{}
	done chan struct{}
}

func (m *managerBad) Open(id int) *sessionBad {
	s := &sessionBad{id: id, m: m, quit: make(chan struct{}), done: make(chan struct{})}
	m.mu.Lock()
	m.sessions[id] = s
	m.mu.Unlock()
	go s.serve()
	return s
}

func (s *sessionBad) serve() {
	defer close(s.done)
	defer s.m.remove(s.id)
	<-s.quit
}

func (m *managerBad) remove(id int) {
	m.mu.Lock() // NEED
	defer m.mu.Unlock()
	delete(m.sessions, id)
}

func (s *sessionBad) Close() {
	close(s.quit)
	<-s.done // WAIT servers.managerBad.mu
}

func (m *managerBad) CloseAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		s.Close() // want `servers\.managerBad\.mu is held .*\[heldwait\]`
	}
}

// managerOk: CloseAll takes the sessions out under mu, and closes them then.
type managerOk struct {
	mu       sync.Mutex
	sessions map[int]*sessionOk
}

type sessionOk struct {
	id   int
	m    *managerOk
	quit chan struct{}
	done chan struct{}
}

func (m *managerOk) Open(id int) *sessionOk {
	s := &sessionOk{id: id, m: m, quit: make(chan struct{}), done: make(chan struct{})}
	m.mu.Lock()
	m.sessions[id] = s
	m.mu.Unlock()
	go s.serve()
	return s
}

func (s *sessionOk) serve() {
	defer close(s.done)
	defer s.m.remove(s.id)
	<-s.quit
}

func (m *managerOk) remove(id int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, id)
}

func (s *sessionOk) Close() {
	close(s.quit)
	<-s.done
}

func (m *managerOk) CloseAll() {
	m.mu.Lock()
	all := m.sessions
	m.sessions = make(map[int]*sessionOk)
	m.mu.Unlock()
	for _, s := range all {
		s.Close()
	}
}

// janitorBad: Close waits for the janitor under mu, which it takes at each tick.
type janitorBad struct {
	mu      sync.Mutex
	items   map[string]time.Time
	stop    chan struct{}
	stopped chan struct{}
}

func newJanitorBad(every time.Duration) *janitorBad {
	c := &janitorBad{items: make(map[string]time.Time), stop: make(chan struct{}), stopped: make(chan struct{})}
	go c.run(every)
	return c
}

func (c *janitorBad) run(every time.Duration) {
	defer close(c.stopped)
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			c.evict(now)
		case <-c.stop:
			return
		}
	}
}

func (c *janitorBad) evict(now time.Time) {
	c.mu.Lock() // NEED
	defer c.mu.Unlock()
	for k, t := range c.items {
		if t.Before(now) {
			delete(c.items, k)
		}
	}
}

func (c *janitorBad) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.stop)
	<-c.stopped // WAIT servers.janitorBad.mu // want `servers\.janitorBad\.mu is held .*\[heldwait\]`
	c.items = nil
}

// janitorOk: it waits before it takes mu.
type janitorOk struct {
	mu      sync.Mutex
	items   map[string]time.Time
	stop    chan struct{}
	stopped chan struct{}
}

func newJanitorOk(every time.Duration) *janitorOk {
	c := &janitorOk{items: make(map[string]time.Time), stop: make(chan struct{}), stopped: make(chan struct{})}
	go c.run(every)
	return c
}

func (c *janitorOk) run(every time.Duration) {
	defer close(c.stopped)
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			c.evict(now)
		case <-c.stop:
			return
		}
	}
}

func (c *janitorOk) evict(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, t := range c.items {
		if t.Before(now) {
			delete(c.items, k)
		}
	}
}

func (c *janitorOk) Close() {
	close(c.stop)
	<-c.stopped
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items = nil
}

// acceptBad: Stop waits under mu for the accept loop, which takes mu for each connection.
type acceptBad struct {
	mu    sync.Mutex
	ln    net.Listener
	conns map[net.Conn]bool
	wg    sync.WaitGroup
}

func (s *acceptBad) Start(ln net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ln = ln
	s.wg.Add(1)
	go s.accept(ln)
}

func (s *acceptBad) accept(ln net.Listener) {
	defer s.wg.Done()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock() // NEED
		s.conns[conn] = true
		s.mu.Unlock()
		s.wg.Add(1)
		go s.handle(conn)
	}
}

func (s *acceptBad) handle(conn net.Conn) {
	defer s.wg.Done()
	defer s.drop(conn)
	buf := make([]byte, 512)
	for {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

func (s *acceptBad) drop(conn net.Conn) {
	conn.Close()
	s.mu.Lock() // NEED
	delete(s.conns, conn)
	s.mu.Unlock()
}

func (s *acceptBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ln.Close()
	for c := range s.conns {
		c.Close()
	}
	s.wg.Wait() // WAIT servers.acceptBad.mu // want `servers\.acceptBad\.mu is held .*\[heldwait\]`
}

// acceptOk: it waits after it has given mu up.
type acceptOk struct {
	mu    sync.Mutex
	ln    net.Listener
	conns map[net.Conn]bool
	wg    sync.WaitGroup
}

func (s *acceptOk) Start(ln net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ln = ln
	s.wg.Add(1)
	go s.accept(ln)
}

func (s *acceptOk) accept(ln net.Listener) {
	defer s.wg.Done()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[conn] = true
		s.mu.Unlock()
		s.wg.Add(1)
		go s.handle(conn)
	}
}

func (s *acceptOk) handle(conn net.Conn) {
	defer s.wg.Done()
	defer s.drop(conn)
	buf := make([]byte, 512)
	for {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

func (s *acceptOk) drop(conn net.Conn) {
	conn.Close()
	s.mu.Lock()
	delete(s.conns, conn)
	s.mu.Unlock()
}

func (s *acceptOk) Stop() {
	s.mu.Lock()
	s.ln.Close()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

var errClosed = errors.New("closed")

// flushBad: Flush asks the loop under mu, and waits for the answer in the request; the loop takes mu first.
type flushBad struct {
	mu    sync.Mutex
	lines []string
	reqs  chan flushReqBad
}

type flushReqBad struct {
	done chan error
}

func newFlushBad() *flushBad {
	l := &flushBad{reqs: make(chan flushReqBad)}
	go l.loop()
	return l
}

func (l *flushBad) loop() {
	for req := range l.reqs {
		l.mu.Lock() // NEED
		l.lines = nil
		l.mu.Unlock()
		req.done <- nil
	}
}

func (l *flushBad) Flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) == 0 {
		return nil
	}
	req := flushReqBad{done: make(chan error, 1)}
	l.reqs <- req     // want `servers\.flushBad\.mu is held .*\[heldwait\]`
	return <-req.done // WAIT servers.flushBad.mu // want `servers\.flushBad\.mu is held .*\[heldwait\]`
}

// flushOk: it asks when it has given mu up.
type flushOk struct {
	mu    sync.Mutex
	lines []string
	reqs  chan flushReqOk
}

type flushReqOk struct {
	done chan error
}

func newFlushOk() *flushOk {
	l := &flushOk{reqs: make(chan flushReqOk)}
	go l.loop()
	return l
}

func (l *flushOk) loop() {
	for req := range l.reqs {
		l.mu.Lock()
		l.lines = nil
		l.mu.Unlock()
		req.done <- nil
	}
}

func (l *flushOk) Flush() error {
	l.mu.Lock()
	n := len(l.lines)
	l.mu.Unlock()
	if n == 0 {
		return nil
	}
	req := flushReqOk{done: make(chan error, 1)}
	l.reqs <- req
	return <-req.done
}

// stopFuncBad: Close runs under mu the function that ends and joins what Start has started.
type stopFuncBad struct {
	mu   sync.Mutex
	stop func()
	n    int
}

func (s *stopFuncBad) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop = s.launch()
}

func (s *stopFuncBad) launch() (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Second):
				s.mu.Lock() // NEED
				s.n++
				s.mu.Unlock()
			}
		}
	}()
	return func() {
		close(quit)
		<-done // WAIT servers.stopFuncBad.mu
	}
}

func (s *stopFuncBad) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop() // want `servers\.stopFuncBad\.mu is held .*\[heldwait\]`
}

// stopFuncOk: it takes the function out under mu, and runs it then.
type stopFuncOk struct {
	mu   sync.Mutex
	stop func()
	n    int
}

func (s *stopFuncOk) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop = s.launch()
}

func (s *stopFuncOk) launch() (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Second):
				s.mu.Lock()
				s.n++
				s.mu.Unlock()
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}

func (s *stopFuncOk) Close() {
	s.mu.Lock()
	stop := s.stop
	s.mu.Unlock()
	stop()
}

// taskBad: what a ticker's goroutine runs is given to it; the owner stops it under the lock that this takes.
type taskBad struct {
	f    func()
	quit chan struct{}
	wg   sync.WaitGroup
}

func runTaskBad(f func()) *taskBad {
	t := &taskBad{f: f, quit: make(chan struct{})}
	t.wg.Add(1)
	go t.loop()
	return t
}

func (t *taskBad) loop() {
	defer t.wg.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			t.f()
		case <-t.quit:
			return
		}
	}
}

func (t *taskBad) Stop() {
	close(t.quit)
	t.wg.Wait() // WAIT servers.taskOwnerBad.mu
}

type taskOwnerBad struct {
	mu   sync.Mutex
	task *taskBad
	n    int
}

func newTaskOwnerBad() *taskOwnerBad {
	o := &taskOwnerBad{}
	o.task = runTaskBad(o.beat)
	return o
}

func (o *taskOwnerBad) beat() {
	o.mu.Lock() // NEED
	o.n++
	o.mu.Unlock()
}

func (o *taskOwnerBad) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.task.Stop() // want `servers\.taskOwnerBad\.mu is held .*\[heldwait\]`
	o.task = nil
}

// taskOk: the owner stops it without the lock.
type taskOk struct {
	f    func()
	quit chan struct{}
	wg   sync.WaitGroup
}

func runTaskOk(f func()) *taskOk {
	t := &taskOk{f: f, quit: make(chan struct{})}
	t.wg.Add(1)
	go t.loop()
	return t
}

func (t *taskOk) loop() {
	defer t.wg.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			t.f()
		case <-t.quit:
			return
		}
	}
}

func (t *taskOk) Stop() {
	close(t.quit)
	t.wg.Wait()
}

type taskOwnerOk struct {
	mu   sync.Mutex
	task *taskOk
	n    int
}

func newTaskOwnerOk() *taskOwnerOk {
	o := &taskOwnerOk{}
	o.task = runTaskOk(o.beat)
	return o
}

func (o *taskOwnerOk) beat() {
	o.mu.Lock()
	o.n++
	o.mu.Unlock()
}

func (o *taskOwnerOk) Close() {
	o.mu.Lock()
	t := o.task
	o.task = nil
	o.mu.Unlock()
	t.Stop()
}
