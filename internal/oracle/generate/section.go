package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// An acquisition is of a lock, somewhere.
type acquisition struct {
	id   int
	read bool
}

// A form is how a critical section is written: it takes the lock, writes what
// is inside, and gives the lock back. It is false if it cannot be used there.
type form func(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool)

// blocking are the forms that wait for the lock.
func blocking() []construct[form] {
	return []construct[form]{
		{"plain", 40, plain},
		{"defer", 30, deferring},
		{"own", 25, own},
		{"helper", 8, byHelper},
		{"guard", 8, byGuard},
		{"flag-lock", 6, byFlag},
	}
}

// whole are those for a section that is all of a function.
var whole = []construct[form]{
	{"whole-plain", 30, plain},
	{"whole-defer", 70, deferring},
}

// trying are those that go on without it if they cannot have it at once.
var trying = []construct[form]{
	{"try", 60, try},
	{"try-or-leave", 30, tryOrLeave},
}

// asking are those that are told by a function whether they have it.
var asking = []construct[form]{
	{"ask", 60, ask},
}

// section writes a critical section in one of the forms.
func (g *generator) section(pl place, a acquisition, forms []construct[form], inside func(place) program.Block) (b program.Block, ok bool) {
	if _, known := g.lockAt(pl, a.id); !known {
		return nil, false
	}
	g.left--
	if g.locks[a.id].kind == program.Once {
		return g.do(pl, a.id, inside)
	}
	ok = draw(g, forms, func(c construct[form]) bool {
		b, ok = c.write(g, pl, a, inside)
		return ok
	})
	return b, ok
}

// ended ends a section in which the lock is given back by a statement.
func ended(b, inside program.Block, undo func() program.Stmt) program.Block {
	b = append(b, inside...)
	if inside.Ends() {
		return b
	}
	return append(b, undo())
}

func plain(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	undo := func() program.Stmt { return g.stmt(pl, gives(a.read), a.id) }
	b := program.Block{g.stmt(pl, takes(a.read), a.id)}
	return ended(b, inside(pl.holding(a.id, a.read).undoing(undo)), undo), true
}

func deferring(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	if !pl.tail {
		return nil, false
	}
	undo := g.stmt(pl, gives(a.read), a.id)
	undo.Defer = true
	b := program.Block{g.stmt(pl, takes(a.read), a.id), undo}
	return append(b, inside(pl.holding(a.id, a.read))...), true
}

// own writes the section in a function of its own.
func own(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	if !g.canOutline(pl) {
		return nil, false
	}
	call := g.outline(pl, spec{need: g.needs(a.id)}, func(in place) program.Block {
		b, _ := g.section(in, a, whole, inside)
		return b
	})
	return program.Block{{Op: program.Invoke, Call: call}}, true
}

// needs are the objects that a function for these locks has to name.
func (g *generator) needs(ids ...int) []int {
	var objects []int
	for _, id := range ids {
		objects = append(objects, g.locks[id].object)
	}
	return distinct(objects)
}

func byHelper(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	take, ok := g.helper(pl, helper{role: locks, read: a.read}, a.id)
	if !ok {
		return nil, false
	}
	undo := func() program.Stmt { return g.stmt(pl, gives(a.read), a.id) }
	if give, ok := g.helper(pl, helper{role: unlocks, read: a.read}, a.id); ok && g.chance(0.4) {
		undo = func() program.Stmt { // statements share nothing, since they are renumbered in place
			c := give
			c.Args = slices.Clone(c.Args)
			return program.Stmt{Op: program.Invoke, Call: c}
		}
	}
	b := program.Block{{Op: program.Invoke, Call: take}}
	return g.until(pl, a, b, undo, inside), true
}

func byGuard(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	take, ok := g.helper(pl, helper{role: guards, read: a.read}, a.id)
	if !ok {
		return nil, false
	}
	n := g.newGuard(pl)
	undo := func() program.Stmt { return program.Stmt{Op: program.DropGuard, Local: n} }
	b := program.Block{{Op: program.TakeGuard, Local: n, Call: take}}
	return g.until(pl, a, b, undo, inside), true
}

// until gives the lock back at the end of the function, or after the section.
func (g *generator) until(pl place, a acquisition, b program.Block, undo func() program.Stmt, inside func(place) program.Block) program.Block {
	in := pl.holding(a.id, a.read)
	if pl.tail && g.chance(0.6) {
		last := undo()
		last.Defer = true
		return append(append(b, last), inside(in)...)
	}
	return ended(b, inside(in.undoing(undo)), undo)
}

// byFlag takes the lock on some of the ways, and gives it back on the same.
func byFlag(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	if pl.fn < 0 {
		return nil, false
	}
	n, not := g.newFlag(pl), g.chance(0.2)
	test := func(s program.Stmt) program.Stmt {
		return program.Stmt{Op: program.If, Cond: onFlag(n, not), Then: program.Block{s}}
	}
	undo := func() program.Stmt { return test(g.stmt(pl, gives(a.read), a.id)) }
	b := program.Block{
		{Op: program.Set, Local: n, Cond: unknown()},
		test(g.stmt(pl, takes(a.read), a.id)),
	}
	in := pl.holding(a.id, a.read).undoing(undo)
	in.held[len(in.held)-1].maybe = true
	return ended(b, inside(in), undo), true
}

func try(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	undo := func() program.Stmt { return g.stmt(pl, gives(a.read), a.id) }
	s := g.stmt(pl, tries(a.read), a.id)
	s.Then = ended(nil, inside(pl.holding(a.id, a.read).undoing(undo)), undo)
	return program.Block{s}, true
}

func tryOrLeave(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	if !pl.exit {
		return nil, false
	}
	undo := func() program.Stmt { return g.stmt(pl, gives(a.read), a.id) }
	s := g.stmt(pl, tries(a.read), a.id)
	s.Else = pl.leave(g.giveUp(pl))
	return ended(program.Block{s}, inside(pl.holding(a.id, a.read).undoing(undo)), undo), true
}

// giveUp leaves the loop, or the function if there is none.
func (g *generator) giveUp(pl place) program.Stmt {
	ops := []program.Op{program.Return}
	if pl.loop >= 0 {
		ops = []program.Op{program.Break, program.Continue, program.Return}
	}
	return program.Stmt{Op: one(g, ops)}
}

// ask leaves it to a function to take the lock, which says whether it did.
func ask(g *generator, pl place, a acquisition, inside func(place) program.Block) (program.Block, bool) {
	call, ok := g.helper(pl, helper{role: asks, read: a.read, coin: g.chance(0.4)}, a.id)
	if !ok {
		return nil, false
	}
	n := g.newFlag(pl)
	undo := func() program.Stmt { return g.stmt(pl, gives(a.read), a.id) }
	in := pl.holding(a.id, a.read).undoing(undo)
	b := program.Block{{Op: program.Ask, Local: n, Call: call}}
	if pl.exit && g.chance(0.5) {
		b = append(b, program.Stmt{Op: program.If, Cond: onFlag(n, true), Then: pl.leave(g.giveUp(pl))})
		return ended(b, inside(in), undo), true
	}
	then := ended(nil, inside(in), undo)
	return append(b, program.Stmt{Op: program.If, Cond: onFlag(n, false), Then: then}), true
}

// do runs a function by a Once: the same one wherever it is done.
func (g *generator) do(pl place, id int, inside func(place) program.Block) (program.Block, bool) {
	s := g.stmt(pl, program.Do, id)
	call, written := g.once[id]
	switch {
	case written && g.funcs[call.Func].written:
		objects := g.funcs[call.Func].objects
		ordered, _ := g.inOrder(pl.holding(id, false), call.Func, objects, nil)
		if !g.canCall(pl, call.Func, objects) || !ordered && !pl.wild {
			return nil, false
		}
		s.Call = g.callOf(pl, call.Func, objects)
	case written || pl.fn < 0:
		return nil, false // we are inside
	default:
		g.once[id] = program.Call{Func: len(g.funcs)}
		s.Call = g.outline(pl.holding(id, false), spec{}, func(in place) program.Block {
			b := inside(in)
			if g.left = max(g.left, 1); len(b) == 0 {
				b = g.some(in, 1)
			}
			return b
		})
		if g.empty(s.Call) {
			delete(g.once, id)
			return nil, false
		}
	}
	return program.Block{s}, true
}
