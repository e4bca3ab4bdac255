package render

import "github.com/lockorder/lockorder/internal/oracle/program"

// A plan is what has to be known of a whole program before it is written.
type plan struct {
	library  bool   // something is declared in package lib
	closure  []bool // functions that are local to main
	reached  []bool // functions that may run
	exported []bool // functions that main calls, of lib
	late     []bool // functions whose variable is declared before it is set, since they lead back to themselves
}

func newPlan(p *program.Program) *plan {
	n := len(p.Funcs)
	pl := &plan{closure: p.Closures(), reached: make([]bool, n), exported: make([]bool, n), late: make([]bool, n)}
	for _, t := range p.Types {
		pl.library = pl.library || t.Library && !t.Bare
	}
	for _, o := range p.Objects {
		pl.library = pl.library || p.Types[o.Type].Library && !o.Captured
	}
	for _, r := range p.Roots {
		for c := range r.Call.All {
			pl.exported[c.Func] = true
			mark(p, c.Func, pl.reached)
		}
	}
	for i := range p.Funcs {
		f := &p.Funcs[i]
		pl.library = pl.library || f.Library
		for s := range f.Stmts() {
			for c := range s.EachCall {
				pl.exported[c.Func] = pl.exported[c.Func] || !f.Library
			}
		}
	}
	for i := range p.Funcs {
		pl.late[i] = leadsBack(p, i)
	}
	return pl
}

// mark marks a function and all that it calls, directly or not.
func mark(p *program.Program, i int, marked []bool) {
	if marked[i] {
		return
	}
	marked[i] = true
	for s := range p.Funcs[i].Stmts() {
		for c := range s.EachCall {
			mark(p, c.Func, marked)
		}
	}
}

// leadsBack reports whether a function that is kept in a variable calls itself,
// so that the variable cannot be initialized with it: Go forbids such a cycle.
// All fields are in one variable.
func leadsBack(p *program.Program, i int) bool {
	f := &p.Funcs[i]
	if f.Style != program.Literal && f.Style != program.Field {
		return false
	}
	called := make([]bool, len(p.Funcs))
	for s := range f.Stmts() {
		for c := range s.EachCall {
			mark(p, c.Func, called)
		}
	}
	if called[i] {
		return true
	}
	for k := range p.Funcs {
		if g := &p.Funcs[k]; called[k] && f.Style == program.Field && g.Style == program.Field && g.Library == f.Library {
			return true
		}
	}
	return false
}
