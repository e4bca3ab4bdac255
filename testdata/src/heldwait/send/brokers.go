package send

import "sync"

// hubFN: a broadcaster sends to all in a map under mu; a subscriber takes mu to leave (kubernetes' watch mux).
// Missed: that it receives only once, and then leaves, is not known.
type hubFN struct {
	mu   sync.Mutex
	subs map[int]*subFN
	next int
}

type subFN struct {
	id  int
	hub *hubFN
	c   chan int
}

func (h *hubFN) Subscribe() *subFN {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &subFN{h.next, h, make(chan int)}
	h.subs[s.id] = s
	h.next++
	return s
}

func (s *subFN) leave() {
	s.hub.mu.Lock() // NEED
	defer s.hub.mu.Unlock()
	delete(s.hub.subs, s.id)
}

// First returns the first value and leaves.
func (s *subFN) First() int {
	v := <-s.c
	s.leave()
	return v
}

func (h *hubFN) Publish(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.subs {
		s.c <- v // WAIT send.hubFN.mu
	}
}

// hubOk: the broadcaster copies the map, and sends without mu to those who have not left.
type hubOk struct {
	mu   sync.Mutex
	subs map[int]*subOk
	next int
}

type subOk struct {
	id   int
	hub  *hubOk
	c    chan int
	left chan struct{}
}

func (h *hubOk) Subscribe() *subOk {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &subOk{h.next, h, make(chan int), make(chan struct{})}
	h.subs[s.id] = s
	h.next++
	return s
}

func (s *subOk) leave() {
	close(s.left)
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	delete(s.hub.subs, s.id)
}

// First returns the first value and leaves.
func (s *subOk) First() int {
	v := <-s.c
	s.leave()
	return v
}

func (h *hubOk) Publish(v int) {
	h.mu.Lock()
	subs := make([]*subOk, 0, len(h.subs))
	for _, s := range h.subs {
		subs = append(subs, s)
	}
	h.mu.Unlock()
	for _, s := range subs {
		select {
		case s.c <- v:
		case <-s.left:
		}
	}
}

// busBad: a dispatcher calls handlers that were registered; one of them emits under the lock that another takes.
type busBad struct {
	events   chan int
	handlers []func(int)
}

func newBusBad(handlers ...func(int)) *busBad {
	b := &busBad{events: make(chan int), handlers: handlers}
	go b.dispatch()
	return b
}

func (b *busBad) dispatch() {
	for e := range b.events {
		for _, h := range b.handlers {
			h(e)
		}
	}
}

func (b *busBad) emit(e int) { b.events <- e } // WAIT send.userBad.mu

type userBad struct {
	mu   sync.Mutex
	bus  *busBad
	seen int
}

func newUserBad() *userBad {
	u := &userBad{}
	u.bus = newBusBad(u.onEvent)
	return u
}

func (u *userBad) onEvent(e int) {
	u.mu.Lock() // NEED
	u.seen = e
	u.mu.Unlock()
}

func (u *userBad) Change(n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.bus.emit(n) // want `send\.userBad\.mu is held .*\[heldwait\]`
}

// userOk: what it registers does not lock.
type busOk struct {
	events   chan int
	handlers []func(int)
}

func newBusOk(handlers ...func(int)) *busOk {
	b := &busOk{events: make(chan int), handlers: handlers}
	go b.dispatch()
	return b
}

func (b *busOk) dispatch() {
	for e := range b.events {
		for _, h := range b.handlers {
			h(e)
		}
	}
}

func (b *busOk) emit(e int) { b.events <- e }

type userOk struct {
	mu  sync.Mutex
	bus *busOk
	n   int
}

func newUserOk() *userOk {
	u := &userOk{}
	u.bus = newBusOk(u.onEvent)
	return u
}

func (u *userOk) onEvent(int) { work() }

func (u *userOk) Change(n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n = n
	u.bus.emit(n)
}

// queue has as much room as who makes it says.
type queue[V any] struct{ c chan V }

func newQueue[V any](n int) *queue[V] { return &queue[V]{make(chan V, n)} }

func (q *queue[V]) push(v V) { q.c <- v } // WAIT send.storeBad.mu

func (q *queue[V]) each(f func(V)) {
	for v := range q.c {
		f(v)
	}
}

// storeBad: a generic queue, filled under the lock that is taken for what it has.
type storeBad struct {
	mu sync.Mutex
	q  *queue[string]
	m  map[string]int
}

func newStoreBad() *storeBad {
	s := &storeBad{q: newQueue[string](1), m: map[string]int{}}
	go s.q.each(s.apply)
	return s
}

func (s *storeBad) apply(k string) {
	s.mu.Lock() // NEED
	s.m[k]++
	s.mu.Unlock()
}

func (s *storeBad) Put(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.q.push(k) // want `send\.storeBad\.mu is held .*\[heldwait\]`
}

// storeOk: the same queue of another type; what is applied to each does not lock.
type storeOk struct {
	mu sync.Mutex
	q  *queue[int]
	n  int
}

func newStoreOk() *storeOk {
	s := &storeOk{q: newQueue[int](1)}
	go s.q.each(func(int) { work() })
	return s
}

func (s *storeOk) Put(k int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = k
	s.q.push(k)
}

// nobodyBad: nobody receives any more; who closes needs mu (kubernetes 6632).
type nobodyBad struct {
	mu    sync.Mutex
	reset chan bool
	stop  chan bool
}

func newNobodyBad() *nobodyBad {
	f := &nobodyBad{reset: make(chan bool), stop: make(chan bool)}
	go f.monitor()
	return f
}

func (f *nobodyBad) monitor() {
	reset := f.reset
	select {
	case <-f.stop:
		f.mu.Lock() // NEED
		close(reset)
		f.reset = nil
		f.mu.Unlock()
	}
}

func (f *nobodyBad) Write() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reset == nil {
		return
	}
	f.reset <- true // WAIT send.nobodyBad.mu // want `send\.nobodyBad\.mu is held .*\[heldwait\]`
}

// nobodyOk: it tries only.
type nobodyOk struct {
	mu    sync.Mutex
	reset chan bool
	stop  chan bool
}

func newNobodyOk() *nobodyOk {
	f := &nobodyOk{reset: make(chan bool), stop: make(chan bool)}
	go f.monitor()
	return f
}

func (f *nobodyOk) monitor() {
	reset := f.reset
	select {
	case <-f.stop:
		f.mu.Lock()
		close(reset)
		f.reset = nil
		f.mu.Unlock()
	}
}

func (f *nobodyOk) Write() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reset == nil {
		return
	}
	select {
	case f.reset <- true:
	default:
	}
}

// monitorBad: the receiver only looks whether there is something, and takes the lock if there is not (moby 28462).
type monitorBad struct {
	sync.Mutex
	health *healthBad
	probes int
}

type healthBad struct{ stop chan struct{} }

func (h *healthBad) open() chan struct{} {
	if h.stop == nil {
		h.stop = make(chan struct{})
	}
	return h.stop
}

func (h *healthBad) close() {
	if h.stop != nil {
		h.stop <- struct{}{} // WAIT send.monitorBad
	}
}

func probeBad(m *monitorBad, stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
			m.Lock() // NEED
			m.probes++
			m.Unlock()
		}
	}
}

func (m *monitorBad) Start() {
	m.Lock()
	defer m.Unlock()
	if stop := m.health.open(); stop != nil {
		go probeBad(m, stop)
	}
}

func (m *monitorBad) Stop() {
	m.Lock()
	defer m.Unlock()
	m.health.close() // want `send\.monitorBad\.Mutex is held .*\[heldwait\]`
}

// monitorOk: it closes the channel, for which nobody need be there.
type monitorOk struct {
	sync.Mutex
	health *healthOk
	probes int
}

type healthOk struct{ stop chan struct{} }

func (h *healthOk) open() chan struct{} {
	if h.stop == nil {
		h.stop = make(chan struct{})
	}
	return h.stop
}

func (h *healthOk) close() {
	if h.stop != nil {
		close(h.stop)
	}
}

func probeOk(m *monitorOk, stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
			m.Lock()
			m.probes++
			m.Unlock()
		}
	}
}

func (m *monitorOk) Start() {
	m.Lock()
	defer m.Unlock()
	if stop := m.health.open(); stop != nil {
		go probeOk(m, stop)
	}
}

func (m *monitorOk) Stop() {
	m.Lock()
	defer m.Unlock()
	m.health.close()
}

// selfBad: the receiver sends to itself (etcd 7443).
type selfBad struct {
	mu    sync.Mutex
	queue chan int
	n     int
}

func newSelfBad() *selfBad {
	s := &selfBad{queue: make(chan int, 1)}
	go s.loop()
	return s
}

func (s *selfBad) loop() {
	for v := range s.queue {
		if v > 0 {
			s.Push(v - 1)
		}
	}
}

func (s *selfBad) Push(v int) {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n++
	s.queue <- v // WAIT send.selfBad.mu // want `send\.selfBad\.mu is held .*\[heldwait\]`
}

// selfOk: what is left to do the receiver keeps to itself.
type selfOk struct {
	mu    sync.Mutex
	queue chan int
	n     int
}

func newSelfOk() *selfOk {
	s := &selfOk{queue: make(chan int, 1)}
	go s.loop()
	return s
}

func (s *selfOk) loop() {
	for v := range s.queue {
		for v > 0 {
			v--
		}
	}
}

func (s *selfOk) Push(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	s.queue <- v
}

// ifaceFN: the receiver gets the channel from an interface's method, and calls what another method of it returned (grpc 1353).
// Missed: what an interface's method returned is not followed.
type balancer interface {
	Notify() <-chan bool
	Up() (down func())
}

type ifaceFN struct {
	mu    sync.Mutex
	addrs chan bool
	n     int
}

func (b *ifaceFN) Notify() <-chan bool { return b.addrs }

func (b *ifaceFN) Up() func() {
	return func() { b.down() }
}

func (b *ifaceFN) down() {
	b.mu.Lock() // NEED
	b.n--
	b.mu.Unlock()
}

func (b *ifaceFN) update() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.addrs <- true // WAIT send.ifaceFN.mu
}

type conn struct{ down func() }

type clientFN struct {
	b     balancer
	conns []*conn
}

func newClientFN(b balancer) *clientFN {
	c := &clientFN{b: b}
	c.conns = append(c.conns, &conn{b.Up()})
	return c
}

func (c *clientFN) watch() {
	for range c.b.Notify() {
		for _, x := range c.conns {
			x.down()
		}
	}
}

func newIfaceFN() *ifaceFN {
	b := &ifaceFN{addrs: make(chan bool)}
	go newClientFN(b).watch()
	return b
}

// ifaceOk: update sends when it has given mu up.
type ifaceOk struct {
	mu    sync.Mutex
	addrs chan bool
	n     int
}

func (b *ifaceOk) Notify() <-chan bool { return b.addrs }

func (b *ifaceOk) Up() func() {
	return func() { b.down() }
}

func (b *ifaceOk) down() {
	b.mu.Lock()
	b.n--
	b.mu.Unlock()
}

func (b *ifaceOk) update() {
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
	b.addrs <- true
}

// watcher is another interface, so that what implements balancer is not taken for its implementation.
type watcher interface {
	Notify() <-chan bool
	Up() (down func())
	update()
}

func newIfaceOk() *ifaceOk {
	b := &ifaceOk{addrs: make(chan bool)}
	var w watcher = b
	c := &conn{w.Up()}
	go func() {
		for range w.Notify() {
			c.down()
		}
	}()
	return b
}

// drainOk: every sender makes room first, under mu, in a buffer of one: it fits (upstream's repair of grpc 1353; hard to see).
type drainOk struct {
	mu    sync.Mutex
	addrs chan bool
	n     int
}

func newDrainOk() *drainOk {
	b := &drainOk{addrs: make(chan bool, 1)}
	go b.watch()
	return b
}

func (b *drainOk) watch() {
	for range b.addrs {
		b.mu.Lock()
		b.n--
		b.mu.Unlock()
	}
}

func (b *drainOk) update() {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-b.addrs:
	default:
	}
	b.addrs <- true
}
