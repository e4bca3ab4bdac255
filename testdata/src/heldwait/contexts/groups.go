package contexts

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"
)

var errTask = errors.New("task")

// failBad: under mu it waits for the context of a group, which the failure of a task ends, after mu.
type failBad struct {
	mu sync.Mutex
	n  int
}

func (s *failBad) Run() error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		s.mu.Lock() // NEED
		defer s.mu.Unlock()
		if s.n++; s.n > 1 {
			return errTask
		}
		return nil
	})
	s.mu.Lock()
	<-ctx.Done() // WAIT contexts.failBad.mu // want `contexts\.failBad\.mu is held .*\[heldwait\]`
	s.mu.Unlock()
	return g.Wait()
}

// failOk: it waits before it takes mu.
type failOk struct {
	mu sync.Mutex
	n  int
}

func (s *failOk) Run() error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.n++; s.n > 1 {
			return errTask
		}
		return nil
	})
	<-ctx.Done()
	s.mu.Lock()
	s.n = 0
	s.mu.Unlock()
	return g.Wait()
}

// otherTaskOk: another task fails, which needs no mu.
type otherTaskOk struct {
	mu sync.Mutex
	n  int
}

func (s *otherTaskOk) Run() error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.n++
		return errTask
	})
	g.Go(func() error { return errTask })
	s.mu.Lock()
	<-ctx.Done()
	s.mu.Unlock()
	return g.Wait()
}

// neverFailsBad: the other task never fails, and so does not end the context.
type neverFailsBad struct {
	mu sync.Mutex
	n  int
}

func (s *neverFailsBad) Run() error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		s.mu.Lock() // NEED
		defer s.mu.Unlock()
		s.n++
		return errTask
	})
	g.Go(func() error {
		work()
		return nil
	})
	s.mu.Lock()
	<-ctx.Done() // WAIT contexts.neverFailsBad.mu // want `contexts\.neverFailsBad\.mu is held .*\[heldwait\]`
	s.mu.Unlock()
	return g.Wait()
}

// siblingBad: a task of the group waits for the group's context under mu, which the only task that could fail takes first.
type siblingBad struct {
	mu  sync.Mutex
	g   *errgroup.Group
	ctx context.Context
	n   int
}

func newSiblingBad() *siblingBad {
	s := &siblingBad{}
	s.g, s.ctx = errgroup.WithContext(context.Background())
	return s
}

func (s *siblingBad) Start() {
	s.g.Go(s.watch)
	s.g.Go(s.count)
}

func (s *siblingBad) watch() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done() // WAIT contexts.siblingBad.mu // want `contexts\.siblingBad\.mu is held .*\[heldwait\]`
	return nil
}

func (s *siblingBad) count() error {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	if s.n++; s.n > 1 {
		return errTask
	}
	return nil
}

func (s *siblingBad) Wait() error { return s.g.Wait() }

// siblingOk: who has made the group's parent ends that, without mu.
type siblingOk struct {
	mu     sync.Mutex
	g      *errgroup.Group
	ctx    context.Context
	cancel context.CancelFunc
	n      int
}

func newSiblingOk() *siblingOk {
	s := &siblingOk{}
	var parent context.Context
	parent, s.cancel = context.WithCancel(context.Background())
	s.g, s.ctx = errgroup.WithContext(parent)
	return s
}

func (s *siblingOk) Start() {
	s.g.Go(s.watch)
	s.g.Go(s.count)
}

func (s *siblingOk) watch() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
	return nil
}

func (s *siblingOk) count() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n++; s.n > 1 {
		return errTask
	}
	return nil
}

func (s *siblingOk) Stop() error {
	s.cancel()
	return s.g.Wait()
}

// waitEndsBad: only the end of the group ends its context, and a task needs mu before it is through.
type waitEndsBad struct {
	mu sync.Mutex
	n  int
}

func (s *waitEndsBad) Run() {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		s.mu.Lock() // NEED
		s.n++
		s.mu.Unlock()
		return nil
	})
	go s.hold(ctx)
	g.Wait()
}

func (s *waitEndsBad) hold(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-ctx.Done() // WAIT contexts.waitEndsBad.mu // want `contexts\.waitEndsBad\.mu is held .*\[heldwait\]`
}

// waitEndsOk: no task needs mu.
type waitEndsOk struct {
	mu sync.Mutex
	n  int
}

func (s *waitEndsOk) Run() {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		work()
		return nil
	})
	go s.hold(ctx)
	g.Wait()
}

func (s *waitEndsOk) hold(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-ctx.Done()
}
