// Program waits in its one main goroutine, before and after it starts others.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package main

import "sync"

// beforeOk: the wait under mu is over before the goroutine that needs it starts.
type beforeOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (b *beforeOk) first() {
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
	}()
	b.mu.Lock()
	b.wg.Wait()
	b.mu.Unlock()
}

func (b *beforeOk) second() {
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
		b.mu.Lock()
		b.n++
		b.mu.Unlock()
	}()
	b.wg.Wait()
}

// afterBad: the goroutine that needs mu has started before.
type afterBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (a *afterBad) start() {
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		a.mu.Lock() // NEED
		a.n++
		a.mu.Unlock()
	}()
}

func (a *afterBad) stop() {
	a.mu.Lock()
	a.wg.Wait() // WAIT main.afterBad.mu // want `main\.afterBad\.mu is held .*\[heldwait\]`
	a.mu.Unlock()
}

// joinedFP: main joins the goroutine without mu, then once more with it.
// False: what comes before the go statement in the same goroutine is not looked at.
type joinedFP struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func (j *joinedFP) run() {
	j.done = make(chan struct{})
	go func() {
		j.mu.Lock()
		j.n++
		j.mu.Unlock()
		close(j.done)
	}()
	<-j.done
	j.mu.Lock()
	<-j.done // want `main\.joinedFP\.mu is held .*\[heldwait\]`
	j.mu.Unlock()
}

// lastOk: main sets up under mu; the goroutine starts after the last acquisition but that of its own.
type lastOk struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func (l *lastOk) setUp() {
	l.mu.Lock()
	l.n = 1
	l.mu.Unlock()
	l.c = make(chan int)
}

func (l *lastOk) run() {
	go func() {
		l.mu.Lock()
		l.c <- l.n
		l.mu.Unlock()
	}()
	<-l.c
}

// againBad is lastOk, but it takes mu once more when the goroutine may hold it.
type againBad struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func (a *againBad) run() {
	a.c = make(chan int)
	a.set()
	go func() {
		a.mu.Lock()
		a.c <- a.n // want `main\.againBad\.mu is held .*\[heldwait\]`
		a.mu.Unlock()
	}()
	a.set()
	<-a.c
}

func (a *againBad) set() {
	a.mu.Lock()
	a.n++
	a.mu.Unlock()
}

// nestedBad: a goroutine that main starts once starts another, which it waits for
// under mu; lock and channel are passed.
type nestedBad struct {
	mu   sync.Mutex
	done chan int
}

func (n *nestedBad) run() { lockAndWait(&n.mu, n.done) }

func lockAndWait(mu *sync.Mutex, done chan int) {
	mu.Lock()
	go lockAndClose(mu, done)
	<-done // want `main\.nestedBad\.mu is held .*\[heldwait\]`
	mu.Unlock()
}

func lockAndClose(mu *sync.Mutex, done chan int) {
	mu.Lock()
	mu.Unlock()
	close(done)
}

// nestedOk is nestedBad, but it waits after the unlock.
type nestedOk struct {
	mu   sync.Mutex
	done chan int
}

func (n *nestedOk) run() { unlockAndWait(&n.mu, n.done) }

func unlockAndWait(mu *sync.Mutex, done chan int) {
	mu.Lock()
	go lockAndClose(mu, done)
	mu.Unlock()
	<-done
}

var (
	nested = nestedBad{done: make(chan int)}
	calm   = nestedOk{done: make(chan int)}

	before beforeOk
	after  afterBad
	joined joinedFP
	last   lastOk
	again  againBad
)

func main() {
	before.first()
	before.second()
	joined.run()
	last.setUp()
	last.run()
	again.run()
	go nested.run()
	go calm.run()
	after.start()
	after.stop()
}
