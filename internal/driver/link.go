package driver

import (
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// A link is the search for deadlocks in what all units said. Each package has
// searched with what its imports tell, for those who use go vet, but here
// nothing is left out, and packages count that no other imports together.
type link struct {
	packages *packages
	units    []unit
	all      *graph.Part
}

func newLink(loaded []listed, units *units, tests bool) *link {
	units.sort()
	all := slices.Clone(units.all)
	if !tests {
		for i := range all {
			all[i] = all[i].untested()
		}
	}
	parts := make([]*graph.Part, len(all))
	for i, u := range all {
		parts[i] = u.part
	}
	return &link{packages: newPackages(loaded, all), units: all, all: graph.Join(parts...)}
}

// untested is a unit without what is in test files.
func (u unit) untested() unit {
	part, payload := *u.part, *u.Payload
	part.Edges = slices.DeleteFunc(slices.Clone(part.Edges), func(e graph.Edge) bool { return e.Test })
	payload.Imports = maps.Clone(payload.Imports)
	maps.DeleteFunc(payload.Imports, func(_, at string) bool { return inTest(at) })
	return unit{&payload, &part}
}

func (l *link) search() *graph.Graph {
	return graph.Search(graph.Input{Part: *l.all, Closed: l.closed, Apart: l.apart})
}

// apart reports whether no program is known that runs the code of all edges.
func (l *link) apart(edges []*graph.Edge) bool {
	return l.packages.apartInTests(edges) || graph.AnyTwo(edges, func(a, b *graph.Edge) bool {
		return a.Package != b.Package && l.packages.apart(a.Package, b.Package)
	})
}

// closed reports whether a cycle is none of the user's: packages that they did
// not name have it already. It is theirs if it takes a package that they named to
// close it, or if nothing imports all its parts and one of them was named.
func (l *link) closed(need graph.Need) bool {
	if !slices.ContainsFunc(l.packages.nodes, func(p *node) bool { return p.has(l.packages, need) }) {
		return !slices.ContainsFunc(need.Edges, func(e *graph.Edge) bool { return l.packages.named(e.Package) })
	}
	return len(l.closers(need)) == 0
}

// closers are the named packages that have all it needs of which no import has
// it by itself: those for which go vet reports the cycle. They are in order.
func (l *link) closers(need graph.Need) []*node {
	var out []*node
	for _, p := range l.packages.nodes {
		if !p.listed || !p.has(l.packages, need) {
			continue
		}
		if !slices.ContainsFunc(p.all, func(i *node) bool { return p.importHas(l.packages, i, need) }) {
			out = append(out, p)
		}
	}
	return out
}

// has reports whether the package, with its tests and all that it imports, has
// all that is needed.
func (n *node) has(packages *packages, need graph.Need) bool {
	return need.Met(func(e *graph.Edge) bool { return n.hasEdge(packages, e) })
}

func (n *node) hasEdge(packages *packages, e *graph.Edge) bool {
	p := packages.byPath[e.Package]
	if p != nil && e.Test {
		return n == p || n.of == p
	}
	return p != nil && n.seen.has(p.number)
}

// importHas reports whether an import has all that is needed, as its importers
// see it: without its tests, unless these import it.
func (n *node) importHas(packages *packages, i *node, need graph.Need) bool {
	return need.Met(func(e *graph.Edge) bool { return n.viaImport(packages, i, e) })
}

// viaImport reports whether the package has an edge from this import.
func (n *node) viaImport(packages *packages, i *node, e *graph.Edge) bool {
	if n.of == i {
		return i.hasEdge(packages, e)
	}
	p := packages.byPath[e.Package]
	return p != nil && !e.Test && i.below.has(p.number)
}

// named is the part of the lock graph that is in packages which the user named.
func (l *link) named() *graph.Part {
	out := graph.NewPart()
	for _, e := range l.all.Edges {
		if !l.packages.named(e.Package) {
			continue
		}
		out.Edges = append(out.Edges, e)
		for _, field := range []identity.Class{e.From.Through, e.To.Through} {
			if h := l.all.Homes[field]; h != nil {
				out.Homes[field] = h
			}
		}
		for _, class := range []identity.Class{e.From.Class, e.To.Class} {
			if l.all.Sent[class] {
				out.Sent[class] = true
			}
			if l.all.HandedOff[class] {
				out.HandedOff[class] = true
			}
			if s, ok := l.all.Slots[class]; ok {
				out.Slots[class] = s
			}
		}
	}
	return out
}
