package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// waits adds what goroutines wait for each other by: near a lock, in its struct,
// or in one of its own, or as variables.
func (g *generator) waits(near int, kinds ...program.Kind) []int {
	o := g.p.Objects[g.locks[near].object]
	t := g.p.Types[o.Type]
	switch {
	case g.chance(0.12): // in another package, perhaps, than the lock
		return g.fields(g.object(program.Type{Library: true}), kinds)
	case !t.Bare && g.chance(0.6):
		return g.fields(g.locks[near].object, kinds)
	case g.chance(0.6) && !slices.ContainsFunc(kinds, func(k program.Kind) bool { return k == program.CondVar || k == program.Bool }):
		var ids []int
		for _, k := range kinds {
			ids = append(ids, g.fields(g.object(program.Type{Bare: true, Library: t.Library}), []program.Kind{k})...)
		}
		return ids
	}
	return g.fields(g.object(program.Type{Library: t.Library}), kinds)
}

// object adds an object of a type of its own.
func (g *generator) object(t program.Type) int {
	g.p.Types = append(g.p.Types, t)
	g.p.Objects = append(g.p.Objects, program.Object{Type: len(g.p.Types) - 1, Captured: g.chance(g.c.Captured)})
	return len(g.p.Objects) - 1
}

// fields adds fields to the type of an object, and tells which are that one's.
func (g *generator) fields(object int, kinds []program.Kind) []int {
	typ := g.p.Objects[object].Type
	t := &g.p.Types[typ]
	if slices.Contains(kinds, program.CondVar) && t.Locker() < 0 {
		g.field(typ, program.Mutex)
	}
	var ids []int
	for _, k := range kinds {
		field := g.field(typ, k)
		ids = append(ids, g.id(object, field))
	}
	return ids
}

func (g *generator) field(typ int, k program.Kind) int {
	t := &g.p.Types[typ]
	t.Locks = append(slices.Clip(t.Locks), k)
	for i, o := range g.p.Objects {
		if o.Type == typ {
			g.locks = append(g.locks, lock{i, len(t.Locks) - 1, k})
		}
	}
	return len(t.Locks) - 1
}

func (g *generator) id(object, field int) int {
	return slices.IndexFunc(g.locks, func(l lock) bool { return l.object == object && l.field == field })
}

// locker is the lock of a CondVar.
func (g *generator) locker(cond int) int {
	o := g.locks[cond].object
	return g.id(o, g.p.Types[g.p.Objects[o].Type].Locker())
}

// A meeting is how goroutines wait for each other: one does what makes it wait,
// the other what serves it.
type meeting struct {
	wait, serve piece
	// Who waits may start the other one before. If it does not, main does.
	start func(server piece) piece
	ends  bool // to serve may be put off to the end of the function
	many  bool // several may serve it
	// first is done by who serves before all else.
	first []piece
}

// meetings are what somebody can wait by who holds a lock.
func meetings() []construct[func(g *generator, near int) meeting] {
	return []construct[func(g *generator, near int) meeting]{
		{"meet-group", 20, inGroup},
		{"meet-go", 12, byGo},
		{"meet-close", 20, doneByClose},
		{"meet-send", 14, doneBySend},
		{"meet-room", 8, doneWithRoom},
		{"meet-reply", 8, reply},
	}
}

func (g *generator) meeting(near int) (m meeting) {
	draw(g, meetings(), func(c construct[func(*generator, int) meeting]) bool {
		m = c.write(g, near)
		return true
	})
	return m
}

// inGroup: wg.Add(1), go, wg.Wait() and wg.Done().
func inGroup(g *generator, near int) meeting {
	wg := g.waits(near, program.WaitGroup)[0]
	return meeting{
		wait: g.act(program.Wait, wg), serve: g.act(program.Done, wg), ends: true,
		start: func(server piece) piece { return seq(g.add(wg, 1), g.goes(server)) },
	}
}

// byGo: wg.Go and wg.Wait().
func byGo(g *generator, near int) meeting {
	wg := g.waits(near, program.WaitGroup)[0]
	return meeting{
		wait: g.act(program.Wait, wg), serve: seq(), many: true,
		start: func(server piece) piece { return g.goes(server, wg) },
	}
}

// started is how a goroutine is started that is no WaitGroup's: by main, or by who
// waits for it.
func (g *generator) started() func(piece) piece {
	if g.chance(0.5) {
		return nil
	}
	return func(server piece) piece { return g.goes(server) }
}

func doneByClose(g *generator, near int) meeting {
	done := g.waits(near, program.Chan)[0]
	return meeting{wait: g.act(program.Receive, done), serve: g.act(program.Close, done), start: g.started(), ends: true}
}

func doneBySend(g *generator, near int) meeting {
	done := g.waits(near, program.Chan)[0]
	return meeting{wait: g.act(program.Receive, done), serve: g.act(program.Send, done), start: g.started(), ends: true, many: true}
}

func doneWithRoom(g *generator, near int) meeting {
	done := g.waits(near, one(g, []program.Kind{program.Chan1, program.Chan2}))[0]
	return meeting{wait: g.act(program.Receive, done), serve: g.act(program.Send, done), start: g.started(), ends: true, many: true}
}

// reply: a request is sent, and answered.
func reply(g *generator, near int) meeting {
	ids := g.waits(near, program.Chan, one(g, []program.Kind{program.Chan, program.Chan1}))
	return meeting{
		wait:  seq(g.act(program.Send, ids[0]), g.act(program.Receive, ids[1])),
		first: []piece{g.act(program.Receive, ids[0])},
		serve: g.act(program.Send, ids[1]), start: g.started(), ends: true,
	}
}

// server is who serves a meeting, and takes a lock before: itself, or in a function
// that it is passed.
func (g *generator) server(m meeting, needs piece) piece {
	switch {
	case len(needs.ids) == 0 || g.chance(0.85):
	case m.ends && g.chance(0.5):
		return g.taken(needs, append(slices.Clone(m.first), later(m.serve)), nil)
	default:
		return g.taken(needs, m.first, []piece{m.serve})
	}
	if m.ends && g.chance(0.5) {
		return seq(append(slices.Clone(m.first), later(m.serve), needs)...)
	}
	return seq(append(slices.Clone(m.first), needs, m.serve)...)
}

// meet lets some goroutine wait, and who serves it be started: before, under the
// locks that it waits under, or by main.
func (g *generator) meet(m meeting, server piece, locks func(pieces ...piece) piece) bool {
	waits := g.hidden(m.wait)
	switch {
	case m.start == nil:
		return g.beside(locks(waits)) && g.root(server)
	case g.chance(0.3):
		return g.beside(locks(m.start(server), waits))
	}
	return g.beside(seq(m.start(server), locks(waits)))
}

// anyLock draws a lock that can be held: for writing, but for some.
func (g *generator) anyLock() (a acquisition, ok bool) {
	ids, ok := g.someLocks(1)
	if !ok {
		return a, false
	}
	return g.mostlyWrite(ids[0]), true
}

// taking takes a lock, in some function, and gives it up.
func (g *generator) taking(a acquisition) piece { return g.hidden(g.under(a)) }

// inside waits under a lock, and perhaps under another one, in order.
func (g *generator) inside(a acquisition) func(pieces ...piece) piece {
	return func(pieces ...piece) piece {
		inner := g.under(a, pieces...)
		if ids, ok := g.someLocks(1); ok && ids[0] < a.id && g.chance(0.15) {
			return g.under(g.mostlyWrite(ids[0]), inner)
		}
		return inner
	}
}
