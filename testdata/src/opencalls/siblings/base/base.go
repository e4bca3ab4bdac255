// Package base calls what one sibling gives, for the other.
package base

import "sync"

// Hub tells under its lock.
type Hub struct {
	mu   sync.Mutex
	tell func()
	n    int
}

// The hubs, and locks that the siblings share.
var (
	Bad, Again, Ok       Hub
	MuBad, MuAgain, MuOk sync.Mutex
)

// OnTell sets what is told.
func (h *Hub) OnTell(f func()) {
	h.mu.Lock()
	h.tell = f
	h.mu.Unlock()
}

// Tell tells.
func (h *Hub) Tell() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n++
	if h.tell != nil {
		h.tell()
	}
}

// Len locks.
func (h *Hub) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n
}
