package generate

import (
	"github.com/lockorder/lockorder/internal/oracle/program"
)

// base writes a program that cannot deadlock.
func (g *generator) base() {
	n := 2 + g.weighted(g.c.Roots)
	total := g.c.Budget[0] + g.rand.IntN(g.c.Budget[1]-g.c.Budget[0]+1)
	for i := range n {
		g.left, g.fuel = max(2, total/n), 100
		r := program.Root{Call: g.rootCall()}
		r.Main = i == n-1 && g.chance(g.c.Main)
		r.Many = !r.Main && g.chance(g.c.Many)
		g.p.Roots = append(g.p.Roots, r)
	}
}

// rootCall is what a goroutine does: something new, or what another one does.
func (g *generator) rootCall() program.Call {
	top := place{fn: -1, loop: -1}
	if len(g.p.Roots) > 0 && g.chance(g.c.SameRoot) {
		call, ok := g.callSuch(top, func(fn int, objects []int, flags []truth) bool {
			ordered, takes := g.inOrder(top, fn, objects, flags)
			return ordered && takes
		})
		if ok {
			return call
		}
	}
	return g.outline(top, spec{}, func(pl place) program.Block {
		var b program.Block
		for tries := 0; len(b) == 0 && tries < 5; tries++ {
			g.left, g.fuel = max(g.left, 2), 100
			b = g.block(pl)
		}
		return b
	})
}

var recursive = []construct[func(*generator) bool]{{"recursion", 1, (*generator).recursion}}

// recursion makes some function call itself, where nothing is held.
func (g *generator) recursion() bool {
	s, ok := g.spot(func(s *spot) bool { return len(s.held) == 0 && g.canRecurse(s.f.fn) })
	if ok {
		g.recurse(s)
	}
	return ok
}

func (g *generator) canRecurse(fn int) bool {
	f := g.funcs[fn]
	return !f.helper && f.Flags == 0 && !f.Reports
}

// recurse gives a function a flag, and lets it call itself at a spot if that is
// set: once, for the number of calls must have an end.
func (g *generator) recurse(s *spot) {
	fn := s.f.fn
	f := g.funcs[fn]
	f.addFlag()
	always := program.Cond{Kind: program.Always}
	g.eachCall(func(c *program.Call) {
		if c.Func == fn {
			c.Flags = []program.Cond{one(g, []program.Cond{unknown(), always})}
		}
	})
	self := program.Call{Func: fn, Flags: []program.Cond{{Kind: program.Always, Not: true}}}
	for k := range f.Params {
		self.Args = append(self.Args, program.Ref{Param: true, Index: k})
	}
	s.insert(program.Block{{
		Op: program.If, Cond: onFlag(0, false),
		Then: program.Block{{Op: program.Invoke, Call: self}},
	}})
}

// addFlag adds a parameter, before all local flags.
func (f *function) addFlag() {
	f.Flags++
	shift := func(c *program.Cond) {
		if c.Kind == program.Flag {
			c.Index++
		}
	}
	for s := range f.Stmts() {
		shift(&s.Cond)
		if s.Op == program.Set || s.Op == program.Ask {
			s.Local++
		}
		for i := range s.Call.Flags {
			shift(&s.Call.Flags[i])
		}
	}
}

// eachCall visits all calls.
func (g *generator) eachCall(do func(*program.Call)) {
	for i := range g.p.Roots {
		for c := range g.p.Roots[i].Call.All {
			do(c)
		}
	}
	for _, f := range g.funcs {
		for s := range f.Stmts() {
			for c := range s.EachCall {
				do(c)
			}
		}
	}
}
