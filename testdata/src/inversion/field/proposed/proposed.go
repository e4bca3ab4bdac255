// Package proposed is reduced from swarmkit v2 manager/{dirty_test.go:49 x3, csi/manager.go:124,
// deallocator/deallocator.go:122, keymanager/keymanager.go:214, dispatcher/*.go x2, ...}
// (manager/state/store/memory.go:323-385).
// Update begins a write transaction (which locks db.writer in another package)
// and ends it on every way: Commit in the func that it passes to an interface
// method (proposer.Propose calls it if it returns nil), Abort if that fails.
// The exit "err == nil, committed inside Propose" looks like leaving db.writer
// held, and everything that callers do afterwards is "under" it.
// Expected: silence. A func literal that releases the caller's lock and is passed
// to an unresolved call on that path: the lock is handed over, the exit must not
// keep it (or at least: low).
package proposed

import "sync"

type db struct{ writer sync.Mutex }

type txn struct {
	db   *db
	done bool
}

func (d *db) Txn() *txn {
	d.writer.Lock()
	return &txn{db: d}
}

func (t *txn) Commit() {
	if t.done {
		return
	}
	t.done = true
	t.db.writer.Unlock()
}

type Proposer interface{ Propose(done func()) error }

type Store struct {
	lock sync.Mutex
	db   *db
	p    Proposer
}

func (s *Store) Update(f func() error) error {
	s.lock.Lock()
	t := s.db.Txn()
	err := f()
	if err == nil {
		if s.p == nil {
			t.Commit()
		} else {
			err = s.p.Propose(func() { t.Commit() })
		}
	}
	if err != nil {
		t.Commit() // Abort
	}
	s.lock.Unlock()
	return err
}

func Twice(s *Store) {
	s.Update(func() error { return nil })
	s.Update(func() error { return nil })
}
