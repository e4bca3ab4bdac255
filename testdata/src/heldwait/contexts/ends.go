package contexts

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"time"
)

// timerOk: a timer cancels.
type timerOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func newTimerOk() *timerOk {
	s := &timerOk{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	time.AfterFunc(time.Second, s.cancel)
	return s
}

func (s *timerOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *timerOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// listOk: all cancel functions are in a list, which somebody goes through without mu.
type listOk struct {
	mu      sync.Mutex
	ctx     context.Context
	cancel  context.CancelFunc
	cancels []context.CancelFunc
}

func newListOk() *listOk {
	s := &listOk{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.cancels = append(s.cancels, s.cancel)
	return s
}

func (s *listOk) Kill() {
	for _, cancel := range s.cancels {
		cancel()
	}
}

func (s *listOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *listOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// givenOk: whoever started it can cancel.
type givenOk struct {
	mu  sync.Mutex
	ctx context.Context
	end func()
}

func (s *givenOk) Start() context.CancelFunc {
	s.ctx, s.end = context.WithCancel(context.Background())
	return s.end
}

func (s *givenOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end()
}

func (s *givenOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// signalOk: a signal ends it.
type signalOk struct {
	mu   sync.Mutex
	ctx  context.Context
	stop context.CancelFunc
}

func newSignalOk() *signalOk {
	s := &signalOk{}
	s.ctx, s.stop = signal.NotifyContext(context.Background(), os.Interrupt)
	return s
}

func (s *signalOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
}

func (s *signalOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// holderOk: the cancel function is in an object of another type, whose method calls it.
type holderOk struct {
	mu  sync.Mutex
	ctx context.Context
	h   *holder
}

type holder struct{ end func() }

func (h *holder) End() { h.end() }

func newHolderOk() *holderOk {
	ctx, cancel := context.WithCancel(context.Background())
	return &holderOk{ctx: ctx, h: &holder{cancel}}
}

func (s *holderOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.h.End()
}

func (s *holderOk) Kill() { s.h.End() }

func (s *holderOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// holderBad: and everybody who ends it has mu.
type holderBad struct {
	mu  sync.Mutex
	ctx context.Context
	h   *holding
}

type holding struct{ stop func() }

func (h *holding) end() { h.stop() }

func newHolderBad() *holderBad {
	ctx, cancel := context.WithCancel(context.Background())
	return &holderBad{ctx: ctx, h: &holding{cancel}}
}

func (s *holderBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.h.end()
}

func (s *holderBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done() // WAIT contexts.holderBad.mu // want `contexts\.holderBad\.mu is held .*\[heldwait\]`
}

// methodBad: the cancel function is deferred as a method value of the object, in the goroutine that needs mu.
type methodBad struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelCauseFunc
	n      int
}

func newMethodBad() *methodBad {
	s := &methodBad{}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	end := s.end
	go func() {
		defer end()
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	}()
	return s
}

func (s *methodBad) end() { s.cancel(nil) }

func (s *methodBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done() // WAIT contexts.methodBad.mu // want `contexts\.methodBad\.mu is held .*\[heldwait\]`
}

// methodOk: the goroutine needs nothing.
type methodOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelCauseFunc
	n      int
}

func newMethodOk() *methodOk {
	s := &methodOk{}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	end := s.end
	go func() {
		defer end()
		work()
	}()
	return s
}

func (s *methodOk) end() { s.cancel(nil) }

func (s *methodOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// captureBad: a local context is captured by who does the work under mu, and cancels.
type captureBad struct {
	mu sync.Mutex
	n  int
}

func (s *captureBad) Do() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	<-ctx.Done() // WAIT contexts.captureBad.mu // want `contexts\.captureBad\.mu is held .*\[heldwait\]`
}

// captureOk: it waits before it takes mu.
type captureOk struct {
	mu sync.Mutex
	n  int
}

func (s *captureOk) Do() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}()
	<-ctx.Done()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

// passedBad: context and cancel function are passed to the goroutine.
type passedBad struct {
	mu sync.Mutex
	n  int
}

func (s *passedBad) Do() {
	ctx, cancel := context.WithCancel(context.Background())
	go s.count(cancel)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.await(ctx) // want `contexts\.passedBad\.mu is held .*\[heldwait\]`
}

func (s *passedBad) count(done func()) {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	done()
}

func (s *passedBad) await(ctx context.Context) {
	<-ctx.Done() // WAIT contexts.passedBad.mu
}

// passedOk: the goroutine calls it first.
type passedOk struct {
	mu sync.Mutex
	n  int
}

func (s *passedOk) Do() {
	ctx, cancel := context.WithCancel(context.Background())
	go s.count(cancel)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.await(ctx)
}

func (s *passedOk) count(done func()) {
	done()
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *passedOk) await(ctx context.Context) { <-ctx.Done() }

// beforeOk: what is taken before the context is made comes before no end of it.
type beforeOk struct {
	mu sync.Mutex
	n  int
}

func (s *beforeOk) Do() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		<-ctx.Done()
	}()
	cancel()
}

// eachOk: each call has a context of its own, and cancels it when it is through.
type eachOk struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func newEachOk() *eachOk {
	s := &eachOk{c: make(chan int, 1)}
	go func() { s.c <- 1 }()
	return s
}

func (s *eachOk) Get() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.n = <-s.c:
	case <-ctx.Done():
	}
}

// loopOk: the worker waits for work or for its end, and Close ends it before it joins it.
type loopOk struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
	in     chan int
	n      int
}

func newLoopOk() *loopOk {
	s := &loopOk{in: make(chan int)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.wg.Go(s.loop)
	return s
}

func (s *loopOk) loop() {
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.in:
			work()
		}
	}
}

func (s *loopOk) Put(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.in <- n:
	case <-s.ctx.Done():
	}
}

func (s *loopOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	s.wg.Wait()
}

// loopBad: what it does for each message needs mu; the way out of Put is only opened under mu.
type loopBad struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	in     chan int
	n      int
}

func newLoopBad() *loopBad {
	s := &loopBad{in: make(chan int)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	go s.loop()
	return s
}

func (s *loopBad) loop() {
	for {
		select {
		case <-s.ctx.Done():
			return
		case n := <-s.in:
			s.mu.Lock() // NEED
			s.n = n
			s.mu.Unlock()
		}
	}
}

func (s *loopBad) Put(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select { // WAIT contexts.loopBad.mu // want `contexts\.loopBad\.mu is held .*\[heldwait\]` `contexts\.loopBad\.mu is held .*\[heldwait\]`
	case s.in <- n:
	case <-s.ctx.Done():
	}
}

func (s *loopBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.cancel()
}

// tickBad: the worker works at each tick until the context ends, which Close ends under mu; Join waits for it, having mu.
type tickBad struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
}

func newTickBad() *tickBad {
	s := &tickBad{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.wg.Go(s.run)
	return s
}

func (s *tickBad) run() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-t.C:
			work()
		}
	}
}

func (s *tickBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.cancel()
}

func (s *tickBad) Join() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT contexts.tickBad.mu // want `contexts\.tickBad\.mu is held .*\[heldwait\]`
}

// tickOk: Join ends it first.
type tickOk struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
}

func newTickOk() *tickOk {
	s := &tickOk{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.wg.Go(s.run)
	return s
}

func (s *tickOk) run() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-t.C:
			work()
		}
	}
}

func (s *tickOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *tickOk) Join() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	s.wg.Wait()
}
