package outcomes

import (
	"errors"
	"sync"
)

var (
	errEnded      = errors.New("ended")
	errUnwritable = errors.New("read only")
	errFull       = errors.New("full")
)

// pagesOk are written by transactions, each of which holds the lock until it ends
// (bbolt). What a transaction has tested before it goes round a loop tells what happens
// where it ends.
type pagesOk struct {
	mu    sync.Mutex
	pages []int
	n     int
}

type txOk struct {
	of       *pagesOk
	writable bool
	size     int
}

func (p *pagesOk) begin() *txOk {
	p.mu.Lock()
	return &txOk{of: p, writable: true}
}

func (t *txOk) commit() error {
	if t.of == nil {
		return errEnded
	} else if !t.writable {
		return errUnwritable
	}
	if err := t.grow(); err != nil {
		t.end()
		return err
	}
	for i := range t.of.pages {
		t.of.pages[i]++
	}
	if err := t.grow(); err != nil {
		t.end()
		return err
	}
	t.end()
	return nil
}

func (t *txOk) grow() error {
	if t.size > 100 {
		return errFull
	}
	return nil
}

func (t *txOk) end() {
	if t.of == nil {
		return
	}
	if t.writable {
		t.of.mu.Unlock()
	}
	t.of = nil
}

func (p *pagesOk) WriteOk() {
	t := p.begin()
	if t.commit() == nil {
		p.mu.Lock()
		p.n++
		p.mu.Unlock()
	}
}

// pagesBad: whether it has ended is tested again behind the loop, while which others may
// have ended it; then the lock is not released.
type pagesBad struct {
	mu    sync.Mutex
	ready bool
	n     int
}

type txBad struct{ ended bool }

func (p *pagesBad) WriteBad(t *txBad, wait func()) {
	p.mu.Lock()
	if t.ended {
		p.mu.Unlock()
		return
	}
	for !p.ready {
		wait()
	}
	if !t.ended {
		p.mu.Unlock()
	}
	p.mu.Lock() // want `outcomes\.pagesBad\.mu is locked again .*\[reacquire\]`
	p.n++
	p.mu.Unlock()
}

// volumeOk holds the lock for the whole, or for each part, as a flag says that no round
// changes (seaweedfs).
type volumeOk struct {
	mu sync.RWMutex
	n  int
}

func (v *volumeOk) readOk(slow *bool, parts int, fail func() bool) {
	if !*slow {
		v.mu.RLock()
		defer v.mu.RUnlock()
	}
	for range parts {
		if *slow {
			v.mu.RLock()
		}
		if fail() {
			if *slow {
				v.mu.RUnlock()
			}
			return
		}
		v.n++
		if *slow {
			v.mu.RUnlock()
		}
	}
}

func (v *volumeOk) write() {
	v.mu.Lock()
	v.n = 0
	v.mu.Unlock()
}

// volumeBad: each round asks anew, and ends by what it hears: others change it.
type volumeBad struct {
	mu sync.Mutex
	n  int
}

func (v *volumeBad) readBad(slow *bool, next func() bool) {
	if !*slow {
		v.mu.Lock()
		defer v.mu.Unlock()
	}
	for next() {
		if *slow {
			v.mu.Lock() // want `outcomes\.volumeBad\.mu is locked again .*\[reacquire\]`
			v.n++
			v.mu.Unlock()
			return
		}
		v.n++
	}
}

// changedBad: the loop changes it itself.
func (v *volumeBad) changedBad(slow *bool, next func() bool) {
	if !*slow {
		v.mu.Lock()
		defer v.mu.Unlock()
	}
	for next() {
		if *slow {
			v.mu.Lock() // want `outcomes\.volumeBad\.mu is locked again .*\[reacquire\]`
			v.n++
			v.mu.Unlock()
		}
		*slow = next()
	}
}
