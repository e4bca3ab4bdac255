package generate

import (
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A writer writes something at a place. It is false if it cannot.
type writer func(pl place) (program.Block, bool)

// nest writes critical sections inside of each other.
func (g *generator) nest(forms []construct[form], list ...acquisition) writer {
	return func(pl place) (b program.Block, ok bool) {
		if len(list) == 0 {
			return nil, true
		}
		inside := true
		b, ok = g.section(pl, list[0], forms, func(in place) program.Block {
			var inner program.Block
			inner, inside = g.nest(blocking(), list[1:]...)(in)
			return inner
		})
		return b, ok && inside
	}
}

// A wrap is a way to hide what is written, for which those locks must be named.
type wrap func(g *generator, pl place, ids []int, write writer) (program.Block, bool)

// wraps are those, and to leave it bare.
func wraps() []construct[wrap] {
	return []construct[wrap]{
		{"bare-piece", 50, bare},
		{"wrap-call", 40, inCall},
		{"wrap-if", 8, inIf},
		{"wrap-loop", 3, inLoop},
	}
}

// hide writes something: there, or in functions that are called there.
func (g *generator) hide(pl place, ids []int, write writer) (b program.Block, ok bool) {
	if pl.deep++; pl.deep > 2 {
		return write(pl)
	}
	ok = draw(g, wraps(), func(c construct[wrap]) bool {
		b, ok = c.write(g, pl, ids, write)
		return ok
	})
	return b, ok
}

func bare(g *generator, pl place, _ []int, write writer) (program.Block, bool) { return write(pl) }

func inCall(g *generator, pl place, ids []int, write writer) (program.Block, bool) {
	if !g.canOutline(pl) {
		return nil, false
	}
	ok := false
	call := g.outline(pl, spec{need: g.needs(ids...)}, func(in place) (b program.Block) {
		b, ok = g.hide(in, ids, write)
		return b
	})
	return program.Block{{Op: program.Invoke, Call: call}}, ok
}

func inIf(g *generator, pl place, ids []int, write writer) (program.Block, bool) {
	pl.tail = false
	b, ok := g.hide(pl, ids, write)
	return program.Block{{Op: program.If, Cond: unknown(), Then: b}}, ok
}

func inLoop(g *generator, pl place, ids []int, write writer) (program.Block, bool) {
	pl.tail = false
	b, ok := g.hide(pl, ids, write)
	return program.Block{{Op: program.Loop, Then: b}}, ok
}

// at puts something in at a spot, hidden.
func (g *generator) at(s *spot, ids []int, write writer) bool {
	b, ok := g.hide(s.place(), ids, write)
	if ok {
		s.insert(b)
	}
	return ok
}

// atRoot puts something in where a goroutine holds nothing.
func (g *generator) atRoot(root int, ids []int, write writer) bool {
	s, ok := g.spot(func(s *spot) bool { return s.f.root == root && len(s.held) == 0 && g.names(s, ids...) })
	return ok && g.at(s, ids, write)
}

// names reports whether the locks can be named at a spot.
func (g *generator) names(s *spot, ids ...int) bool {
	for _, id := range ids {
		if _, ok := g.lockAt(s.place(), id); !ok {
			return false
		}
	}
	return true
}

// put puts in something of a table, and notes its name.
func (g *generator) put(table []construct[func(*generator) bool]) {
	before := g.snapshot()
	draw(g, table, func(c construct[func(*generator) bool]) bool {
		g.busy = nil
		if !c.write(g) || !g.sound() {
			g.restore(before)
			return false
		}
		g.kinds = append(g.kinds, c.name)
		return true
	})
}

// sound reports whether each goroutine gives up what it takes, and nothing else.
// What is put in where one caller comes by may not suit another one.
func (g *generator) sound() bool {
	t := &tracer{g: g}
	t.roots()
	return !t.wrong
}

// A snapshot is a program, as far as it is written.
type snapshot struct {
	program *program.Program
	funcs   []function
	locks   []lock
	helpers map[helper]int
	once    map[int]program.Call
}

func (g *generator) snapshot() snapshot {
	s := snapshot{&program.Program{Types: g.p.Types, Objects: g.p.Objects, Roots: g.p.Roots}, nil, slices.Clone(g.locks),
		maps.Clone(g.helpers), maps.Clone(g.once)}
	for _, f := range g.funcs {
		s.program.Funcs = append(s.program.Funcs, f.Func)
		s.funcs = append(s.funcs, *f)
	}
	s.program = s.program.Clone()
	return s
}

func (g *generator) restore(s snapshot) {
	p := s.program.Clone()
	g.p.Types, g.p.Objects, g.p.Roots, g.funcs, g.locks = p.Types, p.Objects, p.Roots, nil, slices.Clone(s.locks)
	for i, f := range s.funcs {
		f.Func = p.Funcs[i]
		g.funcs = append(g.funcs, &f)
	}
	g.helpers, g.once = maps.Clone(s.helpers), maps.Clone(s.once)
}
