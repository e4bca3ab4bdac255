package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// twins look like defects, but are harmless, unless what is around them makes
// them defects after all.
var twins = []construct[func(*generator) bool]{
	{"gated", 16, gated},
	{"reverse-inner-try", 10, reverseInnerTry},
	{"same-goroutine", 16, sameGoroutine},
	{"one-after-other", 7, oneAfterOther},
	{"given-up-before", 5, givenUpBefore},
	{"flag-contradicts", 8, flagContradicts},
	{"told-not-to", 4, toldNotTo},
	{"deferred-before", 6, deferredBefore},
	{"read-only-again", 8, readOnlyAgain},
	{"other-object", 16, otherObject},
	{"same-pair", 8, samePair},
	{"again-try", 4, againTry},
}

// gated takes two locks in both orders, but under a third one.
func gated(g *generator) bool {
	ids, ok := g.someLocks(3)
	roots, enough := g.crew(2)
	if !ok || !enough {
		return false
	}
	slices.Sort(ids) // the gate comes before the others, as it does elsewhere
	if g.takenUnder(ids[2], ids[1]) || g.takenUnder(ids[1], ids[2]) {
		return false
	}
	gate, a, b := acquisition{id: ids[0]}, g.acquisition(ids[1]), g.acquisition(ids[2])
	return g.atRoot(roots[0], ids, g.nest(blocking(), gate, a, b)) &&
		g.atRoot(roots[1], ids, g.nest(blocking(), gate, b, a))
}

// takenUnder reports whether some goroutine takes a lock under another one.
func (g *generator) takenUnder(id, other int) bool {
	_, ok := g.edge(func(e edge) bool { return e.id == id && holdsOf(e.held, other) })
	return ok
}

// reversed draws two locks that some goroutine takes one under the other, and a
// spot of another one where they could be taken in the other order.
func (g *generator) reversed(fits func(e edge, s *spot) bool) (s *spot, outer, inner int, ok bool) {
	e, ok := g.edge(func(e edge) bool {
		return len(e.held) > 0 && g.locks[e.id].kind != program.Once && !holdsOf(e.held, e.id)
	})
	if !ok {
		return nil, 0, 0, false
	}
	h := one(g, e.held)
	if g.locks[h.id].kind == program.Once {
		return nil, 0, 0, false
	}
	s, ok = g.spot(func(s *spot) bool {
		return len(s.held) == 0 && g.names(s, e.id, h.id) && fits(e, s)
	})
	return s, e.id, h.id, ok
}

func (g *generator) otherRoot(e edge, s *spot) bool { return g.concurrent(e.root, s.f.root) }

// reverseInnerTry takes them in the other order, but does not wait for the
// second one.
func reverseInnerTry(g *generator) bool {
	s, outer, inner, ok := g.reversed(g.otherRoot)
	if !ok {
		return false
	}
	return g.at(s, []int{outer, inner}, func(pl place) (b program.Block, ok bool) {
		tried := false
		b, ok = g.section(pl, g.acquisition(outer), blocking(), func(in place) (inside program.Block) {
			inside, tried = g.nest(trying[:1], g.acquisition(inner))(in)
			return inside
		})
		return b, ok && tried
	})
}

// sameGoroutine takes them in the other order, in the same goroutine.
func sameGoroutine(g *generator) bool {
	s, outer, inner, ok := g.reversed(func(e edge, s *spot) bool { return e.root == s.f.root && !g.concurrent(e.root, e.root) })
	if !ok || g.othersNest(s.f.root, outer, inner) {
		return false
	}
	return g.at(s, []int{outer, inner}, g.nest(blocking(), g.acquisition(outer), g.acquisition(inner)))
}

// othersNest reports whether another goroutine takes the first lock under the
// second.
func (g *generator) othersNest(root, id, under int) bool {
	_, ok := g.edge(func(e edge) bool { return e.root != root && e.id == id && holdsOf(e.held, under) })
	return ok
}

// oneAfterOther takes them in the other order, but gives the first one up before.
func oneAfterOther(g *generator) bool {
	s, outer, inner, ok := g.reversed(g.otherRoot)
	if !ok {
		return false
	}
	a, b := g.acquisition(outer), g.acquisition(inner)
	return g.at(s, []int{outer, inner}, func(pl place) (program.Block, bool) {
		if pl.fn < 0 {
			return nil, false
		}
		then, ok := g.nest(blocking(), b)(place{fn: pl.fn, objects: pl.objects, depth: pl.depth, loop: -1, wild: true})
		return program.Block{
			g.stmt(pl, takes(a.read), a.id),
			{
				Op: program.If, Cond: unknown(),
				Then: append(program.Block{g.stmt(pl, gives(a.read), a.id)}, then...),
				Else: program.Block{g.stmt(pl, gives(a.read), a.id)},
			},
		}, ok
	})
}

// givenUpBefore takes a lock out of order in a function that gives up what its
// caller holds before.
func givenUpBefore(g *generator) bool {
	s, h, ok := g.holding(func(s *spot, h held) bool {
		return len(s.held) == 1 && !h.maybe && g.locks[h.id].kind != program.Once
	})
	if !ok {
		return false
	}
	inside := h.id // the lock itself, or one that comes before it
	if before := g.rand.IntN(h.id + 1); g.locks[before].kind != program.Once && g.names(s, before) {
		inside = before
	}
	ids := []int{h.id, inside}
	return g.at(s, ids, func(pl place) (program.Block, bool) {
		done := false
		b, ok := g.without(pl, h, func(in place) (b program.Block) {
			b, done = g.nest(blocking(), g.acquisition(inside))(in)
			return b
		})
		return b, ok && done
	})
}

// flagContradicts takes them in the other order, each if a flag says so, but
// never both.
func flagContradicts(g *generator) bool {
	s, outer, inner, ok := g.reversed(g.otherRoot)
	if !ok {
		return false
	}
	a, b := g.acquisition(outer), g.acquisition(inner)
	return g.at(s, []int{outer, inner}, func(pl place) (program.Block, bool) {
		n := g.newFlag(pl)
		at := pl
		at.tail = false
		test := func(not bool, b program.Block) program.Stmt {
			return program.Stmt{Op: program.If, Cond: onFlag(n, not), Then: b}
		}
		then, ok := g.nest(blocking(), b)(at)
		return program.Block{
			{Op: program.Set, Local: n, Cond: unknown()},
			test(false, program.Block{g.stmt(pl, takes(a.read), a.id)}),
			test(true, then),
			test(false, program.Block{g.stmt(pl, gives(a.read), a.id)}),
		}, ok
	})
}

// toldNotTo calls a function that would take a lock that is held if it was told
// to, and tells it not to. Elsewhere it is told to.
func toldNotTo(g *generator) bool {
	never := program.Cond{Kind: program.Always, Not: true}
	s, h, ok := g.holding(func(s *spot, h held) bool { return g.locks[h.id].kind != program.Once })
	fn := 0
	if !ok || !g.at(s, []int{h.id}, g.told(never, &fn, g.acquisition(h.id))) {
		return false
	}
	for _, root := range g.rand.Perm(len(g.p.Roots)) {
		done := g.atRoot(root, []int{h.id}, func(pl place) (program.Block, bool) {
			if !g.canCall(pl, fn, g.funcs[fn].objects) {
				return nil, false
			}
			call := g.callOf(pl, fn, g.funcs[fn].objects)
			call.Flags[0] = program.Cond{Kind: program.Always}
			return program.Block{{Op: program.Invoke, Call: call}}, true
		})
		if done {
			break
		}
	}
	return true
}

// deferredBefore defers a call that takes a lock before that is taken: it comes
// after the lock is given up.
func deferredBefore(g *generator) bool {
	s, ok := g.spot(func(s *spot) bool {
		return s.f.loops == 0 && len(s.held) == 0 && s.i+1 < len(*s.b) &&
			isDeferred(&(*s.b)[s.i+1]) && (*s.b)[s.i].Op <= program.AcquireRead
	})
	if !ok {
		return false
	}
	return g.deferTaking(s, (&tracer{g: g}).id(s.f, (*s.b)[s.i].Lock))
}

// readOnlyAgain takes a lock for reading once more that nobody takes for writing.
func readOnlyAgain(g *generator) bool {
	s, h, ok := g.holding(func(_ *spot, h held) bool {
		_, written := g.edge(func(e edge) bool { return e.id == h.id && !e.read })
		return h.read && !written
	})
	return ok && g.at(s, []int{h.id}, g.nest(blocking(), acquisition{h.id, true}))
}

// otherObject takes the same lock of another object as is held, in order.
func otherObject(g *generator) bool {
	ids, ok := g.twoOfAType()
	roots, enough := g.crew(2)
	if !ok || !enough {
		return false
	}
	first, second := acquisition{id: min(ids[0], ids[1])}, acquisition{id: max(ids[0], ids[1])}
	return g.atRoot(roots[0], ids, g.nest(blocking(), first, second)) &&
		g.atRoot(roots[1], ids, g.nest(blocking(), first, second))
}

// samePair calls a function that takes two locks of one type with the same
// objects in the same order, from two goroutines.
func samePair(g *generator) bool {
	ids, ok := g.twoOfAType()
	roots, enough := g.crew(2)
	if !ok || !enough {
		return false
	}
	return g.callTwice([]int{min(ids[0], ids[1]), max(ids[0], ids[1])}, roots, false)
}

// againTry tries to take a lock that is held.
func againTry(g *generator) bool {
	s, h, ok := g.holding(func(_ *spot, h held) bool { return g.locks[h.id].kind != program.Once })
	return ok && g.at(s, []int{h.id}, g.nest(trying[:1], g.acquisition(h.id)))
}
