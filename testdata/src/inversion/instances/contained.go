package instances

import "sync"

// common is what all stores have by value (nats-streaming-server, stores.commonStore).
type common struct {
	mu     sync.Mutex
	closed bool
}

func (c *common) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
}

// index is asked under the lock of a store, and closes what it has under its own.
type index struct {
	mu   sync.Mutex
	msgs []*msgStore
	subs []*subStore
	n    int
}

func (x *index) add() {
	x.mu.Lock()
	x.n++
	x.mu.Unlock()
}

// fileStoreOk: no message store is a file store, though both have a common.
type fileStoreOk struct {
	common
	index *index
}

type msgStore struct{ common }

func (s *fileStoreOk) grow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index.add()
}

func (x *index) closeMsgsOk() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, m := range x.msgs {
		m.close()
	}
}

// subStore is what the index closes, and asks it under its lock.
type subStore struct {
	common
	index *index
}

func (s *subStore) growBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index.add() // want `instances\.common\.mu and instances\.index\.mu are taken in opposite orders.*\[inversion\]`
}

func (x *index) closeSubsBad() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range x.subs {
		s.close()
	}
}

// outerOk and outerBad: the same, two structs deep and found again in a map by a helper
// that its caller cannot name.
type inner struct{ common }

type firstOk struct {
	left, right inner
	names       *names
}

type names struct {
	mu  sync.Mutex
	all map[string]*firstOk
	bad map[string]*firstBad
	n   int
}

func (n *names) add() {
	n.mu.Lock()
	n.n++
	n.mu.Unlock()
}

func (f *firstOk) grow() {
	f.left.mu.Lock()
	defer f.left.mu.Unlock()
	f.names.add()
}

func (n *names) find(key string) { n.all[key].right.close() }

func (n *names) closeOk(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.find(key)
}

type firstBad struct {
	side  inner
	names *names
}

func (f *firstBad) grow() {
	f.side.mu.Lock()
	defer f.side.mu.Unlock()
	f.names.add() // want `instances\.common\.mu and instances\.names\.mu are taken in opposite orders.*\[inversion\]`
}

func (n *names) findBad(key string) { n.bad[key].side.close() }

func (n *names) closeBad(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.findBad(key)
}
