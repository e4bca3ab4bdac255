// Package engine is the one analyzer behind all rules: it owns the facts, runs
// the rooms over a package and results in findings. The rules report them.
package engine

import (
	"fmt"
	"go/token"
	"reflect"
	"runtime/debug"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
)

// A Result is what the engine found in a package.
type Result struct {
	Findings []Finding
	// Part is what the package itself contributes to the lock graph.
	Part *graph.Part
	// Dropped counts the candidates by the filter that dropped them, and under
	// limit:NAME what a bound left out, and under low:REASON the findings that
	// are ranked below the default.
	Dropped map[string]int
	// Incomplete says what was not analysed to the end, and why.
	Incomplete []string

	bad []BadDirective
}

// A Finding is one of the package, with its place there.
type Finding struct {
	graph.Finding
	Pos token.Pos
}

// New returns an engine. Rules that share an engine share its work. It asks for the
// configuration when it runs; nil is the default.
func New(config func() (Config, error)) *analysis.Analyzer {
	run := func(pass *analysis.Pass) (any, error) {
		var c Config
		if config != nil {
			c, _ = config() // if it is wrong, the rules say so
		}
		return run(pass, c)
	}
	return &analysis.Analyzer{
		Name:       "lockorderengine",
		Doc:        "compute lock graphs\n\nThe engine behind the rules of lockorder; it reports nothing itself.",
		Requires:   []*analysis.Analyzer{buildssa.Analyzer},
		ResultType: reflect.TypeFor[*Result](),
		FactTypes:  []analysis.Fact{new(summary.Fact), new(graph.Fact)},
		Run:        run,
	}
}

// run recovers from panics: one in a dependency would break every importer.
func run(pass *analysis.Pass, config Config) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			result = &Result{Part: graph.NewPart(), Incomplete: []string{fmt.Sprintf(internalError+": %v\n%s", r, debug.Stack())}}
		}
	}()
	return analyze(pass, config), nil
}

func analyze(pass *analysis.Pass, config Config) *Result {
	if model.Packages[pass.Pkg.Path()] {
		return &Result{Part: graph.NewPart()}
	}
	// 1. The package by itself.
	ssa := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	packer := new(wire.Packer)
	imports := newImporter(pass, packer)
	p := summary.Analyze(ssa.Pkg, ssa.SrcFuncs, imports, config.Locks)
	own := graph.PartOf(p)
	var bad []BadDirective
	own.Ignores, bad = directives(pass)
	// 2. With what it imports.
	l := &link{pass: pass, own: own, packer: packer}
	l.inherit()
	found := l.search()
	// 3. For those who import it.
	extensible := l.all.Extensible()
	told, err := exportSummaries(pass, p, extensible, imports.facts, packer)
	if err != nil {
		l.incomplete = append(l.incomplete, err.Error())
	}
	l.incomplete = append(l.incomplete, imports.facts.Damaged()...)
	result := &Result{Part: own, Findings: l.findings(found), bad: bad, Dropped: found.Dropped, Incomplete: append(p.Incomplete, l.incomplete...)}
	l.export(result, extensible, maxFacts-told)
	for bound, n := range p.Cut {
		result.Dropped["limit:"+bound] += n
	}
	if own.Dead > 0 {
		result.Dropped["dead"] = own.Dead
	}
	for filter, n := range p.Dropped {
		result.Dropped[filter] += n
	}
	for reason, n := range found.Ranked {
		result.Dropped["low:"+reason] += n
	}
	return result
}
