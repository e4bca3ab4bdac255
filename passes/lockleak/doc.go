// Package lockleak defines the Analyzer of the rule lockleak.
//
// # Analyzer lockleak
//
// lockleak: report locks that are still held on some of the ways out of a
// function
//
// A return, or a branch round a loop, that forgets the Unlock which the other
// ways have leaves the lock held for good: whoever takes it next waits forever.
// The way that forgets it is mostly the one for errors, which tests seldom
// take.
//
// Wrong:
//
//	package store
//
//	import (
//		"errors"
//		"sync"
//	)
//
//	var ErrNotFound = errors.New("not found")
//
//	type Store struct {
//		mu   sync.Mutex
//		byID map[string]string
//	}
//
//	func (s *Store) Get(id string) (string, error) {
//		s.mu.Lock()
//		name, ok := s.byID[id]
//		if !ok {
//			return "", ErrNotFound // s.mu stays locked
//		}
//		s.mu.Unlock()
//		return name, nil
//	}
//
// lockorder says:
//
//	./store.go:19:3: store.Store.mu is left locked where (*Store).Get returns; on other ways it is unlocked [lockleak]
//		1. ./store.go:16:11: (*Store).Get locks s.mu
//		2. ./store.go:19:3: (*Store).Get returns, and leaves it locked
//		3. ./store.go:21:13: on another way, (*Store).Get unlocks it
//
// More on https://github.com/lockorder/lockorder/blob/main/docs/rules/lockleak.md
package lockleak
