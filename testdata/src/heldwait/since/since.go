// Package since has waits for who took the lock, but long before the wait could be for it.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package since

import "sync"

func work() {}

// roundOk: each round makes a channel of its own; mu is taken at the end of a round, when the answer is there.
type roundOk struct {
	mu sync.Mutex
	n  int
}

func (r *roundOk) Run() {
	for range 3 {
		ch := make(chan int)
		go func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			ch <- r.n
		}()
		n := <-ch
		r.mu.Lock()
		r.n += n
		r.mu.Unlock()
	}
}

// roundBad: mu is taken within the round, before the answer.
type roundBad struct {
	mu sync.Mutex
	n  int
}

func (r *roundBad) Run() {
	for range 3 {
		ch := make(chan int)
		go func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			ch <- r.n // WAIT since.roundBad.mu // want `since\.roundBad\.mu is held .*\[heldwait\]`
		}()
		r.mu.Lock() // NEED
		r.n++
		r.mu.Unlock()
		<-ch
	}
}

// keptBad: the channel is one for all rounds.
type keptBad struct {
	mu sync.Mutex
	n  int
}

func (r *keptBad) Run() {
	ch := make(chan int)
	for range 3 {
		go func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			ch <- r.n // WAIT since.keptBad.mu // want `since\.keptBad\.mu is held .*\[heldwait\]`
		}()
		<-ch
		r.mu.Lock() // NEED
		r.n++
		r.mu.Unlock()
	}
}

// ownOk: each round has a lock of its own.
type ownOk struct{ n int }

func (r *ownOk) Run() {
	ch := make(chan int)
	for range 3 {
		var mu sync.Mutex
		go func() {
			mu.Lock()
			defer mu.Unlock()
			ch <- r.n
		}()
		<-ch
		mu.Lock()
		r.n++
		mu.Unlock()
	}
}

// serveOk: who is counted has had mu before it counts itself in, here in a helper.
type serveOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *serveOk) one() {
	s.wg.Add(1)
	defer s.wg.Done()
	work()
}

func (s *serveOk) Serve() {
	for range 3 {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		s.one()
	}
}

func (s *serveOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// serveBad: it is counted already.
type serveBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *serveBad) one() {
	s.wg.Add(1)
	defer s.wg.Done()
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *serveBad) Serve() {
	for range 3 {
		s.one()
	}
}

func (s *serveBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT since.serveBad.mu // want `since\.serveBad\.mu is held .*\[heldwait\]`
}

// branchBad: on one of two ways it is not the function that counts itself in.
type branchBad struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *branchBad) Start() {
	s.wg.Add(1)
	go s.serve(false)
}

func (s *branchBad) serve(counts bool) {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	if counts {
		s.wg.Add(1)
	}
	work()
	s.wg.Done()
}

func (s *branchBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait() // WAIT since.branchBad.mu // want `since\.branchBad\.mu is held .*\[heldwait\]`
}

// tokenOk: who gives a place back has taken it after it had mu.
type tokenOk struct {
	mu     sync.Mutex
	places chan struct{}
	n      int
}

func newTokenOk() *tokenOk { return &tokenOk{places: make(chan struct{}, 2)} }

func (t *tokenOk) Do() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.places <- struct{}{}
	defer func() { <-t.places }()
	t.n++
}

// tokenBad: who has a place takes mu.
type tokenBad struct {
	mu     sync.Mutex
	places chan struct{}
	n      int
}

func newTokenBad() *tokenBad { return &tokenBad{places: make(chan struct{}, 2)} }

func (t *tokenBad) Do() {
	for range 3 {
		t.places <- struct{}{}
		t.mu.Lock() // NEED
		t.n++
		t.mu.Unlock()
		<-t.places
	}
}

func (t *tokenBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range cap(t.places) {
		t.places <- struct{}{} // WAIT since.tokenBad.mu // want `since\.tokenBad\.mu is held .*\[heldwait\]`
	}
}

// newOk: the worker locks an object of the class that only it knows.
type newOk struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (s *newOk) Start() {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		t := &newOk{}
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	}()
}

func (s *newOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// onceOk: a Once starts the worker, who does not enter it.
type onceOk struct {
	once sync.Once
	n    int
}

func (o *onceOk) Run() {
	o.once.Do(func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			o.n++
		}()
		<-done
	})
}

// hookOk: who stops waits, under mu, for the connections that are known. One is known
// only once serve has had mu: the hooks that are passed do not tell of it (net/http).
type hookOk struct {
	mu    sync.Mutex
	conns map[*hookOkConn]bool
}

type hookOkConn struct {
	done chan int
	n    int
}

func (s *hookOk) Serve()      { s.serve(nil) }
func (s *hookOk) ServeFirst() { s.serve(func(c *hookOkConn) { c.n = 1 }) }

func (s *hookOk) serve(hook func(*hookOkConn)) {
	c := &hookOkConn{done: make(chan int)}
	if hook != nil {
		hook(c)
	}
	s.add(c)
	close(c.done)
}

func (s *hookOk) add(c *hookOkConn) {
	s.mu.Lock()
	s.conns[c] = true
	s.mu.Unlock()
}

func (s *hookOk) Stop() {
	s.mu.Lock()
	for c := range s.conns {
		<-c.done
	}
	s.mu.Unlock()
}

// hookBad is hookOk, but a hook tells of the connection before.
type hookBad struct {
	mu    sync.Mutex
	first *hookBadConn
}

type hookBadConn struct{ done chan int }

func (s *hookBad) Serve()      { s.serve(nil) }
func (s *hookBad) ServeFirst() { s.serve(func(c *hookBadConn) { s.first = c }) }

func (s *hookBad) serve(hook func(*hookBadConn)) {
	c := &hookBadConn{done: make(chan int)}
	if hook != nil {
		hook(c)
	}
	s.add()
	close(c.done)
}

func (s *hookBad) add() {
	s.mu.Lock()
	s.mu.Unlock()
}

func (s *hookBad) Stop() {
	s.mu.Lock()
	<-s.first.done // want `since\.hookBad\.mu is held .*\[heldwait\]`
	s.mu.Unlock()
}

// limitOk: who is counted has had mu before; the counting is done by another object's methods.
type limitOk struct {
	mu  sync.Mutex
	lim limiter
	n   int
}

type limiter struct{ wg sync.WaitGroup }

func (l *limiter) begin() { l.wg.Add(1) }
func (l *limiter) end()   { l.wg.Done() }
func (l *limiter) join()  { l.wg.Wait() }

func (s *limitOk) Serve() {
	for range 3 {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		s.lim.begin()
		work()
		s.lim.end()
	}
}

func (s *limitOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lim.join()
}

// limitBad: it is counted already.
type limitBad struct {
	mu  sync.Mutex
	lim inCounted
	n   int
}

type inCounted struct{ wg sync.WaitGroup }

func (l *inCounted) begin() { l.wg.Add(1) }
func (l *inCounted) end()   { l.wg.Done() }
func (l *inCounted) join()  { l.wg.Wait() }

func (s *limitBad) Serve() {
	for range 3 {
		s.lim.begin()
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
		s.lim.end()
	}
}

func (s *limitBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lim.join() // WAIT since.limitBad.mu // want `since\.limitBad\.mu is held .*\[heldwait\]`
}

// placeOk: who gives a place back has taken it after it had mu, each by a method.
type placeOk struct {
	mu     sync.Mutex
	places chan struct{}
	n      int
}

func newPlaceOk() *placeOk { return &placeOk{places: make(chan struct{}, 2)} }

func (t *placeOk) get() { t.places <- struct{}{} }
func (t *placeOk) put(n int) {
	for range n {
		<-t.places
	}
}

func (t *placeOk) Do() {
	for range 3 {
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
		t.get()
		work()
		t.put(1)
	}
}

func (t *placeOk) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range cap(t.places) {
		t.places <- struct{}{}
	}
}

// placeBad: who has a place takes mu.
type placeBad struct {
	mu     sync.Mutex
	places chan struct{}
	n      int
}

func newPlaceBad() *placeBad { return &placeBad{places: make(chan struct{}, 2)} }

func (t *placeBad) get() { t.places <- struct{}{} }
func (t *placeBad) put(n int) {
	for range n {
		<-t.places
	}
}

func (t *placeBad) Do() {
	for range 3 {
		t.get()
		t.mu.Lock() // NEED
		t.n++
		t.mu.Unlock()
		t.put(1)
	}
}

func (t *placeBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range cap(t.places) {
		t.places <- struct{}{} // WAIT since.placeBad.mu // want `since\.placeBad\.mu is held .*\[heldwait\]`
	}
}
