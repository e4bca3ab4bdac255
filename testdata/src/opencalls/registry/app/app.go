// Package app opens what plugins have registered.
package app

import (
	"opencalls/registry/lib"
	_ "opencalls/registry/plugin"
)

// UseOk opens by name.
func UseOk() int {
	lib.Init()
	return lib.Open("bad", "x")
}

// ExitBad: what is set to run at the exit sets something else.
func ExitBad() {
	lib.OnExit(func() { lib.OnExit(nil) }) // REACQUIRE lib.exitMu
	lib.Exit()
}
