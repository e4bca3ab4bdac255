package basics

import "sync"

// ring3Bad: no two of the three are ever taken in both orders, all three wait in a circle.
type ring3Bad struct{ a, b, c sync.Mutex }

func (r *ring3Bad) One() {
	r.a.Lock()
	r.b.Lock() // want `basics\.ring3Bad\..*\[inversion\]`
	r.b.Unlock()
	r.a.Unlock()
}

func (r *ring3Bad) Two() {
	r.b.Lock()
	r.c.Lock()
	r.c.Unlock()
	r.b.Unlock()
}

func (r *ring3Bad) Three() {
	r.c.Lock()
	r.a.Lock()
	r.a.Unlock()
	r.c.Unlock()
}

// ring3Ok: Three takes a first.
type ring3Ok struct{ a, b, c sync.Mutex }

func (r *ring3Ok) One() {
	r.a.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Unlock()
}

func (r *ring3Ok) Two() {
	r.b.Lock()
	r.c.Lock()
	r.c.Unlock()
	r.b.Unlock()
}

func (r *ring3Ok) Three() {
	r.a.Lock()
	r.c.Lock()
	r.c.Unlock()
	r.a.Unlock()
}

// Four locks of the package.
var (
	northBad, eastBad, southBad, westBad sync.Mutex
	northOk, eastOk, southOk, westOk     sync.Mutex
)

// WestBad to SouthBad: a circle of four; of its edges this is the first in the file.
func WestBad() {
	westBad.Lock()
	northBad.Lock() // want `basics\.(northBad|westBad).*\[inversion\]`
	northBad.Unlock()
	westBad.Unlock()
}

func NorthBad() {
	northBad.Lock()
	eastBad.Lock()
	eastBad.Unlock()
	northBad.Unlock()
}

func EastBad() {
	eastBad.Lock()
	southBad.Lock()
	southBad.Unlock()
	eastBad.Unlock()
}

func SouthBad() {
	southBad.Lock()
	westBad.Lock()
	westBad.Unlock()
	southBad.Unlock()
}

// NorthOk to SouthOk: the circle is open, SouthOk gives south up.
func NorthOk() {
	northOk.Lock()
	eastOk.Lock()
	eastOk.Unlock()
	northOk.Unlock()
}

func EastOk() {
	eastOk.Lock()
	southOk.Lock()
	southOk.Unlock()
	eastOk.Unlock()
}

func SouthOk() {
	southOk.Lock()
	southOk.Unlock()
	westOk.Lock()
	westOk.Unlock()
}

func WestOk() {
	westOk.Lock()
	northOk.Lock()
	northOk.Unlock()
	westOk.Unlock()
}

// ring5Bad: five in a circle.
type ring5Bad struct{ a, b, c, d, e sync.Mutex }

func (r *ring5Bad) One() {
	r.a.Lock()
	r.b.Lock() // want `basics\.ring5Bad\..*\[inversion\]`
	r.b.Unlock()
	r.a.Unlock()
}

func (r *ring5Bad) Two() {
	r.b.Lock()
	r.c.Lock()
	r.c.Unlock()
	r.b.Unlock()
}

func (r *ring5Bad) Three() {
	r.c.Lock()
	r.d.Lock()
	r.d.Unlock()
	r.c.Unlock()
}

func (r *ring5Bad) Four() {
	r.d.Lock()
	r.e.Lock()
	r.e.Unlock()
	r.d.Unlock()
}

func (r *ring5Bad) Five() {
	r.e.Lock()
	r.a.Lock()
	r.a.Unlock()
	r.e.Unlock()
}

// withinBad: a and c are a cycle of two; that of three, by way of b, is not said again.
type withinBad struct{ a, b, c sync.Mutex }

func (w *withinBad) All() {
	w.a.Lock()
	w.b.Lock()
	w.c.Lock() // want `basics\.withinBad\.[ac] .*basics\.withinBad\.[ac] .*\[inversion\]`
	w.c.Unlock()
	w.b.Unlock()
	w.a.Unlock()
}

func (w *withinBad) Last() {
	w.c.Lock()
	w.a.Lock()
	w.a.Unlock()
	w.c.Unlock()
}

// withinOk: b and c are taken in both orders, but a excludes.
type withinOk struct{ a, b, c sync.Mutex }

func (w *withinOk) All() {
	w.a.Lock()
	w.b.Lock()
	w.c.Lock()
	w.c.Unlock()
	w.b.Unlock()
	w.a.Unlock()
}

func (w *withinOk) Last() {
	w.a.Lock()
	w.c.Lock()
	w.b.Lock()
	w.b.Unlock()
	w.c.Unlock()
	w.a.Unlock()
}

// hubBad: two cycles that share a lock are two findings.
type hubBad struct{ hub, left, right sync.Mutex }

func (h *hubBad) Left() {
	h.left.Lock()
	h.hub.Lock() // want `basics\.hubBad\.left .*\[inversion\]`
	h.hub.Unlock()
	h.left.Unlock()
}

func (h *hubBad) Right() {
	h.right.Lock()
	h.hub.Lock() // want `basics\.hubBad\.right .*\[inversion\]`
	h.hub.Unlock()
	h.right.Unlock()
}

func (h *hubBad) Out() {
	h.hub.Lock()
	h.left.Lock()
	h.left.Unlock()
	h.right.Lock()
	h.right.Unlock()
	h.hub.Unlock()
}

// hubOk: everything is taken under the hub.
type hubOk struct{ hub, left, right sync.Mutex }

func (h *hubOk) Left() {
	h.hub.Lock()
	h.left.Lock()
	h.hub.Unlock()
	h.left.Unlock()
}

func (h *hubOk) Right() {
	h.hub.Lock()
	h.right.Lock()
	h.hub.Unlock()
	h.right.Unlock()
}

func (h *hubOk) Out() {
	h.hub.Lock()
	h.left.Lock()
	h.left.Unlock()
	h.right.Lock()
	h.right.Unlock()
	h.hub.Unlock()
}

// detourBad: the cycle of a and b is excluded by their gate, that of all three is not.
type detourBad struct{ gate, a, b, c sync.Mutex }

func (d *detourBad) Forth() {
	d.gate.Lock()
	d.a.Lock()
	d.b.Lock() // want `basics\.detourBad\..*\[inversion\]`
	d.b.Unlock()
	d.a.Unlock()
	d.gate.Unlock()
}

func (d *detourBad) Back() {
	d.gate.Lock()
	d.b.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.b.Unlock()
	d.gate.Unlock()
}

func (d *detourBad) Over() {
	d.b.Lock()
	d.c.Lock()
	d.c.Unlock()
	d.b.Unlock()
}

func (d *detourBad) Round() {
	d.c.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.c.Unlock()
}

// detourOk: two of the three edges have the gate in common, so one of the three always waits outside.
type detourOk struct{ gate, a, b, c sync.Mutex }

func (d *detourOk) Forth() {
	d.gate.Lock()
	d.a.Lock()
	d.b.Lock()
	d.b.Unlock()
	d.a.Unlock()
	d.gate.Unlock()
}

func (d *detourOk) Over() {
	d.gate.Lock()
	d.b.Lock()
	d.c.Lock()
	d.c.Unlock()
	d.b.Unlock()
	d.gate.Unlock()
}

func (d *detourOk) Round() {
	d.c.Lock()
	d.a.Lock()
	d.a.Unlock()
	d.c.Unlock()
}

// alsoBad: the order a, b occurs in three places; that is one finding, at the first.
type alsoBad struct{ a, b sync.Mutex }

func (p *alsoBad) One() {
	p.a.Lock()
	p.b.Lock() // want `basics\.alsoBad\..*\[inversion\]`
	p.b.Unlock()
	p.a.Unlock()
}

func (p *alsoBad) Two() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *alsoBad) Three() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *alsoBad) Other() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// spreadBad: its other half is in apart.go, a file before this one.
type spreadBad struct{ a, b sync.Mutex }

func (p *spreadBad) Near() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

// spreadOk: so is its.
type spreadOk struct{ a, b sync.Mutex }

func (p *spreadOk) Near() {
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

// ring5Ok: five in a row; the last one goes back for nothing.
type ring5Ok struct{ a, b, c, d, e sync.Mutex }

func (r *ring5Ok) One() {
	r.a.Lock()
	r.b.Lock()
	r.b.Unlock()
	r.a.Unlock()
}

func (r *ring5Ok) Two() {
	r.b.Lock()
	r.c.Lock()
	r.c.Unlock()
	r.b.Unlock()
}

func (r *ring5Ok) Three() {
	r.c.Lock()
	r.d.Lock()
	r.d.Unlock()
	r.c.Unlock()
}

func (r *ring5Ok) Four() {
	r.d.Lock()
	r.e.Lock()
	r.e.Unlock()
	r.d.Unlock()
}

func (r *ring5Ok) Five() {
	r.e.Lock()
	r.e.Unlock()
	r.a.Lock()
	r.a.Unlock()
}
