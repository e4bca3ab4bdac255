// Package waitgroup waits for workers under a lock, in many spellings.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package waitgroup

import "sync"

func work() {}

// closureBad: Stop waits under mu for a closure that takes mu before its Done.
type closureBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *closureBad) Start() {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	}()
}

func (s *closureBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT waitgroup.closureBad.mu // want `waitgroup\.closureBad\.mu is held .*\[heldwait\]`
	s.n = 0
}

// closureOk: Stop gives mu up before it waits.
type closureOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *closureOk) Start() {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}()
}

func (s *closureOk) Stop() {
	s.mu.Lock()
	s.n = 0
	s.mu.Unlock()
	s.wg.Wait()
}

// doneFirstOk: the worker is done before it takes mu.
type doneFirstOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *doneFirstOk) Start() {
	s.wg.Add(1)
	go func() {
		work()
		s.wg.Done()
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}()
}

func (s *doneFirstOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// otherLockOk: the worker needs a lock that Stop does not hold.
type otherLockOk struct {
	mu    sync.Mutex
	stats sync.Mutex
	wg    sync.WaitGroup
	n     int
}

func (s *otherLockOk) Start() {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		s.stats.Lock()
		s.n++
		s.stats.Unlock()
	}()
}

func (s *otherLockOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// tryOk: the worker only tries to take mu.
type tryOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *tryOk) Start() {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		if s.mu.TryLock() {
			s.n++
			s.mu.Unlock()
		}
	}()
}

func (s *tryOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// methodBad: the worker is a method that takes mu two calls down.
type methodBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *methodBad) Start() {
	s.wg.Add(1)
	go s.run()
}

func (s *methodBad) run() {
	defer s.wg.Done()
	s.step()
}

func (s *methodBad) step() { s.record() }

func (s *methodBad) record() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n++
}

func (s *methodBad) Stop() {
	s.mu.Lock()
	s.wg.Wait() // WAIT waitgroup.methodBad.mu // want `waitgroup\.methodBad\.mu is held .*\[heldwait\]`
	s.mu.Unlock()
}

// methodOk: record is not called by the worker, but by whoever is done with it.
type methodOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *methodOk) Start() {
	s.wg.Add(1)
	go s.run()
}

func (s *methodOk) run() {
	s.step()
	s.wg.Done()
}

func (s *methodOk) step() { work() }

func (s *methodOk) Record() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func (s *methodOk) Stop() {
	s.mu.Lock()
	s.wg.Wait()
	s.mu.Unlock()
}

// goBad: WaitGroup.Go with a method value.
type goBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *goBad) Start() { s.wg.Go(s.step) }

func (s *goBad) step() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *goBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT waitgroup.goBad.mu // want `waitgroup\.goBad\.mu is held .*\[heldwait\]`
}

// goOk: the locked part of Stop is a function literal of its own.
type goOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *goOk) Start() { s.wg.Go(s.step) }

func (s *goOk) step() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *goOk) Stop() {
	func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.n = 0
	}()
	s.wg.Wait()
}

// helpersBad: Add, Done and Wait each behind a method.
type helpersBad struct {
	mu   sync.Mutex
	life struct{ tasks sync.WaitGroup }
}

func (s *helpersBad) begin() { s.life.tasks.Add(1) }
func (s *helpersBad) end()   { s.life.tasks.Done() }
func (s *helpersBad) join()  { s.life.tasks.Wait() } // WAIT waitgroup.helpersBad.mu

func (s *helpersBad) Task() {
	s.begin()
	go s.task()
}

func (s *helpersBad) task() {
	s.mu.Lock() // NEED
	work()
	s.mu.Unlock()
	s.end()
}

func (s *helpersBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.join() // want `waitgroup\.helpersBad\.mu is held .*\[heldwait\]`
}

// helpersOk: end comes first.
type helpersOk struct {
	mu   sync.Mutex
	life struct{ tasks sync.WaitGroup }
}

func (s *helpersOk) begin() { s.life.tasks.Add(1) }
func (s *helpersOk) end()   { s.life.tasks.Done() }
func (s *helpersOk) join()  { s.life.tasks.Wait() }

func (s *helpersOk) Task() {
	s.begin()
	go s.task()
}

func (s *helpersOk) task() {
	s.end()
	s.mu.Lock()
	work()
	s.mu.Unlock()
}

func (s *helpersOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.join()
}

// conditionBad: the worker takes mu only if nothing is draining, which it may have seen before Stop (cockroach 1055).
type conditionBad struct {
	mu       sync.Mutex
	flag     sync.Mutex
	wg       sync.WaitGroup
	draining bool
	n        int
}

func (s *conditionBad) isDraining() bool {
	s.flag.Lock()
	defer s.flag.Unlock()
	return s.draining
}

func (s *conditionBad) Start() {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		if !s.isDraining() {
			s.mu.Lock() // NEED
			s.n++
			s.mu.Unlock()
		}
	}()
}

func (s *conditionBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flag.Lock()
	s.draining = true
	s.flag.Unlock()
	s.wg.Wait() // WAIT waitgroup.conditionBad.mu // want `waitgroup\.conditionBad\.mu is held .*\[heldwait\]`
}

// conditionOk: Stop raises the flag under mu, and waits without.
type conditionOk struct {
	mu       sync.Mutex
	wg       sync.WaitGroup
	draining bool
	n        int
}

func (s *conditionOk) Start() {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		s.mu.Lock()
		if !s.draining {
			s.n++
		}
		s.mu.Unlock()
	}()
}

func (s *conditionOk) Stop() {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	s.wg.Wait()
}

// readerBad: Stop holds the read side, the worker writes.
type readerBad struct {
	mu sync.RWMutex
	wg sync.WaitGroup
	n  int
}

func (s *readerBad) Start() {
	s.wg.Go(func() {
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	})
}

func (s *readerBad) Stop() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.wg.Wait() // WAIT waitgroup.readerBad.mu // want `waitgroup\.readerBad\.mu is held .*\[heldwait\]`
}

// readersOk: both hold the read side, and nobody writes.
type readersOk struct {
	mu sync.RWMutex
	wg sync.WaitGroup
	n  int
}

func (s *readersOk) Start() {
	s.wg.Go(func() {
		s.mu.RLock()
		work()
		s.mu.RUnlock()
	})
}

func (s *readersOk) Stop() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.wg.Wait()
}

// readersBad: both hold the read side, but a writer may come between.
type readersBad struct {
	mu sync.RWMutex
	wg sync.WaitGroup
	n  int
}

func (s *readersBad) Start() {
	s.wg.Go(func() {
		s.mu.RLock() // NEED
		work()
		s.mu.RUnlock()
	})
}

func (s *readersBad) Set() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *readersBad) Stop() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.wg.Wait() // WAIT waitgroup.readersBad.mu // want `waitgroup\.readersBad\.mu is held .*\[heldwait\]`
}

// embeddedBad: lock and group are both embedded.
type embeddedBad struct {
	sync.Mutex
	sync.WaitGroup
	n int
}

func (s *embeddedBad) Start() {
	s.Add(1)
	go func() {
		s.Lock() // NEED
		s.n++
		s.Unlock()
		s.Done()
	}()
}

func (s *embeddedBad) Stop() {
	s.Lock()
	s.Wait() // WAIT waitgroup.embeddedBad // want `waitgroup\.embeddedBad\.Mutex is held .*\[heldwait\]`
	s.Unlock()
}

// embeddedOk: the same, waited for after the lock.
type embeddedOk struct {
	sync.Mutex
	sync.WaitGroup
	n int
}

func (s *embeddedOk) Start() {
	s.Add(1)
	go func() {
		s.Lock()
		s.n++
		s.Unlock()
		s.Done()
	}()
}

func (s *embeddedOk) Stop() {
	s.Lock()
	s.n = 0
	s.Unlock()
	s.Wait()
}

// pointerBad: the group is behind a pointer that the constructor shares.
type pointerBad struct {
	mu sync.Mutex
	wg *sync.WaitGroup
	n  int
}

func newPointerBad() *pointerBad {
	wg := new(sync.WaitGroup)
	p := &pointerBad{wg: wg}
	wg.Add(1)
	go p.run(wg)
	return p
}

func (p *pointerBad) run(wg *sync.WaitGroup) {
	defer wg.Done()
	p.mu.Lock() // NEED
	defer p.mu.Unlock()
	p.n++
}

func (p *pointerBad) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wg.Wait() // WAIT waitgroup.pointerBad.mu // want `waitgroup\.pointerBad\.mu is held .*\[heldwait\]`
}

// pointerOk: run leaves mu alone.
type pointerOk struct {
	mu sync.Mutex
	wg *sync.WaitGroup
	n  int
}

func newPointerOk() *pointerOk {
	wg := new(sync.WaitGroup)
	p := &pointerOk{wg: wg}
	wg.Add(1)
	go p.run(wg)
	return p
}

func (p *pointerOk) run(wg *sync.WaitGroup) {
	defer wg.Done()
	work()
}

func (p *pointerOk) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wg.Wait()
	p.n++
}

// each runs visit for each of n in a goroutine, and waits for all.
func each(n int, visit func(int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			visit(i)
		}()
	}
	wg.Wait()
}

// fanOutBad: the group is a local of a helper that is called under mu, with what takes mu.
type fanOutBad struct {
	mu    sync.Mutex
	items []int
}

func (f *fanOutBad) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	each(len(f.items), f.visit) // WAIT waitgroup.fanOutBad.mu // want `waitgroup\.fanOutBad\.mu is held .*\[heldwait\]`
}

func (f *fanOutBad) visit(i int) {
	f.mu.Lock() // NEED
	f.items[i]++
	f.mu.Unlock()
}

// fanOutOk: what is run does not take mu; nobody else runs while Refresh holds it.
type fanOutOk struct {
	mu    sync.Mutex
	items []int
}

func (f *fanOutOk) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	each(len(f.items), f.visit)
}

func (f *fanOutOk) visit(i int) { f.items[i]++ }

func (f *fanOutOk) Touch(i int) {
	f.mu.Lock()
	f.visit(i)
	f.mu.Unlock()
}

// addEarlyFN: the group counts on from before Start takes mu: Stop holds it and waits for a worker that never starts.
// Missed: what is taken between Add and the go statement is not looked at.
type addEarlyFN struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *addEarlyFN) Start() {
	s.wg.Add(1)
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	go func() {
		defer s.wg.Done()
		work()
	}()
}

func (s *addEarlyFN) Stop() {
	s.mu.Lock()
	s.wg.Wait() // WAIT waitgroup.addEarlyFN.mu
	s.mu.Unlock()
}

// addLateOk: the group counts on from when Start has had mu; the goroutine starts after the last acquisition.
type addLateOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *addLateOk) Start() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		work()
	}()
}

func (s *addLateOk) Stop() {
	s.mu.Lock()
	s.wg.Wait()
	s.mu.Unlock()
}

// addHeldOk: Start counts and starts under mu, the worker itself needs nothing.
type addHeldOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *addHeldOk) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		work()
	}()
}

func (s *addHeldOk) Stop() {
	s.mu.Lock()
	s.wg.Wait()
	s.mu.Unlock()
}

// callerDoneBad: no goroutine is started here: requests count themselves in, and out after mu (a server's in-flight group).
type callerDoneBad struct {
	mu       sync.Mutex
	inflight sync.WaitGroup
	n        int
}

func (s *callerDoneBad) Serve() {
	s.inflight.Add(1)
	defer s.inflight.Done()
	work()
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *callerDoneBad) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inflight.Wait() // WAIT waitgroup.callerDoneBad.mu // want `waitgroup\.callerDoneBad\.mu is held .*\[heldwait\]`
}

// callerDoneOk: a request counts itself in after it has had mu.
type callerDoneOk struct {
	mu       sync.Mutex
	inflight sync.WaitGroup
	n        int
}

func (s *callerDoneOk) Serve() {
	s.mu.Lock()
	s.n++
	s.inflight.Add(1)
	s.mu.Unlock()
	defer s.inflight.Done()
	work()
}

func (s *callerDoneOk) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inflight.Wait()
}

// lock takes mu from a worker that Drain waits for, if it is called from there.
func lock(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

// withBad: both sides take mu by a helper that is given the lock and a function.
type withBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
}

func (s *withBad) Start() {
	s.wg.Go(func() { lock(&s.mu, work) }) // NEED
}

func (s *withBad) Stop() {
	lock(&s.mu, s.wg.Wait) // WAIT waitgroup.withBad.mu // want `waitgroup\.withBad\.mu is held .*\[heldwait\]`
}

// withOk: Wait is called after the helper.
type withOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
}

func (s *withOk) Start() {
	s.wg.Go(func() { lock(&s.mu, work) })
}

func (s *withOk) Stop() {
	lock(&s.mu, work)
	s.wg.Wait()
}
