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
	need := needed(&f)
	closers := l.closers(need)
	if len(closers) == 0 {
		f.Rotate(func(e *graph.Edge) bool { return l.packages.named(e.Package) })
		return anchored{f, f.Cycle[0].Package, f.Site()}
	}
	for _, p := range closers {
		own := func(e *graph.Edge) bool { return e.Package == p.path }
		if slices.ContainsFunc(need.edges, own) {
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

// needed is what makes the finding.
func needed(f *graph.Finding) need {
	n := need{writers: f.Written}
	for i := range f.Cycle {
		n.edges = append(n.edges, &f.Cycle[i])
	}
	return n
}

// seeWriters names the writers that a package knows.
func (l *link) seeWriters(f *graph.Finding, p *node) {
	f.Writers = slices.Clone(f.Writers)
	for i, class := range f.Written {
		if seen, ok := p.writer(l.packages, class); ok {
			f.Writers[i] = seen
		}
	}
}

// closing is the place in a package that closes a cycle of which no edge is in
// it: a writer that was missing, or the last of the imports that bring its parts.
func (l *link) closing(f *graph.Finding, p *node) string {
	for _, w := range f.Writers {
		if p.in(w.Pos) {
			return w.Pos
		}
	}
	missing := needed(f).edges
	byPlace := func(a, b string) int {
		return cmp.Or(graph.ComparePositions(p.where[a], p.where[b]), cmp.Compare(a, b))
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
