// Package transaction is reduced from swarmkit v2 ca/reconciler.go:250 (manager/state/store/memory.go:437-460).
// A write transaction holds db.writer; batch.tx keeps it. Update commits the old
// transaction (which releases db.writer), yields and retakes s.lock, and begins
// the next one (which takes db.writer again). The release is not seen: it happens
// through batch.tx.txn.db.writer (the lock was taken as batch.s.db.writer), and
// inside a func passed to an interface method (proposer.Propose). So the next
// Update seems to retake s.lock under db.writer.
// Expected: silence: s.lock is taken only between two transactions.
package transaction

import "sync"

type db struct{ writer sync.Mutex }

type txn struct{ db *db }

func (d *db) Txn() *txn {
	d.writer.Lock()
	return &txn{db: d}
}

func (t *txn) Commit() {
	if t.db == nil {
		return
	}
	t.db.writer.Unlock()
}

type proposer interface{ Propose(done func()) error }

type store struct {
	lock sync.Mutex
	db   *db
	p    proposer
}

type batch struct {
	s  *store
	tx struct{ txn *txn }
	n  int
}

func (b *batch) commit() error {
	if b.s.p != nil {
		return b.s.p.Propose(func() { b.tx.txn.Commit() })
	}
	b.tx.txn.Commit()
	return nil
}

func (b *batch) newTx() { b.tx.txn = b.s.db.Txn() }

func (b *batch) Update() error {
	if b.n++; b.n > 100 {
		if err := b.commit(); err != nil {
			return err
		}
		b.s.lock.Unlock()
		b.s.lock.Lock()
		b.newTx()
	}
	return nil
}

func (s *store) Batch(f func(*batch) error) error {
	s.lock.Lock()
	b := &batch{s: s}
	b.newTx()
	err := f(b)
	b.tx.txn.Commit()
	s.lock.Unlock()
	return err
}

func (s *store) Apply() {
	s.lock.Lock()
	s.db.Txn().Commit()
	s.lock.Unlock()
}

func Many(s *store, n int) {
	s.Batch(func(b *batch) error {
		for i := 0; i < n; i++ {
			if err := b.Update(); err != nil {
				return err
			}
		}
		return nil
	})
}
