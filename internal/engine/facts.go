package engine

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

// importer reads summaries from facts.
type importer struct {
	pass *analysis.Pass
	seen map[*types.Func]*model.Summary
}

func (i importer) Summary(fn *types.Func) *model.Summary {
	if s, ok := i.seen[fn]; ok {
		return s
	}
	var s *model.Summary
	var f summary.Fact
	if fn.Pkg() != i.pass.Pkg && i.pass.ImportObjectFact(fn, &f) {
		s = f.Summary()
	}
	i.seen[fn] = s
	return s
}

// returnsLock reports whether a caller can lock what the function returns, and
// can know what that is.
func returnsLock(fn *types.Func, s *model.Summary) bool {
	results := fn.Signature().Results()
	for i, r := range s.Results {
		if i < results.Len() && r.Path.Known() && r.Path.Kind != identity.Result && model.HasLock(results.At(i).Type()) {
			return true
		}
	}
	return false
}

// exportSummaries writes the summaries that importers can use. Only functions that do
// something with locks have a fact: a fact on each costs a fifth of the run
// (research/drivers.md).
func exportSummaries(pass *analysis.Pass, p *summary.Package) error {
	for fn, s := range p.Summaries() {
		obj, ok := fn.Object().(*types.Func)
		// Wrappers share the object of what they wrap.
		if ok && fn.Synthetic == "" && obj.Pkg() == pass.Pkg && obj.Exported() && (s.Matters() || returnsLock(obj, s)) {
			f, err := p.NewFact(s)
			if err != nil {
				return fmt.Errorf("%s: %w", obj.FullName(), err)
			}
			pass.ExportObjectFact(obj, f)
		}
	}
	return nil
}
