// Package db has a cache of what has trees (immudb): what that evicts closes them, while
// the cache of a tree evicts nothing of the kind.
package db

import (
	"sync"

	"inversion/crosspkg/caches/cache"
	"inversion/crosspkg/caches/tree"
)

type info struct {
	mtx  sync.Mutex
	tree *tree.Tree
	n    int
}

type Manager struct {
	dbCache *cache.Cache
	dbs     []*info
}

func NewManager() *Manager {
	m := &Manager{}
	m.dbCache = create(m)
	return m
}

// create makes a cache for its caller to keep.
func create(m *Manager) *cache.Cache {
	c, _ := cache.New(3)
	c.SetOnEvict(func(k int, v any) {
		d := m.dbs[k]
		d.mtx.Lock()
		d.n++
		d.mtx.Unlock()
		d.tree.Size()
	})
	return c
}

func (m *Manager) ResizeOk(n int) { m.dbCache.Resize(n) }

func (m *Manager) GetOk(k int) int {
	d := m.dbs[k]
	d.mtx.Lock()
	defer d.mtx.Unlock()
	return d.tree.Size()
}
