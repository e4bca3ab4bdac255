// Package one gives hubs what they tell, which takes a lock that package two knows, too.
package one

import "opencalls/siblings/base"

// Told counts.
type Told struct{ n int }

// HookBad is the half Hub.mu -> MuBad.
func (t *Told) HookBad() {
	base.Bad.OnTell(func() {
		base.MuBad.Lock()
		t.n++
		base.MuBad.Unlock()
	})
}

// HookAgainBad has MuAgain taken by Tell, under which two calls Tell.
func (t *Told) HookAgainBad() {
	base.Again.OnTell(func() {
		base.MuAgain.Lock()
		t.n++
		base.MuAgain.Unlock()
	})
}

// HookOk is the half Hub.mu -> MuOk, of which there is no other.
func (t *Told) HookOk() {
	base.Ok.OnTell(func() {
		base.MuOk.Lock()
		t.n++
		base.MuOk.Unlock()
	})
}
