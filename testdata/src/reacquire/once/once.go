// Package once re-enters sync.Once, and mixes it with locks.
package once

import "sync"

// Config is loaded once.
type Config struct {
	once  sync.Once
	other sync.Once
	mu    sync.Mutex
	n     int
	hook  func()
	start func()
	value func() int
}

func work() {}

func (c *Config) load() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// directBad: Do inside Do of the same Once.
func (c *Config) directBad() {
	c.once.Do(func() { // want `once\.Config\.once .*\[reacquire\]`
		c.once.Do(work)
	})
}

// directOk: Do after Do.
func (c *Config) directOk() {
	c.once.Do(work)
	c.once.Do(work)
}

// otherOk: another Once inside.
func (c *Config) otherOk() {
	c.once.Do(func() {
		c.other.Do(work)
	})
}

// otherInstanceOk: another Config's Once inside.
func (c *Config) otherInstanceOk(o *Config) {
	c.once.Do(func() {
		o.once.Do(work)
	})
}

// Lazy comes back to get while being set up.
type Lazy struct {
	once sync.Once
	n    int
}

// getBad: setup calls getBad.
func (l *Lazy) getBad() int {
	l.once.Do(l.setup) // want `once\.Lazy\.once .*\[reacquire\]`
	return l.n
}

func (l *Lazy) setup() {
	l.n = 1
	l.n = l.getBad() + 1
}

// Eager does not.
type Eager struct {
	once sync.Once
	n    int
}

// getOk: setup reads the field.
func (e *Eager) getOk() int {
	e.once.Do(e.setup)
	return e.n
}

func (e *Eager) setup() {
	e.n = 1
	e.n++
}

// Chain asks its parent, of the same type, while being set up.
type Chain struct {
	once   sync.Once
	parent *Chain
	n      int
}

// getOk: another Chain's Once.
func (c *Chain) getOk() int {
	c.once.Do(func() {
		if c.parent != nil {
			c.n = c.parent.getOk() + 1
		}
	})
	return c.n
}

// Once and locks.

// lockInsideOk: a lock inside Do.
func (c *Config) lockInsideOk() {
	c.once.Do(func() {
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
	})
}

// lockOutsideBad: the function given to Do locks what we hold.
func (c *Config) lockOutsideBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.once.Do(func() { // want `once\.Config\.mu .*\[reacquire\]`
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
	})
}

// lockOutsideOk: the function given to Do does not lock.
func (c *Config) lockOutsideOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.once.Do(func() { c.n++ })
}

// lockBeforeOk: unlocked before Do.
func (c *Config) lockBeforeOk() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	c.once.Do(func() { c.load() })
}

// Server closes once.
type Server struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

// Close locks inside its Once.
func (s *Server) Close() {
	s.once.Do(func() {
		s.mu.Lock()
		s.n = 0
		s.mu.Unlock()
	})
}

// closeBad: Close locks what we hold.
func (s *Server) closeBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n < 0 {
		s.Close() // want `once\.Server\.mu .*\[reacquire\]`
	}
}

// closeOk: closed after the Unlock.
func (s *Server) closeOk() {
	s.mu.Lock()
	bad := s.n < 0
	s.mu.Unlock()
	if bad {
		s.Close()
	}
}

// goOk: a goroutine started inside Do may wait for it.
func (c *Config) goOk() {
	c.once.Do(func() {
		go c.otherOk()
	})
}

// storeOk: the function stored inside Do runs later.
func (c *Config) storeOk() {
	c.once.Do(func() {
		c.hook = func() { c.once.Do(work) }
	})
}

// OnceFunc and its like.

func newConfig() *Config {
	c := &Config{}
	c.start = sync.OnceFunc(func() {
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
	})
	c.value = sync.OnceValue(func() int { return 7 })
	return c
}

// onceFuncFieldBad: newConfig's function locks what we hold.
func (c *Config) onceFuncFieldBad() {
	c.mu.Lock()
	c.start() // want `once\.Config\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// onceFuncFieldOk: called after the Unlock.
func (c *Config) onceFuncFieldOk() {
	c.mu.Lock()
	c.mu.Unlock()
	c.start()
}

// onceValueFieldOk: that one does not lock.
func (c *Config) onceValueFieldOk() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.value()
}

// onceFuncBad: the function locks what we hold.
func (c *Config) onceFuncBad() {
	f := sync.OnceFunc(func() { c.load() })
	c.mu.Lock()
	f() // want `once\.Config\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// onceFuncOk: made under the lock, called after it.
func (c *Config) onceFuncOk() {
	c.mu.Lock()
	f := sync.OnceFunc(func() { c.load() })
	c.mu.Unlock()
	f()
}

// onceValueBad: the function locks what we hold.
func (c *Config) onceValueBad() int {
	v := sync.OnceValue(c.load)
	c.mu.Lock()
	defer c.mu.Unlock()
	return v() // want `once\.Config\.mu .*\[reacquire\]`
}

// onceValueOk: valued before the Lock. (That v has run is why calling it again could not block.)
func (c *Config) onceValueOk() int {
	v := sync.OnceValue(c.load)
	n := v()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n + n
}

// onceValuesBad: the same with two results.
func (c *Config) onceValuesBad() (int, error) {
	v := sync.OnceValues(func() (int, error) { return c.load(), nil })
	c.mu.Lock()
	defer c.mu.Unlock()
	return v() // want `once\.Config\.mu .*\[reacquire\]`
}

// nestedOnceFuncOk: one OnceFunc calls another.
func nestedOnceFuncOk() {
	f := sync.OnceFunc(work)
	g := sync.OnceFunc(func() { f() })
	g()
}

var lateInit func()

func init() {
	lateInit = sync.OnceFunc(reenterBad)
}

// reenterBad: runs inside lateInit, and calls lateInit.
func reenterBad() {
	work()
	lateInit() // want `\[reacquire\]`
}

// Package variables.

var pkgOnce, otherOnce sync.Once

var pkgValue int

// pkgBad: pkgSetup comes back to pkgBad.
func pkgBad() int {
	pkgOnce.Do(pkgSetup) // want `once\.pkgOnce .*\[reacquire\]`
	return pkgValue
}

func pkgSetup() { pkgValue = pkgBad() + 1 }

// pkgOk: otherSetup does not.
func pkgOk() int {
	otherOnce.Do(otherSetup)
	return pkgValue
}

func otherSetup() { pkgValue++ }

// Retry replaces its Once.
type Retry struct {
	once *sync.Once
	n    int
}

// doOk: a failed attempt replaces the Once, and the next call uses the new one.
func (r *Retry) doOk() {
	r.once.Do(func() {
		r.n++
		r.once = new(sync.Once)
	})
	r.once.Do(work)
}

// refilledBad: the Once is asked again in its own function, which waits for itself there,
// and so never comes to the lock that it has.
type refilledBad struct {
	mu   sync.Mutex
	once sync.Once
}

var refilled refilledBad

func Refilled() { refilled.get() }

func (r *refilledBad) get() {
	r.once.Do(func() { r.fill() }) // want `once\.refilledBad\.once is entered again .*\[reacquire\]`
}

func (r *refilledBad) fill() {
	r.mu.Lock()
	r.once.Do(func() { r.fill() })
	r.mu.Unlock()
}

// refilledOk: it does not ask.
type refilledOk struct {
	mu   sync.Mutex
	once sync.Once
}

var refilledFine refilledOk

func RefilledOk() { refilledFine.get() }

func (r *refilledOk) get() {
	r.once.Do(func() { r.fill() })
}

func (r *refilledOk) fill() {
	r.mu.Lock()
	defer r.mu.Unlock()
}

// reloadBad: what the Once runs is a variable, which is set once and asks the Once again.
var reloadBad sync.Once

var doReloadBad func()

func init() {
	doReloadBad = func() {
		work()
		reloadAgainBad()
	}
}

func reloadAgainBad() {
	reloadBad.Do(doReloadBad) // want `once\.reloadBad is entered again .*\[reacquire\]`
}

// reloadOk: it does not.
var reloadOk sync.Once

var doReloadOk func()

func init() {
	doReloadOk = func() { work() }
}

func reloadFineOk() {
	reloadOk.Do(doReloadOk)
}
