// Package constructor is reduced from etcd server v3.7.3 storage/mvcc/kvstore_test.go:857.
// Two readers need a writer that comes between; the only writer of store.mu named
// is the constructor, which locks the store that it has just made. (etcd has other
// writers, Restore and Compact; none of them runs in that test.)
// Expected: silence: a write-lock of a fresh object is no writer.
package constructor

import "sync"

type store struct{ mu sync.RWMutex }

func NewStore(f func()) *store {
	s := &store{}
	s.mu.Lock()
	f()
	s.mu.Unlock()
	return s
}

var mu sync.Mutex

func (s *store) A() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	mu.Lock()
	mu.Unlock()
}

func (s *store) B() {
	mu.Lock()
	defer mu.Unlock()
	s.mu.RLock()
	s.mu.RUnlock()
}
