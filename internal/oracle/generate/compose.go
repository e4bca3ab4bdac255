package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A piece is something to be written, with the locks that must be named for it.
// Programs with waits are put together from pieces.
type piece struct {
	ids   []int
	write writer
	// passed is what the function takes in which it is written, if it takes
	// something: see taken.
	passed *piece
}

// act is one statement.
func (g *generator) act(op program.Op, id int) piece {
	return g.statement([]int{id}, func(l []program.Lock) program.Stmt { return program.Stmt{Op: op, Lock: l[0]} })
}

// add is the Add of a WaitGroup.
func (g *generator) add(id, n int) piece {
	return g.statement([]int{id}, func(l []program.Lock) program.Stmt { return program.Stmt{Op: program.Add, Lock: l[0], Local: n} })
}

// assign sets a Bool to true.
func (g *generator) assign(id int) piece {
	return g.statement([]int{id}, func(l []program.Lock) program.Stmt {
		return program.Stmt{Op: program.Assign, Lock: l[0], Cond: program.Cond{Kind: program.Always}}
	})
}

// sleep waits in the usual loop until a Bool is true.
func (g *generator) sleep(cond, until int) piece {
	return g.statement([]int{cond, until}, func(l []program.Lock) program.Stmt {
		return program.Stmt{
			Op: program.Loop, Cond: program.Cond{Kind: program.Shared, Lock: l[1], Not: true},
			Then: program.Block{{Op: program.CondWait, Lock: l[0]}},
		}
	})
}

// statement is one that names locks.
func (g *generator) statement(ids []int, of func([]program.Lock) program.Stmt) piece {
	return piece{ids: ids, write: func(pl place) (program.Block, bool) {
		var locks []program.Lock
		for _, id := range ids {
			l, ok := g.lockAt(pl, id)
			if !ok {
				return nil, false
			}
			locks = append(locks, l)
		}
		return program.Block{of(locks)}, true
	}}
}

// later does a statement at the end of the function.
func later(p piece) piece {
	return piece{ids: p.ids, write: func(pl place) (program.Block, bool) {
		b, ok := p.write(pl)
		for i := range b {
			b[i].Defer = true
		}
		return b, ok && pl.loop < 0
	}}
}

// seq is one after the other. None leaves the function, or the others would not
// be done.
func seq(pieces ...piece) piece {
	return piece{ids: union(pieces), write: func(pl place) (b program.Block, ok bool) {
		for i, p := range pieces {
			at := pl
			at.exit, at.tail = false, pl.tail && i == len(pieces)-1
			more, ok := p.write(at)
			if !ok {
				return nil, false
			}
			b = append(b, more...)
		}
		return b, true
	}}
}

func union(pieces []piece) []int {
	var ids []int
	for _, p := range pieces {
		ids = append(ids, p.ids...)
	}
	return distinct(ids)
}

// under is done holding a lock.
func (g *generator) under(a acquisition, pieces ...piece) piece {
	return g.underIn(blocking(), a, pieces...)
}

func (g *generator) underIn(forms []construct[form], a acquisition, pieces ...piece) piece {
	inner := seq(pieces...)
	return piece{ids: distinct(append(inner.ids, a.id)), write: func(pl place) (program.Block, bool) {
		inside := false
		b, ok := g.section(pl, a, forms, func(in place) (b program.Block) {
			b, inside = inner.write(in)
			return b
		})
		return b, ok && inside
	}}
}

// apart is done without a lock that is held.
func (g *generator) apart(a acquisition, p piece) piece {
	return piece{ids: p.ids, write: func(pl place) (program.Block, bool) {
		inside := false
		b, ok := g.without(pl, held{id: a.id, read: a.read}, func(in place) (b program.Block) {
			b, inside = p.write(in)
			return b
		})
		return b, ok && inside
	}}
}

// hidden is done there, or in a function that is called there.
func (g *generator) hidden(p piece) piece {
	return piece{ids: p.ids, write: func(pl place) (program.Block, bool) {
		if !g.canOutline(pl) || g.chance(0.5) {
			return p.write(pl)
		}
		call, ok := g.function(pl, p)
		return program.Block{{Op: program.Invoke, Call: call}}, ok
	}}
}

// surely are the forms that take the lock on all ways.
func surely() []construct[form] {
	return slices.DeleteFunc(blocking(), func(c construct[form]) bool { return c.name == "flag-lock" })
}

// function is a call of a function that does it.
func (g *generator) function(pl place, p piece) (call program.Call, ok bool) {
	call = g.outline(pl, spec{need: g.needs(p.ids...)}, func(in place) (b program.Block) {
		b, ok = p.write(in)
		return b
	})
	if p.passed != nil {
		g.funcs[call.Func].Takes = true
		passed, known := g.function(pl, *p.passed)
		passed.Via = program.Direct
		call.Passed, ok = &passed, ok && known
	}
	return call, ok
}

// taken is done by a function that is passed to the one in which the pieces are
// written, and called between them.
func (g *generator) taken(does piece, before, after []piece) piece {
	call := piece{write: func(place) (program.Block, bool) { return program.Block{{Op: program.Taken}}, true }}
	p := seq(slices.Concat(before, []piece{call}, after)...)
	p.passed = &does
	return p
}

// goes starts a goroutine that does it, in a WaitGroup if there is one.
func (g *generator) goes(p piece, group ...int) piece {
	return piece{ids: distinct(slices.Concat(p.ids, group)), write: func(pl place) (program.Block, bool) {
		s := program.Stmt{Op: program.Go}
		if len(group) > 0 {
			l, ok := g.lockAt(pl, group[0])
			if !ok {
				return nil, false
			}
			s = program.Stmt{Op: program.GoIn, Lock: l}
		}
		start := pl
		start.held, start.undo = nil, nil
		var ok bool
		s.Call, ok = g.function(start, p)
		return program.Block{s}, ok
	}}
}

// root adds a goroutine that main starts.
func (g *generator) root(p piece) bool {
	call, ok := g.function(place{fn: -1, loop: -1, wild: true}, p)
	at := len(g.p.Roots)
	if g.p.Roots[at-1].Main {
		at--
	}
	g.p.Roots = slices.Insert(g.p.Roots, at, program.Root{Call: call})
	g.busy = append(g.busy, call.Func)
	return ok
}

// beside adds a goroutine that does it: one of main's, or an old one does it, too,
// where it holds nothing and comes by once. It does nothing else of what is being
// put in.
func (g *generator) beside(p piece) bool {
	if g.chance(0.5) {
		return g.root(p)
	}
	s, ok := g.spot(func(s *spot) bool {
		return len(s.held) == 0 && g.single(s) && g.names(s, p.ids...) && !slices.Contains(g.busy, s.f.fn)
	})
	if !ok {
		return g.root(p)
	}
	g.busy = append(g.busy, s.f.fn)
	b, ok := p.write(s.place())
	if ok {
		s.insert(b)
	}
	return ok
}

// single reports whether a program comes by a spot once at most.
func (g *generator) single(s *spot) bool {
	if s.loop || s.f.root < 0 || g.p.Roots[s.f.root].Many || g.p.Roots[s.f.root].Call.Func != s.f.fn {
		return false
	}
	calls := 0
	g.eachCall(func(c *program.Call) {
		if c.Func == s.f.fn {
			calls++
		}
	})
	return calls == 1
}

// serve does something for each signal of a channel: for ever, until it is closed,
// or until somebody closes another channel, if that is not negative.
func (g *generator) serve(ch, quit int, p piece) piece {
	ids := append([]int{ch}, p.ids...)
	if quit >= 0 {
		ids = append(ids, quit)
	}
	closes := g.chance(0.5)
	return piece{ids: distinct(ids), write: func(pl place) (program.Block, bool) {
		in := pl
		in.loop, in.tail, in.exit = len(pl.undo), false, false
		body, ok := p.write(in)
		l, known := g.lockAt(pl, ch)
		always := program.Cond{Kind: program.Always}
		switch {
		case !ok || !known:
			return nil, false
		case quit >= 0:
			q, known := g.lockAt(pl, quit)
			s := program.Stmt{Op: program.SelectReceive, Lock: l, Quit: q, Then: body, Else: program.Block{{Op: program.Return}}}
			return program.Block{{Op: program.Loop, Cond: always, Then: program.Block{s}}}, known
		case closes:
			return program.Block{{Op: program.Range, Lock: l, Then: body}}, true
		}
		body = append(program.Block{{Op: program.Receive, Lock: l}}, body...)
		return program.Block{{Op: program.Loop, Cond: always, Then: body}}, true
	}}
}
