// Package work has goroutines that call what others give, and that others join.
package work

import (
	"sync"

	"heldwait/crosspkg/api"
)

// Worker calls one function until it is stopped.
type Worker struct {
	step func()
	quit chan struct{}
	wg   sync.WaitGroup
}

// New returns a worker that has not started.
func New(step func()) *Worker { return &Worker{step: step, quit: make(chan struct{})} }

// Start starts it.
func (w *Worker) Start() {
	w.wg.Add(1)
	go func() {
		defer w.wg.Done()
		w.step()
		<-w.quit
	}()
}

// Stop joins it.
func (w *Worker) Stop() {
	close(w.quit)
	w.wg.Wait() // WAIT top.stepBad.mu top.ifaceBad.mu
}

// Bell calls its listener for each value it gets.
type Bell struct {
	l      api.Listener
	values chan int
}

// NewBell starts it.
func NewBell(l api.Listener) *Bell {
	b := &Bell{l, make(chan int)}
	go b.loop()
	return b
}

func (b *Bell) loop() {
	for v := range b.values {
		b.l.Changed(v)
	}
}

// Ring hands a value over.
func (b *Bell) Ring(v int) { b.values <- v } // WAIT top.bellBad.mu

// Close ends it.
func (b *Bell) Close() { close(b.values) }

// Each runs f for each of n in a goroutine, and joins them.
func Each(n int, f func(int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait() // WAIT top.eachBad.mu
}

// Future is a value to come.
type Future[V any] struct {
	done chan struct{}
	v    V
}

// Go starts to compute.
func Go[V any](f func() V) *Future[V] {
	p := &Future[V]{done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.v = f()
	}()
	return p
}

// Get waits for it.
func (p *Future[V]) Get() V {
	<-p.done // WAIT top.futureBad.mu
	return p.v
}

// Done is closed when the value is there.
func (p *Future[V]) Done() <-chan struct{} { return p.done }

// Locks and groups of packages left and right, which do not know each other.
var (
	LeftBad, LeftOk   sync.Mutex
	GroupBad, GroupOk sync.WaitGroup
)

// Limit counts what is under way.
type Limit struct{ wg sync.WaitGroup }

// Begin counts one more.
func (l *Limit) Begin() { l.wg.Add(1) }

// End counts one less.
func (l *Limit) End() { l.wg.Done() }

// Join waits until nothing is under way.
func (l *Limit) Join() { l.wg.Wait() } // WAIT top.limitBad.mu top.partBad.mu top.sharedBad.mu top.startedBad.mu

// NewLimit returns a Limit that counts n already.
func NewLimit(n int) *Limit {
	l := &Limit{}
	l.wg.Add(n)
	return l
}
