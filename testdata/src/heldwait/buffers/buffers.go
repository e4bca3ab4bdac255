// Package buffers sends under a lock to channels that have room for what is sent, or not.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package buffers

import (
	"sync"
	"sync/atomic"
)

// flagOk: a flag that is set with the message, under the lock, keeps a second one away.
type flagOk struct {
	mu     sync.Mutex
	asked  bool
	resets chan struct{}
	n      int
}

func newFlagOk() *flagOk {
	f := &flagOk{resets: make(chan struct{}, 1)}
	go f.run()
	return f
}

func (f *flagOk) run() {
	for range f.resets {
		f.mu.Lock()
		f.asked = false
		f.n = 0
		f.mu.Unlock()
	}
}

func (f *flagOk) Reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n > 3 && !f.asked {
		f.resets <- struct{}{}
		f.asked = true
	}
}

// flagBad: nothing sets the flag with the message.
type flagBad struct {
	mu     sync.Mutex
	closed bool
	resets chan struct{}
	n      int
}

func newFlagBad() *flagBad {
	f := &flagBad{resets: make(chan struct{}, 1)}
	go f.run()
	return f
}

func (f *flagBad) run() {
	for range f.resets {
		f.mu.Lock() // NEED
		f.n = 0
		f.mu.Unlock()
	}
}

func (f *flagBad) Reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.resets <- struct{}{} // WAIT buffers.flagBad.mu // want `buffers\.flagBad\.mu is held .*\[heldwait\]`
	}
}

// roomBad: the flag is set, but there is no room for even one.
type roomBad struct {
	mu     sync.Mutex
	asked  bool
	resets chan struct{}
	n      int
}

func newRoomBad() *roomBad {
	f := &roomBad{resets: make(chan struct{})}
	go f.run()
	return f
}

func (f *roomBad) run() {
	for range f.resets {
		f.mu.Lock() // NEED
		f.asked = false
		f.mu.Unlock()
	}
}

func (f *roomBad) Reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.asked {
		f.asked = true
		f.resets <- struct{}{} // WAIT buffers.roomBad.mu // want `buffers\.roomBad\.mu is held .*\[heldwait\]`
	}
}

// atomicOk: the flag is atomic.
type atomicOk struct {
	mu     sync.Mutex
	asked  atomic.Int32
	resets chan struct{}
	n      int
}

func newAtomicOk() *atomicOk {
	f := &atomicOk{resets: make(chan struct{}, 1)}
	go f.run()
	return f
}

func (f *atomicOk) run() {
	for {
		<-f.resets
		f.mu.Lock()
		f.n = 0
		f.mu.Unlock()
		f.asked.Store(0)
	}
}

func (f *atomicOk) Reset() {
	f.mu.Lock()
	if f.asked.Load() == 0 {
		f.asked.Store(1)
		f.resets <- struct{}{}
	}
	f.mu.Unlock()
}

// sizedOk: room for as many as are started.
type sizedOk struct {
	mu sync.Mutex
	n  int
}

func (s *sizedOk) Run() {
	const workers = 3
	done := make(chan int, workers)
	for i := range workers {
		go func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			done <- i
		}()
	}
	for range workers {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		<-done
	}
}

// sizedBad: room for one of three.
type sizedBad struct {
	mu sync.Mutex
	n  int
}

func (s *sizedBad) Run() {
	const workers = 3
	done := make(chan int, 1)
	for i := range workers {
		go func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			done <- i // WAIT buffers.sizedBad.mu // want `buffers\.sizedBad\.mu is held .*\[heldwait\]`
		}()
	}
	for range workers {
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
		<-done
	}
}

// answerOk: who gives the answer says so under the lock; who withdraws takes it only if it is there.
type answerOk struct {
	mu     sync.Mutex
	done   bool
	result chan int
}

func (a *answerOk) deliver(n int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.done {
		return false
	}
	a.done = true
	a.result <- n
	close(a.result)
	return true
}

func (a *answerOk) withdraw() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	var n int
	if a.done {
		n = <-a.result
	} else {
		close(a.result)
	}
	a.done = true
	return n
}

func ask(serve func(*answerOk)) (n int) {
	a := &answerOk{result: make(chan int, 1)}
	defer func() { n += a.withdraw() }()
	serve(a)
	select {
	case n = <-a.result:
	}
	return n
}

func askAll() int { return ask(func(a *answerOk) { go a.deliver(1) }) }

// startedBad: the flag says that there will be an answer, not that there is one.
type startedBad struct {
	mu      sync.Mutex
	started bool
	result  chan int
	n       int
}

func newStartedBad() *startedBad { return &startedBad{result: make(chan int, 1)} }

func (s *startedBad) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started = true
	go func() {
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
		s.result <- s.n
	}()
}

func (s *startedBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started {
		s.started = false
		<-s.result // WAIT buffers.startedBad.mu // want `buffers\.startedBad\.mu is held .*\[heldwait\]`
	}
}

// askerOk: as flagOk; the channel is made by who passes it to the constructor.
type askerOk struct {
	mu     sync.Mutex
	asked  bool
	resets chan struct{}
}

func passAskerOk(on bool) error {
	var resets chan struct{}
	if on {
		resets = make(chan struct{}, 1)
	}
	return passAsker(resets)
}

func passAsker(resets chan struct{}) error {
	keepAsker(resets)
	return nil
}

var askers = make(map[int]*askerOk)

func keepAsker(resets chan struct{}) {
	a := &askerOk{resets: resets}
	askers[len(askers)] = a
	go a.run()
}

func (a *askerOk) run() {
	for range a.resets {
		a.mu.Lock()
		a.asked = false
		a.mu.Unlock()
	}
}

func (a *askerOk) Reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.asked {
		a.asked = true
		a.resets <- struct{}{}
	}
}

// askerBad: the same without the flag.
type askerBad struct {
	mu     sync.Mutex
	asked  bool
	resets chan struct{}
}

func passAskerBad(on bool) error {
	var resets chan struct{}
	if on {
		resets = make(chan struct{}, 1)
	}
	return passBad(resets)
}

func passBad(resets chan struct{}) error {
	keepBad(resets)
	return nil
}

var badAskers = make(map[int]*askerBad)

func keepBad(resets chan struct{}) {
	a := &askerBad{resets: resets}
	badAskers[len(badAskers)] = a
	go a.run()
}

func (a *askerBad) run() {
	for range a.resets {
		a.mu.Lock() // NEED
		a.asked = false
		a.mu.Unlock()
	}
}

func (a *askerBad) Reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.resets <- struct{}{} // WAIT buffers.askerBad.mu // want `buffers\.askerBad\.mu is held .*\[heldwait\]`
}

// lateOk: as answerOk, with variables: the flag is set with the message, under mu.
type lateOk struct{}

func (lateOk) get(ask func() int, late <-chan struct{}) (n int) {
	answers := make(chan int, 1)
	var mu sync.Mutex
	var gone, there bool
	go func() {
		got := ask()
		mu.Lock()
		if !gone {
			answers <- got
			there = true
		}
		mu.Unlock()
	}()
	select {
	case n = <-answers:
	case <-late:
		mu.Lock()
		if there {
			n = <-answers
		}
		gone = true
		mu.Unlock()
	}
	return n
}

// lateBad: the variable says that there will be an answer, not that there is one.
type lateBad struct{}

func (lateBad) get(ask func() int, late <-chan struct{}) (n int) {
	answers := make(chan int, 1)
	var mu sync.Mutex
	var asked, gone bool
	asked = true
	go func() {
		got := ask()
		mu.Lock() // NEED
		if !gone {
			answers <- got
		}
		mu.Unlock()
	}()
	select {
	case n = <-answers:
	case <-late:
		mu.Lock()
		if asked {
			n = <-answers // WAIT buffers.lateBad.get.mu // want `buffers\.lateBad\.get\.mu is held .*\[heldwait\]`
		}
		gone = true
		mu.Unlock()
	}
	return n
}

var pool sync.Pool

// pooledOk: as lateOk; the channel comes out of a pool, so that its room is not known.
type pooledOk struct{}

func (pooledOk) get(ask func() int, late <-chan struct{}) (n int) {
	pooled := pool.Get()
	if pooled == nil {
		pooled = make(chan int, 1)
	}
	answers := pooled.(chan int)
	var mu sync.Mutex
	var there, gone bool
	go func() {
		got := ask()
		mu.Lock()
		if !gone {
			answers <- got
			there = true
		}
		mu.Unlock()
	}()
	select {
	case n = <-answers:
	case <-late:
		mu.Lock()
		if there {
			n = <-answers
		}
		gone = true
		mu.Unlock()
	}
	pool.Put(pooled)
	return n
}

// pooledBad: as lateBad, with a channel out of a pool.
type pooledBad struct{}

func (pooledBad) get(ask func() int, late <-chan struct{}) (n int) {
	pooled := pool.Get()
	if pooled == nil {
		pooled = make(chan int, 1)
	}
	answers := pooled.(chan int)
	var mu sync.Mutex
	var asked, gone bool
	asked = true
	go func() {
		got := ask()
		mu.Lock() // NEED
		if !gone {
			answers <- got
		}
		mu.Unlock()
	}()
	select {
	case n = <-answers:
	case <-late:
		mu.Lock()
		if asked {
			n = <-answers // WAIT buffers.pooledBad.get.mu // want `buffers\.pooledBad\.get\.mu is held .*\[heldwait\]`
		}
		gone = true
		mu.Unlock()
	}
	pool.Put(pooled)
	return n
}

// rotateOk: who sends puts up a flag, which who receives takes down, and waits for that
// before: there is one message at a time. As in raft-wal.
type rotateOk struct {
	mu      sync.Mutex
	trigger chan int
	done    chan struct{}
}

func newRotateOk() *rotateOk {
	r := &rotateOk{trigger: make(chan int, 1)}
	go r.run()
	return r
}

func (r *rotateOk) run() {
	for range r.trigger {
		r.mu.Lock()
		done := r.done
		r.done = nil
		r.mu.Unlock()
		close(done)
	}
}

func (r *rotateOk) Store(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.done != nil {
		done := r.done
		r.mu.Unlock()
		<-done
		r.mu.Lock()
	}
	r.done = make(chan struct{})
	r.trigger <- n
}

// rotateBad: nobody takes the flag down.
type rotateBad struct {
	mu      sync.Mutex
	trigger chan int
	done    chan struct{}
}

func newRotateBad() *rotateBad {
	r := &rotateBad{trigger: make(chan int, 1)}
	go r.run()
	return r
}

func (r *rotateBad) run() {
	for range r.trigger {
		r.mu.Lock() // NEED
		close(r.done)
		r.mu.Unlock()
	}
}

func (r *rotateBad) Store(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = make(chan struct{})
	r.trigger <- n // WAIT buffers.rotateBad.mu // want `buffers\.rotateBad\.mu is held .*\[heldwait\]`
}
