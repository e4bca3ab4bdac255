package generate

import (
	"github.com/lockorder/lockorder/internal/oracle/program"
)

// defects are put in with the intent to make a deadlock. They may fail to: what
// is around them can prevent it.
var defects = []construct[func(*generator) bool]{
	{"reverse", 60, func(g *generator) bool { return g.reverse(blocking()) }},
	{"reverse-try", 6, func(g *generator) bool { return g.reverse(trying) }},
	{"three-cycle", 10, threeCycle},
	{"both-ways", 10, bothWays},
	{"exchange", 20, exchange},
	{"relock-under", 10, relockUnder},
	{"gate-but-one", 8, gateButOne},
	{"again", 18, again},
	{"again-by-call", 12, againByCall},
	{"again-deferred", 5, againDeferred},
	{"again-by-flag", 5, againByFlag},
	{"again-recursive", 4, againRecursive},
	{"upgrade", 6, upgrade},
	{"read-again", 6, readAgain},
}

// reverse takes two locks that some goroutine takes one under the other in the
// other order, in another goroutine. The outer one is taken in one of the forms.
func (g *generator) reverse(forms []construct[form]) bool {
	e, ok := g.edge(func(e edge) bool {
		return len(e.held) > 0 && !e.try && g.locks[e.id].kind != program.Once && !holdsOf(e.held, e.id)
	})
	if !ok {
		return false
	}
	h := one(g, e.held)
	s, ok := g.spot(func(s *spot) bool {
		return g.concurrent(e.root, s.f.root) && !s.holds(e.id) && !s.holds(h.id) && g.names(s, e.id, h.id) &&
			(len(s.held) == 0 || g.chance(0.1))
	})
	return ok && g.at(s, []int{e.id, h.id}, g.nest(forms, g.mostlyWrite(e.id), g.mostlyWrite(h.id)))
}

// mostlyWrite is an acquisition that is seldom for reading: two readers do not
// wait for each other.
func (g *generator) mostlyWrite(id int) acquisition {
	a := g.acquisition(id)
	a.read = a.read && g.chance(0.4)
	return a
}

func holdsOf(list []held, id int) bool {
	for _, h := range list {
		if h.id == id {
			return true
		}
	}
	return false
}

// someLocks draws n locks that can be held for a while, in any order.
func (g *generator) someLocks(n int) ([]int, bool) {
	var ids []int
	for _, id := range g.rand.Perm(len(g.locks)) {
		if g.locks[id].kind < program.Once && len(ids) < n {
			ids = append(ids, id)
		}
	}
	return ids, len(ids) == n
}

// crew draws n goroutines that can run at one time.
func (g *generator) crew(n int) ([]int, bool) {
	var roots []int
	for _, i := range g.rand.Perm(len(g.p.Roots)) {
		roots = append(roots, i)
		if g.p.Roots[i].Many {
			for range n - 1 {
				roots = append(roots, i)
			}
		}
	}
	if len(roots) < n {
		return nil, false
	}
	return roots[:n], true
}

// threeCycle takes each of three locks under another one.
func threeCycle(g *generator) bool {
	ids, ok := g.someLocks(3)
	roots, enough := g.crew(3)
	if !ok || !enough {
		return false
	}
	for i, root := range roots {
		a, b := ids[i], ids[(i+1)%3]
		if !g.atRoot(root, []int{a, b}, g.nest(blocking(), g.mostlyWrite(a), g.mostlyWrite(b))) {
			return false
		}
	}
	return true
}

// bothWays takes two locks in both orders in one function, of which a goroutine
// does the one or the other.
func bothWays(g *generator) bool {
	ids, ok := g.someLocks(2)
	if !ok {
		return false
	}
	s, ok := g.spot(func(s *spot) bool {
		return len(s.held) == 0 && g.concurrent(s.f.root, s.f.root) && g.names(s, ids...)
	})
	if !ok {
		return false
	}
	return g.at(s, ids, func(pl place) (program.Block, bool) {
		pl.tail = false
		then, ok := g.nest(blocking(), g.acquisition(ids[0]), g.acquisition(ids[1]))(pl)
		other, too := g.nest(blocking(), g.acquisition(ids[1]), g.acquisition(ids[0]))(pl)
		return program.Block{{Op: program.If, Cond: unknown(), Then: then, Else: other}}, ok && too
	})
}

// exchange calls a function that takes the same lock of two objects with the
// objects in one order here, and in the other order there.
func exchange(g *generator) bool {
	ids, ok := g.twoOfAType()
	roots, enough := g.crew(2)
	if !ok || !enough {
		return false
	}
	return g.callTwice(ids, roots, true)
}

// twoOfAType draws two locks that are the same field of two objects.
func (g *generator) twoOfAType() ([]int, bool) {
	for _, i := range g.rand.Perm(len(g.locks)) {
		for k := range g.locks {
			a, b := g.locks[i], g.locks[k]
			if a.object != b.object && a.field == b.field && a.kind < program.Once &&
				g.p.Objects[a.object].Type == g.p.Objects[b.object].Type {
				return []int{i, k}, true
			}
		}
	}
	return nil, false
}

// callTwice writes a function that takes two locks of objects that it is passed,
// and calls it in two goroutines, the second time with the objects exchanged.
func (g *generator) callTwice(ids, roots []int, exchanged bool) bool {
	fn := -1
	ok := g.atRoot(roots[0], ids, func(pl place) (program.Block, bool) {
		ok := false
		call := g.outline(pl, spec{need: g.needs(ids...), pass: true}, func(in place) (b program.Block) {
			b, ok = g.nest(blocking(), g.acquisition(ids[0]), g.acquisition(ids[1]))(in)
			return b
		})
		fn = call.Func
		return program.Block{{Op: program.Invoke, Call: call}}, ok
	})
	if !ok {
		return false
	}
	return g.atRoot(roots[1], ids, func(pl place) (program.Block, bool) {
		objects := append([]int(nil), g.funcs[fn].objects...)
		if len(objects) != 2 || !g.canCall(pl, fn, objects) {
			return nil, false
		}
		if exchanged {
			objects[0], objects[1] = objects[1], objects[0]
		}
		return program.Block{{Op: program.Invoke, Call: g.callOf(pl, fn, objects)}}, true
	})
}

// relockUnder gives up a lock for a while under one that was taken after it: so
// it is taken again under that.
func relockUnder(g *generator) bool {
	s, ok := g.spot(func(s *spot) bool {
		return len(s.held) > 1 && !s.held[0].maybe && g.names(s, s.held[0].id)
	})
	if !ok {
		return false
	}
	first := s.held[0]
	return g.at(s, []int{first.id}, func(pl place) (program.Block, bool) {
		return g.without(pl, first, func(place) program.Block { return nil })
	})
}

// gateButOne takes two locks in both orders under a third one, which some
// goroutine does not take.
func gateButOne(g *generator) bool {
	ids, ok := g.someLocks(3)
	roots, enough := g.crew(3)
	if !ok || !enough {
		return false
	}
	gate, a, b := acquisition{id: ids[0]}, acquisition{id: ids[1]}, acquisition{id: ids[2]}
	return g.atRoot(roots[0], ids, g.nest(blocking(), gate, a, b)) &&
		g.atRoot(roots[1], ids, g.nest(blocking(), gate, b, a)) &&
		g.atRoot(roots[2], ids[1:], g.nest(blocking(), a, b))
}
