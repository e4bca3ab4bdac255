// Package tree has a cache of its own.
package tree

import (
	"sync"

	"inversion/crosspkg/caches/cache"
)

type Tree struct {
	mu     sync.Mutex
	pCache *cache.Cache
	n      int
}

func New() (*Tree, error) {
	pCache, err := cache.New(10)
	if err != nil {
		return nil, err
	}
	t := &Tree{pCache: pCache}
	return t, nil
}

func (t *Tree) Append(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pCache.Put(n, n)
}

func (t *Tree) Size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}
