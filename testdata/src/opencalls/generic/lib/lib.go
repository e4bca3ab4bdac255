// Package lib has generic types, which importers instantiate.
package lib

import "sync"

// Cache calls onEvict under its lock.
type Cache[K comparable, V any] struct {
	mu      sync.Mutex
	m       map[K]V
	onEvict func(K, V)
}

// NewCache returns one.
func NewCache[K comparable, V any](onEvict func(K, V)) *Cache[K, V] {
	return &Cache[K, V]{m: map[K]V{}, onEvict: onEvict}
}

// Put puts v in for k, and the old one out.
func (c *Cache[K, V]) Put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.m[k]; ok {
		c.onEvict(k, old)
	}
	c.m[k] = v
}

// Len locks.
func (c *Cache[K, V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.m)
}

// Item is what a Set has.
type Item interface{ Key() string }

// Set calls the method of its items under its lock: the type is known where it is instantiated.
type Set[T Item] struct {
	mu sync.Mutex
	m  map[string]T
}

// Add adds one.
func (s *Set[T]) Add(t T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = map[string]T{}
	}
	s.m[t.Key()] = t
}

// Len locks.
func (s *Set[T]) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m)
}

// Value is a value with a lock around it.
type Value[V any] struct {
	mu sync.Mutex
	v  V
}

// Update replaces it by what f makes of it.
func (x *Value[V]) Update(f func(V) V) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.v = f(x.v)
}

// Load locks.
func (x *Value[V]) Load() V {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.v
}

// All is an iterator under the lock.
func (x *Value[V]) All(n int) func(func(V) bool) {
	return func(yield func(V) bool) {
		x.mu.Lock()
		defer x.mu.Unlock()
		for range n {
			if !yield(x.v) {
				return
			}
		}
	}
}
