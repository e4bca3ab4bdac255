// Package bag has maps that lock themselves (gf).
package bag

import "inversion/crosspkg/bags/rw"

type Map[K comparable, V any] struct {
	mu    rw.RWMutex
	data  map[K]V
	isNil func(V) bool
}

func New[K comparable, V any](safe ...bool) *Map[K, V] {
	return NewFrom(make(map[K]V), safe...)
}

func NewFrom[K comparable, V any](data map[K]V, safe ...bool) *Map[K, V] {
	m := &Map[K, V]{mu: rw.Create(safe...), data: data}
	return m
}

// NewWith calls a method of what it makes.
func NewWith[K comparable, V any](isNil func(V) bool, safe ...bool) *Map[K, V] {
	return NewFromWith(make(map[K]V), isNil, safe...)
}

func NewFromWith[K comparable, V any](data map[K]V, isNil func(V) bool, safe ...bool) *Map[K, V] {
	m := NewFrom[K, V](data, safe...)
	m.SetNil(isNil)
	return m
}

func (m *Map[K, V]) SetNil(isNil func(V) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.isNil = isNil
}

// GetOrSet calls f under the lock.
func (m *Map[K, V]) GetOrSet(k K, f func() V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.data[k]
	if !ok {
		v = f()
		m.data[k] = v
	}
	return v
}

// View has the same lock.
func (m *Map[K, V]) View() *Map[K, V] { return &Map[K, V]{mu: m.mu, data: m.data} }
