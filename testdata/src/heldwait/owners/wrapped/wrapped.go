// Package wrapped makes a group for each of its functions: what one waits for is nothing
// that another has started.
package wrapped

import (
	"sync"

	"heldwait/owners/wrap"
)

type storeOk struct {
	mu      sync.Mutex
	buckets []*bucket
}

type bucket struct {
	mu   sync.Mutex
	open bool
}

func (b *bucket) shut() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = false
	return nil
}

// CloseOk waits with the lock held for what does not need it.
func (s *storeOk) CloseOk() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := wrap.New()
	for _, b := range s.buckets {
		g.Run(func() error { return b.shut() })
	}
	return g.Join()
}

func (s *storeOk) add(b *bucket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets = append(s.buckets, b)
	return nil
}

// LoadOk runs what needs the lock, in another group, and without it.
func (s *storeOk) LoadOk(all []*bucket) error {
	g := wrap.New()
	each(all, func(b *bucket) {
		g.Run(func() error { return s.add(b) })
	})
	return g.Join()
}

func each(all []*bucket, f func(*bucket)) {
	for _, b := range all {
		f(b)
	}
}

type storeBad struct {
	mu      sync.Mutex
	buckets []*bucket
}

func (s *storeBad) drop(b *bucket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets = nil
	return b.shut()
}

// CloseBad waits for what needs the lock that it holds.
func (s *storeBad) CloseBad() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := wrap.New()
	for _, b := range s.buckets {
		g.Run(func() error { return s.drop(b) })
	}
	return g.Join() // want `wrapped\.storeBad\.mu is held by \(\*wrapped\.storeBad\)\.CloseBad while it waits .*\[heldwait\]`
}
