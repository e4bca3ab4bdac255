// Package robust holds shapes that once made the analysis exponential or wrong
// by confusion. A hang here is a failure.
package robust

import "sync"

type S struct {
	mu  sync.Mutex
	tab []int
}

func (s *S) load() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.tab)
}

// sharedBad: each line uses the value above twice.
func (s *S) sharedBad(x uint64) {
	x ^= x >> 1
	x ^= x >> 2
	x ^= x >> 3
	x ^= x >> 4
	x ^= x >> 5
	x ^= x >> 6
	x ^= x >> 7
	x ^= x >> 1
	x ^= x >> 2
	x ^= x >> 3
	x ^= x >> 4
	x ^= x >> 5
	x ^= x >> 6
	x ^= x >> 7
	x ^= x >> 1
	x ^= x >> 2
	x ^= x >> 3
	x ^= x >> 4
	x ^= x >> 5
	x ^= x >> 6
	x ^= x >> 7
	x ^= x >> 1
	x ^= x >> 2
	x ^= x >> 3
	x ^= x >> 4
	x ^= x >> 5
	x ^= x >> 6
	x ^= x >> 7
	x ^= x >> 1
	x ^= x >> 2
	x ^= x >> 3
	x ^= x >> 4
	x ^= x >> 5
	x ^= x >> 6
	x ^= x >> 7
	x ^= x >> 1
	x ^= x >> 2
	x ^= x >> 3
	x ^= x >> 4
	x ^= x >> 5
	s.mu.Lock()
	defer s.mu.Unlock()
	if x == 0 {
		s.load() // want `robust\.S\.mu .*\[reacquire\]`
	}
}

type closer interface{ Close() }

type c0 struct{ mu sync.Mutex }

func (c *c0) Close() { c.mu.Lock(); c.mu.Unlock() }

type c1 struct{ mu sync.Mutex }

func (c *c1) Close() { c.mu.Lock(); c.mu.Unlock() }

type c2 struct{ mu sync.Mutex }

func (c *c2) Close() { c.mu.Lock(); c.mu.Unlock() }

type c3 struct{ mu sync.Mutex }

func (c *c3) Close() { c.mu.Lock(); c.mu.Unlock() }

type c4 struct{ mu sync.Mutex }

func (c *c4) Close() { c.mu.Lock(); c.mu.Unlock() }

type c5 struct{ mu sync.Mutex }

func (c *c5) Close() { c.mu.Lock(); c.mu.Unlock() }

type c6 struct{ mu sync.Mutex }

func (c *c6) Close() { c.mu.Lock(); c.mu.Unlock() }

type c7 struct{ mu sync.Mutex }

func (c *c7) Close() { c.mu.Lock(); c.mu.Unlock() }

// defersOk: sixteen deferred calls of eight callees each.
func defersOk() {
	cs := []closer{&c0{}, &c1{}, &c2{}, &c3{}, &c4{}, &c5{}, &c6{}, &c7{}, &c0{}, &c1{}, &c2{}, &c3{}, &c4{}, &c5{}, &c6{}, &c7{}}
	defer cs[0].Close()
	defer cs[1].Close()
	defer cs[2].Close()
	defer cs[3].Close()
	defer cs[4].Close()
	defer cs[5].Close()
	defer cs[6].Close()
	defer cs[7].Close()
	defer cs[8].Close()
	defer cs[9].Close()
	defer cs[10].Close()
	defer cs[11].Close()
	defer cs[12].Close()
	defer cs[13].Close()
	defer cs[14].Close()
	defer cs[15].Close()
}

func (s *S) maybe(b bool) {
	if b {
		s.mu.Lock()
	}
}

// exitsOk: many deferred calls with two exits each; one flag decides all, and
// nobody holds the lock before.
func (s *S) exitsOk(b bool) {
	if !b {
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
		defer s.maybe(b)
	}
}

func lockAt(a *[8]sync.Mutex, i, j int) {
	a[i].Lock()
	a[i].Unlock()
}

// swapOk: the callee's i is our j, and the other way round.
func swapOk(a *[8]sync.Mutex, i, j int) {
	a[i].Lock()
	lockAt(a, j, i)
	a[i].Unlock()
}

// swapBad: the callee's i is our i.
func swapBad(a *[8]sync.Mutex, i, j int) {
	a[i].Lock()
	lockAt(a, i, j) // want `\[reacquire\]`
	a[i].Unlock()
}

// deepOk: an index of an index of an index.
func (s *S) deepOk(x int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[s.tab[x]]]]]]]]]]]]]]]]]]]]]]]]
}
