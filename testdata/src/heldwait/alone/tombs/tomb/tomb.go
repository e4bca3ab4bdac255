// Package tomb is as that of joins, but has one user.
package tomb

import "sync"

// Tomb is a set of goroutines. The zero value is ready.
type Tomb struct {
	mu    sync.Mutex
	alive int
	dying chan struct{}
	dead  chan struct{}
	err   error
}

func (t *Tomb) init() {
	if t.dead == nil {
		t.dying, t.dead = make(chan struct{}), make(chan struct{})
	}
}

// Go runs f in a goroutine of the set.
func (t *Tomb) Go(f func() error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.init()
	t.alive++
	go t.run(f)
}

func (t *Tomb) run(f func() error) {
	err := f()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.alive--
	if t.alive == 0 || err != nil {
		t.kill(err)
		if t.alive == 0 {
			close(t.dead)
		}
	}
}

func (t *Tomb) kill(err error) {
	if t.err == nil {
		t.err = err
	}
	select {
	case <-t.dying:
	default:
		close(t.dying)
	}
}

// Kill tells all to die.
func (t *Tomb) Kill(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.init()
	t.kill(err)
}

// Dying is closed by the first Kill, or error.
func (t *Tomb) Dying() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.init()
	return t.dying
}

// Dead is closed when all have returned.
func (t *Tomb) Dead() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.init()
	return t.dead
}

// Wait waits for all to return.
func (t *Tomb) Wait() error {
	<-t.Dead()
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}
