// Package driver runs lockorder over the packages that a user names, by means
// of the go command: go list says what there is, go vet runs this program on
// each package, dependencies first, and keeps the results in the build cache.
package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/report"
)

// Options say what to run on.
type Options struct {
	Tool       string   // this program, which go vet runs
	Dir        string   // working directory, absolute
	Patterns   []string // packages
	BuildFlags []string // for go list and go vet
	Stderr     io.Writer

	// What of it to report. None of this reaches go vet, whose flags are part
	// of the keys of its cache.
	Confidence graph.Confidence // the least
	Rules      []string
	Tests      bool // findings in test files
	Filters    bool // what filters dropped
}

// A Result is what was found, and what was not looked at.
type Result struct {
	Findings []report.Finding // sorted
	// Notes is what the analysis says beside findings: limits that it
	// reached, and what its filters dropped.
	Notes []string
	// Problems says what was not analysed, or not to the end.
	Problems []string
	// Log is what the go command and the compiler said.
	Log string
}

// ErrNoPackages is that the patterns match nothing.
var ErrNoPackages = errors.New("no packages match")

// Run analyses the packages. It returns an error if none could be analysed for
// a reason that is not theirs; what is wrong with single packages is among the
// problems of the result.
func Run(ctx context.Context, o Options) (*Result, error) {
	packages, err := o.list(ctx)
	if err != nil {
		return nil, err
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("%w %s", ErrNoPackages, strings.Join(o.Patterns, " "))
	}
	result := new(Result)
	var loaded []listed
	for _, p := range packages {
		if why := p.failure(); why != "" {
			result.Problems = append(result.Problems, why)
		} else {
			loaded = append(loaded, p)
		}
	}
	if len(loaded) == 0 {
		return result, nil
	}
	patterns := o.Patterns
	if len(loaded) < len(packages) {
		patterns = nil // go vet would stop at the first that does not load
		for _, p := range loaded {
			patterns = append(patterns, p.ImportPath)
		}
	}
	units, log, err := o.vet(ctx, patterns)
	if err != nil {
		return nil, err
	}
	result.Log = log
	o.collect(result, units, loaded)
	if units.failed && len(result.Problems) == 0 {
		result.Problems = append(result.Problems, "go vet failed: see above")
	}
	return result, nil
}

// collect fills in the result from what the units said.
func (o Options) collect(result *Result, units *units, loaded []listed) {
	places := newPlaces(o.Dir, loaded)
	for _, f := range units.findings {
		if !o.reports(f) {
			continue
		}
		f.File = places.file(f.File)
		f.Message = places.text(f.Message)
		result.Findings = append(result.Findings, f)
	}
	result.Findings = report.Sort(result.Findings)
	result.Notes = units.limits
	if o.Filters {
		result.Notes = append(result.Notes, units.filters...)
	}
	result.Notes = unique(result.Notes)
	result.Problems = append(result.Problems, unique(units.problems)...)
	why := "it, its tests or a package that they import does not compile"
	if !units.failed { // a cache that lost a part, or another go command
		why = "go vet printed no result for it"
	}
	for _, p := range loaded {
		for _, path := range p.units() {
			if !units.analysed[path] {
				result.Problems = append(result.Problems, path+": not analysed: "+why)
			}
		}
	}
}

// reports says whether the options ask for the finding, whose file and
// confidence are as the unit said.
func (o Options) reports(f report.Finding) bool {
	confidence, err := graph.ParseConfidence(f.Confidence)
	return (err != nil || confidence >= o.Confidence) &&
		slices.Contains(o.Rules, f.Rule) &&
		(o.Tests || !strings.HasSuffix(f.File, "_test.go"))
}

func unique(lines []string) []string {
	slices.Sort(lines)
	return slices.Compact(lines)
}

// goCommand prepares a go command that an interrupt stops.
func (o Options) goCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = o.Dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second // then it is killed
	return cmd
}

// explainExit adds what a command printed to its error.
func explainExit(name string, err error, stderr *bytes.Buffer) error {
	if text := strings.TrimSpace(stderr.String()); text != "" {
		return fmt.Errorf("%s: %w\n%s", name, err, text)
	}
	return fmt.Errorf("%s: %w", name, err)
}
