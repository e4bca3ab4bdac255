// Package lib calls what importers have stored in its fields, under its locks or not.
package lib

import "sync"

// Hook calls its hook under its lock.
type Hook struct {
	mu   sync.Mutex
	hook func()
	n    int
}

// SetHook sets it.
func (h *Hook) SetHook(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hook = f
}

// Fire calls it.
func (h *Hook) Fire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n++
	if h.hook != nil {
		h.hook()
	}
}

// Get locks.
func (h *Hook) Get() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n
}

// Late calls its hook when it has released its lock.
type Late struct {
	mu   sync.Mutex
	hook func()
	n    int
}

// SetHook sets it.
func (l *Late) SetHook(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hook = f
}

// Fire calls it.
func (l *Late) Fire() {
	l.mu.Lock()
	l.n++
	hook := l.hook
	l.mu.Unlock()
	if hook != nil {
		hook()
	}
}

// Get locks.
func (l *Late) Get() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// Open has an exported field, which anyone sets.
type Open struct {
	mu       sync.Mutex
	OnChange func(n int)
	n        int
}

// Set calls OnChange under the lock.
func (o *Open) Set(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.n = n
	if o.OnChange != nil {
		o.OnChange(n)
	}
}

// Get locks.
func (o *Open) Get() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.n
}

// OpenLate is Open, but calls OnChange after.
type OpenLate struct {
	mu       sync.Mutex
	OnChange func(n int)
	n        int
}

// Set calls OnChange when it has released the lock.
func (o *OpenLate) Set(n int) {
	o.mu.Lock()
	o.n = n
	o.mu.Unlock()
	if o.OnChange != nil {
		o.OnChange(n)
	}
}

// Get locks.
func (o *OpenLate) Get() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.n
}

// Bus has many functions, in a slice and in a map, called with a read lock.
type Bus struct {
	mu    sync.RWMutex
	all   []func()
	named map[string]func()
}

// NewBus returns one without any.
func NewBus() *Bus { return &Bus{named: map[string]func(){}} }

// Add adds one.
func (b *Bus) Add(f func()) {
	b.mu.Lock()
	b.all = append(b.all, f)
	b.mu.Unlock()
}

// Name adds one with a name.
func (b *Bus) Name(name string, f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.named[name] = f
}

// Emit calls all.
func (b *Bus) Emit() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, f := range b.all {
		f()
	}
}

// Call calls the one of that name.
func (b *Bus) Call(name string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if f, ok := b.named[name]; ok {
		f()
	}
}

// Copying is a Bus that calls a copy of them, without its lock.
type Copying struct {
	mu  sync.RWMutex
	all []func()
}

// Add adds one.
func (c *Copying) Add(f func()) {
	c.mu.Lock()
	c.all = append(c.all, f)
	c.mu.Unlock()
}

// Emit calls all.
func (c *Copying) Emit() {
	c.mu.RLock()
	all := append([]func(){}, c.all...)
	c.mu.RUnlock()
	for _, f := range all {
		f()
	}
}

// Inner is a struct in a struct in Outer.
type Inner struct{ Handlers struct{ OnClose func() } }

// Outer calls what is in its Inner, two calls down.
type Outer struct {
	mu    sync.Mutex
	inner *Inner
}

// NewOuter returns one with in.
func NewOuter(in *Inner) *Outer { return &Outer{inner: in} }

// Close calls OnClose under the lock.
func (o *Outer) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.close()
}

func (o *Outer) close() { o.run(o.inner.Handlers.OnClose) }

func (o *Outer) run(f func()) { f() }

// Len locks.
func (o *Outer) Len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return 0
}

// Queue asks under its lock how many there are.
type Queue struct {
	mu   sync.Mutex
	Size func() int
	n    int
}

// Next asks.
func (q *Queue) Next() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.Size == nil {
		return q.n
	}
	return q.Size()
}

// Add locks.
func (q *Queue) Add() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.n++
}

// List has a queue of its own, that knows the size without it.
type List struct {
	mu    sync.Mutex
	queue *Queue
	n     int
}

// NewList makes both.
func NewList() *List {
	l := &List{queue: &Queue{}}
	l.queue.Size = func() int { return 1 }
	return l
}

// Len locks.
func (l *List) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// Join adds to the queue under the lock.
func (l *List) Join() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue.Add()
}

// Board has the queue that it is given.
type Board struct {
	mu    sync.Mutex
	queue *Queue
	n     int
}

// NewBoard keeps the queue.
func NewBoard(q *Queue) *Board { return &Board{queue: q} }

// Len locks.
func (b *Board) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n
}

// Join adds to the queue under the lock.
func (b *Board) Join() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.Add()
}
