package summary

import (
	"go/types"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

func TestHoldableIsWhatAnImporterCanHold(t *testing.T) {
	const types = "type U struct { Mu, mu sync.Mutex; Open [2]sync.Mutex; sync.RWMutex }\nvar Shared, shared sync.Mutex\n"
	for _, tt := range []struct {
		name, src string
		want      []identity.Class
	}{
		{"an exported field", "func f(u *U) { u.Mu.Lock(); u.Mu.Unlock() }", []identity.Class{"p.U.Mu"}},
		{"another field", "func F(u *U) { u.mu.Lock(); u.mu.Unlock() }", nil},
		{"an embedded lock", "func F(u *U) { u.Lock(); u.Unlock() }", []identity.Class{"p.U.RWMutex"}},
		{"elements of an exported field", "func F(u *U) { u.Open[1].Lock(); u.Open[1].Unlock() }", []identity.Class{"p.U.Open[]"}},
		{"exported variables", "func F() { Shared.Lock(); shared.Lock(); shared.Unlock(); Shared.Unlock() }", []identity.Class{"p.Shared"}},
		{"left held by an exported function", "func F(u *U) { u.mu.Lock() }", []identity.Class{"p.U.mu"}},
		{"left held by another function", "func f(u *U) { u.mu.Lock() }; func F(u *U) { f(u); u.mu.Unlock() }", nil},
		{"left held by a function below an exported one", "func f(u *U) { u.mu.Lock() }; func F(u *U) { f(u) }", []identity.Class{"p.U.mu"}},
		{"held when an exported function calls back", "func F(u *U, f func()) { u.mu.Lock(); f(); u.mu.Unlock() }", []identity.Class{"p.U.mu"}},
		{"left held by a function that an exported one returns", "func F(u *U) func() { return func() { u.mu.Lock() } }", []identity.Class{"p.U.mu"}},
		{"left held by a function that another one returns", "func f(u *U) func() { return func() { u.mu.Lock() } }", nil},
		{"held when a function calls back that an exported one returns", "func F(u *U) func(func()) { return func(g func()) { u.mu.Lock(); g(); u.mu.Unlock() } }", []identity.Class{"p.U.mu"}},
		{"what others supply, called by methods", "type V struct { W W }; type W interface { Do(); Go() }; func (v *V) F() { v.W.Do(); v.W.Go() }", []identity.Class{"p.V?call"}},
		{"held when another function calls back", "func f(u *U, f func()) { u.mu.Lock(); f(); u.mu.Unlock() }; func F(u *U) { f(u, func() {}) }", nil},
	} {
		want := make(map[identity.Class]bool)
		for _, c := range tt.want {
			want[c] = true
		}
		if diff := cmp.Diff(want, analyze(t, types+tt.src).Holdable()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestPruneKeepsWhatACycleCanGoOnFrom has locks that an importer can make a cycle
// of only if their class is among the extensible ones, p.U.Mu.
func TestPruneKeepsWhatACycleCanGoOnFrom(t *testing.T) {
	const types = "type U struct { Mu, mu sync.Mutex; lent *sync.Mutex; locker sync.Locker; many []sync.Mutex }\nvar lent *sync.Mutex\n"
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"an extensible class", "func F(u *U) { u.Mu.Lock(); u.Mu.Unlock() }", []string{"p.U.Mu"}},
		{"another class", "func F(u *U) { u.mu.Lock(); u.mu.Unlock() }", nil},
		{"an extensible class, if only that is known", "func f() *U\nfunc F() { u := f(); u.Mu.Lock(); u.Mu.Unlock() }", []string{"p.U.Mu"}},
		{"another class, if only that is known", "func f() *U\nfunc F() { u := f(); u.mu.Lock(); u.mu.Unlock() }", nil},
		{"another class, of a variable", "func F() { global.Lock(); global.Unlock() }", nil},
		{"a lock that the caller passes", "func F(mu *sync.Mutex) { mu.Lock(); mu.Unlock() }", []string{"p.F.mu"}},
		{"a lock that a caller has put in a field", "func F(u *U) { u.lent.Lock(); u.lent.Unlock() }", []string{"p.U.lent"}},
		{"a Locker that a caller has put in a field", "func F(u *U) { u.locker.Lock(); u.locker.Unlock() }", []string{"p.U.locker"}},
		{"one of those that a caller has put in a field", "func F(u *U) { u.many[1].Lock(); u.many[1].Unlock() }", []string{"p.U.many[]"}},
		{"a lock that a variable points to", "func F() { lent.Lock(); lent.Unlock() }", nil},
		{"a function that is returned", "func F(u *U) func() { return func() { u.Mu.Lock(); u.mu.Lock(); u.mu.Unlock(); u.Mu.Unlock() } }", []string{"p.U.Mu"}},
	} {
		p := analyze(t, types+tt.src)
		s := p.throughFact(t, p.of(t, "F"), map[identity.Class]bool{"p.U.Mu": true})
		acquires := s.Acquires
		for _, r := range s.Results {
			acquires = append(acquires, r.Funcs[0].Fn.(*model.Foreign).Summary.Acquires...)
		}
		var got []string
		for _, a := range acquires {
			got = append(got, string(a.Lock.Class))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestPruneKeepsCallsOfWhatOthersSupply(t *testing.T) {
	s := &model.Summary{Acquires: []model.Acquire{{Lock: identity.Lock{Class: "call p.U.f", Kind: identity.Call}}, {Lock: identity.Lock{Class: "p.U.mu"}}}}
	if got := Prune(s, map[identity.Class]bool{}); len(got.Acquires) != 1 || got.Acquires[0].Lock.Kind != identity.Call {
		t.Errorf("left: %v", got.Acquires)
	}
	if len(s.Acquires) != 2 || Prune(s, nil) != s {
		t.Error("the summary itself is changed")
	}
}

func TestFactTellsOfMethodsThatCanBeNamed(t *testing.T) {
	const lock = "(x *inner) Do() { x.mu.Lock(); x.mu.Unlock() }\ntype inner struct { mu sync.Mutex }\n"
	for _, tt := range []struct {
		name, src string
		want      bool
	}{
		{"of a type that nothing exported comes with", "func F() { new(inner).Do() }", false},
		{"as an interface only", "func F() interface{ Do() } { return new(inner) }", false},
		{"of a type behind an unexported field", "type U struct { x inner }", false},
		{"returned", "func F() *inner { return nil }", true},
		{"passed to a callback", "func F(f func([]*inner)) {}", true},
		{"embedded", "type U struct { inner }", true},
		{"in an exported field", "type U struct { X map[int]inner }", true},
		{"under another name", "type U = inner", true},
		{"in a variable", "var X chan *inner", true},
		{"by way of an unexported type", "type mid struct { X *inner }; func (mid) Get() *inner { return nil }; func F() mid { return mid{} }", true},
	} {
		p := analyze(t, "func "+lock+tt.src)
		method := p.pkg.Pkg.Scope().Lookup("inner").Type().(*types.Named).Method(0)
		if got := p.Exports(method); got != tt.want {
			t.Errorf("%s: exported %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestWaitsAreOfFunctionsThatCanBeNamed(t *testing.T) {
	const src = "type C struct { ch chan int }; type c struct { ch chan int }; func (x *C) Get() int { return <-x.ch }; func (x *c) Get() int { return <-x.ch }"
	if diff := cmp.Diff(map[identity.Class]bool{"p.C.ch?receive": true}, analyze(t, src).Waitable()); diff != "" {
		t.Errorf("waits that an importer comes to (-want +got):\n%s", diff)
	}
}

func TestChainsArePackedAsDifferences(t *testing.T) {
	w := newStepWriter()
	for _, names := range [][]string{{"a", "b", "c"}, {"d", "b", "c"}, {"c"}, {"e"}} {
		var steps []identity.Step
		for _, name := range names {
			steps = append(steps, identity.Step{Func: name})
		}
		w.add(identity.Chain(steps))
	}
	if diff := cmp.Diff(w.chains, unpackChains(w.packed())); diff != "" || len(w.chains) != 5 {
		t.Errorf("chains (-want +got):\n%s", diff)
	}
}

// TestPruneKeepsWaitsThatImportersCanKeepUp has one wait, of class w, in a select with
// another case; importers can make a cycle of w and of v.
func TestPruneKeepsWaitsThatImportersCanKeepUp(t *testing.T) {
	receive := func(class identity.Class, p identity.Path) identity.Lock {
		return identity.Lock{Class: class, Path: p, Kind: identity.Receive}
	}
	passed := identity.Path{Root: identity.Root{Kind: identity.Param, Index: 1}}
	extensible := map[identity.Class]bool{receive("w", identity.Path{}).Node(): true, receive("v", identity.Path{}).Node(): true}
	for _, tt := range []struct {
		name  string
		waits identity.Lock
		cases []identity.Lock
		want  bool
	}{
		{"alone", receive("w", identity.Path{}), nil, true},
		{"of which nobody is told", receive("x", identity.Path{}), nil, false},
		{"or for another", receive("w", identity.Path{}), []identity.Lock{receive("v", identity.Path{})}, true},
		{"or for what nobody is told of", receive("w", identity.Path{}), []identity.Lock{receive("x", identity.Path{})}, false},
		{"or for what the caller passes", receive("w", identity.Path{}), []identity.Lock{receive("p.F.c", passed)}, true},
		{"or for the end of a context that has none", receive("w", identity.Path{}), []identity.Lock{receive(identity.Never, identity.Path{})}, true},
		{"for the end of a context that has none", receive(identity.Never, passed), nil, false},
	} {
		s := &model.Summary{
			Acquires:    []model.Acquire{{Lock: tt.waits, Cases: tt.cases}},
			Completions: []model.Completion{{Of: receive("v", identity.Path{}), Needs: []model.Need{{Lock: tt.waits, Cases: tt.cases}}}},
		}
		got := Prune(s, extensible)
		if left := len(got.Acquires) == 1; left != tt.want {
			t.Errorf("%s: left %v", tt.name, left)
		}
		if len(got.Completions) != 1 || len(got.Completions[0].Needs) == 1 != tt.want {
			t.Errorf("%s, before a completion: %+v", tt.name, got.Completions)
		}
	}
}

func TestFactTellsNothingOfWhatTheModelKnows(t *testing.T) {
	p := analyze(t, "type U struct { Mu sync.Mutex }\nfunc (u *U) F() { u.Mu.Lock(); u.Mu.Unlock() }")
	method := p.pkg.Pkg.Scope().Lookup("U").Type().(*types.Named).Method(0)
	if !p.Exports(method) {
		t.Error("F is not exported")
	}
	p.names[method] = "(*io.PipeReader).Read"
	if p.Exports(method) {
		t.Error("exported, though applied by name")
	}
}
