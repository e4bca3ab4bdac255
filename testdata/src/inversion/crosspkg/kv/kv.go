// Package kv is a store with transactions, which hold its lock until they are over.
package kv

import "sync"

// DB is a store.
type DB struct {
	mu sync.Mutex
	n  int
}

// Tx is a transaction.
type Tx struct{ db *DB }

// Begin begins one.
func (db *DB) Begin() *Tx {
	db.mu.Lock()
	return &Tx{db}
}

// Rollback ends it.
func (t *Tx) Rollback() { t.db.mu.Unlock() }

// Close waits for the last of them.
func (db *DB) Close() {
	db.mu.Lock()
	db.n = 0
	db.mu.Unlock()
}
