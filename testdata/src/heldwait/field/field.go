// Package field has the shapes of real code that was falsely reported, each with a
// twin that does wait for what needs its lock.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package field

import "sync"

func work() {}

// drainOk: Run drains the events once it is told to end; but where it waits for that it
// also receives events (quic-go's qlogwriter).
type drainOk struct {
	mu     sync.Mutex
	events chan int
	done   chan struct{}
	n      int
}

func (d *drainOk) Record(e int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events <- e
}

func (d *drainOk) Run() {
	for {
		select {
		case <-d.done:
			for {
				select {
				case d.n = <-d.events:
				default:
					return
				}
			}
		case d.n = <-d.events:
		}
	}
}

func (d *drainOk) Close() {
	d.mu.Lock()
	d.n = 0
	d.mu.Unlock()
	close(d.done)
}

// drainBad: it receives events only once it is told to end.
type drainBad struct {
	mu     sync.Mutex
	events chan int
	done   chan struct{}
	n      int
}

func (d *drainBad) Record(e int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events <- e // WAIT field.drainBad.mu // want `field\.drainBad\.mu is held .*\[heldwait\]`
}

func (d *drainBad) Run() {
	for {
		<-d.done
		d.n = <-d.events
	}
}

func (d *drainBad) Close() {
	d.mu.Lock() // NEED
	d.n = 0
	d.mu.Unlock()
	close(d.done)
}

// A Logger is what others supply.
type Logger interface{ Log(text string) }

type silent struct{}

func (silent) Log(string) {}

// statusOk: who writes the status closes the transport, but so does a goroutine that
// waits for the request's end. What that one calls before others supply, which is no
// matter of who writes (grpc's handler transport).
type statusOk struct {
	mu     sync.Mutex
	closed chan struct{}
	over   chan struct{}
}

func newStatusOk(log Logger) *statusOk {
	s := &statusOk{closed: make(chan struct{}), over: make(chan struct{})}
	go func() {
		<-s.over
		s.close(log)
	}()
	return s
}

func (s *statusOk) close(log Logger) {
	log.Log("closing")
	close(s.closed)
}

func (s *statusOk) Over() { close(s.over) }

func (s *statusOk) Write() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.closed
}

func (s *statusOk) Start() { go s.writeLast() }

func (s *statusOk) writeLast() {
	s.mu.Lock()
	work()
	s.mu.Unlock()
	s.close(silent{})
}

// statusBad: only who writes closes it.
type statusBad struct {
	mu     sync.Mutex
	closed chan struct{}
}

func (s *statusBad) Close(log Logger) {
	log.Log("closing")
	close(s.closed)
}

func (s *statusBad) Write() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.closed // WAIT field.statusBad.mu // want `field\.statusBad\.mu is held .*\[heldwait\]`
}

func (s *statusBad) Start() { go s.writeLast() }

func (s *statusBad) writeLast() {
	s.mu.Lock() // NEED
	work()
	s.mu.Unlock()
	s.Close(silent{})
}

// stepsOk: the second step makes a channel of its own; that its caller took mu in the
// first is no matter of that one (pion's subtests).
type stepsOk struct {
	mu sync.Mutex
	n  int
}

func (s *stepsOk) Run() {
	s.first()
	s.second()
}

func (s *stepsOk) first() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

func (s *stepsOk) second() {
	done := make(chan int)
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		done <- s.n
	}()
	<-done
}

// stepsBad: the channel is there before the first step.
type stepsBad struct {
	mu sync.Mutex
	n  int
}

func (s *stepsBad) Run() {
	done := make(chan int)
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		done <- s.n // WAIT field.stepsBad.mu // want `field\.stepsBad\.mu is held .*\[heldwait\]`
	}()
	s.first()
	s.second(done)
}

func (s *stepsBad) first() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
}

func (s *stepsBad) second(done chan int) { <-done }

// askOk: a connection's dialer leads, by two functions in fields, to one that asks a
// watcher, which closes a connection of its own: of the same type, but never the one
// that dials (go-redis, of a cluster and of sentinels).
type askOk struct {
	mu   sync.Mutex
	dial func() int
}

type poolOk struct{ get func() int }

type watcherOk struct {
	own     *askOk
	answers chan int
}

func newWatcherOk(own *askOk) *watcherOk { return &watcherOk{own: own, answers: make(chan int)} }

func (w *watcherOk) ask() int {
	go func() {
		w.own.close()
		w.answers <- 1
	}()
	return <-w.answers
}

func (a *askOk) connect() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dial()
}

func (a *askOk) close() {
	a.mu.Lock()
	a.dial = nil
	a.mu.Unlock()
}

func (a *askOk) by(p *poolOk) { a.dial = func() int { return p.get() } }

func (p *poolOk) by(w *watcherOk) { p.get = func() int { return w.ask() } }

// askBad: one function in a field, of which there is one.
type askBad struct {
	mu   sync.Mutex
	dial func() int
	n    int
}

type watcherOf struct {
	own     *askBad
	answers chan int
}

func newWatcherOf(own *askBad) *watcherOf { return &watcherOf{own: own, answers: make(chan int)} }

func (w *watcherOf) ask() int {
	go func() {
		w.own.close()
		w.answers <- 1
	}()
	return <-w.answers
}

func (a *askBad) connect() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dial() // WAIT field.askBad.mu // want `field\.askBad\.mu is held .*\[heldwait\]`
}

func (a *askBad) close() {
	a.mu.Lock() // NEED
	a.n = 0
	a.mu.Unlock()
}

func (a *askBad) by(w *watcherOf) { a.dial = func() int { return w.ask() } }

// slotsOk: whoever sends a request has put a token into slots before, which the reader
// takes out once it has the answer. So there is one; that senders take mu before they
// put it there is no matter (sarama's broker).
type slotsOk struct {
	mu       sync.Mutex
	requests chan int
	slots    chan struct{}
	done     chan struct{}
	n        int
}

func newSlotsOk() *slotsOk {
	s := &slotsOk{requests: make(chan int), slots: make(chan struct{}, 5), done: make(chan struct{})}
	go s.read()
	return s
}

func (s *slotsOk) read() {
	for n := range s.requests {
		<-s.slots
		s.n = n
	}
	close(s.done)
}

func (s *slotsOk) Send(n int) {
	s.mu.Lock()
	work()
	s.mu.Unlock()
	s.slots <- struct{}{}
	s.requests <- n
}

func (s *slotsOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.requests)
	<-s.done
}

// slotsBad: the reader waits for the end of who puts a token there, once.
type slotsBad struct {
	mu    sync.Mutex
	slots chan struct{}
	done  chan struct{}
	n     int
}

func newSlotsBad() *slotsBad {
	s := &slotsBad{slots: make(chan struct{}), done: make(chan struct{})}
	go s.read()
	go s.send()
	return s
}

func (s *slotsBad) read() {
	<-s.slots
	close(s.done)
}

func (s *slotsBad) send() {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	s.slots <- struct{}{}
}

func (s *slotsBad) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done // WAIT field.slotsBad.mu // want `field\.slotsBad\.mu is held .*\[heldwait\]`
}

// registerOk: a connection makes itself known under mu, and only then serves, and takes
// messages. A hook that it is shown to before does not tell others (x/net's http2).
type registerOk struct {
	mu    sync.Mutex
	conns map[*connOk]bool
}

type connOk struct {
	n        int
	messages chan int
}

func (r *registerOk) Serve(hook func(*connOk)) {
	c := &connOk{messages: make(chan int)}
	if hook != nil {
		hook(c)
	}
	r.register(c)
	c.serve()
}

func (r *registerOk) register(c *connOk) {
	r.mu.Lock()
	r.conns[c] = true
	r.mu.Unlock()
}

func (c *connOk) serve() {
	for c.n = range c.messages {
		work()
	}
}

func (r *registerOk) Shutdown() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		c.messages <- 0
	}
}

// registerBad: it takes mu between two messages.
type registerBad struct {
	mu    sync.Mutex
	conns map[*linkOf]bool
}

type linkOf struct {
	n        int
	messages chan int
}

func (r *registerBad) Serve(hook func(*linkOf)) {
	c := &linkOf{messages: make(chan int)}
	if hook != nil {
		hook(c)
	}
	r.register(c)
	for c.n = range c.messages {
		r.register(c)
	}
}

func (r *registerBad) register(c *linkOf) {
	r.mu.Lock() // NEED
	r.conns[c] = true
	r.mu.Unlock()
}

func (r *registerBad) Shutdown() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		c.messages <- 0 // WAIT field.registerBad.mu // want `field\.registerBad\.mu is held .*\[heldwait\]`
	}
}

// answersOk: each of the jobs has a channel of its own for its one answer, with room for
// it; that they are received in a loop makes no stream of them (pebble's compactions).
type answersOk struct {
	mu   sync.Mutex
	jobs []*jobOf
	n    int
}

type jobOf struct{ answer chan int }

func (a *answersOk) Run() {
	var jobs []*jobOf
	for range 3 {
		jobs = append(jobs, &jobOf{answer: make(chan int, 1)})
	}
	a.mu.Lock()
	a.jobs = append(a.jobs, jobs...)
	a.mu.Unlock()
	for i := range jobs {
		a.mu.Lock()
		a.n++
		a.mu.Unlock()
		<-jobs[i].answer
	}
}

func (a *answersOk) Work() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, j := range a.jobs {
		j.answer <- a.n
	}
}

// answersBad: one channel for all answers.
type answersBad struct {
	mu      sync.Mutex
	answers chan int
	n       int
}

func newAnswersBad() *answersBad { return &answersBad{answers: make(chan int, 1)} }

func (a *answersBad) Run() {
	for range 3 {
		a.mu.Lock() // NEED
		a.n++
		a.mu.Unlock()
		<-a.answers
	}
}

func (a *answersBad) Work() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for range 3 {
		a.answers <- a.n // WAIT field.answersBad.mu // want `field\.answersBad\.mu is held .*\[heldwait\]`
	}
}

// sentOk: who sends a message has locked it; who works on it unlocks it, and then the
// third gets the lock to put it in order (wireguard).
type sentOk struct {
	work, order chan *orderedMessage
	free        *orderedMessage
	n           int
}

type orderedMessage struct{ mu sync.Mutex }

func (s *sentOk) Send() {
	m := s.free
	m.mu.Lock()
	s.order <- m
	s.work <- m
}

func (s *sentOk) Work() {
	for m := range s.work {
		s.n++
		m.mu.Unlock()
	}
}

func (s *sentOk) Order() {
	for m := range s.order {
		m.mu.Lock()
		m.mu.Unlock()
	}
}

// sentBad: who sends a message keeps it locked.
type sentBad struct {
	order chan *keptMessage
	last  *keptMessage
}

type keptMessage struct{ mu sync.Mutex }

func (s *sentBad) Send() {
	s.last.mu.Lock()
	s.order <- s.last // want `field\.keptMessage\.mu is held .*\[heldwait\]`
	s.last.mu.Unlock()
}

func (s *sentBad) Order() {
	for {
		s.last.mu.Lock()
		s.last.mu.Unlock()
		<-s.order
	}
}
