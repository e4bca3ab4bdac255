package servers

import (
	"sync"
	"time"

	"heldwait/servers/jobs"
)

// tickerBad: Close stops the ticker of another package under mu, which its function takes.
type tickerBad struct {
	mu    sync.Mutex
	t     *jobs.Ticker
	beats int
}

func newTickerBad() *tickerBad {
	s := &tickerBad{}
	s.t = jobs.Every(time.Second, s.beat)
	return s
}

func (s *tickerBad) beat() {
	s.mu.Lock() // NEED
	s.beats++
	s.mu.Unlock()
}

func (s *tickerBad) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.t != nil {
		s.t.Stop() // WAIT servers.tickerBad.mu // want `servers\.tickerBad\.mu is held .*\[heldwait\]`
		s.t = nil
	}
}

// tickerOk: it takes the ticker out under mu, and stops it then.
type tickerOk struct {
	mu    sync.Mutex
	t     *jobs.Ticker
	beats int
}

func newTickerOk() *tickerOk {
	s := &tickerOk{}
	s.t = jobs.Every(time.Second, s.beat)
	return s
}

func (s *tickerOk) beat() {
	s.mu.Lock()
	s.beats++
	s.mu.Unlock()
}

func (s *tickerOk) Close() {
	s.mu.Lock()
	t := s.t
	s.t = nil
	s.mu.Unlock()
	if t != nil {
		t.Stop()
	}
}

// tasksBad: it drains its tasks under mu; one that fails is told of under mu, before it is done.
type tasksBad struct {
	mu    sync.Mutex
	tasks *jobs.Tasks
	errs  []error
}

func (s *tasksBad) Submit(f func() error) {
	s.tasks.Go(f, s.fail)
}

func (s *tasksBad) fail(err error) {
	s.mu.Lock() // NEED
	s.errs = append(s.errs, err)
	s.mu.Unlock()
}

func (s *tasksBad) Close() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tasks.Drain() // WAIT servers.tasksBad.mu // want `servers\.tasksBad\.mu is held .*\[heldwait\]`
	return s.errs
}

// tasksOk: it drains them first.
type tasksOk struct {
	mu    sync.Mutex
	tasks *jobs.Tasks
	errs  []error
}

func (s *tasksOk) Submit(f func() error) {
	s.tasks.Go(f, s.fail)
}

func (s *tasksOk) fail(err error) {
	s.mu.Lock()
	s.errs = append(s.errs, err)
	s.mu.Unlock()
}

func (s *tasksOk) Close() []error {
	s.tasks.Drain()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.errs
}

// memberBad: it closes its group under mu, and takes mu when it is told that it has left.
type memberBad struct {
	mu    sync.Mutex
	group *jobs.Group
	in    bool
}

func newMemberBad() *memberBad {
	m := &memberBad{group: jobs.NewGroup(), in: true}
	m.group.Join(m)
	return m
}

func (m *memberBad) Left() {
	m.mu.Lock() // NEED
	m.in = false
	m.mu.Unlock()
}

func (m *memberBad) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.in {
		m.group.Close() // WAIT servers.memberBad.mu // want `servers\.memberBad\.mu is held .*\[heldwait\]`
	}
}

// memberOk: it asks under mu, and closes it then.
type memberOk struct {
	mu    sync.Mutex
	group *jobs.Group
	in    bool
}

func newMemberOk() *memberOk {
	m := &memberOk{group: jobs.NewGroup(), in: true}
	m.group.Join(m)
	return m
}

func (m *memberOk) Left() {
	m.mu.Lock()
	m.in = false
	m.mu.Unlock()
}

func (m *memberOk) Close() {
	m.mu.Lock()
	in := m.in
	m.mu.Unlock()
	if in {
		m.group.Close()
	}
}

// closingBad: it sends to its loop under mu, which the loop takes; that Close ends the loop, by closing the channel, is of no help to who sends.
type closingBad struct {
	mu   sync.Mutex
	msgs chan string
	n    int
}

func newClosingBad() *closingBad {
	c := &closingBad{msgs: make(chan string)}
	go c.loop()
	return c
}

func (c *closingBad) loop() {
	for m := range c.msgs {
		c.mu.Lock() // NEED
		c.n += len(m)
		c.mu.Unlock()
	}
}

func (c *closingBad) Post(m string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n < 100 {
		c.msgs <- m // WAIT servers.closingBad.mu // want `servers\.closingBad\.mu is held .*\[heldwait\]`
	}
}

func (c *closingBad) Close() { close(c.msgs) }

// closingOk: it sends when it has given mu up.
type closingOk struct {
	mu   sync.Mutex
	msgs chan string
	n    int
}

func newClosingOk() *closingOk {
	c := &closingOk{msgs: make(chan string)}
	go c.loop()
	return c
}

func (c *closingOk) loop() {
	for m := range c.msgs {
		c.mu.Lock()
		c.n += len(m)
		c.mu.Unlock()
	}
}

func (c *closingOk) Post(m string) {
	c.mu.Lock()
	n := c.n
	c.mu.Unlock()
	if n < 100 {
		c.msgs <- m
	}
}

func (c *closingOk) Close() { close(c.msgs) }
