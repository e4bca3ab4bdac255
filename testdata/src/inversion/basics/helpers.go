package basics

import "sync"

// helperBad: methods that leave the lock held, and release it.
type helperBad struct{ mu, aux sync.Mutex }

func (h *helperBad) lock()   { h.mu.Lock() }
func (h *helperBad) unlock() { h.mu.Unlock() }

func (h *helperBad) Up() {
	h.lock()
	defer h.unlock()
	h.aux.Lock() // want `basics\.helperBad\..*\[inversion\]`
	h.aux.Unlock()
}

func (h *helperBad) Down() {
	h.aux.Lock()
	h.lock()
	work()
	h.unlock()
	h.aux.Unlock()
}

// helperOk: released by the helper before the other is taken.
type helperOk struct{ mu, aux sync.Mutex }

func (h *helperOk) lock()   { h.mu.Lock() }
func (h *helperOk) unlock() { h.mu.Unlock() }

func (h *helperOk) Up() {
	h.lock()
	work()
	h.unlock()
	h.aux.Lock()
	h.aux.Unlock()
}

func (h *helperOk) Down() {
	h.aux.Lock()
	h.lock()
	work()
	h.unlock()
	h.aux.Unlock()
}

// lockBothBad: a helper takes two, a second one takes them the other way round.
type lockBothBad struct{ mu, aux sync.Mutex }

func (h *lockBothBad) lockAll() {
	h.mu.Lock()
	h.aux.Lock() // want `basics\.lockBothBad\..*\[inversion\]`
}

func (h *lockBothBad) lockEach() {
	h.aux.Lock()
	h.mu.Lock()
}

func (h *lockBothBad) unlockAll() {
	h.aux.Unlock()
	h.mu.Unlock()
}

func (h *lockBothBad) Read() {
	h.lockAll()
	defer h.unlockAll()
	work()
}

func (h *lockBothBad) Write() {
	h.lockEach()
	defer h.unlockAll()
	work()
}

// lockBothOk: two helpers, one lock each, used in one order.
type lockBothOk struct{ mu, aux sync.Mutex }

func (h *lockBothOk) lockMu()  { h.mu.Lock() }
func (h *lockBothOk) lockAux() { h.aux.Lock() }

func (h *lockBothOk) unlockAll() {
	h.mu.Unlock()
	h.aux.Unlock()
}

func (h *lockBothOk) Read() {
	h.lockMu()
	h.lockAux()
	defer h.unlockAll()
	work()
}

func (h *lockBothOk) Write() {
	h.lockMu()
	h.lockAux()
	h.unlockAll()
	work()
}

// guardBad: the helper returns what releases the lock.
type guardBad struct{ mu, aux sync.Mutex }

func (g *guardBad) acquire() func() {
	g.mu.Lock()
	return func() { g.mu.Unlock() }
}

func (g *guardBad) In() {
	defer g.acquire()()
	g.aux.Lock() // want `basics\.guardBad\..*\[inversion\]`
	defer g.aux.Unlock()
	work()
}

func (g *guardBad) Out() {
	g.aux.Lock()
	defer g.aux.Unlock()
	release := g.acquire()
	work()
	release()
}

// guardOk: released before the other is taken.
type guardOk struct{ mu, aux sync.Mutex }

func (g *guardOk) acquire() func() {
	g.mu.Lock()
	return g.mu.Unlock
}

func (g *guardOk) In() {
	release := g.acquire()
	work()
	release()
	g.aux.Lock()
	defer g.aux.Unlock()
	work()
}

func (g *guardOk) Out() {
	g.aux.Lock()
	defer g.aux.Unlock()
	release := g.acquire()
	work()
	release()
}

// tokenBad: the guard is an object with a method.
type tokenBad struct{ mu, aux sync.Mutex }

type token struct{ mu *sync.Mutex }

func (t token) Release() { t.mu.Unlock() }

func (p *tokenBad) enter() token {
	p.mu.Lock()
	return token{&p.mu}
}

func (p *tokenBad) In() {
	t := p.enter()
	defer t.Release()
	p.aux.Lock() // want `basics\.tokenBad\..*\[inversion\]`
	p.aux.Unlock()
}

func (p *tokenBad) Out() {
	p.aux.Lock()
	t := p.enter()
	t.Release()
	p.aux.Unlock()
}

// getterBad: a method returns the lock.
type getterBad struct{ mu, aux sync.Mutex }

func (g *getterBad) main() *sync.Mutex  { return &g.mu }
func (g *getterBad) spare() *sync.Mutex { return &g.aux }

func (g *getterBad) In() {
	g.main().Lock()
	g.spare().Lock() // want `basics\.getterBad\..*\[inversion\]`
	g.spare().Unlock()
	g.main().Unlock()
}

func (g *getterBad) Out() {
	g.spare().Lock()
	g.main().Lock()
	g.main().Unlock()
	g.spare().Unlock()
}

// getterOk: the getter's name misleads, it returns the same lock as the other one does.
type getterOk struct{ mu, aux sync.Mutex }

func (g *getterOk) main() *sync.Mutex  { return &g.mu }
func (g *getterOk) spare() *sync.Mutex { return &g.mu }

func (g *getterOk) In() {
	g.main().Lock()
	g.aux.Lock()
	g.aux.Unlock()
	g.main().Unlock()
}

func (g *getterOk) Out() {
	g.spare().Lock()
	g.aux.Lock()
	g.aux.Unlock()
	g.spare().Unlock()
}

// tryOk: TryLock never waits, so Peek gives a up again.
type tryOk struct{ a, b sync.Mutex }

func (t *tryOk) Peek() bool {
	t.a.Lock()
	defer t.a.Unlock()
	if !t.b.TryLock() {
		return false
	}
	work()
	t.b.Unlock()
	return true
}

func (t *tryOk) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// tryBad: a lock is held however it was taken.
type tryBad struct{ a, b sync.Mutex }

func (t *tryBad) Peek() bool {
	if !t.a.TryLock() {
		return false
	}
	defer t.a.Unlock()
	t.b.Lock() // want `basics\.tryBad\..*\[inversion\]`
	work()
	t.b.Unlock()
	return true
}

func (t *tryBad) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// tryFailOk: where TryLock has failed nothing is held.
type tryFailOk struct{ a, b sync.Mutex }

func (t *tryFailOk) Peek() {
	if t.a.TryLock() {
		work()
		t.a.Unlock()
		return
	}
	t.b.Lock()
	work()
	t.b.Unlock()
}

func (t *tryFailOk) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// tryElseBad: a Lock where TryLock failed; after that a is held on both ways.
type tryElseBad struct{ a, b sync.Mutex }

func (t *tryElseBad) Peek() {
	if !t.a.TryLock() {
		work()
		t.a.Lock()
	}
	t.b.Lock() // want `basics\.tryElseBad\..*\[inversion\]`
	t.b.Unlock()
	t.a.Unlock()
}

func (t *tryElseBad) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// tryElseOk: Poke does not wait.
type tryElseOk struct{ a, b sync.Mutex }

func (t *tryElseOk) Peek() {
	if !t.a.TryLock() {
		work()
		t.a.Lock()
	}
	t.b.Lock()
	t.b.Unlock()
	t.a.Unlock()
}

func (t *tryElseOk) Poke() {
	t.b.Lock()
	if t.a.TryLock() {
		t.a.Unlock()
	}
	t.b.Unlock()
}

// tryBothBad: each tries its first lock and waits for its second.
type tryBothBad struct{ a, b sync.Mutex }

func (t *tryBothBad) Left() {
	if t.a.TryLock() {
		t.b.Lock() // want `basics\.tryBothBad\..*\[inversion\]`
		t.b.Unlock()
		t.a.Unlock()
	}
}

func (t *tryBothBad) Right() {
	if t.b.TryLock() {
		t.a.Lock()
		t.a.Unlock()
		t.b.Unlock()
	}
}

// tryBothOk: each waits for its first lock and tries its second.
type tryBothOk struct{ a, b sync.Mutex }

func (t *tryBothOk) Left() {
	t.a.Lock()
	if t.b.TryLock() {
		t.b.Unlock()
	}
	t.a.Unlock()
}

func (t *tryBothOk) Right() {
	t.b.Lock()
	if t.a.TryLock() {
		t.a.Unlock()
	}
	t.b.Unlock()
}

// tryCallBad: the attempt is in a helper, and so is what follows.
type tryCallBad struct{ a, b sync.Mutex }

func (t *tryCallBad) begin() bool { return t.a.TryLock() }
func (t *tryCallBad) end()        { t.a.Unlock() }
func (t *tryCallBad) note()       { t.b.Lock(); work(); t.b.Unlock() }

func (t *tryCallBad) Peek() {
	if t.begin() {
		t.note() // want `basics\.tryCallBad\..*\[inversion\]`
		t.end()
	}
}

func (t *tryCallBad) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// tryCallOk: the branch is the other one.
type tryCallOk struct{ a, b sync.Mutex }

func (t *tryCallOk) begin() bool { return t.a.TryLock() }
func (t *tryCallOk) end()        { t.a.Unlock() }
func (t *tryCallOk) note()       { t.b.Lock(); work(); t.b.Unlock() }

func (t *tryCallOk) Peek() {
	if !t.begin() {
		t.note()
		return
	}
	t.end()
}

func (t *tryCallOk) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// spinBad: a loop that tries until it succeeds waits after all.
type spinBad struct{ a, b sync.Mutex }

func (t *spinBad) Peek() {
	t.a.Lock()
	for !t.b.TryLock() { // want `basics\.spinBad\..*\[inversion\]`
		work()
	}
	t.b.Unlock()
	t.a.Unlock()
}

func (t *spinBad) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// spinSomeOk: it gives up after some time, or when it is told to.
type spinSomeOk struct {
	a, b sync.Mutex
	stop bool
}

func (t *spinSomeOk) Peek() {
	t.a.Lock()
	defer t.a.Unlock()
	for range 10 {
		if t.b.TryLock() {
			t.b.Unlock()
			return
		}
		work()
	}
	for !t.b.TryLock() {
		if t.stop {
			return
		}
	}
	t.b.Unlock()
}

func (t *spinSomeOk) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// backOffOk: a loop that gives its own lock up before it tries again.
type backOffOk struct{ a, b sync.Mutex }

func (t *backOffOk) Peek() {
	for {
		t.a.Lock()
		if t.b.TryLock() {
			break
		}
		t.a.Unlock()
		work()
	}
	t.b.Unlock()
	t.a.Unlock()
}

func (t *backOffOk) Poke() {
	t.b.Lock()
	t.a.Lock()
	t.a.Unlock()
	t.b.Unlock()
}

// errorBad: whether the lock is held shows in the error.
type errorBad struct {
	mu, aux sync.Mutex
	closed  bool
}

type closedError struct{}

func (closedError) Error() string { return "closed" }

func (e *errorBad) open() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return closedError{}
	}
	return nil
}

func (e *errorBad) Use() error {
	if err := e.open(); err != nil {
		return err
	}
	defer e.mu.Unlock()
	e.aux.Lock() // want `basics\.errorBad\..*\[inversion\]`
	defer e.aux.Unlock()
	return nil
}

func (e *errorBad) Close() {
	e.aux.Lock()
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.aux.Unlock()
}

// errorOk: the other lock is taken where there is an error.
type errorOk struct {
	mu, aux sync.Mutex
	closed  bool
}

func (e *errorOk) open() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return closedError{}
	}
	return nil
}

func (e *errorOk) Use() error {
	if err := e.open(); err != nil {
		e.aux.Lock()
		defer e.aux.Unlock()
		return err
	}
	e.mu.Unlock()
	return nil
}

func (e *errorOk) Close() {
	e.aux.Lock()
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.aux.Unlock()
}

// tokenOk: released before the other is taken.
type tokenOk struct{ mu, aux sync.Mutex }

func (p *tokenOk) enter() token {
	p.mu.Lock()
	return token{&p.mu}
}

func (p *tokenOk) In() {
	t := p.enter()
	t.Release()
	p.aux.Lock()
	p.aux.Unlock()
}

func (p *tokenOk) Out() {
	p.aux.Lock()
	t := p.enter()
	t.Release()
	p.aux.Unlock()
}
