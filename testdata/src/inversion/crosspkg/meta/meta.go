// Package meta has a store behind a lock of its own, and hands out its transactions as
// an interface.
package meta

import (
	"sync"

	"inversion/crosspkg/kv"
)

// Txn is a transaction.
type Txn interface{ Rollback() }

// Store opens its store when it is needed.
type Store struct {
	mu sync.Mutex
	db *kv.DB
}

// Begin begins a transaction.
func (s *Store) Begin() Txn {
	s.mu.Lock()
	if s.db == nil {
		s.db = new(kv.DB)
	}
	db := s.db
	s.mu.Unlock()
	return db.Begin()
}

// Close closes it.
func (s *Store) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.db.Close()
}
