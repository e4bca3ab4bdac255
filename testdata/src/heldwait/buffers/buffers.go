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
		f.resets <- struct{}{} // WAIT buffers.flagBad.mu
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
		f.resets <- struct{}{} // WAIT buffers.roomBad.mu
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
			done <- i // WAIT buffers.sizedBad.mu
		}()
	}
	for range workers {
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
		<-done
	}
}
