package summary

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

func TestSummarySaysWhatACallDoes(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"nothing", `func F(x *T) { x.n++ }`, "|"},
		{"taken and released", `func F(x *T) { x.mu.Lock(); x.mu.Unlock() }`, "p0.mu p.T.mu/0\n|"},
		{"deferred release", `func F(x *T) { x.mu.Lock(); defer x.mu.Unlock(); x.n++ }`, "p0.mu p.T.mu/0\n|"},
		{"left held", `func F(x *T) { x.mu.Lock() }`, "p0.mu p.T.mu/0\np0.mu/0;|"},
		{"released for the caller", `func F(x *T) { x.mu.Unlock() }`, "|p0.mu;"},
		{"released and taken back", `func F(x *T) { x.mu.Unlock(); x.mu.Lock() }`, "p0.mu p.T.mu/0 p0.mu;\n|"},
		{"read", `func F(x *T) { x.rw.RLock(); x.rw.RUnlock() }`, "p0.rw p.T.rw/1\n|"},
		{"read side", `func F(x *T) { l := x.rw.RLocker(); l.Lock(); l.Unlock() }`, "p0.rw p.T.rw/1\n|"},
		{"package variable", `func F() { global.Lock(); global.Unlock() }`, "p.global p.global/0\n|"},
		{"in a callee", `func g(x *T) { x.mu.Lock(); x.mu.Unlock() }
			func F(x *T) { g(x.next) }`, "p0.next*.mu p.T.mu/0\n|"},
		{"local object keeps its class", `var kept *T
			func F() { x := &T{}; kept = x; x.mu.Lock(); x.mu.Unlock() }`, "class p.T.mu in p.kept@ p.T.mu/0\n| p.kept*!=nil;"},
		{"nobody waits for a local object", `func F() { x := &T{}; x.mu.Lock(); x.mu.Unlock() }`, "|"},
		{"under a condition of the caller's", `func F(x *T) { if x.on { x.mu.Lock(); x.mu.Unlock() } }`,
			"p0.mu p.T.mu/0 p0.on*==true;\n|"},
		{"try", `func F(x *T) bool { return x.mu.TryLock() }`, "p0.mu/0;| p0.mu==?unheld; r0==true;\n| p0.mu==?busy; r0==false;"},
		{"left held on success", `func F(x *T) bool { x.mu.Lock(); if x.on { return true }; x.mu.Unlock(); return false }`,
			"p0.mu p.T.mu/0\np0.mu/0;| p0.on*==true; r0==true;\n| p0.on*==false; r0==false;"},
		{"never returns", `func F(x *T) { x.mu.Lock(); panic(x) }`, "p0.mu p.T.mu/0"},
		{"calls what never returns", `func end(x *T) { panic(x) }
			func F(x *T) { end(x) }`, ""},
		{"calls what never returns on some paths", `func end(x *T) { panic(x) }
			func F(x *T) int { if x.on { end(x) }; return 1 }`, "|"},
		{"calls what never returns, and recovers", `func end(x *T) { panic(x) }
			func F(x *T) { defer func() { recover() }(); end(x) }`, "|"},
		{"taken under another", `func F(x *T) { x.mu.Lock(); x.next.mu.Lock(); x.next.mu.Unlock(); x.mu.Unlock() }`,
			"p0.mu p.T.mu/0\np0.next*.mu p.T.mu/0 under p0.mu/0;|\n|"},
		{"taken by a callee under what another callee left held", `func g(x *T) { x.mu.Lock() }
			func h(x *T) { x.rw.RLock(); x.next.mu.Lock() }
			func F(x *T) { g(x); h(x) }`,
			"p0.mu p.T.mu/0\np0.next*.mu p.T.mu/0 under p0.mu/0;p0.rw/1;|\np0.rw p.T.rw/1 under p0.mu/0;|\np0.mu/0;p0.rw/1;p0.next*.mu/0;|"},
		{"taken with and without another", `func F(x *T) { x.mu.Lock(); x.rw.Lock(); x.rw.Unlock(); x.mu.Unlock(); x.rw.Lock(); x.rw.Unlock() }`,
			"p0.mu p.T.mu/0\np0.rw p.T.rw/0\n|"},
		{"once", `func F(x *T) { x.once.Do(func() {}) }`, "p0.once p.T.once/0 p0.once!=?done;\n| p0.once==?done;"},
		{"calls its parameter with the lock held", `func F(x *T, f func()) { x.mu.Lock(); f(); x.mu.Unlock() }`,
			"p0.mu p.T.mu/0\np1. p0.mu/0;|\n|"},
		{"passes its parameter on", `func g(x *T, f func()) { x.mu.Lock(); f(); x.mu.Unlock() }
			func F(x *T, f func()) { g(x.next, f) }`, "p0.next*.mu p.T.mu/0\np1. p0.next*.mu/0;|\n|"},
		{"calls a field of the next", `func g(x *T) { x.f() }
			func F(x *T) { g(x.next) }`, "p0.next*.f*. |\n|"},
		{"calls a field of the next of the next", `func g(x *T) { x.f() }
			func h(x *T) { g(x.next) }
			func F(x *T) { h(x.next) }`, "|"},
		{"goroutine takes nothing along", `func F(x *T) { go func() { x.mu.Lock(); x.mu.Unlock() }() }`, "|"},
	} {
		if diff := cmp.Diff(tt.want, brief(analyze(t, tt.src).of(t, "F"))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestEdgeIsMadeWhereTheLockIsHeld(t *testing.T) {
	const take = "func take(x *T) { x.mu.Lock(); x.mu.Unlock() }\n"
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"in a callee", take + `func F(x *T) { x.mu.Lock(); take(x); x.mu.Unlock() }`, []string{"F p.T.mu same"}},
		{"once only, not in the callers of the function", take + `func F(x *T) { x.mu.Lock(); take(x); x.mu.Unlock() }
			func G(x *T) { F(x) }`, []string{"F p.T.mu same"}},
		{"another instance", take + `func F(x *T) { x.mu.Lock(); take(x.next); x.mu.Unlock() }`, []string{"F p.T.mu may"}},
		{"after what never returns", `func end(x *T) { panic(x) }
			func fail(x *T) { end(x) }
			` + take + `func F(x *T) { x.mu.Lock(); if x.on { fail(x) } else { x.mu.Unlock() }; take(x) }`, []string{}},
		{"released before", take + `func F(x *T) { x.mu.Lock(); x.mu.Unlock(); take(x) }`, []string{}},
		{"released by the callee before", `func wait(x *T) { x.mu.Unlock(); x.mu.Lock() }
			func F(x *T) { x.mu.Lock(); wait(x); x.mu.Unlock() }`, []string{}},
		{"left held by a helper", `func lock(x *T) { x.mu.Lock() }
			` + take + `func F(x *T) { lock(x); take(x) }`, []string{"F p.T.mu same"}},
		{"argument contradicts the condition", `func g(x *T, b bool) { if b { x.mu.Lock(); x.mu.Unlock() } }
			func F(x *T) { x.mu.Lock(); g(x, false); x.mu.Unlock() }`, []string{}},
		{"argument fulfils the condition", `func g(x *T, b bool) { if b { x.mu.Lock(); x.mu.Unlock() } }
			func F(x *T) { x.mu.Lock(); g(x, true); x.mu.Unlock() }`, []string{"F p.T.mu same"}},
		{"what the caller knows contradicts the condition", `func g(x *T) { if x.on { x.mu.Lock(); x.mu.Unlock() } }
			func F(x *T) { x.mu.Lock(); if !x.on { g(x) }; x.mu.Unlock() }`, []string{}},
		{"closure under the lock of its caller", `func each(x *T, f func()) { x.mu.Lock(); f(); x.mu.Unlock() }
			func F(x *T) { each(x, func() { x.mu.Lock(); x.mu.Unlock() }) }`, []string{"F p.T.mu same"}},
		{"method value", `func (x *T) M() { x.mu.Lock(); x.mu.Unlock() }
			func F(x *T) { f := x.M; x.mu.Lock(); f(); x.mu.Unlock() }`, []string{"F p.T.mu same"}},
		{"goroutine", take + `func F(x *T) { x.mu.Lock(); go take(x); x.mu.Unlock() }`, []string{}},
		{"deferred before the release", take + `func F(x *T) { x.mu.Lock(); defer x.mu.Unlock(); defer take(x) }`, []string{"F p.T.mu same"}},
		{"deferred after the release", take + `func F(x *T) { x.mu.Lock(); defer take(x); defer x.mu.Unlock() }`, []string{}},
		{"try never waits", `func F(x *T) { x.mu.Lock(); x.mu.TryLock(); x.mu.Unlock() }`, []string{}},
		{"earlier instance in a loop", `func F(x *T) { for ; x != nil; x = x.next { x.mu.Lock() } }`, []string{"F p.T.mu may"}},
	} {
		if diff := cmp.Diff(tt.want, analyze(t, tt.src).reacquires()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestRecursionReachesAFixpoint(t *testing.T) {
	for _, tt := range []struct {
		name, src, in, want string
	}{
		{"itself, with longer and longer paths", `func F(x *T) { if x.n > 0 { F(x.next) }; x.mu.Lock(); x.mu.Unlock() }`, "F",
			"p0.mu p.T.mu/0\np0.next*.mu p.T.mu/0\nclass p.T.mu in p.T.next@ p.T.mu/0\n|"},
		{"each other", `func F(x *T) { x.mu.Lock(); x.mu.Unlock(); g(x) }
			func g(x *T) { if x.n > 0 { F(x) } }`, "g", "p0.mu p.T.mu/0\n|"},
		{"around a function without end", `func F(x *T) { F(x) }`, "F", "|"},
	} {
		p := analyze(t, tt.src)
		if diff := cmp.Diff(tt.want, brief(p.of(t, tt.in))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if len(p.Incomplete) > 0 {
			t.Errorf("%s: incomplete %v", tt.name, p.Incomplete)
		}
	}
}

// ladder is n functions that call their neighbours, of which the first takes the lock.
// What it does goes one call a round.
func ladder(n int) string {
	src := "func F0(x *T) { x.mu.Lock(); x.mu.Unlock(); F1(x) }\n"
	for i := 1; i < n; i++ {
		src += fmt.Sprintf("func F%d(x *T) { F%d(x); F%d(x) }\n", i, min(i+1, n-1), i-1)
	}
	return src
}

func TestRecursionWithoutAFixpointIsSaid(t *testing.T) {
	if p := analyze(t, ladder(maxRounds/2)); len(p.Incomplete) > 0 {
		t.Errorf("a short cycle is incomplete: %v", p.Incomplete)
	}
	p := analyze(t, ladder(2*maxRounds))
	if len(p.Incomplete) != 1 || !strings.HasSuffix(p.Incomplete[0], ": recursion") {
		t.Errorf("incomplete: %v", p.Incomplete)
	}
	if got := brief(p.of(t, "F0")); !strings.HasPrefix(got, "p0.mu p.T.mu/0") {
		t.Errorf("what was found is lost: %s", got)
	}
}

func TestEdgesAreTheSameEachTime(t *testing.T) {
	const handOverHand = `func F(head *T) {
		prev, cur := head, head.next
		for cur.next != nil {
			prev.n++
			cur.mu.Lock()
			cur.mu.Unlock()
			cur.next.mu.Lock()
			prev, cur = cur, cur.next
		}
	}`
	for range 20 {
		if diff := cmp.Diff([]string{"F p.T.mu same"}, analyze(t, handOverHand).reacquires()); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
}

// TestWhatIsTakenStays: of two rounds that differ in turns both stay, each once. That a
// recursion ends by it, .ci/run shows on our own code (value's storedContext).
func TestWhatIsTakenStays(t *testing.T) {
	take := func(class identity.Class, when ...identity.Literal) model.Acquire {
		return model.Acquire{Lock: identity.Lock{Class: class}, When: when}
	}
	some := identity.Literal{Subject: identity.Path{Root: identity.Root{Kind: identity.Param, Index: 1}}, Const: "nil", Negated: true}
	odd, even := []model.Acquire{take("p.a")}, []model.Acquire{take("p.a", some), take("p.b")}
	one := stay(odd, slices.Clone(even))
	two := stay(one, slices.Clone(odd))
	if !unchanged(&model.Summary{Acquires: one}, &model.Summary{Acquires: two}, joinRound+1) || len(one) != 3 {
		t.Errorf("%d, then %d acquires: %v, %v", len(one), len(two), one, two)
	}
}
