package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// waitTwins look like waits under a lock for what needs it, but are harmless,
// unless what is around them makes them defects after all.
var waitTwins = []construct[func(*generator) bool]{
	{"wait-after-unlock", 16, waitAfterUnlock},
	{"wait-given-up", 5, waitGivenUp},
	{"wait-served-first", 16, waitServedFirst},
	{"wait-other-lock", 12, waitOtherLock},
	{"wait-other-object", 6, waitOtherObject},
	{"wait-tried", 6, waitTried},
	{"wait-fits", 8, waitFits},
	{"wait-second-server", 8, waitSecondServer},
	{"wait-started-after", 10, waitStartedAfter},
	{"wait-not", 8, waitNot},
	{"wait-way-out", 8, waitWayOut},
	{"wait-own-cond", 8, waitOwnCond},
	{"wait-stopped-after", 12, waitStoppedAfter},
	{"wait-loop-after", 8, waitLoopAfter},
	{"wait-readers", 4, waitReaders},
}

// waitAfterUnlock waits after it has given up the lock.
func waitAfterUnlock(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := g.meeting(a.id)
	return g.meet(m, g.server(m, g.taking(g.mostlyWrite(a.id))), func(pieces ...piece) piece {
		last := len(pieces) - 1
		return seq(g.under(a, pieces[:last]...), pieces[last])
	})
}

// waitGivenUp gives up the lock while it waits.
func waitGivenUp(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := g.meeting(a.id)
	m.wait = g.apart(a, m.wait)
	return g.meet(m, g.server(m, g.taking(g.mostlyWrite(a.id))), func(pieces ...piece) piece {
		return g.underIn(whole[:1], a, pieces...)
	})
}

// waitServedFirst is served before the other one takes the lock.
func waitServedFirst(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := g.meeting(a.id)
	if m.serve.ids == nil {
		return false
	}
	return g.meet(m, seq(append(slices.Clone(m.first), m.serve, g.taking(g.mostlyWrite(a.id)))...), g.inside(a))
}

// waitOtherLock waits for a goroutine that takes another lock.
func waitOtherLock(g *generator) bool {
	ids, ok := g.someLocks(2)
	if !ok || g.takenUnder(ids[0], ids[1]) {
		return false
	}
	m := g.meeting(ids[0])
	return g.meet(m, g.server(m, g.taking(g.mostlyWrite(ids[1]))), func(pieces ...piece) piece {
		return g.under(g.mostlyWrite(ids[0]), pieces...)
	})
}

// waitOtherObject waits holding the lock of one object for a goroutine that takes
// that of another.
func waitOtherObject(g *generator) bool {
	ids, ok := g.twoOfAType()
	if !ok || g.takenUnder(ids[0], ids[1]) {
		return false
	}
	m := g.meeting(ids[0])
	return g.meet(m, g.server(m, g.taking(g.mostlyWrite(ids[1]))), func(pieces ...piece) piece {
		return g.under(g.mostlyWrite(ids[0]), pieces...)
	})
}

// waitTried waits for a goroutine that only tries to take the lock.
func waitTried(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := g.meeting(a.id)
	return g.meet(m, g.server(m, g.underIn(trying[:1], g.mostlyWrite(a.id))), g.inside(a))
}

// waitFits sends no more under a lock than a channel keeps.
func waitFits(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	kind := one(g, []program.Kind{program.Chan1, program.Chan2})
	ch := g.waits(a.id, kind)[0]
	server := g.serve(ch, -1, g.taking(g.mostlyWrite(a.id)))
	if g.chance(0.4) {
		server = seq(g.taking(g.mostlyWrite(a.id)), g.act(program.Receive, ch))
	}
	return g.root(server) && g.beside(g.inside(a)(g.sends(ch, kind.Room())...))
}

// waitSecondServer waits for one of two goroutines, of which one does not take the
// lock.
func waitSecondServer(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	if g.chance(0.4) {
		ch := g.waits(a.id, program.Chan)[0]
		return g.root(g.serve(ch, -1, g.taking(g.mostlyWrite(a.id)))) && g.root(g.serve(ch, -1, seq())) &&
			g.beside(g.inside(a)(g.sends(ch, 2)...))
	}
	m := one(g, []func(*generator, int) meeting{doneBySend, doneWithRoom})(g, a.id)
	return g.meet(m, g.server(m, g.taking(g.mostlyWrite(a.id))), g.inside(a)) && g.root(m.serve)
}

// waitStartedAfter starts who waits once the other one is done with the lock.
func waitStartedAfter(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := one(g, []func(*generator, int) meeting{doneByClose, doneBySend, doneWithRoom})(g, a.id)
	waits := g.goes(g.inside(a)(g.hidden(m.wait)))
	return g.beside(seq(g.taking(g.mostlyWrite(a.id)), waits, m.serve))
}

// waitNot does not wait: there is a default.
func waitNot(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	ch := g.waits(a.id, one(g, []program.Kind{program.Chan, program.Chan1}))[0]
	op, serve := program.TrySend, program.TryReceive
	if g.chance(0.4) {
		op, serve = program.TryReceive, program.Close
	}
	return g.beside(g.inside(a)(g.hidden(g.act(op, ch)))) && g.beside(seq(g.taking(g.mostlyWrite(a.id)), g.act(serve, ch)))
}

// waitWayOut waits in a select with a way out that needs no lock.
func waitWayOut(g *generator) bool {
	a, ok := g.anyLock()
	return ok && g.selects(a, seq())
}

// waitOwnCond waits for a condition under its own lock only.
func waitOwnCond(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	c := g.condition(a.id)
	return g.beside(g.hidden(c.waits(g))) && g.beside(seq(g.taking(a), g.hidden(c.serves(g))))
}

// waitStoppedAfter tells a goroutine under a lock to stop, and waits for it after
// that.
func waitStoppedAfter(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	after := func(tell, wait piece) piece { return seq(g.under(a, tell), wait) }
	if g.chance(0.35) {
		return g.stopFlag(a, g.taking(g.mostlyWrite(a.id)), after)
	}
	return g.stop(a, g.taking(g.mostlyWrite(a.id)), after)
}

// waitLoopAfter sends to a goroutine that takes a lock, after the lock.
func waitLoopAfter(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	ch := g.waits(a.id, program.Chan)[0]
	return g.root(g.serve(ch, -1, g.taking(g.mostlyWrite(a.id)))) &&
		g.beside(seq(append([]piece{g.taking(a)}, g.sends(ch, 2)...)...))
}

// waitReaders waits for a reader, of a lock that nobody takes for writing.
func waitReaders(g *generator) bool {
	written := make(map[int]bool)
	for _, e := range g.edges() {
		written[e.id] = written[e.id] || !e.read
	}
	id := slices.IndexFunc(g.locks, func(l lock) bool { return l.kind == program.RWMutex && !written[g.id(l.object, l.field)] })
	if id < 0 {
		return false
	}
	a := acquisition{id, true}
	m := g.meeting(a.id)
	return g.meet(m, g.server(m, g.taking(a)), g.inside(a))
}
