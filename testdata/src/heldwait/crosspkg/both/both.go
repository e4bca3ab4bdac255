// Package both imports left and right, and so closes the cycle between them.
package both

import (
	"heldwait/crosspkg/left"
	"heldwait/crosspkg/right" // want `work.LeftBad is held by left.StopBad while it waits for work.GroupBad.*\[heldwait\]`
)

// Bad runs both.
func Bad() {
	right.StartBad()
	left.StopBad()
}

// Ok runs both.
func Ok() {
	right.StartOk()
	left.StopOk()
}
