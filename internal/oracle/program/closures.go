package program

// Ends reports whether control never leaves the block at its end.
func (b Block) Ends() bool { return len(b) > 0 && b[len(b)-1].Ends() }

// Ends reports whether control never passes from the statement to the next.
func (s *Stmt) Ends() bool {
	switch s.Op {
	case Break, Continue, Return:
		return true
	case If, Try, TryRead:
		return s.Then.Ends() && s.Else.Ends()
	}
	return false
}

// Conds are the conditions that a statement of f looks at.
func (f *Func) Conds(s *Stmt) []Cond {
	switch {
	case s.Calls():
		return s.Call.Flags
	case s.Op == Set, s.Op == If, s.Op == Return && f.Reports:
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
		if s.Locks() && captured(s.Lock.Ref) {
			return true
		}
		if !s.Calls() {
			continue
		}
		if closure[s.Call.Func] {
			return true
		}
		for _, r := range s.Call.Args {
			if captured(r) {
				return true
			}
		}
	}
	return false
}
