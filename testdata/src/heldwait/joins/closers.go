package joins

import "sync"

// closer ends a goroutine and joins it.
type closer struct {
	quit chan struct{}
	wg   sync.WaitGroup
}

func newCloser() *closer {
	c := &closer{quit: make(chan struct{})}
	c.wg.Add(1)
	return c
}

func (c *closer) done() { c.wg.Done() }

func (c *closer) signalAndWait() {
	close(c.quit)
	c.wg.Wait() // WAIT joins.compactorBad.mu
}

// compactorOk: the closer that is waited for under the lock is the compactor's; the
// other goes no further than the function that makes it. As in badger.
type compactorOk struct {
	mu  sync.Mutex
	n   int
	run *closer
}

func newCompactorOk() *compactorOk {
	s := &compactorOk{run: newCloser()}
	go s.compact()
	return s
}

func (s *compactorOk) compact() {
	defer s.run.done()
	<-s.run.quit
}

func (s *compactorOk) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *compactorOk) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run.signalAndWait()
}

func (s *compactorOk) Watch(each func(int)) {
	c := newCloser()
	go watch(c, s, each)
	each(0)
	c.signalAndWait()
}

func watch(c *closer, s *compactorOk, each func(int)) {
	defer c.done()
	for {
		select {
		case <-c.quit:
			return
		default:
		}
		each(s.get())
	}
}

// compactorBad: the closer of who watches is kept as the compactor's.
type compactorBad struct {
	mu  sync.Mutex
	n   int
	run *closer
}

func newCompactorBad(each func(int)) *compactorBad {
	s := &compactorBad{}
	c := newCloser()
	s.run = c
	go func() {
		defer c.done()
		for {
			select {
			case <-c.quit:
				return
			default:
			}
			each(s.get())
		}
	}()
	return s
}

func (s *compactorBad) get() int {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	return s.n
}

func (s *compactorBad) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run.signalAndWait() // want `joins\.compactorBad\.mu is held .*\[heldwait\]`
}
