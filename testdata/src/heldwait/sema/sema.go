// Package sema uses channels as mutexes and as semaphores.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it. Which rule reports orderFN, tokenBad,
// pairFN and againFN depends on whether such a channel is a lock in the graph.
package sema

import "sync"

func work() {}

// orderFN: a channel of one slot is a mutex, taken by sending; the other order elsewhere.
// Missed: who has a slot of the channel is not known.
type orderFN struct {
	mu  sync.Mutex
	sem chan struct{}
	n   int
}

func newOrderFN() *orderFN { return &orderFN{sem: make(chan struct{}, 1)} }

func (s *orderFN) Forth() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sem <- struct{}{} // WAIT sema.orderFN.mu
	s.n++
	<-s.sem
}

func (s *orderFN) Back() {
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

// pairFN: two of them, in two orders.
// Missed: who has a slot of the channel is not known.
type pairFN struct {
	a, b chanMutex
	n    int
}

func newPairFN() *pairFN { return &pairFN{newChanMutex(), newChanMutex(), 0} }

func (p *pairFN) Forth() {
	p.a.Lock()
	defer p.a.Unlock()
	p.b.Lock() // WAIT sema.pairFN.a
	defer p.b.Unlock()
	p.n++
}

func (p *pairFN) Back() {
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

// againFN: who has the slot takes it again.
// Missed: who has a slot of the channel is not known.
type againFN struct {
	sem chan struct{}
	n   int
}

func newAgainFN() *againFN { return &againFN{sem: make(chan struct{}, 1)} }

func (s *againFN) Add() {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.n++
	s.Log() // WAIT sema.againFN.sem
}

func (s *againFN) Log() {
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

// joinFN: it joins, having the slot, a goroutine that needs it.
// Missed: who has a slot of the channel is not known.
type joinFN struct {
	sem chan struct{}
	wg  sync.WaitGroup
	n   int
}

func newJoinFN() *joinFN { return &joinFN{sem: make(chan struct{}, 1)} }

func (s *joinFN) Start() {
	s.wg.Go(func() {
		s.sem <- struct{}{} // NEED
		s.n++
		<-s.sem
	})
}

func (s *joinFN) Stop() {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.wg.Wait() // WAIT sema.joinFN.sem
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

// limitFN: parents keep their slot while they wait for children that need one each: a tree walk with a limit.
// Missed: who has a slot of the channel is not known.
type limitFN struct {
	limit chan struct{}
	seen  sync.Map
}

func newLimitFN() *limitFN { return &limitFN{limit: make(chan struct{}, 2)} }

func (l *limitFN) Walk(depth int) {
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
	wg.Wait() // WAIT sema.limitFN.limit
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

// boundFN: the starter waits, under mu, for a slot, that workers give back after mu.
// Missed: who has a slot of the channel is not known.
type boundFN struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

func newBoundFN() *boundFN { return &boundFN{limit: make(chan struct{}, 2)} }

func (b *boundFN) Start(jobs int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range jobs {
		b.limit <- struct{}{} // WAIT sema.boundFN.mu
		go b.job()
	}
}

func (b *boundFN) job() {
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
