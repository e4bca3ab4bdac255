package dispatch

import "sync"

// hookedBad: two calls by variables on one way; what they hold is known, for each is set
// once only.
var hookedBad struct{ index, log sync.Mutex }

var onAddBad, onFlushBad func()

func setHooksBad() {
	onAddBad = func() { onFlushBad() }
	onFlushBad = func() {
		hookedBad.log.Lock()
		hookedBad.log.Unlock()
	}
}

func HookedBad() {
	hookedBad.index.Lock()
	onAddBad() // want `hookedBad\.index and dispatch\.hookedBad\.log are taken in opposite orders.*\[inversion\]`
	hookedBad.index.Unlock()
}

func HookedBackBad() {
	hookedBad.log.Lock()
	hookedBad.index.Lock()
	hookedBad.index.Unlock()
	hookedBad.log.Unlock()
}

// hookedOk: what is called is what was set, which takes nothing.
var hookedOk struct{ index, log sync.Mutex }

var onAddOk, onFlushOk func()

func setHooksOk() {
	onAddOk = func() {}
	onFlushOk = func() {
		hookedOk.log.Lock()
		hookedOk.log.Unlock()
	}
}

func HookedOk() {
	hookedOk.index.Lock()
	onAddOk()
	hookedOk.index.Unlock()
	onFlushOk()
}

func HookedBackOk() {
	hookedOk.log.Lock()
	hookedOk.index.Lock()
	hookedOk.index.Unlock()
	hookedOk.log.Unlock()
}
