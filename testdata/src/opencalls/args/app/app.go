// Package app passes functions to lib, itself or through mid.
//
// REACQUIRE and INVERSION stand where this package binds what the finding
// goes through, with a lock of the finding.
package app

import (
	"sync"

	"opencalls/args/lib"
	"opencalls/args/mid"
)

// directBad: the function comes back.
type directBad struct{ b lib.Box }

func (d *directBad) Do() {
	d.b.With(func(n *int) { *n = d.b.Get() }) // REACQUIRE lib.Box.mu
}

// directOk: it uses what it is given.
type directOk struct{ b, c lib.Box }

func (d *directOk) Do() {
	d.b.With(func(n *int) { *n++ })
	d.b.With(func(n *int) { *n = d.c.Get() })
}

// twiceBad: through two packages.
type twiceBad struct{ b lib.Box }

func (t *twiceBad) Do() {
	mid.Twice(&t.b, t.again) // REACQUIRE lib.Box.mu
}

func (t *twiceBad) again() { t.b.Get() }

// twiceOk: through two packages, after Unlock, or in a goroutine.
type twiceOk struct{ b lib.Box }

func (t *twiceOk) Do() {
	mid.Late(&t.b, t.again)
	t.b.Go(t.again)
}

func (t *twiceOk) again() { t.b.Get() }

// runnerBad: what runs it is in a field of a value that mid returns.
type runnerBad struct{ b lib.Box }

func (r *runnerBad) Do() {
	mid.Locked(&r.b).Run(func() { r.b.Get() }) // REACQUIRE lib.Box.mu
}

// runnerOk: the other one has no lock.
type runnerOk struct{ b lib.Box }

func (r *runnerOk) Do() {
	mid.Unlocked().Run(func() { r.b.Get() })
}

// lockBad: the function takes a lock that is held around the box elsewhere.
type lockBad struct {
	mu sync.Mutex
	b  lib.Box
	n  int
}

func (l *lockBad) Do() {
	l.b.View(l.seen) // INVERSION app.lockBad.mu lib.Box.mu
}

func (l *lockBad) seen(n int) {
	l.mu.Lock()
	l.n = n
	l.mu.Unlock()
}

func (l *lockBad) Get() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.With(func(n *int) { *n = l.n })
}

// lockOk: there it takes the box first, too.
type lockOk struct {
	mu sync.Mutex
	b  lib.Box
	n  int
}

func (l *lockOk) Do() { l.b.View(l.seen) }

func (l *lockOk) seen(n int) {
	l.mu.Lock()
	l.n = n
	l.mu.Unlock()
}

func (l *lockOk) Get() {
	l.b.With(func(n *int) {
		l.mu.Lock()
		defer l.mu.Unlock()
		*n = l.n
	})
}

// guardBad: what lib returns releases, so what comes between is under its lock.
type guardBad struct{ b lib.Box }

func (g *guardBad) Do() {
	release := g.b.Guard()
	defer release()
	g.b.Get() // REACQUIRE lib.Box.mu
}

// guardOk: it is released before.
type guardOk struct{ b lib.Box }

func (g *guardOk) Do() {
	g.b.Guard()()
	g.b.Get()
}

// runBad: the function that lib returns calls what it was given, which comes back.
type runBad struct{ b lib.Box }

func (r *runBad) Do() {
	run := r.b.Defer(func() { r.b.Get() }) // REACQUIRE lib.Box.mu
	run()
}

// runOk: nobody calls it.
type runOk struct {
	b   lib.Box
	run func()
}

func (r *runOk) Do() {
	_ = r.b.Defer(func() { r.b.Get() })
	r.b.Get()
}
