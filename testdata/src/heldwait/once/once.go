// Package once waits inside functions that a Once runs, for those who wait for the Once.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package once

import "sync"

func work() {}

// loadBad: the Once's function waits for goroutines that come to the Once themselves.
type loadBad struct {
	once sync.Once
	n    int
}

func (l *loadBad) Get() int {
	l.once.Do(l.load) // want `once\.loadBad\.once is held .*\[heldwait\]`
	return l.n
}

func (l *loadBad) load() {
	var wg sync.WaitGroup
	wg.Go(func() { l.part() })
	wg.Wait() // WAIT once.loadBad.once
	l.n = 1
}

func (l *loadBad) part() int { return l.Get() + 1 } // NEED

// loadOk: they use what is for those inside.
type loadOk struct {
	once sync.Once
	n    int
}

func (l *loadOk) Get() int {
	l.once.Do(l.load)
	return l.n
}

func (l *loadOk) load() {
	var wg sync.WaitGroup
	wg.Go(func() { l.part() })
	wg.Wait()
	l.n = 1
}

func (l *loadOk) part() int { return l.n + 1 }

// lockBad: under mu it comes to a Once whose function joins a goroutine that needs mu.
type lockBad struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (l *lockBad) Get() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.once.Do(l.fetch) // want `once\.lockBad\.mu is held .*\[heldwait\]`
	return l.n
}

func (l *lockBad) fetch() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.set(1)
	}()
	<-done // WAIT once.lockBad.mu
}

func (l *lockBad) set(n int) {
	l.mu.Lock() // NEED
	l.n = n
	l.mu.Unlock()
}

// lockOk: it comes to the Once before mu.
type lockOk struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (l *lockOk) Get() int {
	l.once.Do(l.fetch)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

func (l *lockOk) fetch() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.set(1)
	}()
	<-done
}

func (l *lockOk) set(n int) {
	l.mu.Lock()
	l.n = n
	l.mu.Unlock()
}

// valueFN: with OnceValue: what it computes comes from a goroutine that asks for the value.
// Missed: the function that OnceValue made, kept in a field, is not followed.
type valueFN struct {
	value func() int
}

func newValueFN() *valueFN {
	v := &valueFN{}
	v.value = sync.OnceValue(func() int {
		c := make(chan int)
		go func() { c <- v.half() }()
		return 2 * <-c // WAIT once.valueFN.value
	})
	return v
}

func (v *valueFN) half() int { return v.value() / 2 } // NEED

func (v *valueFN) Get() int { return v.value() }

// valueOk: it asks for another value.
type valueOk struct {
	one, value func() int
}

func newValueOk() *valueOk {
	v := &valueOk{}
	v.one = sync.OnceValue(func() int { return 1 })
	v.value = sync.OnceValue(func() int {
		c := make(chan int)
		go func() { c <- v.half() }()
		return 2 * <-c
	})
	return v
}

func (v *valueOk) half() int { return v.one() }

func (v *valueOk) Get() int { return v.value() }

// stopBad: stopping once joins the loop; the loop stops, too, when it sees an error.
type stopBad struct {
	once sync.Once
	quit chan struct{}
	done chan struct{}
	errs chan error
}

func newStopBad() *stopBad {
	s := &stopBad{quit: make(chan struct{}), done: make(chan struct{}), errs: make(chan error, 1)}
	go s.loop() // want `\(\*stopBad\)\.loop waits for itself.*\[heldwait\]`
	return s
}

func (s *stopBad) loop() {
	defer close(s.done)
	for {
		select {
		case <-s.quit:
			return
		case <-s.errs:
			s.Stop() // NEED
		}
	}
}

func (s *stopBad) Stop() {
	s.once.Do(func() { // want `once\.stopBad\.once is held .*\[heldwait\]`
		close(s.quit)
		<-s.done // WAIT once.stopBad.once
	})
}

// stopOk: closing is in the Once, joining is not, and the loop only closes.
type stopOk struct {
	once sync.Once
	quit chan struct{}
	done chan struct{}
	errs chan error
}

func newStopOk() *stopOk {
	s := &stopOk{quit: make(chan struct{}), done: make(chan struct{}), errs: make(chan error, 1)}
	go s.loop()
	return s
}

func (s *stopOk) loop() {
	defer close(s.done)
	for {
		select {
		case <-s.quit:
			return
		case <-s.errs:
			s.signal()
		}
	}
}

func (s *stopOk) signal() { s.once.Do(func() { close(s.quit) }) }

func (s *stopOk) Stop() {
	s.signal()
	<-s.done
}

// bodyOk: closing interrupts who reads under mu, and then takes mu; who comes to the
// Once while another is in it finds that done.
type bodyOk struct {
	mu        sync.Mutex
	once      sync.Once
	interrupt func()
	broken    chan struct{}
	left      int
}

func newBodyOk() *bodyOk {
	b := &bodyOk{broken: make(chan struct{})}
	b.interrupt = func() { close(b.broken) }
	return b
}

func (b *bodyOk) Read() {
	b.mu.Lock()
	defer b.mu.Unlock()
	<-b.broken
}

func (b *bodyOk) Close() {
	b.once.Do(func() {
		free := b.mu.TryLock()
		if !free || b.left > 0 {
			b.interrupt()
		}
		if !free {
			b.mu.Lock()
		}
		b.left = 0
		b.mu.Unlock()
	})
}

// bodyBad: it takes mu first.
type bodyBad struct {
	mu        sync.Mutex
	once      sync.Once
	interrupt func()
	broken    chan struct{}
	left      int
}

func newBodyBad() *bodyBad {
	b := &bodyBad{broken: make(chan struct{})}
	b.interrupt = func() { close(b.broken) }
	return b
}

func (b *bodyBad) Read() {
	b.mu.Lock()
	defer b.mu.Unlock()
	<-b.broken // WAIT once.bodyBad.mu // want `once\.bodyBad\.mu is held .*\[heldwait\]`
}

func (b *bodyBad) Close() {
	b.once.Do(func() {
		b.mu.Lock() // NEED
		b.left = 0
		b.mu.Unlock()
		b.interrupt()
	})
}
