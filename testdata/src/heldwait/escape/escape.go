// Package escape waits on channels that others have, too, whose goroutines are not in view: low at most.
package escape

import (
	"os"
	"os/signal"
	"sync"
	"time"
)

func work() {}

// paramOk: the channel is the caller's; there may be any number of receivers beside pump.
type paramOk struct {
	mu sync.Mutex
	n  int
}

func (p *paramOk) Pump(c <-chan int) {
	for v := range c {
		p.mu.Lock()
		p.n += v
		p.mu.Unlock()
	}
}

func (p *paramOk) Send(c chan<- int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c <- p.n
}

// ExportedOk: anyone may receive from C.
type ExportedOk struct {
	C  chan int
	mu sync.Mutex
	n  int
}

// NewExportedOk starts a receiver of its own.
func NewExportedOk() *ExportedOk {
	e := &ExportedOk{C: make(chan int)}
	go e.loop()
	return e
}

func (e *ExportedOk) loop() {
	for v := range e.C {
		e.mu.Lock()
		e.n += v
		e.mu.Unlock()
	}
}

// Send sends under the lock.
func (e *ExportedOk) Send(v int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.C <- v
}

// ResultOk hands its channel out; there may be any number of receivers beside loop.
type ResultOk struct {
	c  chan int
	mu sync.Mutex
	n  int
}

// NewResultOk starts a receiver of its own.
func NewResultOk() *ResultOk {
	r := &ResultOk{c: make(chan int)}
	go r.loop()
	return r
}

// Values returns the channel.
func (r *ResultOk) Values() <-chan int { return r.c }

func (r *ResultOk) loop() {
	for v := range r.c {
		r.mu.Lock()
		r.n += v
		r.mu.Unlock()
	}
}

// Send sends under the lock.
func (r *ResultOk) Send(v int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.c <- v
}

// hiddenBad: as ResultOk, but nobody hands it out.
type hiddenBad struct {
	c  chan int
	mu sync.Mutex
	n  int
}

func newHiddenBad() *hiddenBad {
	h := &hiddenBad{c: make(chan int)}
	go h.loop()
	return h
}

func (h *hiddenBad) loop() {
	for v := range h.c {
		h.mu.Lock() // NEED
		h.n += v
		h.mu.Unlock()
	}
}

func (h *hiddenBad) Send(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.c <- v // WAIT escape.hiddenBad.mu // want `escape\.hiddenBad\.mu is held .*\[heldwait\]`
}

// SinkOk is given a channel by who makes it, and a receiver that is not in view.
type SinkOk struct {
	mu   sync.Mutex
	out  chan<- int
	n    int
	done <-chan struct{}
}

// NewSinkOk takes the ends of channels.
func NewSinkOk(out chan<- int, done <-chan struct{}) *SinkOk { return &SinkOk{out: out, done: done} }

// Put sends under the lock.
func (s *SinkOk) Put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out <- s.n
}

// Close waits under the lock.
func (s *SinkOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done
}

// Get locks.
func (s *SinkOk) Get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// signalOk: the runtime sends.
type signalOk struct {
	mu   sync.Mutex
	sigs chan os.Signal
	n    int
}

func newSignalOk() *signalOk {
	s := &signalOk{sigs: make(chan os.Signal, 1)}
	signal.Notify(s.sigs, os.Interrupt)
	return s
}

func (s *signalOk) Again() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	select {
	case s.sigs <- os.Interrupt:
	default:
	}
}

func (s *signalOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.sigs
}

// tickOk: the runtime sends.
type tickOk struct {
	mu sync.Mutex
	t  *time.Ticker
	n  int
}

func newTickOk() *tickOk { return &tickOk{t: time.NewTicker(time.Millisecond)} }

func (t *tickOk) Wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	<-t.t.C
	t.n++
}

// globalOk: the channel is an exported variable.
type globalOk struct {
	mu sync.Mutex
	n  int
}

// Requests is for all.
var Requests = make(chan int)

func (g *globalOk) Serve() {
	for v := range Requests {
		g.mu.Lock()
		g.n += v
		g.mu.Unlock()
	}
}

func (g *globalOk) Ask(v int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	Requests <- v
}

// globalBad: it is the package's own.
type globalBad struct {
	mu sync.Mutex
	n  int
}

var requests = make(chan int)

func (g *globalBad) serve() {
	for v := range requests {
		g.mu.Lock() // NEED
		g.n += v
		g.mu.Unlock()
	}
}

func (g *globalBad) ask(v int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	requests <- v // WAIT escape.globalBad.mu // want `escape\.globalBad\.mu is held .*\[heldwait\]`
}

var theBad globalBad

func start() { go theBad.serve() }

// passedOk: the channel is given to a function that is not in view.
type passedOk struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func newPassedOk(register func(<-chan int)) *passedOk {
	p := &passedOk{c: make(chan int)}
	register(p.c)
	go p.loop()
	return p
}

func (p *passedOk) loop() {
	for v := range p.c {
		p.mu.Lock()
		p.n += v
		p.mu.Unlock()
	}
}

func (p *passedOk) Send(v int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.c <- v
}

// ClosedBad: only receivers have it from outside, and a receiver completes no receive: Close still waits for run.
type ClosedBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

// NewClosedBad starts it.
func NewClosedBad() *ClosedBad {
	c := &ClosedBad{done: make(chan struct{})}
	go c.run()
	return c
}

// Done returns the receiving end.
func (c *ClosedBad) Done() <-chan struct{} { return c.done }

func (c *ClosedBad) run() {
	c.mu.Lock() // NEED
	c.n++
	c.mu.Unlock()
	close(c.done)
}

// Close waits under the lock.
func (c *ClosedBad) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-c.Done() // WAIT escape.ClosedBad.mu // want `escape\.ClosedBad\.mu is held .*\[heldwait\]`
}

// fillOk: the channel is that of each caller, who receives.
type fillOk struct {
	mu  sync.Mutex
	all []int
}

func (f *fillOk) Fill(to chan<- int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer close(to)
	for _, v := range f.all {
		to <- v
	}
}

// fillBad: it is that of a caller who takes mu before it receives.
type fillBad struct {
	mu  sync.Mutex
	all []int
	n   int
}

func (f *fillBad) fill(to chan<- int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.all {
		to <- v // WAIT escape.fillBad.mu // want `escape\.fillBad\.mu is held .*\[heldwait\]`
	}
}

func (f *fillBad) Sum() int {
	all := make(chan int)
	go f.fill(all)
	for range 3 {
		f.mu.Lock() // NEED
		f.n++
		f.mu.Unlock()
		f.n += <-all
	}
	return f.n
}
