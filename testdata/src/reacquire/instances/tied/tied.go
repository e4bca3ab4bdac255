// Package tied has objects that refer to each other.
package tied

import "sync"

// endBad is made in pairs: the other's other is it.
type endBad struct {
	mu   sync.Mutex
	peer *endBad
	n    int
}

func NewPairBad() (*endBad, *endBad) {
	a, b := &endBad{}, &endBad{}
	a.peer, b.peer = b, a
	return a, b
}

func (e *endBad) PokeBad() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.peer.answer() // want `tied\.endBad\.mu is locked again .*\[reacquire\]`
}

func (e *endBad) answer() {
	e.peer.mu.Lock()
	e.peer.n++
	e.peer.mu.Unlock()
}

// blockOk is merged into another, and only a test merges two into each other (m3).
type blockOk struct {
	mu     sync.Mutex
	target *blockOk
	n      int
}

func (b *blockOk) Merge(other *blockOk) { b.target = other }

func (b *blockOk) StreamOk() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.target.flush()
}

func (b *blockOk) flush() {
	b.target.mu.Lock()
	b.target.n++
	b.target.mu.Unlock()
}
