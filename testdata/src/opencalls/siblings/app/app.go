// Package app imports both siblings, of which neither has both halves (scenario 13, with an open call in it).
package app

import (
	"opencalls/siblings/base"
	"opencalls/siblings/one"
	"opencalls/siblings/two" // INVERSION base.MuBad base.Hub.mu; REACQUIRE base.MuAgain
)

// UseBad runs both halves.
func UseBad() {
	new(one.Told).HookBad()
	go base.Bad.Tell()
	two.AskBad()
}

// UseAgainBad runs both halves in one goroutine.
func UseAgainBad() {
	new(one.Told).HookAgainBad()
	two.TellAgainBad()
}

// UseOk runs both, in one order.
func UseOk() {
	new(one.Told).HookOk()
	go base.Ok.Tell()
	two.AskOk()
}
