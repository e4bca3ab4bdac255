// Package real has waits under locks as they were found in servers: raft, brokers, pools, informers.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package real

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

func work() {}

// raftBad: applies entries under mu to a channel whose reader asks for the state before it reads on.
type raftBad struct {
	mu      sync.Mutex
	applyCh chan applyMsg
	log     []int
	applied int
	term    int
}

type applyMsg struct{ index, command int }

func newRaftBad(applyCh chan applyMsg) *raftBad { return &raftBad{applyCh: applyCh} }

func (rf *raftBad) state() (term int) {
	rf.mu.Lock() // NEED
	defer rf.mu.Unlock()
	return rf.term
}

func (rf *raftBad) Append(cmd int) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.log = append(rf.log, cmd)
	rf.applyLocked() // want `real\.raftBad\.mu is held .*\[heldwait\]`
}

func (rf *raftBad) applyLocked() {
	for rf.applied < len(rf.log) {
		rf.applyCh <- applyMsg{rf.applied, rf.log[rf.applied]} // WAIT real.raftBad.mu
		rf.applied++
	}
}

type kvBad struct {
	rf      *raftBad
	applyCh chan applyMsg
	m       map[int]int
}

func newKvBad() *kvBad {
	kv := &kvBad{applyCh: make(chan applyMsg), m: map[int]int{}}
	kv.rf = newRaftBad(kv.applyCh)
	go kv.applier()
	return kv
}

func (kv *kvBad) applier() {
	for msg := range kv.applyCh {
		if kv.rf.state() >= 0 {
			kv.m[msg.index] = msg.command
		}
	}
}

// raftOk: it takes the entries out under mu, and a goroutine of its own hands them over.
type raftOk struct {
	mu      sync.Mutex
	applyMu sync.Mutex
	applyCh chan applyMsg
	log     []int
	applied int
	term    int
}

func newRaftOk(applyCh chan applyMsg) *raftOk { return &raftOk{applyCh: applyCh} }

func (rf *raftOk) state() (term int) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	return rf.term
}

func (rf *raftOk) Append(cmd int) {
	rf.mu.Lock()
	rf.log = append(rf.log, cmd)
	rf.mu.Unlock()
	rf.apply()
}

// apply holds applyMu, for the order, which nobody needs who reads.
func (rf *raftOk) apply() {
	rf.applyMu.Lock()
	defer rf.applyMu.Unlock()
	rf.mu.Lock()
	first, entries := rf.applied, append([]int(nil), rf.log[rf.applied:]...)
	rf.applied = len(rf.log)
	rf.mu.Unlock()
	for i, cmd := range entries {
		rf.applyCh <- applyMsg{first + i, cmd}
	}
}

type kvOk struct {
	rf      *raftOk
	applyCh chan applyMsg
	m       map[int]int
}

func newKvOk() *kvOk {
	kv := &kvOk{applyCh: make(chan applyMsg), m: map[int]int{}}
	kv.rf = newRaftOk(kv.applyCh)
	go kv.applier()
	return kv
}

func (kv *kvOk) applier() {
	for msg := range kv.applyCh {
		if kv.rf.state() >= 0 {
			kv.m[msg.index] = msg.command
		}
	}
}

// brokerBad: Put keeps the exit lock for reading while it sends; the pump writes it when a message is one too many.
type brokerBad struct {
	exitMu sync.RWMutex
	exited bool
	msgs   chan int
	n      int
}

func newBrokerBad() *brokerBad {
	b := &brokerBad{msgs: make(chan int, 1)}
	go b.pump()
	return b
}

func (b *brokerBad) Put(m int) {
	b.exitMu.RLock()
	defer b.exitMu.RUnlock()
	if b.exited {
		return
	}
	b.msgs <- m // WAIT real.brokerBad.exitMu // want `real\.brokerBad\.exitMu is held .*\[heldwait\]`
}

func (b *brokerBad) pump() {
	for range b.msgs {
		b.n++
		if b.n == 2 {
			b.exit()
		}
	}
}

func (b *brokerBad) exit() {
	b.exitMu.Lock() // NEED
	b.exited = true
	b.exitMu.Unlock()
}

// brokerOk: the pump has somebody else do so.
type brokerOk struct {
	exitMu sync.RWMutex
	exited bool
	msgs   chan int
	n      int
}

func newBrokerOk() *brokerOk {
	b := &brokerOk{msgs: make(chan int, 1)}
	go b.pump()
	return b
}

func (b *brokerOk) Put(m int) {
	b.exitMu.RLock()
	defer b.exitMu.RUnlock()
	if b.exited {
		return
	}
	b.msgs <- m
}

func (b *brokerOk) pump() {
	for range b.msgs {
		b.n++
		if b.n == 2 {
			go b.exit()
		}
	}
}

func (b *brokerOk) exit() {
	b.exitMu.Lock()
	b.exited = true
	b.exitMu.Unlock()
}

// poolBad: Get waits under mu for a connection that Put gives back under mu.
type poolBad struct {
	mu   sync.Mutex
	idle chan *int
	open int
}

func newPoolBad() *poolBad { return &poolBad{idle: make(chan *int, 4)} }

func (p *poolBad) Get() *int {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case c := <-p.idle:
		return c
	default:
	}
	if p.open < 1 {
		p.open++
		return new(int)
	}
	return <-p.idle // WAIT real.poolBad.mu // want `real\.poolBad\.mu is held .*\[heldwait\]`
}

func (p *poolBad) Put(c *int) {
	p.mu.Lock() // NEED
	defer p.mu.Unlock()
	p.idle <- c
}

func (p *poolBad) Use() { p.Put(p.Get()) }

// poolOk: Put needs no lock.
type poolOk struct {
	mu   sync.Mutex
	idle chan *int
	open int
}

func newPoolOk() *poolOk { return &poolOk{idle: make(chan *int, 4)} }

func (p *poolOk) Get() *int {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case c := <-p.idle:
		return c
	default:
	}
	if p.open < 1 {
		p.open++
		return new(int)
	}
	return <-p.idle
}

func (p *poolOk) Put(c *int) { p.idle <- c }

func (p *poolOk) Use() { p.Put(p.Get()) }

// readyBad: Start waits under mu until its goroutine is ready, which says under mu that it runs.
type readyBad struct {
	mu      sync.Mutex
	running bool
}

func (s *readyBad) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		return
	}
	ready := make(chan struct{})
	go s.run(ready)
	<-ready // WAIT real.readyBad.mu // want `real\.readyBad\.mu is held .*\[heldwait\]`
}

func (s *readyBad) run(ready chan<- struct{}) {
	s.mu.Lock() // NEED
	s.running = true
	s.mu.Unlock()
	close(ready)
	work()
}

// readyOk: it is Start that says so.
type readyOk struct {
	mu      sync.Mutex
	running bool
}

func (s *readyOk) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		return
	}
	s.running = true
	ready := make(chan struct{})
	go s.run(ready)
	<-ready
}

func (s *readyOk) run(ready chan<- struct{}) {
	close(ready)
	work()
	s.mu.Lock()
	s.running = false
	s.mu.Unlock()
}

// serverBad: Close waits under mu for connections that take themselves out of the map when they end.
type serverBad struct {
	mu    sync.Mutex
	conns map[*connBad]struct{}
	wg    sync.WaitGroup
}

type connBad struct {
	s    *serverBad
	quit chan struct{}
}

func newServerBad() *serverBad { return &serverBad{conns: map[*connBad]struct{}{}} }

func (s *serverBad) Accept() {
	c := &connBad{s, make(chan struct{})}
	s.mu.Lock()
	s.conns[c] = struct{}{}
	s.wg.Add(1)
	s.mu.Unlock()
	go c.serve()
}

func (c *connBad) serve() {
	defer c.s.wg.Done()
	defer c.s.remove(c)
	<-c.quit
}

func (s *serverBad) remove(c *connBad) {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *serverBad) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		close(c.quit)
	}
	s.wg.Wait() // WAIT real.serverBad.mu // want `real\.serverBad\.mu is held .*\[heldwait\]`
}

// serverOk: it tells them under mu, and waits without.
type serverOk struct {
	mu    sync.Mutex
	conns map[*connOk]struct{}
	wg    sync.WaitGroup
}

type connOk struct {
	s    *serverOk
	quit chan struct{}
}

func newServerOk() *serverOk { return &serverOk{conns: map[*connOk]struct{}{}} }

func (s *serverOk) Accept() {
	c := &connOk{s, make(chan struct{})}
	s.mu.Lock()
	s.conns[c] = struct{}{}
	s.wg.Add(1)
	s.mu.Unlock()
	go c.serve()
}

func (c *connOk) serve() {
	defer c.s.wg.Done()
	defer c.s.remove(c)
	<-c.quit
}

func (s *serverOk) remove(c *connOk) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *serverOk) Close() {
	s.mu.Lock()
	for c := range s.conns {
		close(c.quit)
	}
	s.mu.Unlock()
	s.wg.Wait()
}

// reloadBad: Reload keeps requests out, and waits for those inside, which come for the lock once more.
type reloadBad struct {
	mu       sync.RWMutex
	inflight sync.WaitGroup
	conf     int
}

func (r *reloadBad) Serve() {
	r.mu.RLock()
	r.inflight.Add(1)
	r.mu.RUnlock()
	defer r.inflight.Done()
	work()
	r.log()
}

func (r *reloadBad) log() int {
	r.mu.RLock() // NEED
	defer r.mu.RUnlock()
	return r.conf
}

func (r *reloadBad) Reload() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inflight.Wait() // WAIT real.reloadBad.mu // want `real\.reloadBad\.mu is held .*\[heldwait\]`
	r.conf++
}

// reloadOk: requests take what they need with them.
type reloadOk struct {
	mu       sync.RWMutex
	inflight sync.WaitGroup
	conf     int
}

func (r *reloadOk) Serve() {
	r.mu.RLock()
	conf := r.conf
	r.inflight.Add(1)
	r.mu.RUnlock()
	defer r.inflight.Done()
	_ = conf
	work()
}

func (r *reloadOk) Reload() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inflight.Wait()
	r.conf++
}

// subsBad: the way out of the send is a channel that is closed under the lock which Publish holds.
type subsBad struct {
	mu   sync.Mutex
	subs []*subscriberBad
}

type subscriberBad struct {
	ch   chan int
	quit chan struct{}
}

func (h *subsBad) Subscribe() *subscriberBad {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &subscriberBad{make(chan int), make(chan struct{})}
	h.subs = append(h.subs, s)
	return s
}

func (h *subsBad) Cancel(s *subscriberBad) {
	h.mu.Lock() // NEED
	defer h.mu.Unlock()
	for i, x := range h.subs {
		if x == s {
			h.subs = append(h.subs[:i:i], h.subs[i+1:]...)
			close(s.quit)
			return
		}
	}
}

func (h *subsBad) Publish(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.subs {
		select { // WAIT real.subsBad.mu // want `real\.subsBad\.mu is held .*\[heldwait\]` `real\.subsBad\.mu is held .*\[heldwait\]`
		case s.ch <- v:
		case <-s.quit:
		}
	}
}

func (h *subsBad) Once() {
	s := h.Subscribe()
	<-s.ch
	h.Cancel(s)
}

// subsOk: quit is closed first, and then the lock is taken.
type subsOk struct {
	mu   sync.Mutex
	subs []*subscriberOk
}

type subscriberOk struct {
	ch   chan int
	quit chan struct{}
}

func (h *subsOk) Subscribe() *subscriberOk {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &subscriberOk{make(chan int), make(chan struct{})}
	h.subs = append(h.subs, s)
	return s
}

func (h *subsOk) Cancel(s *subscriberOk) {
	close(s.quit)
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, x := range h.subs {
		if x == s {
			h.subs = append(h.subs[:i:i], h.subs[i+1:]...)
			return
		}
	}
}

func (h *subsOk) Publish(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.subs {
		select {
		case s.ch <- v:
		case <-s.quit:
		}
	}
}

func (h *subsOk) Once() {
	s := h.Subscribe()
	select {
	case <-s.ch:
	case <-time.After(time.Millisecond):
	}
	h.Cancel(s)
}

// closeBad: the whole of Close, with its lock and its join, is in a Once.
type closeBad struct {
	mu   sync.Mutex
	once sync.Once
	quit chan struct{}
	wg   sync.WaitGroup
	n    int
}

func newCloseBad() *closeBad {
	c := &closeBad{quit: make(chan struct{})}
	c.wg.Add(1)
	go c.loop()
	return c
}

func (c *closeBad) loop() {
	defer c.wg.Done()
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			c.tick()
		case <-c.quit:
			return
		}
	}
}

func (c *closeBad) tick() {
	c.mu.Lock() // NEED
	c.n++
	c.mu.Unlock()
}

func (c *closeBad) Close() {
	c.once.Do(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		close(c.quit)
		c.wg.Wait() // WAIT real.closeBad.mu // want `real\.closeBad\.mu is held .*\[heldwait\]`
	})
}

// closeOk: the join is after the lock.
type closeOk struct {
	mu   sync.Mutex
	once sync.Once
	quit chan struct{}
	wg   sync.WaitGroup
	n    int
}

func newCloseOk() *closeOk {
	c := &closeOk{quit: make(chan struct{})}
	c.wg.Add(1)
	go c.loop()
	return c
}

func (c *closeOk) loop() {
	defer c.wg.Done()
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			c.tick()
		case <-c.quit:
			return
		}
	}
}

func (c *closeOk) tick() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func (c *closeOk) Close() {
	c.once.Do(func() {
		c.mu.Lock()
		close(c.quit)
		c.mu.Unlock()
		c.wg.Wait()
	})
}

// failBad: the worker that fails closes what it is part of, which locks and waits for it.
type failBad struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	quit chan struct{}
	shut bool
}

func newFailBad() *failBad {
	f := &failBad{quit: make(chan struct{})}
	f.wg.Go(f.run) // want `\(\*failBad\)\.run waits for itself.*\[heldwait\]`
	return f
}

func (f *failBad) run() {
	if err := f.step(); err != nil {
		f.Close() // NEED
	}
}

func (f *failBad) step() error { return context.Canceled }

func (f *failBad) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.shut {
		return
	}
	f.shut = true
	close(f.quit)
	f.wg.Wait() // WAIT real.failBad.mu // want `real\.failBad\.mu is held .*\[heldwait\]`
}

// failOk: it only says that it has failed.
type failOk struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	errs chan error
	shut bool
}

func newFailOk() *failOk {
	f := &failOk{errs: make(chan error, 1)}
	f.wg.Go(f.run)
	return f
}

func (f *failOk) run() {
	if err := f.step(); err != nil {
		f.errs <- err
	}
}

func (f *failOk) step() error { return context.Canceled }

func (f *failOk) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.shut {
		return
	}
	f.shut = true
	f.wg.Wait()
}

// contextBad: a context is the done channel; the cancel function is what closes it.
type contextBad struct {
	mu     sync.Mutex
	ctx    context.Context
	finish context.CancelFunc
	n      int
}

func newContextBad() *contextBad {
	c := &contextBad{}
	c.ctx, c.finish = context.WithCancel(context.Background())
	go c.run()
	return c
}

func (c *contextBad) run() {
	defer c.finish()
	c.mu.Lock() // NEED
	c.n++
	c.mu.Unlock()
}

func (c *contextBad) Wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-c.ctx.Done() // WAIT real.contextBad.mu // want `real\.contextBad\.mu is held .*\[heldwait\]`
}

// contextOk: the goroutine cancels first.
type contextOk struct {
	mu     sync.Mutex
	ctx    context.Context
	finish context.CancelFunc
	n      int
}

func newContextOk() *contextOk {
	c := &contextOk{}
	c.ctx, c.finish = context.WithCancel(context.Background())
	go c.run()
	return c
}

func (c *contextOk) run() {
	c.finish()
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func (c *contextOk) Wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	<-c.ctx.Done()
}

// drainOk: workers say under mu that they are gone, and waiting gives mu up.
type drainOk struct {
	mu     sync.Mutex
	gone   *sync.Cond
	active int
}

func newDrainOk() *drainOk {
	d := &drainOk{}
	d.gone = sync.NewCond(&d.mu)
	return d
}

func (d *drainOk) Start() {
	d.mu.Lock()
	d.active++
	d.mu.Unlock()
	go func() {
		work()
		d.mu.Lock()
		d.active--
		d.gone.Broadcast()
		d.mu.Unlock()
	}()
}

func (d *drainOk) Drain() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.active > 0 {
		d.gone.Wait()
	}
}

// drainBad: it waits for them with a group, for which mu is not given up.
type drainBad struct {
	mu     sync.Mutex
	gone   sync.WaitGroup
	active int
}

func newDrainBad() *drainBad { return &drainBad{} }

func (d *drainBad) Start() {
	d.mu.Lock()
	d.active++
	d.gone.Add(1)
	d.mu.Unlock()
	go func() {
		work()
		d.mu.Lock() // NEED
		d.active--
		d.gone.Done()
		d.mu.Unlock()
	}()
}

func (d *drainBad) Drain() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.active > 0 {
		d.gone.Wait() // WAIT real.drainBad.mu // want `real\.drainBad\.mu is held .*\[heldwait\]`
	}
}

// spinFN: it sleeps until a flag is set, which is set after mu: a wait that is none to the analysis.
type spinFN struct {
	mu   sync.Mutex
	done atomic.Bool
	n    int
}

func (s *spinFN) Start() {
	go func() {
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
		s.done.Store(true)
	}()
}

func (s *spinFN) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.done.Load() {
		time.Sleep(time.Millisecond) // missed: real.spinFN.mu
	}
}

// spinOk: it gives mu up while it sleeps.
type spinOk struct {
	mu   sync.Mutex
	done atomic.Bool
	n    int
}

func (s *spinOk) Start() {
	go func() {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		s.done.Store(true)
	}()
}

func (s *spinOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.done.Load() {
		s.mu.Unlock()
		time.Sleep(time.Millisecond)
		s.mu.Lock()
	}
}
