package summary

import (
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/flow"
)

// sources declares what the cases below use. Each takes the lock of an object x
// and the package variable under it.
const showing = `
var shared *T
var list []*T
type holder struct { t *T; any any }
var held holder
func newT() *T { return &T{n: 1} }
func newPair() (*T, error) { return &T{}, nil }
func newShared() *T { x := &T{}; shared = x; return x }
func oldT() *T { return shared }
func look(x *T) int { return x.n }
func keep(x *T) { shared = x }
func keepDeep(x *T) { look(x); keep(x) }
func (x *T) reset() { x.n = 0 }
func (x *T) register() { list = append(list, x) }
func (x *T) String() string { return "" }
func both(x *T) { x.mu.Lock(); global.Lock(); global.Unlock(); x.mu.Unlock() }
`

const locks = "; x.mu.Lock(); global.Lock(); global.Unlock(); x.mu.Unlock()"

// fresh lists, for the edges of the lock T.mu, whether it is known to nobody
// else: all, none, or some.
func (p *Package) freshness(fn string) string {
	var edges []*flow.Edge
	for _, e := range p.Edges {
		if e.Func.Name() == fn && e.From.Class == "p.T.mu" && e.To.Lock.Class == "p.global" {
			edges = append(edges, e)
		}
	}
	shown := slices.IndexFunc(edges, func(e *flow.Edge) bool { return !p.Fresh(e) }) >= 0
	fresh := slices.IndexFunc(edges, p.Fresh) >= 0
	switch {
	case shown && fresh:
		return "some"
	case shown:
		return "shown"
	case fresh:
		return "fresh"
	}
	return "no edges"
}

func TestFreshIsWhatNobodyElseKnowsYet(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		// Where it comes from.
		{"new", "func F() { x := &T{}" + locks + " }", "fresh"},
		{"a variable", "func F() { var x T" + locks + " }", "fresh"},
		{"a constructor's", "func F() { x := newT()" + locks + " }", "fresh"},
		{"a constructor's, with an error", "func F() { x, err := newPair(); if err != nil { return }" + locks + " }", "fresh"},
		{"a constructor's that keeps it", "func F() { x := newShared()" + locks + " }", "shown"},
		{"a getter's", "func F() { x := oldT()" + locks + " }", "shown"},
		{"a parameter", "func F(x *T) { _ = x" + locks + " }", "shown"},
		{"a package variable", "func F() { x := shared" + locks + " }", "shown"},
		{"what a new object points to", "func F(y *T) { z := &T{next: y}; x := z.next" + locks + " }", "shown"},
		{"received", "func F(c chan *T) { x := <-c" + locks + " }", "shown"},
		// What shows it.
		{"stored in a package variable", "func F() { x := &T{}; shared = x" + locks + " }", "shown"},
		{"stored in a package variable later", "func F() { x := &T{}" + locks + "; shared = x }", "fresh"},
		{"stored on another branch", "func F(c bool) { x := &T{}; if c { shared = x; return }" + locks + " }", "fresh"},
		{"stored on some branch before", "func F(c bool) { x := &T{}; if c { shared = x }" + locks + " }", "shown"},
		{"stored in the round before", "func F() { x := &T{}; for { _ = x" + locks + "; shared = x } }", "shown"},
		{"appended", "func F() { x := &T{}; list = append(list, x)" + locks + " }", "shown"},
		{"put in a map", "func F(m map[int]*T) { x := &T{}; m[1] = x" + locks + " }", "shown"},
		{"stored in a parameter", "func F(y *T) { x := &T{}; y.next = x" + locks + " }", "shown"},
		{"stored in a new object", "func F() { x := &T{}; y := &T{}; y.next = x" + locks + " }", "fresh"},
		{"stored in a new object that is shown", "func F() { x := &T{}; y := &holder{t: x}; held.any = y" + locks + " }", "shown"},
		{"as an interface", "func F() { x := &T{}; held.any = x" + locks + " }", "shown"},
		{"sent", "func F(c chan *T) { x := &T{}; c <- x" + locks + " }", "shown"},
		{"returned", "func F() *T { x := &T{}" + locks + "; return x }", "fresh"},
		{"its field is set", "func F(y *T) { x := &T{}; x.next = y; x.n = 1" + locks + " }", "fresh"},
		{"its number's address is kept, from which nobody comes to its lock", "func F() *int { x := &T{}; p := &x.n; keepInt(p)" + locks + "; return p }; var kept *int; func keepInt(p *int) { kept = p }", "fresh"},
		{"its lock's address is kept", "func F() *sync.Mutex { x := &T{}; p := &x.mu; keepMu(p)" + locks + "; return p }; var kept *sync.Mutex; func keepMu(p *sync.Mutex) { kept = p }", "shown"},
		// Who is passed it.
		{"to one who looks", "func F() { x := &T{}; look(x)" + locks + " }", "fresh"},
		{"to one who keeps it", "func F() { x := &T{}; keep(x)" + locks + " }", "shown"},
		{"to one who passes it on", "func F() { x := &T{}; keepDeep(x)" + locks + " }", "shown"},
		{"to one who is not known", "func F(f func(*T)) { x := &T{}; f(x)" + locks + " }", "shown"},
		{"to an interface's method", "type I interface { m(*T) }; func F(i I) { x := &T{}; i.m(x)" + locks + " }", "shown"},
		{"to its method", "func F() { x := &T{}; x.reset()" + locks + " }", "fresh"},
		{"to its method that keeps it", "func F() { x := &T{}; x.register()" + locks + " }", "shown"},
		{"to one who keeps it, deferred", "func F() { x := &T{}; defer keep(x)" + locks + " }", "shown"},
		{"to a goroutine", "func F() { x := &T{}; go look(x)" + locks + " }", "shown"},
		{"to a goroutine later", "func F() { x := &T{}" + locks + "; go look(x) }", "fresh"},
		{"captured by a goroutine", "func F() { x := &T{}; go func() { x.n++ }()" + locks + " }", "shown"},
		{"captured by a closure that is called", "func F() { x := &T{}; func() { x.n++ }()" + locks + " }", "fresh"},
		{"captured by a closure that keeps it", "func F() { x := &T{}; func() { shared = x }()" + locks + " }", "shown"},
		{"captured by a closure that passes it to one who looks", "func F() { x := &T{}; func() { look(x) }()" + locks + " }", "fresh"},
		{"captured by a closure that is passed on", "func F(f func(func())) { x := &T{}; f(func() { x.n++ })" + locks + " }", "shown"},
	} {
		if got := analyze(t, showing+tt.src).freshness("F"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestParameterIsFreshIfAllCallersSaySo(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"one caller", "func F() { both(&T{}) }", "fresh"},
		{"two callers", "func F() { both(&T{}) }; func G() { x := newT(); both(x) }", "fresh"},
		{"one of them has it from elsewhere", "func F() { both(&T{}) }; func G(x *T) { both(x) }", "shown"},
		{"one of them has shown it", "func F() { both(&T{}) }; func G() { x := &T{}; shared = x; both(x) }", "shown"},
		{"shown afterwards", "func F() { x := &T{}; both(x); shared = x }", "fresh"},
		{"through another", "func h(x *T) { both(x) }; func F() { h(&T{}) }", "fresh"},
		{"through another that shows it", "func h(x *T) { shared = x; both(x) }; func F() { h(&T{}) }", "shown"},
		{"a goroutine's", "func F() { go both(&T{}) }", "shown"},
		{"what a new object points to", "func F(y *T) { x := &T{next: y}; both(x.next) }", "shown"},
		{"kept as a value", "func F() { both(&T{}) }; var H = both", "shown"},
		{"shown by itself", "func h(x *T) { shared = x; x.mu.Lock(); global.Lock(); global.Unlock(); x.mu.Unlock() }; func F() { h(&T{}) }", "shown"},
		{"shown by itself afterwards", "func h(x *T) { x.mu.Lock(); global.Lock(); global.Unlock(); x.mu.Unlock(); shared = x }; func F() { h(&T{}) }", "fresh"},
		{"nobody calls", "", "shown"},
	} {
		fn := "both"
		if strings.Contains(tt.name, "itself") {
			fn = "h"
		}
		if got := analyze(t, showing+tt.src).freshness(fn); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	exported := strings.ReplaceAll(showing, "func both(", "func Both(") + "func F() { Both(&T{}) }"
	if got := analyze(t, exported).freshness("Both"); got != "shown" {
		t.Errorf("exported: %s", got)
	}
}

func TestFreshLooksAtBothLocks(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"the one that is taken", "func F() { x := &T{}; global.Lock(); x.mu.Lock(); x.mu.Unlock(); global.Unlock() }", "fresh"},
		{"in a callee", "func take(x *T) { x.mu.Lock(); x.mu.Unlock() }; func F() { x := &T{}; global.Lock(); take(x); global.Unlock() }", "fresh"},
		{"shown", "func F() { x := &T{}; shared = x; global.Lock(); x.mu.Lock(); x.mu.Unlock(); global.Unlock() }", "shown"},
		{"shown between the two", "func F() { x := &T{}; global.Lock(); shared = x; x.mu.Lock(); x.mu.Unlock(); global.Unlock() }", "shown"},
	} {
		p, got := analyze(t, showing+tt.src), "no edges"
		for _, e := range p.Edges {
			if e.Func.Name() == "F" && e.To.Lock.Class == "p.T.mu" {
				got = "shown"
				if p.Fresh(e) {
					got = "fresh"
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
