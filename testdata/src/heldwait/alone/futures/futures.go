// Package futures has the only user of a future: of several, any one that goes on counts for all.
package futures

import (
	"sync"

	"heldwait/alone/futures/future"
)

// onlyBad: what is computed needs mu; generic, instantiated here.
type onlyBad struct {
	mu sync.Mutex
	n  int
}

func (t *onlyBad) compute() int {
	t.mu.Lock() // NEED
	defer t.mu.Unlock()
	return t.n + 1
}

func (t *onlyBad) Next() {
	f := future.Go(t.compute)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = f.Get() // JOIN // want `futures\.onlyBad\.mu is held .*\[heldwait\]`
}
