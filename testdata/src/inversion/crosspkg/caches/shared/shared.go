// Package shared has trees that use the cache of all.
package shared

import (
	"sync"

	"inversion/crosspkg/caches/cache"
)

type tree struct {
	mu    sync.Mutex
	cache *cache.Cache
	n     int
}

func (t *tree) appendBad(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cache.Put(n, n) // want `shared\.tree\.mu and cache\.Cache\.mu are taken in opposite orders.*\[inversion\]`
}

func (t *tree) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

type Manager struct {
	cache *cache.Cache
	trees []*tree
}

func NewManager() *Manager {
	m := &Manager{}
	m.cache = create(m)
	return m
}

func create(m *Manager) *cache.Cache {
	c, _ := cache.New(3)
	c.SetOnEvict(func(k int, v any) { m.trees[k].size() })
	return c
}

func (m *Manager) AddBad() {
	t := &tree{cache: m.cache}
	m.trees = append(m.trees, t)
	t.appendBad(1)
}

func (m *Manager) ResizeBad(n int) { m.cache.Resize(n) }
