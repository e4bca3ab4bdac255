package work

import "sync"

// Closer ends a goroutine and joins it.
type Closer struct {
	quit chan struct{}
	wg   sync.WaitGroup
}

// NewCloser returns one for a goroutine that runs already.
func NewCloser() *Closer {
	c := &Closer{quit: make(chan struct{})}
	c.wg.Add(1)
	return c
}

// Closed is closed when the goroutine is to end.
func (c *Closer) Closed() <-chan struct{} { return c.quit }

// Done says that the goroutine has ended.
func (c *Closer) Done() { c.wg.Done() }

// SignalAndWait ends the goroutine and joins it.
func (c *Closer) SignalAndWait() {
	close(c.quit)
	c.wg.Wait() // WAIT top.topicBad.mu
}
