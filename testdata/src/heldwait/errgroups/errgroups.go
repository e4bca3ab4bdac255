// Package errgroups waits for groups of golang.org/x/sync/errgroup under a lock.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package errgroups

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func work() {}

// localBad: the group is a local; what runs in it takes mu.
type localBad struct {
	mu    sync.Mutex
	items []int
}

func (s *localBad) Refresh() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var g errgroup.Group
	for i := range s.items {
		g.Go(func() error { return s.refresh(i) })
	}
	return g.Wait() // WAIT errgroups.localBad.mu // want `errgroups\.localBad\.mu is held .*\[heldwait\]`
}

func (s *localBad) refresh(i int) error {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.items[i]++
	return nil
}

// localOk: it waits when it has given mu up.
type localOk struct {
	mu    sync.Mutex
	items []int
}

func (s *localOk) Refresh() error {
	var g errgroup.Group
	s.mu.Lock()
	for i := range s.items {
		g.Go(func() error { return s.refresh(i) })
	}
	s.mu.Unlock()
	return g.Wait()
}

func (s *localOk) refresh(i int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[i]++
	return nil
}

// fieldBad: the group is a field, from WithContext; Close cancels first, which does not help.
type fieldBad struct {
	mu     sync.Mutex
	g      *errgroup.Group
	cancel context.CancelFunc
	n      int
}

func newFieldBad() *fieldBad {
	ctx, cancel := context.WithCancel(context.Background())
	s := &fieldBad{cancel: cancel}
	s.g, ctx = errgroup.WithContext(ctx)
	s.g.Go(func() error { return s.run(ctx) })
	return s
}

func (s *fieldBad) run(ctx context.Context) error {
	<-ctx.Done()
	s.mu.Lock() // NEED
	s.n = 0
	s.mu.Unlock()
	return ctx.Err()
}

func (s *fieldBad) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	return s.g.Wait() // WAIT errgroups.fieldBad.mu // want `errgroups\.fieldBad\.mu is held .*\[heldwait\]`
}

// fieldOk: what it does at the end takes a lock of its own.
type fieldOk struct {
	mu, stats sync.Mutex
	g         *errgroup.Group
	cancel    context.CancelFunc
	n         int
}

func newFieldOk() *fieldOk {
	ctx, cancel := context.WithCancel(context.Background())
	s := &fieldOk{cancel: cancel}
	s.g, ctx = errgroup.WithContext(ctx)
	s.g.Go(func() error { return s.run(ctx) })
	return s
}

func (s *fieldOk) run(ctx context.Context) error {
	<-ctx.Done()
	s.stats.Lock()
	s.n = 0
	s.stats.Unlock()
	return ctx.Err()
}

func (s *fieldOk) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	return s.g.Wait()
}

// limitBad: with a limit, Go waits for a slot, under mu, that those give back who need mu.
type limitBad struct {
	mu sync.Mutex
	n  int
}

func (s *limitBad) All(n int) error {
	var g errgroup.Group
	g.SetLimit(2)
	s.mu.Lock()
	for range n {
		g.Go(s.one) // WAIT errgroups.limitBad.mu // want `errgroups\.limitBad\.mu is held .*\[heldwait\]`
	}
	s.mu.Unlock()
	return g.Wait()
}

func (s *limitBad) one() error {
	s.mu.Lock() // NEED
	s.n++
	s.mu.Unlock()
	return nil
}

// limitOk: there is no limit.
type limitOk struct {
	mu sync.Mutex
	n  int
}

func (s *limitOk) All(n int) error {
	var g errgroup.Group
	s.mu.Lock()
	for range n {
		g.Go(s.one)
	}
	s.mu.Unlock()
	return g.Wait()
}

func (s *limitOk) one() error {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	return nil
}

// tryOk: it only tries to get a slot.
type tryOk struct {
	mu sync.Mutex
	n  int
}

func (s *tryOk) All(n int) error {
	var g errgroup.Group
	g.SetLimit(2)
	s.mu.Lock()
	for range n {
		g.TryGo(s.one)
	}
	s.mu.Unlock()
	return g.Wait()
}

func (s *tryOk) one() error {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	return nil
}

// nestedBad: what runs in a limited group adds to it, and so waits for a slot having one; no lock but the slot.
type nestedBad struct {
	g errgroup.Group
	n int
}

func (s *nestedBad) Walk(depth int) error {
	s.g.SetLimit(1)
	s.g.Go(func() error { return s.visit(depth) }) // want `the slot of errgroups\.nestedBad\.g is waited for .*\[heldwait\]`
	return s.g.Wait()
}

func (s *nestedBad) visit(depth int) error {
	if depth > 0 {
		s.g.Go(func() error { return s.visit(depth - 1) }) // WAIT
	}
	return nil
}

// nestedOk: it visits in the same goroutine.
type nestedOk struct {
	g errgroup.Group
	n int
}

func (s *nestedOk) Walk(depth int) error {
	s.g.SetLimit(1)
	s.g.Go(func() error { return s.visit(depth) })
	return s.g.Wait()
}

func (s *nestedOk) visit(depth int) error {
	if depth > 0 {
		return s.visit(depth - 1)
	}
	work()
	return nil
}

// ownOk: each call has a group of its own, with a limit of its own.
type ownOk struct {
	mu sync.Mutex
	n  int
}

func (s *ownOk) Walk(depth int) error {
	var g errgroup.Group
	g.SetLimit(2)
	for range depth {
		g.Go(func() error { return s.Walk(depth - 1) })
	}
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	return g.Wait()
}

// unlimitedOk: the limit is taken away again before anything is started under mu.
type unlimitedOk struct {
	mu sync.Mutex
	g  errgroup.Group
	n  int
}

func (s *unlimitedOk) All(n int) error {
	s.g.SetLimit(-1)
	s.mu.Lock()
	for range n {
		s.g.Go(s.one)
	}
	s.mu.Unlock()
	return s.g.Wait()
}

func (s *unlimitedOk) Few() { s.g.SetLimit(2) }

func (s *unlimitedOk) one() error {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	return nil
}

// joinedFN: what runs in the group waits for all of it.
// Missed: nobody comes to that wait under a lock.
type joinedFN struct {
	g errgroup.Group
}

func (s *joinedFN) All() error {
	s.g.SetLimit(2)
	s.g.Go(s.g.Wait) // WAIT errgroups.joinedFN.g
	return s.g.Wait()
}

// treeBad: a goroutine of the group waits for others that need a slot as well.
type treeBad struct {
	g errgroup.Group
	n int
}

func (s *treeBad) All() error {
	s.g.SetLimit(4)
	s.g.Go(func() error { return s.walk(3) }) // want `a slot of errgroups\.treeBad\.g is waited for by a goroutine that has one.*\[heldwait\]`
	return s.g.Wait()
}

func (s *treeBad) walk(depth int) error {
	var wg sync.WaitGroup
	for range depth {
		wg.Add(1)
		s.g.Go(func() error { // WAIT errgroups.treeBad.g
			defer wg.Done()
			return s.walk(depth - 1)
		})
	}
	wg.Wait()
	return nil
}
