package explore_test

import . "github.com/lockorder/lockorder/internal/oracle/program"

// Shorthand for programs. Unless said otherwise, lock i is field i of object 0.

func at(obj, field int) Lock         { return Lock{Ref: Ref{Index: obj}, Field: field} }
func of(param, field int) Lock       { return Lock{Ref: Ref{Param: true, Index: param}, Field: field} }
func on(op Op, l Lock) Stmt          { return Stmt{Op: op, Lock: l} }
func lock(i int) Stmt                { return on(Acquire, at(0, i)) }
func unlock(i int) Stmt              { return on(Unlock, at(0, i)) }
func rlock(i int) Stmt               { return on(AcquireRead, at(0, i)) }
func runlock(i int) Stmt             { return on(UnlockRead, at(0, i)) }
func deferred(s Stmt) Stmt           { s.Defer = true; return s }
func call(fn int, args ...Ref) Stmt  { return Stmt{Op: Invoke, Call: Call{Func: fn, Args: args}} }
func loop(body ...Stmt) Stmt         { return Stmt{Op: Loop, Then: body} }
func set(flag int, c Cond) Stmt      { return Stmt{Op: Set, Local: flag, Cond: c} }
func once(i, fn int) Stmt            { return Stmt{Op: Do, Lock: at(0, i), Call: Call{Func: fn}} }
func when(c Cond, then ...Stmt) Stmt { return Stmt{Op: If, Cond: c, Then: then} }
func try(op Op, i int, then ...Stmt) Stmt {
	return Stmt{Op: op, Lock: at(0, i), Then: then}
}

var (
	unknown = Cond{}
	always  = Cond{Kind: Always}
	flag0   = Cond{Kind: Flag}
	object0 = Ref{}
	object1 = Ref{Index: 1}
)

func not(c Cond) Cond { c.Not = !c.Not; return c }

// within holds locks one after the other, and gives them up the other way round.
func within(locks ...int) Block {
	if len(locks) == 0 {
		return nil
	}
	b := append(Block{lock(locks[0])}, within(locks[1:]...)...)
	return append(b, unlock(locks[0]))
}

func join(blocks ...Block) Block {
	var out Block
	for _, b := range blocks {
		out = append(out, b...)
	}
	return out
}

// build makes a program of one object with some locks, in which each function is
// a goroutine of its own.
func build(kinds []Kind, bodies ...Block) *Program {
	p := &Program{Types: []Type{{Locks: kinds}}, Objects: []Object{{}}}
	for i, b := range bodies {
		p.Funcs = append(p.Funcs, Func{Body: b})
		p.Roots = append(p.Roots, Root{Call: Call{Func: i}})
	}
	return p
}

// with adds functions that are no goroutines.
func with(p *Program, fns ...Func) *Program {
	p.Funcs = append(p.Funcs, fns...)
	return p
}

// many makes the first goroutine many.
func many(p *Program) *Program {
	p.Roots[0].Many = true
	return p
}

// instances adds an object of the first type, and makes all functions take an
// object each, with which the goroutines are called.
func instances(p *Program, args ...Call) *Program {
	p.Objects = append(p.Objects, Object{})
	p.Roots = nil
	for _, a := range args {
		p.Roots = append(p.Roots, Root{Call: a})
	}
	return p
}
