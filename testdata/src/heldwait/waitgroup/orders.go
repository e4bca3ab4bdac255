package waitgroup

import "sync"

// deferWaitBad: deferred after Unlock, Wait runs before it.
type deferWaitBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *deferWaitBad) Start() {
	s.wg.Add(1)
	go s.run()
}

func (s *deferWaitBad) run() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	defer s.wg.Done()
	s.n++
}

func (s *deferWaitBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.wg.Wait() // WAIT waitgroup.deferWaitBad.mu // want `waitgroup\.deferWaitBad\.mu is held .*\[heldwait\]`
	s.n = 0
}

// deferWaitOk: deferred before Unlock, Wait runs after it.
type deferWaitOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *deferWaitOk) Start() {
	s.wg.Add(1)
	go s.run()
}

func (s *deferWaitOk) run() {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.wg.Done()
	s.n++
}

func (s *deferWaitOk) Stop() {
	defer s.wg.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = 0
}

// deferDoneOk: the worker's Done is deferred last but one, so it comes before what is deferred first takes mu.
type deferDoneOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *deferDoneOk) Start() {
	s.wg.Add(1)
	go s.run()
}

func (s *deferDoneOk) run() {
	defer s.record()
	defer s.wg.Done()
	work()
}

func (s *deferDoneOk) record() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *deferDoneOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// deferDoneBad: the other way round, record comes before Done.
type deferDoneBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *deferDoneBad) Start() {
	s.wg.Add(1)
	go s.run()
}

func (s *deferDoneBad) run() {
	defer s.wg.Done()
	defer s.record()
	work()
}

func (s *deferDoneBad) record() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *deferDoneBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT waitgroup.deferDoneBad.mu // want `waitgroup\.deferDoneBad\.mu is held .*\[heldwait\]`
}

// temporaryOk: the helper that waits gives its caller's lock up for as long as it waits.
type temporaryOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *temporaryOk) Start() {
	s.wg.Go(func() {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	})
}

func (s *temporaryOk) joinLocked() {
	s.mu.Unlock()
	s.wg.Wait()
	s.mu.Lock()
}

func (s *temporaryOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joinLocked()
	s.n = 0
}

// temporaryBad: the helper waits before it gives the lock up.
type temporaryBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *temporaryBad) Start() {
	s.wg.Go(func() {
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	})
}

func (s *temporaryBad) joinLocked() {
	s.wg.Wait() // WAIT waitgroup.temporaryBad.mu
	s.mu.Unlock()
	work()
	s.mu.Lock()
}

func (s *temporaryBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joinLocked() // want `waitgroup\.temporaryBad\.mu is held .*\[heldwait\]`
	s.n = 0
}

// twoGroupsBad: of two groups Stop waits for the one that is done after mu.
type twoGroupsBad struct {
	mu               sync.Mutex
	started, stopped sync.WaitGroup
	n                int
}

func (s *twoGroupsBad) Start() {
	s.started.Add(1)
	s.stopped.Add(1)
	go func() {
		s.started.Done()
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
		s.stopped.Done()
	}()
}

func (s *twoGroupsBad) Stop() {
	s.mu.Lock()
	s.stopped.Wait() // WAIT waitgroup.twoGroupsBad.mu // want `waitgroup\.twoGroupsBad\.mu is held .*\[heldwait\]`
	s.mu.Unlock()
}

// twoGroupsOk: of two groups it waits for the one that is done before mu (serving 2137 has such a wait).
type twoGroupsOk struct {
	mu               sync.Mutex
	started, stopped sync.WaitGroup
	n                int
}

func (s *twoGroupsOk) Start() {
	s.started.Add(1)
	s.stopped.Add(1)
	go func() {
		s.started.Done()
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		s.stopped.Done()
	}()
}

func (s *twoGroupsOk) Stop() {
	s.mu.Lock()
	s.started.Wait()
	s.mu.Unlock()
	s.stopped.Wait()
}

// poolBad: workers range over jobs until Stop closes them, and take mu for each.
type poolBad struct {
	mu   sync.Mutex
	jobs chan int
	wg   sync.WaitGroup
	sum  int
}

func newPoolBad() *poolBad {
	p := &poolBad{jobs: make(chan int, 8)}
	for range 4 {
		p.wg.Add(1)
		go p.worker()
	}
	return p
}

func (p *poolBad) worker() {
	defer p.wg.Done()
	for j := range p.jobs {
		p.mu.Lock() // NEED
		p.sum += j
		p.mu.Unlock()
	}
}

func (p *poolBad) Submit(j int) { p.jobs <- j }

func (p *poolBad) Stop() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.jobs)
	p.wg.Wait() // WAIT waitgroup.poolBad.mu // want `waitgroup\.poolBad\.mu is held .*\[heldwait\]`
	return p.sum
}

// poolOk: Stop looks at the sum when all workers are gone.
type poolOk struct {
	mu   sync.Mutex
	jobs chan int
	wg   sync.WaitGroup
	sum  int
}

func newPoolOk() *poolOk {
	p := &poolOk{jobs: make(chan int, 8)}
	for range 4 {
		p.wg.Add(1)
		go p.worker()
	}
	return p
}

func (p *poolOk) worker() {
	defer p.wg.Done()
	for j := range p.jobs {
		p.mu.Lock()
		p.sum += j
		p.mu.Unlock()
	}
}

func (p *poolOk) Submit(j int) { p.jobs <- j }

func (p *poolOk) Stop() int {
	close(p.jobs)
	p.wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sum
}

// itemsOk: each worker takes the lock of its own item, Stop holds that of all.
type itemsOk struct {
	mu    sync.Mutex
	wg    sync.WaitGroup
	items []*itemOk
}

type itemOk struct {
	mu sync.Mutex
	n  int
}

func newItemsOk() *itemsOk { return &itemsOk{items: []*itemOk{{}, {}}} }

func (s *itemsOk) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.items {
		s.wg.Go(func() {
			it.mu.Lock()
			it.n++
			it.mu.Unlock()
		})
	}
}

func (s *itemsOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// itemsBad: each item reports to its owner, by a function in a field, that takes the lock of all.
type itemsBad struct {
	mu    sync.Mutex
	wg    sync.WaitGroup
	items []*itemBad
	n     int
}

type itemBad struct {
	mu     sync.Mutex
	onDone func()
}

func (it *itemBad) run() {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.onDone()
}

func newItemsBad() *itemsBad {
	s := &itemsBad{}
	for range 2 {
		s.items = append(s.items, &itemBad{onDone: s.count})
	}
	return s
}

func (s *itemsBad) count() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *itemsBad) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.items {
		s.wg.Go(it.run)
	}
}

func (s *itemsBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT waitgroup.itemsBad.mu // want `waitgroup\.itemsBad\.mu is held .*\[heldwait\]`
}

// startBad: what starts the goroutine waits for it under the lock itself, all in one function.
type startBad struct {
	mu sync.Mutex
	n  int
}

func (s *startBad) Load() {
	var wg sync.WaitGroup
	s.mu.Lock()
	defer s.mu.Unlock()
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.set(1)
	}()
	wg.Wait() // WAIT waitgroup.startBad.mu // want `waitgroup\.startBad\.mu is held .*\[heldwait\]`
}

func (s *startBad) set(n int) {
	s.mu.Lock() // NEED
	s.n = n
	s.mu.Unlock()
}

// startOk: the same, with the variant of set for those who hold mu.
type startOk struct {
	mu sync.Mutex
	n  int
}

func (s *startOk) Load() {
	var wg sync.WaitGroup
	s.mu.Lock()
	defer s.mu.Unlock()
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.setLocked(1)
	}()
	wg.Wait()
}

func (s *startOk) Set(n int) {
	s.mu.Lock()
	s.setLocked(n)
	s.mu.Unlock()
}

func (s *startOk) setLocked(n int) { s.n = n }

// freshOk: the worker locks an object of its own class that it has made itself.
type freshOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *freshOk) Start() {
	s.wg.Go(func() {
		t := &freshOk{}
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	})
}

func (s *freshOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// handedOk: Stop hands its lock to the worker, who releases it, and waits: the worker does not acquire it.
type handedOk struct {
	mu sync.Mutex
	n  int
}

func (s *handedOk) Run() {
	var wg sync.WaitGroup
	s.mu.Lock()
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.n++
		s.mu.Unlock()
	}()
	wg.Wait()
}
