// Package generics has locks in generic types, and generic functions over locks.
package generics

import (
	"cmp"
	"sync"
)

// Map is a locked map.
type Map[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

// Get read-locks.
func (m *Map[K, V]) Get(k K) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	v, ok := m.m[k]
	return v, ok
}

// Set write-locks.
func (m *Map[K, V]) Set(k K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.m[k] = v
}

// swapBad: Get under the write lock.
func (m *Map[K, V]) swapBad(k K, v V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, _ := m.Get(k) // want `generics\.Map\.mu .*\[reacquire\]`
	m.m[k] = v
	return old
}

// swapOk: Get before it.
func (m *Map[K, V]) swapOk(k K, v V) V {
	old, _ := m.Get(k)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.m[k] = v
	return old
}

// upgradeBad: Set under the read lock.
func (m *Map[K, V]) upgradeBad(k K, v V) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if _, ok := m.m[k]; !ok {
		m.Set(k, v) // want `generics\.Map\.mu .*\[reacquire\]`
	}
}

// upgradeOk: the read lock is given up first.
func (m *Map[K, V]) upgradeOk(k K, v V) {
	m.mu.RLock()
	_, ok := m.m[k]
	m.mu.RUnlock()
	if !ok {
		m.Set(k, v)
	}
}

func (m *Map[K, V]) update(k K, f func(V) V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.m[k] = f(m.m[k])
}

// updateBad: the callback reads the same Map.
func updateBad(m *Map[string, int]) {
	m.update("a", func(v int) int { // want `generics\.Map\.mu .*\[reacquire\]`
		b, _ := m.Get("b")
		return v + b
	})
}

// updateOk: the callback reads another Map of the same type.
func updateOk(m, o *Map[string, int]) {
	m.update("a", func(v int) int {
		b, _ := o.Get("b")
		return v + b
	})
}

// updateOtherTypeOk: and one of another type.
func updateOtherTypeOk(m *Map[string, int], o *Map[int, string]) {
	m.update("a", func(v int) int {
		o.Set(v, "a")
		return v + 1
	})
}

// instanceBad: an instance's lock, from outside.
func instanceBad(m *Map[string, int]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Set("a", 1) // want `generics\.Map\.mu .*\[reacquire\]`
}

// instancesOk: two Maps, of two types, whose locks have one class once type arguments are erased.
func instancesOk(a *Map[string, int], b *Map[int, string]) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.Set(1, "a")
}

// Nested has a Map of Maps.
type Nested struct {
	outer Map[string, *Map[string, int]]
}

// nestedOk: the inner Map is another Map.
func (n *Nested) nestedOk(k, l string) int {
	n.outer.mu.RLock()
	defer n.outer.mu.RUnlock()
	v, _ := n.outer.m[k].Get(l)
	return v
}

// nestedBad: the outer Map itself.
func (n *Nested) nestedBad(k string) *Map[string, int] {
	n.outer.mu.RLock()
	defer n.outer.mu.RUnlock()
	v, _ := n.outer.Get(k) // want `generics\.Map\.mu .*\[reacquire\]`
	return v
}

// Named embeds an instance.
type Named struct {
	Map[string, int]
	name string
}

// embeddedBad: promoted Set.
func (n *Named) embeddedBad() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.Set(n.name, 1) // want `generics\.Map\.mu .*\[reacquire\]`
}

// embeddedOk: unlocked before.
func (n *Named) embeddedOk() {
	n.mu.Lock()
	name := n.name
	n.mu.Unlock()
	n.Set(name, 1)
}

// Generic functions.

// Counter has a plain lock.
type Counter struct {
	mu sync.Mutex
	n  int
}

func (c *Counter) load() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func (c *Counter) lock()   { c.mu.Lock() }
func (c *Counter) unlock() { c.mu.Unlock() }

func locked[T any](mu *sync.Mutex, f func() T) T {
	mu.Lock()
	defer mu.Unlock()
	return f()
}

// lockedBad: the callback locks the same lock.
func (c *Counter) lockedBad() int {
	return locked(&c.mu, func() int { return c.load() }) // want `generics\.Counter\.mu .*\[reacquire\]`
}

// lockedOk: the callback does not lock.
func (c *Counter) lockedOk() int {
	return locked(&c.mu, func() int { return c.n })
}

// lockedTwiceOk: the helper within itself, instantiated twice, on two locks.
func (c *Counter) lockedTwiceOk(o *Counter) string {
	return locked(&c.mu, func() string {
		if locked(&o.mu, func() int { return o.n }) > 0 {
			return "some"
		}
		return "none"
	})
}

// lockedTwiceBad: within itself, on one lock.
func (c *Counter) lockedTwiceBad() string {
	return locked(&c.mu, func() string { // want `generics\.Counter\.mu .*\[reacquire\]`
		if locked(&c.mu, func() int { return c.n }) > 0 {
			return "some"
		}
		return "none"
	})
}

func do[L sync.Locker](l L, f func()) {
	l.Lock()
	defer l.Unlock()
	f()
}

// constraintBad: L is *sync.Mutex.
func (c *Counter) constraintBad() {
	do(&c.mu, func() { // want `generics\.Counter\.mu .*\[reacquire\]`
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
	})
}

// constraintOk: the callback does not lock.
func (c *Counter) constraintOk() {
	do(&c.mu, func() { c.n++ })
}

// constraintOtherOk: the callback locks another Counter.
func (c *Counter) constraintOtherOk(o *Counter) {
	do(&c.mu, func() { o.load() })
}

type lockable interface {
	lock()
	unlock()
}

func touch[T lockable](v T) {
	v.lock()
	v.unlock()
}

// touchBad: T is *Counter, whose lock we hold.
func (c *Counter) touchBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	touch(c) // want `generics\.Counter\.mu .*\[reacquire\]`
}

// touchOk: another Counter.
func (c *Counter) touchOk(o *Counter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	touch(o)
}

// Quiet is lockable and does nothing.
type Quiet struct{}

func (Quiet) lock()   {}
func (Quiet) unlock() {}

// touchQuietOk: T is Quiet.
func (c *Counter) touchQuietOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	touch(Quiet{})
}

// Guarded is a value with its lock.
type Guarded[T any] struct {
	mu sync.Mutex
	v  T
}

// With runs f under the lock.
func (g *Guarded[T]) With(f func(*T)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(&g.v)
}

// State has two of them.
type State struct {
	ids   Guarded[[]int]
	names Guarded[[]string]
	more  Guarded[[]int]
}

// withBad: the same one, within itself.
func (s *State) withBad() {
	s.ids.With(func(ids *[]int) { // want `\[reacquire\]`
		s.ids.With(func(again *[]int) {
			*again = append(*ids, 1)
		})
	})
}

// withOk: two of them.
func (s *State) withOk() {
	s.ids.With(func(ids *[]int) {
		s.names.With(func(names *[]string) {
			*names = append(*names, "one")
			*ids = append(*ids, len(*names))
		})
	})
}

// withSameTypeOk: two of them, of one type.
func (s *State) withSameTypeOk() {
	s.ids.With(func(ids *[]int) {
		s.more.With(func(more *[]int) {
			*more = append(*more, *ids...)
		})
	})
}

func maximum[T cmp.Ordered](m *Map[string, T], keys ...string) T {
	var best T
	for _, k := range keys {
		if v, ok := m.Get(k); ok {
			best = max(best, v)
		}
	}
	return best
}

// maximumBad: a generic function over a generic type, under its lock.
func maximumBad(m *Map[string, float64]) float64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return maximum(m, "a", "b") // want `generics\.Map\.mu .*\[reacquire\]`
}

// maximumOk: after the Unlock.
func maximumOk(m *Map[string, float64]) float64 {
	m.mu.RLock()
	n := len(m.m)
	m.mu.RUnlock()
	return float64(n) + maximum(m, "a", "b")
}

// Store is a generic interface.
type Store[T any] interface{ Load() T }

// cached decorates a Store, perhaps another cached.
type cached[T any] struct {
	mu    sync.Mutex
	inner Store[T]
	v     T
}

// Load is Ok: inner is another instance.
func (c *cached[T]) Load() T {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.v = c.inner.Load()
	return c.v
}

type constant int

func (c constant) Load() int { return int(c) }

// decorateOk: a cached of a cached.
func decorateOk() int {
	a := &cached[int]{inner: constant(1)}
	b := &cached[int]{inner: a}
	return b.Load()
}

// loadBad: its own Load under its own lock.
func (c *cached[T]) loadBad() T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Load() // want `generics\.cached\.mu .*\[reacquire\]`
}
