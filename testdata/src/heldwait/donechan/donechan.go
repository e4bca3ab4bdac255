// Package donechan joins goroutines through channels that they close or send to when they are done.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package donechan

import "sync"

func work() {}

// closedBad: stop waits under mu for a goroutine that takes mu before it closes done (etcd 6873).
type closedBad struct {
	mu      sync.Mutex
	updates chan int
	done    chan struct{}
	n       int
}

func newClosedBad() *closedBad {
	s := &closedBad{updates: make(chan int, 1), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for v := range s.updates {
			s.merge(v)
		}
	}()
	return s
}

func (s *closedBad) merge(v int) {
	s.mu.Lock() // NEED
	s.n += v
	s.mu.Unlock()
}

func (s *closedBad) Update(v int) { s.updates <- v }

func (s *closedBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.updates)
	<-s.done // WAIT donechan.closedBad.mu // want `donechan\.closedBad\.mu is held .*\[heldwait\]`
}

// closedOk: it waits when it has given mu up.
type closedOk struct {
	mu      sync.Mutex
	updates chan int
	done    chan struct{}
	n       int
}

func newClosedOk() *closedOk {
	s := &closedOk{updates: make(chan int, 1), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for v := range s.updates {
			s.merge(v)
		}
	}()
	return s
}

func (s *closedOk) merge(v int) {
	s.mu.Lock()
	s.n += v
	s.mu.Unlock()
}

func (s *closedOk) Update(v int) { s.updates <- v }

func (s *closedOk) Stop() {
	s.mu.Lock()
	close(s.updates)
	s.mu.Unlock()
	<-s.done
}

// closedFirstOk: the goroutine closes done before it takes mu.
type closedFirstOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newClosedFirstOk() *closedFirstOk {
	s := &closedFirstOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *closedFirstOk) run() {
	work()
	close(s.done)
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *closedFirstOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done
}

// sentBad: the goroutine sends when it is done.
type sentBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newSentBad() *sentBad {
	s := &sentBad{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *sentBad) run() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	s.done <- struct{}{}
}

func (s *sentBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done // WAIT donechan.sentBad.mu // want `donechan\.sentBad\.mu is held .*\[heldwait\]`
}

// sentOk: it sends before it takes mu.
type sentOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newSentOk() *sentOk {
	s := &sentOk{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *sentOk) run() {
	s.done <- struct{}{}
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *sentOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done
}

// errBad: the result comes over a buffered channel, so the sender never waits, but it locks before.
type errBad struct {
	mu   sync.Mutex
	errc chan error
	n    int
}

func newErrBad() *errBad {
	s := &errBad{errc: make(chan error, 1)}
	go func() { s.errc <- s.run() }()
	return s
}

func (s *errBad) run() error {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n++
	return nil
}

func (s *errBad) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := <-s.errc // WAIT donechan.errBad.mu // want `donechan\.errBad\.mu is held .*\[heldwait\]`
	return err
}

// errOk: what runs takes a lock of its own.
type errOk struct {
	mu, state sync.Mutex
	errc      chan error
	n         int
}

func newErrOk() *errOk {
	s := &errOk{errc: make(chan error, 1)}
	go func() { s.errc <- s.run() }()
	return s
}

func (s *errOk) run() error {
	s.state.Lock()
	defer s.state.Unlock()
	s.n++
	return nil
}

func (s *errOk) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return <-s.errc
}

// doneBad: the channel is the result of a method, as a context's.
type doneBad struct {
	mu   sync.Mutex
	task *taskBad
	n    int
}

type taskBad struct{ closed chan struct{} }

func (t *taskBad) Done() <-chan struct{} { return t.closed }

func (t *taskBad) run(f func()) {
	f()
	close(t.closed)
}

func newDoneBad() *doneBad {
	s := &doneBad{task: &taskBad{closed: make(chan struct{})}}
	go s.task.run(s.step)
	return s
}

func (s *doneBad) step() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *doneBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.task.Done() // WAIT donechan.doneBad.mu // want `donechan\.doneBad\.mu is held .*\[heldwait\]`
}

// doneOk: it asks for the channel under mu, and waits after.
type doneOk struct {
	mu   sync.Mutex
	task *taskOk
	n    int
}

type taskOk struct{ closed chan struct{} }

func (t *taskOk) Done() <-chan struct{} { return t.closed }

func (t *taskOk) run(f func()) {
	f()
	close(t.closed)
}

func newDoneOk() *doneOk {
	s := &doneOk{task: &taskOk{closed: make(chan struct{})}}
	go s.task.run(s.step)
	return s
}

func (s *doneOk) step() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *doneOk) Stop() {
	s.mu.Lock()
	done := s.task.Done()
	s.mu.Unlock()
	<-done
}

// localBad: a channel of the function itself.
type localBad struct {
	mu sync.Mutex
	n  int
}

func (s *localBad) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.mu.Lock() // NEED
		s.n = 0
		s.mu.Unlock()
		close(done)
	}()
	<-done // WAIT donechan.localBad.mu // want `donechan\.localBad\.mu is held .*\[heldwait\]`
}

// localOk: the goroutine does what needs mu afterwards.
type localOk struct {
	mu sync.Mutex
	n  int
}

func (s *localOk) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		work()
		close(done)
		s.mu.Lock()
		s.n = 0
		s.mu.Unlock()
	}()
	<-done
}

// await waits on behalf of its caller.
func await(done <-chan struct{}) {
	<-done
}

// paramBad: the wait is behind a function with the channel as its parameter.
type paramBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func newParamBad() *paramBad {
	s := &paramBad{done: make(chan struct{})}
	go s.run(s.done)
	return s
}

func (s *paramBad) run(done chan<- struct{}) {
	defer close(done)
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.n++
}

func (s *paramBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	await(s.done) // WAIT donechan.paramBad.mu // want `donechan\.paramBad\.mu is held .*\[heldwait\]`
}

// paramOk: the same, of another channel, which nobody closes under mu.
type paramOk struct {
	mu          sync.Mutex
	ready, done chan struct{}
	n           int
}

func newParamOk() *paramOk {
	s := &paramOk{ready: make(chan struct{}), done: make(chan struct{})}
	go s.run(s.ready, s.done)
	return s
}

func (s *paramOk) run(ready, done chan<- struct{}) {
	close(ready)
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	close(done)
}

func (s *paramOk) Start() {
	s.mu.Lock()
	await(s.ready)
	s.mu.Unlock()
	await(s.done)
}

// pendingBad: one channel for each request, in a map; who answers takes mu to find it.
type pendingBad struct {
	mu      sync.Mutex
	pending map[int]chan struct{}
}

func (p *pendingBad) Do(id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ch := make(chan struct{})
	p.pending[id] = ch
	go p.answer(id)
	<-p.pending[id] // WAIT donechan.pendingBad.mu // want `donechan\.pendingBad\.mu is held .*\[heldwait\]`
	delete(p.pending, id)
}

func (p *pendingBad) answer(id int) {
	p.mu.Lock() // NEED
	ch := p.pending[id]
	p.mu.Unlock()
	close(ch)
}

// pendingOk: it waits without mu.
type pendingOk struct {
	mu      sync.Mutex
	pending map[int]chan struct{}
}

func (p *pendingOk) Do(id int) {
	p.mu.Lock()
	ch := make(chan struct{})
	p.pending[id] = ch
	p.mu.Unlock()
	go p.answer(id)
	<-ch
	p.mu.Lock()
	delete(p.pending, id)
	p.mu.Unlock()
}

func (p *pendingOk) answer(id int) {
	p.mu.Lock()
	ch := p.pending[id]
	p.mu.Unlock()
	close(ch)
}

// replyBad: a loop answers on the channel that is in the request, after mu.
type replyBad struct {
	mu   sync.Mutex
	reqs chan requestBad
	n    int
}

type requestBad struct {
	v     int
	reply chan int
}

func newReplyBad() *replyBad {
	s := &replyBad{reqs: make(chan requestBad)}
	go s.loop()
	return s
}

func (s *replyBad) loop() {
	for r := range s.reqs {
		s.mu.Lock() // NEED
		s.n += r.v
		n := s.n
		s.mu.Unlock()
		r.reply <- n
	}
}

func (s *replyBad) Add(v int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := requestBad{v, make(chan int, 1)}
	s.reqs <- r      // want `donechan\.replyBad\.mu is held .*\[heldwait\]`
	return <-r.reply // WAIT donechan.replyBad.mu // want `donechan\.replyBad\.mu is held .*\[heldwait\]`
}

// replyOk: the loop alone has the number, nobody locks.
type replyOk struct {
	mu   sync.Mutex
	reqs chan requestOk
	n    int
}

type requestOk struct {
	v     int
	reply chan int
}

func newReplyOk() *replyOk {
	s := &replyOk{reqs: make(chan requestOk)}
	go s.loop()
	return s
}

func (s *replyOk) loop() {
	n := 0
	for r := range s.reqs {
		n += r.v
		r.reply <- n
	}
}

func (s *replyOk) Add(v int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := requestOk{v, make(chan int, 1)}
	s.reqs <- r
	s.n = <-r.reply
	return s.n
}

// onceBad: the closing is inside a Once.
type onceBad struct {
	mu   sync.Mutex
	once sync.Once
	done chan struct{}
	n    int
}

func newOnceBad() *onceBad {
	s := &onceBad{done: make(chan struct{})}
	go s.run()
	return s
}

func (s *onceBad) finish() { s.once.Do(func() { close(s.done) }) }

func (s *onceBad) run() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	s.finish()
}

func (s *onceBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done // WAIT donechan.onceBad.mu // want `donechan\.onceBad\.mu is held .*\[heldwait\]`
}

// onceOk: somebody else closes it, too, who needs nothing.
type onceOk struct {
	mu   sync.Mutex
	once sync.Once
	done chan struct{}
	n    int
}

func newOnceOk() *onceOk {
	s := &onceOk{done: make(chan struct{})}
	go s.run()
	go s.finish()
	return s
}

func (s *onceOk) finish() { s.once.Do(func() { close(s.done) }) }

func (s *onceOk) run() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.finish()
}

func (s *onceOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done
}

// stopFuncBad: the wait is in the function that Start returns.
type stopFuncBad struct {
	mu sync.Mutex
	n  int
}

func (s *stopFuncBad) start() (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		<-quit
		s.mu.Lock() // NEED
		s.n--
		s.mu.Unlock()
	}()
	return func() {
		close(quit)
		<-done // WAIT donechan.stopFuncBad.mu
	}
}

func (s *stopFuncBad) Run() {
	stop := s.start()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	stop() // want `donechan\.stopFuncBad\.mu is held .*\[heldwait\]`
}

// stopFuncOk: it is called by a deferred call that runs after Unlock.
type stopFuncOk struct {
	mu sync.Mutex
	n  int
}

func (s *stopFuncOk) start() (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		<-quit
		s.mu.Lock()
		s.n--
		s.mu.Unlock()
	}()
	return func() {
		close(quit)
		<-done
	}
}

func (s *stopFuncOk) Run() {
	defer s.start()()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

// nestedBad: the channel is in a struct in a struct, by value and by pointer.
type nestedBad struct {
	mu     sync.Mutex
	worker struct{ state *stateBad }
	n      int
}

type stateBad struct{ signals struct{ done chan bool } }

func newNestedBad() *nestedBad {
	s := &nestedBad{}
	s.worker.state = &stateBad{}
	s.worker.state.signals.done = make(chan bool)
	go s.run()
	return s
}

func (s *nestedBad) run() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	close(s.worker.state.signals.done)
}

func (s *nestedBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.worker.state
	_, ok := <-st.signals.done // WAIT donechan.nestedBad.mu // want `donechan\.nestedBad\.mu is held .*\[heldwait\]`
	_ = ok
}

// nestedOk: another channel of the same struct.
type nestedOk struct {
	mu     sync.Mutex
	worker struct{ state *stateOk }
	n      int
}

type stateOk struct {
	signals struct{ ready, done chan bool }
}

func newNestedOk() *nestedOk {
	s := &nestedOk{}
	s.worker.state = &stateOk{}
	s.worker.state.signals.ready = make(chan bool)
	s.worker.state.signals.done = make(chan bool)
	go s.run()
	return s
}

func (s *nestedOk) run() {
	close(s.worker.state.signals.ready)
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	close(s.worker.state.signals.done)
}

func (s *nestedOk) Stop() {
	s.mu.Lock()
	st := s.worker.state
	<-st.signals.ready
	s.mu.Unlock()
	<-st.signals.done
}

// ackBad: stop sends the channel on which it waits for the acknowledgement; the loop may be in its other arm.
type ackBad struct {
	mu    sync.Mutex
	stopc chan chan struct{}
	tick  chan struct{}
	n     int
}

func newAckBad() *ackBad {
	s := &ackBad{stopc: make(chan chan struct{}), tick: make(chan struct{}, 1)}
	go s.loop()
	return s
}

func (s *ackBad) loop() {
	for {
		select {
		case <-s.tick:
			s.mu.Lock() // NEED
			s.n++
			s.mu.Unlock()
		case ack := <-s.stopc:
			ack <- struct{}{}
			return
		}
	}
}

func (s *ackBad) Tick() { s.tick <- struct{}{} }

func (s *ackBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	ack := make(chan struct{})
	s.stopc <- ack // WAIT donechan.ackBad.mu // want `donechan\.ackBad\.mu is held .*\[heldwait\]`
	<-ack
}

// ackOk: the other arm locks nothing.
type ackOk struct {
	mu    sync.Mutex
	stopc chan chan struct{}
	tick  chan struct{}
	n     int
}

func newAckOk() *ackOk {
	s := &ackOk{stopc: make(chan chan struct{}), tick: make(chan struct{}, 1)}
	go s.loop()
	return s
}

func (s *ackOk) loop() {
	n := 0
	for {
		select {
		case <-s.tick:
			n++
		case ack := <-s.stopc:
			ack <- struct{}{}
			return
		}
	}
}

func (s *ackOk) Tick() { s.tick <- struct{}{} }

func (s *ackOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	ack := make(chan struct{})
	s.stopc <- ack
	<-ack
	s.n = 0
}

// rangeBad: the join is a range over what the goroutine closes.
type rangeBad struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newRangeBad() *rangeBad {
	s := &rangeBad{out: make(chan int)}
	go func() {
		defer close(s.out)
		for i := range 3 {
			s.out <- i
		}
		s.mu.Lock() // NEED
		s.n = 0
		s.mu.Unlock()
	}()
	return s
}

func (s *rangeBad) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.out { // WAIT donechan.rangeBad.mu // want `donechan\.rangeBad\.mu is held .*\[heldwait\]`
		s.n += v
	}
}

// rangeOk: the goroutine locks nothing.
type rangeOk struct {
	mu  sync.Mutex
	out chan int
	n   int
}

func newRangeOk() *rangeOk {
	s := &rangeOk{out: make(chan int)}
	go func() {
		defer close(s.out)
		for i := range 3 {
			s.out <- i
		}
	}()
	return s
}

func (s *rangeOk) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.out {
		s.n += v
	}
}

func (s *rangeOk) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// renewedBad: the channel is made anew by each Start: the field is stored to outside the constructor.
type renewedBad struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func (s *renewedBad) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan struct{})
	s.done = done
	go func() {
		defer close(done)
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
	}()
}

func (s *renewedBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done == nil {
		return
	}
	<-s.done // WAIT donechan.renewedBad.mu // want `donechan\.renewedBad\.mu is held .*\[heldwait\]`
	s.done = nil
}

// renewedOk: it takes the channel out under mu, and waits after.
type renewedOk struct {
	mu   sync.Mutex
	done chan struct{}
	n    int
}

func (s *renewedOk) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan struct{})
	s.done = done
	go func() {
		defer close(done)
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}()
}

func (s *renewedOk) Stop() {
	s.mu.Lock()
	done := s.done
	s.done = nil
	s.mu.Unlock()
	if done == nil {
		return
	}
	<-done
}

// resultBad: the channel is the result of the function that starts the goroutine (kubernetes' After).
type resultBad struct {
	mu sync.Mutex
	n  int
}

func after(f func()) <-chan struct{} {
	ch := make(chan struct{})
	go func() {
		defer close(ch)
		f()
	}()
	return ch
}

func (s *resultBad) step() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *resultBad) Run() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-after(s.step) // WAIT donechan.resultBad.mu // want `donechan\.resultBad\.mu is held .*\[heldwait\]`
}

// resultOk: of two such channels it waits under mu for that of a goroutine that locks nothing.
// The two channels that one function returns are of one class, but each was made for
// its own call.
type resultOk struct {
	mu sync.Mutex
	n  int
}

func (s *resultOk) step() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *resultOk) Run() {
	step := after(s.step)
	s.mu.Lock()
	<-after(work)
	s.mu.Unlock()
	<-step
}
