package graph

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

func TestEachReasonCapsTheConfidence(t *testing.T) {
	handedOff := func(in Input, c identity.Class) Input {
		in.HandedOff = map[identity.Class]bool{c: true}
		return in
	}
	left := func(e *Edge) { e.From.Partial = true }
	inside := func(e *Edge) { e.From.Inside = true }
	for _, tt := range []struct {
		name   string
		in     Input
		reason string // names of the reasons
		want   Confidence
	}{
		{"nothing speaks against it", input(edge()), "[]", High},
		{"one class only", input(edge(same(identity.May))), "[instance]", Low},
		{"by a constructor", input(edge(same(identity.Inverse))), "[constructor]", Medium},
		{"one callee by type flow", input(edge(many(1))), "[dispatch]", Medium},
		{"few callees", input(edge(many(fewCallees))), "[dispatch]", Medium},
		{"many callees", input(edge(many(fewCallees + 1))), "[callees]", Low},
		{"callees on the way to the held lock", input(edge(func(e *Edge) {
			e.From.Witness = e.From.Witness.Prefix(identity.Step{Many: 2})
		})), "[dispatch]", Medium},
		{"the most callees count", input(edge(many(fewCallees+1), many(1))), "[callees]", Low},
		{"two dynamic calls in one goroutine", input(edge(many(1), many(1))), "[dispatch]", Medium},
		{"two dynamic calls on one way", input(arrow("a>b", many(1), many(1)), arrow("b>a")), "[dispatch dispatch]", Low},
		{"two dynamic calls on one way, from and to what is made in one place", input(arrow("a>b", many(1), many(1), func(e *Edge) { e.From.Lone, e.To.Lone = true, true }), arrow("b>a")), "[dispatch]", Medium},
		{"a dynamic call on one way", input(arrow("a>b", many(1)), arrow("b>a")), "[dispatch]", Medium},
		{"a dynamic call on each way", input(arrow("a>b", many(1)), arrow("b>a", many(1))), "[dispatch dispatch]", Low},
		{"a dynamic call on each way, of objects of one making", input(arrow("a>b", many(1), lone), arrow("b>a", many(1), lone)), "[dispatch]", Medium},
		{"a dynamic call, and one that another package supplies", input(arrow("a>b", many(1), put("x", "")), arrow("b>a")), "[dispatch dispatch supplied]", Low},
		{"two calls of what is at one place", input(arrow("a>b", put("x", "")), arrow("b>a", put("y", ""))), "[supplied crossed]", Low},
		{"two calls of one function", input(arrow("a>b", put("x", "")), arrow("b>a", put("x", ""))), "[supplied]", Medium},
		{"one of three that are put there", input(arrow("a>b", put("x", "* *:f*"), func(e *Edge) { e.Supplied = 3 }), arrow("b>a")), "[callees]", Low},
		{"one of three, in a part of the lock's object", input(arrow("a>b", put("x", "* .h.f*"), func(e *Edge) { e.Supplied = 3 }), arrow("b>a")), "[supplied]", Medium},
		{"not deep", input(edge(calls(0, deepSteps-2))), "[]", High},
		{"deep", input(edge(calls(0, deepSteps-1))), "[depth]", Medium},
		{"deep, by literals that it calls itself", input(edge(calls(0, 4), inPlace(deepSteps))), "[]", High},
		{"deep, by literals of others", input(edge(calls(0, deepSteps-1), inPlace(1))), "[depth]", Medium},
		{"deep on both sides", input(edge(calls(3, deepest-5))), "[depth]", Medium},
		{"very deep", input(edge(calls(0, deepest-1))), "[depth]", Low},
		{"some paths reach it without the lock", input(edge(partial)), "[paths]", Medium},
		{"a helper leaves it held sometimes", input(edge(left)), "[paths]", Medium},
		{"a helper leaves it held sometimes, by a helper", input(edge(left, calls(2, 0))), "[paths paths]", Low},
		{"handed off", handedOff(input(edge()), "p.T.mu"), "[hand-off]", Low},
		{"sent over a channel", Input{Part: Part{Edges: input(edge()).Edges, Sent: map[identity.Class]bool{"p.T.mu": true}}}, "[hand-off]", Low},
		{"another lock is handed off", handedOff(input(edge()), "p.U.mu"), "[]", High},
		{"a test that locks, and calls what locks again", input(edge(byTest(1))), "[]", High},
		{"a test that locks, and calls what may lock again further down", input(edge(byTest(2))), "[tests]", Low},
		{"a test that calls what locks, and locks again further down", input(edge(test, calls(0, 2))), "[]", High},
		{"the worst counts", input(edge(same(identity.Inverse), many(fewCallees+1))), "[callees constructor]", Low},
		// A lock that is handed off may be released meanwhile only where it is
		// not plainly held, or where the wait may be for that.
		{"handed off, locked again by a callee", handedOff(input(edge(calls(0, 1))), "p.T.mu"), "[hand-off]", Medium},
		{"handed off, locked again by a literal", handedOff(input(edge(inLiteral)), "p.T.mu"), "[hand-off]", Low},
		{"handed off, taken by a helper", handedOff(input(edge(calls(1, 1))), "p.T.mu"), "[hand-off]", Low},
		{"handed off, held inside of who calls back", handedOff(input(edge(calls(1, 1), inside)), "p.T.mu"), "[hand-off]", Medium},
		{"handed off, held sometimes", handedOff(input(edge(calls(0, 1), partial)), "p.T.mu"), "[paths hand-off]", Low},

		{"with two doubts", input(edge(same(identity.Inverse), many(1))), "[dispatch constructor]", Medium},
		{"with two doubts, one of them told twice", input(arrow("a>w?receive", calls(9, 0), many(1), lone, func(e *Edge) { e.Supplied = 1 }), arrow("w?receive>a", by("x"))), "[dispatch depth supplied]", Medium},
		{"with three doubts", input(edge(same(identity.Inverse), many(1), partial)), "[dispatch paths constructor doubts]", Low},
		{"a very long chain", input(edge(calls(0, 20))), "[depth]", Low},
		{"a very long chain, of which most leads to both locks", input(edge(calls(12, 12))), "[depth]", Medium},

		{"two orders", input(circle("a", "b")...), "[]", High},
		{"two orders of one that is handed off", handedOff(input(circle("a", "b")...), "a"), "[hand-off]", Medium},
		{"two orders, some paths", input(arrow("a>b", partial), arrow("b>a")), "[]", High},
		{"two orders, held after a helper sometimes", input(arrow("a>b", left), arrow("b>a")), "[paths]", Low},
		{"three locks", input(circle("a", "b", "c")...), "[length]", Medium},
		{"a reader and a writer to come", input(arrow("a>b", modes(write, read)), arrow("b>a", modes(read, write))).written("b"), "[writer]", Medium},
		{"one in a test", input(arrow("a>b", test), arrow("b>a")), "[tests]", Medium},
		{"one in a test, across a call", input(arrow("a>b", test, calls(0, 1)), arrow("b>a")), "[tests]", Low},
		{"both in tests", input(arrow("a>b", test), arrow("b>a", test)), "[tests]", Medium},
		{"one in a test, the other only in callers", input(arrow("a>b", test, roots("test p.TestA")), arrow("b>a", roots(summary.Callers))), "[alone tests]", Low},
		{"one in a test, the other also in its goroutine", input(arrow("a>b", test, roots("test p.TestA")), arrow("b>a", roots(summary.Callers, "test p.TestA go x"))), "[tests]", Medium},
		{"both in callers", input(arrow("a>b", roots(summary.Callers)), arrow("b>a", roots(summary.Callers))), "[]", High},
		{"one in init", input(arrow("a>b", roots("init")), arrow("b>a")), "[init]", Low},
		{"one in a goroutine of init", input(arrow("a>b", roots("init go x")), arrow("b>a")), "[]", High},
		{"init against its goroutine", input(arrow("a>b", roots("init go x")), arrow("b>a", roots("init"))), "[]", High},
		{"a semaphore", input(arrow("a>b", func(e *Edge) { e.To.Kind = identity.Semaphore }), arrow("b>a", func(e *Edge) { e.From.Kind = identity.Semaphore })), "[semaphore]", Medium},
		{"a once", input(arrow("a>b", func(e *Edge) { e.To.Kind = identity.Once }), arrow("b>a", func(e *Edge) { e.From.Kind = identity.Once })), "[once]", Medium},
		{"a wait", input(arrow("a>w?receive"), arrow("w?receive>a", by("x"))), "[]", High},
		{"a wait by the goroutines that end it", input(arrow("a>w?receive", started("p/f.go:1:1")), arrow("w?receive>a", by("x"), started("p/f.go:1:1"))), "[goroutines]", Low},
		{"a wait by other goroutines of one place", input(arrow("a>w?receive", started("p/other.go:1:1")), arrow("w?receive>a", by("x"), started("p/f.go:1:1"))), "[]", High},
		{"a message to one of many", input(arrow("a>w?send", started("p/f.go:1:1")), arrow("w?send>a", by("x"), started("p/f.go:1:1"))), "[]", High},
		{"of one object, and of two", input(arrow("a>w?join", lying(TwoObjects)), arrow("w?join>a", by("x"), lying(OneObject))), "[instance]", Low},
		{"of two objects both times", input(arrow("a>w?join", lying(TwoObjects)), arrow("w?join>a", by("x"), lying(TwoObjects))), "[]", High},
		{"of one object, as far as is known", input(arrow("a>w?join"), arrow("w?join>a", by("x"), lying(OneObject))), "[]", High},
		{"a second wait for any caller's message", input(arrow("a>v?receive"), arrow("v?receive>w?receive", by("x")), arrow("w?receive>a", by("y"), weak, completes)), "[waits callers]", Low},
		{"a second wait for a message of one", input(arrow("a>v?receive"), arrow("v?receive>w?receive", by("x")), arrow("w?receive>a", by("y"), completes)), "[waits]", Medium},
		{"a second wait, of one type", input(arrow("p.T.a>p.T.v?receive"), arrow("p.T.v?receive>p.T.w?receive", by("x")), arrow("p.T.w?receive>p.T.a", by("y"), completes)), "[waits]", Medium},
		{"a second wait, of two types, of each of which there is one", input(arrow("p.T.a>p.T.v?receive", lone), arrow("p.T.v?receive>p.U.w?receive", by("x"), lone), arrow("p.U.w?receive>p.T.a", by("y"), completes, lone)), "[waits]", Medium},
		{"a second wait, of two types", input(arrow("p.T.a>p.T.v?receive"), arrow("p.T.v?receive>p.U.w?receive", by("x")), arrow("p.U.w?receive>p.T.a", by("y"), completes)), "[waits]", Low},
		{"a second wait, of variables", input(arrow("p.T.a>p.f.v?receive"), arrow("p.f.v?receive>p.f.w?receive", by("x"), ofVariables), arrow("p.f.w?receive>p.T.a", by("y"), completes, ofVariables)), "[waits]", Medium},
		{"a wait in a test for what may lock further down", input(arrow("a>w?receive", byTest(0)), arrow("w?receive>a", by("x"), test, calls(0, 2))), "[tests]", Low},
		{"a wait in a test for what locks", input(arrow("a>w?receive", byTest(0)), arrow("w?receive>a", by("x"), test, calls(0, 1))), "[tests]", Medium},
		{"a send that waits once the buffer is full", input(arrow("a>w?send", room(model.CanFill)), arrow("w?send>a", by("x"))), "[buffer]", Medium},
		{"a send in a test", input(arrow("a>w?send", room(model.CanFill), test), arrow("w?send>a", by("x"))), "[tests buffer]", Low},
		{"a wait for itself", input(arrow("w?join>w?join", by("x"), same(identity.Same))), "[]", High},
		{"a wait for what may be itself", input(arrow("w?join>w?join", by("x"), same(identity.May))), "[instance]", Low},
		{"a wait for itself in what may be called", input(arrow("w?join>w?join", by("x"), same(identity.Same), many(1))), "[dispatch dispatch]", Low},
		{"perhaps held already", input(arrow("a>b", again(identity.May)), arrow("b>a")), "[again]", Low},
	} {
		g := Search(tt.in)
		if len(g.Findings) != 1 {
			t.Errorf("%s: %d findings", tt.name, len(g.Findings))
			continue
		}
		names := []string{}
		for _, r := range g.Findings[0].Reasons {
			names = append(names, r.Name)
			if r.Text == "" || r.Cap >= High {
				t.Errorf("reason %q has text %q and caps at %s", r.Name, r.Text, r.Cap)
			}
		}
		if got := fmt.Sprint(names); got != tt.reason || g.Findings[0].Confidence != tt.want {
			t.Errorf("%s: %s %s, want %s %s", tt.name, g.Findings[0].Confidence, got, tt.want, tt.reason)
		}
	}
}

func TestReadersWaitOnlyForWriters(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to identity.Mode
		written  []identity.Class
		found    bool
		writers  string
	}{
		{"read twice, no writer", read, read, nil, false, ""},
		{"read twice, writer of another class", read, read, []identity.Class{"p.U.mu"}, false, ""},
		{"read twice, writer", read, read, []identity.Class{"p.T.mu"}, true, "[p/p.T.mu.go:1:1]"},
		{"read under write", write, read, nil, true, ""},
		{"write under read", read, write, nil, true, ""},
		{"write twice needs no other", write, write, []identity.Class{"p.T.mu"}, true, ""},
	} {
		g := Search(input(edge(modes(tt.from, tt.to))).written(tt.written...))
		if found := len(g.Findings) == 1; found != tt.found {
			t.Errorf("%s: found %v", tt.name, found)
		}
		dropped := map[string]int{}
		if !tt.found {
			dropped["no-writer"] = 1
		}
		if diff := cmp.Diff(dropped, g.Dropped); diff != "" {
			t.Errorf("%s: dropped (-want +got):\n%s", tt.name, diff)
		}
		if tt.found {
			if got := writerSites(g.Findings[0].Writers); got != tt.writers {
				t.Errorf("%s: writers %s, want %s", tt.name, got, tt.writers)
			}
		}
	}
}

func TestDifferentLocksAreNoCycle(t *testing.T) {
	g := Search(input(edge(same(identity.Different))))
	if len(g.Findings) != 0 || len(g.Dropped) != 0 {
		t.Errorf("%d findings, dropped %v", len(g.Findings), g.Dropped)
	}
}

func TestSemaphoreIsNoReacquire(t *testing.T) {
	if g := Search(input(edge(kind(identity.Semaphore)))); len(g.Findings) != 0 {
		t.Errorf("findings %q", show(g.Findings))
	}
}

func at(n int) option { return site(fmt.Sprintf("p/p.go:%d:1", n)) }

func TestFindingsOfOnePairOfAcquisitionsMerge(t *testing.T) {
	for _, tt := range []struct {
		name  string
		edges []Edge
		site  string // of the finding that stays
	}{
		{"the surest", []Edge{edge(at(1), same(identity.May)), edge(at(2), calls(0, 3)), edge(at(3), same(identity.Inverse))}, "p/p.go:2:1"},
		{"the shortest of the surest", []Edge{edge(at(1), calls(0, 3)), edge(at(2), calls(0, 1)), edge(at(3), calls(0, 2))}, "p/p.go:2:1"},
		{"the first of the shortest", []Edge{edge(at(10)), edge(at(9)), edge(at(30))}, "p/p.go:9:1"},
	} {
		for range 3 {
			tt.edges = append(tt.edges[1:], tt.edges[0]) // the order of edges does not matter
			g := Search(input(tt.edges...))
			if len(g.Findings) != 1 || g.Findings[0].Site() != tt.site || g.Findings[0].Others != 2 {
				t.Errorf("%s: %d findings, the first at %s with %d more", tt.name, len(g.Findings), g.Findings[0].Site(), g.Findings[0].Others)
			}
		}
	}
	if n := len(Search(input(edge(sites("a", "b")), edge(sites("a", "c")), edge(sites("b", "b")))).Findings); n != 3 {
		t.Errorf("three pairs make %d findings", n)
	}
}

func TestHelperThatLeavesALockHeldIsOneDefect(t *testing.T) {
	left := func(e *Edge) { e.From.Partial = true }
	g := Search(input(edge(sites("lock", "b"), at(1), left), edge(sites("lock", "c"), at(2), left), edge(sites("other", "c"), at(3), left)))
	if len(g.Findings) != 2 || g.Findings[0].Others != 1 {
		t.Errorf("%d findings, the first with %d more", len(g.Findings), g.Findings[0].Others)
	}
}

func TestOrderIsThatOfPositions(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	var edges []Edge
	for i := range 30 {
		edges = append(edges, edge(at(1+i/3), sites(fmt.Sprint(i%5), fmt.Sprint(i))))
	}
	order := func(g *Graph) (out []string) {
		for _, f := range g.Findings {
			out = append(out, fmt.Sprintf("%s %s", f.Site(), f.key()))
		}
		return out
	}
	first := Search(input(edges...))
	want := order(first)
	if len(want) != 30 {
		t.Fatalf("%d findings", len(want))
	}
	for i := 1; i < len(want); i++ {
		if ComparePositions(first.Findings[i-1].Site(), first.Findings[i].Site()) > 0 {
			t.Fatal("not in order of positions")
		}
	}
	for range 10 {
		rnd.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
		if diff := cmp.Diff(want, order(Search(input(edges...)))); diff != "" {
			t.Fatalf("the order depends on that of the edges:\n%s", diff)
		}
	}
}

func TestPositionsCompareByTheirNumbers(t *testing.T) {
	for _, tt := range []struct{ less, more string }{
		{"p/a.go:9:1", "p/a.go:10:1"},
		{"p/a.go:9:9", "p/a.go:9:10"},
		{"p/a.go:99:1", "p/b.go:1:1"},
		{"", "p/a.go:1:1"},
		{`C:\a.go:9:1`, `C:\a.go:10:1`},
	} {
		if ComparePositions(tt.less, tt.more) >= 0 || ComparePositions(tt.more, tt.less) <= 0 || ComparePositions(tt.less, tt.less) != 0 {
			t.Errorf("%q does not come before %q", tt.less, tt.more)
		}
	}
}

func TestConfidenceReadsAsItIsWritten(t *testing.T) {
	for _, c := range []Confidence{Low, Medium, High} {
		if got, err := ParseConfidence(c.String()); got != c || err != nil {
			t.Errorf("%s reads as %s, %v", c, got, err)
		}
	}
	for _, s := range []string{"", "High", "certain"} {
		if _, err := ParseConfidence(s); err == nil {
			t.Errorf("%q is a confidence", s)
		}
	}
}
