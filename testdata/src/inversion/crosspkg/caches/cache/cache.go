// Package cache tells who made a cache of what it evicts.
package cache

import (
	"errors"
	"sync"
)

type Cache struct {
	mu      sync.Mutex
	data    map[int]any
	onEvict func(k int, v any)
}

func New(n int) (*Cache, error) {
	if n < 1 {
		return nil, errors.New("n")
	}
	return &Cache{data: map[int]any{}}, nil
}

func (c *Cache) SetOnEvict(f func(k int, v any)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onEvict = f
}

func (c *Cache) Put(k int, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[k] = v
	if c.onEvict != nil {
		c.onEvict(k, v)
	}
}

func (c *Cache) Resize(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, v := range c.data {
		if c.onEvict != nil {
			c.onEvict(k, v)
		}
	}
}
