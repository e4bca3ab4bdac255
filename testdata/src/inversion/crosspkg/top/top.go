// Package top locks nothing; it imports the two halves of a cycle.
package top

import (
	"inversion/crosspkg/base"
	"inversion/crosspkg/right"
	"sync"

	"inversion/crosspkg/left" // want `base\.SplitBad\..*\[inversion\]`
	"inversion/crosspkg/lower"
)

var once sync.Once

// Both calls both.
func Both(p *base.SplitBad, q *base.PairOk) {
	once.Do(func() {
		left.SplitBad(p)
		right.SplitBad(p)
		lower.PairOk(q)
	})
}
