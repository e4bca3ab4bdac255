package engine

import (
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/summary"
)

// TestDamagedFactsAreSaid analyses an importer whose facts have been damaged on the
// way: they count as absent, and it is said.
func TestDamagedFactsAreSaid(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(analysis.Fact){
		"unpacking summaries": func(f analysis.Fact) {
			if f, ok := f.(*summary.Fact); ok {
				f.Funcs = f.Funcs[:len(f.Funcs)/2]
				for i := range f.Methods {
					f.Methods[i].Data = f.Methods[i].Data[:len(f.Methods[i].Data)/2]
				}
			}
		},
		"unpacking a lock graph": func(f analysis.Fact) {
			if f, ok := f.(*graph.Fact); ok {
				f.Data = f.Data[:len(f.Data)/2]
			}
		},
		"": func(analysis.Fact) {},
	} {
		const importer = "reacquire/crosspkg/rwuser"
		engine := New(nil)
		plain := engine.Run
		engine.Run = func(pass *analysis.Pass) (any, error) {
			p := *pass
			if p.Pkg.Path() == importer {
				p.ImportPackageFact = func(pkg *types.Package, f analysis.Fact) bool {
					ok := pass.ImportPackageFact(pkg, f)
					damage(f)
					return ok
				}
			}
			return plain(&p)
		}
		for _, r := range analysistest.Run(ignored{}, testdata, engine, importer) {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			said := r.Result.(*Result).Incomplete
			if len(said) > 0 != (name != "") || slices.ContainsFunc(said, func(why string) bool { return !strings.Contains(why, name) }) {
				t.Errorf("damage to %q: said is %q", name, said)
			}
		}
	}
}
