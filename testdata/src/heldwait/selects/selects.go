// Package selects waits for one of several things under a lock.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package selects

import (
	"context"
	"sync"
	"time"
)

func work() {}

// bothBad: whoever could end the wait needs mu, in both arms.
type bothBad struct {
	mu   sync.Mutex
	a, b chan int
	n    int
}

func newBothBad() *bothBad {
	s := &bothBad{a: make(chan int), b: make(chan int)}
	go s.send(s.a)
	go s.send(s.b)
	return s
}

func (s *bothBad) send(c chan<- int) {
	s.mu.Lock() // NEED
	n := s.n
	s.mu.Unlock()
	c <- n
}

func (s *bothBad) Get() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select { // WAIT selects.bothBad.mu // want `selects\.bothBad\.mu is held .*\[heldwait\]` `selects\.bothBad\.mu is held .*\[heldwait\]`
	case v := <-s.a:
		s.n = v
	case v := <-s.b:
		s.n = -v
	}
}

// oneOk: who sends to b needs nothing.
type oneOk struct {
	mu   sync.Mutex
	a, b chan int
	n    int
}

func newOneOk() *oneOk {
	s := &oneOk{a: make(chan int, 1), b: make(chan int, 1)}
	go s.send(s.a)
	go func() { s.b <- 1 }()
	return s
}

func (s *oneOk) send(c chan<- int) {
	s.mu.Lock()
	n := s.n
	s.mu.Unlock()
	c <- n
}

func (s *oneOk) Get() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case v := <-s.a:
		s.n = v
	case v := <-s.b:
		s.n = -v
	}
}

// singleBad: a select of one arm.
type singleBad struct {
	mu sync.Mutex
	a  chan int
	n  int
}

func newSingleBad() *singleBad {
	s := &singleBad{a: make(chan int)}
	go s.send()
	return s
}

func (s *singleBad) send() {
	s.mu.Lock() // NEED
	n := s.n
	s.mu.Unlock()
	s.a <- n
}

func (s *singleBad) Get() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.n = <-s.a: // WAIT selects.singleBad.mu // want `selects\.singleBad\.mu is held .*\[heldwait\]`
	}
}

// defaultOk: it only looks.
type defaultOk struct {
	mu sync.Mutex
	a  chan int
	n  int
}

func newDefaultOk() *defaultOk {
	s := &defaultOk{a: make(chan int, 1)}
	go s.send()
	return s
}

func (s *defaultOk) send() {
	s.mu.Lock()
	n := s.n
	s.mu.Unlock()
	s.a <- n
}

func (s *defaultOk) Get() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.n = <-s.a:
	default:
	}
}

// timeoutOk: it waits a while.
type timeoutOk struct {
	mu sync.Mutex
	a  chan int
	n  int
}

func newTimeoutOk() *timeoutOk {
	s := &timeoutOk{a: make(chan int, 1)}
	go s.send()
	return s
}

func (s *timeoutOk) send() {
	s.mu.Lock()
	n := s.n
	s.mu.Unlock()
	s.a <- n
}

func (s *timeoutOk) Get() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.n = <-s.a:
	case <-time.After(time.Millisecond):
	}
}

// contextOk: the caller's context ends the wait; who cancels it is the caller's business.
type contextOk struct {
	mu sync.Mutex
	a  chan int
	n  int
}

func newContextOk() *contextOk {
	s := &contextOk{a: make(chan int, 1)}
	go s.send()
	return s
}

func (s *contextOk) send() {
	s.mu.Lock()
	n := s.n
	s.mu.Unlock()
	s.a <- n
}

func (s *contextOk) Get(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.n = <-s.a:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// cancelBad: the context is the object's own, and Close takes mu before it cancels it.
type cancelBad struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	a      chan int
	n      int
}

func newCancelBad() *cancelBad {
	s := &cancelBad{a: make(chan int)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	go s.send()
	return s
}

func (s *cancelBad) send() {
	s.mu.Lock() // NEED
	n := s.n
	s.mu.Unlock()
	s.a <- n
}

func (s *cancelBad) Get() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select { // WAIT selects.cancelBad.mu // want `selects\.cancelBad\.mu is held .*\[heldwait\]` `selects\.cancelBad\.mu is held .*\[heldwait\]`
	case s.n = <-s.a:
	case <-s.ctx.Done():
	}
}

func (s *cancelBad) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

// cancelOk: Close cancels before it takes mu.
type cancelOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	a      chan int
	n      int
}

func newCancelOk() *cancelOk {
	s := &cancelOk{a: make(chan int, 1)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	go s.send()
	return s
}

func (s *cancelOk) send() {
	s.mu.Lock()
	n := s.n
	s.mu.Unlock()
	s.a <- n
}

func (s *cancelOk) Get() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.n = <-s.a:
	case <-s.ctx.Done():
	}
}

func (s *cancelOk) Close() {
	s.cancel()
	s.mu.Lock()
	s.n = 0
	s.mu.Unlock()
}

// quitBad: Stop closes quit under mu.
type quitBad struct {
	mu   sync.Mutex
	out  chan int
	quit chan struct{}
	n    int
}

func newQuitBad() *quitBad {
	s := &quitBad{out: make(chan int), quit: make(chan struct{})}
	go s.loop()
	return s
}

func (s *quitBad) loop() {
	for v := range s.out {
		s.mu.Lock() // NEED
		s.n += v
		s.mu.Unlock()
	}
}

func (s *quitBad) Put(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select { // WAIT selects.quitBad.mu // want `selects\.quitBad\.mu is held .*\[heldwait\]` `selects\.quitBad\.mu is held .*\[heldwait\]`
	case s.out <- v:
	case <-s.quit:
	}
}

func (s *quitBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.quit)
}

// quitOk: Stop needs nothing.
type quitOk struct {
	mu   sync.Mutex
	out  chan int
	quit chan struct{}
	n    int
}

func newQuitOk() *quitOk {
	s := &quitOk{out: make(chan int), quit: make(chan struct{})}
	go s.loop()
	return s
}

func (s *quitOk) loop() {
	for {
		select {
		case v := <-s.out:
			s.mu.Lock()
			s.n += v
			s.mu.Unlock()
		case <-s.quit:
			return
		}
	}
}

func (s *quitOk) Put(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.out <- v:
	case <-s.quit:
	}
}

func (s *quitOk) Stop() { close(s.quit) }

// tickBad: the ticker's arm does not leave the loop.
type tickBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newTickBad() *tickBad {
	s := &tickBad{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *tickBad) run() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	close(s.done)
}

func (s *tickBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select { // WAIT selects.tickBad.mu // want `selects\.tickBad\.mu is held .*\[heldwait\]`
		case <-s.done:
			return
		case <-t.C:
			work()
		}
	}
}

// tickOk: it leaves the loop after some ticks.
type tickOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newTickOk() *tickOk {
	s := &tickOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *tickOk) run() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	close(s.done)
}

func (s *tickOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for range 3 {
		select {
		case <-s.done:
			return
		case <-t.C:
			work()
		}
	}
}

// pollBad: there is a default, but it only sleeps and comes back: it waits all the same.
type pollBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newPollBad() *pollBad {
	s := &pollBad{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *pollBad) run() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	close(s.done)
}

func (s *pollBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		select { // WAIT selects.pollBad.mu // want `selects\.pollBad\.mu is held .*\[heldwait\]`
		case <-s.done:
			return
		default:
			time.Sleep(time.Millisecond)
		}
	}
}

// pollOk: it gives mu up while it sleeps.
type pollOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newPollOk() *pollOk {
	s := &pollOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *pollOk) run() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	close(s.done)
}

func (s *pollOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		select {
		case <-s.done:
			return
		default:
			s.mu.Unlock()
			time.Sleep(time.Millisecond)
			s.mu.Lock()
		}
	}
}

// nilBad: the second arm is of a channel that is nil.
type nilBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newNilBad() *nilBad {
	s := &nilBad{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *nilBad) run() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	close(s.done)
}

func (s *nilBad) Stop() {
	var timeout <-chan time.Time
	s.mu.Lock()
	defer s.mu.Unlock()
	select { // WAIT selects.nilBad.mu // want `selects\.nilBad\.mu is held .*\[heldwait\]`
	case <-s.done:
	case <-timeout:
	}
}

// nilOk: it is nil only if there is no limit, and the one caller has one.
type nilOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newNilOk() *nilOk {
	s := &nilOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *nilOk) run() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	close(s.done)
}

func (s *nilOk) Stop() { s.stop(time.After(time.Millisecond)) }

func (s *nilOk) stop(timeout <-chan time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
	case <-timeout:
	}
}

// mixedBad: an arm sends, another receives; both partners need mu first.
type mixedBad struct {
	mu      sync.Mutex
	in, out chan int
	n       int
}

func newMixedBad() *mixedBad {
	s := &mixedBad{in: make(chan int), out: make(chan int)}
	go s.loop()
	return s
}

func (s *mixedBad) loop() {
	for {
		s.mu.Lock() // NEED
		n := s.n
		s.mu.Unlock()
		select {
		case s.in <- n:
		case <-s.out:
		}
	}
}

func (s *mixedBad) Swap(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select { // WAIT selects.mixedBad.mu // want `selects\.mixedBad\.mu is held .*\[heldwait\]` `selects\.mixedBad\.mu is held .*\[heldwait\]`
	case s.out <- v:
	case s.n = <-s.in:
	}
}

// mixedOk: the loop keeps its number.
type mixedOk struct {
	mu      sync.Mutex
	in, out chan int
	n       int
}

func newMixedOk() *mixedOk {
	s := &mixedOk{in: make(chan int), out: make(chan int)}
	go s.loop()
	return s
}

func (s *mixedOk) loop() {
	n := 0
	for {
		select {
		case s.in <- n:
		case n = <-s.out:
		}
	}
}

func (s *mixedOk) Swap(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.out <- v:
	case s.n = <-s.in:
	}
}

// helperBad: the select is in a function that knows neither the object nor the lock.
type helperBad struct {
	mu         sync.Mutex
	done, quit chan struct{}
	n          int
}

func either(a, b <-chan struct{}) {
	select { // WAIT selects.helperBad.mu
	case <-a:
	case <-b:
	}
}

func newHelperBad() *helperBad {
	s := &helperBad{done: make(chan struct{}), quit: make(chan struct{})}
	go s.run()
	return s
}

func (s *helperBad) run() {
	defer close(s.done)
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *helperBad) Quit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.quit)
}

func (s *helperBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	either(s.done, s.quit) // want `selects\.helperBad\.mu is held .*\[heldwait\]` `selects\.helperBad\.mu is held .*\[heldwait\]`
}

// helperOk: Quit closes without mu.
type helperOk struct {
	mu         sync.Mutex
	done, quit chan struct{}
	n          int
}

func newHelperOk() *helperOk {
	s := &helperOk{done: make(chan struct{}), quit: make(chan struct{})}
	go s.run()
	return s
}

func (s *helperOk) run() {
	defer close(s.done)
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *helperOk) Quit() { close(s.quit) }

func (s *helperOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	either(s.done, s.quit)
}

// crierOk: it offers ticks, or is told to stop; afterwards it stops itself. Who
// receives is not seen, that it closes the channel in the end ends no send.
type crierOk struct {
	C     <-chan int
	ticks chan int
	stop  chan struct{}
	once  sync.Once
}

func NewCrierOk() *crierOk {
	ticks := make(chan int)
	t := &crierOk{C: ticks, ticks: ticks, stop: make(chan struct{})}
	go t.run()
	return t
}

func (t *crierOk) Stop() { t.once.Do(func() { close(t.stop) }) }

func (t *crierOk) run() {
	ticks := t.ticks
	defer close(ticks)
	select {
	case t.ticks <- 1:
	case <-t.stop:
		return
	}
	t.Stop()
}

// crierBad: nobody can stop it, and it waits for that first.
type crierBad struct {
	C     <-chan int
	ticks chan int
	stop  chan struct{}
}

func NewCrierBad() *crierBad {
	ticks := make(chan int)
	t := &crierBad{C: ticks, ticks: ticks, stop: make(chan struct{})}
	go t.run() // want `\(\*crierBad\)\.run waits for itself.*\[heldwait\]`
	return t
}

func (t *crierBad) run() {
	ticks := t.ticks
	defer close(ticks)
	<-t.stop
	t.ticks <- 1
	close(t.stop)
}
