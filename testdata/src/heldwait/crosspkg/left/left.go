// Package left waits for the groups of package work under its locks; package right has the workers.
package left

import "heldwait/crosspkg/work"

// StopBad waits under the lock.
func StopBad() {
	work.LeftBad.Lock()
	defer work.LeftBad.Unlock()
	work.GroupBad.Wait() // WAIT work.LeftBad
}

// StopOk waits after it.
func StopOk() {
	work.LeftOk.Lock()
	work.LeftOk.Unlock()
	work.GroupOk.Wait()
}
