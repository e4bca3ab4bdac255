package dispatch

import "sync"

// laterOk: what is run under mu starts a goroutine, which takes mu.
type laterOk struct {
	mu    sync.Mutex
	run   func(func())
	drain func()
	n     int
}

var inGoroutine = func(fn func()) { go fn() }

func newLaterOk() *laterOk {
	l := &laterOk{run: inGoroutine}
	l.drain = l.clear
	l.schedule()
	return l
}

func (l *laterOk) schedule() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.run(l.drain)
}

func (l *laterOk) clear() {
	l.mu.Lock()
	l.n = 0
	l.mu.Unlock()
}

// nowBad: it is run at once.
type nowBad struct {
	mu    sync.Mutex
	run   func(func())
	drain func()
	n     int
}

var atOnce = func(fn func()) { fn() }

func newNowBad() *nowBad {
	l := &nowBad{run: atOnce}
	l.drain = l.clear
	l.schedule() // want `dispatch\.nowBad\.mu is locked again .*\[reacquire\]`
	return l
}

func (l *nowBad) schedule() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.run(l.drain) // want `dispatch\.nowBad\.mu is locked again .*\[reacquire\]`
}

func (l *nowBad) clear() {
	l.mu.Lock()
	l.n = 0
	l.mu.Unlock()
}
