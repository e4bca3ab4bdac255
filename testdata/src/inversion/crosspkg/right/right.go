// Package right takes its own order; it does not know of the package that has the other.
package right

import "inversion/crosspkg/base"

// SplitBad takes B first.
func SplitBad(p *base.SplitBad) {
	p.B.Lock()
	p.A.Lock()
	p.A.Unlock()
	p.B.Unlock()
}

// SplitOk takes A first.
func SplitOk(p *base.SplitOk) {
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
}
