// Package globals locks package-level and local variables.
package globals

import "sync"

var (
	mu     sync.Mutex
	rw     sync.RWMutex
	initMu sync.Mutex
	count  int

	reg struct {
		sync.Mutex
		m map[string]int
	}

	def   = &Registry{}
	spare = &Registry{}

	keys [8]sync.Mutex

	cached = compute()
)

// Registry has a lock.
type Registry struct {
	mu sync.Mutex
	n  int
}

func (r *Registry) load() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n
}

// Default gives the package's Registry.
func Default() *Registry { return def }

func compute() int {
	rw.Lock()
	defer rw.Unlock()
	return 1
}

func inc() {
	mu.Lock()
	count++
	mu.Unlock()
}

func read() int {
	rw.RLock()
	defer rw.RUnlock()
	return count
}

func register(k string) {
	reg.Lock()
	defer reg.Unlock()
	reg.m[k]++
}

func initInc() {
	initMu.Lock()
	count++
	initMu.Unlock()
}

// The first init is a Bad case: initInc locks what init holds.
func init() {
	initMu.Lock()
	initInc() // want `globals\.initMu .*\[reacquire\]`
	initMu.Unlock()
}

// The second init is its Ok twin: called after the Unlock.
func init() {
	initMu.Lock()
	count = 0
	initMu.Unlock()
	initInc()
}

// globalBad: inc locks mu.
func globalBad() {
	mu.Lock()
	defer mu.Unlock()
	inc() // want `globals\.mu .*\[reacquire\]`
}

// globalOk: unlocked before.
func globalOk() {
	mu.Lock()
	count = 0
	mu.Unlock()
	inc()
}

// globalTwoOk: two variables.
func globalTwoOk() {
	rw.Lock()
	defer rw.Unlock()
	inc()
}

// globalReadBad: read read-locks under the read lock, and compute writes.
func globalReadBad() int {
	rw.RLock()
	defer rw.RUnlock()
	return read() // want `globals\.rw .*\[reacquire\]`
}

// globalReadOk: one after the other.
func globalReadOk() int {
	rw.RLock()
	n := count
	rw.RUnlock()
	return n + read()
}

// anonymousBad: the struct's promoted lock.
func anonymousBad() {
	reg.Lock()
	defer reg.Unlock()
	register("a") // want `globals\.reg\.Mutex .*\[reacquire\]`
}

// anonymousOk: unlocked before.
func anonymousOk() {
	reg.Lock()
	clear(reg.m)
	reg.Unlock()
	register("a")
}

// pointerBad: a package-level pointer.
func pointerBad() int {
	spare.mu.Lock()
	defer spare.mu.Unlock()
	return spare.load() // want `globals\.Registry\.mu .*\[reacquire\]`
}

// pointerOk: two package-level pointers.
func pointerOk() int {
	spare.mu.Lock()
	defer spare.mu.Unlock()
	return def.load()
}

// pointerSwapOk: the variable points to another Registry by then.
func pointerSwapOk() {
	old := spare
	old.mu.Lock()
	spare = &Registry{}
	spare.load()
	old.mu.Unlock()
}

// getterBad: Default gives def.
func getterBad() int {
	Default().mu.Lock()
	defer Default().mu.Unlock()
	return Default().load() // want `globals\.Registry\.mu .*\[reacquire\]`
}

// getterMixedBad: the variable and its getter.
func getterMixedBad() int {
	def.mu.Lock()
	defer def.mu.Unlock()
	return Default().load() // want `globals\.Registry\.mu .*\[reacquire\]`
}

// getterOk: unlocked before.
func getterOk() int {
	Default().mu.Lock()
	Default().mu.Unlock()
	return Default().load()
}

// arrayBad: one element of a package-level array.
func arrayBad(i int) {
	keys[i].Lock()
	keys[i].Lock() // want `globals\.keys\[\] .*\[reacquire\]`
	keys[i].Unlock()
}

// arrayOk: two elements.
func arrayOk(i, j int) {
	keys[i].Lock()
	keys[j].Lock()
	keys[j].Unlock()
	keys[i].Unlock()
}

// Locals.

// localBad: a local lock that a literal takes too.
func localBad() {
	var mu sync.Mutex
	f := func() {
		mu.Lock()
		defer mu.Unlock()
		count++
	}
	mu.Lock()
	f() // want `globals\.localBad\.mu .*\[reacquire\]`
	mu.Unlock()
}

// localOk: the literal is called after the Unlock.
func localOk() {
	var mu sync.Mutex
	f := func() {
		mu.Lock()
		defer mu.Unlock()
		count++
	}
	mu.Lock()
	count = 0
	mu.Unlock()
	f()
}

// localGoOk: goroutines over a local lock.
func localGoOk(n int) {
	var (
		mu sync.Mutex
		wg sync.WaitGroup
	)
	mu.Lock()
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			count++
		}()
	}
	mu.Unlock()
	wg.Wait()
}

// shadowOk: the local lock is not the package's.
func shadowOk() {
	mu.Lock()
	defer mu.Unlock()
	{
		var mu sync.Mutex
		mu.Lock()
		count++
		mu.Unlock()
	}
}

// shadowCallOk: holds the local lock, inc takes the package's.
func shadowCallOk() {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	inc()
}

// loopLocalOk: each round has a lock of its own.
func loopLocalOk(n int) []*sync.Mutex {
	var out []*sync.Mutex
	for range n {
		var mu sync.Mutex
		mu.Lock()
		out = append(out, &mu)
	}
	return out
}

// loopLocalBad: all rounds share one.
func loopLocalBad(n int) {
	var mu sync.Mutex
	for range n {
		mu.Lock() // want `globals\.loopLocalBad\.mu .*\[reacquire\]`
	}
}

// newBad: a local pointer.
func newBad() {
	m := new(sync.Mutex)
	take(m)
	m.Lock() // want `\[reacquire\]`
	m.Unlock()
}

func take(m *sync.Mutex) { m.Lock() }

// newOk: two of them.
func newOk() {
	m, o := new(sync.Mutex), new(sync.Mutex)
	take(m)
	o.Lock()
	o.Unlock()
	m.Unlock()
}

// literalsBad: one literal calls the other under the lock they share.
func literalsBad() {
	var mu sync.Mutex
	f := func() {
		mu.Lock()
		count++
		mu.Unlock()
	}
	g := func() {
		mu.Lock()
		defer mu.Unlock()
		f() // want `\[reacquire\]`
	}
	g()
}

// literalsOk: the other after the Unlock.
func literalsOk() {
	var mu sync.Mutex
	f := func() {
		mu.Lock()
		count++
		mu.Unlock()
	}
	g := func() {
		mu.Lock()
		count--
		mu.Unlock()
		f()
	}
	g()
}

// recursiveBad: the literal calls itself under the lock.
func recursiveBad() {
	var mu sync.Mutex
	var visit func(n int)
	visit = func(n int) {
		mu.Lock()
		defer mu.Unlock()
		if n > 0 {
			visit(n - 1) // want `\[reacquire\]`
		}
	}
	visit(3)
}

// recursiveOk: the literal calls itself after the Unlock.
func recursiveOk() {
	var mu sync.Mutex
	var visit func(n int)
	visit = func(n int) {
		mu.Lock()
		count++
		mu.Unlock()
		if n > 0 {
			visit(n - 1)
		}
	}
	visit(3)
}

// localTypeBad: a local struct with a lock.
func localTypeBad() {
	type state struct {
		mu sync.Mutex
		n  int
	}
	var st state
	st.mu.Lock()
	st.mu.Lock() // want `\[reacquire\]`
	st.mu.Unlock()
}

// localTypeOk: two of them.
func localTypeOk() {
	type state struct {
		mu sync.Mutex
		n  int
	}
	var a, b state
	a.mu.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

// localStructBad: an anonymous local struct.
func localStructBad() {
	var st struct {
		sync.Mutex
		n int
	}
	st.Lock()
	st.Lock() // want `\[reacquire\]`
	st.Unlock()
}

// localStructOk: unlocked in between.
func localStructOk() {
	var st struct {
		sync.Mutex
		n int
	}
	st.Lock()
	st.Unlock()
	st.Lock()
	st.Unlock()
}
