package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A spot is between two statements of a program that is written, as one
// goroutine comes by there.
type spot struct {
	f    *frame
	b    *program.Block
	i    int
	held []held
	tail bool
	loop bool // in a loop of its function
}

// spots lists those at which something can be put in: not in helpers.
func (g *generator) spots() []*spot {
	var list []*spot
	t := &tracer{g: g}
	t.at = func(f *frame, b *program.Block, i int, held []held) {
		fn := g.funcs[f.fn]
		if fn.helper || f.inGuard || i == len(*b) && b.Ends() {
			return
		}
		list = append(list, &spot{f, b, i, held, b == &fn.Body && i == len(*b), f.loops > 0})
	}
	t.roots()
	return list
}

// spot draws one that is as wanted.
func (g *generator) spot(wanted func(*spot) bool) (*spot, bool) {
	list := slices.DeleteFunc(g.spots(), func(s *spot) bool { return !wanted(s) })
	if len(list) == 0 {
		return nil, false
	}
	return one(g, list), true
}

func (s *spot) holds(id int) bool {
	return slices.ContainsFunc(s.held, func(h held) bool { return h.id == id })
}

// place is the spot as a place to write something that defects are made of.
func (s *spot) place() place {
	return place{fn: s.f.fn, objects: s.f.objects, held: s.held, depth: 1, loop: -1, tail: s.tail, wild: true}
}

// insert puts code there. All other spots are void then.
func (s *spot) insert(code program.Block) {
	*s.b = slices.Concat((*s.b)[:s.i], code, (*s.b)[s.i:])
}

// An edge is an acquisition while other locks are held.
type edge struct {
	acquisition
	root int
	held []held
	try  bool
}

// edges lists the acquisitions of a program.
func (g *generator) edges() []edge {
	var list []edge
	t := &tracer{g: g}
	t.acquired = func(f *frame, s *program.Stmt, a acquisition, held []held) {
		try := s.Op == program.Try || s.Op == program.TryRead
		list = append(list, edge{a, f.root, held, try})
	}
	t.roots()
	return list
}

// edge draws one that is as wanted.
func (g *generator) edge(wanted func(edge) bool) (edge, bool) {
	list := slices.DeleteFunc(g.edges(), func(e edge) bool { return !wanted(e) })
	if len(list) == 0 {
		return edge{}, false
	}
	return one(g, list), true
}

// concurrent reports whether code of two goroutines can run at one time.
func (g *generator) concurrent(a, b int) bool { return a != b || a >= 0 && g.p.Roots[a].Many }
