// Package embedded is reduced from go-libp2p v0.51.0 p2p/host/resource-manager/rcmgr.go:492.
// scope.Mutex is embedded (by pointer) in service and in conn; every service and
// every conn makes a scope of its own. manager.mu -> service's scope, and conn's
// scope -> manager.mu: no scope is both. The class drops the owner
// (service.scope / conn.scope), though the constructors show that the two sets
// of instances are disjoint.
// Expected: silence; known to be reported (FP) or low.
package embedded

import "sync"

type scope struct {
	sync.Mutex
	n int
}

type service struct{ *scope }

type conn struct {
	*scope
	m   *manager
	svc *service
}

type manager struct {
	mu  sync.Mutex
	svc map[string]*service
}

func newService() *service        { return &service{scope: &scope{}} }
func (m *manager) NewConn() *conn { return &conn{scope: &scope{}, m: m} }

func (m *manager) get(name string) *service {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.svc[name]
	if !ok {
		s = newService()
		m.svc[name] = s
	}
	return s
}

func (m *manager) GC() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.svc {
		s.Lock() // want `\[inversion\]`
		s.n = 0
		s.Unlock()
	}
}

func (c *conn) SetService(name string) {
	c.Lock()
	defer c.Unlock()
	c.svc = c.m.get(name)
}
