// Package trylock uses TryLock: its success branch holds, and it never blocks.
package trylock

import (
	"errors"
	"sync"
	"time"
)

// Gate has an exclusive lock.
type Gate struct {
	mu sync.Mutex
	n  int
}

// Table has a reader/writer lock with a writer.
type Table struct {
	mu sync.RWMutex
	n  int
}

// Two has two locks.
type Two struct {
	a, b sync.Mutex
}

var errBusy = errors.New("busy")

func (g *Gate) load() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.n
}

func (t *Table) set(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = n
}

// successLockBad: the success branch holds the lock.
func (g *Gate) successLockBad() {
	if g.mu.TryLock() {
		g.mu.Lock() // want `trylock\.Gate\.mu .*\[reacquire\]`
		g.mu.Unlock()
	}
}

// failureLockOk: the usual count-contention idiom, Lock where TryLock failed.
func (g *Gate) failureLockOk() {
	if !g.mu.TryLock() {
		g.mu.Lock()
	}
	g.n++
	g.mu.Unlock()
}

// failureLockThenBad: both ways hold the lock after the idiom.
func (g *Gate) failureLockThenBad() {
	if !g.mu.TryLock() {
		time.Sleep(1)
		return
	}
	defer g.mu.Unlock()
	g.load() // want `trylock\.Gate\.mu .*\[reacquire\]`
}

// tryHeldOk: TryLock on a held lock fails, it does not block.
func (g *Gate) tryHeldOk() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.mu.TryLock()
}

// successCallBad: the callee locks what TryLock took.
func (g *Gate) successCallBad() {
	if g.mu.TryLock() {
		defer g.mu.Unlock()
		g.load() // want `trylock\.Gate\.mu .*\[reacquire\]`
	}
}

// successCallOk: given back before the call.
func (g *Gate) successCallOk() {
	if g.mu.TryLock() {
		g.n++
		g.mu.Unlock()
		g.load()
	}
}

// failureCallOk: the failure branch holds nothing.
func (g *Gate) failureCallOk() {
	if g.mu.TryLock() {
		g.n++
		g.mu.Unlock()
		return
	}
	g.load()
}

// variableBad: the result goes through a variable.
func (g *Gate) variableBad() {
	ok := g.mu.TryLock()
	g.log()
	if ok {
		g.load() // want `trylock\.Gate\.mu .*\[reacquire\]`
		g.mu.Unlock()
	}
}

func (g *Gate) log() {}

// variableOk: released under the same variable.
func (g *Gate) variableOk() {
	ok := g.mu.TryLock()
	g.log()
	if ok {
		g.mu.Unlock()
	}
	g.load()
}

// variableLockOk: Lock only where TryLock failed.
func (g *Gate) variableLockOk() {
	got := g.mu.TryLock()
	if !got {
		g.log()
		g.mu.Lock()
	}
	defer g.mu.Unlock()
	g.n++
}

// andBad: TryLock as the second operand.
func (g *Gate) andBad(c bool) {
	if c && g.mu.TryLock() {
		g.load() // want `trylock\.Gate\.mu .*\[reacquire\]`
		g.mu.Unlock()
	}
}

// orOk: where the condition is false, nothing was taken.
func (g *Gate) orOk(c bool) {
	if c || !g.mu.TryLock() {
		g.load()
		return
	}
	g.mu.Unlock()
}

// switchBad: a tagless switch.
func (g *Gate) switchBad(c bool) {
	switch {
	case c:
		return
	case g.mu.TryLock():
		g.load() // want `trylock\.Gate\.mu .*\[reacquire\]`
		g.mu.Unlock()
	}
}

// switchOk: the cases after it hold nothing.
func (g *Gate) switchOk(c bool) {
	switch {
	case g.mu.TryLock():
		g.mu.Unlock()
	case c:
		g.load()
	default:
		g.mu.Lock()
		g.mu.Unlock()
	}
}

// spinBad: the loop ends once TryLock succeeded.
func (g *Gate) spinBad() {
	for !g.mu.TryLock() {
		time.Sleep(time.Millisecond)
	}
	g.load() // want `trylock\.Gate\.mu .*\[reacquire\]`
	g.mu.Unlock()
}

// spinOk: inside the loop nothing is held, after it the lock is given back.
func (g *Gate) spinOk() {
	for !g.mu.TryLock() {
		g.load()
	}
	g.mu.Unlock()
	g.load()
}

// attemptsOk: some tries, then a blocking Lock.
func (g *Gate) attemptsOk() {
	for range 3 {
		if g.mu.TryLock() {
			g.n++
			g.mu.Unlock()
			return
		}
		time.Sleep(time.Millisecond)
	}
	g.mu.Lock()
	g.n++
	g.mu.Unlock()
}

// attemptsBad: breaks out of the loop with the lock, then locks.
func (g *Gate) attemptsBad() {
	for range 3 {
		if g.mu.TryLock() {
			g.n++
			break
		}
		time.Sleep(time.Millisecond)
	}
	g.mu.Lock() // want `trylock\.Gate\.mu .*\[reacquire\]`
	g.mu.Unlock()
}

// Readers.

// tryRLockLockBad: upgrade of a read lock taken by TryRLock.
func (t *Table) tryRLockLockBad() {
	if t.mu.TryRLock() {
		defer t.mu.RUnlock()
		t.set(1) // want `trylock\.Table\.mu .*\[reacquire\]`
	}
}

// tryRLockLockOk: read lock given back first.
func (t *Table) tryRLockLockOk() {
	if t.mu.TryRLock() {
		t.mu.RUnlock()
		t.set(1)
	}
}

// tryRLockRLockBad: a second read lock, with a writer in the package.
func (t *Table) tryRLockRLockBad() {
	if t.mu.TryRLock() {
		t.mu.RLock() // want `trylock\.Table\.mu .*\[reacquire\]`
		t.mu.RUnlock()
		t.mu.RUnlock()
	}
}

// tryRLockRLockOk: RLock only where TryRLock failed.
func (t *Table) tryRLockRLockOk() int {
	if !t.mu.TryRLock() {
		t.mu.RLock()
	}
	defer t.mu.RUnlock()
	return t.n
}

// tryUpgradeOk: an upgrade attempt that cannot block.
func (t *Table) tryUpgradeOk() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.mu.TryLock()
}

// tryReadUnderWriteOk: TryRLock does not block either.
func (t *Table) tryReadUnderWriteOk() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mu.TryRLock()
}

// Helpers.

func (g *Gate) try() bool { return g.mu.TryLock() }

func (g *Gate) tryErr() error {
	if !g.mu.TryLock() {
		return errBusy
	}
	return nil
}

func (g *Gate) tryGuard() (release func(), ok bool) {
	if !g.mu.TryLock() {
		return nil, false
	}
	return g.mu.Unlock, true
}

// helperBad: true means held.
func (g *Gate) helperBad() {
	if g.try() {
		g.mu.Lock() // want `trylock\.Gate\.mu .*\[reacquire\]`
		g.mu.Unlock()
	}
}

// helperOk: false means not held.
func (g *Gate) helperOk() {
	if !g.try() {
		g.mu.Lock()
	}
	g.mu.Unlock()
}

// errBad: a nil error means held.
func (g *Gate) errBad() error {
	if err := g.tryErr(); err != nil {
		return err
	}
	defer g.mu.Unlock()
	g.mu.Lock() // want `trylock\.Gate\.mu .*\[reacquire\]`
	return nil
}

// errOk: a non-nil error means not held.
func (g *Gate) errOk() error {
	if err := g.tryErr(); err != nil {
		g.load()
		return err
	}
	g.mu.Unlock()
	g.load()
	return nil
}

// guardBad: ok means held, until release.
func (g *Gate) guardBad() {
	release, ok := g.tryGuard()
	if !ok {
		return
	}
	g.mu.Lock() // want `trylock\.Gate\.mu .*\[reacquire\]`
	release()
}

// guardOk: released, or never taken.
func (g *Gate) guardOk() {
	release, ok := g.tryGuard()
	if !ok {
		g.load()
		return
	}
	release()
	g.load()
}

func (g *Gate) assertHeld() {
	if g.mu.TryLock() {
		g.mu.Unlock()
		panic("g.mu is not held")
	}
}

// assertHeldOk: the assertion never blocks and changes nothing.
func (g *Gate) assertHeldOk() {
	g.mu.Lock()
	g.assertHeld()
	g.n++
	g.mu.Unlock()
	g.load()
}

// assertHeldBad: after the assertion the lock is held as before.
func (g *Gate) assertHeldBad() {
	g.mu.Lock()
	g.assertHeld()
	g.load() // want `trylock\.Gate\.mu .*\[reacquire\]`
	g.mu.Unlock()
}

// bothOk: all or nothing, then a again.
func (t *Two) bothOk() {
	if !t.a.TryLock() {
		return
	}
	if !t.b.TryLock() {
		t.a.Unlock()
		t.a.Lock()
		t.a.Unlock()
		return
	}
	t.b.Unlock()
	t.a.Unlock()
	t.a.Lock()
	t.a.Unlock()
}

// bothBad: b failed, a is still held.
func (t *Two) bothBad() {
	if !t.a.TryLock() {
		return
	}
	if !t.b.TryLock() {
		t.a.Lock() // want `trylock\.Two\.a .*\[reacquire\]`
		t.a.Unlock()
		return
	}
	t.b.Unlock()
	t.a.Unlock()
}

// ignoredBad: the result is thrown away; where TryLock succeeded, Lock waits for ever.
func (g *Gate) ignoredBad() {
	g.mu.TryLock()
	g.mu.Lock() // want `trylock\.Gate\.mu .*\[reacquire\]`
	g.mu.Unlock()
}

// ignoredOk: the result is thrown away, and the lock is held either way: by us or, says the contract, by the caller.
func (g *Gate) ignoredOk() {
	g.mu.TryLock()
	g.n++
	g.mu.Unlock()
	g.load()
}

type tried struct {
	rw sync.RWMutex
	n  int
}

// tryReadWrittenOk: TryRLock of what is held for writing fails, here and where it is
// called; so nothing is locked again.
func (t *tried) tryReadWrittenOk() {
	t.rw.Lock()
	t.readIfFreeOk()
	t.rw.Unlock()
}

func (t *tried) readIfFreeOk() {
	if t.rw.TryRLock() {
		t.rw.RLock()
		t.rw.RUnlock()
		t.rw.RUnlock()
	}
}

// tryReadReadBad: of what is held for reading it may succeed.
func (t *tried) tryReadReadBad() {
	t.rw.RLock()
	if t.rw.TryRLock() {
		t.rw.Lock() // want `trylock\.tried\.rw .*\[reacquire\]`
		t.rw.Unlock()
		t.rw.RUnlock()
	}
	t.rw.RUnlock()
}

// tryWrittenLockOk: where TryRLock would have it, control never comes.
func (t *tried) tryWrittenLockOk() {
	t.rw.Lock()
	defer t.rw.Unlock()
	if t.rw.TryRLock() {
		t.rw.Lock()
	}
}
