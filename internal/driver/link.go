package driver

import (
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// A link is the search for deadlocks in what all units said. Each package has
// searched with what its imports tell, for those who use go vet, but here
// nothing is left out, and packages count that no other imports together.
type link struct {
	packages *packages
	all      *graph.Part
}

func newLink(loaded []listed, units *units, tests bool) *link {
	units.sort()
	all := slices.Clone(units.all)
	if !tests {
		for i := range all {
			all[i].part = untested(all[i].part)
		}
	}
	parts := make([]*graph.Part, len(all))
	for i, u := range all {
		parts[i] = u.part
	}
	return &link{packages: newPackages(loaded, all), all: graph.Join(parts...)}
}

// untested is a part without what is in test files.
func untested(p *graph.Part) *graph.Part {
	out := *p
	out.Edges = slices.DeleteFunc(slices.Clone(p.Edges), func(e graph.Edge) bool { return e.Test })
	out.Writers = maps.Clone(p.Writers)
	maps.DeleteFunc(out.Writers, func(_ identity.Class, at identity.Step) bool { return inTest(at.Pos) })
	return &out
}

func (l *link) search() *graph.Graph {
	return graph.Search(graph.Input{Part: *l.all, Closed: l.closed, Apart: l.apart})
}

// apart reports whether no program is known that runs the code of all edges.
func (l *link) apart(edges []*graph.Edge) bool {
	for i, a := range edges {
		for _, b := range edges[i+1:] {
			if a.Package != b.Package && l.packages.apart(a.Package, b.Package) {
				return true
			}
		}
	}
	return l.packages.apartInTests(edges)
}

// A need is what makes a cycle: edges, and writers of classes.
type need struct {
	edges   []*graph.Edge
	writers []identity.Class
}

// closed reports whether a cycle is none of the user's: packages that they did
// not name have it already. It is theirs if it takes a package that they named to
// close it, or if nothing imports all its parts and one of them was named.
func (l *link) closed(edges []*graph.Edge, writers []identity.Class) bool {
	n := need{edges, writers}
	if !slices.ContainsFunc(l.packages.nodes, func(p *node) bool { return p.has(l.packages, n) }) {
		return !slices.ContainsFunc(edges, func(e *graph.Edge) bool { return l.packages.named(e.Package) })
	}
	return len(l.closers(n)) == 0
}

// closers are the named packages that have all it needs of which no import has
// it by itself: those for which go vet reports the cycle. They are in order.
func (l *link) closers(need need) []*node {
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
func (n *node) has(packages *packages, need need) bool {
	for _, e := range need.edges {
		if !n.hasEdge(packages, e) {
			return false
		}
	}
	for _, class := range need.writers {
		if _, ok := n.writer(packages, class); !ok {
			return false
		}
	}
	return true
}

func (n *node) hasEdge(packages *packages, e *graph.Edge) bool {
	p := packages.byPath[e.Package]
	return p != nil && n.reads(p, e.Test)
}

// reads reports whether the package has what is in the code, or in the test
// files, of p.
func (n *node) reads(p *node, test bool) bool {
	if test {
		return n == p || n.of == p
	}
	return n.seen.has(p.number)
}

// importHas reports whether an import has all that is needed, as its importers
// see it: without its tests, unless these import it.
func (n *node) importHas(packages *packages, i *node, need need) bool {
	if n.of == i {
		return i.has(packages, need)
	}
	for _, e := range need.edges {
		if !n.viaImport(packages, i, e) {
			return false
		}
	}
	for _, class := range need.writers {
		if !slices.ContainsFunc(packages.writers[class], func(w writer) bool { return i.below.has(w.number) && !inTest(w.at.Pos) }) {
			return false
		}
	}
	return true
}

// viaImport reports whether the package has an edge from this import.
func (n *node) viaImport(packages *packages, i *node, e *graph.Edge) bool {
	if n.of == i {
		return i.hasEdge(packages, e)
	}
	p := packages.byPath[e.Package]
	return p != nil && !e.Test && i.below.has(p.number)
}

// writer is the first place, by position, that writes the class in what the
// package has.
func (n *node) writer(packages *packages, class identity.Class) (identity.Step, bool) {
	var first identity.Step
	for _, w := range packages.writers[class] {
		if n.reads(w.node, inTest(w.at.Pos)) && (first.Pos == "" || graph.ComparePositions(w.at.Pos, first.Pos) < 0) {
			first = w.at
		}
	}
	return first, first.Pos != ""
}

// named is the part of the lock graph that is in packages which the user named.
func (l *link) named() *graph.Part {
	out := graph.NewPart()
	for _, e := range l.all.Edges {
		if !l.packages.named(e.Package) {
			continue
		}
		out.Edges = append(out.Edges, e)
		for _, class := range []identity.Class{e.From.Class, e.To.Class} {
			if w, ok := l.all.Writers[class]; ok {
				out.Writers[class] = w
			}
			if l.all.HandedOff[class] {
				out.HandedOff[class] = true
			}
		}
	}
	return out
}

// in reports whether a position is in a file of the package.
func (n *node) in(pos string) bool {
	rest, ok := strings.CutPrefix(pos, n.path+"/")
	return ok && !strings.Contains(rest, "/")
}
