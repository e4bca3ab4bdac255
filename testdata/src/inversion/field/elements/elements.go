// Package elements is reduced from nats-server v2 server/raft_helpers_test.go:104, raft_chain_of_blocks_helpers_test.go:137.
// lockAll holds node.mu of the machines BEFORE i and waits for machine i's mu;
// apply holds machine i's mu and waits for the mu of ITS OWN node i, which
// lockAll does not hold while it waits. A deadlock needs m.node to be the node
// of another machine; m.node is m's own (set once by the constructor).
// The pair (machine, its node) coincides in both edges: ageing makes node[] of
// an earlier round "any instance" of the class again.
// Expected: silence; known to be reported (FP) or low.
package elements

import "sync"

type node struct{ mu sync.Mutex }

type machine struct {
	mu sync.Mutex
	n  *node
}

func newMachine() *machine { return &machine{n: &node{}} }

func (m *machine) node() *node {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.n
}

func (m *machine) Apply() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n.mu.Lock() // want `\[inversion\]`
	m.n.mu.Unlock()
}

func LockAll(ms []*machine) {
	for _, m := range ms {
		m.node().mu.Lock()
	}
}

func Make() []*machine { return []*machine{newMachine(), newMachine()} }
