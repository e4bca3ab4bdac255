// Package lib is configured by options.
package lib

import "sync"

// Client calls what it was configured with under its lock.
type Client struct {
	mu   sync.Mutex
	opts options
	n    int
}

type options struct {
	notify func()
	dial   func(addr string) error
}

// Option changes the options.
type Option func(*options)

// WithNotify has f called on each change.
func WithNotify(f func()) Option {
	return func(o *options) { o.notify = f }
}

// DialOption is an option that is an interface.
type DialOption interface{ apply(*options) }

type dialOption struct{ f func(string) error }

func (d dialOption) apply(o *options) { o.dial = d.f }

// WithDial has f called to dial.
func WithDial(f func(string) error) DialOption { return dialOption{f} }

// New returns a Client.
func New(opts ...Option) *Client {
	c := &Client{opts: options{notify: func() {}}}
	for _, o := range opts {
		o(&c.opts)
	}
	return c
}

// Set notifies under the lock.
func (c *Client) Set(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = n
	c.opts.notify()
}

// Get locks.
func (c *Client) Get() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// Conn dials under its lock.
type Conn struct {
	mu   sync.Mutex
	opts options
	n    int
}

// Dial returns a Conn.
func Dial(opts ...DialOption) *Conn {
	c := &Conn{opts: options{dial: func(string) error { return nil }}}
	for _, o := range opts {
		o.apply(&c.opts)
	}
	return c
}

// Redial dials again.
func (c *Conn) Redial() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.opts.dial("again")
}

// State locks.
func (c *Conn) State() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// Config is given whole to NewCache.
type Config struct {
	Size    int
	OnEvict func(key string)
}

// Cache evicts under its lock.
type Cache struct {
	mu  sync.Mutex
	cfg Config
	m   map[string]int
}

// NewCache returns a Cache.
func NewCache(cfg Config) *Cache { return &Cache{cfg: cfg, m: map[string]int{}} }

// Put puts k in, and something else out.
func (c *Cache) Put(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k]++
	if len(c.m) > c.cfg.Size {
		c.evict()
	}
}

func (c *Cache) evict() {
	for k := range c.m {
		delete(c.m, k)
		c.cfg.OnEvict(k)
		return
	}
}

// Len locks.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.m)
}

// Queue is made by a builder; it tells after Unlock.
type Queue struct {
	mu   sync.Mutex
	done func()
	n    int
}

// Builder builds queues.
type Builder struct{ done func() }

// NewBuilder returns one.
func NewBuilder() *Builder { return &Builder{} }

// Done sets what is called.
func (b *Builder) Done(f func()) *Builder {
	b.done = f
	return b
}

// Build builds one.
func (b *Builder) Build() *Queue { return &Queue{done: b.done} }

// Pop calls the function under the lock.
func (q *Queue) Pop() {
	q.mu.Lock()
	q.n++
	q.done()
	q.mu.Unlock()
}

// PopLate calls the function after it.
func (q *Queue) PopLate() {
	q.mu.Lock()
	q.n++
	q.mu.Unlock()
	q.done()
}

// Len locks.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.n
}
