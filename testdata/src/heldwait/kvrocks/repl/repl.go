// Package repl runs a replication thread that knows nothing of the server but two functions.
package repl

import "sync"

// Thread is a goroutine that follows a master.
type Thread struct {
	pre, post func()
	quit      chan struct{}
	running   sync.WaitGroup
}

// Start starts the thread, which calls pre before it replaces the data and post after it.
func Start(pre, post func()) *Thread {
	t := &Thread{pre: pre, post: post, quit: make(chan struct{})}
	t.running.Add(1)
	go t.run()
	return t
}

func (t *Thread) run() {
	defer t.running.Done()
	for i := 0; !t.stopped() && i < 3; i++ {
		t.sync()
	}
}

func (t *Thread) sync() {
	t.pre()
	defer t.post()
}

func (t *Thread) stopped() bool {
	select {
	case <-t.quit:
		return true
	default:
		return false
	}
}

// Stop stops the thread and waits until it has ended.
func (t *Thread) Stop() {
	close(t.quit)
	t.running.Wait() // WAIT server.serverBad.works server.flagBad.works
}

// Signal stops the thread and does not wait.
func (t *Thread) Signal() { close(t.quit) }

// Stopped is closed by Stop.
func (t *Thread) Stopped() <-chan struct{} { return t.quit }

// Chan is a thread that one joins through a channel.
type Chan struct {
	pre  func() error
	quit chan struct{}
	done chan struct{}
}

// NewChan returns a thread that has not started.
func NewChan() *Chan { return &Chan{quit: make(chan struct{}), done: make(chan struct{})} }

// OnSync sets the function that is called before a full sync.
func (c *Chan) OnSync(pre func() error) *Chan {
	c.pre = pre
	return c
}

// Start starts it.
func (c *Chan) Start() { go c.loop() }

func (c *Chan) loop() {
	defer close(c.done)
	for range 2 {
		select {
		case <-c.quit:
			return
		default:
		}
		if c.pre() != nil {
			return
		}
	}
}

// Close stops and joins it.
func (c *Chan) Close() error {
	close(c.quit)
	<-c.done // WAIT server.chanBad.works
	return nil
}
