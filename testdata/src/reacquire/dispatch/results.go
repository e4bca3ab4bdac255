package dispatch

import "sync"

// What a method of an interface returns, where the one type it has is seen.

type cursor interface{ Close() }

type cache interface{ Cursor() cursor }

type simple struct{ mu sync.RWMutex }

type simpleCursor struct{ simple *simple }

func (c *simpleCursor) Close() { c.simple.mu.RUnlock() }

func (s *simple) Cursor() cursor {
	s.mu.RLock()
	return &simpleCursor{simple: s}
}

func (s *simple) put() {
	s.mu.Lock()
	s.mu.Unlock()
}

type lru struct{ mu sync.Mutex }

type lruCursor struct{ lru *lru }

func (c *lruCursor) Close() { c.lru.mu.Unlock() }

func (l *lru) Cursor() cursor {
	l.mu.Lock()
	return &lruCursor{lru: l}
}

func newSimple() cache { return &simple{} }

func newLRU() cache { return &lru{} }

// cursorOk: the cursor of newSimple's cache is its own.
func cursorOk() {
	c := newSimple()
	it := c.Cursor()
	it.Close()
	it = c.Cursor()
	it.Close()
}

// cursorBad: it is not closed.
func cursorBad() {
	c := newLRU()
	it := c.Cursor()
	c.Cursor() // want `dispatch\.lru\.mu .*\[reacquire\]`
	it.Close()
}
