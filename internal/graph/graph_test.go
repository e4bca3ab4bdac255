package graph

import (
	"fmt"
	"go/token"
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// witness is a chain of calls to an acquisition at pos.
func witness(pos string, calls int) *identity.Witness {
	w := (*identity.Witness)(nil).Prefix(identity.Step{Kind: identity.Acquires, Pos: pos})
	for i := range calls {
		w = w.Prefix(identity.Step{Kind: identity.Calls, Pos: fmt.Sprint("call ", i)})
	}
	return w
}

// edge is a sure reacquire, changed by the options.
func edge(opts ...func(*flow.Edge)) flow.Edge {
	mu := identity.Lock{Class: "p.T.mu"}
	e := flow.Edge{
		From: model.Held{Lock: mu, Witness: witness("from", 0)},
		To:   model.Acquire{Lock: mu, Witness: witness("to", 0)},
		Same: identity.Same,
		Site: 1,
	}
	for _, o := range opts {
		o(&e)
	}
	return e
}

func same(s identity.Strength) func(*flow.Edge) { return func(e *flow.Edge) { e.Same = s } }
func calls(from, to int) func(*flow.Edge) {
	return func(e *flow.Edge) { e.From.Witness, e.To.Witness = witness("from", from), witness("to", to) }
}
func many(n int) func(*flow.Edge) {
	return func(e *flow.Edge) {
		e.To.Witness = e.To.Witness.Prefix(identity.Step{Kind: identity.Calls, Many: n})
	}
}
func modes(from, to identity.Mode) func(*flow.Edge) {
	return func(e *flow.Edge) { e.From.Mode, e.To.Mode = from, to }
}
func site(p token.Pos) func(*flow.Edge) { return func(e *flow.Edge) { e.Site = p } }
func sites(from, to string) func(*flow.Edge) {
	return func(e *flow.Edge) { e.From.Witness, e.To.Witness = witness(from, 0), witness(to, 0) }
}

func search(edges ...flow.Edge) *Graph { return Search(Input{Edges: edges}) }

func TestEachReasonCapsTheConfidence(t *testing.T) {
	for _, tt := range []struct {
		name   string
		in     Input
		reason string // names of the reasons
		want   Confidence
	}{
		{"nothing speaks against it", Input{Edges: []flow.Edge{edge()}}, "[]", High},
		{"one class only", Input{Edges: []flow.Edge{edge(same(identity.May))}}, "[instance]", Low},
		{"by a constructor", Input{Edges: []flow.Edge{edge(same(identity.Inverse))}}, "[constructor]", Medium},
		{"one callee by type flow", Input{Edges: []flow.Edge{edge(many(1))}}, "[dispatch]", Medium},
		{"few callees", Input{Edges: []flow.Edge{edge(many(fewCallees))}}, "[dispatch]", Medium},
		{"many callees", Input{Edges: []flow.Edge{edge(many(fewCallees + 1))}}, "[callees]", Low},
		{"callees on the way to the held lock", Input{Edges: []flow.Edge{edge(func(e *flow.Edge) {
			e.From.Witness = e.From.Witness.Prefix(identity.Step{Many: 2})
		})}}, "[dispatch]", Medium},
		{"the most callees count", Input{Edges: []flow.Edge{edge(many(fewCallees+1), many(1))}}, "[callees]", Low},
		{"not deep", Input{Edges: []flow.Edge{edge(calls(0, deepSteps-2))}}, "[]", High},
		{"deep", Input{Edges: []flow.Edge{edge(calls(0, deepSteps-1))}}, "[depth]", Medium},
		{"deep on both sides", Input{Edges: []flow.Edge{edge(calls(3, deepest-5))}}, "[depth]", Medium},
		{"very deep", Input{Edges: []flow.Edge{edge(calls(0, deepest-1))}}, "[depth]", Low},
		{"some paths reach it without the lock", Input{Edges: []flow.Edge{edge(func(e *flow.Edge) { e.Partial = true })}}, "[paths]", Medium},
		{"a helper leaves it held sometimes", Input{Edges: []flow.Edge{edge(func(e *flow.Edge) { e.From.Partial = true })}}, "[paths]", Medium},
		{"handed off", Input{Edges: []flow.Edge{edge()}, HandedOff: map[identity.Class]bool{"p.T.mu": true}}, "[hand-off]", Low},
		{"another lock is handed off", Input{Edges: []flow.Edge{edge()}, HandedOff: map[identity.Class]bool{"p.U.mu": true}}, "[]", High},
		{"the worst counts", Input{Edges: []flow.Edge{edge(same(identity.Inverse), many(fewCallees+1))}}, "[constructor callees]", Low},
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
	writer := identity.Step{Pos: "w", Func: "Set", What: "t.mu"}
	for _, tt := range []struct {
		name     string
		from, to identity.Mode
		writers  map[identity.Class]identity.Step
		found    bool
		writer   identity.Step
	}{
		{"read twice, no writer", identity.Read, identity.Read, nil, false, identity.Step{}},
		{"read twice, writer of another class", identity.Read, identity.Read, map[identity.Class]identity.Step{"p.U.mu": writer}, false, identity.Step{}},
		{"read twice, writer", identity.Read, identity.Read, map[identity.Class]identity.Step{"p.T.mu": writer}, true, writer},
		{"read under write", identity.Write, identity.Read, nil, true, identity.Step{}},
		{"write under read", identity.Read, identity.Write, nil, true, identity.Step{}},
		{"write twice needs no other", identity.Write, identity.Write, map[identity.Class]identity.Step{"p.T.mu": writer}, true, identity.Step{}},
	} {
		g := Search(Input{Edges: []flow.Edge{edge(modes(tt.from, tt.to))}, Writers: tt.writers})
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
		if tt.found && g.Findings[0].Writer != tt.writer {
			t.Errorf("%s: writer %v", tt.name, g.Findings[0].Writer)
		}
	}
}

func TestDifferentLocksAreNoCycle(t *testing.T) {
	g := search(edge(same(identity.Different)))
	if len(g.Findings) != 0 || len(g.Dropped) != 0 {
		t.Errorf("%d findings, dropped %v", len(g.Findings), g.Dropped)
	}
}

func TestFindingsOfOnePairOfAcquisitionsMerge(t *testing.T) {
	for _, tt := range []struct {
		name  string
		edges []flow.Edge
		site  token.Pos // of the finding that stays
	}{
		{"the surest", []flow.Edge{edge(site(1), same(identity.May)), edge(site(2), calls(0, 3)), edge(site(3), same(identity.Inverse))}, 2},
		{"the shortest of the surest", []flow.Edge{edge(site(1), calls(0, 3)), edge(site(2), calls(0, 1)), edge(site(3), calls(0, 2))}, 2},
		{"the first of the shortest", []flow.Edge{edge(site(2)), edge(site(1)), edge(site(3))}, 1},
	} {
		for range 3 {
			tt.edges = append(tt.edges[1:], tt.edges[0]) // the order of edges does not matter
			g := search(tt.edges...)
			if len(g.Findings) != 1 || g.Findings[0].Pos != tt.site || g.Findings[0].Others != 2 {
				t.Errorf("%s: %d findings, the first at %d with %d more", tt.name, len(g.Findings), g.Findings[0].Pos, g.Findings[0].Others)
			}
		}
	}
	if n := len(search(edge(sites("a", "b")), edge(sites("a", "c")), edge(sites("b", "b"))).Findings); n != 3 {
		t.Errorf("three pairs make %d findings", n)
	}
}

func TestOrderIsThatOfPositions(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	var edges []flow.Edge
	for i := range 30 {
		edges = append(edges, edge(site(token.Pos(1+i/3)), sites(fmt.Sprint(i%5), fmt.Sprint(i))))
	}
	order := func(g *Graph) (out []string) {
		for _, f := range g.Findings {
			out = append(out, fmt.Sprintf("%d %s", f.Pos, f.key()))
		}
		return out
	}
	want := order(search(edges...))
	for i := 1; i < len(want); i++ {
		if search(edges...).Findings[i-1].Pos > search(edges...).Findings[i].Pos {
			t.Fatal("not in order of positions")
		}
	}
	for range 10 {
		rnd.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
		if diff := cmp.Diff(want, order(search(edges...))); diff != "" {
			t.Fatalf("the order depends on that of the edges:\n%s", diff)
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
