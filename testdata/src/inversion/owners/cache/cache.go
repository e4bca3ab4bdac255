// Package cache is a library of which each owner makes an object of its own.
package cache

import "sync"

// Cache calls back under its lock.
type Cache struct {
	mu sync.Mutex
	n  int
}

// New makes one.
func New() *Cache { return &Cache{} }

// Open makes one, if it can.
func Open(n int) (*Cache, error) {
	c := New()
	c.n = n
	return c, nil
}

// Do calls back.
func (c *Cache) Do(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

// Put does not.
func (c *Cache) Put(n int) {
	c.mu.Lock()
	c.n = n
	c.mu.Unlock()
}

// A View is kept by others, and leads back.
type View struct{ cache *Cache }

// View hands the cache on.
func (c *Cache) View() *View { return &View{cache: c} }

// Put puts.
func (v *View) Put(n int) {
	v.cache.mu.Lock()
	v.cache.n = n
	v.cache.mu.Unlock()
}

// Tell hands it on to who asks.
func (c *Cache) Tell(f func(*Cache)) { f(c) }
