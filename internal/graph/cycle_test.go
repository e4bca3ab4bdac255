package graph

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
)

func TestCyclesAreFoundUpToABound(t *testing.T) {
	for _, tt := range []struct {
		name  string
		edges []Edge
		want  []string
	}{
		{"nothing", nil, []string{}},
		{"one order", []Edge{arrow("a>b"), arrow("b>c"), arrow("a>c")}, []string{}},
		{"two", circle("a", "b"), []string{"a b: high"}},
		{"three", circle("a", "b", "c"), []string{"a b c: medium length"}},
		{"three, the other way round", circle("c", "b", "a"), []string{"a c b: medium length"}},
		{"four", circle("a", "b", "c", "d"), []string{"a b c d: medium length"}},
		{"five", circle("a", "b", "c", "d", "e"), []string{"a b c d e: medium length"}},
		{"beyond the bound", circle("a", "b", "c", "d", "e", "f"), []string{}},
		{"two that share a lock", slices.Concat(circle("a", "b"), circle("b", "c")), []string{"a b: high", "b c: high"}},
		{"two that share an edge", []Edge{arrow("a>b"), arrow("b>c"), arrow("c>a"), arrow("b>d"), arrow("d>a")},
			[]string{"a b c: medium length"}}, // a and b are in a cycle that is reported
		{"two components", slices.Concat(circle("a", "b"), circle("c", "d")), []string{"a b: high", "c d: high"}},
		{"a way into a cycle, and out of it", []Edge{arrow("x>a"), arrow("a>b"), arrow("b>a"), arrow("b>y")}, []string{"a b: high"}},
		{"longer, with a pair that is reported", append(circle("a", "b", "c"), arrow("b>a")), []string{"a b: high"}},
		{"longer, with a pair that a filter dropped", append(circle("a", "b", "c"), arrow("b>a", fresh)), []string{"a b c: medium length"}},
		{"three of four", append(circle("a", "b", "c", "d"), arrow("c>a")), []string{"a b c: medium length"}},
		{"two of one class, and a third", []Edge{arrow("a>b", certainly("p.x", "p.b")), arrow("b>a", certainly("p.b", "p.y")), arrow("a>a", certainly("p.y", "p.x"), same(identity.May))},
			[]string{"a a b: medium length", "again a: low instance"}},
		{"the same, the other way round", []Edge{arrow("a>b", certainly("p.x", "p.b")), arrow("b>a", certainly("p.b", "p.y")), arrow("a>a", certainly("p.x", "p.y"), same(identity.May))},
			[]string{"again a: low instance"}},
		{"longer, of which no two are reported", slices.Concat(circle("a", "x"), circle("b", "y"), circle("a", "b", "c")),
			[]string{"a b c: medium length", "a x: high", "b y: high"}},
	} {
		g := Search(input(tt.edges...))
		got := show(g.Findings)
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCycleIsFoundOnce(t *testing.T) {
	// Of all ways to do the same the surest is shown.
	var edges []Edge
	for i := range 3 {
		edges = append(edges, arrow("a>b", at(i), test), arrow("a>b", at(10+i), calls(0, 1+i)), arrow("b>a", at(20+i), calls(0, 3-i)))
	}
	f := only(t, "many ways", input(Merge(edges)...))
	if len(f.Reasons) > 0 || f.Cycle[0].Site != "p/p.go:10:1" || f.Cycle[1].Site != "p/p.go:22:1" {
		t.Errorf("found %s at %s and %s for %v", f.Confidence, f.Cycle[0].Site, f.Cycle[1].Site, f.Reasons)
	}
}

func TestAnotherWayRoundAFilterIsFound(t *testing.T) {
	const gate = "global p.g"
	gated := []Edge{arrow("a>b", under("g", write, gate)), arrow("b>a", under("g", write, gate))}
	for _, tt := range []struct {
		name    string
		more    []Edge
		want    []string
		dropped map[string]int
	}{
		{"none", nil, []string{}, map[string]int{"gate": 1}},
		{"none, in several places", []Edge{arrow("a>b", at(2), under("g", write, gate), test)}, []string{}, map[string]int{"gate": 1}},
		{"one edge without the gate", []Edge{arrow("a>b", at(2))}, []string{"b a: high"}, map[string]int{}},
		{"one edge that is not sure", []Edge{arrow("b>a", at(2), test)}, []string{"a b: medium tests"}, map[string]int{}},
		{"a fresh one", []Edge{arrow("b>a", at(2), fresh)}, []string{}, map[string]int{"gate": 1}},
	} {
		for range 2 {
			slices.Reverse(tt.more)
			g := Search(input(Merge(gated, tt.more)...))
			if diff := cmp.Diff(tt.want, show(g.Findings)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if diff := cmp.Diff(tt.dropped, g.Dropped); diff != "" {
				t.Errorf("%s: dropped (-want +got):\n%s", tt.name, diff)
			}
		}
	}
}

func TestAlternativesAreBoundedAndCounted(t *testing.T) {
	var edges []Edge
	for i := range maxAlternatives + 3 {
		edges = append(edges, arrow("a>b", at(i), roots(fmt.Sprint("main go ", i))))
	}
	edges = append(edges, edges...) // the same, which nothing tells apart
	g := Search(input(append(edges, arrow("b>a"))...))
	if diff := cmp.Diff(map[string]int{"limit:alternatives": 3}, g.Dropped); diff != "" || len(g.Findings) != 1 {
		t.Errorf("%d findings, dropped (-want +got):\n%s", len(g.Findings), diff)
	}
	// All ways around a long cycle are too many.
	edges = nil
	for _, e := range circle("a", "b", "c", "d", "e") {
		for i := range 4 {
			edges = append(edges, arrow(string(e.From.Class)+">"+string(e.To.Class), at(i), roots("main", fmt.Sprint("main go ", i))))
		}
	}
	if g := Search(input(edges...)); g.Dropped["limit:ways"] == 0 {
		t.Errorf("dropped %v", g.Dropped)
	}
}

func TestClosedCyclesAreNotFoundAgain(t *testing.T) {
	all := slices.Concat(circle("a", "b"), circle("c", "d"))
	in := input(all...)
	in.Closed = func(n Need) bool { return n.Edges[0].From.Class == "a" }
	g := Search(in)
	if diff := cmp.Diff([]string{"c d: high"}, show(g.Findings)); diff != "" || len(g.Dropped) > 0 {
		t.Errorf("dropped %v (-want +got):\n%s", g.Dropped, diff)
	}
	// One way that is closed closes the cycle, whichever the others are.
	in = input(arrow("a>b", of("p")), arrow("a>b", at(2), of("q"), test), arrow("b>a"))
	in.Closed = func(n Need) bool { return n.Edges[0].Package == "q" }
	if g := Search(in); len(g.Findings) > 0 {
		t.Errorf("findings %q", show(g.Findings))
	}
}

func TestClosedIsToldWhichWritersItTakes(t *testing.T) {
	in := input(arrow("a>b", modes(read, read)), arrow("b>a", modes(read, read)), edge(modes(read, read))).written("a", "b", "p.T.mu")
	var told []string
	in.Closed = func(n Need) bool {
		told = append(told, fmt.Sprint(len(n.Edges), " ", writerSites(n.Writers)))
		return true
	}
	if g := Search(in); len(g.Findings) > 0 {
		t.Errorf("findings %q", show(g.Findings))
	}
	if diff := cmp.Diff([]string{"1 [p/p.T.mu.go:1:1]", "2 [p/b.go:1:1] [p/a.go:1:1]"}, told); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPackagesOfNoOneProgramMakeNoSureCycle(t *testing.T) {
	in := input(arrow("a>b", of("p")), arrow("b>a", of("q")))
	in.Apart = func(edges []*Edge) bool { return edges[0].Package != edges[1].Package }
	if diff := cmp.Diff([]string{"a b: low program"}, show(Search(in).Findings)); diff != "" {
		t.Errorf("two packages (-want +got):\n%s", diff)
	}
	in.Edges = circle("a", "b")
	if diff := cmp.Diff([]string{"a b: high"}, show(Search(in).Findings)); diff != "" {
		t.Errorf("one package (-want +got):\n%s", diff)
	}
}

func TestRotateBeginsWithTheFirstThatIsOwn(t *testing.T) {
	first := func(edges ...Edge) Finding { return Finding{Cycle: edges} }
	p10, p9, q := arrow("a>b", at(10)), arrow("b>c", at(9)), arrow("c>a", site("q/q.go:1:1"))
	own := func(prefix string) func(*Edge) bool {
		return func(e *Edge) bool { return strings.HasPrefix(e.Site, prefix) }
	}
	for _, tt := range []struct {
		name string
		own  string
		want string
	}{
		{"of all", "", "bca"},
		{"of none", "none", "bca"},
		{"the only one", "q/", "cab"},
		{"the first of two", "p/", "bca"},
	} {
		for range 3 {
			p10, p9, q = p9, q, p10 // the order before does not matter
			f := first(p10, p9, q)
			f.Rotate(own(tt.own))
			var got string
			for _, e := range f.Cycle {
				got += string(e.From.Class)
			}
			if got != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
			}
		}
	}
}

func TestPackagesOfAFinding(t *testing.T) {
	f := Finding{Cycle: []Edge{arrow("a>b", of("q")), arrow("b>c", of("p")), arrow("c>a", of("q"))}}
	if diff := cmp.Diff([]string{"p", "q"}, f.Packages()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// randomEdges are m edges between n locks, of all sorts.
func randomEdges(rnd *rand.Rand, n, m int) []Edge {
	var edges []Edge
	for i := range m {
		e := arrow(fmt.Sprintf("c%d>c%d", rnd.Intn(n), rnd.Intn(n)), at(i), calls(rnd.Intn(3), rnd.Intn(3)),
			modes(identity.Mode(rnd.Intn(2)), identity.Mode(rnd.Intn(2))), of(fmt.Sprint("p", rnd.Intn(3))))
		e.Test, e.Fresh, e.Partial = rnd.Intn(4) == 0, rnd.Intn(8) == 0, rnd.Intn(4) == 0
		e.Same = identity.Strength(rnd.Intn(4))
		if e.From.Class != e.To.Class {
			e.Same = identity.Different
		}
		if rnd.Intn(3) == 0 {
			under("g", identity.Mode(rnd.Intn(2)), "global p.g")(&e)
		}
		if rnd.Intn(3) == 0 {
			roots([]string{"main", "init", "main go x", "tests in parallel"}[rnd.Intn(4)])(&e)
		}
		edges = append(edges, e)
	}
	return edges
}

// describe is all that a search says.
func describe(g *Graph) []string {
	out := []string{fmt.Sprint(g.Dropped)}
	for i, line := range show(g.Findings) {
		for _, e := range g.Findings[i].Cycle {
			line += fmt.Sprint(" ", e.Key())
		}
		out = append(out, fmt.Sprint(line, writerSites(g.Findings[i].Writers), g.Findings[i].Others))
	}
	return out
}

func TestSearchDoesNotDependOnTheOrderOfEdges(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	found := 0
	for i := range 50 {
		edges := randomEdges(rnd, 6, 40)
		edges = input(edges...).written("c0", "c1", "c2").Edges
		in := input(Merge(edges)...)
		want := describe(Search(in))
		found += len(want) - 1
		for range 5 {
			rnd.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
			in.Edges = Merge(edges[:7], edges[7:30], edges[30:], edges[:20])
			if diff := cmp.Diff(want, describe(Search(in))); diff != "" {
				t.Fatalf("graph %d (-want +got):\n%s", i, diff)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d findings", found)
	}
}

// TestCyclesAgreeWithASimpleSearch holds the cycles of two locks, found through
// components, against a look at all pairs.
func TestCyclesAgreeWithASimpleSearch(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for i := range 200 {
		has := make(map[string]bool)
		var edges []Edge
		n := 2 + rnd.Intn(10)
		for range rnd.Intn(3 * n) {
			a, b := fmt.Sprint("c", rnd.Intn(n)), fmt.Sprint("c", rnd.Intn(n))
			if a != b {
				has[a+" "+b] = true
				edges = append(edges, arrow(a+">"+b))
			}
		}
		want := make(map[string]bool)
		for ab := range has {
			a, b, _ := strings.Cut(ab, " ")
			if a < b && has[b+" "+a] {
				want[ab] = true
			}
		}
		got := make(map[string]bool)
		for _, f := range Search(input(edges...)).Findings {
			if len(f.Cycle) == 2 {
				a, b := string(f.Cycle[0].From.Class), string(f.Cycle[1].From.Class)
				got[min(a, b)+" "+max(a, b)] = true
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("graph %d (-want +got):\n%s", i, diff)
		}
	}
}
