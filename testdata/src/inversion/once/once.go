// Package once crosses locks and sync.Once, whose callers wait until its function has returned.
package once

import "sync"

func work() {}

// loadBad: Get waits for the once under mu; what Warm runs in it takes mu.
type loadBad struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (l *loadBad) Get() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.once.Do(work) // want `once\.loadBad\..*\[inversion\]`
	return l.n
}

func (l *loadBad) Warm() {
	l.once.Do(func() {
		l.mu.Lock()
		l.n = 1
		l.mu.Unlock()
	})
}

// loadOk: Get gives mu up before.
type loadOk struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (l *loadOk) Get() int {
	l.once.Do(work)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

func (l *loadOk) Warm() {
	l.once.Do(func() {
		l.mu.Lock()
		l.n = 1
		l.mu.Unlock()
	})
}

// plainOk: what runs in the once takes nothing, under mu or not.
type plainOk struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (p *plainOk) fill() { p.n = 1 }

func (p *plainOk) Get() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.once.Do(p.fill)
	return p.n
}

func (p *plainOk) Warm() { p.once.Do(p.fill) }

// nestBad: two onces, each waited for in the other.
type nestBad struct{ first, second sync.Once }

func (n *nestBad) One() {
	n.first.Do(func() { // want `once\.nestBad\..*\[inversion\]`
		n.second.Do(work)
	})
}

func (n *nestBad) Two() {
	n.second.Do(func() {
		n.first.Do(work)
	})
}

// nestOk: the second in the first, always.
type nestOk struct{ first, second sync.Once }

func (n *nestOk) One() {
	n.first.Do(func() {
		n.second.Do(work)
	})
}

func (n *nestOk) Two() {
	n.second.Do(work)
	n.first.Do(work)
}

// throughBad: the once runs what takes b; its caller holds a; elsewhere a is taken under b.
type throughBad struct {
	a, b sync.Mutex
	once sync.Once
}

func (t *throughBad) fill() { t.b.Lock(); work(); t.b.Unlock() }

func (t *throughBad) Drop() {
	t.b.Lock()
	t.a.Lock() // want `once\.throughBad\.[ab] .*\[inversion\]`
	t.a.Unlock()
	t.b.Unlock()
}

func (t *throughBad) Get() {
	t.a.Lock()
	t.once.Do(t.fill)
	t.a.Unlock()
}

// throughOk: its caller holds nothing.
type throughOk struct {
	a, b sync.Mutex
	once sync.Once
}

func (t *throughOk) fill() { t.b.Lock(); work(); t.b.Unlock() }

func (t *throughOk) Drop() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

func (t *throughOk) Get() {
	t.once.Do(t.fill)
	t.a.Lock()
	t.a.Unlock()
}

// ringBad: three; who waits for the once under a is not who runs it.
type ringBad struct {
	a, b sync.Mutex
	once sync.Once
}

func (r *ringBad) Back() {
	r.b.Lock()
	r.a.Lock() // want `once\.ringBad\..*\[inversion\]`
	r.a.Unlock()
	r.b.Unlock()
}

func (r *ringBad) Run() {
	r.once.Do(func() {
		r.b.Lock()
		r.b.Unlock()
	})
}

func (r *ringBad) Wait() {
	r.a.Lock()
	r.once.Do(work)
	r.a.Unlock()
}

var (
	tablesBad, indexBad sync.Mutex
	loadAllBad          = sync.OnceFunc(fillBad)

	tablesOk, indexOk sync.Mutex
	loadAllOk         = sync.OnceFunc(fillOk)
)

func fillBad() {
	indexBad.Lock()
	work()
	indexBad.Unlock()
}

// RebuildBad: OnceFunc's function takes index; LookupBad calls it under tables.
func RebuildBad() {
	indexBad.Lock()
	defer indexBad.Unlock()
	tablesBad.Lock() // want `once\.(indexBad|tablesBad) .*\[inversion\]`
	defer tablesBad.Unlock()
}

func LookupBad() {
	tablesBad.Lock()
	defer tablesBad.Unlock()
	loadAllBad()
}

func fillOk() {
	indexOk.Lock()
	work()
	indexOk.Unlock()
}

// RebuildOk: LookupOk calls it before.
func RebuildOk() {
	indexOk.Lock()
	defer indexOk.Unlock()
	tablesOk.Lock()
	defer tablesOk.Unlock()
}

func LookupOk() {
	loadAllOk()
	tablesOk.Lock()
	defer tablesOk.Unlock()
}

// valueBad: OnceValue, kept in a field by the constructor.
type valueBad struct {
	a, b  sync.Mutex
	count func() int
}

func NewValueBad() *valueBad {
	v := &valueBad{}
	v.count = sync.OnceValue(func() int {
		v.b.Lock()
		defer v.b.Unlock()
		return 1
	})
	return v
}

func (v *valueBad) Back() {
	v.b.Lock()
	v.a.Lock() // want `once\.valueBad\.[ab] .*\[inversion\]`
	v.a.Unlock()
	v.b.Unlock()
}

func (v *valueBad) Forth() int {
	v.a.Lock()
	defer v.a.Unlock()
	return v.count()
}

// valueOk: called before the Lock.
type valueOk struct {
	a, b  sync.Mutex
	count func() int
}

func NewValueOk() *valueOk {
	v := &valueOk{}
	v.count = sync.OnceValue(func() int {
		v.b.Lock()
		defer v.b.Unlock()
		return 1
	})
	return v
}

func (v *valueOk) Back() {
	v.b.Lock()
	v.a.Lock()
	v.a.Unlock()
	v.b.Unlock()
}

func (v *valueOk) Forth() int {
	n := v.count()
	v.a.Lock()
	defer v.a.Unlock()
	return n
}

// insideOk: both orders, but inside the once: that happens once.
type insideOk struct {
	a, b sync.Mutex
	once sync.Once
}

func (i *insideOk) Open() {
	i.once.Do(func() {
		i.a.Lock()
		i.b.Lock()
		i.b.Unlock()
		i.a.Unlock()
		i.b.Lock()
		i.a.Lock()
		i.a.Unlock()
		i.b.Unlock()
	})
}

// eitherOk: each order in a function of its own, and both in the one once: only one of them ever runs.
type eitherOk struct {
	a, b sync.Mutex
	once sync.Once
}

func (i *eitherOk) Open() {
	i.once.Do(func() {
		i.a.Lock()
		i.b.Lock()
		i.b.Unlock()
		i.a.Unlock()
	})
}

func (i *eitherOk) Close() {
	i.once.Do(func() {
		i.b.Lock()
		i.a.Lock()
		i.a.Unlock()
		i.b.Unlock()
	})
}

// eachBad: two onces.
type eachBad struct {
	a, b          sync.Mutex
	opened, ended sync.Once
}

func (i *eachBad) Open() {
	i.opened.Do(func() {
		i.a.Lock()
		i.b.Lock() // want `once\.eachBad\.[ab] .*\[inversion\]`
		i.b.Unlock()
		i.a.Unlock()
	})
}

func (i *eachBad) Close() {
	i.ended.Do(func() {
		i.b.Lock()
		i.a.Lock()
		i.a.Unlock()
		i.b.Unlock()
	})
}

// besideBad: one order once, the other any number of times.
type besideBad struct {
	a, b sync.Mutex
	once sync.Once
}

func (i *besideBad) Open() {
	i.once.Do(func() {
		i.a.Lock()
		i.b.Lock() // want `once\.besideBad\.[ab] .*\[inversion\]`
		i.b.Unlock()
		i.a.Unlock()
	})
}

func (i *besideBad) Use() {
	i.b.Lock()
	i.a.Lock()
	i.a.Unlock()
	i.b.Unlock()
}

// afterOk: whoever takes the other order has waited for the once, so nobody is in its
// function any more.
type afterOk struct {
	a, b sync.Mutex
	once sync.Once
}

func (i *afterOk) open() {
	i.a.Lock()
	i.b.Lock()
	i.b.Unlock()
	i.a.Unlock()
}

func (i *afterOk) Use() {
	i.once.Do(i.open)
	i.b.Lock()
	i.a.Lock()
	i.a.Unlock()
	i.b.Unlock()
}

// afterBad: it comes to the once only after that.
type afterBad struct {
	a, b sync.Mutex
	once sync.Once
}

func (i *afterBad) open() {
	i.a.Lock()
	i.b.Lock() // want `once\.afterBad\.[ab] .*\[inversion\]`
	i.b.Unlock()
	i.a.Unlock()
}

func (i *afterBad) Use() {
	i.b.Lock()
	i.a.Lock()
	i.a.Unlock()
	i.b.Unlock()
	i.once.Do(i.open)
}

// calledOk: so has who calls the function that takes it.
type calledOk struct {
	a, b sync.Mutex
	once sync.Once
}

func (i *calledOk) open() {
	i.a.Lock()
	i.b.Lock()
	i.b.Unlock()
	i.a.Unlock()
}

func (i *calledOk) Use() {
	i.once.Do(i.open)
	i.back()
}

func (i *calledOk) back() {
	i.b.Lock()
	i.a.Lock()
	i.a.Unlock()
	i.b.Unlock()
}

// calledBad: another caller has not.
type calledBad struct {
	a, b sync.Mutex
	once sync.Once
}

func (i *calledBad) open() {
	i.a.Lock()
	i.b.Lock() // want `once\.calledBad\.[ab] .*\[inversion\]`
	i.b.Unlock()
	i.a.Unlock()
}

func (i *calledBad) Use() {
	i.once.Do(i.open)
	i.back()
}

func (i *calledBad) Other() { i.back() }

func (i *calledBad) back() {
	i.b.Lock()
	i.a.Lock()
	i.a.Unlock()
	i.b.Unlock()
}

// enterOk: who enters the once under a lock waits for whoever is in its function, and
// that is over for who takes the other order.
var enterOk struct {
	a, b sync.Mutex
	once sync.Once
}

func openOk() {
	enterOk.b.Lock()
	enterOk.b.Unlock()
}

func EnterOk() {
	enterOk.a.Lock()
	enterOk.once.Do(openOk)
	enterOk.a.Unlock()
}

func AfterOk() {
	enterOk.once.Do(openOk)
	enterOk.b.Lock()
	enterOk.a.Lock()
	enterOk.a.Unlock()
	enterOk.b.Unlock()
}

// enterBad: it is not.
var enterBad struct {
	a, b sync.Mutex
	once sync.Once
}

func openBad() {
	enterBad.b.Lock()
	enterBad.b.Unlock()
}

func EnterBad() {
	enterBad.a.Lock()
	enterBad.once.Do(openBad) // want `once\.enterBad\..*\[inversion\]`
	enterBad.a.Unlock()
}

func BeforeBad() {
	enterBad.b.Lock()
	enterBad.a.Lock()
	enterBad.a.Unlock()
	enterBad.b.Unlock()
	enterBad.once.Do(openBad)
}

// ringOk: who waits for the once holds nothing.
type ringOk struct {
	a, b sync.Mutex
	once sync.Once
}

func (r *ringOk) Back() {
	r.b.Lock()
	r.a.Lock()
	r.a.Unlock()
	r.b.Unlock()
}

func (r *ringOk) Run() {
	r.once.Do(func() {
		r.b.Lock()
		r.b.Unlock()
	})
}

func (r *ringOk) Wait() {
	r.once.Do(work)
	r.a.Lock()
	r.a.Unlock()
}

// againOk: who comes to the once under mu has returned from it before, here or in
// the function that calls.
type againOk struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (a *againOk) load() {
	a.mu.Lock()
	a.n = 1
	a.mu.Unlock()
}

func (a *againOk) Get() int {
	a.once.Do(a.load)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.once.Do(a.load)
	return a.n
}

func (a *againOk) Peek() int {
	a.ready()
	return a.peek()
}

func (a *againOk) ready() { a.once.Do(a.load) }

func (a *againOk) peek() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ready()
	return a.n
}

// againBad: it has been reset since, or not yet been entered by all who come.
type againBad struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (a *againBad) load() {
	a.mu.Lock()
	a.n = 1
	a.mu.Unlock()
}

func (a *againBad) Get(quick bool) int {
	if !quick {
		a.once.Do(a.load) // want `once\.againBad\..*\[inversion\]`
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.once.Do(a.load)
	return a.n
}

// resetBad: the once has been made anew in between.
type resetBad struct {
	mu   sync.Mutex
	once sync.Once
	n    int
}

func (r *resetBad) load() {
	r.mu.Lock()
	r.n = 1
	r.mu.Unlock()
}

func (r *resetBad) Get() int {
	r.once.Do(r.load) // want `once\.resetBad\..*\[inversion\]`
	r.mu.Lock()
	defer r.mu.Unlock()
	r.once = sync.Once{}
	r.once.Do(r.load)
	return r.n
}
