// Package lower takes the locks of package base in one order.
package lower

import "inversion/crosspkg/base"

// PairBad: the first half; upper has the second.
func PairBad(p *base.PairBad) {
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
}

// PairOk: upper does the same.
func PairOk(p *base.PairOk) {
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
}

// GatedOk: under the gate.
func GatedOk(p *base.GatedOk) {
	p.G.Lock()
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
	p.G.Unlock()
}

// GatedBad: under the gate; upper is not.
func GatedBad(p *base.GatedBad) {
	p.G.Lock()
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
	p.G.Unlock()
}

// FrontBad: the first half, of package variables.
func FrontBad() {
	base.FrontBad.Lock()
	defer base.FrontBad.Unlock()
	base.RearBad.Lock()
	defer base.RearBad.Unlock()
}

// FrontOk: upper does the same.
func FrontOk() {
	base.FrontOk.Lock()
	defer base.FrontOk.Unlock()
	base.RearOk.Lock()
	defer base.RearOk.Unlock()
}

// CellBad: of one instance of a generic type.
func CellBad(c *base.CellBad[int]) {
	c.A.Lock()
	c.B.Lock()
	c.B.Unlock()
	c.A.Unlock()
}

// CellOk: upper does the same.
func CellOk(c *base.CellOk[int]) {
	c.A.Lock()
	c.B.Lock()
	c.B.Unlock()
	c.A.Unlock()
}

// RingBad: the second of three edges.
func RingBad(r *base.RingBad) {
	r.B.Lock()
	r.C.Lock()
	r.C.Unlock()
	r.B.Unlock()
}

// RingOk: the second of three edges.
func RingOk(r *base.RingOk) {
	r.B.Lock()
	r.C.Lock()
	r.C.Unlock()
	r.B.Unlock()
}

// WholeOk: one more way to an edge that base has itself.
func WholeOk(w *base.WholeBad) {
	w.A.Lock()
	w.B.Lock()
	w.B.Unlock()
	w.A.Unlock()
}
