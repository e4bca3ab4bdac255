// Package above imports top, which has said it, and both halves besides.
package above

import (
	"inversion/crosspkg/base"
	"inversion/crosspkg/left"
	"inversion/crosspkg/right"
	"inversion/crosspkg/top"
)

// AllOk calls all.
func AllOk(p *base.SplitBad) {
	left.SplitBad(p)
	right.SplitBad(p)
	top.Both(p, new(base.PairOk))
}
