// Package namedresult is reduced from nats-server v2 server/filestore.go:587, consumer.go:3962 (filestore.go:560).
// remove gives fs.mu up around fs.cb() and takes it back. The constructor holds
// fs.mu on a NAMED RESULT that it also clears (`return nil, err`) and that
// deferred literals capture: the unlock inside remove is not matched with the
// constructor's lock, so cb seems to run under fs.mu.
// Cause: `return fs, nil` stores the variable to itself (*fs = *fs), so the cell has
// two stores and is not single-store; with a bare `return` or a plain local it is silent.
// Expected: silence (also because cb is nil in a new store).
package namedresult

import (
	"errors"
	"sync"
)

type store struct {
	mu sync.Mutex
	cb func(int)
	n  int
}

func newStore(n int) (fs *store, err error) {
	if n == 0 {
		return nil, errors.New("n")
	}
	fs = &store{n: n}
	go fs.State()
	defer func() {
		if err != nil {
			fs.State()
		}
	}()
	fs.mu.Lock()
	unlocked := false
	defer func() {
		if !unlocked {
			fs.mu.Unlock()
		}
	}()
	if fs.n > 0 {
		if err = fs.remove(n, false); err != nil {
			return nil, err
		}
	}
	fs.mu.Unlock()
	unlocked = true
	return fs, nil
}

func (fs *store) remove(n int, needLock bool) error {
	lock := func() {
		if needLock {
			fs.mu.Lock()
		}
	}
	unlock := func() {
		if needLock {
			fs.mu.Unlock()
		}
	}
	lock()
	defer unlock()
	if n > 7 {
		return errors.New("n")
	}
	return fs.removeBlock()
}

func (fs *store) removeBlock() error {
	if cb := fs.cb; cb != nil {
		fs.mu.Unlock()
		cb(1)
		fs.mu.Lock()
	}
	return nil
}

func (fs *store) register(cb func(int)) {
	fs.mu.Lock()
	fs.cb = cb
	fs.mu.Unlock()
}

func (fs *store) State() int {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.n
}

type stream struct {
	mu    sync.Mutex
	store *store
}

func (m *stream) update(int) {
	m.mu.Lock()
	m.mu.Unlock()
}

func Open() *stream {
	m := &stream{}
	m.store, _ = newStore(3)
	m.store.register(m.update)
	return m
}

func (m *stream) Info() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.store.State()
}
