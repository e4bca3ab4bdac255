// Package slots tells channels that are locks from channels of messages: in shapes
// that are alike, and beside mutexes.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package slots

import (
	"context"
	"sync"
	"time"
)

func work() {}

// wakeOk: a wakeup that nobody takes back; who is woken needs mu.
type wakeOk struct {
	mu   sync.Mutex
	wake chan struct{}
	n    int
}

func newWakeOk() *wakeOk { return &wakeOk{wake: make(chan struct{}, 1)} }

func (w *wakeOk) Add() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *wakeOk) Run() {
	for {
		<-w.wake
		w.mu.Lock()
		w.n = 0
		w.mu.Unlock()
	}
}

// latestOk: the latest value, which takes the place of the one before.
type latestOk struct {
	mu     sync.Mutex
	latest chan struct{}
	n      int
}

func newLatestOk() *latestOk { return &latestOk{latest: make(chan struct{}, 1)} }

func (l *latestOk) Put() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.latest:
	default:
	}
	l.latest <- struct{}{}
}

func (l *latestOk) Run() {
	for {
		<-l.latest
		l.mu.Lock()
		l.n++
		l.mu.Unlock()
	}
}

// resultOk: a result of which there is one; who waits for it has no lock.
type resultOk struct {
	mu sync.Mutex
	n  int
}

func (r *resultOk) Do() error {
	errs := make(chan error, 1)
	r.mu.Lock()
	go func() {
		r.mu.Lock()
		r.n++
		r.mu.Unlock()
		errs <- nil
	}()
	r.mu.Unlock()
	return <-errs
}

// answerOk: the room is for the only answer, sent under mu.
type answerOk struct {
	mu sync.Mutex
	n  int
}

func (a *answerOk) Do() {
	done := make(chan struct{}, 1)
	go func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.n++
		done <- struct{}{}
	}()
	<-done
	a.mu.Lock()
	a.n--
	a.mu.Unlock()
}

// throttleOk: slots are taken for goroutines, under no lock.
type throttleOk struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

func newThrottleOk() *throttleOk { return &throttleOk{limit: make(chan struct{}, 4)} }

func (t *throttleOk) All(jobs int) {
	var wg sync.WaitGroup
	for range jobs {
		t.limit <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-t.limit }()
			t.mu.Lock()
			t.n++
			t.mu.Unlock()
		}()
	}
	wg.Wait()
}

// throttleBad: they are taken under mu, which the goroutines need.
type throttleBad struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

func newThrottleBad() *throttleBad { return &throttleBad{limit: make(chan struct{}, 4)} }

func (t *throttleBad) All(jobs int) {
	var wg sync.WaitGroup
	t.mu.Lock()
	for range jobs {
		t.limit <- struct{}{} // WAIT slots.throttleBad.mu // want `slots\.throttleBad\.mu is held .*\[heldwait\]`
		wg.Go(func() {
			defer func() { <-t.limit }()
			t.mu.Lock() // NEED
			t.n++
			t.mu.Unlock()
		})
	}
	t.mu.Unlock()
	wg.Wait()
}

// leafOk: who has a slot takes no lock.
type leafOk struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newLeafOk() *leafOk { return &leafOk{slot: make(chan struct{}, 1)} }

func (l *leafOk) Under() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write()
}

func (l *leafOk) Alone() { l.write() }

func (l *leafOk) write() {
	l.slot <- struct{}{}
	l.n++
	<-l.slot
}

// gateOk: the slot keeps those apart that take the two locks in both orders.
type gateOk struct {
	a, b sync.Mutex
	slot chan struct{}
}

func newGateOk() *gateOk { return &gateOk{slot: make(chan struct{}, 1)} }

func (g *gateOk) Forth() {
	g.slot <- struct{}{}
	defer func() { <-g.slot }()
	g.a.Lock()
	g.b.Lock()
	g.b.Unlock()
	g.a.Unlock()
}

func (g *gateOk) Back() {
	g.slot <- struct{}{}
	defer func() { <-g.slot }()
	g.b.Lock()
	g.a.Lock()
	g.a.Unlock()
	g.b.Unlock()
}

// outerOk: a third lock keeps apart who has mu and who has the slot.
type outerOk struct {
	outer, mu sync.Mutex
	slot      chan struct{}
	n         int
}

func newOuterOk() *outerOk { return &outerOk{slot: make(chan struct{}, 1)} }

func (o *outerOk) Forth() {
	o.outer.Lock()
	defer o.outer.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.slot <- struct{}{}
	o.n++
	<-o.slot
}

func (o *outerOk) Back() {
	o.outer.Lock()
	defer o.outer.Unlock()
	o.slot <- struct{}{}
	defer func() { <-o.slot }()
	o.mu.Lock()
	o.n--
	o.mu.Unlock()
}

// tryOk: under mu a slot is only tried for, by a method that tells whether it has one.
type tryOk struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newTryOk() *tryOk { return &tryOk{slot: make(chan struct{}, 1)} }

func (t *tryOk) try() bool {
	select {
	case t.slot <- struct{}{}:
		return true
	default:
		return false
	}
}

func (t *tryOk) done() { <-t.slot }

func (t *tryOk) Forth() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.try() {
		return
	}
	defer t.done()
	t.n++
}

func (t *tryOk) Back() {
	t.slot <- struct{}{}
	defer t.done()
	t.mu.Lock()
	t.n--
	t.mu.Unlock()
}

// triedBad: a slot that was tried for is held like another.
type triedBad struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newTriedBad() *triedBad { return &triedBad{slot: make(chan struct{}, 1)} }

func (t *triedBad) Forth() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.slot <- struct{}{} // WAIT slots.triedBad.mu // want `slots\.triedBad\.mu is held .*\[heldwait\]`
	t.n++
	<-t.slot
}

func (t *triedBad) Back() {
	select {
	case t.slot <- struct{}{}:
		t.mu.Lock() // NEED
		t.n--
		t.mu.Unlock()
		<-t.slot
	default:
	}
}

// failedOk: mu is taken where there was no slot.
type failedOk struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newFailedOk() *failedOk { return &failedOk{slot: make(chan struct{}, 1)} }

func (f *failedOk) Forth() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.slot <- struct{}{}
	f.n++
	<-f.slot
}

func (f *failedOk) Back() {
	select {
	case f.slot <- struct{}{}:
		work()
		<-f.slot
	default:
		f.mu.Lock()
		f.n--
		f.mu.Unlock()
	}
}

// timeOk: whoever waits for the slot under mu gives up after a second.
type timeOk struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newTimeOk() *timeOk { return &timeOk{slot: make(chan struct{}, 1)} }

func (t *timeOk) Forth() {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case t.slot <- struct{}{}:
		t.n++
		<-t.slot
	case <-time.After(time.Second):
	}
}

func (t *timeOk) Back() {
	t.slot <- struct{}{}
	t.mu.Lock()
	t.n--
	t.mu.Unlock()
	<-t.slot
}

// contextOk: whoever waits for the slot under mu gives up with its context.
type contextOk struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newContextOk() *contextOk { return &contextOk{slot: make(chan struct{}, 1)} }

func (c *contextOk) acquire(ctx context.Context) error {
	select {
	case c.slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *contextOk) release() { <-c.slot }

func (c *contextOk) Forth(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.acquire(ctx); err != nil {
		return err
	}
	defer c.release()
	c.n++
	return nil
}

func (c *contextOk) Back(ctx context.Context) error {
	if err := c.acquire(ctx); err != nil {
		return err
	}
	defer c.release()
	c.mu.Lock()
	c.n--
	c.mu.Unlock()
	return nil
}

// contextBad: only who has the slot already would give up.
type contextBad struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newContextBad() *contextBad { return &contextBad{slot: make(chan struct{}, 1)} }

func (c *contextBad) Forth() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slot <- struct{}{} // WAIT slots.contextBad.mu // want `slots\.contextBad\.mu is held .*\[heldwait\]`
	c.n++
	<-c.slot
}

func (c *contextBad) Back(ctx context.Context) error {
	select {
	case c.slot <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.slot }()
	c.mu.Lock() // NEED
	c.n--
	c.mu.Unlock()
	return nil
}

// nilBad: without a limit there is no channel; with one, who waits for the slot has mu.
type nilBad struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

func newNilBad(limited bool) *nilBad {
	b := new(nilBad)
	if limited {
		b.limit = make(chan struct{}, 1)
	}
	return b
}

func (b *nilBad) Forth() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.limit != nil {
		b.limit <- struct{}{} // WAIT slots.nilBad.mu // want `slots\.nilBad\.mu is held .*\[heldwait\]`
	}
	b.n++
	if b.limit != nil {
		<-b.limit
	}
}

func (b *nilBad) Back() {
	if b.limit != nil {
		b.limit <- struct{}{}
		defer func() { <-b.limit }()
	}
	b.mu.Lock() // NEED
	b.n--
	b.mu.Unlock()
}

// guardBad: who takes the slot gets the function that gives it back.
type guardBad struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newGuardBad() *guardBad { return &guardBad{slot: make(chan struct{}, 1)} }

func (g *guardBad) take() func() {
	g.slot <- struct{}{}
	return func() { <-g.slot }
}

func (g *guardBad) Forth() {
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.take()() // WAIT slots.guardBad.mu // want `slots\.guardBad\.mu is held .*\[heldwait\]`
	g.n++
}

func (g *guardBad) Back() {
	defer g.take()()
	g.mu.Lock() // NEED
	g.n--
	g.mu.Unlock()
}

// guardOk: one order.
type guardOk struct {
	mu   sync.Mutex
	slot chan struct{}
	n    int
}

func newGuardOk() *guardOk { return &guardOk{slot: make(chan struct{}, 1)} }

func (g *guardOk) take() func() {
	g.slot <- struct{}{}
	return func() { <-g.slot }
}

func (g *guardOk) Forth() {
	defer g.take()()
	g.mu.Lock()
	g.n++
	g.mu.Unlock()
}

func (g *guardOk) Back() {
	leave := g.take()
	leave()
	g.mu.Lock()
	g.n--
	g.mu.Unlock()
}

// localBad: the slots are those of a variable.
func localBad(jobs []func(), mu *sync.Mutex) {
	limit := make(chan struct{}, 3)
	mu.Lock()
	defer mu.Unlock()
	for _, job := range jobs {
		limit <- struct{}{} // WAIT slots.localBad.mu // want `slots\.localBad\.mu is held .*\[heldwait\]`
		go func() {
			defer func() { <-limit }()
			mu.Lock() // NEED
			defer mu.Unlock()
			job()
		}()
	}
}

// localOk: mu is not needed as long as one has a slot.
func localOk(jobs []func(), mu *sync.Mutex) {
	limit := make(chan struct{}, 3)
	mu.Lock()
	defer mu.Unlock()
	for _, job := range jobs {
		limit <- struct{}{}
		go func() {
			job()
			<-limit
			mu.Lock()
			defer mu.Unlock()
			work()
		}()
	}
}

// queueOk: one puts in and others take out, each by a method of its own; whoever has
// taken one out needs mu. Nobody gives anything back.
type queueOk struct {
	mu   sync.Mutex
	free chan struct{}
	n    int
}

func newQueueOk() *queueOk { return &queueOk{free: make(chan struct{}, 1)} }

func (q *queueOk) Put() {
	q.mu.Lock()
	q.n++
	q.mu.Unlock()
	q.free <- struct{}{}
}

func (q *queueOk) Get() {
	<-q.free
	q.mu.Lock()
	q.n--
	q.mu.Unlock()
}

// poolOk: what is received is used: a pool of buffers, which lie in the channel.
type poolOk struct {
	mu   sync.Mutex
	bufs chan []byte
	n    int
}

func newPoolOk() *poolOk {
	p := &poolOk{bufs: make(chan []byte, 1)}
	p.bufs <- make([]byte, 10)
	return p
}

func (p *poolOk) Use() {
	b := <-p.bufs
	p.mu.Lock()
	p.n += len(b)
	p.mu.Unlock()
	p.bufs <- b
}

// closedOk: who waits is told by closing.
type closedOk struct {
	mu   sync.Mutex
	stop chan struct{}
	n    int
}

func newClosedOk() *closedOk { return &closedOk{stop: make(chan struct{}, 1)} }

func (c *closedOk) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.stop)
}

func (c *closedOk) Run() {
	c.stop <- struct{}{}
	<-c.stop
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

// otherOk: the locks of two objects, of which one is made for the other.
type otherOk struct {
	mu    sync.Mutex
	slot  chan struct{}
	inner *innerOk
}

type innerOk struct {
	mu   sync.Mutex
	slot chan struct{}
}

func newOtherOk() *otherOk {
	return &otherOk{slot: make(chan struct{}, 1), inner: &innerOk{slot: make(chan struct{}, 1)}}
}

func (o *otherOk) Forth() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inner.slot <- struct{}{}
	work()
	<-o.inner.slot
}

func (o *otherOk) Back() {
	o.slot <- struct{}{}
	o.mu.Lock()
	o.mu.Unlock()
	<-o.slot
}

// filledOk: who makes the channel takes slots of it, under mu, for others to give back.
type filledOk struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

type fillingOk struct {
	mu   sync.Mutex
	made []*filledOk
}

func (f *fillingOk) Make(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made = append(f.made, newFilledOk(n))
}

func newFilledOk(n int) *filledOk {
	f := new(filledOk)
	if n == 0 {
		f.limit = make(chan struct{}, 1)
		return f
	}
	f.limit = make(chan struct{}, n)
	for range n - 1 {
		f.limit <- struct{}{}
	}
	return f
}

func (f *filledOk) Use(of *fillingOk) {
	f.limit <- struct{}{}
	of.mu.Lock()
	f.n++
	of.mu.Unlock()
	<-f.limit
}

// allOk: who takes all slots, one after another, waits for nobody that waits for it.
type allOk struct {
	mu    sync.Mutex
	limit chan struct{}
	n     int
}

func newAllOk() *allOk { return &allOk{limit: make(chan struct{}, 3)} }

func (a *allOk) Use() {
	a.limit <- struct{}{}
	a.mu.Lock()
	a.n++
	a.mu.Unlock()
	<-a.limit
}

func (a *allOk) Close() {
	for range cap(a.limit) {
		a.limit <- struct{}{}
	}
}

// fanBad: who has a slot starts others, for which it waits for slots.
type fanBad struct {
	limit chan struct{}
	seen  sync.Map
}

func newFanBad() *fanBad { return &fanBad{limit: make(chan struct{}, 3)} }

func (f *fanBad) Walk(depth int) {
	var wg sync.WaitGroup
	for range depth {
		f.limit <- struct{}{} // WAIT slots.fanBad.limit
		wg.Add(1)
		go func() { // want `a slot of slots\.fanBad\.limit is waited for by a goroutine that has one.*\[heldwait\]`
			defer wg.Done()
			defer func() { <-f.limit }()
			f.seen.Store(depth, true)
			f.Walk(depth - 1)
		}()
	}
	wg.Wait()
}

// fanOk: they give it back before.
type fanOk struct {
	limit chan struct{}
	seen  sync.Map
}

func newFanOk() *fanOk { return &fanOk{limit: make(chan struct{}, 3)} }

func (f *fanOk) Walk(depth int) {
	var wg sync.WaitGroup
	for range depth {
		f.limit <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			f.seen.Store(depth, true)
			<-f.limit
			f.Walk(depth - 1)
		}()
	}
	wg.Wait()
}
