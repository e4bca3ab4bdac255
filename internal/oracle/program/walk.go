package program

import (
	"iter"
	"slices"
)

// Blocks yields the blocks of all functions, outer ones before inner ones. A
// block may be changed when it is yielded.
func (p *Program) Blocks() iter.Seq[*Block] {
	return func(yield func(*Block) bool) {
		for i := range p.Funcs {
			for b := range p.Funcs[i].Blocks() {
				if !yield(b) {
					return
				}
			}
		}
	}
}

// Blocks yields the blocks of a function, that of the guard it returns last.
func (f *Func) Blocks() iter.Seq[*Block] {
	return func(yield func(*Block) bool) {
		if f.Body.each(yield) {
			f.Release.each(yield)
		}
	}
}

func (b *Block) each(yield func(*Block) bool) bool {
	if !yield(b) {
		return false
	}
	for i := 0; i < len(*b); i++ {
		if !(*b)[i].Then.each(yield) || !(*b)[i].Else.each(yield) {
			return false
		}
	}
	return true
}

// Stmts yields the statements of all functions.
func (p *Program) Stmts() iter.Seq[*Stmt] { return stmts(p.Blocks()) }

// Stmts yields the statements of a function, outer ones before inner ones.
func (f *Func) Stmts() iter.Seq[*Stmt] { return stmts(f.Blocks()) }

func stmts(blocks iter.Seq[*Block]) iter.Seq[*Stmt] {
	return func(yield func(*Stmt) bool) {
		for b := range blocks {
			for i := range *b {
				if !yield(&(*b)[i]) {
					return
				}
			}
		}
	}
}

// Locks reports whether the statement does something to its Lock.
func (s *Stmt) Locks() bool { return s.Op <= TryRead || s.Op == Do || s.Op >= GoIn }

// Calls reports whether the statement has a Call.
func (s *Stmt) Calls() bool {
	return s.Op == Invoke || s.Op == Do || s.Op == TakeGuard || s.Op == Ask || s.Starts()
}

// EachCall yields the call of a statement, if it has one, and that of what is
// passed there.
func (s *Stmt) EachCall(yield func(*Call) bool) {
	if s.Calls() {
		s.Call.All(yield)
	}
}

// All yields a call, and that of what is passed there.
func (c *Call) All(yield func(*Call) bool) {
	if yield(c) && c.Passed != nil {
		yield(c.Passed)
	}
}

// Starts reports whether the statement starts a goroutine.
func (s *Stmt) Starts() bool { return s.Op == Go || s.Op == GoIn }

// Selects reports whether the statement has a second channel.
func (s *Stmt) Selects() bool { return s.Op == SelectSend || s.Op == SelectReceive }

// Branches reports whether the statement does its Then or its Else.
func (s *Stmt) Branches() bool {
	switch s.Op {
	case If, Try, TryRead, SelectSend, SelectReceive, TrySend, TryReceive:
		return true
	}
	return false
}

// Repeats reports whether the statement is a loop.
func (s *Stmt) Repeats() bool { return s.Op == Loop || s.Op == Range }

// Names yields what the statement itself does something to, or looks at, so that
// it can be changed.
func (s *Stmt) Names(yield func(*Lock) bool) {
	if s.Locks() && !yield(&s.Lock) || s.Selects() && !yield(&s.Quit) {
		return
	}
	if (s.Op == If || s.Op == Loop) && s.Cond.Kind == Shared {
		yield(&s.Cond.Lock)
	}
}

// EachLock yields each lock of each object, with its kind.
func (p *Program) EachLock(yield func(Lock, Kind) bool) {
	for i, o := range p.Objects {
		for field, kind := range p.Types[o.Type].Locks {
			if !yield(Lock{Ref{Index: i}, field}, kind) {
				return
			}
		}
	}
}

// Refs yields each place where an object is named, so that it can be changed.
func (p *Program) Refs(yield func(*Ref) bool) {
	args := func(c *Call) bool {
		for i := range c.Args {
			if !yield(&c.Args[i]) {
				return false
			}
		}
		return true
	}
	for s := range p.Stmts() {
		for l := range s.Names {
			if !yield(&l.Ref) {
				return
			}
		}
		for c := range s.EachCall {
			if !args(c) {
				return
			}
		}
	}
	for i := range p.Roots {
		for c := range p.Roots[i].Call.All {
			if !args(c) {
				return
			}
		}
	}
}

// Waits reports whether goroutines wait for each other by other things than
// locks, or start others.
func (p *Program) Waits() bool {
	for s := range p.Stmts() {
		if s.Op >= Go {
			return true
		}
	}
	return false
}

// TypeOf is the type of the object that r names in f.
func (p *Program) TypeOf(f *Func, r Ref) int {
	if r.Param {
		return f.Params[r.Index]
	}
	return p.Objects[r.Index].Type
}

// Clone is a copy that shares nothing with p.
func (p *Program) Clone() *Program {
	q := &Program{slices.Clone(p.Types), slices.Clone(p.Objects), slices.Clone(p.Funcs), slices.Clone(p.Roots)}
	for i := range q.Types {
		q.Types[i].Locks = slices.Clone(q.Types[i].Locks)
	}
	for i := range q.Funcs {
		f := &q.Funcs[i]
		f.Params, f.Body, f.Release = slices.Clone(f.Params), f.Body.clone(), f.Release.clone()
	}
	for i := range q.Roots {
		q.Roots[i].Call = q.Roots[i].Call.clone()
	}
	return q
}

func (b Block) clone() Block {
	b = slices.Clone(b)
	for i := range b {
		s := &b[i]
		s.Call, s.Then, s.Else = s.Call.clone(), s.Then.clone(), s.Else.clone()
	}
	return b
}

func (c Call) clone() Call {
	c.Args, c.Flags = slices.Clone(c.Args), slices.Clone(c.Flags)
	if c.Passed != nil {
		passed := c.Passed.clone()
		c.Passed = &passed
	}
	return c
}
