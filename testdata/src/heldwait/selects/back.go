package selects

import (
	"sync"
	"sync/atomic"
	"time"
)

// stoppedOk: the loop ends once somebody says so.
type stoppedOk struct {
	mu      sync.Mutex
	done    chan struct{}
	stopped atomic.Bool
}

func newStoppedOk() *stoppedOk {
	s := &stoppedOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *stoppedOk) run() {
	s.mu.Lock()
	s.mu.Unlock()
	close(s.done)
}

func (s *stoppedOk) Kill() { s.stopped.Store(true) }

func (s *stoppedOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.stopped.Load() {
		select {
		case <-s.done:
			return
		default:
			time.Sleep(time.Millisecond)
		}
	}
}

// askOk: it asks at each tick whether to go on.
type askOk struct {
	mu   sync.Mutex
	done chan struct{}
	ask  func() bool
}

func newAskOk(ask func() bool) *askOk {
	s := &askOk{done: make(chan struct{}), ask: ask}
	go s.run()
	return s
}

func (s *askOk) run() {
	s.mu.Lock()
	s.mu.Unlock()
	close(s.done)
}

func (s *askOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		select {
		case <-s.done:
			return
		case <-time.After(time.Millisecond):
			if s.ask() {
				return
			}
		}
	}
}

// kickOk: at a tick it lets the goroutine go on that it waits for.
type kickOk struct {
	mu   sync.Mutex
	done chan struct{}
	once sync.Once
}

func newKickOk() *kickOk {
	s := &kickOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *kickOk) run() {
	s.mu.Lock()
	s.mu.Unlock()
	s.end()
}

func (s *kickOk) end() { s.once.Do(func() { close(s.done) }) }

func (s *kickOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := time.NewTicker(time.Millisecond)
	for {
		select {
		case <-s.done:
			return
		case <-t.C:
			s.end()
		}
	}
}

// callOk: what it calls at a tick, nobody knows: it may be what ends the wait.
type callOk struct {
	mu   sync.Mutex
	done chan struct{}
	step func()
}

func newCallOk(step func()) *callOk {
	s := &callOk{done: make(chan struct{}), step: step}
	go s.run()
	return s
}

func (s *callOk) run() {
	s.mu.Lock()
	s.mu.Unlock()
	close(s.done)
}

func (s *callOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		select {
		case <-s.done:
			return
		default:
			s.step()
		}
	}
}

// outerOk: the tick leaves the loop around.
type outerOk struct {
	mu   sync.Mutex
	done chan struct{}
}

func newOuterOk() *outerOk {
	s := &outerOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *outerOk) run() {
	s.mu.Lock()
	s.mu.Unlock()
	close(s.done)
}

func (s *outerOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
wait:
	for {
		select {
		case <-s.done:
			return
		case <-time.After(time.Second):
			break wait
		}
	}
}

// deadlineOk: it looks at the clock.
type deadlineOk struct {
	mu   sync.Mutex
	done chan struct{}
}

func newDeadlineOk() *deadlineOk {
	s := &deadlineOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *deadlineOk) run() {
	s.mu.Lock()
	s.mu.Unlock()
	close(s.done)
}

func (s *deadlineOk) Stop(until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for time.Now().Before(until) {
		select {
		case <-s.done:
			return
		default:
			time.Sleep(time.Millisecond)
		}
	}
}

// drainOk: in the default it takes what the goroutine has to hand over before it is done.
type drainOk struct {
	mu   sync.Mutex
	out  chan int
	done chan struct{}
	n    int
}

func newDrainOk() *drainOk {
	s := &drainOk{out: make(chan int), done: make(chan struct{})}
	go s.run()
	return s
}

func (s *drainOk) run() {
	s.out <- 1
	close(s.done)
}

func (s *drainOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		select {
		case <-s.done:
			return
		default:
			s.take()
		}
	}
}

func (s *drainOk) take() {
	select {
	case n := <-s.out:
		s.n += n
	default:
	}
}

// restOk: beside the tick there is another way out.
type restOk struct {
	mu   sync.Mutex
	done chan struct{}
	quit chan struct{}
}

func newRestOk() *restOk {
	s := &restOk{done: make(chan struct{}), quit: make(chan struct{})}
	go s.run()
	return s
}

func (s *restOk) run() {
	s.mu.Lock()
	s.mu.Unlock()
	close(s.done)
}

func (s *restOk) Quit() { close(s.quit) }

func (s *restOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := time.NewTicker(time.Millisecond)
	for {
		select {
		case <-s.done:
			return
		case <-s.quit:
			return
		case <-t.C:
			work()
		}
	}
}

// untilBad: the worker works at each tick until it is told to stop, which Close does under mu; Join waits for it, having mu.
type untilBad struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	quit chan struct{}
}

func newUntilBad() *untilBad {
	s := &untilBad{quit: make(chan struct{})}
	s.wg.Go(s.run)
	return s
}

func (s *untilBad) run() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-t.C:
			work()
		}
	}
}

func (s *untilBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	close(s.quit)
}

func (s *untilBad) Join() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT selects.untilBad.mu // want `selects\.untilBad\.mu is held .*\[heldwait\]`
}

// untilOk: Join tells it to stop.
type untilOk struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	quit chan struct{}
}

func newUntilOk() *untilOk {
	s := &untilOk{quit: make(chan struct{})}
	s.wg.Go(s.run)
	return s
}

func (s *untilOk) run() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-t.C:
			work()
		}
	}
}

func (s *untilOk) Join() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.quit)
	s.wg.Wait()
}
