// Package bus calls what it was given.
package bus

import "sync"

// Bus calls its subscribers under its lock.
type Bus struct {
	mu   sync.Mutex
	subs []func()
}

// Subscribe keeps f.
func (b *Bus) Subscribe(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs, f)
}

// Publish calls them.
func (b *Bus) Publish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.subs {
		f()
	}
}

// A Visitor is called.
type Visitor interface{ Visit(n int) }

// Tree calls visitors under its lock.
type Tree struct{ mu sync.Mutex }

// Walk calls v.
func (t *Tree) Walk(v Visitor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v.Visit(1)
}

// Size locks.
func (t *Tree) Size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return 1
}

// Quiet calls visitors without its lock.
type Quiet struct{ mu sync.Mutex }

// Walk calls v.
func (q *Quiet) Walk(v Visitor) {
	q.mu.Lock()
	n := 1
	q.mu.Unlock()
	v.Visit(n)
}

// Size locks.
func (q *Quiet) Size() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return 1
}
