package top

import (
	"sync"

	"heldwait/crosspkg/work"
)

// topicOk: who listens has had mu before anybody else knows its closer, which another
// package has made. As in badger.
type topicOk struct {
	mu        sync.Mutex
	listeners map[*work.Closer]chan int
}

func (t *topicOk) add(c *work.Closer) chan int {
	t.mu.Lock()
	defer t.mu.Unlock()
	values := make(chan int)
	t.listeners[c] = values
	return values
}

func (t *topicOk) Listen(each func(int)) {
	c := work.NewCloser()
	values := t.add(c)
	defer c.Done()
	for {
		select {
		case <-c.Closed():
			return
		case v := <-values:
			each(v)
		}
	}
}

func (t *topicOk) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c := range t.listeners {
		c.SignalAndWait()
	}
}

// topicBad: who listens takes mu again at the end.
type topicBad struct {
	mu        sync.Mutex
	listeners map[*work.Closer]chan int
}

func (t *topicBad) add(c *work.Closer) chan int {
	t.mu.Lock()
	defer t.mu.Unlock()
	values := make(chan int)
	t.listeners[c] = values
	return values
}

func (t *topicBad) remove(c *work.Closer) {
	t.mu.Lock() // NEED
	defer t.mu.Unlock()
	delete(t.listeners, c)
}

func (t *topicBad) Listen(each func(int)) {
	c := work.NewCloser()
	values := t.add(c)
	defer c.Done()
	defer t.remove(c)
	for {
		select {
		case <-c.Closed():
			return
		case v := <-values:
			each(v)
		}
	}
}

func (t *topicBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c := range t.listeners {
		c.SignalAndWait() // want `top\.topicBad\.mu is held .*\[heldwait\]`
	}
}
