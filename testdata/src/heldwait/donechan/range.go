package donechan

import "sync"

// gatherBad: the results end when all workers are through, each of which needs mu once it has sent.
type gatherBad struct {
	mu sync.Mutex
	n  int
}

func (g *gatherBad) Sum() (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- i
			g.mu.Lock() // NEED
			g.n++
			g.mu.Unlock()
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	g.mu.Lock()
	defer g.mu.Unlock()
	for v := range out { // WAIT donechan.gatherBad.mu // want `donechan\.gatherBad\.mu is held .*\[heldwait\]`
		sum += v
	}
	return sum
}

// gatherOk: it takes mu after.
type gatherOk struct {
	mu sync.Mutex
	n  int
}

func (g *gatherOk) Sum() (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- i
			g.mu.Lock()
			g.n++
			g.mu.Unlock()
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	for v := range out {
		sum += v
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return sum + g.n
}

// breakOk: it needs some of them only.
type breakOk struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newBreakOk() *breakOk {
	s := &breakOk{out: make(chan int, 3)}
	go func() {
		defer close(s.out)
		for i := range 3 {
			s.out <- i
		}
		s.mu.Lock()
		s.n = 0
		s.mu.Unlock()
	}()
	return s
}

func (s *breakOk) First() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.out {
		if s.n += v; s.n > 2 {
			break
		}
	}
}

// leftOk: what is left in it is taken out, after it was closed.
type leftOk struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newLeftOk() *leftOk { return &leftOk{out: make(chan int, 3)} }

func (s *leftOk) Put(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.out <- n:
	default:
	}
}

func (s *leftOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.out)
	for v := range s.out {
		s.n += v
	}
}

// otherCloserOk: somebody else closes it, too, and needs nothing for that.
type otherCloserOk struct {
	mu  sync.Mutex
	out chan int
	one sync.Once
	n   int
}

func newOtherCloserOk() *otherCloserOk {
	s := &otherCloserOk{out: make(chan int)}
	go func() {
		s.mu.Lock()
		s.n = 0
		s.mu.Unlock()
		s.one.Do(func() { close(s.out) })
	}()
	return s
}

func (s *otherCloserOk) Quit() { s.one.Do(func() { close(s.out) }) }

func (s *otherCloserOk) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.out {
		s.n += v
	}
}

// loopEndsOk: who is joined under mu goes through what comes until Stop closes it, before it joins.
type loopEndsOk struct {
	mu sync.Mutex
	in chan int
	wg sync.WaitGroup
	n  int
}

func newLoopEndsOk() *loopEndsOk {
	s := &loopEndsOk{in: make(chan int)}
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		for v := range s.in {
			s.n += v
		}
	}()
	return s
}

func (s *loopEndsOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.in)
	s.wg.Wait()
}

// loopEndsBad: it is another who closes it, under mu.
type loopEndsBad struct {
	mu sync.Mutex
	in chan int
	wg sync.WaitGroup
	n  int
}

func newLoopEndsBad() *loopEndsBad {
	s := &loopEndsBad{in: make(chan int)}
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		for v := range s.in {
			s.n += v
		}
	}()
	return s
}

func (s *loopEndsBad) Put(n int) { s.in <- n }

func (s *loopEndsBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	close(s.in)
}

func (s *loopEndsBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT donechan.loopEndsBad.mu // want `donechan\.loopEndsBad\.mu is held .*\[heldwait\]`
}
