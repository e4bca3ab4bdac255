package engine

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
)

// importer reads summaries from facts.
type importer struct {
	pkg   *types.Package
	facts *summary.Imports
	seen  map[*types.Func]*model.Summary
	held  map[heldName]*model.Summary
}

// A heldName is that of a variable, or of a part of it.
type heldName struct {
	pkg  *types.Package
	name string
}

func newImporter(pass *analysis.Pass, packer *wire.Packer) importer {
	i := importer{pass.Pkg, summary.NewImports(packer), make(map[*types.Func]*model.Summary), make(map[heldName]*model.Summary)}
	for _, imp := range pass.Pkg.Imports() {
		var f summary.Fact
		if pass.ImportPackageFact(imp, &f) {
			i.facts.Add(imp.Path(), &f)
		}
	}
	return i
}

func (i importer) Summary(fn *types.Func) *model.Summary {
	if fn.Pkg() == i.pkg {
		return nil
	}
	s, ok := i.seen[fn]
	if !ok {
		s = i.facts.Summary(fn)
		i.seen[fn] = s
	}
	return s
}

func (i importer) Held(pkg *types.Package, name string) *model.Summary {
	if pkg == i.pkg {
		return nil
	}
	key := heldName{pkg, name}
	s, ok := i.held[key]
	if !ok {
		s = i.facts.Held(pkg, name)
		i.held[key] = s
	}
	return s
}

func (i importer) Makes(fn *types.Func) bool { return i.facts.Makes(fn) }

// returnsLock reports whether a caller can lock, or wait for, what the function returns,
// and can know what that is, or that it is new.
func returnsLock(fn *types.Func, s *model.Summary) bool {
	results := fn.Signature().Results()
	for i, r := range s.Results {
		if i < results.Len() && r.Path.Known() && (model.HasLock(results.At(i).Type()) || model.HasWait(results.At(i).Type())) {
			return true
		}
	}
	return false
}

// Room for the facts of a package, in bytes: go vet reads those of all direct imports, and
// there are hundreds of them.
const (
	maxFacts     = 62 << 10
	maxSummaries = maxFacts * 2 / 3 // the rest, or what is left, is for the graph
)

// exportSummaries writes the summaries that importers can use, as one fact: of
// functions that do something with locks that an importer can make a cycle of. A
// fact on each function costs a fifth of the run (research/drivers.md). It says how many
// bytes they take.
func exportSummaries(pass *analysis.Pass, p *summary.Package, extensible map[identity.Class]bool, imports *summary.Imports, packer *wire.Packer) (int, error) {
	if !importable(pass.Pkg) {
		return 0, nil
	}
	useful := make(map[*types.Func]*model.Summary)
	for fn, s := range p.Summaries() {
		obj, ok := fn.Object().(*types.Func)
		// Wrappers share the object of what they wrap.
		if !ok || fn.Synthetic != "" || !p.Exports(obj) {
			continue
		}
		s = summary.Prune(s, extensible)
		if s.Matters() || s.Asserts() || returnsLock(obj, s) || p.Hands(s) {
			useful[obj] = s
		}
	}
	f, err := p.NewFact(useful, extensible, imports, maxSummaries, packer)
	if err != nil || f == nil {
		return 0, err
	}
	pass.ExportPackageFact(f)
	return f.Size(), nil
}

// importable reports whether other packages can import the package. That the
// external test of a program can is left out: may miss.
func importable(pkg *types.Package) bool {
	return pkg.Name() != "main" && !strings.HasSuffix(pkg.Path(), "_test")
}
