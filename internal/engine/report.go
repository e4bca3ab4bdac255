package engine

import (
	"fmt"
	"go/token"
	"io"
	"maps"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/graph"
)

// A Config says what the rules of a set report.
type Config struct {
	// Confidence is the least confidence that is reported.
	Confidence graph.Confidence
	// Debug says what the filters dropped and which limits were reached.
	Debug bool
	// Emit reports everything as diagnostics for the command to choose from,
	// notes and findings of any confidence: the go command replays those from
	// its cache, but not standard error.
	Emit bool
}

// Rules makes analyzers that share an engine.
type Rules struct {
	engine, notes *analysis.Analyzer
	config        func() (Config, error)
}

// NewRules returns the rules over an engine. They ask for the configuration
// when they run, since flags are parsed after analyzers are made.
func NewRules(engine *analysis.Analyzer, config func() (Config, error)) *Rules {
	return &Rules{engine, newNotes(engine, config), config}
}

// New returns an analyzer that reports the engine's findings of one rule.
func (r *Rules) New(rule, doc, url string) *analysis.Analyzer {
	run := func(pass *analysis.Pass) (_ any, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%s: %v\n%s", internalError, p, debug.Stack())
			}
		}()
		config, err := r.config()
		if err != nil {
			return nil, err
		}
		if config.Emit {
			for _, n := range pass.ResultOf[r.notes].([]note) {
				pass.Report(analysis.Diagnostic{Pos: packageClause(pass), Category: n.category, Message: n.text})
			}
		}
		for _, f := range pass.ResultOf[r.engine].(*Result).Findings {
			if f.Rule != rule || f.Confidence < config.Confidence && !config.Emit {
				continue
			}
			category := rule
			if config.Emit {
				category = f.Confidence.String()
			}
			pass.Report(analysis.Diagnostic{Pos: f.Pos, Category: category, Message: explain.Message(f)})
		}
		return nil, nil
	}
	return &analysis.Analyzer{
		Name:     rule,
		Doc:      doc,
		URL:      url,
		Requires: []*analysis.Analyzer{r.engine, r.notes},
		Run:      run,
	}
}

func packageClause(pass *analysis.Pass) token.Pos {
	if len(pass.Files) == 0 {
		return token.NoPos
	}
	return pass.Files[0].Package
}

// A note is what is said of a package beside its findings. Under Emit every
// rule reports all of them: which rules run is not known here.
type note struct{ category, text string }

// The categories of notes under Emit, where that of a finding is its confidence.
const (
	NoteAnalysed = "analysed"       // the package was analysed: silence is not a clean result
	NoteBroken   = "internal-error" // findings may be missing, because of a bug in lockorder
	NoteLimit    = "limit"          // a limit cut the analysis of the package short
	NoteFilter   = "filter"         // how many candidates a filter dropped
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

// newNotes returns the analyzer that collects the notes of a package. Without
// Emit it prints them to standard error, internal errors in any case.
func newNotes(engine *analysis.Analyzer, config func() (Config, error)) *analysis.Analyzer {
	run := func(pass *analysis.Pass) (any, error) {
		config, err := config()
		if err != nil {
			return []note(nil), nil // the rules say so
		}
		result := pass.ResultOf[engine].(*Result)
		own := result.notes(pass.Pkg.Path())
		if !config.Emit {
			printNotes(os.Stderr, own, config.Debug)
		}
		return append(inherit(pass, own), note{NoteAnalysed, pass.Pkg.Path()}), nil
	}
	return &analysis.Analyzer{
		Name:       "lockordernotes",
		Doc:        "collect what was not analysed\n\nPart of the engine of lockorder; it reports nothing itself.",
		Requires:   []*analysis.Analyzer{engine},
		ResultType: reflect.TypeFor[[]note](),
		FactTypes:  []analysis.Fact{new(brokenFact)},
		Run:        run,
	}
}

// notes are those of the package itself.
func (r *Result) notes(path string) []note {
	var notes []note
	for _, why := range r.Incomplete {
		if strings.HasPrefix(why, internalError) {
			notes = append(notes, note{NoteBroken, path + ": incomplete: " + why})
			continue
		}
		why, _, _ = strings.Cut(why, "\n")
		notes = append(notes, note{NoteLimit, path + ": incomplete: " + why})
	}
	for _, filter := range slices.Sorted(maps.Keys(r.Dropped)) {
		notes = append(notes, note{NoteFilter, fmt.Sprintf("%s: filter %s dropped %d", path, filter, r.Dropped[filter])})
	}
	return notes
}

func printNotes(w io.Writer, notes []note, all bool) {
	for _, n := range notes {
		if all || n.category == NoteBroken {
			fmt.Fprintf(w, "lockorder: %s\n", n.text)
		}
	}
}

// inherit adds the internal errors of the packages below, and exports all.
// Drivers show the package facts of direct imports only.
func inherit(pass *analysis.Pass, own []note) []note {
	reasons := make(map[string]bool)
	var notes []note
	for _, n := range own {
		if n.category == NoteBroken {
			reasons[n.text] = true
		} else {
			notes = append(notes, n)
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
		return notes
	}
	sorted := slices.Sorted(maps.Keys(reasons))
	pass.ExportPackageFact(&brokenFact{brokenVersion, sorted})
	for _, why := range sorted {
		notes = append(notes, note{NoteBroken, why})
	}
	return notes
}
