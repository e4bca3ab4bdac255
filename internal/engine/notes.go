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
		return append(inheritBroken(pass, own), note{NoteAnalysed, pass.Pkg.Path()}), nil
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

// inheritBroken adds the internal errors of the packages below, and exports all.
// Drivers show the package facts of direct imports only.
func inheritBroken(pass *analysis.Pass, own []note) []note {
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
