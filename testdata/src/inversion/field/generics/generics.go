// Package generics is reduced from nats-server v2 server/consumer.go:2727 (gsl.GenericSublist[T].RWMutex).
// list[int].mu and list[*item].mu are different types: no instance is both. The
// class is that of the generic origin and drops the type arguments.
// Expected: silence; known to be reported (FP) (class keyed with the type arguments where they are concrete).
package generics

import "sync"

type list[T any] struct {
	mu sync.RWMutex
	v  []T
}

func (l *list[T]) Insert(v T) {
	l.mu.Lock()
	l.v = append(l.v, v)
	l.mu.Unlock()
}

func (l *list[T]) Each(f func(T)) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, v := range l.v {
		f(v)
	}
}

type item struct {
	mu      sync.Mutex
	filters *list[int]
	n       int
}

func (i *item) Filter(n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.filters.Insert(n) // want `\[inversion\]`
}

type stream struct{ items *list[*item] }

func (s *stream) Update() {
	s.items.Each(func(i *item) {
		i.mu.Lock()
		i.n++
		i.mu.Unlock()
	})
}
