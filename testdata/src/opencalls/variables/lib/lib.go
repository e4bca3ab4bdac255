// Package lib has functions, and an object, in exported variables.
package lib

import "sync"

// A Store is locked by its users.
type Store struct {
	Mu sync.Mutex
	n  int
}

// Flush flushes a store.
var Flush = flush

func flush(s *Store) {
	s.Mu.Lock()
	s.n = 0
	s.Mu.Unlock()
}

// Guard locks a store until what it returns is called.
var Guard = func(s *Store) func() {
	s.Mu.Lock()
	return s.Mu.Unlock
}

// Changed is set anew by SetChanged.
var Changed = flush

// SetChanged sets Changed.
func SetChanged() { Changed = func(*Store) {} }

// A List is what Default is.
type List interface {
	Add(n int)
	Each(f func(int))
}

// Default is a list.
var Default List = all

var all = new(list)

// Sum calls f with all that is in Default.
func Sum(f func(int)) { all.Each(f) }

type list struct {
	mu sync.Mutex
	of []int
}

func (l *list) Add(n int) {
	l.mu.Lock()
	l.of = append(l.of, n)
	l.mu.Unlock()
}

func (l *list) Each(f func(int)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range l.of {
		f(n)
	}
}
