package program

import "slices"

// DropUnused removes the functions that no goroutine gets to, then the objects
// that nobody names, then the types of which there is nothing.
func (p *Program) DropUnused() {
	keep(&p.Funcs, p.reached(), func(to []int) {
		for c := range p.Calls {
			c.Func = to[c.Func]
		}
	})
	used := make([]bool, len(p.Objects))
	for r := range p.globals {
		used[r.Index] = true
	}
	keep(&p.Objects, used, func(to []int) {
		for r := range p.globals {
			r.Index = to[r.Index]
		}
	})
	types := make([]bool, len(p.Types))
	for t := range p.typed {
		types[*t] = true
	}
	keep(&p.Types, types, func(to []int) {
		for t := range p.typed {
			*t = to[*t]
		}
	})
}

// keep drops the elements that are not wanted, and says where the others went.
func keep[T any](list *[]T, wanted []bool, renumber func(to []int)) {
	to, n := make([]int, len(*list)), 0
	for i, w := range wanted {
		to[i] = n
		if w {
			(*list)[n] = (*list)[i]
			n++
		}
	}
	*list = slices.Delete(*list, n, len(*list))
	renumber(to)
}

// reached tells which functions some goroutine may get to.
func (p *Program) reached() []bool {
	reached := make([]bool, len(p.Funcs))
	var visit func(i int)
	visit = func(i int) {
		if reached[i] {
			return
		}
		reached[i] = true
		for s := range p.Funcs[i].Stmts() {
			for c := range s.EachCall {
				visit(c.Func)
			}
		}
	}
	for _, r := range p.Roots {
		for c := range r.Call.All {
			visit(c.Func)
		}
	}
	return reached
}

// Calls yields all calls, so that they can be changed.
func (p *Program) Calls(yield func(*Call) bool) {
	for i := range p.Roots {
		for c := range p.Roots[i].Call.All {
			if !yield(c) {
				return
			}
		}
	}
	for s := range p.Stmts() {
		for c := range s.EachCall {
			if !yield(c) {
				return
			}
		}
	}
}

// globals yields what names an object of the program.
func (p *Program) globals(yield func(*Ref) bool) {
	for s := range p.Stmts() {
		for l := range s.Names {
			if !l.Param && !yield(&l.Ref) {
				return
			}
		}
	}
	for c := range p.Calls {
		for i := range c.Args {
			if r := &c.Args[i]; !r.Param && !yield(r) {
				return
			}
		}
	}
}

// typed yields what names a type.
func (p *Program) typed(yield func(*int) bool) {
	for i := range p.Objects {
		if !yield(&p.Objects[i].Type) {
			return
		}
	}
	for _, f := range p.Funcs {
		for i := range f.Params {
			if !yield(&f.Params[i]) {
				return
			}
		}
	}
}

// Uses reports whether a function names one of its parameters.
func (f *Func) Uses(param int) bool {
	for r := range f.refs {
		if r.Param && r.Index == param {
			return true
		}
	}
	return false
}

// DropParam removes a parameter that its function does not use.
func (p *Program) DropParam(fn, param int) {
	f := &p.Funcs[fn]
	f.Params = slices.Delete(f.Params, param, param+1)
	for r := range f.refs {
		if r.Param && r.Index > param {
			r.Index--
		}
	}
	for c := range p.Calls {
		if c.Func == fn {
			c.Args = slices.Delete(c.Args, param, param+1)
		}
	}
}

// refs yields what names an object in a function.
func (f *Func) refs(yield func(*Ref) bool) {
	for s := range f.Stmts() {
		for l := range s.Names {
			if !yield(&l.Ref) {
				return
			}
		}
		for c := range s.EachCall {
			for i := range c.Args {
				if !yield(&c.Args[i]) {
					return
				}
			}
		}
	}
}
