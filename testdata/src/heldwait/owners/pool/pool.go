// Package pool has pools of connections, each with a closer of its own.
package pool

import (
	"sync"

	"heldwait/owners/closer"
)

// PoolsOk are closed under the lock that others take before they end.
type PoolsOk struct {
	mu  sync.Mutex
	all []*poolOk
}

type poolOk struct {
	n      int
	closer *closer.Closer
}

// CloseAllOk waits for goroutines that take no lock.
func (p *PoolsOk) CloseAllOk() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.all {
		c.closer.Close()
	}
}

// Connect adds one.
func (p *PoolsOk) Connect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &poolOk{closer: closer.New(1)}
	p.all = append(p.all, c)
	go c.watch()
}

func (c *poolOk) watch() {
	defer c.closer.Done()
	for {
		select {
		case <-c.closer.Stopped():
			return
		default:
			c.n++
		}
	}
}

// PoolsBad: the goroutines count the pools.
type PoolsBad struct {
	mu  sync.Mutex
	all []*poolBad
}

type poolBad struct {
	pools  *PoolsBad
	closer *closer.Closer
}

// CloseAllBad waits under the lock.
func (p *PoolsBad) CloseAllBad() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.all {
		c.closer.Close() // want `pool\.PoolsBad\.mu is held by \(\*PoolsBad\)\.CloseAllBad while it waits for closer\.Closer\.waiting.*\[heldwait\]`
	}
}

// Connect adds one.
func (p *PoolsBad) Connect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &poolBad{p, closer.New(1)}
	p.all = append(p.all, c)
	go c.watch()
}

// Len counts them.
func (p *PoolsBad) Len() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.all)
}

func (c *poolBad) watch() {
	defer c.closer.Done()
	for c.pools.Len() > 0 {
		select {
		case <-c.closer.Stopped():
			return
		default:
		}
	}
}
