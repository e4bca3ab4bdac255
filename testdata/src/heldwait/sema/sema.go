// Package sema uses channels as mutexes and as semaphores.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package sema

import "sync"

func work() {}

// orderBad: a channel of one slot is a mutex, taken by sending; the other order elsewhere.
type orderBad struct {
	mu  sync.Mutex
	sem chan struct{}
	n   int
}

func newOrderBad() *orderBad { return &orderBad{sem: make(chan struct{}, 1)} }

func (s *orderBad) Forth() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sem <- struct{}{} // WAIT sema.orderBad.mu // want `sema\.orderBad\.mu is held .*\[heldwait\]`
	s.n++
	<-s.sem
}

func (s *orderBad) Back() {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.mu.Lock() // NEED
	s.n--
	s.mu.Unlock()
}

// orderOk: one order.
type orderOk struct {
	mu  sync.Mutex
	sem chan struct{}
	n   int
}

func newOrderOk() *orderOk { return &orderOk{sem: make(chan struct{}, 1)} }

func (s *orderOk) Forth() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sem <- struct{}{}
	s.n++
	<-s.sem
}

func (s *orderOk) Back() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.n--
}

// channelBad: the same, given back before a return and not by a deferred call.
type channelBad struct {
	mu   sync.Mutex
	slot chan struct{}
}

func NewChannelBad() *channelBad { return &channelBad{slot: make(chan struct{}, 1)} }

func (c *channelBad) Get() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slot <- struct{}{} // WAIT sema.channelBad.mu // want `sema\.channelBad\.mu is held .*\[heldwait\]`
	work()
	<-c.slot
}

func (c *channelBad) Put() {
	c.slot <- struct{}{}
	c.mu.Lock() // NEED
	work()
	c.mu.Unlock()
	<-c.slot
}

// tokenBad: the slot is taken by receiving the token that the constructor put in.
type tokenBad struct {
	mu    sync.Mutex
	token chan struct{}
	n     int
}

func newTokenBad() *tokenBad {
	s := &tokenBad{token: make(chan struct{}, 1)}
	s.token <- struct{}{}
	return s
}

func (s *tokenBad) acquire() { <-s.token } // WAIT sema.tokenBad.mu
func (s *tokenBad) release() { s.token <- struct{}{} }

func (s *tokenBad) Forth() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acquire() // want `sema\.tokenBad\.mu is held .*\[heldwait\]`
	defer s.release()
	s.n++
}

func (s *tokenBad) Back() {
	s.acquire()
	defer s.release()
	s.mu.Lock() // NEED
	s.n--
	s.mu.Unlock()
}

// tokenOk: one order.
type tokenOk struct {
	mu    sync.Mutex
	token chan struct{}
	n     int
}

func newTokenOk() *tokenOk {
	s := &tokenOk{token: make(chan struct{}, 1)}
	s.token <- struct{}{}
	return s
}

func (s *tokenOk) acquire() { <-s.token }
func (s *tokenOk) release() { s.token <- struct{}{} }

func (s *tokenOk) Forth() {
	s.acquire()
	defer s.release()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func (s *tokenOk) Back() {
	s.acquire()
	defer s.release()
	s.mu.Lock()
	s.n--
	s.mu.Unlock()
}

// chanMutex is a mutex made of a channel.
type chanMutex chan struct{}

func newChanMutex() chanMutex { return make(chanMutex, 1) }
func (m chanMutex) Lock()     { m <- struct{}{} }
func (m chanMutex) Unlock()   { <-m }

// pairBad: two of them, in two orders.
type pairBad struct {
	a, b chanMutex
	n    int
}

func newPairBad() *pairBad { return &pairBad{newChanMutex(), newChanMutex(), 0} }

func (p *pairBad) Forth() {
	p.a.Lock()
	defer p.a.Unlock()
	p.b.Lock() // WAIT sema.pairBad.a // want `the slot of sema\.pairBad\.a is held .*\[heldwait\]`
	defer p.b.Unlock()
	p.n++
}

func (p *pairBad) Back() {
	p.b.Lock()
	defer p.b.Unlock()
	p.a.Lock() // NEED
	defer p.a.Unlock()
	p.n--
}

// pairOk: in one order.
type pairOk struct {
	a, b chanMutex
	n    int
}

func newPairOk() *pairOk { return &pairOk{newChanMutex(), newChanMutex(), 0} }

func (p *pairOk) Forth() {
	p.a.Lock()
	defer p.a.Unlock()
	p.b.Lock()
	defer p.b.Unlock()
	p.n++
}

func (p *pairOk) Back() {
	p.a.Lock()
	defer p.a.Unlock()
	p.b.Lock()
	defer p.b.Unlock()
	p.n--
}

// againBad: who has the slot takes it again.
type againBad struct {
	sem chan struct{}
	n   int
}

func newAgainBad() *againBad { return &againBad{sem: make(chan struct{}, 1)} }

func (s *againBad) Add() {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.n++
	s.Log() // WAIT sema.againBad.sem // want `the slot of sema\.againBad\.sem is waited for .*\[heldwait\]`
}

func (s *againBad) Log() {
	s.sem <- struct{}{} // NEED
	work()
	<-s.sem
}

// againOk: it gives it back before.
type againOk struct {
	sem chan struct{}
	n   int
}

func newAgainOk() *againOk { return &againOk{sem: make(chan struct{}, 1)} }

func (s *againOk) Add() {
	s.sem <- struct{}{}
	s.n++
	<-s.sem
	s.Log()
}

func (s *againOk) Log() {
	s.sem <- struct{}{}
	work()
	<-s.sem
}

// joinBad: it joins, having the slot, a goroutine that needs it.
type joinBad struct {
	sem chan struct{}
	wg  sync.WaitGroup
	n   int
}

func newJoinBad() *joinBad { return &joinBad{sem: make(chan struct{}, 1)} }

func (s *joinBad) Start() {
	s.wg.Go(func() {
		s.sem <- struct{}{} // NEED
		s.n++
		<-s.sem
	})
}

func (s *joinBad) Stop() {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.wg.Wait() // WAIT sema.joinBad.sem // want `the slot of sema\.joinBad\.sem is held .*\[heldwait\]`
}

// joinOk: it only tries, and gives up.
type joinOk struct {
	sem chan struct{}
	wg  sync.WaitGroup
	n   int
}

func newJoinOk() *joinOk { return &joinOk{sem: make(chan struct{}, 1)} }

func (s *joinOk) Start() {
	s.wg.Go(func() {
		select {
		case s.sem <- struct{}{}:
			s.n++
			<-s.sem
		default:
		}
	})
}

func (s *joinOk) Stop() {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.wg.Wait()
}

// limitBad: parents keep their slot while they wait for children that need one each: a tree walk with a limit.
type limitBad struct {
	limit chan struct{}
	seen  sync.Map
}

func newLimitBad() *limitBad { return &limitBad{limit: make(chan struct{}, 2)} }

func (l *limitBad) Walk(depth int) {
	l.limit <- struct{}{} // NEED
	defer func() { <-l.limit }()
	l.seen.Store(depth, true)
	if depth == 0 {
		return
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { l.Walk(depth - 1) })
	}
	wg.Wait() // WAIT sema.limitBad.limit // want `a slot of sema\.limitBad\.limit is held .*\[heldwait\]`
}

// limitOk: they give it back before.
type limitOk struct {
	limit chan struct{}
	seen  sync.Map
}

func newLimitOk() *limitOk { return &limitOk{limit: make(chan struct{}, 2)} }

func (l *limitOk) visit(depth int) {
	l.limit <- struct{}{}
	defer func() { <-l.limit }()
	l.seen.Store(depth, true)
}

func (l *limitOk) Walk(depth int) {
	l.visit(depth)
	if depth == 0 {
		return
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { l.Walk(depth - 1) })
	}
	wg.Wait()
}

// boundBad: the starter waits, under mu, for a slot, that workers give back after mu.
type boundBad struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

func newBoundBad() *boundBad { return &boundBad{limit: make(chan struct{}, 2)} }

func (b *boundBad) Start(jobs int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range jobs {
		b.limit <- struct{}{} // WAIT sema.boundBad.mu // want `sema\.boundBad\.mu is held .*\[heldwait\]`
		go b.job()
	}
}

func (b *boundBad) job() {
	defer func() { <-b.limit }()
	b.mu.Lock() // NEED
	b.n++
	b.mu.Unlock()
}

// boundOk: workers give it back before mu.
type boundOk struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

func newBoundOk() *boundOk { return &boundOk{limit: make(chan struct{}, 2)} }

func (b *boundOk) Start(jobs int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range jobs {
		b.limit <- struct{}{}
		go b.job()
	}
}

func (b *boundOk) job() {
	work()
	<-b.limit
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
}

// messageOk: a channel of one slot that is no mutex: nobody takes out what he has put in.
type messageOk struct {
	mu   sync.Mutex
	last chan int
	n    int
}

func newMessageOk() *messageOk {
	m := &messageOk{last: make(chan int, 1)}
	go func() {
		for range m.last {
			work()
		}
	}()
	return m
}

func (m *messageOk) Forth(v int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n = v
	m.last <- v
}

func (m *messageOk) Back(v int) {
	m.last <- v
	m.mu.Lock()
	m.n = v
	m.mu.Unlock()
}
