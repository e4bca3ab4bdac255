// Package kinds is reduced from nats-server v2 server/gateway.go:743.
// client.mu of a gateway client is taken under gateway.mu (hasInbound); the other
// goroutine holds the mu of a LEAF client. No client is both: g.in holds only
// clients made with kind == gatewayKind, initLeaf is called only for leafKind.
// Instances can never coincide; the class is one.
// Expected: silence; known to be reported (FP) (hard; the kinds are set at construction, different
// constructors fill g.in and call initLeaf).
package kinds

import "sync"

type client struct {
	mu   sync.Mutex
	kind int
}

type gateway struct {
	mu sync.RWMutex
	in map[int]*client
	n  int
}

func (g *gateway) Accept(n int) {
	c := &client{kind: 1}
	g.mu.Lock()
	g.in[n] = c
	g.mu.Unlock()
}

func (g *gateway) HasInbound() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.in {
		c.mu.Lock() // want `\[inversion\]`
		k := c.kind
		c.mu.Unlock()
		if k == 1 {
			return true
		}
	}
	return false
}

type leafs struct {
	mu sync.Mutex
	m  map[int]*client
}

func (l *leafs) Accept(g *gateway, n int) {
	c := &client{kind: 2}
	l.mu.Lock()
	l.m[n] = c
	l.mu.Unlock()
	g.initLeaf(c)
}

func (g *gateway) initLeaf(c *client) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g.mu.RLock()
	_ = g.n
	g.mu.RUnlock()
}
