// Package recv receives under a lock that the sender needs before it sends.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package recv

import "sync"

func work() {}

// wakeBad: the only sender takes mu, and then only tries to send (grpc 1460).
type wakeBad struct {
	mu      sync.Mutex
	awake   chan struct{}
	streams int
}

func newWakeBad() *wakeBad { return &wakeBad{awake: make(chan struct{})} }

func (t *wakeBad) keepalive() {
	t.mu.Lock()
	if t.streams < 1 {
		<-t.awake // WAIT recv.wakeBad.mu // want `recv\.wakeBad\.mu is held .*\[heldwait\]`
		t.mu.Unlock()
	} else {
		t.mu.Unlock()
	}
}

func (t *wakeBad) open() {
	t.mu.Lock() // NEED
	t.streams++
	if t.streams == 1 {
		select {
		case t.awake <- struct{}{}:
		default:
		}
	}
	t.mu.Unlock()
}

// wakeOk: it waits without mu, for a value that stays in the buffer.
type wakeOk struct {
	mu      sync.Mutex
	awake   chan struct{}
	streams int
}

func newWakeOk() *wakeOk { return &wakeOk{awake: make(chan struct{}, 1)} }

func (t *wakeOk) keepalive() {
	t.mu.Lock()
	idle := t.streams < 1
	t.mu.Unlock()
	if idle {
		<-t.awake
	}
}

func (t *wakeOk) open() {
	t.mu.Lock()
	t.streams++
	if t.streams == 1 {
		select {
		case t.awake <- struct{}{}:
		default:
		}
	}
	t.mu.Unlock()
}

// callBad: a call waits for its answer under mu; the reader takes mu to see whose answer came.
type callBad struct {
	mu      sync.Mutex
	pending map[int]chan string
	wire    chan int
	next    int
}

func newCallBad() *callBad {
	c := &callBad{pending: map[int]chan string{}, wire: make(chan int, 4)}
	go c.read()
	return c
}

func (c *callBad) read() {
	for id := range c.wire {
		c.mu.Lock() // NEED
		ch := c.pending[id]
		delete(c.pending, id)
		c.mu.Unlock()
		ch <- "answer"
	}
}

func (c *callBad) Call() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	ch := make(chan string, 1)
	c.pending[c.next] = ch
	c.wire <- c.next // want `recv\.callBad\.mu is held .*\[heldwait\]`
	return <-ch      // WAIT recv.callBad.mu // want `recv\.callBad\.mu is held .*\[heldwait\]`
}

// callOk: one lock for the order of calls, which is held over the wait, another for the table.
type callOk struct {
	mu, table sync.Mutex
	pending   map[int]chan string
	wire      chan int
	next      int
}

func newCallOk() *callOk {
	c := &callOk{pending: map[int]chan string{}, wire: make(chan int, 4)}
	go c.read()
	return c
}

func (c *callOk) read() {
	for id := range c.wire {
		c.table.Lock()
		ch := c.pending[id]
		delete(c.pending, id)
		c.table.Unlock()
		ch <- "answer"
	}
}

func (c *callOk) Call() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	ch := make(chan string, 1)
	c.table.Lock()
	c.pending[c.next] = ch
	c.table.Unlock()
	c.wire <- c.next
	return <-ch
}

// feedBad: the sender's loop takes mu for each value.
type feedBad struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newFeedBad() *feedBad {
	f := &feedBad{out: make(chan int)}
	go f.feed()
	return f
}

func (f *feedBad) feed() {
	for {
		f.out <- f.take()
	}
}

func (f *feedBad) take() int {
	f.mu.Lock() // NEED
	defer f.mu.Unlock()
	f.n++
	return f.n
}

func (f *feedBad) Next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return <-f.out // WAIT recv.feedBad.mu // want `recv\.feedBad\.mu is held .*\[heldwait\]`
}

// feedOk: the loop counts by itself.
type feedOk struct {
	mu   sync.Mutex
	out  chan int
	last int
}

func newFeedOk() *feedOk {
	f := &feedOk{out: make(chan int)}
	go f.feed()
	return f
}

func (f *feedOk) feed() {
	for n := 0; ; n++ {
		f.out <- n
	}
}

func (f *feedOk) Next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = <-f.out
	return f.last
}

// secondOk: of two senders one needs nothing.
type secondOk struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newSecondOk() *secondOk {
	f := &secondOk{out: make(chan int)}
	go f.feed()
	go f.zeros()
	return f
}

func (f *secondOk) feed() {
	for {
		f.mu.Lock()
		f.n++
		n := f.n
		f.mu.Unlock()
		f.out <- n
	}
}

func (f *secondOk) zeros() {
	for {
		f.out <- 0
	}
}

func (f *secondOk) Next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return <-f.out
}

// secondBad: both senders need mu.
type secondBad struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newSecondBad() *secondBad {
	f := &secondBad{out: make(chan int)}
	go f.feed(1)
	go f.feed(2)
	return f
}

func (f *secondBad) feed(by int) {
	for {
		f.mu.Lock() // NEED
		f.n += by
		n := f.n
		f.mu.Unlock()
		f.out <- n
	}
}

func (f *secondBad) Next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return <-f.out // WAIT recv.secondBad.mu // want `recv\.secondBad\.mu is held .*\[heldwait\]`
}

// firstOk: the one value comes before the sender's lock.
type firstOk struct {
	mu    sync.Mutex
	ready chan int
	n     int
}

func (f *firstOk) Open() {
	f.mu.Lock()
	defer f.mu.Unlock()
	ready := make(chan int)
	go func() {
		ready <- 1
		f.mu.Lock()
		f.n++
		f.mu.Unlock()
	}()
	f.n = <-ready
}

// firstBad: it comes after it.
type firstBad struct {
	mu    sync.Mutex
	ready chan int
	n     int
}

func (f *firstBad) Open() {
	f.mu.Lock()
	defer f.mu.Unlock()
	ready := make(chan int)
	go func() {
		f.mu.Lock() // NEED
		f.n++
		f.mu.Unlock()
		ready <- 1
	}()
	f.n = <-ready // WAIT recv.firstBad.mu // want `recv\.firstBad\.mu is held .*\[heldwait\]`
}

// countBad: as firstOk, but for a second value, which comes after the sender's lock.
type countBad struct {
	mu sync.Mutex
	n  int
}

func (f *countBad) Open() {
	f.mu.Lock()
	defer f.mu.Unlock()
	ready := make(chan int)
	go func() {
		for i := range 2 {
			ready <- i
			f.set(i) // the second time round comes after it
		}
	}()
	for range 2 {
		f.n = <-ready // WAIT recv.countBad.mu // want `recv\.countBad\.mu is held .*\[heldwait\]`
	}
}

func (f *countBad) set(i int) {
	f.mu.Lock() // NEED
	f.n = i
	f.mu.Unlock()
}

// lanesBad: the channel is an element of an array in the object.
type lanesBad struct {
	mu    sync.Mutex
	lanes [4]chan int
	n     int
}

func newLanesBad() *lanesBad {
	l := &lanesBad{}
	for i := range l.lanes {
		l.lanes[i] = make(chan int)
		go l.run(i)
	}
	return l
}

func (l *lanesBad) run(i int) {
	for {
		l.mu.Lock() // NEED
		n := l.n + i
		l.mu.Unlock()
		l.lanes[i] <- n
	}
}

func (l *lanesBad) Get(i int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = <-l.lanes[i%4] // WAIT recv.lanesBad.mu // want `recv\.lanesBad\.mu is held .*\[heldwait\]`
}

// lanesOk: each lane has a lock of its own.
type lanesOk struct {
	mu    sync.Mutex
	lanes [4]laneOk
	n     int
}

type laneOk struct {
	mu  sync.Mutex
	n   int
	out chan int
}

func newLanesOk() *lanesOk {
	l := &lanesOk{}
	for i := range l.lanes {
		l.lanes[i].out = make(chan int)
		go l.lanes[i].run()
	}
	return l
}

func (l *laneOk) run() {
	for {
		l.mu.Lock()
		l.n++
		n := l.n
		l.mu.Unlock()
		l.out <- n
	}
}

func (l *lanesOk) Get(i int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = <-l.lanes[i%4].out
}

// streamBad: the value is received in an argument, a condition or a composite, and a loop over all.
type streamBad struct {
	mu  sync.Mutex
	in  chan int
	end bool
	sum []int
}

func newStreamBad() *streamBad {
	s := &streamBad{in: make(chan int)}
	go s.produce()
	return s
}

func (s *streamBad) produce() {
	defer close(s.in)
	for i := range 3 {
		if s.ended() {
			return
		}
		s.in <- i
	}
}

func (s *streamBad) ended() bool {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	return s.end
}

func (s *streamBad) Collect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		v, ok := <-s.in // WAIT recv.streamBad.mu // want `recv\.streamBad\.mu is held .*\[heldwait\]`
		if !ok {
			break
		}
		s.sum = append(s.sum, v)
	}
}

// streamOk: whether it has ended is told over a channel.
type streamOk struct {
	mu   sync.Mutex
	in   chan int
	quit chan struct{}
	sum  []int
}

func newStreamOk() *streamOk {
	s := &streamOk{in: make(chan int), quit: make(chan struct{})}
	go s.produce()
	return s
}

func (s *streamOk) produce() {
	defer close(s.in)
	for i := range 3 {
		select {
		case <-s.quit:
			return
		case s.in <- i:
		}
	}
}

func (s *streamOk) Collect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.in {
		s.sum = append(s.sum, v)
	}
}

// bufferedBad: a buffer does not help who receives from it.
type bufferedBad struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newBufferedBad() *bufferedBad {
	b := &bufferedBad{out: make(chan int, 16)}
	go b.fill()
	return b
}

func (b *bufferedBad) fill() {
	b.mu.Lock() // NEED
	defer b.mu.Unlock()
	for i := range 4 {
		b.out <- b.n + i
	}
}

func (b *bufferedBad) Next() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return <-b.out // WAIT recv.bufferedBad.mu // want `recv\.bufferedBad\.mu is held .*\[heldwait\]`
}

// bufferedOk: the constructor has put in all that is received before it hands the object out.
type bufferedOk struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newBufferedOk() *bufferedOk {
	b := &bufferedOk{out: make(chan int, 16)}
	for i := range 16 {
		b.out <- i
	}
	return b
}

// Next may be called sixteen times.
func (b *bufferedOk) Next() int {
	v := <-b.out
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n += v
	return v
}
