// Package app instantiates the types of package lib.
//
// REACQUIRE and INVERSION stand where this package binds what the finding
// goes through, with a lock of the finding.
package app

import (
	"sync"

	"opencalls/generic/lib"
)

// evictBad: what is called on eviction takes the lock under which the cache is asked.
type evictBad struct {
	mu sync.Mutex
	c  *lib.Cache[string, int]
	n  int
}

func newEvictBad() *evictBad {
	e := &evictBad{}
	e.c = lib.NewCache(e.evicted) // INVERSION app.evictBad.mu lib.Cache.mu
	return e
}

func (e *evictBad) evicted(string, int) {
	e.mu.Lock()
	e.n++
	e.mu.Unlock()
}

func (e *evictBad) Get() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.c.Len()
}

func (e *evictBad) Do() {
	e.c.Put("a", 1)
	e.c.Put("a", 2)
}

// evictOk: it asks before it locks.
type evictOk struct {
	mu sync.Mutex
	c  *lib.Cache[int, string]
	n  int
}

func newEvictOk() *evictOk {
	e := &evictOk{}
	e.c = lib.NewCache(e.evicted)
	return e
}

func (e *evictOk) evicted(int, string) {
	e.mu.Lock()
	e.n++
	e.mu.Unlock()
}

func (e *evictOk) Get() int {
	n := e.c.Len()
	e.mu.Lock()
	defer e.mu.Unlock()
	return n + e.n
}

func (e *evictOk) Do() {
	e.c.Put(1, "a")
	e.c.Put(1, "b")
}

// setBad: the type argument's method comes back to the set.
type setBad struct{ s lib.Set[*itemBad] }

type itemBad struct{ of *setBad }

func (i *itemBad) Key() string {
	if i.of.s.Len() > 0 {
		return "more"
	}
	return "first"
}

func (s *setBad) Do() {
	s.s.Add(&itemBad{s}) // REACQUIRE lib.Set.mu
}

// setOk: it does not.
type setOk struct{ s lib.Set[*itemOk] }

type itemOk struct{ of *setOk }

func (i *itemOk) Key() string { return "first" }

func (s *setOk) Do() { s.s.Add(&itemOk{s}) }

// itemsBad: the type argument's method takes a lock that is held around the set elsewhere; a value, not a pointer.
type itemsBad struct {
	mu sync.Mutex
	s  lib.Set[handleBad]
	n  int
}

type handleBad struct{ of *itemsBad }

func (h handleBad) Key() string {
	h.of.mu.Lock()
	defer h.of.mu.Unlock()
	h.of.n++
	return "key"
}

func (i *itemsBad) Do() {
	i.s.Add(handleBad{i}) // INVERSION app.itemsBad.mu lib.Set.mu
}

func (i *itemsBad) Get() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.s.Len()
}

// itemsOk: Get has given its lock up.
type itemsOk struct {
	mu sync.Mutex
	s  lib.Set[handleOk]
	n  int
}

type handleOk struct{ of *itemsOk }

func (h handleOk) Key() string {
	h.of.mu.Lock()
	defer h.of.mu.Unlock()
	h.of.n++
	return "key"
}

func (i *itemsOk) Do() { i.s.Add(handleOk{i}) }

func (i *itemsOk) Get() int {
	i.mu.Lock()
	n := i.n
	i.mu.Unlock()
	return n + i.s.Len()
}

// updateBad: the function loads what it is to update.
type updateBad struct{ v lib.Value[int] }

func (u *updateBad) Do() {
	u.v.Update(func(int) int { return u.v.Load() + 1 }) // REACQUIRE lib.Value.mu
}

// updateOk: it uses its argument, or another value.
type updateOk struct{ v, w lib.Value[int] }

func (u *updateOk) Do() {
	u.v.Update(func(n int) int { return n + u.w.Load() })
}

// rangeBad: the body of a loop over lib's iterator runs under its lock.
type rangeBad struct{ v lib.Value[string] }

func (r *rangeBad) Do() {
	for range r.v.All(2) {
		r.v.Load() // REACQUIRE lib.Value.mu
	}
}

// rangeOk: it loads after the loop.
type rangeOk struct{ v lib.Value[string] }

func (r *rangeOk) Do() {
	n := 0
	for s := range r.v.All(2) {
		n += len(s)
	}
	r.v.Load()
}
