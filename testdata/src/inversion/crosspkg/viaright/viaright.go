// Package viaright uses package right, and locks nothing.
package viaright

import (
	"inversion/crosspkg/base"
	"inversion/crosspkg/right"
)

// Run calls on.
func Run(p *base.SplitBad) { right.SplitBad(p) }
