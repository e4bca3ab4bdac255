package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// reused calls a function that there is already, with objects for which it takes
// no lock out of order.
func reused(g *generator, pl place) (program.Block, bool) {
	call, ok := g.callSuch(pl, func(fn int, objects []int, flags []truth) bool {
		ordered, takes := g.inOrder(pl, fn, objects, flags)
		return ordered && takes
	})
	return program.Block{{Op: program.Invoke, Call: call}}, ok
}

// callSuch calls some function, with some objects and flags, that is as wanted.
func (g *generator) callSuch(pl place, wanted func(fn int, objects []int, flags []truth) bool) (program.Call, bool) {
	for _, fn := range g.rand.Perm(len(g.funcs)) {
		f := g.funcs[fn]
		if f.helper || !f.written || f.Release != nil || fn == pl.fn || pl.depth >= g.c.Depth {
			continue
		}
		objects := g.arguments(f)
		if !g.canCall(pl, fn, objects) {
			continue
		}
		call := g.callOf(pl, fn, objects)
		if wanted(fn, objects, constants(call.Flags)) {
			return call, true
		}
	}
	return program.Call{}, false
}

func constants(flags []program.Cond) []truth {
	var list []truth
	for _, c := range flags {
		switch {
		case c.Kind != program.Always:
			list = append(list, either)
		case c.Not:
			list = append(list, no)
		default:
			list = append(list, yes)
		}
	}
	return list
}

// arguments draws objects of the types that a function takes.
func (g *generator) arguments(f *function) []int {
	var list []int
	for i, t := range f.Params {
		if g.countObjects(t) == 1 || !g.chance(0.8) {
			list = append(list, f.objects[i])
			continue
		}
		var of []int
		for o := range g.p.Objects {
			if g.p.Objects[o].Type == t {
				of = append(of, o)
			}
		}
		list = append(list, one(g, of))
	}
	return list
}

// inOrder reports whether a function, called at a place, takes its locks in
// order, and whether it takes any.
func (g *generator) inOrder(pl place, fn int, objects []int, flags []truth) (ordered, takes bool) {
	ordered = true
	t := &tracer{g: g}
	t.acquired = func(_ *frame, s *program.Stmt, a acquisition, held []held) {
		takes = true
		for _, h := range held {
			ordered = ordered && h.id < a.id
		}
	}
	t.alone(pl, fn, objects, flags)
	return ordered && !t.wrong && !t.reaches(fn, pl.fn), takes
}

// alone traces one call, which has to leave the locks as it finds them.
func (t *tracer) alone(pl place, fn int, objects []int, flags []truth) {
	f := &frame{fn: fn, objects: objects, flags: flags, guards: make(map[int]*frame)}
	out := t.run(f, slices.Clip(pl.held))
	t.wrong = t.wrong || !slices.Equal(ids(out), ids(pl.held))
}

// ids are those of locks, sorted.
func ids(list []held) []int {
	var all []int
	for _, h := range list {
		all = append(all, h.id)
	}
	slices.Sort(all)
	return all
}

// reaches reports whether a function calls another, directly or not.
func (t *tracer) reaches(from, to int) bool {
	seen := make([]bool, len(t.g.funcs))
	var visit func(i int) bool
	visit = func(i int) bool {
		if i == to || seen[i] {
			return i == to
		}
		seen[i] = true
		for s := range t.g.funcs[i].Stmts() {
			if s.Calls() && visit(s.Call.Func) {
				return true
			}
		}
		return false
	}
	return to >= 0 && visit(from)
}
