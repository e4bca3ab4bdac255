package traps

import "sync"

type Twice struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

// twiceBad: the second Unlock goes with the second Lock; it hands nothing off.
func (t *Twice) twiceBad() {
	t.mu.Lock()
	t.mu.Lock() // want `\[reacquire\]`
	t.n++
	t.mu.Unlock()
	t.mu.Unlock()
}

// onceOk: each Lock after its Unlock.
func (t *Twice) onceOk() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

// StartTwice makes both run elsewhere: functions that are passed about.
func (t *Twice) StartTwice(start func(func())) {
	start(t.twiceBad)
	start(t.onceOk)
}

// tryHeldOk: TryLock of what is held fails.
func (t *Twice) tryHeldOk() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mu.TryLock() {
		t.again()
		t.mu.Unlock()
	}
}

// tryBelowOk: so it does in a callee.
func (t *Twice) tryBelowOk() {
	t.mu.Lock()
	t.tryAgain()
	t.mu.Unlock()
}

func (t *Twice) tryAgain() {
	if !t.mu.TryLock() {
		return
	}
	t.mu.Unlock()
	t.again()
}

// tryFreeBad: where it is free, what comes after TryLock is under it.
func (t *Twice) tryFreeBad() {
	if t.mu.TryLock() {
		t.again() // want `\[reacquire\]`
		t.mu.Unlock()
	}
}

func (t *Twice) again() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}
