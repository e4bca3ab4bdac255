// Package outcomes has helpers that do something to a lock or not, and tell by
// their results, or by what they are asked to do.
package outcomes

import (
	"errors"
	"sync"
)

// Account is locked by methods of its own.
type Account struct {
	mu sync.Mutex
	n  int
}

func (a *Account) load() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}

func work() {}

// DB hands out one Tx at a time, and is locked as long as there is one.
type DB struct {
	mu    sync.Mutex
	pages *pages
}

// Tx is a transaction.
type Tx struct {
	db       *DB
	pages    *pages
	writable bool
	closed   bool
}

type pages struct{ n int }

var (
	errReadOnly = errors.New("read only")
	errMaybe    = errors.New("maybe")
)

// Reset stores in errMaybe.
func Reset() { errMaybe = nil }

func newPages() *pages { return &pages{n: 1} }

func (db *DB) maybePages() *pages { return db.pages }

// Sentinels.

func (tx *Tx) end() error {
	if !tx.writable {
		return errReadOnly
	}
	tx.db.mu.Unlock()
	return nil
}

func (tx *Tx) endMaybe() error {
	if !tx.writable {
		return errMaybe
	}
	tx.db.mu.Unlock()
	return nil
}

// sentinelOk: errReadOnly is not nil, so that end has unlocked.
func sentinelOk(tx *Tx) {
	tx.db.mu.Lock()
	if err := tx.end(); err != nil {
		return
	}
	tx.db.mu.Lock()
	tx.db.mu.Unlock()
}

// sentinelFailedBad: where end fails, it has not unlocked.
func sentinelFailedBad(tx *Tx) {
	tx.db.mu.Lock()
	if err := tx.end(); err != nil {
		tx.db.mu.Lock() // want `outcomes\.DB\.mu .*\[reacquire\]`
		tx.db.mu.Unlock()
	}
}

// sentinelMaybeBad: errMaybe may be nil, so that endMaybe may not have unlocked.
func sentinelMaybeBad(tx *Tx) {
	tx.db.mu.Lock()
	if err := tx.endMaybe(); err != nil {
		return
	}
	tx.db.mu.Lock() // want `outcomes\.DB\.mu .*\[reacquire\]`
	tx.db.mu.Unlock()
}

// Guards, several in a row.

func release(db *DB, a, b bool) {
	if !a {
		return
	}
	if b {
		db.mu.Unlock()
	}
}

func releaseEither(db *DB, a, b bool) {
	if a || b {
		return
	}
	db.mu.Unlock()
}

// guardsOk: both guards let release unlock.
func guardsOk(db *DB) {
	db.mu.Lock()
	release(db, true, true)
	db.mu.Lock()
	db.mu.Unlock()
}

// guardsFirstBad: the first guard keeps release from unlocking.
func guardsFirstBad(db *DB) {
	db.mu.Lock()
	release(db, false, true)
	db.mu.Lock() // want `outcomes\.DB\.mu .*\[reacquire\]`
	db.mu.Unlock()
}

// guardsSecondBad: the second does.
func guardsSecondBad(db *DB) {
	db.mu.Lock()
	release(db, true, false)
	db.mu.Lock() // want `outcomes\.DB\.mu .*\[reacquire\]`
	db.mu.Unlock()
}

// eitherOk: two ways into one return, and neither is taken.
func eitherOk(db *DB) {
	db.mu.Lock()
	releaseEither(db, false, false)
	db.mu.Lock()
	db.mu.Unlock()
}

// eitherBad: one of them is.
func eitherBad(db *DB) {
	db.mu.Lock()
	releaseEither(db, false, true)
	db.mu.Lock() // want `outcomes\.DB\.mu .*\[reacquire\]`
	db.mu.Unlock()
}

// Results with names.

func (tx *Tx) endNamed() (err error) {
	defer func() {
		if err != nil {
			work()
		}
	}()
	if !tx.writable {
		return errors.New("read only")
	}
	tx.db.mu.Unlock()
	return nil
}

// namedOk: no error means unlocked, though a deferred literal reads it.
func namedOk(tx *Tx) {
	tx.db.mu.Lock()
	if err := tx.endNamed(); err != nil {
		return
	}
	tx.db.mu.Lock()
	tx.db.mu.Unlock()
}

// namedBad: an error means not unlocked.
func namedBad(tx *Tx) {
	tx.db.mu.Lock()
	if err := tx.endNamed(); err == nil {
		return
	}
	tx.db.mu.Lock() // want `outcomes\.DB\.mu .*\[reacquire\]`
	tx.db.mu.Unlock()
}

// Objects that a helper makes.

func (tx *Tx) endPages() {
	if tx.pages == nil {
		return
	}
	tx.pages = nil
	tx.db.mu.Unlock()
}

func (db *DB) begin() *Tx {
	db.mu.Lock()
	return &Tx{db: db, pages: newPages()}
}

func (db *DB) beginMaybe() *Tx {
	db.mu.Lock()
	return &Tx{db: db, pages: db.maybePages()}
}

// madeOk: newPages always makes some, so that endPages unlocks.
func madeOk(db *DB) {
	db.begin().endPages()
	db.begin().endPages()
}

// madeMaybeBad: maybePages may find none.
func madeMaybeBad(db *DB) {
	db.beginMaybe().endPages()
	db.beginMaybe().endPages() // want `outcomes\.DB\.mu .*\[reacquire\]`
}

// Type assertions.

type notFound struct{ key string }

func (notFound) Error() string { return "not found" }

func (a *Account) find(n int) error {
	if n < 0 {
		return notFound{}
	}
	a.mu.Lock()
	return nil
}

func isNotFound(err error) bool {
	_, ok := err.(notFound)
	return ok
}

// assertOk: what could be asserted is not nil, so that find has failed.
func assertOk(a *Account) {
	err := a.find(-1)
	if _, ok := err.(notFound); !ok {
		return
	}
	a.load()
}

// assertBad: a failed assertion says nothing.
func assertBad(a *Account, n int) {
	err := a.find(n)
	if _, ok := err.(notFound); !ok {
		a.load() // want `outcomes\.Account\.mu .*\[reacquire\]`
	}
}

// assertHelperOk: the same, asked by a function.
func assertHelperOk(a *Account, n int) {
	if err := a.find(n); isNotFound(err) {
		a.load()
	}
}

// assertHelperBad: and denied by it.
func assertHelperBad(a *Account, n int) {
	if err := a.find(n); !isNotFound(err) {
		a.load() // want `outcomes\.Account\.mu .*\[reacquire\]`
	}
}

// Predicates: helpers that touch no lock and tell what they saw.

func (tx *Tx) check() error {
	if tx.closed {
		return errors.New("closed")
	}
	return nil
}

func (tx *Tx) rollback() error {
	if err := tx.check(); err != nil {
		return err
	}
	tx.db.mu.Unlock()
	return nil
}

// predicateOk: a new Tx is not closed, so that rollback unlocks.
func predicateOk(db *DB) {
	db.mu.Lock()
	tx := &Tx{db: db}
	tx.rollback()
	db.mu.Lock()
	db.mu.Unlock()
}

// predicateBad: one that is closed does not.
func predicateBad(db *DB) {
	db.mu.Lock()
	tx := &Tx{db: db}
	tx.closed = true
	tx.rollback()
	db.mu.Lock() // want `outcomes\.DB\.mu .*\[reacquire\]`
	db.mu.Unlock()
}
