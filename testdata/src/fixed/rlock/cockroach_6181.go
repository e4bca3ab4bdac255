package rlock

import (
	"fmt"
	"sync"
)

// It prints itself under the read lock, by a String that takes that lock. The fix
// prints what a function gives that is called with the lock held.
type cacheUnfixed struct {
	mu sync.RWMutex
	n  int
}

func (c *cacheUnfixed) String() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return "cache"
}

func (c *cacheUnfixed) Lookup() {
	c.mu.RLock()
	fmt.Println(c) // found: reacquire
	c.mu.RUnlock()
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

type cacheFixed struct {
	mu sync.RWMutex
	n  int
}

func (c *cacheFixed) String() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.stringLocked()
}

func (c *cacheFixed) stringLocked() string { return "cache" }

func (c *cacheFixed) Lookup() {
	c.mu.RLock()
	fmt.Println(c.stringLocked())
	c.mu.RUnlock()
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}
