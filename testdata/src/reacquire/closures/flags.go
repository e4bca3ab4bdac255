package closures

import "sync"

// Flagged is unlocked by deferred literals that know by a flag whether it is locked.
type Flagged struct {
	mu sync.Mutex
	n  int
}

func (f *Flagged) count() { f.n++ }

// flagSetOk: the literal locks only if locked is not set; that it sets locked, too, changes nothing before.
func (f *Flagged) flagSetOk() {
	locked := false
	defer func() {
		if !locked {
			f.mu.Lock()
			locked = true
		}
		f.mu.Unlock()
	}()
	f.mu.Lock()
	locked = true
	f.count()
}

// flagForgottenBad: locked is not set.
func (f *Flagged) flagForgottenBad() {
	locked := false
	defer func() { // want `closures\.Flagged\.mu .*\[reacquire\]`
		if !locked {
			f.mu.Lock()
			locked = true
		}
		f.mu.Unlock()
	}()
	f.mu.Lock()
	f.count()
}

// flagClearedBad: another literal clears it before.
func (f *Flagged) flagClearedBad() {
	locked := false
	defer func() { // want `closures\.Flagged\.mu .*\[reacquire\]`
		if !locked {
			f.mu.Lock()
			locked = true
		}
		f.mu.Unlock()
	}()
	f.mu.Lock()
	locked = true
	clear := func() { locked = false }
	clear()
}

// flagGivenBad: run may clear it, for all that is known.
func (f *Flagged) flagGivenBad(run func(func())) {
	locked := false
	defer func() { // want `closures\.Flagged\.mu .*\[reacquire\]`
		if !locked {
			f.mu.Lock()
			locked = true
		}
		f.mu.Unlock()
	}()
	f.mu.Lock()
	locked = true
	run(func() { locked = false })
}

// takeIf locks f if it is told to.
func (f *Flagged) takeIf(take bool) {
	if take {
		f.mu.Lock()
		f.mu.Unlock()
	}
}

// notFlagOk: the flag that is passed is the negation of one that is true.
func (f *Flagged) notFlagOk() {
	held := true
	f.mu.Lock()
	f.takeIf(!held)
	f.mu.Unlock()
}

// notFlagBad: of one that is false.
func (f *Flagged) notFlagBad() {
	var held bool
	f.mu.Lock()
	f.takeIf(!held) // want `closures\.Flagged\.mu .*\[reacquire\]`
	f.mu.Unlock()
}

// contraryOk: both flags are never set.
func (f *Flagged) contraryOk(held bool) {
	if held {
		f.mu.Lock()
	}
	f.takeIf(!held)
	if held {
		f.mu.Unlock()
	}
}

// contraryBad: both are.
func (f *Flagged) contraryBad(held bool) {
	if held {
		f.mu.Lock()
	}
	f.takeIf(held) // want `closures\.Flagged\.mu .*\[reacquire\]`
	if held {
		f.mu.Unlock()
	}
}
