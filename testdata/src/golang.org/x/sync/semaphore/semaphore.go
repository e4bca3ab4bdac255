// Package semaphore is a stub with the API of golang.org/x/sync/semaphore.
package semaphore

import "context"

// Weighted is a semaphore.
type Weighted struct {
	size int64
	slot chan struct{}
}

// NewWeighted returns a semaphore of the given size.
func NewWeighted(n int64) *Weighted {
	return &Weighted{size: n, slot: make(chan struct{}, n)}
}

// Acquire waits for n, or for the end of ctx.
func (s *Weighted) Acquire(ctx context.Context, n int64) error {
	for range n {
		select {
		case s.slot <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// TryAcquire does not wait.
func (s *Weighted) TryAcquire(n int64) bool {
	select {
	case s.slot <- struct{}{}:
		return true
	default:
		return false
	}
}

// Release gives n back.
func (s *Weighted) Release(n int64) {
	for range n {
		<-s.slot
	}
}
