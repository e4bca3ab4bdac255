package shrink

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

func dropRoot(p *program.Program, n int) bool {
	if n >= len(p.Roots) {
		return false
	}
	p.Roots = slices.Delete(p.Roots, n, n+1)
	return true
}

// at finds the nth statement for which ok holds: its block and its index there.
func at(p *program.Program, n int, ok func(*program.Stmt) bool) (*program.Block, int) {
	for b := range p.Blocks() {
		for i := range *b {
			if !ok(&(*b)[i]) {
				continue
			}
			if n == 0 {
				return b, i
			}
			n--
		}
	}
	return nil, 0
}

func dropStmt(p *program.Program, n int) bool {
	return replace(p, n, func(*program.Stmt) bool { return true }, func(program.Stmt) program.Block { return nil })
}

func unwrapThen(p *program.Program, n int) bool {
	return replace(p, n,
		func(s *program.Stmt) bool { return len(s.Then) > 0 },
		func(s program.Stmt) program.Block { return s.Then })
}

func unwrapElse(p *program.Program, n int) bool {
	return replace(p, n,
		func(s *program.Stmt) bool { return len(s.Else) > 0 },
		func(s program.Stmt) program.Block { return s.Else })
}

func replace(p *program.Program, n int, ok func(*program.Stmt) bool, by func(program.Stmt) program.Block) bool {
	b, i := at(p, n, ok)
	if b == nil {
		return false
	}
	*b = slices.Replace(*b, i, i+1, by((*b)[i])...)
	return true
}

// dropRelease turns a guard into a function that returns nothing.
func dropRelease(p *program.Program, n int) bool {
	f := nth(pointers(p.Funcs), n, func(f *program.Func) bool { return f.Release != nil })
	if f == nil {
		return false
	}
	f.Release = nil
	return true
}

// dropLock removes a lock from a type, and what is done with it.
func dropLock(p *program.Program, n int) bool {
	for t := range p.Types {
		locks := &p.Types[t].Locks
		if len(*locks) < 2 {
			continue
		}
		if n >= len(*locks) {
			n -= len(*locks)
			continue
		}
		*locks = slices.Delete(*locks, n, n+1)
		for f := range p.Funcs {
			for b := range p.Funcs[f].Blocks() {
				dropUses(p, &p.Funcs[f], b, t, n)
			}
		}
		return true
	}
	return false
}

func dropUses(p *program.Program, f *program.Func, b *program.Block, t, field int) {
	*b = slices.DeleteFunc(*b, func(s program.Stmt) bool {
		for l := range s.Names {
			if p.TypeOf(f, l.Ref) == t && l.Field == field {
				return true
			}
		}
		return false
	})
	for i := range *b {
		for l := range (*b)[i].Names {
			if p.TypeOf(f, l.Ref) == t && l.Field > field {
				l.Field--
			}
		}
	}
}

// dropParam removes a parameter that its function does not use.
func dropParam(p *program.Program, n int) bool {
	for i := range p.Funcs {
		f := &p.Funcs[i]
		for k := range f.Params {
			if f.Uses(k) {
				continue
			}
			if n > 0 {
				n--
				continue
			}
			p.DropParam(i, k)
			return true
		}
	}
	return false
}

// dropFlag makes a local flag out of a flag that is passed: it is false.
func dropFlag(p *program.Program, n int) bool {
	for i := range p.Funcs {
		f := &p.Funcs[i]
		if f.Flags == 0 {
			continue
		}
		if n > 0 {
			n--
			continue
		}
		f.Flags--
		f.Locals++
		for c := range p.Calls {
			if c.Func == i {
				c.Flags = c.Flags[:len(c.Flags)-1]
			}
		}
		return true
	}
	return false
}

func plainRoot(p *program.Program, n int) bool {
	r := nth(pointers(p.Roots), n, func(r *program.Root) bool { return r.Many || r.Main })
	if r == nil {
		return false
	}
	r.Many, r.Main = false, false
	return true
}

func plainStyle(p *program.Program, n int) bool {
	f := nth(pointers(p.Funcs), n, func(f *program.Func) bool { return f.Style != program.Function })
	if f == nil {
		return false
	}
	f.Style = program.Function
	return true
}

func plainVia(p *program.Program, n int) bool {
	s := nth(p.Stmts(), n, func(s *program.Stmt) bool { return s.Calls() && s.Call.Via != program.Direct })
	if s == nil {
		return false
	}
	s.Call.Via = program.Direct
	return true
}

// plainPackage moves all to package main.
func plainPackage(p *program.Program, n int) bool {
	moved := false
	for i := range p.Types {
		moved = moved || p.Types[i].Library
		p.Types[i].Library = false
	}
	for i := range p.Funcs {
		moved = moved || p.Funcs[i].Library
		p.Funcs[i].Library = false
	}
	return moved && n == 0
}

func plainObject(p *program.Program, n int) bool {
	o := nth(pointers(p.Objects), n, func(o *program.Object) bool { return o.Captured })
	if o == nil {
		return false
	}
	o.Captured = false
	return true
}

func plainType(p *program.Program, n int) bool {
	t := nth(pointers(p.Types), n, func(t *program.Type) bool { return t.Embedded })
	if t == nil {
		return false
	}
	t.Embedded = false
	return true
}

// plainKind makes a mutex out of a lock with readers.
func plainKind(p *program.Program, n int) bool {
	for t := range p.Types {
		for k := range p.Types[t].Locks {
			if p.Types[t].Locks[k] != program.RWMutex {
				continue
			}
			if n > 0 {
				n--
				continue
			}
			p.Types[t].Locks[k] = program.Mutex
			for i := range p.Funcs {
				f := &p.Funcs[i]
				for s := range f.Stmts() {
					if s.Locks() && p.TypeOf(f, s.Lock.Ref) == t && s.Lock.Field == k {
						s.Op = exclusive(s.Op)
					}
				}
			}
			return true
		}
	}
	return false
}

func exclusive(op program.Op) program.Op {
	switch op {
	case program.AcquireRead:
		return program.Acquire
	case program.UnlockRead:
		return program.Unlock
	case program.TryRead:
		return program.Try
	}
	return op
}

func plainDefer(p *program.Program, n int) bool {
	s := nth(p.Stmts(), n, func(s *program.Stmt) bool { return s.Defer })
	if s == nil {
		return false
	}
	s.Defer = false
	return true
}

func plainCond(p *program.Program, n int) bool {
	s := nth(p.Stmts(), n, func(s *program.Stmt) bool {
		return (s.Op == program.If || s.Op == program.Set || s.Op == program.Return) && s.Cond.Kind == program.Flag
	})
	if s == nil {
		return false
	}
	s.Cond = program.Cond{Kind: program.Unknown}
	return true
}
