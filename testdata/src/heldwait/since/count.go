package since

import "sync"

// checkOk: a transaction is counted once it has the lock, by one helper; who waits under
// the lock waits only for those that are counted (rclone, azureblob).
type checkOk struct {
	mu       sync.Mutex
	inFlight sync.WaitGroup
}

func (c *checkOk) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inFlight.Add(1)
}

func (c *checkOk) stop() { c.inFlight.Done() }

func (c *checkOk) Check() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inFlight.Wait()
}

func (c *checkOk) Run() {
	go func() {
		c.start()
		work()
		c.stop()
	}()
	c.Check()
}

// checkBad: the helper counts first, and then takes the lock.
type checkBad struct {
	mu       sync.Mutex
	n        int
	inFlight sync.WaitGroup
}

func (c *checkBad) start() {
	c.inFlight.Add(1)
	c.mu.Lock() // NEED
	defer c.mu.Unlock()
	c.n++
}

func (c *checkBad) stop() { c.inFlight.Done() }

func (c *checkBad) Check() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inFlight.Wait() // WAIT since.checkBad.mu // want `since\.checkBad\.mu is held .*\[heldwait\]`
}

func (c *checkBad) Run() {
	go func() {
		c.start()
		work()
		c.stop()
	}()
	c.Check()
}

// tracker counts in and out by one function, which a flag tells what to do (net/http's
// trackListener).
type tracker struct {
	mu    sync.Mutex
	n     int
	group sync.WaitGroup
}

func (t *tracker) track(add bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if add {
		t.n++
		t.group.Add(1)
	} else {
		t.n--
		t.group.Done()
	}
}

func (t *tracker) shutdown() { t.group.Wait() }

// serverOk: the server has had its lock before it is tracked (coredns).
type serverOk struct {
	mu sync.Mutex
	t  tracker
}

func (s *serverOk) Serve() {
	s.mu.Lock()
	work()
	s.mu.Unlock()
	s.t.track(true)
	defer s.t.track(false)
	work()
}

func (s *serverOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t.shutdown()
}

// serverBad: it takes the lock while it is tracked.
type serverBad struct {
	mu sync.Mutex
	t  tracker
}

func (s *serverBad) Serve() {
	s.t.track(true)
	defer s.t.track(false)
	s.mu.Lock() // NEED
	work()
	s.mu.Unlock()
}

func (s *serverBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t.shutdown() // WAIT since.serverBad.mu // want `since\.serverBad\.mu is held .*\[heldwait\]`
}
