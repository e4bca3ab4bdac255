package program

import "slices"

// WaitFeatureNames are what Features knows of waits, sorted.
func WaitFeatureNames() []string {
	var names []string
	for _, f := range waitFeatures {
		names = append(names, f.name)
	}
	slices.Sort(names)
	return names
}

var waitFeatures = []struct {
	name string
	is   func(*Program, *Stmt) bool
}{
	{"wait: WaitGroup", ops(Wait)},
	{"wait: WaitGroup.Go", ops(GoIn)},
	{"wait: receive", ops(Receive)},
	{"wait: send", ops(Send)},
	{"wait: range", ops(Range)},
	{"wait: select", ops(SelectSend, SelectReceive)},
	{"wait: default", ops(TrySend, TryReceive)},
	{"wait: close", ops(Close)},
	{"wait: Cond", ops(CondWait)},
	{"wait: flag", func(_ *Program, s *Stmt) bool {
		return s.Op == Loop && s.Cond.Kind == Shared && len(s.Then) > 0 && s.Then[0].Op != CondWait
	}},
	{"wait: loop for ever", func(_ *Program, s *Stmt) bool { return s.Op == Loop && s.Cond.Kind == Always }},
	{"wait: deferred", func(_ *Program, s *Stmt) bool { return s.Defer && s.Op >= Go }},
	{"wait: by parameter", func(_ *Program, s *Stmt) bool { return s.Op >= GoIn && s.Lock.Param }},
	{"wait: buffered channel", func(p *Program, _ *Stmt) bool { return p.hasLock(Chan1) || p.hasLock(Chan2) }},
	{"wait: variable", func(p *Program, _ *Stmt) bool {
		return slices.ContainsFunc(p.Types, func(t Type) bool { return t.Bare && t.Locks[0].Waits() })
	}},
	{"wait: beside a lock", func(p *Program, _ *Stmt) bool {
		return slices.ContainsFunc(p.Types, func(t Type) bool { return !t.Locks[0].Waits() && slices.ContainsFunc(t.Locks, Kind.Waits) })
	}},
	{"wait: served around a function passed", ops(Taken)},
	{"go: statement", ops(Go)},
	{"go: closure", func(_ *Program, s *Stmt) bool { return s.Op == Go && s.Call.Via == Wrapped }},
	{"go: in a function that is passed one", func(_ *Program, s *Stmt) bool { return s.Op == Go && s.Call.Via == Callback }},
}

func ops(list ...Op) func(*Program, *Stmt) bool {
	return func(_ *Program, s *Stmt) bool { return slices.Contains(list, s.Op) }
}
