package program

import "slices"

// Features names the constructs that a program uses, so that what is found can
// be counted by construct.
func Features(p *Program) []string {
	found := make(map[string]bool)
	for _, f := range programFeatures {
		found[f.name] = f.is(p)
	}
	for i := range p.Funcs {
		f := &p.Funcs[i]
		for _, x := range funcFeatures {
			found[x.name] = found[x.name] || x.is(p, f)
		}
		for s := range f.Stmts() {
			for _, x := range stmtFeatures {
				found[x.name] = found[x.name] || x.is(f, s)
			}
		}
	}
	var names []string
	for s := range p.Stmts() {
		for _, x := range waitFeatures {
			found[x.name] = found[x.name] || x.is(p, s)
		}
	}
	for _, name := range append(FeatureNames(), WaitFeatureNames()...) {
		if found[name] {
			names = append(names, name)
		}
	}
	return names
}

// FeatureNames are all that Features knows of locks, sorted.
func FeatureNames() []string {
	var names []string
	for _, f := range programFeatures {
		names = append(names, f.name)
	}
	for _, f := range funcFeatures {
		names = append(names, f.name)
	}
	for _, f := range stmtFeatures {
		names = append(names, f.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var programFeatures = []struct {
	name string
	is   func(*Program) bool
}{
	{"lock: RWMutex", func(p *Program) bool { return p.hasLock(RWMutex) }},
	{"lock: Once", func(p *Program) bool { return p.hasLock(Once) }},
	{"lock: bare", func(p *Program) bool { return slices.ContainsFunc(p.Types, func(t Type) bool { return t.Bare }) }},
	{"lock: embedded", func(p *Program) bool { return slices.ContainsFunc(p.Types, func(t Type) bool { return t.Embedded }) }},
	{"lock: several in a struct", func(p *Program) bool {
		return slices.ContainsFunc(p.Types, func(t Type) bool { return len(t.Locks) > 1 })
	}},
	{"object: captured", func(p *Program) bool {
		return slices.ContainsFunc(p.Objects, func(o Object) bool { return o.Captured })
	}},
	{"object: two of a type", (*Program).twoOfAType},
	{"package: library", func(p *Program) bool { return slices.ContainsFunc(p.Types, func(t Type) bool { return t.Library }) }},
	{"goroutine: many", func(p *Program) bool { return slices.ContainsFunc(p.Roots, func(r Root) bool { return r.Many }) }},
	{"goroutine: main", func(p *Program) bool { return slices.ContainsFunc(p.Roots, func(r Root) bool { return r.Main }) }},
	{"goroutine: more than two", func(p *Program) bool { return len(p.Roots) > 2 }},
	{"call: other objects", (*Program).otherObjects},
}

func (p *Program) hasLock(k Kind) bool {
	return slices.ContainsFunc(p.Types, func(t Type) bool { return slices.Contains(t.Locks, k) })
}

func (p *Program) twoOfAType() bool {
	for i, o := range p.Objects {
		if slices.ContainsFunc(p.Objects[:i], func(x Object) bool { return x.Type == o.Type }) {
			return true
		}
	}
	return false
}

// otherObjects reports whether some function is called with different objects.
func (p *Program) otherObjects() bool {
	args := make(map[int][]Ref)
	for c := range p.Calls {
		if slices.ContainsFunc(c.Args, func(r Ref) bool { return r.Param }) {
			continue
		}
		if first, seen := args[c.Func]; seen && !slices.Equal(first, c.Args) {
			return true
		}
		args[c.Func] = c.Args
	}
	return false
}

var funcFeatures = []struct {
	name string
	is   func(*Program, *Func) bool
}{
	{"func: method", func(_ *Program, f *Func) bool { return f.Style == Method }},
	{"func: literal", func(_ *Program, f *Func) bool { return f.Style == Literal }},
	{"func: field", func(_ *Program, f *Func) bool { return f.Style == Field }},
	{"func: interface", func(_ *Program, f *Func) bool { return f.Style == Interface }},
	{"func: generic", func(_ *Program, f *Func) bool { return f.Style == Generic }},
	{"func: recursive", (*Program).recursive},
	{"func: flag parameter", func(_ *Program, f *Func) bool { return f.Flags > 0 }},
	{"func: reports", func(_ *Program, f *Func) bool { return f.Reports }},
	{"func: guard", func(_ *Program, f *Func) bool { return f.Release != nil }},
	{"func: leaves a lock held", func(_ *Program, f *Func) bool {
		return f.unpaired(Acquire, Unlock) || f.unpaired(AcquireRead, UnlockRead)
	}},
	{"func: unlocks for its caller", func(_ *Program, f *Func) bool {
		return f.unpaired(Unlock, Acquire) || f.unpaired(UnlockRead, AcquireRead)
	}},
	{"func: gives up a lock for a while", (*Program).givesUp},
}

func (p *Program) recursive(f *Func) bool {
	seen := make([]bool, len(p.Funcs))
	var leads func(g *Func) bool
	leads = func(g *Func) bool {
		for s := range g.Stmts() {
			for c := range s.EachCall {
				if next := &p.Funcs[c.Func]; next == f {
					return true
				} else if !seen[c.Func] {
					seen[c.Func] = true
					if leads(next) {
						return true
					}
				}
			}
		}
		return false
	}
	return leads(f)
}

// does reports whether a function does something to a lock, outside of the guard
// that it returns.
func (f *Func) does(op Op, l Lock) bool {
	for s := range (&Func{Body: f.Body}).Stmts() {
		if s.Op == op && s.Lock == l {
			return true
		}
	}
	return false
}

// unpaired reports whether a function does the one to some lock, but never the
// other.
func (f *Func) unpaired(op, other Op) bool {
	for s := range (&Func{Body: f.Body}).Stmts() {
		if s.Op == op && !f.does(other, s.Lock) {
			return true
		}
	}
	return false
}

// givesUp reports whether a function gives up some lock before it takes it.
func (p *Program) givesUp(f *Func) bool {
	taken := make(map[Lock]bool)
	for s := range f.Stmts() {
		switch s.Op {
		case Acquire, AcquireRead, Try, TryRead:
			taken[s.Lock] = true
		case Unlock, UnlockRead:
			takes := Acquire
			if s.Op == UnlockRead {
				takes = AcquireRead
			}
			if !taken[s.Lock] && f.does(takes, s.Lock) {
				return true
			}
		}
	}
	return false
}

var stmtFeatures = []struct {
	name string
	is   func(*Func, *Stmt) bool
}{
	{"lock: read", op(AcquireRead)},
	{"lock: try", op(Try, TryRead)},
	{"lock: by Once", op(Do)},
	{"lock: deferred unlock", func(_ *Func, s *Stmt) bool { return s.Defer && (s.Op == Unlock || s.Op == UnlockRead) }},
	{"call: deferred", func(_ *Func, s *Stmt) bool { return s.Defer && s.Op == Invoke }},
	{"call: deferred guard", func(_ *Func, s *Stmt) bool { return s.Defer && s.Op == DropGuard }},
	{"call: in a closure", via(Wrapped)},
	{"call: by a variable", via(Value)},
	{"call: passed to a function", via(Callback)},
	{"call: flag passed on", passesFlag},
	{"flow: asks", op(Ask)},
	{"flow: branch", func(_ *Func, s *Stmt) bool { return s.Op == If && s.Cond.Kind != Flag }},
	{"flow: branch by flag", func(_ *Func, s *Stmt) bool { return s.Op == If && s.Cond.Kind == Flag }},
	{"flow: loop", op(Loop)},
	{"flow: break, continue", op(Break, Continue)},
	{"flow: early return", func(_ *Func, s *Stmt) bool { return s.Then.returns() || s.Else.returns() }},
}

func (b Block) returns() bool { return len(b) > 0 && b[len(b)-1].Op == Return }

func op(ops ...Op) func(*Func, *Stmt) bool {
	return func(_ *Func, s *Stmt) bool { return slices.Contains(ops, s.Op) }
}

func via(v Via) func(*Func, *Stmt) bool {
	return func(_ *Func, s *Stmt) bool { return s.Calls() && s.Call.Via == v }
}

// passesFlag reports whether a parameter is what a called function is told.
func passesFlag(f *Func, s *Stmt) bool {
	return s.Calls() && slices.ContainsFunc(s.Call.Flags, func(c Cond) bool { return c.Kind == Flag && c.Index < f.Flags })
}

// Unbalanced reports whether a function may leave something held, or give up
// what its caller holds: by its own statements, as far as they show.
func (f *Func) Unbalanced() bool {
	return f.Release != nil || f.Reports ||
		f.unpaired(Acquire, Unlock) || f.unpaired(AcquireRead, UnlockRead) || f.unpaired(Unlock, Acquire) || f.unpaired(UnlockRead, AcquireRead)
}
