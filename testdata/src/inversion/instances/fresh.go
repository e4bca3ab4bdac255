package instances

import "sync"

// A list of postings is read, or made empty, and then filled under the cache's lock
// (dgraph).
type posts1 struct {
	mu sync.Mutex
	n  int
}

type stash1 struct {
	mu    sync.Mutex
	lists map[string]*posts1
}

func read1(key string) *posts1 { return &posts1{n: len(key)} }

func (l *posts1) fill(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = n
}

// GetOk: whichever it is, nobody else has it yet.
func (c *stash1) GetOk(key string, read bool) *posts1 {
	var l *posts1
	if read {
		l = read1(key)
	} else {
		l = &posts1{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l.fill(len(c.lists))
	c.lists[key] = l
	return l
}

// DropOk takes them the other way round.
func (l *posts1) DropOk(c *stash1) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.lists)
}

type posts2 struct {
	mu sync.Mutex
	n  int
}

type stash2 struct {
	mu    sync.Mutex
	lists map[string]*posts2
	last  *posts2
}

func (l *posts2) fill(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = n
}

// GetBad: one of the two is what others have, too.
func (c *stash2) GetBad(key string, read bool) *posts2 {
	l := &posts2{}
	if read {
		l = c.last
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l.fill(len(c.lists)) // want `instances\.(stash2|posts2)\.mu and instances\.(stash2|posts2)\.mu are taken in opposite orders.*\[inversion\]`
	return l
}

func (l *posts2) DropBad(c *stash2) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.lists)
}

type posts3 struct {
	mu sync.Mutex
	n  int
}

type stash3 struct {
	mu    sync.Mutex
	lists map[string]*posts3
}

func (l *posts3) fill(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = n
}

// GetBad: one of the two is put into the cache before.
func (c *stash3) GetBad(key string, read bool) *posts3 {
	l := &posts3{}
	if read {
		l = &posts3{n: 1}
		c.mu.Lock()
		c.lists[key] = l
		c.mu.Unlock()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l.fill(len(c.lists)) // want `instances\.(stash3|posts3)\.mu and instances\.(stash3|posts3)\.mu are taken in opposite orders.*\[inversion\]`
	return l
}

func (l *posts3) DropBad(c *stash3) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.lists)
}
