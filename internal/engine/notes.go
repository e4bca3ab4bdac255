package engine

import (
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// internalError starts the entries of Result.Incomplete that are bugs.
const internalError = "internal error"

// A brokenFact says which packages, this one and those below it, were not
// analysed for an internal error. It travels to the packages that the user
// named, since only these can report.
type brokenFact struct {
	Version byte
	Reasons []string // sorted
}

const brokenVersion = 1

func (*brokenFact) AFact()           {}
func (f *brokenFact) String() string { return fmt.Sprintf("broken%q", f.Reasons) }

// newNotes returns the analyzer that says what cannot be said in diagnostics:
// of packages in which nothing is reported, dependencies too. Under Emit that is
// the payload; otherwise internal errors on standard error, with Debug what was
// dropped and the lock graph.
func newNotes(engine *analysis.Analyzer, config func() (Config, error)) *analysis.Analyzer {
	run := func(pass *analysis.Pass) (any, error) {
		config, err := config()
		if err != nil {
			return []string(nil), nil // the rules say so
		}
		result := pass.ResultOf[engine].(*Result)
		if config.Emit {
			payload, err := newPayload(pass, result)
			if err != nil {
				return nil, err
			}
			return []string(nil), payload.write(os.Stdout)
		}
		result.print(os.Stderr, pass.Pkg.Path(), config.Debug)
		return inheritBroken(pass, result), nil
	}
	return &analysis.Analyzer{
		Name:       "lockordernotes",
		Doc:        "say what was not analysed\n\nPart of the engine of lockorder; it reports nothing itself.",
		Requires:   []*analysis.Analyzer{engine},
		ResultType: reflect.TypeFor[[]string](),
		FactTypes:  []analysis.Fact{new(brokenFact)},
		Run:        run,
	}
}

// newWarnings returns the analyzer that says, of a package that the user named,
// what internal errors it suffers from: it has no facts, so that drivers do not
// run it on dependencies.
func newWarnings(notes *analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     "lockorderwarnings",
		Doc:      "say what internal errors there were\n\nPart of the engine of lockorder; it reports nothing itself.",
		Requires: []*analysis.Analyzer{notes},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, why := range pass.ResultOf[notes].([]string) {
				fmt.Fprintf(os.Stderr, "lockorder: %s\n", why)
			}
			return nil, nil
		},
	}
}

// What -debug can show.
const (
	DebugFilters = "filters" // what filters dropped, and limits
	DebugGraph   = "graph"   // the edges of the lock graph
	// DebugFindings shows all findings, of low confidence, too, by their features: what
	// calibrates confidence (docs/precision.md). Not for users.
	DebugFindings = "findings"
)

func (r *Result) print(w io.Writer, path, debug string) {
	switch debug {
	case DebugFilters:
		for _, why := range r.Incomplete {
			fmt.Fprintf(w, "lockorder: %s: incomplete: %s\n", path, why)
		}
		for _, filter := range slices.Sorted(maps.Keys(r.Dropped)) {
			fmt.Fprintf(w, "lockorder: %s: filter %s dropped %d\n", path, filter, r.Dropped[filter])
		}
	case DebugFindings:
		for i := range r.Findings {
			fmt.Fprintf(w, "lockorder: %s: finding %s\n", path, r.Findings[i].Features())
		}
	case DebugGraph:
		for line := range strings.Lines(r.Part.String()) {
			fmt.Fprintf(w, "lockorder: %s", line)
		}
	}
}

// inheritBroken tells importers of internal errors, of this package and those
// below: drivers show the package facts of direct imports only.
func inheritBroken(pass *analysis.Pass, r *Result) []string {
	reasons := make(map[string]bool)
	for _, why := range r.Incomplete {
		if strings.HasPrefix(why, internalError) {
			reasons[pass.Pkg.Path()+": incomplete: "+why] = true
		}
	}
	for _, f := range pass.AllPackageFacts() {
		if f, ok := f.Fact.(*brokenFact); ok && f.Version == brokenVersion {
			for _, why := range f.Reasons {
				reasons[why] = true
			}
		}
	}
	if len(reasons) == 0 {
		return nil
	}
	sorted := slices.Sorted(maps.Keys(reasons))
	pass.ExportPackageFact(&brokenFact{brokenVersion, sorted})
	return sorted
}
