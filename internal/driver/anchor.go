package driver

import (
	"cmp"
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/graph"
)

// An anchored finding is one as it is reported: by a package, at a place.
type anchored struct {
	graph.Finding
	pkg string // import path
	pos string // importpath/base.go:line:col
}

// anchor gives a finding the place, and the order of its goroutines, that go vet
// gives it: in the package that closes the cycle. If several packages do, it is
// the first of those that have a part of it, or else of all; if none does, for
// its parts are in packages that nobody imports together, it is where the first
// goroutine is in a package that the user named.
func (l *link) anchor(f graph.Finding) anchored {
	need := f.Need()
	closers := l.closers(need)
	if len(closers) == 0 {
		f.Rotate(func(e *graph.Edge) bool { return l.packages.named(e.Package) })
		return anchored{f, f.Cycle[0].Package, f.Site()}
	}
	for _, p := range closers {
		own := func(e *graph.Edge) bool { return e.Package == p.path }
		if slices.ContainsFunc(need.Edges, own) {
			l.seeWriters(&f, p)
			f.Rotate(own)
			return anchored{f, p.path, f.Site()}
		}
	}
	p := closers[0]
	l.seeWriters(&f, p)
	f.Rotate(func(*graph.Edge) bool { return true })
	return anchored{f, p.path, l.closing(&f, p)}
}

// seeWriters leaves out the writers that the package does not know.
func (l *link) seeWriters(f *graph.Finding, p *node) {
	f.Writers = slices.Clone(f.Writers)
	for i, list := range f.Writers {
		f.Writers[i] = slices.DeleteFunc(slices.Clone(list), func(e *graph.Edge) bool { return !p.hasEdge(l.packages, e) })
	}
}

// closing is the place in a package that closes a cycle of which no edge is in
// it: a writer that was missing, or the last of the imports that bring its parts.
func (l *link) closing(f *graph.Finding, p *node) string {
	for _, w := range f.Writers {
		if w[0].Package == p.path {
			return w[0].Site
		}
	}
	missing := f.Need().Edges
	byPlace := func(a, b string) int {
		return cmp.Or(comparePlaces(p.where[a], p.where[b]), cmp.Compare(a, b))
	}
	for _, path := range slices.SortedFunc(maps.Keys(p.where), byPlace) {
		i := l.packages.byPath[path]
		if i == nil {
			continue
		}
		missing = slices.DeleteFunc(missing, func(e *graph.Edge) bool { return p.viaImport(l.packages, i, e) })
		if len(missing) == 0 {
			return p.where[path]
		}
	}
	return f.Site()
}
