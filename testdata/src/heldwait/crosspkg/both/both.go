// Package both imports left and right, and so closes the cycle between them.
package both

import (
	"heldwait/crosspkg/left"
	"heldwait/crosspkg/right" // CLOSES work.LeftBad
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
