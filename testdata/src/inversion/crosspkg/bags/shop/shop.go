// Package shop has maps in variables, too.
package shop

import (
	"sync"

	"inversion/crosspkg/bags/bag"
	"inversion/crosspkg/bags/shelf"
)

type till struct {
	mu sync.Mutex
	n  int
}

func (t *till) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

var goods = bag.New[string, int](true)

// StockOk takes a till under its own map.
func StockOk(t *till, name string) int {
	return goods.GetOrSet(name, func() int { return t.count() })
}

// FindOk takes the map of shelf under the till.
func (t *till) FindOk(name string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return shelf.Get(name)
}

type safe struct {
	mu sync.Mutex
	n  int
}

func (s *safe) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

var lent = shelf.All

// StockBad takes a safe under the map that it shares.
func StockBad(s *safe, name string) int {
	return lent.GetOrSet(name, func() int { return s.count() }) // want `bag\.Map\.mu and shop\.safe\.mu are taken in opposite orders.*\[inversion\]`
}

// FindBad takes that map under the safe.
func (s *safe) FindBad(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return shelf.GetAll(name)
}
