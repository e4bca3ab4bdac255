package driver

import (
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
)

// A node is a package in the import graph. The external tests of p are the
// package p_test.
type node struct {
	path   string
	number int
	listed bool // the user named it
	main   bool
	// external marks external tests; of is the package under test, if they
	// import it.
	external bool
	of       *node

	imports []*node           // without those of tests
	all     []*node           // with them
	where   map[string]string // positions of the import declarations, by path

	// below is the package and all that it imports: what its importers get.
	// With its tests it is seen: what go vet has when it analyses the package
	// by itself.
	below, seen set
}

// packages is the import graph of the units.
type packages struct {
	nodes  []*node // by path
	byPath map[string]*node
}

func newPackages(loaded []listed, units []unit) *packages {
	p := &packages{byPath: make(map[string]*node)}
	for _, u := range units {
		p.add(u)
	}
	for _, path := range slices.Sorted(maps.Keys(p.byPath)) {
		n := p.byPath[path]
		n.number = len(p.nodes)
		p.nodes = append(p.nodes, n)
	}
	for _, n := range p.nodes {
		n.all = p.resolve(maps.Keys(n.where))
		n.imports = n.all
	}
	for _, l := range loaded {
		p.describe(l)
	}
	for _, n := range p.nodes {
		p.close(n)
	}
	for _, n := range p.nodes {
		n.seen = newSet(len(p.nodes))
		n.seen.join(n.below)
		for _, i := range n.all {
			n.seen.join(i.below)
		}
	}
	for _, n := range p.nodes {
		if n.of != nil {
			n.seen.join(n.of.seen)
		}
	}
	return p
}

// add adds what one unit says of its package.
func (p *packages) add(u unit) {
	n := p.byPath[u.Package]
	if n == nil {
		n = &node{path: u.Package, where: make(map[string]string)}
		p.byPath[u.Package] = n
	}
	for path, at := range u.Imports {
		if old, ok := n.where[path]; !ok || comparePlaces(at, old) < 0 {
			n.where[path] = at
		}
	}
}

// comparePlaces orders the places of imports: those in tests come last.
func comparePlaces(a, b string) int {
	switch {
	case inTest(a) == inTest(b):
		return graph.ComparePositions(a, b)
	case inTest(b):
		return -1
	}
	return 1
}

// inTest holds for a position in a test file.
func inTest(pos string) bool { return strings.Contains(pos, "_test.go:") }

// describe adds what go list says of a package.
func (p *packages) describe(l listed) {
	n := p.byPath[l.ImportPath]
	if n != nil {
		n.listed = true
		n.main = l.Name == "main"
		n.imports = p.resolve(func(yield func(string) bool) {
			for _, i := range l.Imports {
				if mapped, ok := l.ImportMap[i]; ok {
					i = mapped
				}
				if !yield(i) {
					return
				}
			}
		})
	}
	if t := p.byPath[l.ImportPath+"_test"]; t != nil && len(l.XTestGoFiles) > 0 {
		t.listed, t.external = true, true
		if n != nil && slices.Contains(t.all, n) {
			t.of = n
		}
	}
}

// resolve are the packages with these paths that there are.
func (p *packages) resolve(paths func(func(string) bool)) []*node {
	var out []*node
	for _, path := range slices.Sorted(paths) {
		if n := p.byPath[path]; n != nil {
			out = append(out, n)
		}
	}
	return out
}

// close computes what is below a package.
func (p *packages) close(n *node) {
	if n.below != nil {
		return
	}
	n.below = newSet(len(p.nodes))
	n.below.add(n.number)
	for _, i := range n.imports {
		p.close(i)
		n.below.join(i.below)
	}
}

// named reports whether the user named the package.
func (p *packages) named(path string) bool {
	n := p.byPath[path]
	return n != nil && n.listed
}

// private reports whether only certain programs can run the package's code: it
// is one itself, or cannot be imported from everywhere.
func (n *node) private() bool {
	return n.main || n.external || slices.Contains(strings.Split(n.path, "/"), "internal")
}

// apart reports whether no program is known that runs code of both packages,
// nor can be written by a user: no package that was named has both below it,
// and at least one of them is a part of a program that was named, or can only be
// used from nearby. Of two packages of a library that anyone may import a user's
// program may well use both, though nothing in the library does.
func (p *packages) apart(a, b string) bool {
	x, y := p.byPath[a], p.byPath[b]
	if x == nil || y == nil {
		return false
	}
	programs := false
	for _, n := range p.nodes {
		if !n.listed {
			continue
		}
		if n.seen.has(x.number) && n.seen.has(y.number) {
			return false
		}
		programs = programs || n.main && (n.below.has(x.number) || n.below.has(y.number))
	}
	return programs || x.private() || y.private()
}

// apartInTests reports whether some edges are code of a test, and others code
// that is not in the program of that test: what imports a package does not run
// its tests.
func (p *packages) apartInTests(edges []*graph.Edge) bool {
	return slices.ContainsFunc(edges, func(e *graph.Edge) bool { return e.Test }) &&
		!slices.ContainsFunc(p.nodes, func(n *node) bool { return n.has(p, graph.Need{Edges: edges}) })
}
