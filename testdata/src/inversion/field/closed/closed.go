// Package closed is reduced from btcd v0.26.2 database/ffldb db.go:1900 (whitebox_test.go:234).
// begin returns holding closeLock; View's Rollback releases it unless tx.closed,
// and tx.closed is set only by tx.close, which releases it. The exit of View
// "closed, still held" is infeasible: closed <=> lock released. fn(tx) is
// unknown code that may set tx.closed, but only by tx.close.
// Expected: silence.
package closed

import (
	"errors"
	"sync"
)

type db struct {
	writeLock sync.Mutex
	closeLock sync.RWMutex
	closed    bool
}

type tx struct {
	db       *db
	writable bool
	closed   bool
	managed  bool
	meta     *bucket
}

type bucket struct{ tx *tx }

type Tx interface {
	Rollback() error
	Commit() error
}

func (d *db) begin(writable bool) (*tx, error) {
	if writable {
		d.writeLock.Lock()
	}
	d.closeLock.RLock()
	if d.closed {
		d.closeLock.RUnlock()
		if writable {
			d.writeLock.Unlock()
		}
		return nil, errors.New("closed")
	}
	t := &tx{db: d, writable: writable}
	t.meta = &bucket{tx: t}
	return t, nil
}

func (t *tx) close() {
	t.closed = true
	t.db.closeLock.RUnlock()
	if t.writable {
		t.db.writeLock.Unlock()
	}
}

func rollbackOnPanic(t *tx) {
	if err := recover(); err != nil {
		t.managed = false
		_ = t.Rollback()
		panic(err)
	}
}

func (t *tx) Commit() error { return t.Rollback() }

func (t *tx) Rollback() error {
	if t.managed {
		t.close()
		panic("managed")
	}
	if err := t.checkClosed(); err != nil {
		return err
	}
	t.close()
	return nil
}

func (d *db) View(fn func(Tx) error) error {
	t, err := d.begin(false)
	if err != nil {
		return err
	}
	defer rollbackOnPanic(t)
	t.managed = true
	err = fn(t)
	t.managed = false
	if err != nil {
		_ = t.Rollback()
		return err
	}
	return t.Rollback()
}

func (d *db) Update(fn func(Tx) error) error {
	t, err := d.begin(true)
	if err != nil {
		return err
	}
	defer rollbackOnPanic(t)
	t.managed = true
	err = fn(t)
	t.managed = false
	if err != nil {
		_ = t.Rollback()
		return err
	}
	return t.Rollback()
}

func (d *db) Close() {
	d.closeLock.Lock()
	defer d.closeLock.Unlock()
}

func Use(d *db) {
	d.View(func(Tx) error { return nil })
	d.Update(func(Tx) error { return nil })
}

type dbError struct{ s string }

func (e dbError) Error() string { return e.s }

func makeErr(s string) dbError { return dbError{s} }

func (t *tx) checkClosed() error {
	if t.closed {
		return makeErr("closed")
	}
	return nil
}
