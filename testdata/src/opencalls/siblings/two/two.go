// Package two asks and tells under the shared locks, or not.
package two

import "opencalls/siblings/base"

// AskBad is the half MuBad -> Hub.mu.
func AskBad() int {
	base.MuBad.Lock()
	defer base.MuBad.Unlock()
	return base.Bad.Len()
}

// TellAgainBad tells under MuAgain.
func TellAgainBad() {
	base.MuAgain.Lock()
	defer base.MuAgain.Unlock()
	base.Again.Tell()
}

// AskOk asks before it locks.
func AskOk() int {
	n := base.Ok.Len()
	base.MuOk.Lock()
	defer base.MuOk.Unlock()
	return n
}
