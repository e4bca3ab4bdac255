// Package left takes its own order; it does not know of the package that has the other.
package left

import "inversion/crosspkg/base"

// SplitBad takes A first.
func SplitBad(p *base.SplitBad) {
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
}

// SplitOk takes A first.
func SplitOk(p *base.SplitOk) {
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
}
