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

// waiting is a program with what the tests below break.
func waiting() *Program {
	field := func(i int) Lock { return Lock{Field: i} }
	stop := Block{{Op: Return}}
	return &Program{
		Types:   []Type{{Locks: []Kind{Mutex, WaitGroup, Chan, Chan1, CondVar, Bool}}},
		Objects: []Object{{}},
		Funcs: []Func{
			{Locals: 1, Body: Block{
				{Op: Add, Lock: field(1), Local: 1},
				{Op: Go, Call: Call{Func: 1}},
				{Op: TrySend, Lock: field(3)},
				{Op: Loop, Cond: Cond{Kind: Shared, Lock: field(5), Not: true}, Then: Block{{Op: CondWait, Lock: field(4)}}},
				{Op: Assign, Lock: field(5), Cond: Cond{Kind: Always}},
				{Op: Loop, Cond: Cond{Kind: Always}, Then: Block{{Op: SelectReceive, Lock: field(2), Quit: field(3), Else: stop}}},
			}},
			{Flags: 0, Body: Block{{Op: Done, Lock: field(1), Defer: true}, {Op: Range, Lock: field(2)}}},
		},
		Roots: []Root{{}},
	}
}

func TestCheckWaits(t *testing.T) {
	if err := waiting().Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Program, Block){
		"bare condition":              func(p *Program, _ Block) { p.Types = append(p.Types, Type{Locks: []Kind{CondVar}, Bare: true}) },
		"condition of no lock":        func(p *Program, _ Block) { p.Types[0].Locks[0] = RWMutex },
		"embedded channel":            func(p *Program, _ Block) { p.Types = append(p.Types, Type{Locks: []Kind{Chan}, Embedded: true}) },
		"adds nothing":                func(_ *Program, b Block) { b[0].Local = 0 },
		"adds to a channel":           func(_ *Program, b Block) { b[0].Lock.Field = 2 },
		"sends to a WaitGroup":        func(_ *Program, b Block) { b[2].Lock.Field = 1 },
		"sets what is not shared":     func(_ *Program, b Block) { b[4].Lock.Field = 4 },
		"sets what is not known":      func(_ *Program, b Block) { b[4].Cond.Kind = Unknown },
		"tests a channel":             func(_ *Program, b Block) { b[3].Cond.Lock.Field = 2 },
		"sets a flag by a shared":     func(_ *Program, b Block) { b[4] = Stmt{Op: Set, Cond: b[3].Cond} },
		"no other channel":            func(_ *Program, b Block) { b[5].Then[0].Quit.Field = 0 },
		"break in a select":           func(_ *Program, b Block) { b[5].Then[0].Else[0].Op = Break },
		"after a loop for ever":       func(p *Program, b Block) { p.Funcs[0].Body = append(b, b[0]) },
		"deferred wait":               func(_ *Program, b Block) { b[0] = Stmt{Op: Wait, Lock: Lock{Field: 1}, Defer: true} },
		"calls what it does not take": func(_ *Program, b Block) { b[0] = Stmt{Op: Taken} },
		"passes what is not taken":    func(_ *Program, b Block) { b[1].Call.Passed = &Call{Func: 1} },
		"passes nothing":              func(p *Program, _ Block) { p.Funcs[1].Takes = true },
		"passes what takes something": func(p *Program, b Block) {
			p.Funcs[1].Takes = true
			b[1].Call.Passed = &Call{Func: 1, Passed: &Call{}}
		},
		"range with an else": func(p *Program, _ Block) { p.Funcs[1].Body[1].Else = Block{{Op: Return}} },
		"flag of a started closure": func(p *Program, b Block) {
			p.Funcs[1].Flags = 1
			b[1].Call.Flags, b[1].Call.Via = []Cond{{Kind: Flag}}, Wrapped
		},
	} {
		p := waiting()
		spoil(p, p.Funcs[0].Body)
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
