package wrapped

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"heldwait/owners/wrap"
)

type indexOk struct {
	mu      sync.Mutex
	buckets []*bucket
}

// StopOk waits with the lock held for what does not need it.
func (s *indexOk) StopOk(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, _ := wrap.WithContext(ctx)
	for _, b := range s.buckets {
		g.Go(func() error { return b.shut() })
	}
	return g.Wait()
}

func (s *indexOk) add(b *bucket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets = append(s.buckets, b)
	return nil
}

// FillOk runs what needs the lock, in another group, and without it.
func (s *indexOk) FillOk(ctx context.Context, all []*bucket) error {
	g, ctx := wrap.WithContext(ctx)
	for _, b := range all {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return s.add(b)
		})
	}
	return g.Wait()
}

// LoadOk runs what needs the lock in whichever group it is passed, which is none of those
// that are passed to nobody.
func (s *indexOk) LoadOk(g *wrap.Tasks, all []*bucket) {
	for _, b := range all {
		g.Go(func() error { return s.add(b) })
	}
}

// DropOk passes its group on.
func (s *indexOk) DropOk(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ctx := wrap.WithContext(ctx)
	s.shutAll(ctx, g)
	return g.Wait()
}

func (s *indexOk) shutAll(_ context.Context, g *wrap.Tasks) {
	for _, b := range s.buckets {
		g.Go(b.shut)
	}
}

type indexBad struct {
	mu      sync.Mutex
	buckets []*bucket
}

func (s *indexBad) drop(b *bucket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets = nil
	return b.shut()
}

// StopBad waits for what needs the lock that it holds.
func (s *indexBad) StopBad(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, _ := wrap.WithContext(ctx)
	for _, b := range s.buckets {
		g.Go(func() error { return s.drop(b) })
	}
	return g.Wait() // want `wrapped\.indexBad\.mu is held by \(\*wrapped\.indexBad\)\.StopBad while it waits .*\[heldwait\]`
}

type passedBad struct {
	mu      sync.Mutex
	buckets []*bucket
}

func (s *passedBad) drop(b *bucket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets = nil
	return b.shut()
}

// DropBad passes its group on, to who runs in it what needs the lock.
func (s *passedBad) DropBad(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ctx := wrap.WithContext(ctx)
	s.DropAll(ctx, g)
	return g.Wait() // want `wrapped\.passedBad\.mu is held by \(\*wrapped\.passedBad\)\.DropBad while it waits .*\[heldwait\]`
}

// DropAll is called by others, too.
func (s *passedBad) DropAll(_ context.Context, g *wrap.Tasks) {
	for _, b := range s.buckets {
		g.Go(func() error { return s.drop(b) })
	}
}

type treeOk struct {
	mu   sync.Mutex
	kids []*bucket
}

// StopOk: likewise with errgroup's own groups, that a function of this package makes.
func (s *treeOk) StopOk(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, _ := limited(ctx)
	for _, b := range s.kids {
		g.Go(b.shut)
	}
	return g.Wait()
}

func limited(ctx context.Context) (*errgroup.Group, context.Context) {
	g, ctx := errgroup.WithContext(ctx)
	return g, ctx
}

func (s *treeOk) add(b *bucket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kids = append(s.kids, b)
	return nil
}

// FillOk runs what needs the lock, without it.
func (s *treeOk) FillOk(ctx context.Context, all []*bucket) error {
	g, _ := limited(ctx)
	for _, b := range all {
		g.Go(func() error { return s.add(b) })
	}
	return g.Wait()
}

type treeBad struct {
	mu   sync.Mutex
	kids []*bucket
}

func (s *treeBad) drop(b *bucket) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kids = nil
	return b.shut()
}

// StopBad waits for what needs the lock that it holds.
func (s *treeBad) StopBad(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, _ := limited(ctx)
	for _, b := range s.kids {
		g.Go(func() error { return s.drop(b) })
	}
	return g.Wait() // want `wrapped\.treeBad\.mu is held by \(\*treeBad\)\.StopBad while it waits .*\[heldwait\]`
}
