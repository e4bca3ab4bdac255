// Package basics re-acquires a lock in one function and through direct calls.
package basics

import (
	"log"
	"os"
	"runtime"
	"sync"
)

// Store has one exclusive lock.
type Store struct {
	mu   sync.Mutex
	n    int
	safe bool
}

// Table has a reader/writer lock that this package does write-lock.
type Table struct {
	mu   sync.RWMutex
	rows map[string]int
}

// Frozen has a reader/writer lock that nobody write-locks.
type Frozen struct {
	mu   sync.RWMutex
	rows map[string]int
}

// Pair holds two Stores: their locks are of one class.
type Pair struct {
	a, b Store
}

// Two has two locks of its own.
type Two struct {
	a, b sync.Mutex
	n    int
}

func work() {}

// Helpers: they take the lock and give it back.

func (s *Store) load() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *Store) load2() int { return s.load() }
func (s *Store) load3() int { return s.load2() }
func (s *Store) load4() int { return s.load3() }

func (s *Store) peekLocked() int { return s.n }

func (t *Table) get(k string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rows[k]
}

func (t *Table) set(k string, v int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[k] = v
}

func (f *Frozen) get(k string) int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.rows[k]
}

// Mode pairs, in one function.

// lockLockBad: the second Lock waits for this goroutine itself.
func (s *Store) lockLockBad() {
	s.mu.Lock()
	s.mu.Lock() // want `basics\.Store\.mu .*\[reacquire\]`
	s.mu.Unlock()
}

// lockLockOk: released in between.
func (s *Store) lockLockOk() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

// lockRLockBad: a reader waits for the writer, which is this goroutine.
func (t *Table) lockRLockBad() {
	t.mu.Lock()
	t.mu.RLock() // want `basics\.Table\.mu .*\[reacquire\]`
	t.mu.RUnlock()
	t.mu.Unlock()
}

// lockRLockOk: a downgrade by releasing first.
func (t *Table) lockRLockOk() {
	t.mu.Lock()
	t.mu.Unlock()
	t.mu.RLock()
	t.mu.RUnlock()
}

// rlockLockBad: an upgrade waits for its own read lock.
func (t *Table) rlockLockBad() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.mu.Lock() // want `basics\.Table\.mu .*\[reacquire\]`
	t.mu.Unlock()
}

// rlockLockOk: the read lock is given up first.
func (t *Table) rlockLockOk() {
	t.mu.RLock()
	n := len(t.rows)
	t.mu.RUnlock()
	if n == 0 {
		t.mu.Lock()
		t.rows = map[string]int{}
		t.mu.Unlock()
	}
}

// rlockRLockBad: a writer that queues between the two blocks the second.
func (t *Table) rlockRLockBad() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.mu.RLock() // want `basics\.Table\.mu .*\[reacquire\]`
	t.mu.RUnlock()
}

// rlockRLockOk: no writer of Frozen.mu can exist.
func (f *Frozen) rlockRLockOk() {
	f.mu.RLock()
	defer f.mu.RUnlock()
	f.mu.RLock()
	f.mu.RUnlock()
}

// rlockTwiceOk: one read lock after the other.
func (t *Table) rlockTwiceOk() {
	t.mu.RLock()
	t.mu.RUnlock()
	t.mu.RLock()
	t.mu.RUnlock()
}

// Through calls.

// call1Bad: load locks s.mu.
func (s *Store) call1Bad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load() // want `basics\.Store\.mu .*\[reacquire\]`
}

// call1Ok: released before the call.
func (s *Store) call1Ok() {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	s.load()
}

// callLockedOk: the ...Locked helper takes nothing.
func (s *Store) callLockedOk() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peekLocked()
}

// call2Bad: two calls down.
func (s *Store) call2Bad() {
	s.mu.Lock()
	s.load2() // want `basics\.Store\.mu .*\[reacquire\]`
	s.mu.Unlock()
}

// call2Ok: another Store two calls down.
func (s *Store) call2Ok(o *Store) {
	s.mu.Lock()
	o.load2()
	s.mu.Unlock()
}

// call3Bad: three calls down, in an expression.
func (s *Store) call3Bad() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n + s.load3() // want `basics\.Store\.mu .*\[reacquire\]`
}

// call3Ok: the argument is computed before the Lock.
func (s *Store) call3Ok() int {
	n := s.load3()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n + n
}

// call4Bad: four calls down.
func (s *Store) call4Bad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n > 0 {
		s.load4() // want `basics\.Store\.mu .*\[reacquire\]`
	}
}

// call4Ok: the branch that calls has released.
func (s *Store) call4Ok() {
	s.mu.Lock()
	if s.n > 0 {
		s.mu.Unlock()
		s.load4()
		return
	}
	s.mu.Unlock()
}

// readReadCallBad: Table has a writer, set.
func (t *Table) readReadCallBad() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.get("x") // want `basics\.Table\.mu .*\[reacquire\]`
}

// readReadCallOk: Frozen has none.
func (f *Frozen) readReadCallOk() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.get("x")
}

// upgradeCallBad: set write-locks under our read lock.
func (t *Table) upgradeCallBad() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.set("x", 1) // want `basics\.Table\.mu .*\[reacquire\]`
}

// upgradeCallOk: the read lock is gone by then.
func (t *Table) upgradeCallOk() {
	if t.get("x") == 0 {
		t.set("x", 1)
	}
}

// downgradeCallBad: get read-locks under our write lock.
func (t *Table) downgradeCallBad() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows["x"] = t.get("y") // want `basics\.Table\.mu .*\[reacquire\]`
}

// downgradeCallOk: read first, then write.
func (t *Table) downgradeCallOk() {
	y := t.get("y")
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows["x"] = y
}

// Recursion.

// recurseBad: calls itself under the lock.
func (s *Store) recurseBad(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > 0 {
		s.recurseBad(n - 1) // want `basics\.Store\.mu .*\[reacquire\]`
	}
}

// recurseOk: calls itself after the Unlock.
func (s *Store) recurseOk(n int) {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	if n > 0 {
		s.recurseOk(n - 1)
	}
}

// mutualBad: bounce comes back to mutualBad.
func (s *Store) mutualBad(n int) {
	s.mu.Lock()
	s.bounce(n) // want `basics\.Store\.mu .*\[reacquire\]`
	s.mu.Unlock()
}

func (s *Store) bounce(n int) {
	if n > 0 {
		s.mutualBad(n - 1)
	}
}

// mutualOk: bounceOk comes back too, but mutualOk has released by then.
func (s *Store) mutualOk(n int) {
	s.mu.Lock()
	s.n = n
	s.mu.Unlock()
	s.bounceOk(n)
}

// bounceOk: holds nothing.
func (s *Store) bounceOk(n int) {
	if n > 0 {
		s.mutualOk(n - 1)
	}
}

// Twins.

// twinFieldsOk: a.mu and b.mu are two locks of one class.
func (p *Pair) twinFieldsOk() {
	p.a.mu.Lock()
	p.b.mu.Lock()
	p.b.mu.Unlock()
	p.a.mu.Unlock()
}

// twinFieldsBad: a twice.
func (p *Pair) twinFieldsBad() {
	p.a.mu.Lock()
	p.a.mu.Lock() // want `basics\.Store\.mu .*\[reacquire\]`
	p.a.mu.Unlock()
}

// twinCallOk: b's method under a's lock.
func (p *Pair) twinCallOk() int {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	return p.b.load()
}

// twinCallBad: a's method under a's lock.
func (p *Pair) twinCallBad() int {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	return p.a.load() // want `basics\.Store\.mu .*\[reacquire\]`
}

// twoLocksOk: two fields of one object.
func (t *Two) twoLocksOk() {
	t.a.Lock()
	t.b.Lock()
	t.b.Unlock()
	t.a.Unlock()
}

// unlockOtherBad: releases b, then takes a again.
func (t *Two) unlockOtherBad() {
	t.a.Lock()
	t.b.Lock()
	t.n++
	t.b.Unlock()
	t.a.Lock() // want `basics\.Two\.a .*\[reacquire\]`
	t.a.Unlock()
}

// unlockRightOk: releases a, then takes a again under b.
func (t *Two) unlockRightOk() {
	t.b.Lock()
	t.a.Lock()
	t.n++
	t.a.Unlock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// aliasBad: mu and s.mu are one lock.
func (s *Store) aliasBad() {
	mu := &s.mu
	mu.Lock()
	s.mu.Lock() // want `basics\.Store\.mu .*\[reacquire\]`
	s.mu.Unlock()
}

// aliasOk: mu is another's.
func (s *Store) aliasOk(o *Store) {
	mu := &o.mu
	mu.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	mu.Unlock()
}

// renamedBad: t is s.
func (s *Store) renamedBad() {
	t := s
	t.mu.Lock()
	s.load() // want `basics\.Store\.mu .*\[reacquire\]`
	t.mu.Unlock()
}

// renamedOk: s is another by then.
func (s *Store) renamedOk(o *Store) {
	t := s
	t.mu.Lock()
	s = o
	s.load()
	t.mu.Unlock()
}

// Early returns and defers.

// earlyReturnBad: the early branch calls before it unlocks.
func (s *Store) earlyReturnBad() {
	s.mu.Lock()
	if s.n == 0 {
		s.load() // want `basics\.Store\.mu .*\[reacquire\]`
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
}

// earlyReturnOk: every branch unlocks before it calls.
func (s *Store) earlyReturnOk() {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		s.load()
		return
	}
	s.n--
	s.mu.Unlock()
	s.load()
}

// deferOrderBad: load runs before the Unlock that was deferred earlier.
func (s *Store) deferOrderBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.load() // want `basics\.Store\.mu .*\[reacquire\]`
	s.n++
}

// deferOrderOk: load was deferred first and so runs last.
func (s *Store) deferOrderOk() {
	defer s.load()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

// deferArgBad: the argument of a deferred call is evaluated at once.
func (s *Store) deferArgBad() {
	s.mu.Lock()
	defer log.Print(s.load()) // want `basics\.Store\.mu .*\[reacquire\]`
	s.mu.Unlock()
}

// deferArgOk: the argument is evaluated before the Lock.
func (s *Store) deferArgOk() {
	defer log.Print(s.load())
	s.mu.Lock()
	s.mu.Unlock()
}

// deferBranchBad: on one path the deferred Unlock has not run yet.
func (s *Store) deferBranchBad(c bool) {
	if c {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.load() // want `basics\.Store\.mu .*\[reacquire\]`
}

// deferBranchOk: the branches exclude one another.
func (s *Store) deferBranchOk(c bool) {
	if c {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.n++
	} else {
		s.load()
	}
}

// Conditions.

// condBad: the same condition guards Lock and call.
func (s *Store) condBad(c bool) {
	if c {
		s.mu.Lock()
	}
	work()
	if c {
		s.load() // want `basics\.Store\.mu .*\[reacquire\]`
		s.mu.Unlock()
	}
}

// condOk: the same condition guards Lock and Unlock.
func (s *Store) condOk(c bool) {
	if c {
		s.mu.Lock()
	}
	work()
	if c {
		s.mu.Unlock()
	}
	s.load()
}

// condNotOk: the call is on the path that did not lock.
func (s *Store) condNotOk(c bool) {
	if c {
		s.mu.Lock()
	}
	if !c {
		s.load()
	}
	if c {
		s.mu.Unlock()
	}
}

// condFieldOk: a field that nobody writes here guards both.
func (s *Store) condFieldOk() {
	if s.safe {
		s.mu.Lock()
	}
	s.n++
	if s.safe {
		s.mu.Unlock()
	}
	s.load()
}

// condFieldBad: the field guards Lock and call.
func (s *Store) condFieldBad() {
	if s.safe {
		s.mu.Lock()
	}
	s.n++
	if s.safe {
		s.load() // want `basics\.Store\.mu .*\[reacquire\]`
		s.mu.Unlock()
	}
}

func (s *Store) size(locked bool) int {
	if !locked {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.n
}

func (s *Store) sizeVia(locked bool) int { return s.size(locked) }

// boolParamBad: says that it does not hold the lock, and holds it.
func (s *Store) boolParamBad() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size(false) // want `basics\.Store\.mu .*\[reacquire\]`
}

// boolParamOk: says that it holds the lock.
func (s *Store) boolParamOk() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size(true)
}

// boolParamViaBad: the flag is handed on.
func (s *Store) boolParamViaBad() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sizeVia(false) // want `basics\.Store\.mu .*\[reacquire\]`
}

// boolParamViaOk: the flag is handed on.
func (s *Store) boolParamViaOk() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sizeVia(true)
}

// boolParamSelfOk: its own flag says what it did, and so what the callee must.
func (s *Store) boolParamSelfOk(locked bool) int {
	if locked {
		return s.size(locked)
	}
	return s.size(false)
}

// boolParamLocalOk: a local flag that is true where the lock is held.
func (s *Store) boolParamLocalOk(c bool) int {
	held := false
	if c {
		s.mu.Lock()
		defer s.mu.Unlock()
		held = true
	}
	return s.size(held)
}

type mode int

const (
	modeNone mode = iota
	modeLock
)

func (s *Store) sizeMode(m mode) int {
	if m == modeLock {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.n
}

// modeParamBad: asks the callee to lock.
func (s *Store) modeParamBad() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sizeMode(modeLock) // want `basics\.Store\.mu .*\[reacquire\]`
}

// modeParamOk: asks it not to.
func (s *Store) modeParamOk() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sizeMode(modeNone)
}

type tx struct{ id int }

func (s *Store) put(t *tx) {
	if t == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.n++
}

// nilParamBad: without a transaction put locks by itself.
func (s *Store) nilParamBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(nil) // want `basics\.Store\.mu .*\[reacquire\]`
}

// nilParamOk: with a transaction (never nil: just made) it does not.
func (s *Store) nilParamOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(&tx{id: 1})
}

// Loops.

// loopContinueBad: continue keeps the lock for the next round's Lock.
func (s *Store) loopContinueBad(xs []int) {
	for _, x := range xs {
		s.mu.Lock() // want `basics\.Store\.mu .*\[reacquire\]`
		if x < 0 {
			continue
		}
		s.n += x
		s.mu.Unlock()
	}
}

// loopContinueOk: continue after the Unlock.
func (s *Store) loopContinueOk(xs []int) {
	for _, x := range xs {
		s.mu.Lock()
		if x < 0 {
			s.mu.Unlock()
			continue
		}
		s.n += x
		s.mu.Unlock()
	}
}

// loopBreakBad: break leaves with the lock held.
func (s *Store) loopBreakBad(xs []int) {
	for _, x := range xs {
		s.mu.Lock()
		if x < 0 {
			break
		}
		s.mu.Unlock()
	}
	s.load() // want `basics\.Store\.mu .*\[reacquire\]`
}

// loopBreakOk: the only way out of the loop has the lock held, and it is released there.
func (s *Store) loopBreakOk() {
	for {
		s.mu.Lock()
		if s.n > 0 {
			break
		}
		s.mu.Unlock()
	}
	s.n--
	s.mu.Unlock()
	s.load()
}

// loopDistinctOk: each round locks another Store.
func loopDistinctOk(list []*Store) {
	for _, s := range list {
		s.mu.Lock()
	}
	for _, s := range list {
		s.mu.Unlock()
	}
}

// loopSameBad: each round locks the same Store.
func loopSameBad(s *Store, list []*Store) {
	for range list {
		s.mu.Lock() // want `basics\.Store\.mu .*\[reacquire\]`
	}
}

// loopGapOk: the loop body is run without the lock and ends with it.
func (s *Store) loopGapOk() {
	s.mu.Lock()
	for s.n > 0 {
		s.mu.Unlock()
		s.load()
		s.mu.Lock()
		s.n--
	}
	s.mu.Unlock()
}

// loopGapBad: the loop body calls with the lock held.
func (s *Store) loopGapBad() {
	s.mu.Lock()
	for s.n > 0 {
		s.load() // want `basics\.Store\.mu .*\[reacquire\]`
		s.n--
	}
	s.mu.Unlock()
}

// Paths that end.

// panicOk: the path that keeps the lock does not go on.
func (s *Store) panicOk() {
	s.mu.Lock()
	if s.n < 0 {
		panic("negative")
	}
	s.mu.Unlock()
	s.load()
}

// panicHeldOk: only the panicking branch locks.
func (s *Store) panicHeldOk(c bool) {
	if c {
		s.mu.Lock()
		panic("stop")
	}
	s.load()
}

// exitOk: os.Exit does not return.
func (s *Store) exitOk(c bool) {
	if c {
		s.mu.Lock()
		os.Exit(1)
	}
	s.load()
}

// fatalOk: log.Fatalf does not return.
func (s *Store) fatalOk(c bool) {
	if c {
		s.mu.Lock()
		log.Fatalf("n = %d", s.n)
	}
	s.load()
}

// printBad: log.Printf does.
func (s *Store) printBad(c bool) {
	if c {
		s.mu.Lock()
		log.Printf("n = %d", s.n)
	}
	s.load() // want `basics\.Store\.mu .*\[reacquire\]`
}

// goexitOk: runtime.Goexit does not return.
func (s *Store) goexitOk(c bool) {
	if c {
		s.mu.Lock()
		runtime.Goexit()
	}
	s.load()
}

func die(code int) {
	log.Print("dying")
	os.Exit(code)
}

func mayDie(code int) {
	if code > 0 {
		os.Exit(code)
	}
}

func spin() {
	for {
		work()
	}
}

// dieOk: die never returns.
func (s *Store) dieOk(c bool) {
	if c {
		s.mu.Lock()
		die(2)
	}
	s.load()
}

// mayDieBad: mayDie may return.
func (s *Store) mayDieBad(code int) {
	if code != 1 {
		s.mu.Lock()
		mayDie(code)
	}
	s.load() // want `basics\.Store\.mu .*\[reacquire\]`
}

// spinOk: spin never returns.
func (s *Store) spinOk(c bool) {
	if c {
		s.mu.Lock()
		spin()
	}
	s.load()
}

// selectForeverOk: nothing runs after select {}.
func (s *Store) selectForeverOk(c bool) {
	if c {
		s.mu.Lock()
		select {}
	}
	s.load()
}
