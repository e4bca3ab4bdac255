// Package helpers has functions that leave locks held for their callers.
package helpers

import (
	"errors"
	"sync"
)

type DB struct {
	mu     sync.Mutex
	closed bool
	n      int
}

var errClosed = errors.New("closed")

// lock leaves it held always.
func (d *DB) lock() { d.mu.Lock() }

func (d *DB) unlock() { d.mu.Unlock() }

// throughBad: the lock is taken and released by helpers.
func (d *DB) throughBad() error {
	d.lock()
	if d.closed {
		return errClosed // want `helpers\.DB\.mu is left locked.*\[lockleak\]`
	}
	d.unlock()
	return nil
}

func (d *DB) throughOk() error {
	d.lock()
	if d.closed {
		d.unlock()
		return errClosed
	}
	d.unlock()
	return nil
}

// lockOpenOk leaves it held unless closed, and tells so; its callers unlock.
func (d *DB) lockOpenOk() bool {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return false
	}
	return true
}

func (d *DB) useOk() int {
	if !d.lockOpenOk() {
		return 0
	}
	defer d.mu.Unlock()
	return d.n
}

// useBad forgets to unlock what lockOpenOk has locked.
func (d *DB) useBad(k int) int {
	if !d.lockOpenOk() {
		return 0
	}
	if k == d.n {
		return 1 // want `helpers\.DB\.mu is left locked where \(\*DB\)\.useBad returns.*\[lockleak\]`
	}
	d.mu.Unlock()
	return d.n
}

// beginOk leaves it held on success for end to release, by a caller who knows.
func (d *DB) beginOk() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return errClosed
	}
	return nil
}

func (d *DB) end() { d.mu.Unlock() }

func (d *DB) transactionOk() error {
	if err := d.beginOk(); err != nil {
		return err
	}
	defer d.end()
	d.n++
	return nil
}

// Cell has a helper that tells nobody.
type Cell struct {
	mu     sync.Mutex
	closed bool
}

// settleBad leaves the lock held where it fails, and its caller does nothing
// about it.
func (c *Cell) settleBad() bool {
	c.mu.Lock()
	if c.closed {
		return false // want `helpers\.Cell\.mu is left locked.*\[lockleak\]`
	}
	c.mu.Unlock()
	return true
}

func (c *Cell) Settle() {
	if !c.settleBad() {
		println("closed")
	}
}

// Queue's helper leaves it held on one way without a word, and its caller knows.
type Queue struct {
	mu sync.Mutex
	n  int
}

func (q *Queue) takeOk() {
	q.mu.Lock()
	if q.n > 0 {
		return
	}
	q.mu.Unlock()
}

func (q *Queue) Take(n int) {
	q.takeOk()
	if n > 0 {
		q.mu.Unlock()
	}
}

// Retry: each return fails, and holds the lock.
type Client struct {
	mu     sync.RWMutex
	cancel func()
}

func (c *Client) acquireBad() error {
	for {
		c.mu.RLock()
		if c.cancel == nil {
			return errClosed // want `helpers\.Client\.mu is left read-locked.*\[lockleak\]`
		}
		c.mu.RUnlock()
	}
}

// acquireOk: each return succeeds, and holds the lock: a helper.
func (c *Client) acquireOk() {
	for {
		c.mu.Lock()
		if c.cancel == nil {
			return
		}
		c.mu.Unlock()
	}
}

// bootstrapFN: each return holds the lock, and no result says why; it is taken for a
// helper as acquireOk is.
func (c *Client) bootstrapFN() {
	for {
		c.mu.Lock()
		if c.cancel == nil {
			break
		}
		c.mu.Unlock()
	}
}

// EnterFP: packages that import this one unlock, which go vet cannot know; the command
// does.
func (c *Client) EnterFP() {
	c.mu.Lock()
	if c.cancel == nil {
		return // want `helpers\.Client\.mu is left locked.*\[lockleak\]`
	}
	c.mu.Unlock()
}

// ReserveOk is for callers elsewhere: its result says whether the lock is held, which
// is reported with low confidence only.
func (c *Client) ReserveOk() bool {
	c.mu.Lock()
	if c.cancel == nil {
		c.mu.Unlock()
		return false
	}
	return true
}

// TryLock.

func (d *DB) tryOk() bool {
	if !d.mu.TryLock() {
		return false
	}
	d.n++
	d.mu.Unlock()
	return true
}

func (d *DB) tryBad() bool {
	if !d.mu.TryLock() {
		return false
	}
	if d.closed {
		return false // want `helpers\.DB\.mu is left locked.*\[lockleak\]`
	}
	d.mu.Unlock()
	return true
}

// Wrapper embeds its lock.
type Wrapper struct {
	sync.Mutex
	n int
}

func embeddedBad(w *Wrapper) int {
	w.Lock()
	if w.n == 0 {
		return 0 // want `helpers\.Wrapper\.Mutex is left locked.*\[lockleak\]`
	}
	w.Unlock()
	return 1
}

// lockerBad: through the interface.
func lockerBad(l sync.Locker, n int) int {
	l.Lock()
	if n == 0 {
		return 0 // want `l is left locked.*\[lockleak\]`
	}
	l.Unlock()
	return 1
}

// genericBad: of any type.
type Box[T any] struct {
	mu sync.Mutex
	v  *T
}

func (b *Box[T]) getBad() (zero T) {
	b.mu.Lock()
	if b.v == nil {
		return zero // want `helpers\.Box\.mu is left locked.*\[lockleak\]`
	}
	v := *b.v
	b.mu.Unlock()
	return v
}

var _ = (*Box[int]).getBad
