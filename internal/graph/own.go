package graph

import (
	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/scc"
	"github.com/lockorder/lockorder/internal/summary"
)

// ownEdges are the edges that a package makes itself, and its writers. Those that may
// be in a cycle of the package are told apart by the ways that lead to them.
func ownEdges(p *summary.Package, part *Part) (edges, writers []Edge) {
	all := make([]*flow.Edge, 0, len(p.Edges))
	for _, e := range p.Edges {
		if e.From.Class != "" && e.To.Lock.Class != "" {
			all = append(all, p.Instances(e)...)
		}
	}
	cycles := cyclesOf(p, all)
	edges = make([]Edge, 0, len(all))
	for _, e := range all {
		found := edgesOf(p, e, cycles.joins(e.From.Node(), e.To.Lock.Node()))
		if len(found) == 0 {
			part.Dead++
		}
		edges = append(edges, found...)
	}
	for _, e := range p.Writes {
		for _, w := range edgesOf(p, e, cycles[e.To.Lock.Node()] > 0) {
			if !w.Fresh { // of a fresh one nobody else can read it yet
				writers = append(writers, w)
			}
		}
	}
	return edges, writers
}

// edgesOf is an edge, or one for each way to it if these are told apart; none if
// nobody comes there.
func edgesOf(p *summary.Package, e *flow.Edge, apart bool) []Edge {
	together := p.Together(e)
	if len(together.Roots) == 0 {
		return nil
	}
	ways := []summary.Way{together}
	if apart {
		if each, ok := p.Ways(e); ok {
			ways = each
		}
	}
	var out []Edge
	for _, way := range ways {
		out = append(out, newEdge(p, e, way))
		if len(ways) > 1 {
			out[len(out)-1].Way = way.Name
		}
	}
	return out
}

// components are the strongly connected components that have a cycle, by class: a
// number each.
type components map[identity.Class]int

// joins reports whether an edge may be in a cycle.
func (c components) joins(from, to identity.Class) bool { return c[from] > 0 && c[from] == c[to] }

// cyclesOf are those of the edges of a package.
func cyclesOf(p *summary.Package, edges []*flow.Edge) components {
	next := make(map[identity.Class][]identity.Class)
	var order []identity.Class
	loops := make(map[identity.Class]bool)
	add := func(from, to identity.Class) {
		if next[from] == nil {
			order = append(order, from)
		}
		next[from] = append(next[from], to)
		loops[from] = loops[from] || from == to
	}
	for _, e := range edges {
		add(e.From.Node(), e.To.Lock.Node())
	}
	for _, c := range p.Completers {
		for _, n := range c.Needs {
			add(c.Of.Node(), n.Lock.Node())
		}
	}
	out := make(components)
	for i, component := range scc.Of(order, func(c identity.Class) []identity.Class { return next[c] }) {
		for _, c := range component {
			if len(component) > 1 || loops[c] {
				out[c] = i + 1
			}
		}
	}
	return out
}
