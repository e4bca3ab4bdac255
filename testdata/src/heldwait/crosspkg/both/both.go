// Package both imports left and right, and so closes the cycle between them.
package both

import (
	"heldwait/crosspkg/left"
	"heldwait/crosspkg/right" // CLOSES work.LeftBad: the command finds it; facts tell importers of waits that these can come to, and right has none
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
