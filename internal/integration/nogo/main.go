// Nogo analyses packages one by one as nogo of Bazel's rules_go does, as far as
// that shows in analyzers: no facts about the standard library, and none of what
// the passes of go vet have and those of nogo have not.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockorder/lockorder/analyzer"
)

// types says nothing. Alone it runs on the standard library: the files that
// pass facts on pass types on, too.
var types = &analysis.Analyzer{
	Name: "types",
	Doc:  "report nothing",
	Run:  func(*analysis.Pass) (any, error) { return nil, nil },
}

func main() {
	analyzers := append(analyzer.Default().All(), types) // what the packages below passes hand out
	seen := make(map[*analysis.Analyzer]bool)
	for _, a := range analyzers {
		strip(a, seen)
	}
	unitchecker.Main(analyzers...)
}

// strip takes from the passes of the analyzer, and of those that it requires,
// what nogo leaves unset.
func strip(a *analysis.Analyzer, seen map[*analysis.Analyzer]bool) {
	if seen[a] {
		return
	}
	seen[a] = true
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		poor := *pass
		poor.Module, poor.ReadFile, poor.OtherFiles, poor.IgnoredFiles, poor.TypeErrors = nil, nil, nil, nil, nil
		return run(&poor)
	}
	for _, required := range a.Requires {
		strip(required, seen)
	}
}
