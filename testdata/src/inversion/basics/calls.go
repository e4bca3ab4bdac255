package basics

import (
	"iter"
	"sort"
	"sync"
)

// deepBad: three calls down.
type deepBad struct {
	outer, inner sync.Mutex
	n            int
}

func (d *deepBad) Add() {
	d.outer.Lock()
	defer d.outer.Unlock()
	d.one() // want `basics\.deepBad\..*\[inversion\]`
}

func (d *deepBad) one()   { d.two() }
func (d *deepBad) two()   { d.three() }
func (d *deepBad) three() { d.inner.Lock(); d.n++; d.inner.Unlock() }

func (d *deepBad) Sub() {
	d.inner.Lock()
	d.outer.Lock()
	d.n--
	d.outer.Unlock()
	d.inner.Unlock()
}

// deepOk: the call comes after the Unlock.
type deepOk struct {
	outer, inner sync.Mutex
	n            int
}

func (d *deepOk) Add() {
	d.outer.Lock()
	d.n++
	d.outer.Unlock()
	d.one()
}

func (d *deepOk) one()   { d.two() }
func (d *deepOk) two()   { d.three() }
func (d *deepOk) three() { d.inner.Lock(); d.n++; d.inner.Unlock() }

func (d *deepOk) Sub() {
	d.inner.Lock()
	d.outer.Lock()
	d.n--
	d.outer.Unlock()
	d.inner.Unlock()
}

// ledgerBad and bankBad: objects that call each other, each under its own lock.
type ledgerBad struct {
	mu   sync.Mutex
	bank *bankBad
	rows []int
}

type bankBad struct {
	mu     sync.Mutex
	ledger *ledgerBad
	total  int
}

func (l *ledgerBad) Post(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = append(l.rows, n)
	l.bank.add(n) // want `basics\.(ledgerBad|bankBad)\.mu .*\[inversion\]`
}

func (l *ledgerBad) sum() (t int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range l.rows {
		t += n
	}
	return t
}

func (b *bankBad) add(n int) {
	b.mu.Lock()
	b.total += n
	b.mu.Unlock()
}

func (b *bankBad) Audit() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ledger.sum() == b.total
}

// ledgerOk and bankOk: Audit asks the ledger first.
type ledgerOk struct {
	mu   sync.Mutex
	bank *bankOk
	rows []int
}

type bankOk struct {
	mu     sync.Mutex
	ledger *ledgerOk
	total  int
}

func (l *ledgerOk) Post(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = append(l.rows, n)
	l.bank.add(n)
}

func (l *ledgerOk) sum() (t int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range l.rows {
		t += n
	}
	return t
}

func (b *bankOk) add(n int) {
	b.mu.Lock()
	b.total += n
	b.mu.Unlock()
}

func (b *bankOk) Audit() bool {
	sum := b.ledger.sum()
	b.mu.Lock()
	defer b.mu.Unlock()
	return sum == b.total
}

// finishOk: the callee gives its caller's lock up before it takes the other.
type finishOk struct{ run, log sync.Mutex }

func (f *finishOk) Run() {
	f.run.Lock()
	work()
	f.finish()
}

func (f *finishOk) finish() {
	f.run.Unlock()
	f.log.Lock()
	work()
	f.log.Unlock()
}

func (f *finishOk) Rotate() {
	f.log.Lock()
	f.run.Lock()
	f.run.Unlock()
	f.log.Unlock()
}

// finishBad: after it, not before.
type finishBad struct{ run, log sync.Mutex }

func (f *finishBad) Run() {
	f.run.Lock()
	work()
	f.finish() // want `basics\.finishBad\..*\[inversion\]`
}

func (f *finishBad) finish() {
	f.log.Lock()
	f.run.Unlock()
	work()
	f.log.Unlock()
}

func (f *finishBad) Rotate() {
	f.log.Lock()
	f.run.Lock()
	f.run.Unlock()
	f.log.Unlock()
}

// keepBad: the callee gives it up on request, and is asked to keep it.
type keepBad struct{ run, log sync.Mutex }

func (k *keepBad) Run() {
	k.run.Lock()
	work()
	k.finish(true) // want `basics\.keepBad\..*\[inversion\]`
	k.run.Unlock()
}

func (k *keepBad) finish(keep bool) {
	if !keep {
		k.run.Unlock()
	}
	k.log.Lock()
	work()
	k.log.Unlock()
}

func (k *keepBad) Rotate() {
	k.log.Lock()
	k.run.Lock()
	k.run.Unlock()
	k.log.Unlock()
}

// keepOk: is asked to give it up.
type keepOk struct{ run, log sync.Mutex }

func (k *keepOk) Run() {
	k.run.Lock()
	work()
	k.finish(false)
}

func (k *keepOk) finish(keep bool) {
	if !keep {
		k.run.Unlock()
	}
	k.log.Lock()
	work()
	k.log.Unlock()
}

func (k *keepOk) Rotate() {
	k.log.Lock()
	k.run.Lock()
	k.run.Unlock()
	k.log.Unlock()
}

// gapOk: the caller's lock is given up, and taken back at the end.
type gapOk struct{ state, disk sync.Mutex }

func (g *gapOk) Save() {
	g.state.Lock()
	defer g.state.Unlock()
	g.flush()
}

func (g *gapOk) flush() {
	g.state.Unlock()
	defer g.state.Lock()
	g.disk.Lock()
	defer g.disk.Unlock()
	work()
}

func (g *gapOk) Load() {
	g.disk.Lock()
	defer g.disk.Unlock()
	g.state.Lock()
	defer g.state.Unlock()
	work()
}

// gapBad: it is taken back while the other is held, for deferred calls run last in first out.
type gapBad struct{ state, disk sync.Mutex }

func (g *gapBad) Load() {
	g.state.Lock()
	defer g.state.Unlock()
	g.disk.Lock() // want `basics\.gapBad\..*\[inversion\]`
	defer g.disk.Unlock()
	work()
}

func (g *gapBad) Save() {
	g.state.Lock()
	defer g.state.Unlock()
	g.flush()
}

func (g *gapBad) flush() {
	g.state.Unlock()
	g.disk.Lock()
	defer g.disk.Unlock()
	defer g.state.Lock()
	work()
}

// lockedOk: the callee is told that the lock is held, and takes nothing.
type lockedOk struct{ a, b sync.Mutex }

func (l *lockedOk) Add() {
	l.a.Lock()
	l.touch(true)
	l.a.Unlock()
}

func (l *lockedOk) touch(locked bool) {
	if !locked {
		l.b.Lock()
		defer l.b.Unlock()
	}
	work()
}

func (l *lockedOk) Swap() {
	l.b.Lock()
	l.a.Lock()
	l.touch(true)
	l.a.Unlock()
	l.b.Unlock()
}

// lockedBad: one call is told otherwise.
type lockedBad struct{ a, b sync.Mutex }

func (l *lockedBad) Add() {
	l.a.Lock()
	l.touch(false) // want `basics\.lockedBad\..*\[inversion\]`
	l.a.Unlock()
}

func (l *lockedBad) touch(locked bool) {
	if !locked {
		l.b.Lock()
		defer l.b.Unlock()
	}
	work()
}

func (l *lockedBad) Swap() {
	l.b.Lock()
	l.a.Lock()
	l.touch(true)
	l.a.Unlock()
	l.b.Unlock()
}

// walkBad: the callee calls itself before it locks.
type walkBad struct{ plan, step sync.Mutex }

func (w *walkBad) Go(n int) {
	w.plan.Lock()
	defer w.plan.Unlock()
	w.walk(n) // want `basics\.walkBad\..*\[inversion\]`
}

func (w *walkBad) walk(n int) {
	if n > 0 {
		w.walkBack(n - 1)
		return
	}
	w.step.Lock()
	work()
	w.step.Unlock()
}

func (w *walkBad) walkBack(n int) { w.walk(n) }

func (w *walkBad) Stop() {
	w.step.Lock()
	w.plan.Lock()
	w.plan.Unlock()
	w.step.Unlock()
}

// walkOk: the recursion never locks.
type walkOk struct{ plan, step sync.Mutex }

func (w *walkOk) Go(n int) {
	w.plan.Lock()
	defer w.plan.Unlock()
	w.walk(n)
}

func (w *walkOk) walk(n int) {
	if n > 0 {
		w.walkBack(n - 1)
	}
}

func (w *walkOk) walkBack(n int) { w.walk(n) }

func (w *walkOk) Stop() {
	w.step.Lock()
	w.plan.Lock()
	w.walk(3)
	w.plan.Unlock()
	w.step.Unlock()
}

// valueBad: a method value, called under the lock.
type valueBad struct{ cfg, env sync.Mutex }

func (v *valueBad) readEnv() { v.env.Lock(); work(); v.env.Unlock() }

func (v *valueBad) Load() {
	read := v.readEnv
	v.cfg.Lock()
	defer v.cfg.Unlock()
	read() // want `basics\.valueBad\..*\[inversion\]`
}

func (v *valueBad) Export() {
	v.env.Lock()
	defer v.env.Unlock()
	v.cfg.Lock()
	defer v.cfg.Unlock()
}

// valueOk: made under the lock, called after it.
type valueOk struct{ cfg, env sync.Mutex }

func (v *valueOk) readEnv() { v.env.Lock(); work(); v.env.Unlock() }

func (v *valueOk) Load() {
	v.cfg.Lock()
	read := v.readEnv
	v.cfg.Unlock()
	read()
}

func (v *valueOk) Export() {
	v.env.Lock()
	defer v.env.Unlock()
	v.cfg.Lock()
	defer v.cfg.Unlock()
}

// exprBad: a method expression.
type exprBad struct{ cfg, env sync.Mutex }

func (v *exprBad) readEnv() { v.env.Lock(); work(); v.env.Unlock() }

func (v *exprBad) Load() {
	v.cfg.Lock()
	defer v.cfg.Unlock()
	(*exprBad).readEnv(v) // want `basics\.exprBad\..*\[inversion\]`
}

func (v *exprBad) Export() {
	v.env.Lock()
	defer v.env.Unlock()
	v.cfg.Lock()
	defer v.cfg.Unlock()
}

// closureBad: a literal in a variable, called where rows is held.
type closureBad struct{ rows, cols sync.Mutex }

func (c *closureBad) Fill(n int) {
	mark := func() {
		c.cols.Lock()
		defer c.cols.Unlock()
		work()
	}
	c.rows.Lock()
	for range n {
		mark() // want `basics\.closureBad\..*\[inversion\]`
	}
	c.rows.Unlock()
}

func (c *closureBad) Clear() {
	c.cols.Lock()
	c.rows.Lock()
	c.rows.Unlock()
	c.cols.Unlock()
}

// closureOk: called where it is not.
type closureOk struct{ rows, cols sync.Mutex }

func (c *closureOk) Fill(n int) {
	c.rows.Lock()
	mark := func() {
		c.cols.Lock()
		defer c.cols.Unlock()
		work()
	}
	c.rows.Unlock()
	for range n {
		mark()
	}
}

func (c *closureOk) Clear() {
	c.cols.Lock()
	c.rows.Lock()
	c.rows.Unlock()
	c.cols.Unlock()
}

// lastBad: the deferred call runs before the deferred Unlock.
type lastBad struct{ a, b sync.Mutex }

func (l *lastBad) note() { l.b.Lock(); work(); l.b.Unlock() }

func (l *lastBad) Reverse() {
	l.b.Lock()
	l.a.Lock() // want `basics\.lastBad\..*\[inversion\]`
	l.a.Unlock()
	l.b.Unlock()
}

func (l *lastBad) Do() {
	l.a.Lock()
	defer l.a.Unlock()
	defer l.note()
	work()
}

// lastOk: it runs after it.
type lastOk struct{ a, b sync.Mutex }

func (l *lastOk) note() { l.b.Lock(); work(); l.b.Unlock() }

func (l *lastOk) Reverse() {
	l.b.Lock()
	l.a.Lock()
	l.a.Unlock()
	l.b.Unlock()
}

func (l *lastOk) Do() {
	defer l.note()
	l.a.Lock()
	defer l.a.Unlock()
	work()
}

// withBad: the function runs under the lock of what it is passed to.
type withBad struct{ conn, stats sync.Mutex }

func (w *withBad) with(f func()) {
	w.conn.Lock()
	defer w.conn.Unlock()
	f()
}

func (w *withBad) Report() {
	w.stats.Lock()
	w.conn.Lock() // want `basics\.withBad\..*\[inversion\]`
	w.conn.Unlock()
	w.stats.Unlock()
}

func (w *withBad) Send() {
	w.with(func() {
		w.stats.Lock()
		work()
		w.stats.Unlock()
	})
}

// withOk: it runs after the Unlock.
type withOk struct{ conn, stats sync.Mutex }

func (w *withOk) with(f func()) {
	w.conn.Lock()
	work()
	w.conn.Unlock()
	f()
}

func (w *withOk) Report() {
	w.stats.Lock()
	w.conn.Lock()
	w.conn.Unlock()
	w.stats.Unlock()
}

func (w *withOk) Send() {
	w.with(func() {
		w.stats.Lock()
		work()
		w.stats.Unlock()
	})
}

// withOtherOk: two users of one helper; only the one that holds nothing passes a function that locks.
type withOtherOk struct{ conn, stats sync.Mutex }

func (w *withOtherOk) with(f func()) {
	w.conn.Lock()
	defer w.conn.Unlock()
	f()
}

func (w *withOtherOk) Report() {
	w.stats.Lock()
	n := 0
	w.stats.Unlock()
	w.with(func() { n++ })
}

func (w *withOtherOk) Send() {
	w.with(func() {
		w.stats.Lock()
		work()
		w.stats.Unlock()
	})
}

// sortBad: sort.Slice calls its function under the lock.
type sortBad struct {
	list, rank sync.Mutex
	xs         []int
}

func (s *sortBad) less(i, j int) bool {
	s.rank.Lock()
	defer s.rank.Unlock()
	return s.xs[i] < s.xs[j]
}

func (s *sortBad) Promote() {
	s.rank.Lock()
	defer s.rank.Unlock()
	s.list.Lock() // want `basics\.sortBad\..*\[inversion\]`
	defer s.list.Unlock()
	work()
}

func (s *sortBad) Sort() {
	s.list.Lock()
	defer s.list.Unlock()
	sort.Slice(s.xs, s.less)
}

// sortOk: it is sorted before.
type sortOk struct {
	list, rank sync.Mutex
	xs         []int
}

func (s *sortOk) less(i, j int) bool {
	s.rank.Lock()
	defer s.rank.Unlock()
	return s.xs[i] < s.xs[j]
}

func (s *sortOk) Promote() {
	s.rank.Lock()
	defer s.rank.Unlock()
	s.list.Lock()
	defer s.list.Unlock()
	work()
}

func (s *sortOk) Sort() {
	sort.Slice(s.xs, s.less)
	s.list.Lock()
	defer s.list.Unlock()
	work()
}

// rangeBad: the iterator yields under its lock, the loop's body takes the other.
type rangeBad struct {
	keys, hits sync.Mutex
	ks         []string
}

func (r *rangeBad) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		r.keys.Lock()
		defer r.keys.Unlock()
		for _, k := range r.ks {
			if !yield(k) {
				return
			}
		}
	}
}

func (r *rangeBad) Reset() {
	r.hits.Lock()
	defer r.hits.Unlock()
	r.keys.Lock() // want `basics\.rangeBad\..*\[inversion\]`
	defer r.keys.Unlock()
	r.ks = nil
}

func (r *rangeBad) Count() (n int) {
	for k := range r.all() {
		r.hits.Lock()
		n += len(k)
		r.hits.Unlock()
	}
	return n
}

// rangeOk: the iterator copies, and yields without the lock.
type rangeOk struct {
	keys, hits sync.Mutex
	ks         []string
}

func (r *rangeOk) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		r.keys.Lock()
		ks := append([]string(nil), r.ks...)
		r.keys.Unlock()
		for _, k := range ks {
			if !yield(k) {
				return
			}
		}
	}
}

func (r *rangeOk) Reset() {
	r.hits.Lock()
	defer r.hits.Unlock()
	r.keys.Lock()
	defer r.keys.Unlock()
	r.ks = nil
}

func (r *rangeOk) Count() (n int) {
	for k := range r.all() {
		r.hits.Lock()
		n += len(k)
		r.hits.Unlock()
	}
	return n
}

// argumentBad: the second lock is the callee's parameter.
type argumentBad struct{ a, b sync.Mutex }

func touch(mu *sync.Mutex) {
	mu.Lock()
	work()
	mu.Unlock()
}

func (p *argumentBad) Forth() {
	p.a.Lock()
	touch(&p.b) // want `basics\.argumentBad\..*\[inversion\]`
	p.a.Unlock()
}

func (p *argumentBad) Back() {
	p.b.Lock()
	touch(&p.a)
	p.b.Unlock()
}

// argumentOk: Back passes the lock that no other is ever held under.
type argumentOk struct{ a, b, c sync.Mutex }

func (p *argumentOk) Forth() {
	p.a.Lock()
	touch(&p.b)
	p.a.Unlock()
}

func (p *argumentOk) Back() {
	p.b.Lock()
	touch(&p.c)
	p.b.Unlock()
}

// argumentsBad: both are parameters, and between those the edge is; which locks they are only the callers know.
type argumentsBad struct{ a, b sync.Mutex }

func both(x, y *sync.Mutex) {
	x.Lock()
	y.Lock() // want `basics\.argumentsBad\..*\[inversion\]`
	work()
	y.Unlock()
	x.Unlock()
}

func (p *argumentsBad) Forth() { both(&p.a, &p.b) }
func (p *argumentsBad) Back()  { both(&p.b, &p.a) }

// argumentsOk: both callers pass them in one order.
type argumentsOk struct{ a, b sync.Mutex }

func bothOk(x, y *sync.Mutex) {
	x.Lock()
	y.Lock()
	work()
	y.Unlock()
	x.Unlock()
}

func (p *argumentsOk) Forth() { bothOk(&p.a, &p.b) }
func (p *argumentsOk) Again() { bothOk(&p.a, &p.b) }

// exprOk: the method expression's receiver is another object, but its lock is free of the cycle.
type exprOk struct{ cfg, env, log sync.Mutex }

func (v *exprOk) readLog() { v.log.Lock(); work(); v.log.Unlock() }

func (v *exprOk) Load(o *exprOk) {
	v.cfg.Lock()
	defer v.cfg.Unlock()
	(*exprOk).readLog(o)
}

func (v *exprOk) Export() {
	v.env.Lock()
	defer v.env.Unlock()
	v.cfg.Lock()
	defer v.cfg.Unlock()
}
