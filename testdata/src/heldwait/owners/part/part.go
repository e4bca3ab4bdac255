// Package part has functions that are passed a closer by who starts them.
package part

import (
	"heldwait/owners/closer"
	"heldwait/owners/pool"
)

// SubscribeOk takes the lock of the pools before it is done, with a closer that is none
// of theirs.
func SubscribeOk(p *pool.PoolsOk, c *closer.Closer) {
	defer c.Done()
	for {
		p.Connect()
		select {
		case <-c.Stopped():
			return
		default:
		}
	}
}
