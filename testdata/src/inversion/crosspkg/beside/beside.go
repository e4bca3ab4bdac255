// Package beside does not import top; it closes the cycle once more, by way of viaright.
package beside

import (
	"inversion/crosspkg/base"
	"inversion/crosspkg/left"
	"inversion/crosspkg/viaright" // want `base\.SplitBad\..*\[inversion\]`
)

// BothBad calls both.
func BothBad(p *base.SplitBad) {
	left.SplitBad(p)
	viaright.Run(p)
}
