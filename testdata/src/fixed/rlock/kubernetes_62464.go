package rlock

import "sync"

// A getter that only calls two others, all under the read lock. The fix leaves the
// locking to those two.
type cpusUnfixed struct {
	sync.RWMutex
	of       map[string]int
	fallback int
}

func (c *cpusUnfixed) GetOr(name string) int {
	c.RLock()
	defer c.RUnlock()
	if n, ok := c.Get(name); ok { // found: reacquire
		return n
	}
	return c.Default() // found: reacquire
}

func (c *cpusUnfixed) Get(name string) (int, bool) {
	c.RLock()
	defer c.RUnlock()
	n, ok := c.of[name]
	return n, ok
}

func (c *cpusUnfixed) Default() int {
	c.RLock()
	defer c.RUnlock()
	return c.fallback
}

func (c *cpusUnfixed) SetDefault(n int) {
	c.Lock()
	defer c.Unlock()
	c.fallback = n
}

type cpusFixed struct {
	sync.RWMutex
	of       map[string]int
	fallback int
}

func (c *cpusFixed) GetOr(name string) int {
	if n, ok := c.Get(name); ok {
		return n
	}
	return c.Default()
}

func (c *cpusFixed) Get(name string) (int, bool) {
	c.RLock()
	defer c.RUnlock()
	n, ok := c.of[name]
	return n, ok
}

func (c *cpusFixed) Default() int {
	c.RLock()
	defer c.RUnlock()
	return c.fallback
}

func (c *cpusFixed) SetDefault(n int) {
	c.Lock()
	defer c.Unlock()
	c.fallback = n
}
