package wrap

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Tasks are those of an errgroup, with what is done when one ends; weaviate's
// ErrorGroupWrapper.
type Tasks struct {
	*errgroup.Group
	over   func()
	cancel context.CancelFunc
}

// WithContext makes some, and the context that ends with the first error.
func WithContext(ctx context.Context) (*Tasks, context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	t := &Tasks{Group: g, cancel: cancel}
	t.over = func() {
		if r := recover(); r != nil {
			cancel()
		}
	}
	return t, ctx
}

// Go runs f as one of them.
func (t *Tasks) Go(f func() error) {
	t.Group.Go(func() error {
		defer t.over()
		return f()
	})
}

// Wait waits for all.
func (t *Tasks) Wait() error { return t.Group.Wait() }
