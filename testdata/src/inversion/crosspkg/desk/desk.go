// Package desk is called by package bus, and calls it.
package desk

import (
	"sync"

	"inversion/crosspkg/bus"
)

// tellerBad: bus keeps the function, and calls it later under its own lock.
type tellerBad struct {
	mu  sync.Mutex
	bus *bus.Bus
	n   int
}

func NewTellerBad(b *bus.Bus) *tellerBad {
	t := &tellerBad{bus: b}
	b.Subscribe(t.onEvent) // want `bus.Bus.mu and desk.tellerBad.mu are taken in opposite orders.*\[inversion\]`
	return t
}

func (t *tellerBad) onEvent() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *tellerBad) Serve() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bus.Publish()
}

// clerkBad: an interface of bus, which this type implements.
type clerkBad struct {
	mu   sync.Mutex
	tree *bus.Tree
	n    int
}

func (c *clerkBad) Visit(n int) {
	c.mu.Lock()
	c.n += n
	c.mu.Unlock()
}

func (c *clerkBad) Grow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = c.tree.Size() // want `desk\.clerkBad\.mu .*\[inversion\]`
}

func (c *clerkBad) Count() { c.tree.Walk(c) }

// clerkOk: Quiet visits without its lock.
type clerkOk struct {
	mu   sync.Mutex
	tree *bus.Quiet
	n    int
}

func (c *clerkOk) Visit(n int) {
	c.mu.Lock()
	c.n += n
	c.mu.Unlock()
}

func (c *clerkOk) Grow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = c.tree.Size()
}

func (c *clerkOk) Count() { c.tree.Walk(c) }

// otherOk: the visitor that is passed to Tree takes no lock; the one that does goes elsewhere.
type otherOk struct {
	mu   sync.Mutex
	tree *bus.Tree
	calm *bus.Quiet
	n    int
}

type silent struct{ n int }

func (s *silent) Visit(n int) { s.n += n }

func (o *otherOk) Visit(n int) {
	o.mu.Lock()
	o.n += n
	o.mu.Unlock()
}

func (o *otherOk) Grow() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.n = o.tree.Size()
}

func (o *otherOk) Count() {
	o.tree.Walk(new(silent))
	o.calm.Walk(o)
}
