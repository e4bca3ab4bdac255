// Package closer is a library with which goroutines are told to end, and waited for, as
// ristretto's z.Closer.
package closer

import "sync"

// Closer belongs to one owner.
type Closer struct {
	waiting sync.WaitGroup
	stop    chan struct{}
}

// New makes one for n goroutines.
func New(n int) *Closer {
	c := &Closer{stop: make(chan struct{})}
	c.waiting.Add(n)
	return c
}

// Stopped is closed by Close.
func (c *Closer) Stopped() <-chan struct{} { return c.stop }

// Done is called by the goroutines.
func (c *Closer) Done() { c.waiting.Done() }

// Close waits for them.
func (c *Closer) Close() {
	close(c.stop)
	c.waiting.Wait()
}
