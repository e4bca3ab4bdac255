// Package twodown is reduced from go-libp2p v0.51.0 p2p/net/mock/mock_peernet.go:163.
// add takes c.mu of a conn that its callers have just made; c was put into
// n.conns a moment before, but under n.mu, which is still held: nobody can have
// reached c yet, so nobody holds c.mu and the wait n.mu -> c.mu cannot block.
// Cause, found by variation: the conn comes from pair(), which has it from
// newConn(): with &conn{} written in pair() itself it is silent (fresh). An object
// made by a callee OF the callee is not taken for made (fresh.go makes() wants
// the alloc in the callee itself). Alternatively: shown only under a held lock.
// Expected: silence; known to be reported (FP).
package twodown

import "sync"

type network struct {
	id    int
	mu    sync.Mutex
	conns map[*conn]struct{}
}

type conn struct {
	mu   sync.Mutex // held until the conn is announced
	net  *network
	peer *conn
}

func add(n1, n2 *network, c1, c2 *conn) {
	l1, l2 := n1, n2
	if l1.id > l2.id {
		l1, l2 = l2, l1
	}
	l1.mu.Lock()
	l2.mu.Lock()
	put := func(n *network, c *conn) { n.conns[c] = struct{}{} }
	put(n1, c1)
	put(n2, c2)
	c1.mu.Lock() // want `\[inversion\]`
	c2.mu.Lock()
	l2.mu.Unlock()
	l1.mu.Unlock()
}

func (n *network) announce(c *conn) {
	defer c.mu.Unlock()
}

func (n *network) Open(o *network, ok bool) *conn {
	c, d := pair(n, o)
	add(n, o, c, d)
	if !ok {
		c.close()
		return nil
	}
	n.announce(c)
	return c
}

func (c *conn) close() {
	c.net.mu.Lock()
	delete(c.net.conns, c)
	c.net.mu.Unlock()
}

func pair(n, o *network) (*conn, *conn) {
	c, d := newConn(n), newConn(o)
	c.peer = d
	d.peer = c
	return c, d
}

func newConn(n *network) *conn { return &conn{net: n} }
