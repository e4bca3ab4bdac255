// Package closures runs functions under locks, or not.
package closures

import (
	"iter"
	"net/http"
	"slices"
	"sort"
	"sync"
	"time"
)

// Box runs callers' functions.
type Box struct {
	mu    sync.Mutex
	n     int
	items []int
	subs  []func()
	hook  func()
}

func work() {}

func (b *Box) load() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n
}

func (b *Box) at(i int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.items[i]
}

func (b *Box) withLock(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
}

func (b *Box) withLockVia(f func()) { b.withLock(func() { f() }) }

func (b *Box) afterLock(f func()) {
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
	f()
}

func (b *Box) inGoroutine(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	go f()
}

func apply(f func(int) int, x int) int { return f(x) }

// Functions passed to one that calls them under its lock.

// literalBad: the literal locks under withLock's lock.
func (b *Box) literalBad() {
	b.withLock(func() { // want `closures\.Box\.mu .*\[reacquire\]`
		b.mu.Lock()
		b.n++
		b.mu.Unlock()
	})
}

// literalOk: the literal does not lock.
func (b *Box) literalOk() {
	b.withLock(func() { b.n++ })
}

// literalOtherOk: the literal locks another Box.
func (b *Box) literalOtherOk(o *Box) {
	b.withLock(func() { o.load() })
}

// methodValueBad: load is passed as a value.
func (b *Box) methodValueBad() {
	b.withLock(b.discard) // want `closures\.Box\.mu .*\[reacquire\]`
}

func (b *Box) discard() { b.mu.Lock(); b.n = 0; b.mu.Unlock() }

// methodValueOk: another Box's.
func (b *Box) methodValueOk(o *Box) {
	b.withLock(o.discard)
}

// namedOk: a function without locks.
func (b *Box) namedOk() {
	b.withLock(work)
}

// forwardedBad: handed on inside another literal.
func (b *Box) forwardedBad() {
	b.withLockVia(func() { // want `closures\.Box\.mu .*\[reacquire\]`
		b.mu.Lock()
		b.n--
		b.mu.Unlock()
	})
}

// forwardedOk: handed on, and does not lock.
func (b *Box) forwardedOk() {
	b.withLockVia(func() { b.n-- })
}

// variableBad: the literal is in a variable, inside another literal.
func (b *Box) variableBad() {
	f := func() {
		b.mu.Lock()
		b.mu.Unlock()
	}
	b.withLock(func() { f() }) // want `closures\.Box\.mu .*\[reacquire\]`
}

// variableOk: the variable is only called afterwards.
func (b *Box) variableOk() {
	f := func() { b.load() }
	b.withLock(work)
	f()
}

// underOwnLockBad: we hold it, withLock takes it.
func (b *Box) underOwnLockBad() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.withLock(work) // want `closures\.Box\.mu .*\[reacquire\]`
}

// afterLockOk: afterLock calls its argument after the Unlock.
func (b *Box) afterLockOk() {
	b.afterLock(func() { b.load() })
}

// inGoroutineOk: inGoroutine calls its argument in a goroutine.
func (b *Box) inGoroutineOk() {
	b.inGoroutine(func() { b.load() })
}

// nilArgumentOk: there is nothing to call.
func (b *Box) nilArgumentOk() {
	b.maybe(nil)
}

func (b *Box) maybe(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f != nil {
		f()
	}
}

// applyBad: apply knows of no lock, we do.
func (b *Box) applyBad() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return apply(func(i int) int { return b.at(i) }, 0) // want `closures\.Box\.mu .*\[reacquire\]`
}

// applyOk: apply is called without a lock.
func (b *Box) applyOk() int {
	return apply(func(i int) int { return b.at(i) }, 0)
}

// Literals called in place, later, or deferred.

// inPlaceBad: called at once.
func (b *Box) inPlaceBad() {
	b.mu.Lock()
	func() { b.load() }() // want `closures\.Box\.mu .*\[reacquire\]`
	b.mu.Unlock()
}

// inPlaceOk: the literal unlocks by itself before.
func (b *Box) inPlaceOk() {
	b.mu.Lock()
	func() {
		b.mu.Unlock()
		b.load()
	}()
}

// laterBad: made before the Lock, called after it.
func (b *Box) laterBad() {
	f := func() { b.load() }
	b.mu.Lock()
	f() // want `closures\.Box\.mu .*\[reacquire\]`
	b.mu.Unlock()
}

// laterOk: made under the lock, called after it.
func (b *Box) laterOk() {
	b.mu.Lock()
	f := func() { b.load() }
	b.mu.Unlock()
	f()
}

// deferredBad: runs before the earlier deferred Unlock.
func (b *Box) deferredBad() {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() { b.load() }() // want `closures\.Box\.mu .*\[reacquire\]`
}

// deferredOk: runs after the later deferred Unlock.
func (b *Box) deferredOk() {
	defer func() { b.load() }()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

// rebindOk: the captured variable is another Box when f runs.
func (b *Box) rebindOk(o *Box) {
	cur := b
	f := func() { cur.load() }
	cur = o
	b.mu.Lock()
	f()
	b.mu.Unlock()
}

// choiceBad: one of the two functions locks.
func (b *Box) choiceBad(c bool) {
	f := work
	if c {
		f = func() { b.load() }
	}
	b.mu.Lock()
	f() // want `closures\.Box\.mu .*\[reacquire\]`
	b.mu.Unlock()
}

// choiceOk: neither of the two locks b.
func (b *Box) choiceOk(c bool, o *Box) {
	f := work
	if c {
		f = func() { o.load() }
	}
	b.mu.Lock()
	f()
	b.mu.Unlock()
}

// returned is a literal made by a call.
func (b *Box) loader() func() int {
	return func() int { return b.load() }
}

// returnedBad: the literal that loader made locks.
func (b *Box) returnedBad() {
	f := b.loader()
	b.mu.Lock()
	f() // want `closures\.Box\.mu .*\[reacquire\]`
	b.mu.Unlock()
}

// returnedOk: only made under the lock, not called.
func (b *Box) returnedOk() func() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.loader()
}

// Collect, then call.

// collectOk: the copy is called after the Unlock.
func (b *Box) collectOk() {
	b.mu.Lock()
	b.subs = append(b.subs, func() { b.load() })
	subs := slices.Clone(b.subs)
	b.mu.Unlock()
	for _, f := range subs {
		f()
	}
}

// collectBad: collectOk shows that subs hold literals over this Box.
func (b *Box) collectBad() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.subs {
		f() // want `closures\.Box\.mu .*\[reacquire\]`
	}
}

// storeOk: stored under the lock, called by nobody here.
func (b *Box) storeOk() {
	b.mu.Lock()
	b.hook = func() { b.load() }
	b.mu.Unlock()
}

// pendingOk: deferred work is gathered under the lock and run after it.
func (b *Box) pendingOk() {
	var pending []func()
	b.mu.Lock()
	for range b.items {
		pending = append(pending, func() { b.load() })
	}
	b.mu.Unlock()
	for _, f := range pending {
		f()
	}
}

// Goroutines.

// goOk: another goroutine may lock while we hold.
func (b *Box) goOk() {
	b.mu.Lock()
	go func() {
		b.mu.Lock()
		b.n++
		b.mu.Unlock()
	}()
	go b.load()
	b.mu.Unlock()
}

// goArgumentBad: the argument of a go statement is evaluated here.
func (b *Box) goArgumentBad() {
	b.mu.Lock()
	go println(b.load()) // want `closures\.Box\.mu .*\[reacquire\]`
	b.mu.Unlock()
}

// goSelfBad: the goroutine deadlocks on its own lock.
func (b *Box) goSelfBad() {
	go func() {
		b.mu.Lock()
		b.load() // want `closures\.Box\.mu .*\[reacquire\]`
		b.mu.Unlock()
	}()
}

// Baton is passed to another goroutine while locked.
type Baton struct {
	mu sync.Mutex
	n  int
}

// handoffOk: the goroutine releases what we took.
func (b *Baton) handoffOk() {
	b.mu.Lock()
	go func() {
		defer b.mu.Unlock()
		work()
	}()
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
}

// handoffNotBad: the goroutine releases what it took itself.
func (b *Box) handoffNotBad() {
	b.mu.Lock()
	go func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		work()
	}()
	b.mu.Lock() // want `closures\.Box\.mu .*\[reacquire\]`
	b.mu.Unlock()
}

// waitGroupGoOk: wg.Go starts a goroutine.
func (b *Box) waitGroupGoOk() {
	var wg sync.WaitGroup
	b.mu.Lock()
	wg.Go(func() { b.load() })
	b.mu.Unlock()
	wg.Wait()
}

// afterFuncOk: the timer's function runs elsewhere.
func (b *Box) afterFuncOk() {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := time.AfterFunc(time.Second, func() { b.load() })
	t.Stop()
}

// handleFuncOk: registered, not called.
func (b *Box) handleFuncOk(mux *http.ServeMux) {
	b.mu.Lock()
	defer b.mu.Unlock()
	mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) { b.load() })
}

// Iterators.

// all holds the lock while the loop body runs.
func (b *Box) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, v := range b.items {
			if !yield(v) {
				return
			}
		}
	}
}

// each is all without the function that makes it.
func (b *Box) each(yield func(int, int) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, v := range b.items {
		if !yield(i, v) {
			break
		}
	}
}

// snapshot copies first.
func (b *Box) snapshot() iter.Seq[int] {
	return func(yield func(int) bool) {
		b.mu.Lock()
		items := slices.Clone(b.items)
		b.mu.Unlock()
		for _, v := range items {
			if !yield(v) {
				return
			}
		}
	}
}

// rangeBad: the body locks under all's lock.
func (b *Box) rangeBad() {
	for v := range b.all() { // want `closures\.Box\.mu .*\[reacquire\]`
		b.mu.Lock()
		b.n += v
		b.mu.Unlock()
	}
}

// rangeOk: the body does not lock.
func (b *Box) rangeOk() int {
	sum := 0
	for v := range b.all() {
		if v < 0 {
			break
		}
		sum += v
	}
	return sum + b.load()
}

// rangeSnapshotOk: the iterator holds nothing while the body runs.
func (b *Box) rangeSnapshotOk() {
	for v := range b.snapshot() {
		b.mu.Lock()
		b.n += v
		b.mu.Unlock()
	}
}

// rangeMethodBad: a method is the iterator.
func (b *Box) rangeMethodBad() {
	for i, v := range b.each { // want `closures\.Box\.mu .*\[reacquire\]`
		if i > 0 {
			b.mu.Lock()
			b.n += v
			b.mu.Unlock()
			continue
		}
	}
}

// rangeMethodOk: another Box's.
func (b *Box) rangeMethodOk(o *Box) {
	for _, v := range b.each {
		o.mu.Lock()
		o.n += v
		o.mu.Unlock()
	}
}

// rangeReturnOk: returns out of the body; all's defer has run by the time of ours.
func (b *Box) rangeReturnOk() int {
	defer b.load()
	for v := range b.all() {
		if v > 0 {
			return v
		}
	}
	return 0
}

// rangeHeldBad: the iterator locks what we hold.
func (b *Box) rangeHeldBad() int {
	sum := 0
	b.mu.Lock()
	for v := range b.snapshot() { // want `closures\.Box\.mu .*\[reacquire\]`
		sum += v
	}
	b.mu.Unlock()
	return sum
}

func distinct(list []*Box) iter.Seq[*Box] {
	return func(yield func(*Box) bool) {
		for _, b := range list {
			if !yield(b) {
				return
			}
		}
	}
}

// rangeLockBodyOk: each round locks another Box, until the function's end.
func rangeLockBodyOk(list []*Box) {
	for b := range distinct(list) {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
}

// rangeLockBodyFN: each round locks the same Box, until the function's end: what one call of the body leaves held
// meets the next call of it, inside the iterator.
func (b *Box) rangeLockBodyFN(list []*Box) {
	for o := range distinct(list) {
		b.mu.Lock()
		defer b.mu.Unlock()
		o.n++
	}
}

// pullFN: the pulled iterator keeps the lock between next and stop.
func (b *Box) pullFN() int {
	next, stop := iter.Pull(b.all())
	defer stop()
	v, _ := next()
	return v + b.load()
}

// Functions of std that call back.

// sortSliceBad: less locks.
func (b *Box) sortSliceBad() {
	b.mu.Lock()
	defer b.mu.Unlock()
	sort.Slice(b.items, func(i, j int) bool { // want `closures\.Box\.mu .*\[reacquire\]`
		return b.at(i) < b.items[j]
	})
}

// sortSliceOk: less does not.
func (b *Box) sortSliceOk() {
	b.mu.Lock()
	defer b.mu.Unlock()
	sort.Slice(b.items, func(i, j int) bool { return b.items[i] < b.items[j] })
}

// sortSliceLaterOk: less locks, but we do not.
func (b *Box) sortSliceLaterOk() {
	b.mu.Lock()
	ids := slices.Clone(b.items)
	b.mu.Unlock()
	sort.Slice(ids, func(i, j int) bool { return b.at(i) < b.at(j) })
}

// sortFuncBad: cmp locks.
func (b *Box) sortFuncBad() {
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.SortFunc(b.items, func(x, y int) int { return b.at(x) - y }) // want `closures\.Box\.mu .*\[reacquire\]`
}

// sortFuncOk: cmp does not.
func (b *Box) sortFuncOk() {
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.SortFunc(b.items, func(x, y int) int { return x - y })
}

// searchBad: sort.Search calls back too.
func (b *Box) searchBad() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return sort.Search(len(b.items), func(i int) bool { return b.at(i) > 7 }) // want `closures\.Box\.mu .*\[reacquire\]`
}

// searchOk: searches what it holds.
func (b *Box) searchOk() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return sort.Search(len(b.items), func(i int) bool { return b.items[i] > 7 })
}

// byValue locks in Less.
type byValue struct{ b *Box }

func (s byValue) Len() int           { return len(s.b.items) }
func (s byValue) Less(i, j int) bool { return s.b.at(i) < s.b.items[j] }
func (s byValue) Swap(i, j int)      { s.b.items[i], s.b.items[j] = s.b.items[j], s.b.items[i] }

// sortInterfaceBad: sort.Sort calls Less.
func (b *Box) sortInterfaceBad() {
	b.mu.Lock()
	defer b.mu.Unlock()
	sort.Sort(byValue{b}) // want `closures\.Box\.mu .*\[reacquire\]`
}

// sortInterfaceOk: sorted without the lock.
func (b *Box) sortInterfaceOk() {
	sort.Sort(byValue{b})
}

// Cells has a sync.Map beside its lock.
type Cells struct {
	mu sync.Mutex
	m  sync.Map
	n  int
}

// mapRangeOk: Range holds no lock that Store or Delete needs.
func (c *Cells) mapRangeOk() {
	c.m.Range(func(k, v any) bool {
		c.m.Delete(k)
		c.m.Store(v, k)
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
		return true
	})
}

// mapRangeBad: the callback locks what we hold.
func (c *Cells) mapRangeBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m.Range(func(k, v any) bool { // want `closures\.Cells\.mu .*\[reacquire\]`
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
		return true
	})
}

// settle locks what deep, once more, waits for.
func (b *Box) settle(again bool) {
	if again {
		b.mu.Lock()
		defer b.mu.Unlock()
		deep(&b.mu)
	}
}

func deep(mu *sync.Mutex) {
	mu.Lock()
	mu.Unlock()
}

// settledOk: what the literal has captured nobody stores to, so it is still unset.
func settledOk(b *Box) {
	var again bool
	func() { b.settle(again) }()
}

// Turns has a flag that is set only after the literal which captures it is made.
type Turns struct {
	mu sync.Mutex
	n  int
}

func (t *Turns) settle(again bool) {
	if again {
		t.mu.Lock()
		defer t.mu.Unlock()
		deep(&t.mu) // want `closures\.Turns\.mu .*\[reacquire\]`
	}
}

// turnedBad: the literal runs once the flag is set.
func turnedBad(t *Turns) {
	var again bool
	turn := func() { t.settle(again) }
	again = true
	turn()
}
