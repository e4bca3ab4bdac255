package graph

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/summary"
)

// TestWritersThatCanComeBetween has a reader that reads again under a gate g, in
// main or in a goroutine of it.
func TestWritersThatCanComeBetween(t *testing.T) {
	const global = "global p.g"
	reader := edge(modes(read, read), under("g", write, global), roots("main", "main go x"))
	for _, tt := range []struct {
		name    string
		writers []Edge
		want    []string
		found   string // first, the reasons; then the writers
	}{
		{"any", []Edge{writer("p.T.mu", at(1))}, []string{"again p.T.mu: high"}, "[p/p.go:1:1]"},
		{"all of them", []Edge{writer("p.T.mu", at(1)), writer("p.T.mu", at(2), of("q"))}, []string{"again p.T.mu: high"}, "[p/p.go:1:1 p/p.go:2:1]"},
		{"of those that differ in nothing the surest", []Edge{writer("p.T.mu", at(1)), writer("p.T.mu", at(2))}, []string{"again p.T.mu: high"}, "[p/p.go:1:1]"},
		{"none under the gate", []Edge{writer("p.T.mu", at(1), under("g", write, global))}, []string{}, ""},
		{"one under a gate that may be the same", []Edge{writer("p.T.mu", at(1), under("g", write))}, []string{"again p.T.mu: low gate"}, "[p/p.go:1:1]"},
		{"one under a gate that may be the same, and one under none", []Edge{writer("p.T.mu", at(1), under("g", write)), writer("p.T.mu", at(2))},
			[]string{"again p.T.mu: high"}, "[p/p.go:2:1 p/p.go:1:1]"},
		{"one under both", []Edge{writer("p.T.mu", at(1), under("h", write), under("g", write, global))}, []string{}, ""},
		{"in the reader's other goroutine", []Edge{writer("p.T.mu", at(1), roots("main go x"))}, []string{"again p.T.mu: high"}, "[p/p.go:1:1]"},
		{"before the reader", []Edge{writer("p.T.mu", at(1), roots("init"))}, []string{}, ""},
	} {
		g := Search(input(append(tt.writers, reader)...))
		if diff := cmp.Diff(tt.want, show(g.Findings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		for _, f := range g.Findings {
			if got := writerSites(f.Writers); got != tt.found {
				t.Errorf("%s: %s, want %s", tt.name, got, tt.found)
			}
		}
	}
}

// TestWritersWaitAtOneTime has readers of two locks in opposite orders: both writers wait
// as long as the readers do, so that they are two, and no gate keeps one of them away.
func TestWritersWaitAtOneTime(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b []option
		want []string
	}{
		{"of one goroutine", []option{roots("main")}, []option{roots("main")}, []string{}},
		{"of two", []option{roots("main")}, []option{roots("main go z")}, []string{"a b: medium writer"}},
		{"of any number", nil, nil, []string{"a b: medium writer"}},
		{"under one gate", []option{under("g", write, "global p.g")}, []option{under("g", write, "global p.g")}, []string{}},
		{"under one gate that many read", []option{under("g", read, "global p.g")}, []option{under("g", read, "global p.g")}, []string{"a b: medium writer"}},
	} {
		in := input(append(readers(roots("main go x", "main go y")), writer("a", tt.a...), writer("b", tt.b...))...)
		if diff := cmp.Diff(tt.want, show(Search(in).Findings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestWriterThatMayBeKeptAway has readers of two locks in opposite orders.
func TestWriterThatMayBeKeptAway(t *testing.T) {
	in := input(append(readers(under("g", write)), writer("a"), writer("b", under("g", write)))...)
	if diff := cmp.Diff([]string{"a b: low gate writer"}, show(Search(in).Findings)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestNeedIsMetByOneOfEachListOfWriters(t *testing.T) {
	a, b, c := arrow("a>b"), writer("b"), writer("b", at(2))
	need := Need{[]*Edge{&a}, [][]*Edge{{&b, &c}}}
	for _, tt := range []struct {
		has  []*Edge
		want bool
	}{
		{[]*Edge{&a, &b}, true}, {[]*Edge{&a, &c}, true}, {[]*Edge{&a}, false}, {[]*Edge{&b, &c}, false},
	} {
		has := make(map[*Edge]bool)
		for _, e := range tt.has {
			has[e] = true
		}
		if got := need.Met(func(e *Edge) bool { return has[e] }); got != tt.want {
			t.Errorf("%d edges, the first from %q: %v", len(tt.has), tt.has[0].From.Class, got)
		}
	}
}

func TestWritersThatAddNothingAreLeftOut(t *testing.T) {
	g, h := under("g", write, "x"), under("h", write)
	for _, tt := range []struct {
		name string
		a, b Edge
		want int
	}{
		{"two under nothing", writer("a"), writer("a", at(2)), 1},
		{"of two locks", writer("a"), writer("b"), 2},
		{"one under a gate", writer("a"), writer("a", at(2), g), 1},
		{"one under another gate, too", writer("a", g), writer("a", at(2), g, h), 1},
		{"under two gates", writer("a", g), writer("a", at(2), h), 2},
		{"under one gate, held in two ways", writer("a", g), writer("a", at(2), under("g", read, "x")), 2},
		{"under one gate, of which one shows less", writer("a", under("g", write)), writer("a", at(2), g), 1},
		{"of two variables", writer("a", certainly("", "p.x")), writer("a", at(2), certainly("", "p.y")), 2},
		{"of any lock, and of a variable", writer("a"), writer("a", at(2), certainly("", "p.y")), 1},
		{"one in a certain goroutine", writer("a"), writer("a", at(2), roots("main")), 1},
		{"one in two, the other in one of them", writer("a", roots("init", "main")), writer("a", at(2), roots("main")), 1},
		{"in two goroutines", writer("a", roots("main")), writer("a", at(2), roots("init")), 2},
		{"one in many, but under a gate", writer("a", g), writer("a", at(2), roots("main")), 2},
		{"one in a test", writer("a"), writer("a", at(2), test), 1},
		{"one in a test, the other under a gate", writer("a", test), writer("a", at(2), g), 2},
		{"both in tests", writer("a", test), writer("a", at(2), test, roots(summary.Parallel)), 1},
	} {
		for _, list := range [][]Edge{{tt.a, tt.b}, {tt.b, tt.a}} {
			got := leading(Merge(list))
			if len(got) != tt.want || tt.want == 1 && got[0].Site != tt.a.Site {
				t.Errorf("%s: %d writers, the first at %s", tt.name, len(got), got[0].Site)
			}
		}
	}
}
