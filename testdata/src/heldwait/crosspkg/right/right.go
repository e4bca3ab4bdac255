// Package right has workers that take the locks of package work; package left waits for them.
package right

import "heldwait/crosspkg/work"

// StartBad starts one.
func StartBad() {
	work.GroupBad.Add(1)
	go func() {
		defer work.GroupBad.Done()
		work.LeftBad.Lock() // NEED
		work.LeftBad.Unlock()
	}()
}

// StartOk starts one.
func StartOk() {
	work.GroupOk.Go(func() {
		work.LeftOk.Lock()
		work.LeftOk.Unlock()
	})
}
