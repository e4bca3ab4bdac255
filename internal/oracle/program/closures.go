package program

import "slices"

// Ends reports whether control never leaves the block at its end.
func (b Block) Ends() bool { return len(b) > 0 && b[len(b)-1].Ends() }

// Ends reports whether control never passes from the statement to the next.
func (s *Stmt) Ends() bool {
	switch s.Op {
	case Break, Continue, Return:
		return true
	case Loop:
		return s.Cond == Cond{Kind: Always} && !s.Then.breaks()
	}
	return s.Branches() && s.Then.Ends() && s.Else.Ends()
}

// breaks reports whether the loop that a block is in may be left by a Break.
func (b Block) breaks() bool {
	for i := range b {
		if s := &b[i]; s.Op == Break || s.Branches() && (s.Then.breaks() || s.Else.breaks()) {
			return true
		}
	}
	return false
}

// Conds are the conditions that a statement of f looks at.
func (f *Func) Conds(s *Stmt) []Cond {
	switch {
	case s.Calls():
		return s.Call.Flags
	case s.Op == Set, s.Op == If, s.Op == Loop, s.Op == Assign, s.Op == Return && f.Reports:
		return []Cond{s.Cond}
	}
	return nil
}

// Closures tells which functions are closures in main: the literals that name a
// captured object, or call such a function.
func (p *Program) Closures() []bool {
	closure := make([]bool, len(p.Funcs))
	for changed := true; changed; {
		changed = false
		for i := range p.Funcs {
			if !closure[i] && p.Funcs[i].Style == Literal && p.namesLocal(&p.Funcs[i], closure) {
				closure[i], changed = true, true
			}
		}
	}
	return closure
}

// namesLocal reports whether f names what only main can name.
func (p *Program) namesLocal(f *Func, closure []bool) bool {
	captured := func(r Ref) bool { return !r.Param && p.Objects[r.Index].Captured }
	for s := range f.Stmts() {
		for l := range s.Names {
			if captured(l.Ref) {
				return true
			}
		}
		for c := range s.EachCall {
			if closure[c.Func] || slices.ContainsFunc(c.Args, captured) {
				return true
			}
		}
	}
	return false
}
