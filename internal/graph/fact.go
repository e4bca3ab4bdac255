package graph

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// A Fact is a packed part: what importers must know of a package and of all
// that it imports.
type Fact struct{ Data []byte }

// AFact marks a fact.
func (*Fact) AFact() {}

// String lists the edges, for tests.
func (f *Fact) String() string {
	p, err := Decode(f.Data)
	if err != nil {
		return err.Error()
	}
	return p.String()
}

// Bounds of a fact. Both err to misses, and are counted.
const (
	maxFactEdges   = 512
	maxFactClasses = 1024
)

// Prune leaves out what no importer can make a cycle of: an importer can go on
// from the classes that it can hold, so edges that lead to none of them end
// here; and an edge of a lock that is not known to anybody else. What is beyond
// the bounds is counted.
func (p *Part) Prune() (pruned *Part, cut int) {
	out := &Part{Writers: make(map[identity.Class]identity.Step), HandedOff: p.HandedOff, Holdable: p.Holdable}
	into := make(map[identity.Class][]identity.Class) // predecessors
	for i := range p.Edges {
		e := &p.Edges[i]
		into[e.To.Class] = append(into[e.To.Class], e.From.Class)
	}
	extensible := make(map[identity.Class]bool)
	todo := slices.Collect(maps.Keys(p.Holdable))
	for len(todo) > 0 {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !extensible[c] {
			extensible[c] = true
			todo = append(todo, into[c]...)
		}
	}
	kept := make(map[[2]identity.Class]int)
	for i := range p.Edges {
		e := &p.Edges[i]
		pair := [2]identity.Class{e.From.Class, e.To.Class}
		switch {
		case e.Fresh || !extensible[e.To.Class] || pair[0] == pair[1] && !p.needsWriter(e):
		case kept[pair] == maxFactWays || len(out.Edges) == maxFactEdges:
			cut++
		default:
			kept[pair]++
			out.Edges = append(out.Edges, *e)
		}
	}
	used := make(map[identity.Class]bool)
	for i := range out.Edges {
		used[out.Edges[i].From.Class], used[out.Edges[i].To.Class] = true, true
	}
	for _, c := range slices.Sorted(maps.Keys(p.Writers)) {
		switch {
		case !used[c] && !p.Holdable[c]:
		case len(out.Writers) == maxFactClasses:
			cut++
		default:
			out.Writers[c] = p.Writers[c]
		}
	}
	return out, cut
}

// maxFactWays bounds the edges between two classes in a fact.
const maxFactWays = 4

// needsWriter holds for a lock that is read twice and that nobody writes yet.
func (p *Part) needsWriter(e *Edge) bool {
	_, written := p.Writers[e.To.Class]
	return e.Same != identity.Different && e.From.Mode == identity.Read && e.To.Mode == identity.Read && !written
}

// String is the graph as text, an edge a line: who is taken under whom, where,
// and what filters look at.
func (p *Part) String() string {
	var b strings.Builder
	for i := range p.Edges {
		fmt.Fprintln(&b, p.Edges[i].String())
	}
	for _, c := range slices.Sorted(maps.Keys(p.Writers)) {
		fmt.Fprintf(&b, "write %s at %s\n", c, p.Writers[c].Pos)
	}
	for _, c := range slices.Sorted(maps.Keys(p.HandedOff)) {
		fmt.Fprintf(&b, "handed off %s\n", c)
	}
	return b.String()
}

// String is the edge as a line of text.
func (e *Edge) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s -> %s %s at %s in %s", e.From.Class, e.From.Mode, e.To.Class, e.To.Mode, e.Site, strings.Join(e.Roots, ", "))
	for _, g := range e.Gates {
		fmt.Fprintf(&b, " under %s %s", g.Class, g.Mode)
	}
	for _, q := range e.Pairs {
		fmt.Fprintf(&b, " %s", q.Pairing)
	}
	for _, flag := range []struct {
		on   bool
		name string
	}{{e.Test, "test"}, {e.Fresh, "fresh"}, {e.Partial, "partial"}} {
		if flag.on {
			b.WriteString(" " + flag.name)
		}
	}
	return b.String()
}
