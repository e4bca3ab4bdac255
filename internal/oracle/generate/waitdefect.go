package generate

import "github.com/lockorder/lockorder/internal/oracle/program"

// waitDefects are put in with the intent that somebody waits under a lock for what
// cannot be done without it. What is around them can prevent it.
var waitDefects = []construct[func(*generator) bool]{
	{"wait-held", 60, waitHeld},
	{"wait-one-of-two", 10, waitOneOfTwo},
	{"wait-longer", 8, waitLonger},
	{"wait-both-serve", 8, waitBothServe},
	{"wait-loop", 20, waitLoop},
	{"wait-full", 6, waitFull},
	{"wait-cond", 14, waitCond},
	{"wait-stop", 16, waitStop},
	{"wait-stop-flag", 8, waitStopFlag},
	{"wait-quit-held", 8, waitQuitHeld},
}

// waitHeld waits under a lock for a goroutine that takes it.
func waitHeld(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := g.meeting(a.id)
	return g.meet(m, g.server(m, g.taking(g.mostlyWrite(a.id))), g.inside(a))
}

// waitOneOfTwo waits for two goroutines, of which one takes the lock.
func waitOneOfTwo(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := one(g, []func(*generator, int) meeting{inGroup, byGo})(g, a.id)
	other := m.start(g.server(m, seq()))
	if m.serve.ids == nil { // it would do nothing
		ids, ok := g.someLocks(2)
		if !ok {
			return false
		}
		other = m.start(g.taking(g.mostlyWrite(ids[1])))
	}
	return g.beside(seq(other, m.start(g.server(m, g.taking(g.mostlyWrite(a.id)))), g.inside(a)(g.hidden(m.wait))))
}

// waitLonger waits under a lock for a goroutine that takes another one, under
// which a third one takes the first.
func waitLonger(g *generator) bool {
	ids, ok := g.someLocks(2)
	if !ok {
		return false
	}
	a, b := g.mostlyWrite(ids[0]), g.mostlyWrite(ids[1])
	m := g.meeting(a.id)
	return g.meet(m, g.server(m, g.taking(b)), g.inside(a)) && g.beside(g.under(b, g.taking(g.mostlyWrite(a.id))))
}

// waitBothServe waits for one of two goroutines, both of which take the lock.
func waitBothServe(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	m := one(g, []func(*generator, int) meeting{doneBySend, doneWithRoom})(g, a.id)
	return g.meet(m, g.server(m, g.taking(g.mostlyWrite(a.id))), g.inside(a)) &&
		g.root(g.server(m, g.taking(g.mostlyWrite(a.id))))
}

// waitLoop sends under a lock to a goroutine that takes it for each signal.
func waitLoop(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	kind := one(g, []program.Kind{program.Chan, program.Chan, program.Chan1})
	ch := g.waits(a.id, kind)[0]
	send := g.inside(a)(g.hidden(g.act(program.Send, ch)))
	sends := []piece{send}
	if room := kind.Room(); g.chance(0.5) {
		sends = []piece{g.inside(a)(g.sends(ch, room+2)...)}
	} else {
		for range room + 1 {
			sends = append(sends, g.inside(a)(g.hidden(g.act(program.Send, ch))))
		}
	}
	return g.root(g.serve(ch, -1, g.taking(g.mostlyWrite(a.id)))) && g.beside(seq(sends...))
}

// sends are a number of signals.
func (g *generator) sends(ch, n int) []piece {
	var list []piece
	for range n {
		list = append(list, g.hidden(g.act(program.Send, ch)))
	}
	return list
}

// waitFull sends more under a lock than a channel keeps, to who takes the lock
// before it receives.
func waitFull(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	kind := one(g, []program.Kind{program.Chan, program.Chan1, program.Chan2})
	ch, n := g.waits(a.id, kind)[0], kind.Room()+1
	var receives []piece
	for range n {
		receives = append(receives, g.act(program.Receive, ch))
	}
	return g.beside(g.inside(a)(g.sends(ch, n)...)) &&
		g.root(seq(append([]piece{g.taking(g.mostlyWrite(a.id))}, receives...)...))
}

// condition is a CondVar with its lock and its Bool.
type condition struct {
	lock        acquisition
	cond, ready int
}

func (g *generator) condition(near int) condition {
	ids := g.waits(near, program.CondVar, program.Bool)
	return condition{acquisition{id: g.locker(ids[0])}, ids[0], ids[1]}
}

// waits in the usual loop, under the lock of the condition.
func (c condition) waits(g *generator) piece {
	return g.underIn(surely(), c.lock, g.sleep(c.cond, c.ready))
}

// serves makes the condition true.
func (c condition) serves(g *generator) piece {
	wake := one(g, []program.Op{program.Signal, program.Broadcast})
	return g.underIn(surely(), c.lock, g.assign(c.ready), g.act(wake, c.cond))
}

// waitCond waits for a condition under another lock than its own.
func waitCond(g *generator) bool {
	a, ok := g.anyLock()
	if !ok {
		return false
	}
	c := g.condition(a.id)
	if c.lock.id == a.id {
		return false
	}
	server := seq(g.taking(g.mostlyWrite(a.id)), g.hidden(c.serves(g)))
	if g.chance(0.3) {
		server = g.under(g.mostlyWrite(a.id), c.serves(g))
	}
	return g.beside(g.inside(a)(g.hidden(c.waits(g)))) && g.beside(server)
}

// waitStop stops a goroutine under a lock that it takes in its loop, and waits for
// it to be over.
func waitStop(g *generator) bool {
	a, ok := g.anyLock()
	return ok && g.stop(a, g.taking(g.mostlyWrite(a.id)), func(tell, wait piece) piece {
		return g.inside(a)(tell, wait)
	})
}

// stop lets a goroutine serve a channel until it is told to stop. How others stop
// it is up to the caller.
func (g *generator) stop(near acquisition, does piece, by func(tell, wait piece) piece) bool {
	ids := g.waits(near.id, program.Chan, program.Chan, program.Chan)
	work, quit, done := ids[0], ids[1], ids[2]
	loop := seq(later(g.act(program.Close, done)), g.serve(work, quit, does))
	stops := g.hidden(by(g.act(program.Close, quit), g.hidden(g.act(program.Receive, done))))
	sends := piece{ids: []int{work, quit}, write: func(pl place) (program.Block, bool) {
		w, known := g.lockAt(pl, work)
		q, too := g.lockAt(pl, quit)
		return program.Block{{Op: program.SelectSend, Lock: w, Quit: q}}, known && too
	}}
	return g.root(loop) && g.beside(stops) && g.beside(g.hidden(sends))
}

// waitStopFlag is the same with a flag.
func waitStopFlag(g *generator) bool {
	a, ok := g.anyLock()
	return ok && g.stopFlag(a, g.taking(g.mostlyWrite(a.id)), func(tell, wait piece) piece {
		return g.inside(a)(tell, wait)
	})
}

func (g *generator) stopFlag(near acquisition, does piece, by func(tell, wait piece) piece) bool {
	ids := g.waits(near.id, program.AtomicBool, program.Chan)
	stop, done := ids[0], ids[1]
	loop := piece{ids: append([]int{stop}, does.ids...), write: func(pl place) (program.Block, bool) {
		in := pl
		in.loop, in.tail, in.exit = len(pl.undo), false, false
		body, ok := does.write(in)
		l, known := g.lockAt(pl, stop)
		cond := program.Cond{Kind: program.Shared, Lock: l, Not: true}
		return program.Block{{Op: program.Loop, Cond: cond, Then: body}}, ok && known
	}}
	return g.root(seq(later(g.act(program.Close, done)), loop)) &&
		g.beside(g.hidden(by(g.assign(stop), g.hidden(g.act(program.Receive, done)))))
}

// waitQuitHeld waits under a lock in a select whose way out needs the lock, too.
func waitQuitHeld(g *generator) bool {
	a, ok := g.anyLock()
	return ok && g.selects(a, seq(g.taking(g.mostlyWrite(a.id))))
}

// selects waits under a lock for a goroutine that takes it, or for another one,
// that does something before it gives the way out.
func (g *generator) selects(a acquisition, before piece) bool {
	ids := g.waits(a.id, program.Chan, program.Chan)
	done, quit := ids[0], ids[1]
	op, serve := program.SelectReceive, program.Close
	if g.chance(0.4) {
		op, serve = program.SelectSend, program.Receive
	}
	waits := g.statement(ids, func(l []program.Lock) program.Stmt { return program.Stmt{Op: op, Lock: l[0], Quit: l[1]} })
	return g.beside(g.inside(a)(g.hidden(waits))) &&
		g.root(seq(g.taking(g.mostlyWrite(a.id)), g.act(serve, done))) &&
		g.root(seq(before, g.act(program.Close, quit)))
}
