// Package temprelease has functions that give up their caller's lock for a while.
package temprelease

import "sync"

// Cache is locked by its callers.
type Cache struct {
	mu      sync.Mutex
	cond    *sync.Cond
	n       int
	onEvict func()
}

// Table has a reader/writer lock.
type Table struct {
	mu sync.RWMutex
	n  int
}

func newCache() *Cache {
	c := &Cache{}
	c.cond = sync.NewCond(&c.mu)
	c.onEvict = func() { c.load() }
	return c
}

func slow() {}

func (c *Cache) load() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// gap gives the caller's lock up while it is slow.
func (c *Cache) gap() {
	c.mu.Unlock()
	slow()
	c.mu.Lock()
}

func (c *Cache) gapOuter() {
	c.n++
	c.gap()
	c.n--
}

func (c *Cache) gapIf(x bool) {
	if x {
		c.mu.Unlock()
		slow()
		c.mu.Lock()
	}
}

func (c *Cache) gapDefer() {
	c.mu.Unlock()
	defer c.mu.Lock()
	slow()
}

func (c *Cache) gapLoad() {
	c.mu.Unlock()
	c.load()
	c.mu.Lock()
}

func (c *Cache) take() {
	slow()
	c.mu.Lock()
}

func (c *Cache) finish() {
	c.n++
	c.mu.Unlock()
}

func (c *Cache) finishIf(x bool) bool {
	if x {
		c.mu.Unlock()
		return true
	}
	return false
}

func (c *Cache) unlocked(f func()) {
	c.mu.Unlock()
	defer c.mu.Lock()
	f()
}

func (c *Cache) still(f func()) {
	f()
}

// gapOther gives o's lock up, and takes c's.
func (c *Cache) gapOther(o *Cache) {
	o.mu.Unlock()
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	o.mu.Lock()
}

// gapOk: gap's Lock takes back what gap gave up.
func (c *Cache) gapOk() {
	c.mu.Lock()
	c.gap()
	c.mu.Unlock()
}

// takeBad: take gives nothing up first.
func (c *Cache) takeBad() {
	c.mu.Lock()
	c.take() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// gapTwiceOk: twice in a row.
func (c *Cache) gapTwiceOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gap()
	c.gap()
}

// afterGapBad: after gap the lock is held again.
func (c *Cache) afterGapBad() {
	c.mu.Lock()
	c.gap()
	c.load() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// afterGapOk: released after gap.
func (c *Cache) afterGapOk() {
	c.mu.Lock()
	c.gap()
	c.mu.Unlock()
	c.load()
}

// nestedOk: two calls down.
func (c *Cache) nestedOk() {
	c.mu.Lock()
	c.gapOuter()
	c.mu.Unlock()
}

// afterNestedBad: held again after two calls.
func (c *Cache) afterNestedBad() {
	c.mu.Lock()
	c.gapOuter()
	c.mu.Lock() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// conditionalOk: gives it up on one path; holds it on both afterwards.
func (c *Cache) conditionalOk(x bool) {
	c.mu.Lock()
	c.gapIf(x)
	c.mu.Unlock()
	c.load()
}

// afterConditionalBad: holds it on both paths afterwards.
func (c *Cache) afterConditionalBad(x bool) {
	c.mu.Lock()
	c.gapIf(x)
	c.take3() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

func (c *Cache) take3() {
	c.mu.Lock()
	c.n += 3
	c.mu.Unlock()
}

// deferOk: `mu.Unlock(); defer mu.Lock()`.
func (c *Cache) deferOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gapDefer()
}

// afterDeferBad: taken back when gapDefer returned.
func (c *Cache) afterDeferBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gapDefer()
	c.take3() // want `temprelease\.Cache\.mu .*\[reacquire\]`
}

// gapLoadOk: the callee takes the lock while ours is given up.
func (c *Cache) gapLoadOk() {
	c.mu.Lock()
	c.gapLoad()
	c.mu.Unlock()
}

// inlineOk: a literal that gives the lock up.
func (c *Cache) inlineOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	func() {
		c.mu.Unlock()
		defer c.mu.Lock()
		c.load()
	}()
	c.n++
}

// inlineBad: a literal that does not.
func (c *Cache) inlineBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	func() {
		c.n++
		c.load()
	}() // want `temprelease\.Cache\.mu .*\[reacquire\]`
}

// unlockedOk: the callback runs without the lock.
func (c *Cache) unlockedOk() {
	c.mu.Lock()
	c.unlocked(func() { c.load() })
	c.mu.Unlock()
}

// stillBad: the callback runs under the lock.
func (c *Cache) stillBad() {
	c.mu.Lock()
	c.still(func() { c.load() }) // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// afterUnlockedBad: held again when the callback is done.
func (c *Cache) afterUnlockedBad() {
	c.mu.Lock()
	c.unlocked(slow)
	c.take3() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// finishOk: finish releases for good.
func (c *Cache) finishOk() {
	c.mu.Lock()
	c.finish()
	c.load()
}

// beforeFinishBad: finish has not run yet.
func (c *Cache) beforeFinishBad() {
	c.mu.Lock()
	c.load() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.finish()
}

// deferFinishOk: released by a deferred helper, then locked by an earlier defer.
func (c *Cache) deferFinishOk() {
	defer c.load()
	c.mu.Lock()
	defer c.finish()
	c.n++
}

// deferFinishBad: the helper is deferred, the call comes before it.
func (c *Cache) deferFinishBad() {
	c.mu.Lock()
	defer c.finish()
	c.load() // want `temprelease\.Cache\.mu .*\[reacquire\]`
}

// finishIfOk: true says that it was released.
func (c *Cache) finishIfOk(x bool) {
	c.mu.Lock()
	if c.finishIf(x) {
		c.load()
		return
	}
	c.mu.Unlock()
}

// finishIfBad: false says that it was not.
func (c *Cache) finishIfBad(x bool) {
	c.mu.Lock()
	if !c.finishIf(x) {
		c.load() // want `temprelease\.Cache\.mu .*\[reacquire\]`
		c.mu.Unlock()
	}
}

// otherBad: o's lock is given up, c's is taken, and c's is what we hold too.
func (c *Cache) otherBad(o *Cache) {
	c.mu.Lock()
	o.mu.Lock()
	c.gapOther(o) // want `temprelease\.Cache\.mu .*\[reacquire\]`
	o.mu.Unlock()
	c.mu.Unlock()
}

// otherSelfOk: here o is c.
func (c *Cache) otherSelfOk() {
	c.mu.Lock()
	c.gapOther(c)
	c.mu.Unlock()
}

// loopOk: every round gives the lock up for a while.
func (c *Cache) loopOk() {
	c.mu.Lock()
	for c.n > 0 {
		c.n--
		c.gap()
	}
	c.mu.Unlock()
}

// loopLoadBad: every round has the lock at its start.
func (c *Cache) loopLoadBad() {
	c.mu.Lock()
	for c.n > 0 {
		c.load() // want `temprelease\.Cache\.mu .*\[reacquire\]`
		c.gap()
	}
	c.mu.Unlock()
}

// waitOk: Wait gives the lock up and takes it back.
func (c *Cache) waitOk() {
	c.mu.Lock()
	for c.n == 0 {
		c.cond.Wait()
	}
	c.n--
	c.mu.Unlock()
	c.load()
}

// waitBad: after Wait the lock is held.
func (c *Cache) waitBad() {
	c.mu.Lock()
	for c.n == 0 {
		c.cond.Wait()
	}
	c.load() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// evictOk: the field's function locks, after we gave the lock up.
func (c *Cache) evictOk() {
	c.mu.Lock()
	c.n--
	c.mu.Unlock()
	c.onEvict()
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

// evictBad: newCache stored a function that locks c.mu.
func (c *Cache) evictBad() {
	c.mu.Lock()
	c.n--
	c.onEvict() // want `temprelease\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// upgrade gives the caller's read lock up to write.
func (t *Table) upgrade() {
	t.mu.RUnlock()
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	t.mu.RLock()
}

func (t *Table) write() {
	t.mu.Lock()
	t.n--
	t.mu.Unlock()
}

// upgradeOk: an upgrade done right, by a callee.
func (t *Table) upgradeOk() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.upgrade()
}

// upgradeBad: write does not give the read lock up.
func (t *Table) upgradeBad() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.write() // want `temprelease\.Table\.mu .*\[reacquire\]`
}

// afterUpgradeBad: after upgrade the read lock is back.
func (t *Table) afterUpgradeBad() {
	t.mu.RLock()
	t.upgrade()
	t.write() // want `temprelease\.Table\.mu .*\[reacquire\]`
	t.mu.RUnlock()
}
