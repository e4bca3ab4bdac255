package engine

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
)

// link joins a package's lock graph with those of its imports.
type link struct {
	pass       *analysis.Pass
	own        *graph.Part
	all        *graph.Union // own, and what the imports tell
	imports    []*imported
	packer     *wire.Packer
	incomplete []string
}

// imported is what one direct import tells, of itself and of all below it.
type imported struct {
	pkg   *types.Package
	part  int         // of the link's union
	below []*imported // the other direct imports that it imports itself
}

// saw reports whether an edge was there when an import was searched: it tells of it,
// or had it from below and does not pass it on. Errs to misses if it had it by way
// of a third, which did not.
func (l *link) saw(i *imported, e *graph.Edge) bool {
	return l.all.Tells(i.part, e) || slices.ContainsFunc(i.below, func(b *imported) bool { return l.all.Tells(b.part, e) })
}

// inherit reads what the imports tell.
func (l *link) inherit() {
	parts := []*graph.Part{l.own}
	for _, imp := range l.pass.Pkg.Imports() {
		var f graph.Fact
		if !l.pass.ImportPackageFact(imp, &f) {
			continue
		}
		part, err := graph.DecodeWith(l.packer, f.Data)
		if err != nil {
			l.incomplete = append(l.incomplete, fmt.Sprintf("%s: %v", imp.Path(), err))
			continue
		}
		l.imports = append(l.imports, &imported{pkg: imp, part: len(parts)})
		parts = append(parts, part)
	}
	l.tellBelow()
	l.all = graph.Unite(parts...)
}

// tellBelow finds what the imports have from each other.
func (l *link) tellBelow() {
	for i := range l.imports {
		for _, other := range l.imports {
			if slices.Contains(l.imports[i].pkg.Imports(), other.pkg) {
				l.imports[i].below = append(l.imports[i].below, other)
			}
		}
	}
}

// search looks for cycles that no import has by itself: those are reported
// there.
func (l *link) search() *graph.Graph {
	return graph.Search(graph.Input{Part: *l.all.Part, Closed: func(need graph.Need) bool {
		return slices.ContainsFunc(l.imports, func(i *imported) bool {
			return need.Met(func(e *graph.Edge) bool { return l.saw(i, e) })
		})
	}})
}

// findings gives each finding its place in the package.
func (l *link) findings(g *graph.Graph) []Finding {
	own := func(e *graph.Edge) bool { return e.Pos.IsValid() }
	var out []Finding
	for _, f := range g.Findings {
		f.Rotate(own)
		pos := f.Cycle[0].Pos
		if !pos.IsValid() {
			pos = l.closing(&f)
		}
		out = append(out, Finding{f, pos})
	}
	// By name of the file: drivers parse files in any order.
	where := func(f Finding) string { return summary.Position(l.pass.Fset, l.pass.Pkg, f.Pos) }
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(graph.ComparePositions(where(a), where(b)), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}

// closing is the place that closes a cycle of which no edge is in the package: a
// writer that was missing, or the last of the imports that bring its parts.
func (l *link) closing(f *graph.Finding) token.Pos {
	for _, w := range f.Writers {
		if w[0].Pos.IsValid() {
			return w[0].Pos
		}
	}
	missing := slices.Clone(f.Cycle)
	for _, spec := range importSpecs(l.pass) {
		for _, i := range l.imports {
			if path, err := strconv.Unquote(spec.Path.Value); err != nil || path != i.pkg.Path() {
				continue
			}
			missing = slices.DeleteFunc(missing, func(e graph.Edge) bool { return l.all.Tells(i.part, &e) })
			if len(missing) == 0 {
				return spec.Pos()
			}
		}
	}
	return packageClause(l.pass)
}

func filesByName(pass *analysis.Pass) []*ast.File {
	files := slices.Clone(pass.Files)
	name := func(f *ast.File) string { return pass.Fset.Position(f.Package).Filename }
	slices.SortFunc(files, func(a, b *ast.File) int { return cmp.Compare(name(a), name(b)) })
	return files
}

// export tells importers what they can make a cycle of, in so many bytes.
func (l *link) export(r *Result, extensible map[identity.Class]bool, room int) {
	f, cut, err := l.all.Fit(extensible, room, l.packer)
	if cut > 0 {
		r.Dropped["limit:fact"] += cut
	}
	switch {
	case err != nil:
		r.Incomplete = append(r.Incomplete, err.Error())
	case f != nil:
		l.pass.ExportPackageFact(f)
	}
}
