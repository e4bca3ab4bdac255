// Package selfjoin has goroutines that wait for their own end.
//
// WAIT marks where a goroutine waits for itself; where it names no lock, there
// is none in the cycle.
package selfjoin

import "sync"

func work() {}

// groupBad: the worker stops what it belongs to, holding mu, and waits for itself.
type groupBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (g *groupBad) Start() { g.wg.Go(g.run) } // want `\(\*groupBad\)\.run waits for itself.*\[heldwait\]`

func (g *groupBad) run() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n++
	g.stopLocked()
}

func (g *groupBad) stopLocked() { g.wg.Wait() } // WAIT selfjoin.groupBad.mu

func (g *groupBad) Stop() { g.wg.Wait() }

// groupOk: the worker does not.
type groupOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (g *groupOk) Start() { g.wg.Go(g.run) }

func (g *groupOk) run() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n++
}

func (g *groupOk) Stop() { g.wg.Wait() }

// callbackFN: the callback that the goroutine runs stops the object, which joins the goroutine.
// Missed: the callback is an open call.
type callbackFN struct {
	onError func(error)
	errs    chan error
	quit    chan struct{}
	done    chan struct{}
}

func newCallbackFN(onError func(error)) *callbackFN {
	c := &callbackFN{onError, make(chan error, 1), make(chan struct{}), make(chan struct{})}
	go c.loop()
	return c
}

func (c *callbackFN) loop() {
	defer close(c.done)
	select {
	case err := <-c.errs:
		c.onError(err)
	case <-c.quit:
	}
}

func (c *callbackFN) stop() {
	close(c.quit)
	<-c.done // WAIT
}

type ownerFN struct {
	c *callbackFN
}

func newOwnerFN() *ownerFN {
	o := &ownerFN{}
	o.c = newCallbackFN(o.fail)
	return o
}

func (o *ownerFN) fail(error) { o.c.stop() }

// callbackOk: it has somebody else stop it.
type callbackOk struct {
	onError func(error)
	errs    chan error
	quit    chan struct{}
	done    chan struct{}
}

func newCallbackOk(onError func(error)) *callbackOk {
	c := &callbackOk{onError, make(chan error, 1), make(chan struct{}), make(chan struct{})}
	go c.loop()
	return c
}

func (c *callbackOk) loop() {
	defer close(c.done)
	select {
	case err := <-c.errs:
		c.onError(err)
	case <-c.quit:
	}
}

func (c *callbackOk) stop() {
	close(c.quit)
	<-c.done
}

type ownerOk struct {
	c *callbackOk
}

func newOwnerOk() *ownerOk {
	o := &ownerOk{}
	o.c = newCallbackOk(o.fail)
	return o
}

func (o *ownerOk) fail(error) { go o.c.stop() }

// heldBad: under mu it runs what joins the goroutine it is in.
type heldBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newHeldBad() *heldBad {
	h := &heldBad{done: make(chan struct{})}
	go h.run() // want `\(\*heldBad\)\.run waits for itself.*\[heldwait\]`
	return h
}

func (h *heldBad) run() {
	defer close(h.done)
	h.withLock(h.finish)
}

func (h *heldBad) withLock(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

func (h *heldBad) finish() {
	h.n++
	<-h.done // WAIT selfjoin.heldBad.mu
}

func (h *heldBad) Wait() { <-h.done }

// heldOk: it joins another's.
type heldOk struct {
	mu   sync.Mutex
	prev *heldOk
	done chan struct{}
	n    int
}

func newHeldOk(prev *heldOk) *heldOk {
	h := &heldOk{done: make(chan struct{}), prev: prev}
	go h.run()
	return h
}

func (h *heldOk) run() {
	defer close(h.done)
	h.withLock(h.finish)
}

func (h *heldOk) withLock(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

func (h *heldOk) finish() {
	h.n++
	if h.prev != nil {
		<-h.prev.done
	}
}

func (h *heldOk) Wait() { <-h.done }
