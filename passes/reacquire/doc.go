// Package reacquire defines the Analyzer of the rule reacquire.
//
// # Analyzer reacquire
//
// reacquire: report locks acquired by the goroutine that already holds them
//
// The locks of package sync are not reentrant: a goroutine that locks a mutex
// twice waits for itself, forever. The second acquisition is often far away,
// behind calls that do not show the lock.
//
// Wrong:
//
//	package store
//
//	import "sync"
//
//	type Store struct {
//		mu sync.Mutex
//		m  map[string]int
//	}
//
//	func (s *Store) Add(key string, n int) int {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		s.m[key] = s.Get(key) + n
//		return s.m[key]
//	}
//
//	func (s *Store) Get(key string) int {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		return s.m[key]
//	}
//
// lockorder says:
//
//	./store.go:13:18: store.Store.mu is locked again by the goroutine that already holds it: (*Store).Add calls (*Store).Get, which locks it [reacquire]
//		1. ./store.go:11:11: (*Store).Add locks s.mu
//		2. ./store.go:13:18: (*Store).Add calls (*Store).Get
//		3. ./store.go:18:11: (*Store).Get locks s.mu again, and waits for itself
//
// More on https://github.com/lockorder/lockorder/blob/main/docs/rules/reacquire.md
package reacquire
