// Package store has stores with a cache in a field of theirs.
package store

import (
	"sync"

	"inversion/owners/cache"
)

// GivenOk has its cache from who makes it.
type GivenOk struct {
	mu    sync.Mutex
	cache *cache.Cache
}

// NewGivenOk makes one.
func NewGivenOk(c *cache.Cache) *GivenOk { return &GivenOk{cache: c} }

// Put puts.
func (s *GivenOk) Put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1)
}

// Touch locks.
func (s *GivenOk) Touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

// GivenBad likewise.
type GivenBad struct {
	mu    sync.Mutex
	cache *cache.Cache
}

// NewGivenBad makes one.
func NewGivenBad(c *cache.Cache) *GivenBad { return &GivenBad{cache: c} }

// Put puts.
func (s *GivenBad) Put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1)
}

// Touch locks.
func (s *GivenBad) Touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

// OwnOk makes a cache, which is its own.
type OwnOk struct {
	own *cache.Cache
}

// NewOwnOk makes one.
func NewOwnOk() *OwnOk { return &OwnOk{cache.New()} }

// Each calls back under the cache's lock.
func (s *OwnOk) Each(f func()) { s.own.Do(f) }

// OwnBad shows it.
type OwnBad struct {
	own *cache.Cache
}

// NewOwnBad makes one.
func NewOwnBad() *OwnBad { return &OwnBad{cache.New()} }

// Each calls back under the cache's lock.
func (s *OwnBad) Each(f func()) { s.own.Do(f) }

// Cache is that of the store.
func (s *OwnBad) Cache() *cache.Cache { return s.own }

// A Filler fills caches of its callers.
type Filler struct{ mu sync.Mutex }

// Fill fills one.
func (f *Filler) Fill(c *cache.Cache) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fill(c)
}

func fill(c *cache.Cache) { c.Put(1) }

// Touch locks.
func (f *Filler) Touch() {
	f.mu.Lock()
	f.mu.Unlock()
}

// A Pourer likewise.
type Pourer struct{ mu sync.Mutex }

// Pour fills one.
func (f *Pourer) Pour(c *cache.Cache) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fill(c)
}

// Touch locks.
func (f *Pourer) Touch() {
	f.mu.Lock()
	f.mu.Unlock()
}
