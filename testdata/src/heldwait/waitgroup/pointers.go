package waitgroup

import "sync"

// batchOk: each batch has a group behind a pointer; that which is waited for under mu is of workers that need nothing.
type batchOk struct {
	mu sync.Mutex
	n  int
}

type batch struct {
	wg   *sync.WaitGroup
	left int
}

func (s *batchOk) Count() {
	s.mu.Lock()
	defer s.mu.Unlock()
	wg := new(sync.WaitGroup)
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
}

func (s *batchOk) Later() *batch {
	wg := new(sync.WaitGroup)
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}()
	return &batch{wg: wg}
}

// swapOk: it takes the group out under mu and waits for it after.
type swapOk struct {
	mu sync.Mutex
	wg *sync.WaitGroup
	n  int
}

func (s *swapOk) Start() {
	wg := &sync.WaitGroup{}
	wg.Add(1)
	s.mu.Lock()
	s.wg = wg
	s.mu.Unlock()
	go func() {
		defer wg.Done()
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}()
}

func (s *swapOk) Stop() {
	s.mu.Lock()
	wg := s.wg
	s.wg = nil
	s.mu.Unlock()
	if wg != nil {
		wg.Wait()
	}
}

// swapBad: it waits before it gives mu up.
type swapBad struct {
	mu sync.Mutex
	wg *sync.WaitGroup
	n  int
}

func (s *swapBad) Start() {
	wg := &sync.WaitGroup{}
	wg.Add(1)
	s.mu.Lock()
	s.wg = wg
	s.mu.Unlock()
	go func() {
		defer wg.Done()
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	}()
}

func (s *swapBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if wg := s.wg; wg != nil {
		s.wg = nil
		wg.Wait() // WAIT waitgroup.swapBad.mu // want `waitgroup\.swapBad\.mu is held .*\[heldwait\]`
	}
}

// sharedOk: of two groups in one object, Stop waits for those who need nothing.
type sharedOk struct {
	mu         sync.Mutex
	fast, slow *sync.WaitGroup
	n          int
}

func newSharedOk() *sharedOk {
	fast, slow := new(sync.WaitGroup), new(sync.WaitGroup)
	s := &sharedOk{fast: fast, slow: slow}
	fast.Go(work)
	slow.Go(s.count)
	return s
}

func (s *sharedOk) count() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *sharedOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fast.Wait()
}
