// Package twohop has waits that end only after other waits, the last of which needs the lock.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package twohop

import "sync"

func work() {}

// chainBad: done is closed after inner, which is closed after mu (kubernetes 26980).
type chainBad struct {
	mu          sync.Mutex
	inner, done chan struct{}
	n           int
}

func newChainBad() *chainBad {
	c := &chainBad{inner: make(chan struct{}), done: make(chan struct{})}
	go c.first()
	go c.second()
	return c
}

func (c *chainBad) first() {
	defer close(c.inner)
	c.mu.Lock() // NEED
	c.n++
	c.mu.Unlock()
}

func (c *chainBad) second() {
	<-c.inner
	close(c.done)
}

func (c *chainBad) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-c.done // WAIT twohop.chainBad.mu // want `twohop\.chainBad\.mu is held .*\[heldwait\]`
}

// chainOk: the first hop needs no lock.
type chainOk struct {
	mu          sync.Mutex
	inner, done chan struct{}
	n           int
}

func newChainOk() *chainOk {
	c := &chainOk{inner: make(chan struct{}), done: make(chan struct{})}
	go c.first()
	go c.second()
	return c
}

func (c *chainOk) first() {
	close(c.inner)
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func (c *chainOk) second() {
	<-c.inner
	close(c.done)
}

func (c *chainOk) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-c.done
}

// groupBad: the closer of done waits for a group of workers that need mu.
type groupBad struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	done chan struct{}
	n    int
}

func newGroupBad() *groupBad {
	g := &groupBad{done: make(chan struct{})}
	for range 2 {
		g.wg.Go(g.work)
	}
	go func() {
		g.wg.Wait()
		close(g.done)
	}()
	return g
}

func (g *groupBad) work() {
	g.mu.Lock() // NEED
	g.n++
	g.mu.Unlock()
}

func (g *groupBad) Stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	<-g.done // WAIT twohop.groupBad.mu // want `twohop\.groupBad\.mu is held .*\[heldwait\]`
}

// groupOk: the workers have a lock of their own.
type groupOk struct {
	mu, inner sync.Mutex
	wg        sync.WaitGroup
	done      chan struct{}
	n         int
}

func newGroupOk() *groupOk {
	g := &groupOk{done: make(chan struct{})}
	for range 2 {
		g.wg.Go(g.work)
	}
	go func() {
		g.wg.Wait()
		close(g.done)
	}()
	return g
}

func (g *groupOk) work() {
	g.inner.Lock()
	g.n++
	g.inner.Unlock()
}

func (g *groupOk) Stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	<-g.done
}

// stagesBad: sends under mu to the first stage of three, of which the last takes mu.
type stagesBad struct {
	mu      sync.Mutex
	a, b, c chan int
	n       int
}

func newStagesBad() *stagesBad {
	s := &stagesBad{a: make(chan int), b: make(chan int), c: make(chan int)}
	go forward(s.a, s.b)
	go forward(s.b, s.c)
	go s.collect()
	return s
}

func forward(in <-chan int, out chan<- int) {
	defer close(out)
	for v := range in {
		out <- v + 1
	}
}

func (s *stagesBad) collect() {
	for v := range s.c {
		s.mu.Lock() // NEED
		s.n += v
		s.mu.Unlock()
	}
}

func (s *stagesBad) Put(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.a <- v // WAIT twohop.stagesBad.mu // want `twohop\.stagesBad\.mu is held .*\[heldwait\]`
}

// stagesOk: the last only counts.
type stagesOk struct {
	mu      sync.Mutex
	a, b, c chan int
	n       int
}

func newStagesOk() *stagesOk {
	s := &stagesOk{a: make(chan int), b: make(chan int), c: make(chan int)}
	go forward(s.a, s.b)
	go forward(s.b, s.c)
	go s.collect()
	return s
}

func (s *stagesOk) collect() {
	n := 0
	for v := range s.c {
		n += v
	}
}

func (s *stagesOk) Put(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = v
	s.a <- v
}

// threeBad: the worker needs b, which somebody holds who waits for a.
type threeBad struct {
	a, b sync.Mutex
	wg   sync.WaitGroup
	n    int
}

func (t *threeBad) Start() {
	t.wg.Go(func() {
		t.b.Lock()
		t.n++
		t.b.Unlock()
	})
}

func (t *threeBad) Stop() {
	t.a.Lock()
	defer t.a.Unlock()
	t.wg.Wait() // WAIT twohop.threeBad.a // want `twohop\.threeBad\.a is held .*\[heldwait\]`
}

func (t *threeBad) Both() {
	t.b.Lock()
	defer t.b.Unlock()
	t.a.Lock() // NEED
	t.n--
	t.a.Unlock()
}

// threeOk: Both gives b back before.
type threeOk struct {
	a, b sync.Mutex
	wg   sync.WaitGroup
	n    int
}

func (t *threeOk) Start() {
	t.wg.Go(func() {
		t.b.Lock()
		t.n++
		t.b.Unlock()
	})
}

func (t *threeOk) Stop() {
	t.a.Lock()
	defer t.a.Unlock()
	t.wg.Wait()
}

func (t *threeOk) Both() {
	t.b.Lock()
	t.n--
	t.b.Unlock()
	t.a.Lock()
	work()
	t.a.Unlock()
}

// crossBad: two waits, each under the lock that the other's partner needs; no wait needs its own.
type crossBad struct {
	a, b   sync.Mutex
	wa, wb sync.WaitGroup
	n      int
}

func (c *crossBad) Start() {
	c.wa.Go(func() {
		c.b.Lock() // NEED
		c.n++
		c.b.Unlock()
	})
	c.wb.Go(func() {
		c.a.Lock()
		c.n++
		c.a.Unlock()
	})
}

func (c *crossBad) StopA() {
	c.a.Lock()
	defer c.a.Unlock()
	c.wa.Wait() // WAIT twohop.crossBad.a // want `twohop\.crossBad\.a is held .*\[heldwait\]`
}

func (c *crossBad) StopB() {
	c.b.Lock()
	defer c.b.Unlock()
	c.wb.Wait()
}

// crossOk: StopB holds nothing.
type crossOk struct {
	a, b   sync.Mutex
	wa, wb sync.WaitGroup
	n, m   int
}

func (c *crossOk) Start() {
	c.wa.Go(func() {
		c.b.Lock()
		c.n++
		c.b.Unlock()
	})
	c.wb.Go(func() {
		c.a.Lock()
		c.m++
		c.a.Unlock()
	})
}

func (c *crossOk) StopA() {
	c.a.Lock()
	defer c.a.Unlock()
	c.wa.Wait()
}

func (c *crossOk) StopB() { c.wb.Wait() }

// relayBad: the stop of one component joins it, and it joins another on its way, which needs mu.
type relayBad struct {
	mu   sync.Mutex
	up   *partBad
	down *partBad
	n    int
}

type partBad struct {
	quit, done chan struct{}
	onStop     func()
}

func newPartBad(onStop func()) *partBad {
	p := &partBad{make(chan struct{}), make(chan struct{}), onStop}
	go func() {
		defer close(p.done)
		<-p.quit
		p.onStop()
	}()
	return p
}

func (p *partBad) stop() {
	close(p.quit)
	<-p.done // WAIT twohop.relayBad.mu
}

func newRelayBad() *relayBad {
	r := &relayBad{}
	r.down = newPartBad(r.flush)
	r.up = newPartBad(r.down.stop)
	return r
}

func (r *relayBad) flush() {
	r.mu.Lock() // NEED
	r.n = 0
	r.mu.Unlock()
}

func (r *relayBad) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.up.stop() // want `twohop\.relayBad\.mu is held .*\[heldwait\]`
}

// relayOk: what the other does at its end needs nothing.
type relayOk struct {
	mu   sync.Mutex
	up   *partOk
	down *partOk
	n    int
}

type partOk struct {
	quit, done chan struct{}
	onStop     func()
}

func newPartOk(onStop func()) *partOk {
	p := &partOk{make(chan struct{}), make(chan struct{}), onStop}
	go func() {
		defer close(p.done)
		<-p.quit
		p.onStop()
	}()
	return p
}

func (p *partOk) stop() {
	close(p.quit)
	<-p.done
}

func newRelayOk() *relayOk {
	r := &relayOk{}
	r.down = newPartOk(work)
	r.up = newPartOk(r.down.stop)
	return r
}

func (r *relayOk) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n = 0
	r.up.stop()
}
