// Package spawn starts goroutines in many ways, and timers, whose Stop does not wait.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package spawn

import (
	"context"
	"sync"
	"time"
)

func work() {}

// timerOk: Stop does not wait for the timer's function.
type timerOk struct {
	mu sync.Mutex
	t  *time.Timer
	n  int
}

func newTimerOk() *timerOk {
	s := &timerOk{}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t = time.AfterFunc(time.Millisecond, s.fire)
	return s
}

func (s *timerOk) fire() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *timerOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t.Stop()
}

// timerBad: if it comes too late, it waits for the function.
type timerBad struct {
	mu    sync.Mutex
	t     *time.Timer
	fired chan struct{}
	n     int
}

func newTimerBad() *timerBad {
	s := &timerBad{fired: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t = time.AfterFunc(time.Millisecond, s.fire)
	return s
}

func (s *timerBad) fire() {
	defer close(s.fired)
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *timerBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.t.Stop() {
		<-s.fired // WAIT spawn.timerBad.mu // want `spawn\.timerBad\.mu is held .*\[heldwait\]`
	}
}

// contextOk: stop of context.AfterFunc does not wait.
type contextOk struct {
	mu   sync.Mutex
	stop func() bool
	n    int
}

func (s *contextOk) Start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop = context.AfterFunc(ctx, s.fire)
}

func (s *contextOk) fire() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *contextOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
}

// contextBad: it waits for the function, if that has started.
type contextBad struct {
	mu    sync.Mutex
	stop  func() bool
	ended chan struct{}
	n     int
}

func newContextBad() *contextBad { return &contextBad{ended: make(chan struct{})} }

func (s *contextBad) Start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop = context.AfterFunc(ctx, s.fire)
}

func (s *contextBad) fire() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	close(s.ended)
}

func (s *contextBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stop() {
		<-s.ended // WAIT spawn.contextBad.mu // want `spawn\.contextBad\.mu is held .*\[heldwait\]`
	}
}

// spawner starts functions, as a library's helper does.
type spawner struct{ wg sync.WaitGroup }

func (s *spawner) spawn(f func()) {
	s.wg.Add(1)
	go s.call(f)
}

func (s *spawner) call(f func()) {
	defer s.wg.Done()
	f()
}

func (s *spawner) join() { s.wg.Wait() } // WAIT spawn.helperBad.mu

// helperBad: started and joined by a helper.
type helperBad struct {
	mu sync.Mutex
	sp spawner
	n  int
}

func (h *helperBad) Start() { h.sp.spawn(h.step) }

func (h *helperBad) step() {
	h.mu.Lock() // NEED
	h.n++
	h.mu.Unlock()
}

func (h *helperBad) Stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sp.join() // want `spawn\.helperBad\.mu is held .*\[heldwait\]`
}

// helperOk: what it starts does not lock.
type helperOk struct {
	mu sync.Mutex
	sp spawner
	n  int
}

func (h *helperOk) Start() { h.sp.spawn(work) }

func (h *helperOk) Stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sp.join()
	h.n = 0
}

// task is what pools run.
type task interface{ Run() }

// poolBad: tasks are sent to workers over a channel, each has a done channel of its own.
type poolBad struct{ tasks chan task }

func newPoolBad() *poolBad {
	p := &poolBad{tasks: make(chan task)}
	for range 2 {
		go func() {
			for t := range p.tasks {
				t.Run()
			}
		}()
	}
	return p
}

type jobBad struct {
	owner *usersBad
	done  chan struct{}
}

func (j *jobBad) Run() {
	defer close(j.done)
	j.owner.count()
}

type usersBad struct {
	mu   sync.Mutex
	pool *poolBad
	n    int
}

func newUsersBad() *usersBad { return &usersBad{pool: newPoolBad()} }

func (u *usersBad) count() {
	u.mu.Lock() // NEED
	u.n++
	u.mu.Unlock()
}

func (u *usersBad) Do() {
	j := &jobBad{u, make(chan struct{})}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.pool.tasks <- j
	<-j.done // WAIT spawn.usersBad.mu // want `spawn\.usersBad\.mu is held .*\[heldwait\]`
}

// poolOk: Do holds nothing while it waits.
type poolOk struct{ tasks chan task }

func newPoolOk() *poolOk {
	p := &poolOk{tasks: make(chan task)}
	for range 2 {
		go func() {
			for t := range p.tasks {
				t.Run()
			}
		}()
	}
	return p
}

type jobOk struct {
	owner *usersOk
	done  chan struct{}
}

func (j *jobOk) Run() {
	defer close(j.done)
	j.owner.count()
}

type usersOk struct {
	mu   sync.Mutex
	pool *poolOk
	n    int
}

func newUsersOk() *usersOk { return &usersOk{pool: newPoolOk()} }

func (u *usersOk) count() {
	u.mu.Lock()
	u.n++
	u.mu.Unlock()
}

func (u *usersOk) Do() {
	j := &jobOk{u, make(chan struct{})}
	u.mu.Lock()
	u.n--
	u.mu.Unlock()
	u.pool.tasks <- j
	<-j.done
}

// funcsBad: the pool runs functions, which lock before they answer.
type funcsBad struct {
	mu    sync.Mutex
	funcs chan func()
	n     int
}

func newFuncsBad() *funcsBad {
	f := &funcsBad{funcs: make(chan func())}
	go f.serve()
	return f
}

func (f *funcsBad) serve() {
	for fn := range f.funcs {
		fn()
	}
}

func (f *funcsBad) Do() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	done := make(chan struct{})
	f.funcs <- func() {
		defer close(done)
		f.mu.Lock() // NEED
		n = f.n
		f.mu.Unlock()
	}
	<-done // WAIT spawn.funcsBad.mu // want `spawn\.funcsBad\.mu is held .*\[heldwait\]`
	return n
}

// funcsOk: the functions know that Do has the lock.
type funcsOk struct {
	mu    sync.Mutex
	funcs chan func()
	n     int
}

func newFuncsOk() *funcsOk {
	f := &funcsOk{funcs: make(chan func())}
	go f.serve()
	return f
}

func (f *funcsOk) serve() {
	for fn := range f.funcs {
		fn()
	}
}

func (f *funcsOk) Do() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	done := make(chan struct{})
	f.funcs <- func() {
		defer close(done)
		n = f.n
	}
	<-done
	return n
}

// localFuncBad: the goroutine is a local function variable, started in a loop with its argument.
type localFuncBad struct {
	mu  sync.Mutex
	sum int
}

func (l *localFuncBad) Sum(vs []int) {
	var wg sync.WaitGroup
	add := func(v int) {
		defer wg.Done()
		l.mu.Lock() // NEED
		l.sum += v
		l.mu.Unlock()
	}
	l.mu.Lock()
	for _, v := range vs {
		wg.Add(1)
		go add(v)
	}
	wg.Wait() // WAIT spawn.localFuncBad.mu // want `spawn\.localFuncBad\.mu is held .*\[heldwait\]`
	l.mu.Unlock()
}

// localFuncOk: it unlocks before it waits.
type localFuncOk struct {
	mu  sync.Mutex
	sum int
}

func (l *localFuncOk) Sum(vs []int) {
	var wg sync.WaitGroup
	add := func(v int) {
		defer wg.Done()
		l.mu.Lock()
		l.sum += v
		l.mu.Unlock()
	}
	l.mu.Lock()
	for _, v := range vs {
		wg.Add(1)
		go add(v)
	}
	l.mu.Unlock()
	wg.Wait()
}

// deepOk: the goroutine that is joined starts another, which takes mu, but for which nobody waits.
type deepOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (d *deepOk) Start() {
	d.wg.Go(func() {
		go d.count()
		work()
	})
}

func (d *deepOk) count() {
	d.mu.Lock()
	d.n++
	d.mu.Unlock()
}

func (d *deepOk) Stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wg.Wait()
}

// deepBad: it waits for that other.
type deepBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (d *deepBad) Start() {
	d.wg.Go(func() {
		done := make(chan struct{})
		go func() {
			d.count()
			close(done)
		}()
		<-done
	})
}

func (d *deepBad) count() {
	d.mu.Lock() // NEED
	d.n++
	d.mu.Unlock()
}

func (d *deepBad) Stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wg.Wait() // WAIT spawn.deepBad.mu // want `spawn\.deepBad\.mu is held .*\[heldwait\]`
}
