package double

import "sync"

// asker asks through whoever can do so.
type asker struct{ via interface{ Ask() string } }

func (a *asker) leader() string { return a.via.Ask() }

// Refresh asks, under the write lock, through an object that reads under the same lock.
// The fix asks before it locks.
type clusterUnfixed struct {
	sync.RWMutex
	nodes []string
}

func (c *clusterUnfixed) Ask() string {
	c.RLock()
	defer c.RUnlock()
	return c.nodes[0]
}

func (c *clusterUnfixed) pick() []string {
	a := &asker{via: c}
	return []string{a.leader()}
}

func (c *clusterUnfixed) Refresh() {
	c.Lock()
	defer c.Unlock()
	c.nodes = c.pick() // found: reacquire
}

type clusterFixed struct {
	sync.RWMutex
	nodes []string
}

func (c *clusterFixed) Ask() string {
	c.RLock()
	defer c.RUnlock()
	return c.nodes[0]
}

func (c *clusterFixed) pick() []string {
	a := &asker{via: c}
	return []string{a.leader()}
}

func (c *clusterFixed) Refresh() {
	nodes := c.pick()
	c.Lock()
	defer c.Unlock()
	c.nodes = nodes
}
