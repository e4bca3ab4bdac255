// Package embedded is reduced from go-libp2p v0.51.0 p2p/host/resource-manager/rcmgr.go:492.
// scope.Mutex is embedded (by pointer) in service and in conn; every service and
// every conn makes a scope of its own. manager.mu -> service's scope, and conn's
// scope -> manager.mu: no scope is both. The class drops the owner
// (service.scope / conn.scope), but each is made for its own field. In the twin
// a conn has the scope of its service.
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
		s.Lock()
		s.n = 0
		s.Unlock()
	}
}

func (c *conn) SetService(name string) {
	c.Lock()
	defer c.Unlock()
	c.svc = c.m.get(name)
}

type scopeBad struct {
	sync.Mutex
	n int
}

type serviceBad struct{ *scopeBad }

type connBad struct {
	*scopeBad
	m   *managerBad
	svc *serviceBad
}

type managerBad struct {
	mu  sync.Mutex
	svc map[string]*serviceBad
}

func newServiceBad() *serviceBad { return &serviceBad{scopeBad: &scopeBad{}} }
func (m *managerBad) NewConn(name string) *connBad {
	return &connBad{scopeBad: m.get(name).scopeBad, m: m}
}

func (m *managerBad) get(name string) *serviceBad {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.svc[name]
	if !ok {
		s = newServiceBad()
		m.svc[name] = s
	}
	return s
}

func (m *managerBad) GC() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.svc {
		s.Lock() // want `\[inversion\]`
		s.n = 0
		s.Unlock()
	}
}

func (c *connBad) SetService(name string) {
	c.Lock()
	defer c.Unlock()
	c.svc = c.m.get(name)
}
