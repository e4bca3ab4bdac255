package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// A filterCase is a graph that one filter alone drops, and its twin that stays.
type filterCase struct {
	name    string
	dropped Input
	stays   Input
}

const anchor = "a .p.T:g .p.T:a" // ties g to the lock a of its object

var two = roots("main", "main go x")

var filterCases = map[string][]filterCase{
	"no-writer": {
		{"a lock read twice",
			input(edge(modes(read, read))),
			input(edge(modes(read, read))).written("p.T.mu")},
		{"readers on both locks",
			input(arrow("a>b", modes(read, read)), arrow("b>a", modes(read, read))).written("a"),
			input(arrow("a>b", modes(read, read)), arrow("b>a", modes(read, read))).written("a", "b")},
		{"readers on one lock",
			input(arrow("a>b", modes(write, read)), arrow("b>a", modes(read, write))),
			input(arrow("a>b", modes(write, read)), arrow("b>a", modes(write, write)))},
		{"readers on one of three locks",
			input(arrow("a>b", modes(write, read)), arrow("b>c", modes(read, write)), arrow("c>a")),
			input(arrow("a>b", modes(write, read)), arrow("b>c", modes(read, write)), arrow("c>a")).written("b")},
	},
	"unlocked-above": {
		{"a helper", input(leak(identity.Leaves)).unlocking("from|"), input(leak(identity.Leaves)).unlocking("elsewhere|")},
	},
	"ignored": {
		{"where a lock is taken",
			input(arrow("a>b"), arrow("b>a")).ignoring(Ignore{At: "a/p.go:1:1", From: 1, To: 1}),
			input(arrow("a>b"), arrow("b>a")).ignoring(Ignore{At: "a/p.go:1:1", From: 3, To: 9})},
		{"for this rule",
			input(edge(sites("p/a.go:7:1", "p/a.go:8:1"))).ignoring(Ignore{At: "p/a.go:5:1", From: 5, To: 9, Rules: []string{Reacquire}}),
			input(edge(sites("p/a.go:7:1", "p/a.go:8:1"))).ignoring(Ignore{At: "p/a.go:5:1", From: 5, To: 9, Rules: []string{Inversion}})},
		{"in this file",
			input(leak(identity.Leaves)).ignoring(Ignore{At: "p/p.go:1:1", From: 1, To: 1}),
			input(leak(identity.Leaves)).ignoring(Ignore{At: "p/q.go:1:1", From: 1, To: 1})},
	},
	"fresh": {
		{"an object that nobody knows", input(arrow("a>b", fresh), arrow("b>a")), input(circle("a", "b")...)},
		{"in the second edge", input(arrow("a>b"), arrow("b>a", fresh)), input(circle("a", "b")...)},
		{"two instances", input(pair(summary.Pair{Pairing: summary.Free}, fresh)), input(pair(summary.Pair{Pairing: summary.Free}))},
		{"that a goroutine itself waits for", input(arrow("a>b", fresh), arrow("b>a")), input(edge(fresh))},
	},
	"again": {
		{"held already", input(arrow("a>b", again(identity.Same)), arrow("b>a")), input(arrow("a>b", again(identity.May)), arrow("b>a"))},
		{"held already, by a constructor", input(arrow("a>b", again(identity.Inverse)), arrow("b>a")), input(arrow("a>b", again(identity.Different)), arrow("b>a"))},
	},
	"instances": {
		{"the lock of another variable",
			input(arrow("a>b", certainly("p.x", "p.y")), arrow("b>a", certainly("p.z", "p.x"))),
			input(arrow("a>b", certainly("p.x", "p.y")), arrow("b>a", certainly("p.y", "p.x")))},
		{"the lock of another variable, and one that may be any",
			input(arrow("a>b", certainly("p.x", "")), arrow("b>a", certainly("p.y", "p.z"))),
			input(arrow("a>b", certainly("p.x", "")), arrow("b>a", certainly("p.y", "p.x")))},
		{"an object of another field, of which nothing is known",
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.T.y"))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true}),
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.T.y"))).homing("p.S.x", &summary.Home{Of: "r.A"})},
		{"objects made for two fields",
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.T.y"))).homing("p.S.x", &summary.Home{}).homing("q.T.y", &summary.Home{}),
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "p.S.x"))).homing("p.S.x", &summary.Home{})},
		{"what a function is passed",
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.f#0"))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true}),
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.f#0"))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true, Passed: []identity.Class{"q.f#0"}})},
		{"what a function is passed, if others pass it on",
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.f#0"))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true}),
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.f#0"))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true, PassedOut: true})},
		{"another package than that of its type",
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "q.T.y"))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true}),
			input(arrow("a>b", through("p.S.x", "")), arrow("b>a", through("", "r.View.of"))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true})},
	},
	"gate": {
		{"both write a global gate",
			input(arrow("a>b", under("g", write, "global p.g")), arrow("b>a", under("g", write, "global p.g"))),
			input(arrow("a>b", under("g", write, "global p.g")), arrow("b>a"))},
		{"one writes it, one reads it",
			input(arrow("a>b", under("g", write, "global p.g")), arrow("b>a", under("g", read, "global p.g"))),
			input(arrow("a>b", under("g", read, "global p.g")), arrow("b>a", under("g", read, "global p.g")))},
		{"the object's of a lock",
			input(arrow("a>b", under("g", write, anchor)), arrow("b>a", under("g", write, anchor))),
			input(arrow("a>b", under("g", write, anchor)), arrow("b>a", under("g", write, "b .p.T:g .p.T:b")))},
		{"one of several",
			input(arrow("a>b", under("f", write), under("g", write, "global p.g")), arrow("b>a", under("g", write, "global p.g"), under("h", write))),
			input(arrow("a>b", under("f", write), under("g", write, "global p.g")), arrow("b>a", under("h", write)))},
		{"two of three goroutines",
			input(arrow("a>b", under("g", write, "global p.g")), arrow("b>c"), arrow("c>a", under("g", write, "global p.g"))),
			input(arrow("a>b", under("g", write, "global p.g")), arrow("b>c"), arrow("c>a"))},
		{"two instances",
			input(pair(summary.Pair{Pairing: summary.Free}, under("g", write, "global p.g"))).written("a"),
			input(pair(summary.Pair{Pairing: summary.Free}, under("g", read, "global p.g"))).written("a")},
	},
	"roots": {
		{"main against itself",
			input(arrow("a>b", roots("main")), arrow("b>a", roots("main"))),
			input(arrow("a>b", roots("main")), arrow("b>a", roots("main go p/p.go:1:1")))},
		{"init, then main",
			input(arrow("a>b", roots("init")), arrow("b>a", roots("main"))),
			input(arrow("a>b", roots("init go p/p.go:1:1")), arrow("b>a", roots("main")))},
		{"one test after the other",
			input(arrow("a>b", roots("test p.TestA")), arrow("b>a", roots("test p.TestB"))),
			input(arrow("a>b", roots(summary.Parallel)), arrow("b>a", roots(summary.Parallel)))},
		{"three locks, two goroutines",
			input(arrow("a>b", roots("main")), arrow("b>c", roots("main")), arrow("c>a")),
			input(arrow("a>b", roots("main")), arrow("b>c", roots("main go p/p.go:1:1")), arrow("c>a"))},
		{"two instances, one goroutine",
			input(pair(summary.Pair{Pairing: summary.Free}, roots("main"))),
			input(pair(summary.Pair{Pairing: summary.Free}, roots("main", "main go p/p.go:1:1")))},
	},
	"writer": {
		{"of another lock of the class",
			input(edge(modes(read, read), certainly("p.x", "p.x")), writer("p.T.mu", certainly("", "p.y"))),
			input(edge(modes(read, read), certainly("p.x", "p.x")), writer("p.T.mu", certainly("", "p.x")))},
		{"of the goroutine that reads twice",
			input(edge(modes(read, read), roots("main")), writer("p.T.mu", roots("main"))),
			input(edge(modes(read, read), roots("main")), writer("p.T.mu", roots("main", "main go x")))},
		{"under what the goroutine holds that reads twice",
			input(edge(modes(read, read), under("g", write, "global p.g")), writer("p.T.mu", under("g", read, "global p.g"))),
			input(edge(modes(read, read), under("g", read, "global p.g")), writer("p.T.mu", under("g", read, "global p.g")))},
		{"one that is away, and one that is not",
			input(edge(modes(read, read), under("g", write, "global p.g")), writer("p.T.mu", under("g", write, "global p.g"))),
			input(edge(modes(read, read), under("g", write, "global p.g")), writer("p.T.mu", under("g", write, "global p.g")), writer("p.T.mu", under("h", write, "global p.h")))},
		{"for one of two locks",
			input(append(readers(under("g", write, "b x y")), writer("a"), writer("b", under("g", write, "b x y")))...),
			input(append(readers(), writer("a"), writer("b", under("g", write, "b x y")))...)},
		{"a third goroutine that there is not",
			input(arrow("a>b", modes(read, read), two), arrow("b>a", modes(read, write), two), writer("b", two)),
			input(arrow("a>b", modes(read, read), two), arrow("b>a", modes(read, write), two), writer("b", roots("main", "main go y")))},
	},
	"later": {
		{"a literal that takes a lock of what it captures",
			input(arrow("a>b", makes("a p.F.func1")), arrow("b>a", literals("G", "F.func1"))),
			input(arrow("a>b", makes("a p.F.func2")), arrow("b>a", literals("G", "F.func1")))},
		{"a literal that holds a lock of what it captures",
			input(arrow("a>b", makes("b p.F.func1")), arrow("b>a", literals("F.func1", "G"))),
			input(arrow("a>b", makes("a p.F.func1")), arrow("b>a", literals("F.func1", "G")))},
	},
	"started": {
		{"who waits starts after that",
			input(arrow("a>w?receive", started("p/a.go:1:1")), arrow("w?receive>a", by("x"), before("p/a.go:1:1"))),
			input(arrow("a>w?receive", started("p/a.go:2:2")), arrow("w?receive>a", by("x"), before("p/a.go:1:1")))},
		{"who waits may be another",
			input(arrow("a>w?join", started("p/a.go:1:1")), arrow("w?join>a", by("x"), before("p/a.go:1:1"))),
			input(arrow("a>w?join"), arrow("w?join>a", by("x"), before("p/a.go:1:1")))},
	},
	"completer": {
		{"another that needs nothing",
			input(arrow("a>w?receive"), arrow("w?receive>a", by("x")), arrow("w?receive>", by("y"))),
			input(arrow("a>w?receive"), arrow("w?receive>a", by("x")), arrow("w?receive>a", by("y")))},
		{"another that needs another lock",
			input(arrow("a>w?send"), arrow("w?send>a", by("x")), arrow("w?send>b", by("y"))),
			input(arrow("a>w?send", under("b", write)), arrow("w?send>a", by("x")), arrow("w?send>b", by("y")))},
		{"any, for all must be done",
			input(arrow("a>w?receive"), arrow("w?receive>a", by("x")), arrow("w?receive>", by("y"))),
			input(arrow("a>w?join"), arrow("w?join>a", by("x")), arrow("w?join>", by("y")))},
		{"one that is unknown, but for what others say of it",
			input(arrow("a>w?receive"), arrow("w?receive>a", by("x")), arrow("w?receive>", by("y"), weak)),
			input(arrow("a>w?receive"), arrow("w?receive>a", by("x")), arrow("w?receive>", by("x"), weak))},
		{"one that waits for another that goes on",
			input(arrow("a>w?receive"), arrow("w?receive>a", by("x")), arrow("w?receive>v?receive", by("y")), arrow("v?receive>", by("z"))),
			input(arrow("a>w?receive"), arrow("w?receive>a", by("x")), arrow("w?receive>v?receive", by("y")), arrow("v?receive>a", by("z")))},
		{"what the goroutine has completed itself",
			input(arrow("a>w?receive", ended("v?receive")), arrow("w?receive>v?receive", by("x")), arrow("v?receive>a", by("y"))),
			input(arrow("a>w?receive"), arrow("w?receive>v?receive", by("x")), arrow("v?receive>a", by("y")))},
		{"one that runs only in the goroutine that waits",
			input(arrow("a>w?receive", roots("main")), arrow("w?receive>a", by("x")), arrow("w?receive>b", by("y"))),
			input(arrow("a>w?receive", roots("main")), arrow("w?receive>a", by("x")), arrow("w?receive>b", by("y"), roots("main")))},
	},
	"time": {
		{"a case that comes by itself",
			input(arrow("a>w?receive", or("time.Timer.C?receive")), arrow("w?receive>a", by("x"))),
			input(arrow("a>w?receive", or("v?receive")), arrow("w?receive>a", by("x")))},
		{"a completer that waits for something else as well",
			input(arrow("a>w?receive"), arrow("w?receive>v?receive", by("x"), or("u?receive")), arrow("v?receive>a", by("y")), arrow("u?receive>", by("z"))),
			input(arrow("a>w?receive"), arrow("w?receive>v?receive", by("x"), or("u?receive")), arrow("v?receive>a", by("y")), arrow("u?receive>a", by("z")))},
	},
}

// readers are two goroutines that wait for each other to read; the options are
// for the first.
func readers(opts ...option) []Edge {
	return []Edge{arrow("a>b", append(opts, modes(read, read))...), arrow("b>a", modes(read, read))}
}

// TestEachFilterDropsWhatNoOtherDoes takes each filter out of the table in turn:
// what it dropped is then found.
func TestEachFilterDropsWhatNoOtherDoes(t *testing.T) {
	table := filters
	defer func() { filters = table }()
	for i, f := range table {
		if len(filterCases[f.name]) == 0 {
			t.Errorf("no test of the filter %s", f.name)
		}
		for _, tt := range filterCases[f.name] {
			name := f.name + ": " + tt.name
			filters = table
			g := Search(tt.dropped)
			if diff := cmp.Diff(map[string]int{f.name: 1}, g.Dropped); diff != "" || len(sure(g)) > 0 {
				t.Errorf("%s: findings %q, dropped (-want +got):\n%s", name, sure(g), diff)
			}
			if g := Search(tt.stays); len(sure(g)) != 1 || len(g.Dropped) > 0 {
				t.Errorf("%s: of the twin, findings %q, dropped %v", name, sure(g), g.Dropped)
			}
			filters = slices.Delete(slices.Clone(table), i, i+1)
			if g := Search(tt.dropped); len(sure(g)) != 1 || len(g.Dropped) > 0 {
				t.Errorf("%s: without it, findings %q, dropped %v", name, sure(g), g.Dropped)
			}
		}
	}
}

// TestALockOfAnotherHomeIsNoneAgain holds a reacquire of which only the class is known.
func TestALockOfAnotherHomeIsNoneAgain(t *testing.T) {
	for to, found := range map[identity.Class]int{"q.T.y": 0, "p.S.x": 1, "": 1} {
		g := Search(input(edge(same(identity.May), through("p.S.x", to))).homing("p.S.x", &summary.Home{Of: "r.A", Stays: true}))
		if len(g.Findings) != found || g.Dropped["instances"] != 1-found {
			t.Errorf("to %q: %d findings, dropped %v", to, len(g.Findings), g.Dropped)
		}
	}
}

// sure lists what was found, but not that two locks of a class may be one.
func sure(g *Graph) []string {
	return slices.DeleteFunc(show(g.Findings), func(s string) bool {
		return strings.HasPrefix(s, "again ") && strings.HasSuffix(s, ": low instance")
	})
}

func TestFiltersOfInversionsSpareReacquires(t *testing.T) {
	in := input(edge(fresh, again(identity.Same), roots("main"), under("g", write, "global p.g")))
	if f := only(t, "reacquire", in); f.Rule != Reacquire || f.Confidence != High {
		t.Errorf("%s %s", f.Rule, f.Confidence)
	}
}

// TestOrderOfTwoLocksOfOneClass has, for each way in which two locks of a class
// are chosen, a pair that is in order, and one that is not.
func TestOrderOfTwoLocksOfOneClass(t *testing.T) {
	fixed := func(first, then string) summary.Pair {
		return summary.Pair{Pairing: summary.Fixed, First: first, Then: then}
	}
	chained := func(first, then string) summary.Pair {
		return summary.Pair{Pairing: summary.Chained, First: first, Then: then}
	}
	free, ordered := summary.Pair{Pairing: summary.Free}, summary.Pair{Pairing: summary.Ordered}
	for _, tt := range []struct {
		name    string
		edges   []Edge
		dropped map[string]int
		found   []string
	}{
		{"nothing shows that there are two orders", []Edge{pair(summary.Pair{})}, map[string]int{"one-way": 1}, []string{}},
		{"any two", []Edge{pair(free)}, map[string]int{}, []string{"swapped a: medium instances"}},
		{"any two, as nobody is known to choose", []Edge{pair(summary.Pair{Pairing: summary.Offered})}, map[string]int{}, []string{"swapped a: low instances"}},
		{"any two, put in order before", []Edge{pair(ordered)}, map[string]int{"ordered": 1}, []string{}},
		{"in order before by one of two callers", []Edge{pair(ordered, pairs(ordered, free))}, map[string]int{"ordered": 1}, []string{"swapped a: medium instances"}},
		{"any two, read, and nobody writes", []Edge{pair(free, modes(read, read))}, map[string]int{"no-writer": 2}, []string{}}, // as one, and as two
		{"two certain ones", []Edge{pair(fixed("x", "y"))}, map[string]int{"one-way": 1}, []string{}},
		{"two certain ones, the same way elsewhere", []Edge{pair(fixed("x", "y")), pair(fixed("x", "y"), at(2))}, map[string]int{"one-way": 2}, []string{}},
		{"two certain ones, the other way elsewhere", []Edge{pair(fixed("x", "y")), pair(fixed("y", "x"), at(2))}, map[string]int{}, []string{"a a: high"}},
		{"another certain one", []Edge{pair(fixed("x", "y")), pair(fixed("y", "z"), at(2))}, map[string]int{"one-way": 2}, []string{}},
		{"of another class", []Edge{pair(fixed("x", "y")), arrow("b>b", same(identity.May), pairs(fixed("y", "x")))}, map[string]int{"one-way": 2}, []string{}},
		{"a chain one way", []Edge{pair(chained("", ".next*"))}, map[string]int{"hand-over-hand": 1}, []string{}},
		{"a chain both ways", []Edge{pair(chained("", ".next*")), pair(chained(".next*", ""), at(2))}, map[string]int{}, []string{"a a: high"}},
		{"certainly two locks", []Edge{pair(free, same(identity.Different))}, map[string]int{}, []string{}},
		{"certainly one lock", []Edge{pair(free, same(identity.Same))}, map[string]int{}, []string{"again a: high"}},
		{"a class is reported once", []Edge{pair(free), pair(free, at(2))}, map[string]int{}, []string{"swapped a: medium instances"}},
		{"one edge with both ways of a pair", []Edge{pair(summary.Pair{}, pairs(fixed("x", "y"), fixed("y", "x")))}, map[string]int{}, []string{"swapped a: high"}},
	} {
		g := Search(input(tt.edges...))
		if diff := cmp.Diff(tt.found, sure(g)); diff != "" {
			t.Errorf("%s: findings (-want +got):\n%s", tt.name, diff)
		}
		if diff := cmp.Diff(tt.dropped, g.Dropped); diff != "" {
			t.Errorf("%s: dropped (-want +got):\n%s", tt.name, diff)
		}
	}
	for _, p := range allPairings() {
		if (pairingFilters[p] == "") != (p == summary.Free || p == summary.Offered) {
			t.Errorf("what is %s is dropped as %q", p, pairingFilters[p])
		}
	}
}

// allPairings are those that have a name.
func allPairings() (out []summary.Pairing) {
	defer func() { _ = recover() }()
	for p := summary.Pairing(0); p.String() != ""; p++ {
		out = append(out, p)
	}
	return out
}

func TestGatesKeepApartOnlyIfTheyAreOne(t *testing.T) {
	const global = "global p.g"
	for _, tt := range []struct {
		name string
		a, b []option // gates of the two edges
		want []string
	}{
		{"none", nil, nil, []string{"a b: high"}},
		{"write and write", []option{under("g", write, global)}, []option{under("g", write, global)}, []string{}},
		{"write and read", []option{under("g", write, global)}, []option{under("g", read, global)}, []string{}},
		{"read and write", []option{under("g", read, global)}, []option{under("g", write, global)}, []string{}},
		{"read and read", []option{under("g", read, global)}, []option{under("g", read, global)}, []string{"a b: high"}},
		{"write and write, perhaps not one", []option{under("g", write)}, []option{under("g", write)}, []string{"a b: low gate"}},
		{"write and read, perhaps not one", []option{under("g", write)}, []option{under("g", read)}, []string{"a b: low gate"}},
		{"read and read, perhaps not one", []option{under("g", read)}, []option{under("g", read)}, []string{"a b: high"}},
		{"one is global, the other unknown", []option{under("g", write, global)}, []option{under("g", write)}, []string{"a b: low gate"}},
		{"two globals of one class", []option{under("g", write, global)}, []option{under("g", write, "global p.h")}, []string{"a b: high"}},
		{"two globals of one class, one of them a pointer", []option{under("g", write, global)}, []option{under("g", write, "global p.h*")}, []string{"a b: low gate"}},
		{"one tie in common", []option{under("g", write, anchor, "x")}, []option{under("g", write, "y", anchor)}, []string{}},
		{"two classes", []option{under("g", write, global)}, []option{under("h", write, global)}, []string{"a b: high"}},
		{"only one goroutine has it", []option{under("g", write, global)}, nil, []string{"a b: high"}},
	} {
		g := Search(input(arrow("a>b", tt.a...), arrow("b>a", tt.b...)))
		if diff := cmp.Diff(tt.want, show(g.Findings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestGoroutinesThatRunAtOneTime(t *testing.T) {
	const many, parallel, callers, serial = summary.Many, summary.Parallel, summary.Callers, summary.Serial
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{many, many, true},
		{many, "main", true},
		{many, "init", true},
		{many, parallel, true},
		{"main", "main", false},
		{"main", "main go x", true},
		{"main go x", "main go x", false},
		{"main go x", "main go y", true},
		{"init", "init", false},
		{"init", "main", false},
		{"init", "main go x", false}, // main starts it
		{"init", "init go x", true},
		{"init go x", "main", true},
		{"init go x", "main go y", true},
		{"test p.TestA", "test p.TestA", false},
		{"test p.TestA", "test p.TestB", false},
		{"test p.TestA", "test p.TestA go x", true},
		{"test p.TestA go x", "test p.TestA go x", false},
		{"test p.TestA go x", "test p.TestB", false},
		{"test p.TestA go x", "test p.TestB go y", false},
		{parallel, parallel, true},
		{parallel, "test p.TestA", false},
		{parallel, "test p.TestA go x", false},
		{"init go x", "test p.TestA", true},
		{callers, callers, true},
		{callers, "main", true},
		{callers, "test p.TestA", true},
		{serial, serial, false},
		{serial, "test p.TestA", false},
		{serial, "test p.TestA go x", true}, // TestA may be the one
		{serial, parallel, false},
		{serial, "init go x", true},
	} {
		if concurrent(tt.a, tt.b) != tt.want || concurrent(tt.b, tt.a) != tt.want {
			t.Errorf("%q beside %q: %v and %v, want %v", tt.a, tt.b, concurrent(tt.a, tt.b), concurrent(tt.b, tt.a), tt.want)
		}
	}
}

func TestCallersOfATestAreKnown(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{summary.Callers, summary.Callers, true},
		{summary.Callers, "main", true},
		{summary.Callers, "init go x", true},
		{summary.Callers, summary.Many, true},
		{summary.Callers, "test p.TestA", false},
		{summary.Callers, "test p.TestA go x", false},
		{summary.Callers, summary.Serial, false},
		{summary.Callers, summary.Parallel, false},
		{summary.Many, "test p.TestA", true},
		{"test p.TestA", "test p.TestB", false},
	} {
		if inProgram(tt.a, tt.b) != tt.want || inProgram(tt.b, tt.a) != tt.want {
			t.Errorf("%q beside %q: %v and %v, want %v", tt.a, tt.b, inProgram(tt.a, tt.b), inProgram(tt.b, tt.a), tt.want)
		}
	}
}

func TestEachEdgeNeedsAGoroutineOfItsOwn(t *testing.T) {
	const x, y, z = "main go x", "main go y", "main go z"
	for _, tt := range []struct {
		name  string
		roots [][]string // of each edge
		want  bool
	}{
		{"one for two", [][]string{{x}, {x}}, false},
		{"two for two", [][]string{{x}, {y}}, true},
		{"a choice", [][]string{{x, y}, {x}}, true},
		{"a choice made for others", [][]string{{x, y}, {y}, {x}}, false},
		{"three for three", [][]string{{x, y, z}, {x, y}, {x}}, true},
		{"two for three", [][]string{{x, y}, {x, y}, {x, y}}, false},
		{"two and any number", [][]string{{x, y}, {x, y}, {summary.Many}}, true},
		{"any number", [][]string{{summary.Many}, {summary.Many}, {summary.Many}}, true},
		{"none known", [][]string{{}, {summary.Many}}, false},
	} {
		var edges []*Edge
		for _, r := range tt.roots {
			edges = append(edges, &Edge{Roots: r})
		}
		if got := assign(edges, concurrent); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestWhatIsRankedDownIsCounted(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   Input
		want map[string]int
	}{
		{"nothing", input(circle("a", "b")...), map[string]int{}},
		{"a test that holds a lock across a call", input(arrow("a>b", test, calls(0, 1)), arrow("b>a")), map[string]int{"tests": 1}},
		{"a helper that leaves a lock held sometimes", input(arrow("a>b", func(e *Edge) { e.From.Partial = true }), arrow("b>a")), map[string]int{"paths": 1}},
		{"two of one class", input(edge(same(identity.May))), map[string]int{"instance": 1}},
	} {
		if diff := cmp.Diff(tt.want, Search(tt.in).Ranked); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
