package engine

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

// importer reads summaries from facts.
type importer struct{ pass *analysis.Pass }

func (i importer) Summary(fn *types.Func) *model.Summary {
	var f summary.Fact
	if fn.Pkg() == i.pass.Pkg || !i.pass.ImportObjectFact(fn, &f) {
		return nil
	}
	return f.Summary()
}

// export writes the summaries that importers can use.
func export(pass *analysis.Pass, p *summary.Package) {
	for fn, s := range p.Summaries() {
		obj, ok := fn.Object().(*types.Func)
		if !ok || obj.Pkg() != pass.Pkg || s.Trivial() {
			continue
		}
		pass.ExportObjectFact(obj, summary.NewFact(s))
	}
}
