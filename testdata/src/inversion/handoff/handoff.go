// Package handoff has locks that one goroutine, or function, takes and another releases.
//
// A hand-off takes certainty from findings on its lock: those here are medium
// at most, and so still reported by default.
package handoff

import "sync"

func work() {}

// elsewhereBad: two plain orders; that run hands mu off changes nothing for them. Medium.
type elsewhereBad struct{ mu, aux sync.Mutex }

func (e *elsewhereBad) Forth() {
	e.mu.Lock()
	e.aux.Lock() // want `handoff\.elsewhereBad\..*\[inversion\]`
	e.aux.Unlock()
	e.mu.Unlock()
}

func (e *elsewhereBad) Back() {
	e.aux.Lock()
	e.mu.Lock()
	e.mu.Unlock()
	e.aux.Unlock()
}

func (e *elsewhereBad) Run() {
	e.mu.Lock()
	go func() {
		work()
		e.mu.Unlock()
	}()
}

// elsewhereOk: in one order.
type elsewhereOk struct{ mu, aux sync.Mutex }

func (e *elsewhereOk) Forth() {
	e.mu.Lock()
	e.aux.Lock()
	e.aux.Unlock()
	e.mu.Unlock()
}

func (e *elsewhereOk) Run() {
	e.mu.Lock()
	go func() {
		work()
		e.mu.Unlock()
	}()
}

// givenOk: after the go statement mu is the goroutine's, which needs nothing to release it.
type givenOk struct{ mu, aux sync.Mutex }

func (g *givenOk) Run() {
	g.mu.Lock()
	go func() {
		work()
		g.mu.Unlock()
	}()
	g.aux.Lock()
	work()
	g.aux.Unlock()
}

func (g *givenOk) Back() {
	g.aux.Lock()
	g.mu.Lock()
	g.mu.Unlock()
	g.aux.Unlock()
}

// givenFN: it needs aux to release it; a goroutine is not followed with the locks that it was given.
type givenFN struct{ mu, aux sync.Mutex }

func (g *givenFN) Run() {
	g.mu.Lock()
	go func() {
		g.aux.Lock()
		work()
		g.aux.Unlock()
		g.mu.Unlock()
	}()
}

func (g *givenFN) Back() {
	g.aux.Lock()
	g.mu.Lock()
	g.mu.Unlock()
	g.aux.Unlock()
}

// beforeBad: aux is taken before mu is given away. Medium.
type beforeBad struct{ mu, aux sync.Mutex }

func (b *beforeBad) Run() {
	b.mu.Lock()
	b.aux.Lock() // want `handoff\.beforeBad\..*\[inversion\]`
	work()
	b.aux.Unlock()
	go func() {
		work()
		b.mu.Unlock()
	}()
}

func (b *beforeBad) Back() {
	b.aux.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	b.aux.Unlock()
}

// beginBad: two functions of one caller, one locks, the other unlocks: no hand-off, only helpers.
type beginBad struct{ mu, aux sync.Mutex }

func (b *beginBad) Begin() { b.mu.Lock() }
func (b *beginBad) End()   { b.mu.Unlock() }

func (b *beginBad) Use() {
	b.Begin()
	b.aux.Lock() // want `handoff\.beginBad\..*\[inversion\]`
	work()
	b.aux.Unlock()
	b.End()
}

func (b *beginBad) Back() {
	b.aux.Lock()
	b.Begin()
	b.End()
	b.aux.Unlock()
}

// beginOk: ended before the other is taken.
type beginOk struct{ mu, aux sync.Mutex }

func (b *beginOk) Begin() { b.mu.Lock() }
func (b *beginOk) End()   { b.mu.Unlock() }

func (b *beginOk) Use() {
	b.Begin()
	work()
	b.End()
	b.aux.Lock()
	work()
	b.aux.Unlock()
}

func (b *beginOk) Back() {
	b.aux.Lock()
	b.Begin()
	b.End()
	b.aux.Unlock()
}

// callbackBad: a function that is passed about releases mu; the two orders are plain. Medium.
type callbackBad struct{ mu, aux sync.Mutex }

func later(f func()) { go f() }

func (c *callbackBad) Run() {
	c.mu.Lock()
	later(c.mu.Unlock)
}

func (c *callbackBad) Forth() {
	c.mu.Lock()
	c.aux.Lock() // want `handoff\.callbackBad\..*\[inversion\]`
	c.aux.Unlock()
	c.mu.Unlock()
}

func (c *callbackBad) Back() {
	c.aux.Lock()
	c.mu.Lock()
	c.mu.Unlock()
	c.aux.Unlock()
}

// eventFP: mu is an event, not a lock: Fire, which anybody calls, ends a wait. That it never is held for long does not show.
type eventFP struct{ fired, log sync.Mutex }

func NewEventFP() *eventFP {
	e := &eventFP{}
	e.fired.Lock()
	return e
}

func (e *eventFP) Fire() { e.fired.Unlock() }

func (e *eventFP) Await() {
	e.fired.Lock()
	e.log.Lock() // want `handoff\.eventFP\..*\[inversion\]`
	work()
	e.log.Unlock()
}

func (e *eventFP) AwaitLogged() {
	e.log.Lock()
	defer e.log.Unlock()
	e.fired.Lock()
	work()
}

// callbackOk: in one order.
type callbackOk struct{ mu, aux sync.Mutex }

func (c *callbackOk) Run() {
	c.mu.Lock()
	later(c.mu.Unlock)
}

func (c *callbackOk) Forth() {
	c.mu.Lock()
	c.aux.Lock()
	c.aux.Unlock()
	c.mu.Unlock()
}

func (c *callbackOk) Back() {
	c.aux.Lock()
	work()
	c.aux.Unlock()
	c.mu.Lock()
	c.mu.Unlock()
}
