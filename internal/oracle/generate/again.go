package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// holding draws a spot at which a lock is held that can be named there, and that
// is as wanted.
func (g *generator) holding(wanted func(*spot, held) bool) (*spot, held, bool) {
	fits := func(s *spot, h held) bool { return g.names(s, h.id) && wanted(s, h) }
	s, ok := g.spot(func(s *spot) bool {
		return slices.ContainsFunc(s.held, func(h held) bool { return fits(s, h) })
	})
	if !ok {
		return nil, held{}, false
	}
	list := slices.DeleteFunc(slices.Clone(s.held), func(h held) bool { return !fits(s, h) })
	return s, one(g, list), true
}

// again takes a lock that is held.
func again(g *generator) bool {
	s, h, ok := g.holding(func(*spot, held) bool { return true })
	return ok && g.at(s, []int{h.id}, g.nest(blocking(), g.mostlyWrite(h.id)))
}

// againByCall calls a function, which there is already, that takes a lock that
// is held.
func againByCall(g *generator) bool {
	for range 4 {
		s, ok := g.spot(func(s *spot) bool { return len(s.held) > 0 })
		if !ok {
			return false
		}
		pl := s.place()
		call, ok := g.callSuch(pl, func(fn int, objects []int, flags []truth) bool {
			return g.takesHeld(pl, fn, objects, flags)
		})
		if ok {
			s.insert(program.Block{{Op: program.Invoke, Call: call}})
			return true
		}
	}
	return false
}

// takesHeld reports whether a function takes a lock that is held at the place.
func (g *generator) takesHeld(pl place, fn int, objects []int, flags []truth) bool {
	takes := false
	t := &tracer{g: g}
	t.acquired = func(_ *frame, _ *program.Stmt, a acquisition, held []held) {
		takes = takes || pl.holds(a.id) && holdsOf(held, a.id)
	}
	if t.reaches(fn, pl.fn) {
		return false
	}
	t.alone(pl, fn, objects, flags)
	return takes && !t.wrong
}

// isDeferred reports whether a statement gives up a lock in the end.
func isDeferred(s *program.Stmt) bool { return s.Defer && s.Op != program.Invoke }

// againDeferred defers a call that takes a lock before that is given up: what is
// deferred last comes first.
func againDeferred(g *generator) bool {
	s, h, ok := g.holding(func(s *spot, h held) bool {
		return s.i > 0 && s.f.loops == 0 && isDeferred(&(*s.b)[s.i-1]) && h == s.held[len(s.held)-1]
	})
	return ok && g.deferTaking(s, h.id)
}

// deferTaking defers a call of a function that takes a lock.
func (g *generator) deferTaking(s *spot, id int) bool {
	ok := false
	call := g.outline(s.place(), spec{need: g.needs(id)}, func(in place) (b program.Block) {
		b, ok = g.nest(blocking(), g.mostlyWrite(id))(in)
		return b
	})
	if ok {
		s.insert(program.Block{deferred(call)})
	}
	return ok
}

// againByFlag calls a function that takes a lock if it is told to, which it is.
func againByFlag(g *generator) bool {
	always := program.Cond{Kind: program.Always}
	s, h, ok := g.holding(func(_ *spot, h held) bool { return true })
	return ok && g.at(s, []int{h.id}, g.told(one(g, []program.Cond{always, unknown()}), new(int), g.acquisition(h.id)))
}

// told calls a function, fn, that takes locks if it is told to, and tells it.
func (g *generator) told(what program.Cond, fn *int, list ...acquisition) writer {
	return func(pl place) (program.Block, bool) {
		var ids []int
		for _, a := range list {
			ids = append(ids, a.id)
		}
		ok := false
		call := g.outline(pl, spec{need: g.needs(ids...), flags: 1}, func(in place) program.Block {
			in.tail = false
			var b program.Block
			b, ok = g.nest(blocking(), list...)(in)
			return program.Block{{Op: program.If, Cond: onFlag(0, false), Then: b}}
		})
		call.Flags[0], *fn = what, call.Func
		return program.Block{{Op: program.Invoke, Call: call}}, ok
	}
}

// againRecursive lets a function call itself with a lock held that it takes.
func againRecursive(g *generator) bool {
	s, ok := g.spot(func(s *spot) bool {
		return len(s.held) > 0 && g.canRecurse(s.f.fn) && g.takesItself(s)
	})
	if ok {
		g.recurse(s)
	}
	return ok
}

// takesItself reports whether the function at a spot takes one of the locks that
// are held there.
func (g *generator) takesItself(s *spot) bool {
	for st := range g.funcs[s.f.fn].Stmts() {
		if st.Op == program.Acquire && s.holds((&tracer{g: g}).id(s.f, st.Lock)) {
			return true
		}
	}
	return false
}

// upgrade takes a lock for writing that is held for reading.
func upgrade(g *generator) bool {
	s, h, ok := g.holding(func(_ *spot, h held) bool { return h.read })
	return ok && g.at(s, []int{h.id}, g.nest(blocking(), acquisition{id: h.id}))
}

// readAgain takes a lock for reading once more, and lets another goroutine take
// it for writing: who waits in between.
func readAgain(g *generator) bool {
	s, h, ok := g.holding(func(_ *spot, h held) bool { return h.read })
	if !ok || !g.at(s, []int{h.id}, g.nest(blocking(), acquisition{h.id, true})) {
		return false
	}
	for _, root := range g.rand.Perm(len(g.p.Roots)) {
		if g.concurrent(root, s.f.root) {
			return g.atRoot(root, []int{h.id}, g.nest(blocking(), acquisition{id: h.id}))
		}
	}
	return false
}
