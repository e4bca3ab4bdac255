// Package traps has what looks like a wait for one's own lock and is none, and the other way round.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package traps

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

func work() {}

// treeOk: a parent joins its children under its lock, and they take their own, of the same class.
type treeOk struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	kids []*treeOk
	n    int
}

func newTreeOk() *treeOk {
	t := &treeOk{}
	for range 2 {
		t.kids = append(t.kids, &treeOk{})
	}
	return t
}

func (t *treeOk) start() {
	t.wg.Go(func() {
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	})
}

func (t *treeOk) Run() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, kid := range t.kids {
		kid.start()
	}
	for _, kid := range t.kids {
		kid.wg.Wait()
	}
}

// treeBad: it joins itself among them.
type treeBad struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	kids []*treeBad
	n    int
}

func newTreeBad() *treeBad {
	t := &treeBad{}
	for range 2 {
		t.kids = append(t.kids, &treeBad{})
	}
	return t
}

func (t *treeBad) start() {
	t.wg.Go(func() {
		t.mu.Lock() // NEED
		t.n++
		t.mu.Unlock()
	})
}

func (t *treeBad) Run() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.start()
	for _, kid := range t.kids {
		kid.start()
		kid.wg.Wait()
	}
	t.wg.Wait() // WAIT traps.treeBad.mu // want `traps\.treeBad\.mu is held .*\[heldwait\]`
}

// gateBad: a gate that both take first keeps two locks apart, but not a wait from what it waits for.
type gateBad struct {
	gate, mu sync.Mutex
	wg       sync.WaitGroup
	n        int
}

func (g *gateBad) Start() {
	g.wg.Go(func() {
		g.gate.Lock() // NEED
		g.mu.Lock()
		g.n++
		g.mu.Unlock()
		g.gate.Unlock()
	})
}

func (g *gateBad) Stop() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wg.Wait() // WAIT traps.gateBad // want `traps\.gateBad\.gate is held .*\[heldwait\]` `traps\.gateBad\.mu is held .*\[heldwait\]`
}

// gateOk: two locks in two orders, with a join between in one; both are under the gate, and the worker needs nothing.
type gateOk struct {
	gate, a, b sync.Mutex
	wg         sync.WaitGroup
	n          int
}

func (g *gateOk) Start() {
	g.wg.Go(work)
}

func (g *gateOk) Stop() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.a.Lock()
	defer g.a.Unlock()
	g.wg.Wait()
	g.b.Lock()
	g.n = 0
	g.b.Unlock()
}

func (g *gateOk) Back() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.b.Lock()
	defer g.b.Unlock()
	g.a.Lock()
	g.n++
	g.a.Unlock()
}

// flagOk: the worker says that the lock is held by who waits for it.
type flagOk struct {
	mu sync.Mutex
	n  int
}

func (f *flagOk) add(locked bool) {
	if !locked {
		f.mu.Lock()
		defer f.mu.Unlock()
	}
	f.n++
}

func (f *flagOk) Add() { f.add(false) }

func (f *flagOk) All() {
	var wg sync.WaitGroup
	f.mu.Lock()
	defer f.mu.Unlock()
	wg.Go(func() { f.add(true) })
	wg.Wait()
}

// flagBad: it says that it is not.
type flagBad struct {
	mu sync.Mutex
	n  int
}

func (f *flagBad) add(locked bool) {
	if !locked {
		f.mu.Lock() // NEED
		defer f.mu.Unlock()
	}
	f.n++
}

func (f *flagBad) addLocked() { f.add(true) }

func (f *flagBad) All() {
	var wg sync.WaitGroup
	f.mu.Lock()
	f.addLocked()
	wg.Go(func() { f.add(false) })
	wg.Wait() // WAIT traps.flagBad.mu // want `traps\.flagBad\.mu is held .*\[heldwait\]`
	f.mu.Unlock()
}

// gatedOk: readers on both sides; the writer must have a gate that the waiting one holds.
type gatedOk struct {
	gate sync.Mutex
	rw   sync.RWMutex
	wg   sync.WaitGroup
	n    int
}

func (g *gatedOk) Start() {
	g.wg.Go(func() {
		g.rw.RLock()
		work()
		g.rw.RUnlock()
	})
}

func (g *gatedOk) Set() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.rw.Lock()
	g.n++
	g.rw.Unlock()
}

func (g *gatedOk) Stop() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.rw.RLock()
	defer g.rw.RUnlock()
	g.wg.Wait()
}

// gatedBad: the writer leaves the gate before it writes.
type gatedBad struct {
	gate sync.Mutex
	rw   sync.RWMutex
	wg   sync.WaitGroup
	n    int
}

func (g *gatedBad) Start() {
	g.wg.Go(func() {
		g.rw.RLock() // NEED
		work()
		g.rw.RUnlock()
	})
}

func (g *gatedBad) Set() {
	g.gate.Lock()
	work()
	g.gate.Unlock()
	g.rw.Lock()
	g.n++
	g.rw.Unlock()
}

func (g *gatedBad) Stop() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.rw.RLock()
	defer g.rw.RUnlock()
	g.wg.Wait() // WAIT traps.gatedBad.rw // want `traps\.gatedBad\.rw is held .*\[heldwait\]`
}

// aroundOk: the send is between an Unlock and a Lock, in a helper that is called under the lock.
type aroundOk struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func newAroundOk() *aroundOk {
	a := &aroundOk{c: make(chan int)}
	go a.loop()
	return a
}

func (a *aroundOk) loop() {
	for v := range a.c {
		a.mu.Lock()
		a.n += v
		a.mu.Unlock()
	}
}

func (a *aroundOk) send(v int) {
	a.mu.Unlock()
	defer a.mu.Lock()
	a.c <- v
}

func (a *aroundOk) Put(v int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n--
	a.send(v)
}

// aroundBad: the lock is back before the send.
type aroundBad struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func newAroundBad() *aroundBad {
	a := &aroundBad{c: make(chan int)}
	go a.loop()
	return a
}

func (a *aroundBad) loop() {
	for v := range a.c {
		a.mu.Lock() // NEED
		a.n += v
		a.mu.Unlock()
	}
}

func (a *aroundBad) send(v int) {
	a.mu.Unlock()
	work()
	a.mu.Lock()
	a.c <- v // WAIT traps.aroundBad.mu
}

func (a *aroundBad) Put(v int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n--
	a.send(v) // want `traps\.aroundBad\.mu is held .*\[heldwait\]`
}

// branchOk: on the way that waits the lock has been released.
type branchOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newBranchOk() *branchOk {
	b := &branchOk{done: make(chan struct{})}
	go b.run()
	return b
}

func (b *branchOk) run() {
	defer close(b.done)
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
}

func (b *branchOk) Stop() {
	b.mu.Lock()
	if b.n == 0 {
		b.mu.Unlock()
		<-b.done
		return
	}
	b.n = 0
	b.mu.Unlock()
}

// branchBad: it has been on the other way.
type branchBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newBranchBad() *branchBad {
	b := &branchBad{done: make(chan struct{})}
	go b.run()
	return b
}

func (b *branchBad) run() {
	defer close(b.done)
	b.mu.Lock() // NEED
	b.n++
	b.mu.Unlock()
}

func (b *branchBad) Stop() {
	b.mu.Lock()
	if b.n != 0 {
		b.mu.Unlock()
		work()
		return
	}
	<-b.done // WAIT traps.branchBad.mu // want `traps\.branchBad\.mu is held .*\[heldwait\]`
	b.mu.Unlock()
}

// tryBad: who only tried to get the lock holds it as well.
type tryBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (t *tryBad) Start() {
	t.wg.Go(func() {
		t.mu.Lock() // NEED
		t.n++
		t.mu.Unlock()
	})
}

func (t *tryBad) Stop() {
	if !t.mu.TryLock() {
		return
	}
	defer t.mu.Unlock()
	t.wg.Wait() // WAIT traps.tryBad.mu // want `traps\.tryBad\.mu is held .*\[heldwait\]`
}

// tryOk: it waits if it did not get it.
type tryOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (t *tryOk) Start() {
	t.wg.Go(func() {
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	})
}

func (t *tryOk) Stop() {
	if !t.mu.TryLock() {
		t.wg.Wait()
		return
	}
	defer t.mu.Unlock()
	t.n = 0
}

// mixedBad: of two kinds of worker one takes the lock: all are waited for.
type mixedBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (m *mixedBad) Start() {
	m.wg.Go(work)
	m.wg.Go(m.count)
	m.wg.Go(work)
}

func (m *mixedBad) count() {
	m.mu.Lock() // NEED
	m.n++
	m.mu.Unlock()
}

func (m *mixedBad) Stop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wg.Wait() // WAIT traps.mixedBad.mu // want `traps\.mixedBad\.mu is held .*\[heldwait\]`
}

// mixedOk: that one belongs to another group.
type mixedOk struct {
	mu        sync.Mutex
	wg, other sync.WaitGroup
	n         int
}

func (m *mixedOk) Start() {
	m.wg.Go(work)
	m.other.Go(m.count)
	m.wg.Go(work)
}

func (m *mixedOk) count() {
	m.mu.Lock()
	m.n++
	m.mu.Unlock()
}

func (m *mixedOk) Stop() {
	m.mu.Lock()
	m.wg.Wait()
	m.mu.Unlock()
	m.other.Wait()
}

// deadlineOk: the object's own context ends by itself.
type deadlineOk struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func newDeadlineOk() *deadlineOk {
	d := &deadlineOk{c: make(chan int, 1)}
	go func() {
		d.mu.Lock()
		n := d.n
		d.mu.Unlock()
		d.c <- n
	}()
	return d
}

func (d *deadlineOk) Get() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case d.n = <-d.c:
	case <-ctx.Done():
	}
}

// deadlineBad: cancel is deferred, and so comes after what waits for it.
type deadlineBad struct {
	mu sync.Mutex
	c  chan int
	n  int
}

func newDeadlineBad() *deadlineBad {
	d := &deadlineBad{c: make(chan int, 1)}
	go func() {
		d.mu.Lock() // NEED
		n := d.n
		d.mu.Unlock()
		d.c <- n
	}()
	return d
}

func (d *deadlineBad) Get() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	select { // WAIT traps.deadlineBad.mu // want `traps\.deadlineBad\.mu is held .*\[heldwait\]`
	case d.n = <-d.c:
	case <-ctx.Done():
	}
}

// callerOk: whose context it is, is the caller's business: low at most.
type callerOk struct {
	mu sync.Mutex
	n  int
}

func (c *callerOk) Wait(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-ctx.Done()
	c.n++
}

// sleepOk: a while is over by itself.
type sleepOk struct {
	mu sync.Mutex
	n  int
}

func (s *sleepOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-time.After(time.Millisecond)
	<-time.NewTimer(time.Millisecond).C
	s.n++
}

// replaceOk: the old one is joined under the lock of the new one's owner, and takes nothing of it.
type replaceOk struct {
	mu  sync.Mutex
	cur *sessionOk
}

type sessionOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newSessionOk() *sessionOk {
	s := &sessionOk{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}()
	return s
}

func newReplaceOk() *replaceOk { return &replaceOk{cur: newSessionOk()} }

func (r *replaceOk) Replace() {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.cur
	r.cur = newSessionOk()
	<-old.done
}

// replaceBad: it holds the old one's lock, too.
type replaceBad struct {
	mu  sync.Mutex
	cur *sessionBad
}

type sessionBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newSessionBad() *sessionBad {
	s := &sessionBad{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	}()
	return s
}

func newReplaceBad() *replaceBad { return &replaceBad{cur: newSessionBad()} }

func (r *replaceBad) Replace() {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.cur
	old.mu.Lock()
	defer old.mu.Unlock()
	r.cur = newSessionBad()
	<-old.done // WAIT traps.sessionBad.mu // want `traps\.sessionBad\.mu is held .*\[heldwait\]`
}

// weightedBad: holds one of one of a semaphore, for which the worker waits.
type weightedBad struct {
	sem *semaphore.Weighted
	wg  sync.WaitGroup
	n   int
}

func newWeightedBad() *weightedBad { return &weightedBad{sem: semaphore.NewWeighted(1)} }

func (w *weightedBad) Start() {
	w.wg.Go(func() {
		if w.sem.Acquire(context.Background(), 1) != nil { // NEED
			return
		}
		defer w.sem.Release(1)
		w.n++
	})
}

func (w *weightedBad) Stop() {
	if w.sem.Acquire(context.Background(), 1) != nil {
		return
	}
	defer w.sem.Release(1)
	w.wg.Wait() // WAIT traps.weightedBad.sem // want `traps\.weightedBad\.sem is held .*\[heldwait\]`
}

// weightedOk: the worker only tries.
type weightedOk struct {
	sem *semaphore.Weighted
	wg  sync.WaitGroup
	n   int
}

func newWeightedOk() *weightedOk { return &weightedOk{sem: semaphore.NewWeighted(1)} }

func (w *weightedOk) Start() {
	w.wg.Go(func() {
		if !w.sem.TryAcquire(1) {
			return
		}
		defer w.sem.Release(1)
		w.n++
	})
}

func (w *weightedOk) Stop() {
	if w.sem.Acquire(context.Background(), 1) != nil {
		return
	}
	defer w.sem.Release(1)
	w.wg.Wait()
}

// unstartedOk: what would take the lock is never started; what is started does not.
type unstartedOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (u *unstartedOk) Start() {
	u.wg.Go(work)
	if false {
		u.wg.Add(1)
		go u.count()
	}
}

func (u *unstartedOk) count() {
	defer u.wg.Done()
	u.mu.Lock()
	u.n++
	u.mu.Unlock()
}

func (u *unstartedOk) Stop() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.wg.Wait()
}

// exitedOk: the worker takes no lock, and may end in a panic, which ends the program.
type exitedOk struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	fail bool
}

func (e *exitedOk) Start() {
	e.wg.Go(func() {
		if e.fail {
			panic("failed")
		}
		work()
	})
}

func (e *exitedOk) Stop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.wg.Wait()
}

// onlyFN: nobody ever ends it: Done is called by none; certain to hang as soon as there is one.
type onlyFN struct {
	mu sync.Mutex
	wg sync.WaitGroup
}

func (o *onlyFN) Start() { o.wg.Add(1) }

func (o *onlyFN) Stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wg.Wait() // missed: traps.onlyFN.mu is in no cycle (the second defect of cockroach 1055)
}
