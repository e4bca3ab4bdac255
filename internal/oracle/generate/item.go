package generate

import "github.com/lockorder/lockorder/internal/oracle/program"

// An item is something that a block is made of. It is false if it cannot be
// written there.
type item func(g *generator, pl place) (program.Block, bool)

// items leave the locks as they find them.
func items() []construct[item] {
	return []construct[item]{
		{"section", 60, nested},
		{"try-section", 8, triedSection},
		{"ask-section", 5, askedSection},
		{"call", 14, called},
		{"reuse", 32, reused},
		{"branch", 12, branch},
		{"early-return", 14, early},
		{"loop", 6, loop},
		{"give-up", 2, givenUp},
		{"flag-call", 9, flagCall},
		{"flag-twice", 4, flagTwice},
		{"defer-call", 6, deferCall},
		{"status", 4, status},
	}
}

// block writes some items, or none.
func (g *generator) block(pl place) program.Block {
	weights := [...][]float64{{0, 5, 2}, {2, 7, 2}, {6, 3, 0}}
	return g.some(pl, g.weighted(weights[min(len(pl.held), 2)]))
}

// some writes that many items, if it can.
func (g *generator) some(pl place, n int) program.Block {
	var b program.Block
	for i := range n {
		if g.left <= 0 || g.fuel <= 0 || b.Ends() || pl.deep > 6 {
			break
		}
		at := pl
		at.deep++
		at.tail = pl.tail && i == n-1
		draw(g, items(), func(c construct[item]) bool {
			g.fuel--
			more, ok := c.write(g, at)
			if ok {
				b = append(b, more...)
			}
			return ok
		})
	}
	return b
}

// next draws a lock that may be taken.
func (g *generator) next(pl place) (a acquisition, ok bool) {
	var free []int
	for id := range g.locks {
		if _, known := g.lockAt(pl, id); known && pl.free(id) {
			free = append(free, id)
		}
	}
	if len(free) == 0 {
		return a, false
	}
	return g.acquisition(one(g, free)), true
}

// acquisition draws whether a lock is taken for reading.
func (g *generator) acquisition(id int) acquisition {
	return acquisition{id, g.locks[id].kind == program.RWMutex && g.chance(g.c.Read)}
}

func nested(g *generator, pl place) (program.Block, bool) { return g.take(pl, blocking()) }

func triedSection(g *generator, pl place) (program.Block, bool) { return g.take(pl, trying) }

func askedSection(g *generator, pl place) (program.Block, bool) { return g.take(pl, asking) }

func (g *generator) take(pl place, forms []construct[form]) (program.Block, bool) {
	a, ok := g.next(pl)
	if !ok {
		return nil, false
	}
	return g.section(pl, a, forms, g.block)
}

func called(g *generator, pl place) (program.Block, bool) {
	if !g.canOutline(pl) {
		return nil, false
	}
	call := g.outline(pl, spec{}, g.atLeastOne)
	return program.Block{{Op: program.Invoke, Call: call}}, !g.empty(call)
}

// empty reports whether a function does nothing.
func (g *generator) empty(c program.Call) bool { return len(g.funcs[c.Func].Body) == 0 }

// atLeastOne is for functions that should do something.
func (g *generator) atLeastOne(pl place) program.Block {
	return g.some(pl, 1+g.weighted([]float64{4, 1}))
}

func branch(g *generator, pl place) (program.Block, bool) {
	if pl.test {
		return nil, false
	}
	pl.test = true
	s := program.Stmt{Op: program.If, Cond: unknown(), Then: g.some(pl, 1)}
	if g.chance(0.4) {
		s.Else = g.some(pl, 1)
	}
	return program.Block{s}, len(s.Then)+len(s.Else) > 0
}

func early(g *generator, pl place) (program.Block, bool) {
	if !pl.exit || pl.fn < 0 || pl.test || pl.tail && len(pl.held) == 0 {
		return nil, false
	}
	then := pl.leave(g.giveUp(pl))
	pl.test = true
	rest := g.some(pl, 1)
	b := program.Block{{Op: program.If, Cond: unknown(), Then: then}}
	return append(b, rest...), len(rest)+len(pl.undo) > 0
}

func loop(g *generator, pl place) (program.Block, bool) {
	if pl.loop >= 0 {
		return nil, false
	}
	in := pl
	in.loop, in.tail, in.test = len(pl.undo), false, false
	body := g.some(in, 1+g.weighted([]float64{3, 1}))
	return program.Block{{Op: program.Loop, Then: body}}, len(body) > 0
}

// givenUp gives the lock that was taken last up for a while: itself, or by a
// function that counts on it to be held.
func givenUp(g *generator, pl place) (program.Block, bool) {
	if len(pl.held) == 0 {
		return nil, false
	}
	h := pl.held[len(pl.held)-1]
	return g.without(pl, h, g.atLeastOne)
}

// without writes code that runs without a lock that is held.
func (g *generator) without(pl place, h held, inside func(place) program.Block) (program.Block, bool) {
	if _, known := g.lockAt(pl, h.id); h.maybe || !known || g.locks[h.id].kind == program.Once {
		return nil, false
	}
	write := func(at place) program.Block {
		in := at.without(h.id)
		in.exit, in.tail = false, false
		b := append(program.Block{g.stmt(at, gives(h.read), h.id)}, inside(in)...)
		g.left--
		return append(b, g.stmt(at, takes(h.read), h.id))
	}
	if g.canOutline(pl) && g.chance(0.6) {
		call := g.outline(pl, spec{need: g.needs(h.id), helper: true}, write)
		return program.Block{{Op: program.Invoke, Call: call}}, true
	}
	return write(pl), true
}

// flagCall calls a function that does this or that as it is told.
func flagCall(g *generator, pl place) (program.Block, bool) {
	if !g.canOutline(pl) {
		return nil, false
	}
	call := g.outline(pl, spec{flags: 1}, func(in place) program.Block {
		s := program.Stmt{Op: program.If, Cond: onFlag(0, g.chance(0.2))}
		body := in
		body.tail, body.test = false, true
		s.Then = g.some(body, 1)
		if g.chance(0.4) {
			s.Else = g.some(body, 1)
		}
		b := program.Block{s}
		if len(s.Then) == 0 {
			return nil
		}
		if g.chance(0.4) && !b.Ends() {
			b = append(b, g.some(in, 1)...)
		}
		return b
	})
	return program.Block{{Op: program.Invoke, Call: call}}, !g.empty(call)
}

// flagTwice looks at one flag more than once.
func flagTwice(g *generator, pl place) (program.Block, bool) {
	if pl.fn < 0 {
		return nil, false
	}
	n, in := g.newFlag(pl), pl
	in.tail, in.test = false, true
	test := func(not bool) program.Stmt {
		return program.Stmt{Op: program.If, Cond: onFlag(n, not), Then: g.some(in, 1)}
	}
	first := test(false)
	second := test(g.chance(0.5))
	if len(first.Then) == 0 || len(second.Then) == 0 {
		return nil, false
	}
	return program.Block{{Op: program.Set, Local: n, Cond: unknown()}, first, second}, true
}

func deferCall(g *generator, pl place) (program.Block, bool) {
	if !pl.tail || !g.canOutline(pl) {
		return nil, false
	}
	call := g.outline(pl, spec{}, g.atLeastOne)
	return append(program.Block{deferred(call)}, g.some(pl, 1)...), !g.empty(call)
}

// status asks a function that does something how it went.
func status(g *generator, pl place) (program.Block, bool) {
	if pl.fn < 0 || !g.canOutline(pl) {
		return nil, false
	}
	call := g.outline(pl, spec{reports: true}, func(in place) program.Block {
		in.tail = false
		b := g.atLeastOne(in)
		if b.Ends() {
			return b
		}
		return append(b, program.Stmt{Op: program.Return, Cond: unknown()})
	})
	n := g.newFlag(pl)
	ask := program.Stmt{Op: program.Ask, Local: n, Call: call}
	in := pl
	in.test = true
	if pl.exit && g.chance(0.4) {
		rest := g.some(in, 1)
		leave := program.Stmt{Op: program.If, Cond: onFlag(n, true), Then: pl.leave(g.giveUp(pl))}
		return append(program.Block{ask, leave}, rest...), len(rest) > 0
	}
	in.tail = false
	s := program.Stmt{Op: program.If, Cond: onFlag(n, g.chance(0.3)), Then: g.some(in, 1)}
	return program.Block{ask, s}, len(s.Then) > 0
}
