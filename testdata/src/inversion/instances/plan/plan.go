// Package plan has trees whose nodes lock themselves while they ask their children
// (go-mysql-server's executor): either kind of node lies within the other, and no node
// within itself.
package plan

import "sync"

type Node interface{ Children() []Node }

type Cached struct {
	mu    sync.Mutex
	child Node
	rows  []int
}

func (c *Cached) Children() []Node { return []Node{c.child} }

type Lookup struct {
	mu    sync.Mutex
	child Node
	rows  map[int]int
}

func (l *Lookup) Children() []Node { return []Node{l.child} }

type builder struct{ depth int }

func (b *builder) rowsOf(n Node) []int {
	b.depth++
	switch n := n.(type) {
	case *Cached:
		return b.cachedOk(n)
	case *Lookup:
		return b.lookupOk(n)
	}
	return nil
}

func (b *builder) cachedOk(c *Cached) []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil {
		c.rows = b.rowsOf(c.child)
	}
	return c.rows
}

func (b *builder) lookupOk(l *Lookup) []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, row := range b.rowsOf(l.child) {
		l.rows[i] = row
	}
	return []int{len(l.rows)}
}

// A pool and its members know each other: no tree.
type pool struct {
	mu      sync.Mutex
	members []*member
}

type member struct {
	mu   sync.Mutex
	pool *pool
	busy bool
}

func (p *pool) sweepBad() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.members {
		m.idle() // want `plan\.pool\.mu and plan\.member\.mu are taken in opposite orders.*\[inversion\]`
	}
}

func (m *member) idle() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.busy
}

func (m *member) leave() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pool.drop(m)
}

func (p *pool) drop(m *member) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.members = nil
}
