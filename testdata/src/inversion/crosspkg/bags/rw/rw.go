// Package rw has locks that can be left out.
package rw

import "sync"

type RWMutex struct{ mutex *sync.RWMutex }

func Create(safe ...bool) RWMutex {
	if len(safe) > 0 && safe[0] {
		return RWMutex{mutex: new(sync.RWMutex)}
	}
	return RWMutex{}
}

func (mu *RWMutex) Lock() {
	if mu.mutex != nil {
		mu.mutex.Lock()
	}
}

func (mu *RWMutex) Unlock() {
	if mu.mutex != nil {
		mu.mutex.Unlock()
	}
}
