// Package wrapper is reduced from sarama v1.47.0 client.go:280:92, consumer_group.go:432:41 (x3); 4 findings.
// Open locks b.lock and hands it to `go withRecover(func(){ defer b.lock.Unlock() ... })`.
// After Open returns the lock belongs to that goroutine, which releases it
// without waiting for anything that the opener does: nothing that the caller
// takes afterwards is taken "under" b.lock.
// Expected: silence; it IS silent with `go func(){ defer b.lock.Unlock() }()`.
package wrapper

import "sync"

type broker struct {
	lock sync.Mutex
	n    int
}

func withRecover(fn func()) {
	defer func() {
		if h := handler; h != nil {
			if err := recover(); err != nil {
				h(err)
			}
		}
	}()
	fn()
}

var handler func(any)

func (b *broker) Open() error {
	b.lock.Lock()
	go withRecover(func() {
		defer b.lock.Unlock()
		b.n++
	})
	return nil
}

func (b *broker) Close() {
	b.lock.Lock()
	defer b.lock.Unlock()
}

type client struct {
	lock    sync.RWMutex
	brokers []*broker
}

func (c *client) Any() *broker {
	c.lock.RLock()
	defer c.lock.RUnlock()
	if len(c.brokers) > 0 {
		_ = c.brokers[0].Open()
		return c.brokers[0]
	}
	return nil
}

func (c *client) refresh() { c.Any() }

func (c *client) Start() {
	go withRecover(c.refresh) // puts Open and withRecover in one component
}

func (c *client) Do() {
	if b := c.Any(); b != nil {
		c.Any()
	}
}

func (c *client) Deregister() {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.brokers[0].Close()
}
