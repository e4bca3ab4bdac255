// Package future is as package work, but has one user.
package future

// Future is a value to come.
type Future[V any] struct {
	done chan struct{}
	v    V
}

// Go starts to compute.
func Go[V any](f func() V) *Future[V] {
	p := &Future[V]{done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.v = f()
	}()
	return p
}

// Get waits for it.
func (p *Future[V]) Get() V {
	<-p.done
	return p.v
}
