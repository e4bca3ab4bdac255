// Package upper takes the locks of package base in the other order, or in that of package lower.
package upper

import (
	"sync"

	"inversion/crosspkg/base"
	"inversion/crosspkg/lower"
)

// PairBad: the second half; lower has the first.
func PairBad(p *base.PairBad) {
	p.B.Lock()
	p.A.Lock() // want `base\.PairBad\..*\[inversion\]`
	p.A.Unlock()
	p.B.Unlock()
}

// PairOk: as lower does.
func PairOk(p *base.PairOk) {
	p.A.Lock()
	p.B.Lock()
	p.B.Unlock()
	p.A.Unlock()
}

// PairAgainOk: lower's own function, then one of its locks.
func PairAgainOk(p *base.PairOk) {
	lower.PairOk(p)
	p.B.Lock()
	p.B.Unlock()
}

// GatedOk: under the gate, as lower.
func GatedOk(p *base.GatedOk) {
	p.G.Lock()
	p.B.Lock()
	p.A.Lock()
	p.A.Unlock()
	p.B.Unlock()
	p.G.Unlock()
}

// GatedBad: not under the gate.
func GatedBad(p *base.GatedBad) {
	p.G.Lock()
	p.G.Unlock()
	p.B.Lock()
	p.A.Lock() // want `base\.GatedBad\.[AB] .*\[inversion\]`
	p.A.Unlock()
	p.B.Unlock()
}

// RearBad: the second half, of package variables.
func RearBad() {
	base.RearBad.Lock()
	defer base.RearBad.Unlock()
	base.FrontBad.Lock() // want `base\.(FrontBad|RearBad) .*\[inversion\]`
	defer base.FrontBad.Unlock()
}

// RearOk: as lower does.
func RearOk() {
	base.FrontOk.Lock()
	base.RearOk.Lock()
	base.FrontOk.Unlock()
	base.RearOk.Unlock()
}

// embedBad has base's lock as its own.
type embedBad struct {
	base.EmbedBad
	aux sync.Mutex
}

func (e *embedBad) Forth() {
	e.Lock()
	defer e.Unlock()
	e.aux.Lock() // want `upper\.embedBad\.aux .*\[inversion\]`
	defer e.aux.Unlock()
}

func (e *embedBad) Back() {
	e.aux.Lock()
	defer e.aux.Unlock()
	e.EmbedBad.Lock()
	defer e.EmbedBad.Unlock()
}

// embedOk: in one order.
type embedOk struct {
	base.EmbedOk
	aux sync.Mutex
}

func (e *embedOk) Forth() {
	e.Lock()
	defer e.Unlock()
	e.aux.Lock()
	defer e.aux.Unlock()
}

func (e *embedOk) Back() {
	e.EmbedOk.Lock()
	defer e.EmbedOk.Unlock()
	e.aux.Lock()
	defer e.aux.Unlock()
}

// serverBad calls into the registry under its lock, and is called back under that of the registry.
type serverBad struct {
	mu  sync.Mutex
	reg *base.RegistryBad
	n   int
}

func (s *serverBad) Join(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reg.Add(name) // want `upper\.serverBad\.mu .*\[inversion\]`
}

func (s *serverBad) Count() {
	s.reg.Each(func(string) {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	})
}

// serverOk: is called back without it.
type serverOk struct {
	mu  sync.Mutex
	reg *base.RegistryOk
	n   int
}

func (s *serverOk) Join(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reg.Add(name)
}

func (s *serverOk) Count() {
	s.reg.Each(func(string) {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	})
}

// guardBad: the lock that Enter leaves held.
type guardBad struct {
	mu sync.Mutex
	g  base.GuardBad
}

func (x *guardBad) Forth() {
	defer x.g.Enter()()
	x.mu.Lock() // want `upper\.guardBad\.mu .*\[inversion\]`
	defer x.mu.Unlock()
}

func (x *guardBad) Back() {
	x.mu.Lock()
	defer x.mu.Unlock()
	leave := x.g.Enter()
	leave()
}

// guardOk: left before the other is taken.
type guardOk struct {
	mu sync.Mutex
	g  base.GuardOk
}

func (x *guardOk) Forth() {
	leave := x.g.Enter()
	leave()
	x.mu.Lock()
	defer x.mu.Unlock()
}

func (x *guardOk) Back() {
	x.mu.Lock()
	defer x.mu.Unlock()
	leave := x.g.Enter()
	leave()
}

// CellBad: of the instance that lower takes.
func CellBad(c *base.CellBad[int]) {
	c.B.Lock()
	c.A.Lock() // want `base\.CellBad\..*\[inversion\]`
	c.A.Unlock()
	c.B.Unlock()
}

// CellOk: as lower does.
func CellOk(c *base.CellOk[int]) {
	c.A.Lock()
	c.B.Lock()
	c.A.Unlock()
	c.B.Unlock()
}

// RingBad: the third edge; base and lower have the others.
func RingBad(r *base.RingBad) {
	r.C.Lock()
	r.A.Lock() // want `base\.RingBad\..*\[inversion\]`
	r.A.Unlock()
	r.C.Unlock()
}

// RingOk: the third edge, but not one that closes.
func RingOk(r *base.RingOk) {
	r.A.Lock()
	r.C.Lock()
	r.C.Unlock()
	r.A.Unlock()
}

// WholeOk: one more way to what base has reported.
func WholeOk(w *base.WholeBad) {
	w.B.Lock()
	w.A.Lock()
	w.A.Unlock()
	w.B.Unlock()
}
