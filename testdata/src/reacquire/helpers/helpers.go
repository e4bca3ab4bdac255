// Package helpers takes and gives back locks through helpers: wrappers, guards, embedded and borrowed locks.
package helpers

import (
	"context"
	"sync"
)

func work() {}

// Account is locked by methods of its own.
type Account struct {
	mu sync.Mutex
	n  int
}

func (a *Account) lock()   { a.mu.Lock() }
func (a *Account) unlock() { a.mu.Unlock() }

func (a *Account) load() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}

// wrapperBad: lock twice.
func (a *Account) wrapperBad() {
	a.lock()
	defer a.unlock()
	a.lock() // want `helpers\.Account\.mu .*\[reacquire\]`
	a.unlock()
}

// wrapperOk: unlock in between.
func (a *Account) wrapperOk() {
	a.lock()
	a.unlock()
	a.lock()
	a.unlock()
}

// wrapperMixedBad: lock is mu.Lock.
func (a *Account) wrapperMixedBad() {
	a.lock()
	a.mu.Lock() // want `helpers\.Account\.mu .*\[reacquire\]`
	a.unlock()
}

// wrapperMixedOk: unlock is mu.Unlock.
func (a *Account) wrapperMixedOk() {
	a.mu.Lock()
	a.unlock()
	a.lock()
	a.mu.Unlock()
	a.load()
}

// Embedded locks.

// Embedded promotes Lock and Unlock.
type Embedded struct {
	sync.Mutex
	n int
}

func (e *Embedded) load() int {
	e.Lock()
	defer e.Unlock()
	return e.n
}

// embeddedBad: promoted Lock, then a method that locks.
func (e *Embedded) embeddedBad() {
	e.Lock()
	defer e.Unlock()
	e.load() // want `helpers\.Embedded\.Mutex .*\[reacquire\]`
}

// embeddedOk: unlocked before.
func (e *Embedded) embeddedOk() {
	e.Lock()
	e.Unlock()
	e.load()
}

// embeddedNamedBad: e.Lock is e.Mutex.Lock.
func (e *Embedded) embeddedNamedBad() {
	e.Lock()
	e.Mutex.Lock() // want `helpers\.Embedded\.Mutex .*\[reacquire\]`
	e.Unlock()
}

// embeddedOtherOk: two objects.
func embeddedOtherOk(a, b *Embedded) {
	a.Lock()
	b.load()
	a.Unlock()
}

// Outer promotes through two levels.
type Outer struct {
	Embedded
	name string
}

// promotedTwiceBad: o.Lock is o.Embedded.Mutex.Lock.
func (o *Outer) promotedTwiceBad() {
	o.Lock()
	o.Embedded.Lock() // want `\[reacquire\]`
	o.Unlock()
}

// promotedTwiceOk: unlocked by the short name, locked by the long one.
func (o *Outer) promotedTwiceOk() {
	o.Lock()
	o.Unlock()
	o.Embedded.Lock()
	o.Embedded.Mutex.Unlock()
}

// promotedMethodBad: load is promoted too.
func (o *Outer) promotedMethodBad() int {
	o.Lock()
	defer o.Unlock()
	return o.load() // want `\[reacquire\]`
}

// Borrowed embeds a pointer.
type Borrowed struct {
	*sync.Mutex
	n int
}

// embeddedPointerBad: one pointer, one lock.
func (b *Borrowed) embeddedPointerBad() {
	b.Lock()
	b.Mutex.Lock() // want `helpers\.Borrowed\.Mutex .*\[reacquire\]`
	b.Unlock()
}

// embeddedPointerOk: the pointer is replaced while we hold the old lock.
func (b *Borrowed) embeddedPointerOk() {
	old := b.Mutex
	old.Lock()
	b.Mutex = new(sync.Mutex)
	b.Lock()
	b.n++
	b.Unlock()
	old.Unlock()
}

// Registry has an anonymous struct around lock and data.
type Registry struct {
	mu struct {
		sync.RWMutex
		m map[string]int
	}
}

func (r *Registry) get(k string) int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.mu.m[k]
}

// anonymousBad: reads under the write lock.
func (r *Registry) anonymousBad() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.m["a"] = r.get("b") // want `helpers\.Registry\.mu\.RWMutex .*\[reacquire\]`
}

// anonymousOk: reads before.
func (r *Registry) anonymousOk() {
	b := r.get("b")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mu.m["a"] = b
}

// Wrapper lock types.

// tracked forwards to a lock and keeps books.
type tracked struct {
	mu    sync.Mutex
	count int
}

func (t *tracked) Lock()   { t.mu.Lock(); t.count++ }
func (t *tracked) Unlock() { t.count--; t.mu.Unlock() }

// Job holds two wrapped locks.
type Job struct {
	state tracked
	queue tracked
}

// Task holds one.
type Task struct {
	mu tracked
	n  int
}

// lockTypeBad: the same wrapped lock.
func (j *Job) lockTypeBad() {
	j.state.Lock()
	j.state.Lock() // want `helpers\.Job\.state .*\[reacquire\]`
	j.state.Unlock()
}

// lockTypeOk: two wrapped locks.
func (j *Job) lockTypeOk() {
	j.state.Lock()
	j.queue.Lock()
	j.queue.Unlock()
	j.state.Unlock()
}

// lockTypeOwnersOk: two owners.
func lockTypeOwnersOk(j *Job, t *Task) {
	j.state.Lock()
	t.mu.Lock()
	t.mu.Unlock()
	j.state.Unlock()
}

func (t *Task) load() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// lockTypeCallBad: through a method of the owner.
func (t *Task) lockTypeCallBad() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.load() // want `helpers\.Task\.mu .*\[reacquire\]`
}

// lockTypeCallOk: another owner's.
func (t *Task) lockTypeCallOk(o *Task) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return o.load()
}

// Release functions.

func (a *Account) hold() func() {
	a.mu.Lock()
	return a.mu.Unlock
}

func (a *Account) exclusive() (release func()) {
	a.mu.Lock()
	a.n++
	return func() {
		a.n--
		a.mu.Unlock()
	}
}

func (a *Account) add5() { a.mu.Lock(); a.n += 5; a.mu.Unlock() }

// deferHoldBad: held until the deferred call.
func (a *Account) deferHoldBad() {
	defer a.hold()()
	a.load() // want `helpers\.Account\.mu .*\[reacquire\]`
}

// deferHoldOk: another Account.
func (a *Account) deferHoldOk(o *Account) {
	defer a.hold()()
	o.load()
}

// deferHoldScopeOk: the literal's defers run before the next call.
func (a *Account) deferHoldScopeOk() {
	func() {
		defer a.hold()()
		a.n++
	}()
	a.load()
}

// releaseBad: not released yet.
func (a *Account) releaseBad() {
	release := a.exclusive()
	a.load() // want `helpers\.Account\.mu .*\[reacquire\]`
	release()
}

// releaseOk: released.
func (a *Account) releaseOk() {
	release := a.exclusive()
	release()
	a.load()
}

// releaseDeferBad: the deferred release comes too late.
func (a *Account) releaseDeferBad() {
	release := a.exclusive()
	defer release()
	a.add5() // want `helpers\.Account\.mu .*\[reacquire\]`
}

// releaseForgottenBad: takes the function and the lock, and drops both.
func (a *Account) releaseForgottenBad() {
	_ = a.exclusive()
	a.mu.Lock() // want `helpers\.Account\.mu .*\[reacquire\]`
	a.mu.Unlock()
}

// releaseBranchOk: released in each branch.
func (a *Account) releaseBranchOk(c bool) {
	release := a.hold()
	if c {
		release()
		a.load()
		return
	}
	release()
	a.add5()
}

// Guards.

// Works is locked through guards.
type Works struct {
	mu sync.RWMutex
	n  int
}

type guard struct {
	w      *Works
	shared bool
}

func (w *Works) shared() *guard {
	w.mu.RLock()
	return &guard{w: w, shared: true}
}

func (w *Works) exclusive() *guard {
	w.mu.Lock()
	return &guard{w: w}
}

func (g *guard) release() {
	if g.shared {
		g.w.mu.RUnlock()
	} else {
		g.w.mu.Unlock()
	}
}

func (w *Works) get() int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.n
}

// guardBad: get read-locks under the exclusive guard.
func (w *Works) guardBad() {
	g := w.exclusive()
	defer g.release()
	w.get() // want `helpers\.Works\.mu .*\[reacquire\]`
}

// guardOk: released before.
func (w *Works) guardOk() {
	g := w.exclusive()
	w.n++
	g.release()
	w.get()
}

// guardUpgradeBad: shared, then exclusive.
func (w *Works) guardUpgradeBad() {
	s := w.shared()
	defer s.release()
	x := w.exclusive() // want `helpers\.Works\.mu .*\[reacquire\]`
	x.release()
}

// guardUpgradeOk: shared is released first.
func (w *Works) guardUpgradeOk() {
	s := w.shared()
	n := w.n
	s.release()
	x := w.exclusive()
	w.n = n
	x.release()
}

// Token is a guard by value, over a lock it points to.
type Token struct{ mu *sync.Mutex }

// Close gives the lock back.
func (t Token) Close() { t.mu.Unlock() }

func (a *Account) token() Token {
	a.mu.Lock()
	return Token{mu: &a.mu}
}

// tokenBad: closed too late.
func (a *Account) tokenBad() {
	t := a.token()
	defer t.Close()
	a.load() // want `helpers\.Account\.mu .*\[reacquire\]`
}

// tokenOk: closed before.
func (a *Account) tokenOk() {
	t := a.token()
	t.Close()
	a.load()
}

func (w *Works) acquire(ctx context.Context) (*guard, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	return &guard{w: w}, nil
}

// guardErrorBad: without an error the guard holds the lock.
func (w *Works) guardErrorBad(ctx context.Context) error {
	g, err := w.acquire(ctx)
	if err != nil {
		return err
	}
	defer g.release()
	w.get() // want `helpers\.Works\.mu .*\[reacquire\]`
	return nil
}

// guardErrorOk: with an error nothing is held.
func (w *Works) guardErrorOk(ctx context.Context) error {
	g, err := w.acquire(ctx)
	if err != nil {
		w.get()
		return err
	}
	g.release()
	w.get()
	return nil
}

// Borrowed locks.

func lockIt(mu *sync.Mutex) { mu.Lock() }

func with(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

// pointerParamBad: &a.mu is a.mu.
func (a *Account) pointerParamBad() {
	lockIt(&a.mu)
	a.mu.Lock() // want `helpers\.Account\.mu .*\[reacquire\]`
	a.mu.Unlock()
}

// pointerParamOk: another's.
func (a *Account) pointerParamOk(o *Account) {
	lockIt(&o.mu)
	a.mu.Lock()
	a.mu.Unlock()
	o.mu.Unlock()
}

// pointerWithBad: with locks what we hold.
func (a *Account) pointerWithBad() {
	a.mu.Lock()
	defer a.mu.Unlock()
	with(&a.mu, work) // want `helpers\.Account\.mu .*\[reacquire\]`
}

// pointerWithOk: nested with, of two locks.
func (a *Account) pointerWithOk(o *Account) {
	with(&a.mu, func() {
		with(&o.mu, work)
	})
}

// Shared has a lock that it may share.
type Shared struct {
	mu *sync.Mutex
	n  int
}

// pointerFieldBad: one field, read twice.
func (s *Shared) pointerFieldBad() {
	s.mu.Lock()
	s.mu.Lock() // want `helpers\.Shared\.mu .*\[reacquire\]`
	s.mu.Unlock()
}

// pointerFieldOk: unlocked in between.
func (s *Shared) pointerFieldOk() {
	s.mu.Lock()
	s.mu.Unlock()
	s.mu.Lock()
	s.mu.Unlock()
}

// sharedBad: both were made with one lock, right here.
func sharedBad() {
	mu := new(sync.Mutex)
	a := &Shared{mu: mu}
	b := &Shared{mu: mu}
	a.mu.Lock()
	b.mu.Lock() // want `\[reacquire\]`
	b.mu.Unlock()
}

// sharedOk: each was made with its own.
func sharedOk() {
	a := &Shared{mu: new(sync.Mutex)}
	b := &Shared{mu: new(sync.Mutex)}
	a.mu.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

func lockLocker(l sync.Locker) { l.Lock() }

// lockerParamBad: the Locker is &a.mu.
func (a *Account) lockerParamBad() {
	a.mu.Lock()
	lockLocker(&a.mu) // want `helpers\.Account\.mu .*\[reacquire\]`
	a.mu.Unlock()
}

// lockerParamOk: the Locker is o's.
func (a *Account) lockerParamOk(o *Account) {
	a.mu.Lock()
	lockLocker(&o.mu)
	o.mu.Unlock()
	a.mu.Unlock()
}

// Lockable has an interface for a lock.
type Lockable struct {
	l sync.Locker
	n int
}

// lockerFieldBad: one Locker, taken twice.
func (l *Lockable) lockerFieldBad() {
	l.l.Lock()
	defer l.l.Unlock()
	l.l.Lock() // want `helpers\.Lockable\.l .*\[reacquire\]`
	l.l.Unlock()
}

// lockerFieldOk: two Lockables.
func (l *Lockable) lockerFieldOk(o *Lockable) {
	l.l.Lock()
	defer l.l.Unlock()
	o.l.Lock()
	o.l.Unlock()
}

// rlockerBad: RLocker's Lock is mu.RLock, then an upgrade.
func (w *Works) rlockerBad() {
	r := w.mu.RLocker()
	r.Lock()
	w.mu.Lock() // want `helpers\.Works\.mu .*\[reacquire\]`
	w.mu.Unlock()
	r.Unlock()
}

// rlockerOk: RLocker's Unlock is mu.RUnlock.
func (w *Works) rlockerOk() {
	r := w.mu.RLocker()
	r.Lock()
	r.Unlock()
	w.mu.Lock()
	w.mu.Unlock()
}

// rlockerMixedOk: taken by RLocker, given back by RUnlock.
func (w *Works) rlockerMixedOk() {
	r := w.mu.RLocker()
	r.Lock()
	w.mu.RUnlock()
	w.mu.Lock()
	w.mu.Unlock()
}

// Frozen has no writer.
type Frozen struct{ mu sync.RWMutex }

// rlockerReadersOk: two readers, and no writer.
func (f *Frozen) rlockerReadersOk() {
	f.mu.RLock()
	defer f.mu.RUnlock()
	l := f.mu.RLocker()
	l.Lock()
	l.Unlock()
}

// Queue has a condition over its lock.
type Queue struct {
	mu    sync.Mutex
	other sync.Mutex
	cond  *sync.Cond
	n     int
}

func newQueue() *Queue {
	q := &Queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

// condBad: newQueue shows that cond.L is mu.
func (q *Queue) condBad() {
	q.cond.L.Lock()
	q.mu.Lock() // want `\[reacquire\]`
	q.mu.Unlock()
}

// condOk: taken as cond.L, given back as mu.
func (q *Queue) condOk() {
	q.cond.L.Lock()
	q.mu.Unlock()
	q.mu.Lock()
	q.cond.L.Unlock()
}

// condOtherOk: the other lock.
func (q *Queue) condOtherOk() {
	q.cond.L.Lock()
	q.other.Lock()
	q.other.Unlock()
	q.cond.L.Unlock()
}

// condLocalBad: the Cond is made here.
func (q *Queue) condLocalBad() {
	c := sync.NewCond(&q.mu)
	c.L.Lock()
	q.mu.Lock() // want `helpers\.Queue\.mu .*\[reacquire\]`
	q.mu.Unlock()
}

// condLocalOk: over the other lock.
func (q *Queue) condLocalOk() {
	c := sync.NewCond(&q.other)
	c.L.Lock()
	q.mu.Lock()
	q.mu.Unlock()
	c.L.Unlock()
}

// Method values.

// methodValueBad: f is deferred, not called yet.
func (a *Account) methodValueBad() {
	a.mu.Lock()
	f := a.mu.Unlock
	defer f()
	a.load() // want `helpers\.Account\.mu .*\[reacquire\]`
}

// methodValueOk: f is called.
func (a *Account) methodValueOk() {
	a.mu.Lock()
	f := a.mu.Unlock
	f()
	a.load()
}

// methodValueLockBad: f is a.mu.Lock.
func (a *Account) methodValueLockBad() {
	f := a.mu.Lock
	a.mu.Lock()
	f() // want `helpers\.Account\.mu .*\[reacquire\]`
	a.mu.Unlock()
}

// methodValueLockOk: f is o.mu.Lock.
func (a *Account) methodValueLockOk(o *Account) {
	f := o.mu.Lock
	a.mu.Lock()
	f()
	o.mu.Unlock()
	a.mu.Unlock()
}

// methodValueBothOk: both by value, chosen at run time.
func (w *Works) methodValueBothOk(write bool) int {
	lock, unlock := w.mu.RLock, w.mu.RUnlock
	if write {
		lock, unlock = w.mu.Lock, w.mu.Unlock
	}
	lock()
	w.n++
	unlock()
	return w.get()
}

// Pairs.

// DB is locked from Begin to Commit or Rollback.
type DB struct {
	mu sync.Mutex
	n  int
}

// Tx holds its DB's lock until done.
type Tx struct {
	db   *DB
	done bool
}

// Begin locks.
func (db *DB) Begin() *Tx {
	db.mu.Lock()
	return &Tx{db: db}
}

// Commit unlocks.
func (tx *Tx) Commit() {
	tx.done = true
	tx.db.mu.Unlock()
}

// Rollback unlocks unless done.
func (tx *Tx) Rollback() {
	if tx.done {
		return
	}
	tx.done = true
	tx.db.mu.Unlock()
}

func (db *DB) get() int {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.n
}

// beginBad: the transaction is open.
func (db *DB) beginBad() {
	tx := db.Begin()
	db.get() // want `helpers\.DB\.mu .*\[reacquire\]`
	tx.Commit()
}

// beginOk: the transaction is over.
func (db *DB) beginOk() {
	tx := db.Begin()
	db.n++
	tx.Commit()
	db.get()
}

// rollbackOk: Commit, then Rollback does nothing.
func (db *DB) rollbackOk() {
	tx := db.Begin()
	defer tx.Rollback()
	db.n++
	tx.Commit()
	db.get()
}

// rollbackBad: Rollback is deferred, and the call comes before Commit.
func (db *DB) rollbackBad() {
	tx := db.Begin()
	defer tx.Rollback()
	db.mu.Lock() // want `helpers\.DB\.mu .*\[reacquire\]`
	db.mu.Unlock()
	tx.Commit()
}

// rollbackEarlyOk: leaves early, rolled back, and the caller goes on.
func (db *DB) rollbackEarlyOk(c bool) {
	func() {
		tx := db.Begin()
		defer tx.Rollback()
		if c {
			return
		}
		tx.Commit()
	}()
	db.get()
}

// Deferred literals.

// deferLiteralBad: the literal has not run.
func (a *Account) deferLiteralBad() {
	a.mu.Lock()
	defer func() {
		a.mu.Unlock()
	}()
	a.load() // want `helpers\.Account\.mu .*\[reacquire\]`
}

// deferLiteralOk: the later defer unlocks, the earlier one locks after it.
func (a *Account) deferLiteralOk() {
	defer func() {
		a.load()
	}()
	a.mu.Lock()
	defer func() {
		a.mu.Unlock()
	}()
	a.n++
}

// deferNamedBad: unlock is called by a deferred literal.
func (a *Account) deferNamedBad() {
	a.mu.Lock()
	unlock := func() { a.mu.Unlock() }
	defer func() { unlock() }()
	a.load() // want `helpers\.Account\.mu .*\[reacquire\]`
}

// deferNamedOk: unlock is called here.
func (a *Account) deferNamedOk() {
	a.mu.Lock()
	unlock := func() { a.mu.Unlock() }
	a.n++
	unlock()
	a.load()
}

// deferFlagOk: unlocks here and says so to the deferred literal.
func (a *Account) deferFlagOk(c bool) int {
	a.mu.Lock()
	locked := true
	defer func() {
		if locked {
			a.mu.Unlock()
		}
	}()
	if c {
		a.mu.Unlock()
		locked = false
		return a.load()
	}
	return a.n
}

// deferFlagBad: calls before it unlocks.
func (a *Account) deferFlagBad(c bool) int {
	a.mu.Lock()
	locked := true
	defer func() {
		if locked {
			a.mu.Unlock()
		}
	}()
	if c {
		n := a.load() // want `helpers\.Account\.mu .*\[reacquire\]`
		a.mu.Unlock()
		locked = false
		return n
	}
	return a.n
}

// deferNilOk: the usual `unlock = nil` idiom.
func (a *Account) deferNilOk(c bool) {
	unlock := a.hold()
	defer func() {
		if unlock != nil {
			unlock()
		}
	}()
	if c {
		unlock()
		unlock = nil
		a.load()
	}
}
