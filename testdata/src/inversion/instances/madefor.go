package instances

import "sync"

// queue calls back under its lock.
type queue struct {
	mu    sync.Mutex
	items []int
}

func newQueue() *queue { return &queue{} }

func (q *queue) drain(each func(int)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, i := range q.items {
		each(i)
	}
}

func (q *queue) close() {
	q.mu.Lock()
	q.items = nil
	q.mu.Unlock()
}

// cacheOk: the queue that is closed under the cache's lock is the cache's; the one that
// is drained into it is the loader's. Each is made for the field that it is in.
type cacheOk struct {
	mu    sync.Mutex
	queue *queue
	n     int
}

type loaderOk struct {
	pending *queue
	cache   *cacheOk
}

func newLoaderOk() *loaderOk {
	return &loaderOk{pending: newQueue(), cache: &cacheOk{queue: newQueue()}}
}

func (l *loaderOk) flush() { l.pending.drain(func(i int) { l.cache.add(i) }) }

func (c *cacheOk) add(i int) {
	c.mu.Lock()
	c.n += i
	c.mu.Unlock()
}

func (c *cacheOk) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue.close()
	next := newQueue()
	go func() { next.close() }()
	c.queue = next
}

// cacheBad: the loader gives its queue to the cache.
type cacheBad struct {
	mu    sync.Mutex
	queue *queue
	n     int
}

type loaderBad struct {
	pending *queue
	cache   *cacheBad
}

func newLoaderBad() *loaderBad {
	l := &loaderBad{pending: newQueue(), cache: &cacheBad{}}
	l.cache.queue = l.pending
	return l
}

func (l *loaderBad) flush() { l.pending.drain(func(i int) { l.cache.add(i) }) } // want `instances\.queue\.mu and instances\.cacheBad\.mu are taken in opposite orders.*\[inversion\]`

func (c *cacheBad) add(i int) {
	c.mu.Lock()
	c.n += i
	c.mu.Unlock()
}

func (c *cacheBad) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue.close()
}

// takenOk: as cacheOk; who drains gives the queue up.
type takenOk struct {
	mu    sync.Mutex
	queue *queue
	n     int
}

type takerOk struct {
	pending *queue
	cache   *takenOk
}

func newTakerOk() *takerOk {
	return &takerOk{pending: newQueue(), cache: &takenOk{queue: newQueue()}}
}

func (l *takerOk) flush() {
	pending := l.pending
	l.pending = nil
	pending.drain(func(i int) { l.cache.add(i) })
}

func (c *takenOk) add(i int) {
	c.mu.Lock()
	c.n += i
	c.mu.Unlock()
}

func (c *takenOk) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue.close()
}

// sharedBad: one queue is stored in both, by way of a variable.
type sharedBad struct {
	mu    sync.Mutex
	queue *queue
	n     int
}

type sharerBad struct {
	pending *queue
	cache   *sharedBad
}

func newSharerBad() *sharerBad {
	q := newQueue()
	set := func(c *sharedBad) { c.queue = q }
	s := &sharerBad{pending: q, cache: &sharedBad{}}
	set(s.cache)
	return s
}

func (l *sharerBad) flush() { l.pending.drain(func(i int) { l.cache.add(i) }) } // want `instances\.queue\.mu and instances\.sharedBad\.mu are taken in opposite orders.*\[inversion\]`

func (c *sharedBad) add(i int) {
	c.mu.Lock()
	c.n += i
	c.mu.Unlock()
}

func (c *sharedBad) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue.close()
}
