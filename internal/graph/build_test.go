package graph

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

const (
	read  = identity.Read
	write = identity.Write
)

// witness is a chain of calls to an acquisition at pos.
func witness(pos string, calls int) *identity.Witness {
	w := (*identity.Witness)(nil).Prefix(identity.Step{Kind: identity.Acquires, Pos: pos})
	for i := range calls {
		w = w.Prefix(identity.Step{Kind: identity.Calls, Pos: fmt.Sprint("call ", i), Func: fmt.Sprint("F", i)})
	}
	return w
}

// An option changes an edge.
type option func(*Edge)

// edge is a sure reacquire, changed by the options.
func edge(opts ...option) Edge {
	e := Edge{
		From: End{Class: "p.T.mu", Witness: witness("from", 0)}, To: End{Class: "p.T.mu", Witness: witness("to", 0)},
		Same: identity.Same, Roots: []string{summary.Many}, Package: "p", Site: "p/p.go:1:1",
	}
	for _, o := range opts {
		o(&e)
	}
	return e
}

// arrow is an edge of the lock graph that speaks for a deadlock, for example
// "a>b", changed by the options.
func arrow(classes string, opts ...option) Edge {
	from, to, _ := strings.Cut(classes, ">")
	e := Edge{
		From: End{Class: identity.Class(from), Witness: witness(from+"/p.go:1:1", 0)}, To: End{Class: identity.Class(to), Witness: witness(to+"/p.go:2:1", 0)},
		Roots: []string{summary.Many}, Package: "p", Site: "p/" + from + to + ".go:1:1",
	}
	e.From.Kind, e.To.Kind = identity.KindOf(e.From.Class), identity.KindOf(e.To.Class)
	for _, o := range opts {
		o(&e)
	}
	return e
}

// pair is an edge between two locks of one class, which are chosen like that.
func pair(q summary.Pair, opts ...option) Edge {
	return arrow("a>a", slices.Concat([]option{same(identity.May), pairs(q)}, opts)...)
}

func same(s identity.Strength) option  { return func(e *Edge) { e.Same = s } }
func again(s identity.Strength) option { return func(e *Edge) { e.Again = s } }
func modes(from, to identity.Mode) option {
	return func(e *Edge) { e.From.Mode, e.To.Mode = from, to }
}
func site(s string) option              { return func(e *Edge) { e.Site = s } }
func of(pkg string) option              { return func(e *Edge) { e.Package = pkg } }
func roots(names ...string) option      { return func(e *Edge) { e.Roots = names } }
func pairs(list ...summary.Pair) option { return func(e *Edge) { e.Pairs = list } }
func fresh(e *Edge)                     { e.Fresh = true }
func test(e *Edge)                      { e.Test = true }

// byTest has a test take From itself, and To some calls further down.
func byTest(calls int) option {
	return func(e *Edge) {
		e.Test, e.From.Witness, e.To.Witness = true, witness("p/p_test.go:1:1", 0), witness("p/p.go:2:1", calls)
	}
}

// makes says of an edge which function literals are made only after it, each with a
// lock in what it captures.
func makes(literals ...string) option { return func(e *Edge) { e.Before = literals } }

// literals are the functions in which the locks of an edge are taken.
func literals(from, to string) option {
	return func(e *Edge) {
		e.From.Witness = identity.Chain([]identity.Step{{Kind: identity.Acquires, Pos: "p/p.go:1:1", Func: from}})
		e.To.Witness = identity.Chain([]identity.Step{{Kind: identity.Acquires, Pos: "p/p.go:2:1", Func: to}})
	}
}

// inLiteral takes the lock in a function literal of who calls it.
func inLiteral(e *Edge) {
	e.To.Witness = identity.Chain([]identity.Step{{Kind: identity.Defers, Func: "F"}, {Kind: identity.Acquires, Func: "F.func1"}})
}

// inPlace puts n calls before To, each of a literal of the function before.
func inPlace(n int) option {
	return func(e *Edge) {
		name := e.To.Witness.First().Func + strings.Repeat(".func1", n)
		steps := e.To.Witness.Steps()
		steps[0].Func = name
		w := identity.Chain(steps)
		for range n {
			name = strings.TrimSuffix(name, ".func1")
			w = w.Prefix(identity.Step{Kind: identity.Calls, Func: name})
		}
		e.To.Witness = w
	}
}

func partial(e *Edge) { e.Partial = true }
func kind(k identity.Kind) option {
	return func(e *Edge) { e.From.Kind, e.To.Kind = k, k }
}
func calls(from, to int) option {
	return func(e *Edge) { e.From.Witness, e.To.Witness = witness("from", from), witness("to", to) }
}
func many(n int) option {
	return func(e *Edge) {
		e.To.Witness = e.To.Witness.Prefix(identity.Step{Kind: identity.Calls, Many: n})
	}
}
func sites(from, to string) option {
	return func(e *Edge) { e.From.Witness, e.To.Witness = witness(from, 0), witness(to, 0) }
}

// under adds a gate.
func under(c identity.Class, m identity.Mode, ties ...string) option {
	return func(e *Edge) { e.Gates = append(e.Gates, Gate{c, m, ties}) }
}

// certainly says in which variables the locks are.
func certainly(from, to string) option {
	return func(e *Edge) { e.From.Certain, e.To.Certain = from, to }
}

// through says how the objects of the locks are reached.
func through(from, to identity.Class) option {
	return func(e *Edge) { e.From.Through, e.To.Through = from, to }
}

// input is a graph of the edges.
func input(edges ...Edge) Input { return Input{Part: Part{Edges: edges}} }

// writer waits to write the class.
func writer(c identity.Class, opts ...option) Edge {
	e := arrow(">"+string(c), opts...)
	e.From.Witness = nil
	return e
}

// by says who completes the wait that the edge comes from.
func by(completer string) option {
	return func(e *Edge) {
		e.Completer = completer
		e.From.Witness = witness(completer+"/p.go:9:1", 0)
	}
}
func lying(o Objects) option     { return func(e *Edge) { e.Objects = o } }
func started(at string) option   { return func(e *Edge) { e.Started = at } }
func before(at string) option    { return func(e *Edge) { e.Before = []string{at} } }
func weak(e *Edge)               { e.Weak = true }
func room(b model.Buffer) option { return func(e *Edge) { e.Buffer = b } }
func lone(e *Edge)               { e.From.Lone, e.To.Lone = true, true }
func ofVariables(e *Edge)        { e.From.Variable = true }
func or(waits ...identity.Class) option {
	return func(e *Edge) { e.Or = waits }
}
func ended(waits ...identity.Class) option {
	return func(e *Edge) { e.Ended = waits }
}

// written says that these classes are locked for writing.
func (in Input) written(classes ...identity.Class) Input {
	for _, c := range classes {
		in.Edges = append(slices.Clip(in.Edges), writer(c))
	}
	return in
}

// writerSites are where the writers of each list are.
func writerSites(lists [][]*Edge) string {
	var out []string
	for _, list := range lists {
		sites := []string{}
		for _, w := range list {
			sites = append(sites, w.Site)
		}
		out = append(out, fmt.Sprint(sites))
	}
	return strings.Join(out, " ")
}

// leak is a lock that is left held in that way.
func leak(how identity.StepKind, opts ...option) Edge {
	e := edge(opts...)
	e.To = End{Witness: identity.Chain([]identity.Step{{Kind: how, Pos: "p/p.go:1:1"}})}
	return e
}

// unlocking says that callers release what has been taken there.
func (in Input) unlocking(ways ...string) Input {
	in.Unlocked = make(map[string]bool)
	for _, way := range ways {
		in.Unlocked[way] = true
	}
	return in
}

// ignoring has a directive.
func (in Input) ignoring(i Ignore) Input {
	in.Ignores = []Ignore{i}
	return in
}

// homing has a field for which objects are made.
func (in Input) homing(field identity.Class, h *summary.Home) Input {
	homes := maps.Clone(in.Homes)
	if homes == nil {
		homes = make(summary.Homes)
	}
	homes[field], in.Homes = h, homes
	return in
}

// circle are edges around the classes.
func circle(classes ...string) []Edge {
	var out []Edge
	for i, c := range classes {
		out = append(out, arrow(c+">"+classes[(i+1)%len(classes)]))
	}
	return out
}

// show lists findings: the locks in order of the cycle, how sure, why not more.
func show(findings []Finding) []string {
	out := []string{}
	for _, f := range findings {
		var words []string
		for _, e := range f.Cycle {
			words = append(words, string(e.From.Class))
		}
		line := strings.Join(words, " ") + ": " + f.Confidence.String()
		for _, r := range f.Reasons {
			line += " " + r.Name
		}
		switch f.Rule {
		case Reacquire:
			line = "again " + line
		case LockLeak:
			line = "left " + line
		}
		if f.Swapped {
			line = "swapped " + line
		}
		out = append(out, line)
	}
	return out
}

// only is the one finding of a search.
func only(t *testing.T, name string, in Input) Finding {
	t.Helper()
	g := Search(in)
	if len(g.Findings) != 1 {
		t.Fatalf("%s: findings %q, dropped %v", name, show(g.Findings), g.Dropped)
	}
	return g.Findings[0]
}

// put makes an edge one by a call of what is put at a place, tied to the lock.
func put(site, tie string) option {
	return func(e *Edge) {
		e.Supplied = 1
		e.Parts = []*Edge{{To: End{Class: "p.T.f?call"}}, {Site: site, Tie: tie}}
	}
}

func completes(e *Edge) {
	last := e.From.Witness.Last()
	last.Kind = identity.Completes
	e.From.Witness = identity.Chain([]identity.Step{last})
}
