package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A held lock is one that is held where code is written.
type held struct {
	id    int // in the order of locks
	read  bool
	maybe bool // not on all ways there
	tag   tag  // if it depends on a flag, that
}

// A place is where code is written: in which function, and what is so there.
// It is for the objects that the function was first called with.
type place struct {
	fn      int   // -1 for main
	objects []int // its parameters
	held    []held
	depth   int // of calls
	// undo is what must be done before leaving the function, the last first.
	undo []func() program.Stmt
	loop int  // how many of undo are from outside of the innermost loop, or -1 without a loop
	tail bool // nothing follows in the function: what is deferred is as good as done there
	exit bool // the function may be left here
	wild bool // the order of locks does not count
	deep int  // blocks within each other
	test bool // a condition led here: there is no need for another one
}

func (pl place) holding(id int, read bool) place {
	pl.held = append(slices.Clip(pl.held), held{id: id, read: read})
	return pl
}

func (pl place) without(id int) place {
	pl.held = slices.DeleteFunc(slices.Clone(pl.held), func(h held) bool { return h.id == id })
	return pl
}

// undoing is a place before which something was done that has to be undone.
func (pl place) undoing(undo func() program.Stmt) place {
	pl.undo = append(slices.Clip(pl.undo), undo)
	pl.tail = false
	return pl
}

func (pl place) holds(id int) bool {
	return slices.ContainsFunc(pl.held, func(h held) bool { return h.id == id })
}

// free reports whether a lock may be taken: it comes after all that are held.
func (pl place) free(id int) bool {
	return !slices.ContainsFunc(pl.held, func(h held) bool { return h.id >= id })
}

// leave undoes what must be undone to leave the loop, or the function, and ends
// with last.
func (pl place) leave(last program.Stmt) program.Block {
	from := 0
	if last.Op != program.Return {
		from = pl.loop
	}
	var b program.Block
	for _, undo := range slices.Backward(pl.undo[from:]) {
		b = append(b, undo())
	}
	return append(b, last)
}

// ref is how a place names an object, if it can.
func (g *generator) ref(pl place, object int) (program.Ref, bool) {
	global := program.Ref{Index: object}
	o := g.p.Objects[object]
	if pl.fn < 0 {
		return global, true
	}
	f := g.funcs[pl.fn]
	if i := slices.Index(pl.objects, object); i >= 0 {
		return program.Ref{Param: true, Index: i}, true
	}
	known := !o.Captured || f.local
	return global, known && (!f.Library || g.p.Types[o.Type].Library)
}

// lockAt is how a place names a lock, if it can.
func (g *generator) lockAt(pl place, id int) (program.Lock, bool) {
	l := g.locks[id]
	r, ok := g.ref(pl, l.object)
	return program.Lock{Ref: r, Field: l.field}, ok
}

// stmt is a statement about a lock that the place can name.
func (g *generator) stmt(pl place, op program.Op, id int) program.Stmt {
	l, _ := g.lockAt(pl, id)
	return program.Stmt{Op: op, Lock: l}
}

// takes and gives are the operations on a lock.
func takes(read bool) program.Op {
	if read {
		return program.AcquireRead
	}
	return program.Acquire
}

func gives(read bool) program.Op {
	if read {
		return program.UnlockRead
	}
	return program.Unlock
}

func tries(read bool) program.Op {
	if read {
		return program.TryRead
	}
	return program.Try
}

// newFlag is a new local flag of the function.
func (g *generator) newFlag(pl place) int {
	f := g.funcs[pl.fn]
	f.Locals++
	return f.Flags + f.Locals - 1
}

// newGuard is a new guard of the function.
func (g *generator) newGuard(pl place) int {
	g.funcs[pl.fn].guards++
	return g.funcs[pl.fn].guards - 1
}

func unknown() program.Cond { return program.Cond{Kind: program.Unknown} }

func onFlag(i int, not bool) program.Cond {
	return program.Cond{Kind: program.Flag, Index: i, Not: not}
}
