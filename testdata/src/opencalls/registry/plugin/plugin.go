// Package plugin registers itself; nobody calls it by name.
package plugin

import (
	"sync"

	"opencalls/registry/lib"
)

// Conns is what is open.
type Conns struct {
	mu sync.Mutex
	n  int
}

type driverBad struct{ conns *Conns }

// All is what is open by all.
var All = new(Conns)

func init() {
	lib.Register("bad", &driverBad{All}) // INVERSION plugin.Conns.mu lib.mu
	lib.OnInit(startedOk)
}

func (d *driverBad) Open(name string) int {
	d.conns.mu.Lock()
	defer d.conns.mu.Unlock()
	d.conns.n += len(name)
	return d.conns.n
}

// ReportBad counts under its lock.
func (c *Conns) ReportBad() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n + lib.Names()
}

// startedOk: lib calls it after Unlock, so it may register more.
func startedOk() { lib.OnInit(func() {}) }
