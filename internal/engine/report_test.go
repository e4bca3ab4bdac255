package engine

import (
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// TestNotes has a package whose analysis failed: all packages above it say so,
// also those that do not import it directly.
func TestNotes(t *testing.T) {
	engine := &analysis.Analyzer{
		Name:       "fake",
		Doc:        "fail in package broken",
		ResultType: reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := &Result{Dropped: map[string]int{"gate": 2}}
			switch pass.Pkg.Path() {
			case "broken":
				r.Incomplete = []string{"internal error: boom"}
			case "user":
				r.Incomplete = []string{"F is too large\nfor many reasons"}
			}
			return r, nil
		},
	}
	config := Config{Emit: true}
	rule := NewRules(engine, func() (Config, error) { return config, nil }).New("rule", "report nothing", "")
	dir, cleanup, err := analysistest.WriteFiles(map[string]string{
		"broken/broken.go": `package broken // want "^broken: incomplete: internal error: boom$" "^broken: filter gate dropped 2$" "^broken$"`,
		"middle/middle.go": `package middle // want "^broken: incomplete: internal error: boom$" "^middle: filter gate dropped 2$" "^middle$"` +
			"\nimport _ \"broken\"\n",
		"user/user.go": `package user // want "^broken: incomplete: internal error: boom$" "^user: incomplete: F is too large$" "^user: filter gate dropped 2$" "^user$"` +
			"\nimport _ \"middle\"\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer cleanup()
	analysistest.Run(t, dir, rule, "broken", "middle", "user")
}
