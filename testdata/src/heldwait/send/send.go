// Package send sends under a lock that the receiver needs before it receives again.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package send

import "sync"

func work() {}

// loopBad: the receiver takes mu for what it got, before it comes back for the next (kubernetes 10182).
type loopBad struct {
	mu     sync.RWMutex
	events chan int
	n      int
}

func newLoopBad() *loopBad {
	s := &loopBad{events: make(chan int)}
	go func() {
		for {
			s.sync()
		}
	}()
	return s
}

func (s *loopBad) sync() {
	v := <-s.events
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n += v
}

func (s *loopBad) Set(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events <- v // WAIT send.loopBad.mu // want `send\.loopBad\.mu is held .*\[heldwait\]`
}

// loopOk: the receiver uses a lock of its own.
type loopOk struct {
	mu, status sync.RWMutex
	events     chan int
	n          int
}

func newLoopOk() *loopOk {
	s := &loopOk{events: make(chan int)}
	go func() {
		for {
			s.sync()
		}
	}()
	return s
}

func (s *loopOk) sync() {
	v := <-s.events
	s.status.Lock()
	defer s.status.Unlock()
	s.n += v
}

func (s *loopOk) Set(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events <- v
}

// onceOk: the receiver receives once, before it locks, and there is one send to each receive.
type onceOk struct {
	mu sync.Mutex
	n  int
}

func (s *onceOk) Hand(v int) {
	c := make(chan int)
	go func() {
		v := <-c
		s.mu.Lock()
		s.n += v
		s.mu.Unlock()
	}()
	s.mu.Lock()
	c <- v
	s.mu.Unlock()
}

// onceBad: it locks before it receives.
type onceBad struct {
	mu sync.Mutex
	n  int
}

func (s *onceBad) Hand(v int) {
	c := make(chan int)
	go func() {
		s.mu.Lock() // NEED
		s.n += <-c  // want `send\.onceBad\.mu is held .*\[heldwait\]`
		s.mu.Unlock()
	}()
	s.mu.Lock()
	c <- v // WAIT send.onceBad.mu // want `send\.onceBad\.mu is held .*\[heldwait\]`
	s.mu.Unlock()
}

// twiceBad: as onceOk, but for a second send, while the receiver is at its lock.
type twiceBad struct {
	mu sync.Mutex
	n  int
}

func (s *twiceBad) Hand(v int) {
	c := make(chan int)
	go func() {
		for range 2 {
			v := <-c
			s.mu.Lock() // NEED
			s.n += v
			s.mu.Unlock()
		}
	}()
	s.mu.Lock()
	c <- v // want `send\.twiceBad\.mu is held .*\[heldwait\]`
	c <- v // WAIT send.twiceBad.mu
	s.mu.Unlock()
}

// fullBad: the buffer of one may be full, for there are many senders (etcd 7492).
type fullBad struct {
	mu     sync.RWMutex
	keeper *keeperBad
	tokens map[int]bool
}

type keeperBad struct {
	add, tick chan int
	remove    func(int)
}

func newKeeperBad(remove func(int)) *keeperBad {
	k := &keeperBad{add: make(chan int, 1), tick: make(chan int, 1), remove: remove}
	go k.run()
	return k
}

func (k *keeperBad) run() {
	kept := map[int]bool{}
	for {
		select {
		case v := <-k.add:
			kept[v] = true
		case <-k.tick:
			for v := range kept {
				k.remove(v)
				delete(kept, v)
			}
		}
	}
}

func (k *keeperBad) put(v int) { k.add <- v } // WAIT send.fullBad.mu

func newFullBad() *fullBad {
	s := &fullBad{tokens: map[int]bool{}}
	s.keeper = newKeeperBad(func(v int) {
		s.mu.Lock() // NEED
		defer s.mu.Unlock()
		delete(s.tokens, v)
	})
	return s
}

func (s *fullBad) Tick() {
	select {
	case s.keeper.tick <- 0:
	default:
	}
}

func (s *fullBad) Assign(v int) {
	s.mu.Lock()
	s.tokens[v] = true
	s.keeper.put(v) // want `send\.fullBad\.mu is held .*\[heldwait\]`
	s.mu.Unlock()
}

// fullOk: it puts the token in when it has given mu up.
type fullOk struct {
	mu     sync.RWMutex
	keeper *keeperOk
	tokens map[int]bool
}

type keeperOk struct {
	add, tick chan int
	remove    func(int)
}

func newKeeperOk(remove func(int)) *keeperOk {
	k := &keeperOk{add: make(chan int, 1), tick: make(chan int, 1), remove: remove}
	go k.run()
	return k
}

func (k *keeperOk) run() {
	kept := map[int]bool{}
	for {
		select {
		case v := <-k.add:
			kept[v] = true
		case <-k.tick:
			for v := range kept {
				k.remove(v)
				delete(kept, v)
			}
		}
	}
}

func (k *keeperOk) put(v int) { k.add <- v }

func newFullOk() *fullOk {
	s := &fullOk{tokens: map[int]bool{}}
	s.keeper = newKeeperOk(func(v int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.tokens, v)
	})
	return s
}

func (s *fullOk) Tick() {
	select {
	case s.keeper.tick <- 0:
	default:
	}
}

func (s *fullOk) Assign(v int) {
	s.mu.Lock()
	s.tokens[v] = true
	s.mu.Unlock()
	s.keeper.put(v)
}

// fitsOk: as many slots as sends.
type fitsOk struct {
	mu sync.Mutex
	n  int
}

func (s *fitsOk) Sum(items []int) int {
	results := make(chan int, len(items))
	for _, v := range items {
		go func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.n += v
			results <- v
		}()
	}
	s.mu.Lock()
	s.n = 0
	s.mu.Unlock()
	sum := 0
	for range items {
		sum += <-results
	}
	return sum
}

// fitsBad: no slots; Sum takes mu before it receives.
type fitsBad struct {
	mu sync.Mutex
	n  int
}

func (s *fitsBad) Sum(items []int) int {
	results := make(chan int)
	for _, v := range items {
		go func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.n += v
			results <- v // WAIT send.fitsBad.mu // want `send\.fitsBad\.mu is held .*\[heldwait\]`
		}()
	}
	s.mu.Lock() // NEED
	s.n = 0
	s.mu.Unlock()
	sum := 0
	for range items {
		sum += <-results
	}
	return sum
}

// errcOk: one slot, one send in the life of the channel.
type errcOk struct {
	mu  sync.Mutex
	err error
}

func (s *errcOk) Do(f func() error) error {
	errc := make(chan error, 1)
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.err = f()
		errc <- s.err
	}()
	s.mu.Lock()
	s.err = nil
	s.mu.Unlock()
	return <-errc
}

// errcBad: one slot, two sends.
type errcBad struct {
	mu  sync.Mutex
	err error
}

func (s *errcBad) Do(f func() error) error {
	errc := make(chan error, 1)
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		errc <- f() // want `send\.errcBad\.mu is held .*\[heldwait\]`
		errc <- nil // WAIT send.errcBad.mu
	}()
	s.mu.Lock() // NEED
	s.err = nil
	s.mu.Unlock()
	err := <-errc
	<-errc
	return err
}

// tryOk: it gives up if nobody receives.
type tryOk struct {
	mu     sync.Mutex
	events chan int
	n      int
}

func newTryOk() *tryOk {
	s := &tryOk{events: make(chan int)}
	go s.loop()
	return s
}

func (s *tryOk) loop() {
	for v := range s.events {
		s.mu.Lock()
		s.n += v
		s.mu.Unlock()
	}
}

func (s *tryOk) Set(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.events <- v:
	default:
	}
}

// tryBad: if nobody receives, it waits all the same.
type tryBad struct {
	mu     sync.Mutex
	events chan int
	n      int
}

func newTryBad() *tryBad {
	s := &tryBad{events: make(chan int)}
	go s.loop()
	return s
}

func (s *tryBad) loop() {
	for v := range s.events {
		s.mu.Lock() // NEED
		s.n += v
		s.mu.Unlock()
	}
}

func (s *tryBad) Set(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.events <- v:
	default:
		work()
		s.events <- v // WAIT send.tryBad.mu // want `send\.tryBad\.mu is held .*\[heldwait\]`
	}
}

// secondOk: a second receiver needs nothing.
type secondOk struct {
	mu     sync.Mutex
	events chan int
	n      int
}

func newSecondOk() *secondOk {
	s := &secondOk{events: make(chan int)}
	go s.loop()
	go s.discard()
	return s
}

func (s *secondOk) loop() {
	for v := range s.events {
		s.mu.Lock()
		s.n += v
		s.mu.Unlock()
	}
}

func (s *secondOk) discard() {
	for range s.events {
		work()
	}
}

func (s *secondOk) Set(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events <- v
}

// secondBad: the second receiver needs mu, too.
type secondBad struct {
	mu     sync.Mutex
	events chan int
	n      int
}

func newSecondBad() *secondBad {
	s := &secondBad{events: make(chan int)}
	go s.loop()
	go s.discard()
	return s
}

func (s *secondBad) loop() {
	for v := range s.events {
		s.mu.Lock() // NEED
		s.n += v
		s.mu.Unlock()
	}
}

func (s *secondBad) discard() {
	for range s.events {
		s.mu.Lock()
		s.n--
		s.mu.Unlock()
	}
}

func (s *secondBad) Set(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events <- v // WAIT send.secondBad.mu // want `send\.secondBad\.mu is held .*\[heldwait\]`
}

// deferBad: the send is deferred after Unlock, so it comes before it.
type deferBad struct {
	mu      sync.Mutex
	changed chan struct{}
	n       int
}

func newDeferBad() *deferBad {
	s := &deferBad{changed: make(chan struct{})}
	go func() {
		for range s.changed {
			s.Get()
		}
	}()
	return s
}

func (s *deferBad) Get() int {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	return s.n
}

func (s *deferBad) notify() { s.changed <- struct{}{} } // WAIT send.deferBad.mu

func (s *deferBad) Set(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify() // want `send\.deferBad\.mu is held .*\[heldwait\]`
	s.n = n
}

// deferOk: deferred before Unlock, the send comes after it.
type deferOk struct {
	mu      sync.Mutex
	changed chan struct{}
	n       int
}

func newDeferOk() *deferOk {
	s := &deferOk{changed: make(chan struct{})}
	go func() {
		for range s.changed {
			s.Get()
		}
	}()
	return s
}

func (s *deferOk) Get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *deferOk) notify() { s.changed <- struct{}{} }

func (s *deferOk) Set(n int) {
	defer s.notify()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = n
}

// readerBad: the sender reads, the receiver writes.
type readerBad struct {
	mu   sync.RWMutex
	subs []chan int
	n    int
}

func newReaderBad() *readerBad {
	s := &readerBad{}
	for range 2 {
		c := make(chan int)
		s.subs = append(s.subs, c)
		go s.follow(c)
	}
	return s
}

func (s *readerBad) follow(c <-chan int) {
	for v := range c {
		s.mu.Lock() // NEED
		s.n += v
		s.mu.Unlock()
	}
}

func (s *readerBad) Publish(v int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, c := range s.subs {
		c <- v // WAIT send.readerBad.mu // want `send\.readerBad\.mu is held .*\[heldwait\]`
	}
}

// readerOk: the receivers read, too, and nobody writes.
type readerOk struct {
	mu   sync.RWMutex
	subs []chan int
}

func newReaderOk() *readerOk {
	s := &readerOk{}
	for range 2 {
		c := make(chan int)
		s.subs = append(s.subs, c)
		go s.follow(c)
	}
	return s
}

func (s *readerOk) follow(c <-chan int) {
	for range c {
		s.mu.RLock()
		work()
		s.mu.RUnlock()
	}
}

func (s *readerOk) Publish(v int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, c := range s.subs {
		c <- v
	}
}
