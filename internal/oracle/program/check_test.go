package program

import "testing"

// valid is a program that has what the tests below break.
func valid() *Program {
	param := Lock{Ref: Ref{Param: true}}
	return &Program{
		Types:   []Type{{Locks: []Kind{Mutex, Once}}, {Locks: []Kind{Mutex}, Library: true}},
		Objects: []Object{{}, {Captured: true}},
		Funcs: []Func{{
			Params: []int{0}, Flags: 1,
			Body: Block{
				{Op: Acquire, Lock: param},
				{Op: If, Cond: Cond{Kind: Flag}, Then: Block{{Op: Unlock, Lock: param}, {Op: Return}}},
				{Op: Unlock, Lock: param, Defer: true},
			},
		}},
		Roots: []Root{{Call: Call{Args: []Ref{{Index: 1}}, Flags: []Cond{{}}}}, {Call: Call{Args: []Ref{{}}, Flags: []Cond{{}}}, Main: true}},
	}
}

func TestCheck(t *testing.T) {
	if err := valid().Check(); err != nil {
		t.Fatal(err)
	}
	always := []Cond{{Kind: Always}}
	for name, spoil := range map[string]func(*Program, *Func){
		"bare struct":            func(p *Program, _ *Func) { p.Types[0].Bare = true },
		"type":                   func(p *Program, _ *Func) { p.Objects[0].Type = 2 },
		"parameter":              func(_ *Program, f *Func) { f.Body[0].Lock.Index = 1 },
		"field":                  func(_ *Program, f *Func) { f.Body[0].Lock.Field = 2 },
		"Once locked":            func(_ *Program, f *Func) { f.Body[0].Lock.Field = 1 },
		"Mutex read":             func(_ *Program, f *Func) { f.Body[0].Op = AcquireRead },
		"deferred Lock":          func(_ *Program, f *Func) { f.Body[0].Defer = true },
		"flag":                   func(_ *Program, f *Func) { f.Body[1].Cond.Index = 1 },
		"set flag":               func(_ *Program, f *Func) { f.Body[0] = Stmt{Op: Set, Local: 1} },
		"unreachable":            func(_ *Program, f *Func) { f.Body[1].Else = Block{{Op: Return}} },
		"break":                  func(_ *Program, f *Func) { f.Body[0] = Stmt{Op: Break} },
		"block of no use":        func(_ *Program, f *Func) { f.Body[0].Then = Block{{Op: Return}} },
		"captured by a function": func(_ *Program, f *Func) { f.Body[0].Lock.Ref = Ref{Index: 1} },
		"method of nothing":      func(_ *Program, f *Func) { f.Params, f.Style = nil, Method },
		"library names main":     func(_ *Program, f *Func) { f.Library = true },
		"method elsewhere":       func(_ *Program, f *Func) { f.Params[0], f.Style = 1, Method },
		"func":                   func(p *Program, _ *Func) { p.Roots[0].Call.Func = 1 },
		"arguments":              func(p *Program, _ *Func) { p.Roots[0].Call.Args = nil },
		"flag arguments":         func(p *Program, _ *Func) { p.Roots[0].Call.Flags = nil },
		"root with a flag":       func(p *Program, _ *Func) { p.Roots[0].Call.Flags[0].Kind = Flag },
		"main twice":             func(p *Program, _ *Func) { p.Roots[0].Main = true },
		"many mains":             func(p *Program, _ *Func) { p.Roots[1].Many = true },
		"no guard": func(_ *Program, f *Func) {
			f.Body[0] = Stmt{Op: TakeGuard, Call: Call{Args: []Ref{{Param: true}}, Flags: always}}
		},
		"no report": func(_ *Program, f *Func) {
			f.Body[0] = Stmt{Op: Ask, Call: Call{Args: []Ref{{Param: true}}, Flags: always}}
		},
		"flag in a guard": func(_ *Program, f *Func) { f.Release = Block{{Op: Set}} },
		"closure unknown": func(p *Program, f *Func) {
			p.Funcs = append(p.Funcs, Func{Style: Literal, Body: Block{{Op: Acquire, Lock: Lock{Ref: Ref{Index: 1}}}}})
			f.Body[0] = Stmt{Op: Invoke, Call: Call{Func: 1}}
		},
	} {
		p := valid()
		spoil(p, &p.Funcs[0])
		if p.Check() == nil {
			t.Errorf("%s: not found", name)
		}
	}
}

func TestFeatures(t *testing.T) {
	p := valid()
	want := []string{"flow: branch by flag", "flow: early return", "func: flag parameter", "goroutine: main",
		"call: other objects", "lock: Once", "lock: deferred unlock", "lock: several in a struct", "object: captured", "object: two of a type", "package: library"}
	got := make(map[string]bool)
	for _, name := range Features(p) {
		got[name] = true
	}
	for _, name := range want {
		if !got[name] {
			t.Errorf("%s is not found in %v", name, Features(p))
		}
	}
	if len(got) != len(want) {
		t.Errorf("found %v, want %v", Features(p), want)
	}
}
