// Package joins joins goroutines by Stop, Close, Shutdown and Wait of other types and packages.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package joins

import (
	"context"
	"io"
	"net/http"
	"sync"

	"heldwait/joins/rungroup"
	"heldwait/joins/tomb"
)

func work() {}

// tombBad: what runs in the tomb takes mu before it dies.
type tombBad struct {
	mu sync.Mutex
	t  tomb.Tomb
	n  int
}

func newTombBad() *tombBad {
	s := &tombBad{}
	s.t.Go(s.loop)
	return s
}

func (s *tombBad) loop() error {
	<-s.t.Dying()
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n = 0
	return nil
}

func (s *tombBad) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t.Kill(nil)
	return s.t.Wait() // WAIT joins.tombBad.mu // want `joins\.tombBad\.mu is held .*\[heldwait\]`
}

// tombOk: it kills under mu, and waits after.
type tombOk struct {
	mu sync.Mutex
	t  tomb.Tomb
	n  int
}

func newTombOk() *tombOk {
	s := &tombOk{}
	s.t.Go(s.loop)
	return s
}

func (s *tombOk) loop() error {
	<-s.t.Dying()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = 0
	return nil
}

func (s *tombOk) Stop() error {
	s.mu.Lock()
	s.t.Kill(nil)
	s.mu.Unlock()
	return s.t.Wait()
}

// groupBad: the actors run under the lock of who runs them; one takes it.
type groupBad struct {
	mu   sync.Mutex
	quit chan struct{}
	n    int
}

func newGroupBad() *groupBad { return &groupBad{quit: make(chan struct{})} }

func (s *groupBad) tick() error {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n++
	return nil
}

func (s *groupBad) Run() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var g rungroup.Group
	g.Add(s.tick, func(error) {})
	g.Add(func() error { <-s.quit; return nil }, func(error) { close(s.quit) })
	return g.Run() // WAIT joins.groupBad.mu // want `joins\.groupBad\.mu is held .*\[heldwait\]`
}

// groupOk: the lock is released before they run.
type groupOk struct {
	mu   sync.Mutex
	quit chan struct{}
	n    int
}

func newGroupOk() *groupOk { return &groupOk{quit: make(chan struct{})} }

func (s *groupOk) tick() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	return nil
}

func (s *groupOk) Run() error {
	var g rungroup.Group
	s.mu.Lock()
	g.Add(s.tick, func(error) {})
	g.Add(func() error { <-s.quit; return nil }, func(error) { close(s.quit) })
	s.mu.Unlock()
	return g.Run()
}

// closerBad: the join is behind io.Closer.
type closerBad struct {
	mu    sync.Mutex
	parts []io.Closer
	n     int
}

type loopBad struct {
	owner *closerBad
	quit  chan struct{}
	wg    sync.WaitGroup
}

func (l *loopBad) run() {
	defer l.wg.Done()
	<-l.quit
	l.owner.left()
}

func (l *loopBad) Close() error {
	close(l.quit)
	l.wg.Wait() // WAIT joins.closerBad.mu
	return nil
}

func newCloserBad() *closerBad {
	c := &closerBad{}
	l := &loopBad{owner: c, quit: make(chan struct{})}
	l.wg.Add(1)
	go l.run()
	c.parts = append(c.parts, l)
	return c
}

func (c *closerBad) left() {
	c.mu.Lock() // NEED
	c.n--
	c.mu.Unlock()
}

func (c *closerBad) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.parts {
		p.Close() // want `joins\.closerBad\.mu is held .*\[heldwait\]`
	}
}

// closerOk: it takes the parts out under mu, and closes them after.
type closerOk struct {
	mu    sync.Mutex
	parts []io.Closer
	n     int
}

type loopOk struct {
	owner *closerOk
	quit  chan struct{}
	wg    sync.WaitGroup
}

func (l *loopOk) run() {
	defer l.wg.Done()
	<-l.quit
	l.owner.left()
}

func (l *loopOk) Close() error {
	close(l.quit)
	l.wg.Wait()
	return nil
}

func newCloserOk() *closerOk {
	c := &closerOk{}
	l := &loopOk{owner: c, quit: make(chan struct{})}
	l.wg.Add(1)
	go l.run()
	c.parts = append(c.parts, l)
	return c
}

func (c *closerOk) left() {
	c.mu.Lock()
	c.n--
	c.mu.Unlock()
}

func (c *closerOk) Close() {
	c.mu.Lock()
	parts := c.parts
	c.parts = nil
	c.mu.Unlock()
	for _, p := range parts {
		p.Close()
	}
}

// parentBad: the child's goroutine calls back its parent through an interface of the child's.
type parentBad struct {
	mu    sync.Mutex
	child *childBad
	state int
}

type listener interface{ changed(int) }

type childBad struct {
	l    listener
	in   chan int
	done chan struct{}
}

func newChildBad(l listener) *childBad {
	c := &childBad{l: l, in: make(chan int, 1), done: make(chan struct{})}
	go c.loop()
	return c
}

func (c *childBad) loop() {
	defer close(c.done)
	for v := range c.in {
		c.l.changed(v)
	}
}

func (c *childBad) Shutdown() {
	close(c.in)
	<-c.done // WAIT joins.parentBad.mu
}

func newParentBad() *parentBad {
	p := &parentBad{}
	p.child = newChildBad(p)
	return p
}

func (p *parentBad) changed(v int) {
	p.mu.Lock() // NEED
	p.state = v
	p.mu.Unlock()
}

func (p *parentBad) Replace() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.child.Shutdown() // want `joins\.parentBad\.mu is held .*\[heldwait\]`
	p.child = newChildBad(p)
}

// parentOk: it replaces the child under mu and shuts the old one down after.
type parentOk struct {
	mu    sync.Mutex
	child *childOk
	state int
}

type childOk struct {
	l    listener
	in   chan int
	done chan struct{}
}

func newChildOk(l listener) *childOk {
	c := &childOk{l: l, in: make(chan int, 1), done: make(chan struct{})}
	go c.loop()
	return c
}

func (c *childOk) loop() {
	defer close(c.done)
	for v := range c.in {
		c.l.changed(v)
	}
}

func (c *childOk) Shutdown() {
	close(c.in)
	<-c.done
}

func newParentOk() *parentOk {
	p := &parentOk{}
	p.child = newChildOk(p)
	return p
}

func (p *parentOk) changed(v int) {
	p.mu.Lock()
	p.state = v
	p.mu.Unlock()
}

func (p *parentOk) Replace() {
	p.mu.Lock()
	old := p.child
	p.child = newChildOk(p)
	p.mu.Unlock()
	old.Shutdown()
}

// httpBad: Shutdown of net/http waits for the handlers, one of which takes mu.
type httpBad struct {
	mu  sync.Mutex
	srv *http.Server
	n   int
}

func newHttpBad() *httpBad {
	s := &httpBad{}
	s.srv = &http.Server{Handler: http.HandlerFunc(s.serve)}
	return s
}

func (s *httpBad) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *httpBad) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.srv.Shutdown(context.Background()) // WAIT joins.httpBad.mu // want `joins\.httpBad\.mu is held .*\[heldwait\]`
}

// httpOk: Stop holds nothing.
type httpOk struct {
	mu  sync.Mutex
	srv *http.Server
	n   int
}

func newHttpOk() *httpOk {
	s := &httpOk{}
	s.srv = &http.Server{Handler: http.HandlerFunc(s.serve)}
	return s
}

func (s *httpOk) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *httpOk) Stop() error { return s.srv.Shutdown(context.Background()) }
