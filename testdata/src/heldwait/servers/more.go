package servers

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// busBad: Publish calls its subscribers under mu; one hands the event to a goroutine that unsubscribes itself.
type busBad struct {
	mu   sync.RWMutex
	subs map[int]func(string)
	next int
}

func (b *busBad) Subscribe(f func(string)) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	b.subs[b.next] = f
	return b.next
}

func (b *busBad) Unsubscribe(id int) {
	b.mu.Lock() // NEED
	defer b.mu.Unlock()
	delete(b.subs, id)
}

func (b *busBad) Publish(e string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, f := range b.subs {
		f(e) // want `servers\.busBad\.mu is held .*\[heldwait\]`
	}
}

type listenerBad struct {
	bus    *busBad
	id     int
	events chan string
}

func listenBad(b *busBad) *listenerBad {
	l := &listenerBad{bus: b, events: make(chan string)}
	l.id = b.Subscribe(func(e string) {
		l.events <- e // WAIT servers.busBad.mu
	})
	go l.loop()
	return l
}

func (l *listenerBad) loop() {
	for e := range l.events {
		if e == "rename" {
			l.bus.Unsubscribe(l.id)
			l.id = l.bus.Subscribe(func(e string) { l.events <- e })
		}
		fmt.Println(e)
	}
}

// busOk: Publish copies them, and calls without mu.
type busOk struct {
	mu   sync.RWMutex
	subs map[int]func([]byte)
	next int
}

func (b *busOk) Subscribe(f func([]byte)) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	b.subs[b.next] = f
	return b.next
}

func (b *busOk) Unsubscribe(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.subs, id)
}

func (b *busOk) Publish(e []byte) {
	b.mu.RLock()
	subs := make([]func([]byte), 0, len(b.subs))
	for _, f := range b.subs {
		subs = append(subs, f)
	}
	b.mu.RUnlock()
	for _, f := range subs {
		f(e)
	}
}

type listenerOk struct {
	bus    *busOk
	id     int
	events chan []byte
}

func listenOk(b *busOk) *listenerOk {
	l := &listenerOk{bus: b, events: make(chan []byte)}
	l.id = b.Subscribe(func(e []byte) {
		l.events <- e
	})
	go l.loop()
	return l
}

func (l *listenerOk) loop() {
	for e := range l.events {
		if string(e) == "rename" {
			l.bus.Unsubscribe(l.id)
			l.id = l.bus.Subscribe(func(e []byte) { l.events <- e })
		}
		fmt.Println(e)
	}
}

type conn struct{ n int }

// dbBad: a transaction takes a connection of the pool, which it waits for, under mu; who gives one back takes mu first.
type dbBad struct {
	mu    sync.Mutex
	pool  connPoolBad
	stats map[string]int
}

type connPoolBad struct {
	mu   sync.Mutex
	cond *sync.Cond
	free []*conn
}

func newDbBad() *dbBad {
	d := &dbBad{stats: make(map[string]int)}
	d.pool.cond = sync.NewCond(&d.pool.mu)
	return d
}

func (p *connPoolBad) get() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.free) == 0 {
		p.cond.Wait() // WAIT servers.dbBad.mu
	}
	c := p.free[0]
	p.free = p.free[1:]
	return c
}

func (p *connPoolBad) put(c *conn) {
	p.mu.Lock()
	p.free = append(p.free, c)
	p.mu.Unlock()
	p.cond.Signal()
}

func (d *dbBad) Begin(name string) *conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stats[name]++
	return d.pool.get() // want `servers\.dbBad\.mu is held .*\[heldwait\]`
}

func (d *dbBad) End(name string, c *conn) {
	d.mu.Lock() // NEED
	defer d.mu.Unlock()
	d.stats[name]--
	d.pool.put(c)
}

// dbOk: it waits for the connection before it takes mu.
type dbOk struct {
	mu    sync.Mutex
	pool  connPoolOk
	stats map[string]int
}

type connPoolOk struct {
	mu   sync.Mutex
	cond *sync.Cond
	free []*conn
}

func newDbOk() *dbOk {
	d := &dbOk{stats: make(map[string]int)}
	d.pool.cond = sync.NewCond(&d.pool.mu)
	return d
}

func (p *connPoolOk) get() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.free) == 0 {
		p.cond.Wait()
	}
	c := p.free[0]
	p.free = p.free[1:]
	return c
}

func (p *connPoolOk) put(c *conn) {
	p.mu.Lock()
	p.free = append(p.free, c)
	p.mu.Unlock()
	p.cond.Signal()
}

func (d *dbOk) Begin(name string) *conn {
	c := d.pool.get()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stats[name]++
	return c
}

func (d *dbOk) End(name string, c *conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stats[name]--
	d.pool.put(c)
}

// superBad: Stop cancels and joins its workers under mu; who ends takes mu to leave the list.
type superBad struct {
	mu      sync.Mutex
	workers map[string]context.CancelFunc
	wg      sync.WaitGroup
	ctx     context.Context
	cancel  context.CancelFunc
}

func newSuperBad() *superBad {
	s := &superBad{workers: make(map[string]context.CancelFunc)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *superBad) Run(name string, f func(context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithCancel(s.ctx)
	s.workers[name] = cancel
	s.wg.Go(func() {
		defer func() {
			s.mu.Lock() // NEED
			delete(s.workers, name)
			s.mu.Unlock()
			cancel()
		}()
		for ctx.Err() == nil {
			if err := f(ctx); err != nil {
				return
			}
		}
	})
}

func (s *superBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	s.wg.Wait() // WAIT servers.superBad.mu // want `servers\.superBad\.mu is held .*\[heldwait\]`
}

// superOk: it joins them without mu.
type superOk struct {
	mu      sync.Mutex
	workers map[string]context.CancelFunc
	wg      sync.WaitGroup
	ctx     context.Context
	cancel  context.CancelFunc
}

func newSuperOk() *superOk {
	s := &superOk{workers: make(map[string]context.CancelFunc)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *superOk) Run(name string, f func(context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithCancel(s.ctx)
	s.workers[name] = cancel
	s.wg.Go(func() {
		defer func() {
			s.mu.Lock()
			delete(s.workers, name)
			s.mu.Unlock()
			cancel()
		}()
		for ctx.Err() == nil {
			if err := f(ctx); err != nil {
				return
			}
		}
	})
}

func (s *superOk) Stop() {
	s.mu.Lock()
	s.cancel()
	s.mu.Unlock()
	s.wg.Wait()
}

type service interface {
	Start() error
	Stop()
}

// registryBad: it stops its services under mu; one of them reports its state, for which it takes mu, before it is through.
type registryBad struct {
	mu       sync.Mutex
	services []service
	state    map[string]string
}

func (r *registryBad) Add(s service) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.services = append(r.services, s)
}

func (r *registryBad) Report(name, state string) {
	r.mu.Lock() // NEED
	defer r.mu.Unlock()
	r.state[name] = state
}

func (r *registryBad) StopAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.services {
		s.Stop() // want `servers\.registryBad\.mu is held .*\[heldwait\]`
	}
}

type pollerBad struct {
	r    *registryBad
	quit chan struct{}
	done chan struct{}
}

func (p *pollerBad) Start() error {
	p.quit, p.done = make(chan struct{}), make(chan struct{})
	go p.poll()
	return nil
}

func (p *pollerBad) poll() {
	defer close(p.done)
	p.r.Report("poller", "up")
	<-p.quit
	p.r.Report("poller", "down")
}

func (p *pollerBad) Stop() {
	close(p.quit)
	<-p.done // WAIT servers.registryBad.mu
}

func newRegistryBad() *registryBad {
	r := &registryBad{state: make(map[string]string)}
	r.Add(&pollerBad{r: r})
	return r
}

type unit interface {
	Start() error
	Stop()
	Name() string
}

// registryOk: it takes the list under mu, and stops them then.
type registryOk struct {
	mu       sync.Mutex
	services []unit
	state    map[string]string
}

func (r *registryOk) Add(s unit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.services = append(r.services, s)
}

func (r *registryOk) Report(name, state string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state[name] = state
}

func (r *registryOk) StopAll() {
	r.mu.Lock()
	all := r.services
	r.services = nil
	r.mu.Unlock()
	for _, s := range all {
		s.Stop()
	}
}

type pollerOk struct {
	r    *registryOk
	quit chan struct{}
	done chan struct{}
}

func (p *pollerOk) Name() string { return "poller" }

func (p *pollerOk) Start() error {
	p.quit, p.done = make(chan struct{}), make(chan struct{})
	go p.poll()
	return nil
}

func (p *pollerOk) poll() {
	defer close(p.done)
	p.r.Report("poller", "up")
	<-p.quit
	p.r.Report("poller", "down")
}

func (p *pollerOk) Stop() {
	close(p.quit)
	<-p.done
}

func newRegistryOk() *registryOk {
	r := &registryOk{state: make(map[string]string)}
	r.Add(&pollerOk{r: r})
	return r
}

// reloadBad: Reload waits for the requests that are on the way under mu, which they take for their configuration.
type reloadBad struct {
	mu       sync.RWMutex
	conf     map[string]string
	inflight sync.WaitGroup
}

func (s *reloadBad) Handle(key string) string {
	s.inflight.Add(1)
	defer s.inflight.Done()
	return s.get(key)
}

func (s *reloadBad) get(key string) string {
	s.mu.RLock() // NEED
	defer s.mu.RUnlock()
	return s.conf[key]
}

func (s *reloadBad) Reload(conf map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inflight.Wait() // WAIT servers.reloadBad.mu // want `servers\.reloadBad\.mu is held .*\[heldwait\]`
	s.conf = conf
}

// reloadOk: it swaps the configuration only.
type reloadOk struct {
	mu       sync.RWMutex
	conf     map[string]string
	inflight sync.WaitGroup
}

func (s *reloadOk) Handle(key string) string {
	s.inflight.Add(1)
	defer s.inflight.Done()
	return s.get(key)
}

func (s *reloadOk) get(key string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.conf[key]
}

func (s *reloadOk) Reload(conf map[string]string) {
	s.inflight.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conf = conf
}

// drainBad: Drain waits for the last request under the configuration's lock, which a request takes before it counts itself out.
type drainBad struct {
	conf   sync.Mutex
	mu     sync.Mutex
	idle   sync.Cond
	active int
	limit  int
}

func newDrainBad() *drainBad {
	s := &drainBad{}
	s.idle.L = &s.mu
	return s
}

func (s *drainBad) begin() {
	s.mu.Lock()
	s.active++
	s.mu.Unlock()
}

func (s *drainBad) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
	if s.active == 0 {
		s.idle.Broadcast()
	}
}

func (s *drainBad) Serve() {
	s.begin()
	defer s.end()
	s.conf.Lock() // NEED
	n := s.limit
	s.conf.Unlock()
	_ = n
}

func (s *drainBad) Drain() {
	s.conf.Lock()
	defer s.conf.Unlock()
	s.limit = 0
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.active > 0 {
		s.idle.Wait() // WAIT servers.drainBad.conf // want `servers\.drainBad\.conf is held .*\[heldwait\]`
	}
}

// drainOk: it gives the configuration's lock up first.
type drainOk struct {
	conf   sync.Mutex
	mu     sync.Mutex
	idle   sync.Cond
	active int
	limit  int
}

func newDrainOk() *drainOk {
	s := &drainOk{}
	s.idle.L = &s.mu
	return s
}

func (s *drainOk) begin() {
	s.mu.Lock()
	s.active++
	s.mu.Unlock()
}

func (s *drainOk) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
	if s.active == 0 {
		s.idle.Broadcast()
	}
}

func (s *drainOk) Serve() {
	s.begin()
	defer s.end()
	s.conf.Lock()
	n := s.limit
	s.conf.Unlock()
	_ = n
}

func (s *drainOk) Drain() {
	s.conf.Lock()
	s.limit = 0
	s.conf.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.active > 0 {
		s.idle.Wait()
	}
}

// actorBad: it posts to its own loop under mu, and waits; what was posted before may wait for mu.
type actorBad struct {
	mu   sync.Mutex
	ops  chan func()
	vals map[string]int
}

func newActorBad() *actorBad {
	a := &actorBad{ops: make(chan func()), vals: make(map[string]int)}
	go func() {
		for op := range a.ops {
			op()
		}
	}()
	return a
}

func (a *actorBad) do(op func()) {
	done := make(chan struct{})
	a.ops <- func() {
		defer close(done)
		op()
	}
	<-done // WAIT servers.actorBad.mu
}

func (a *actorBad) Set(k string, v int) {
	a.do(func() {
		a.mu.Lock() // NEED
		a.vals[k] = v
		a.mu.Unlock()
	})
}

func (a *actorBad) Sync() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.do(func() {}) // want `servers\.actorBad\.mu is held .*\[heldwait\]`
}

// actorOk: what is posted needs no mu.
type actorOk struct {
	mu   sync.Mutex
	ops  chan func()
	vals map[string]int
}

func newActorOk() *actorOk {
	a := &actorOk{ops: make(chan func()), vals: make(map[string]int)}
	go func() {
		for op := range a.ops {
			op()
		}
	}()
	return a
}

func (a *actorOk) do(op func()) {
	done := make(chan struct{})
	a.ops <- func() {
		defer close(done)
		op()
	}
	<-done
}

func (a *actorOk) Set(k string, v int) {
	a.do(func() { a.vals[k] = v })
}

func (a *actorOk) Sync() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.do(func() {})
}

// baseBad: the part that all loops have is embedded, and joined under the lock of the whole.
type loopBase struct {
	quit chan struct{}
	wg   sync.WaitGroup
}

func (b *loopBase) spawn(every time.Duration, f func()) {
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-b.quit:
				return
			case <-t.C:
				f()
			}
		}
	}()
}

func (b *loopBase) halt() {
	close(b.quit)
	b.wg.Wait() // WAIT servers.baseBad.mu
}

type baseBad struct {
	loopBase
	mu sync.Mutex
	n  int
}

func (s *baseBad) Start() {
	s.spawn(time.Second, s.tick)
}

func (s *baseBad) tick() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *baseBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.halt() // want `servers\.baseBad\.mu is held .*\[heldwait\]`
}

// baseOk: Stop halts it before it takes the lock.
type baseOk struct {
	loopBase
	mu sync.Mutex
	n  int
}

func (s *baseOk) Start() {
	s.spawn(time.Second, s.tick)
}

func (s *baseOk) tick() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *baseOk) Stop() {
	s.halt()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = 0
}

// runnerBad: a runner of any type; Stop joins it under mu.
type runnerBad[T any] struct {
	mu    sync.Mutex
	in    chan T
	done  chan struct{}
	seen  []T
	apply func(T)
}

func newRunnerBad[T any](apply func(T)) *runnerBad[T] {
	r := &runnerBad[T]{in: make(chan T), done: make(chan struct{}), apply: apply}
	go r.run()
	return r
}

func (r *runnerBad[T]) run() {
	defer close(r.done)
	for v := range r.in {
		r.apply(v)
		r.mu.Lock() // NEED
		r.seen = append(r.seen, v)
		r.mu.Unlock()
	}
}

func (r *runnerBad[T]) Stop() []T {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.in)
	<-r.done // WAIT servers.runnerBad.mu // want `servers\.runnerBad\.mu is held .*\[heldwait\]`
	return r.seen
}

// runnerOk: it joins it before.
type runnerOk[T any] struct {
	mu    sync.Mutex
	in    chan T
	done  chan struct{}
	seen  []T
	apply func(T)
}

func newRunnerOk[T any](apply func(T)) *runnerOk[T] {
	r := &runnerOk[T]{in: make(chan T), done: make(chan struct{}), apply: apply}
	go r.run()
	return r
}

func (r *runnerOk[T]) run() {
	defer close(r.done)
	for v := range r.in {
		r.apply(v)
		r.mu.Lock()
		r.seen = append(r.seen, v)
		r.mu.Unlock()
	}
}

func (r *runnerOk[T]) Stop() []T {
	close(r.in)
	<-r.done
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen
}

// rpcBad: Close waits under mu for the reader, which takes mu to fail what is pending.
type rpcBad struct {
	mu      sync.Mutex
	pending map[uint64]chan error
	msgs    chan uint64
	readers sync.WaitGroup
	seq     uint64
}

func newRpcBad() *rpcBad {
	c := &rpcBad{pending: make(map[uint64]chan error), msgs: make(chan uint64, 8)}
	c.readers.Add(1)
	go c.read()
	return c
}

func (c *rpcBad) read() {
	defer c.readers.Done()
	for id := range c.msgs {
		c.reply(id, nil)
	}
	c.mu.Lock() // NEED
	defer c.mu.Unlock()
	for _, ch := range c.pending {
		ch <- errClosed
	}
}

func (c *rpcBad) reply(id uint64, err error) {
	c.mu.Lock() // NEED
	ch := c.pending[id]
	delete(c.pending, id)
	c.mu.Unlock()
	if ch != nil {
		ch <- err
	}
}

func (c *rpcBad) Call() error {
	ch := make(chan error, 1)
	c.mu.Lock()
	c.seq++
	c.pending[c.seq] = ch
	c.mu.Unlock()
	return <-ch
}

func (c *rpcBad) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.msgs)
	c.readers.Wait() // WAIT servers.rpcBad.mu // want `servers\.rpcBad\.mu is held .*\[heldwait\]`
}

// rpcOk: it waits when it has given mu up.
type rpcOk struct {
	mu      sync.Mutex
	pending map[uint64]chan error
	msgs    chan uint64
	readers sync.WaitGroup
	seq     uint64
}

func newRpcOk() *rpcOk {
	c := &rpcOk{pending: make(map[uint64]chan error), msgs: make(chan uint64, 8)}
	c.readers.Add(1)
	go c.read()
	return c
}

func (c *rpcOk) read() {
	defer c.readers.Done()
	for id := range c.msgs {
		c.reply(id, nil)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ch := range c.pending {
		ch <- errClosed
	}
}

func (c *rpcOk) reply(id uint64, err error) {
	c.mu.Lock()
	ch := c.pending[id]
	delete(c.pending, id)
	c.mu.Unlock()
	if ch != nil {
		ch <- err
	}
}

func (c *rpcOk) Call() error {
	ch := make(chan error, 1)
	c.mu.Lock()
	c.seq++
	c.pending[c.seq] = ch
	c.mu.Unlock()
	return <-ch
}

func (c *rpcOk) Close() {
	c.mu.Lock()
	close(c.msgs)
	c.mu.Unlock()
	c.readers.Wait()
}

// callBad: under mu it waits for whoever computes the same key (singleflight), who takes mu to store it.
type callBad struct {
	mu    sync.Mutex
	calls map[string]*flightBad
}

type flightBad struct {
	wg  sync.WaitGroup
	val int
}

func (g *callBad) Do(key string, f func() int) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c, ok := g.calls[key]; ok {
		c.wg.Wait() // WAIT servers.callBad.mu // want `servers\.callBad\.mu is held .*\[heldwait\]`
		return c.val
	}
	c := new(flightBad)
	c.wg.Add(1)
	g.calls[key] = c
	go g.run(key, c, f)
	return 0
}

func (g *callBad) run(key string, c *flightBad, f func() int) {
	c.val = f()
	g.mu.Lock() // NEED
	delete(g.calls, key)
	g.mu.Unlock()
	c.wg.Done()
}

// callOk: it gives mu up before it waits.
type callOk struct {
	mu    sync.Mutex
	calls map[string]*flightOk
}

type flightOk struct {
	wg  sync.WaitGroup
	val int
}

func (g *callOk) Do(key string, f func() int) int {
	g.mu.Lock()
	if c, ok := g.calls[key]; ok {
		g.mu.Unlock()
		c.wg.Wait()
		return c.val
	}
	c := new(flightOk)
	c.wg.Add(1)
	g.calls[key] = c
	g.mu.Unlock()
	go g.run(key, c, f)
	return 0
}

func (g *callOk) run(key string, c *flightOk, f func() int) {
	c.val = f()
	g.mu.Lock()
	delete(g.calls, key)
	g.mu.Unlock()
	c.wg.Done()
}
