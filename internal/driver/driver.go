// Package driver runs lockorder over the packages that a user names, by means
// of the go command: go list says what there is, go vet runs this program on
// each package, dependencies first, and keeps the results in the build cache.
// What they say of each package is linked here.
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

	"github.com/lockorder/lockorder/internal/baseline"
	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/report"
)

// Options say what to run on.
type Options struct {
	Tool       string   // this program, which go vet runs
	Dir        string   // working directory, absolute
	Patterns   []string // packages
	BuildFlags []string // for go list and go vet
	Locks      string   // see analyzer.Config
	Stderr     io.Writer
	Progress   io.Writer // a terminal, to show progress on; or nil

	// What of it to report. None of this reaches go vet, whose flags are part
	// of the keys of its cache.
	Confidence graph.Confidence // the least
	Rules      []string
	Tests      bool   // use what is in test files
	Debug      string // engine.DebugFilters, engine.DebugGraph, or nothing
	Explain    bool   // say why the confidence of each finding is what it is
	// Baseline are the findings that are known and not to be reported.
	Baseline []baseline.Entry
	// Payloads are linked in place of what go vet says, if there are any: the
	// reference has its own.
	Payloads []*engine.Payload

	seen func() // called for each package analysed
}

// A Result is what was found, and what was not looked at.
type Result struct {
	Findings []report.Finding // sorted
	// Found are the findings to report as the search found them, known or not.
	Found []graph.Finding
	// All are the findings to report, known or not, as a baseline has them; Fixed
	// those of the baseline that are gone.
	All, Fixed []baseline.Entry
	// Notes is what the analysis says beside findings: limits that it reached,
	// and what Options.Debug asks for.
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
	o.seen = func() {}
	if err := o.checkVersion(ctx); err != nil {
		return nil, err
	}
	packages, err := o.list(ctx)
	if err != nil {
		return nil, err
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("%w %s", ErrNoPackages, strings.Join(o.Patterns, " "))
	}
	result := new(Result)
	if result.Notes, err = o.strangers(packages); err != nil {
		return nil, err
	}
	var loaded []listed
	for _, p := range packages {
		if why := p.failures(); len(why) > 0 {
			result.Problems = append(result.Problems, why...)
		} else {
			loaded = append(loaded, p)
		}
	}
	if len(loaded) == 0 {
		return result, nil
	}
	if len(loaded) < len(packages) {
		o.Patterns = nil // go vet would stop at the first that does not load
		for _, p := range loaded {
			o.Patterns = append(o.Patterns, p.ImportPath)
		}
	}
	units, err := o.analyse(ctx, loaded)
	if err != nil {
		return nil, err
	}
	result.Log = sortSections(units.log)
	o.collect(result, units, loaded)
	if units.failed && len(result.Problems) == 0 {
		result.Problems = append(result.Problems, "go vet failed: see above")
	}
	return result, nil
}

// analyse runs the program over the packages, and again over those of which
// there is no result.
func (o Options) analyse(ctx context.Context, loaded []listed) (*units, error) {
	if o.Payloads != nil {
		return unitsOf(o.Payloads)
	}
	if o.Progress != nil {
		p := startProgress(o.Progress, progressDelay)
		defer p.stop()
		o.seen = p.count
	}
	units, err := o.vet(ctx, "1", o.Patterns)
	if err != nil {
		return nil, err
	}
	return units, o.again(ctx, units, loaded)
}

// collect links what the units said, and fills in the result.
func (o Options) collect(result *Result, units *units, loaded []listed) {
	link := newLink(loaded, units, o.Tests)
	g := link.search()
	places := newPlaces(o.Dir, loaded)
	known := baseline.NewKnown(o.Baseline)
	for _, f := range g.Findings {
		a := link.anchor(f)
		isKnown := known.Has(f.Fingerprint())
		if f.Confidence < o.Confidence || !slices.Contains(o.Rules, f.Rule) {
			continue
		}
		result.Found = append(result.Found, a.Finding)
		result.All = append(result.All, a.entry())
		if !isKnown {
			result.Findings = append(result.Findings, places.finding(a, o.Explain))
		}
	}
	result.Findings = append(result.Findings, o.directives(link, g, places)...)
	report.Sort(result.Findings)
	result.Problems = append(result.Problems, units.problems(loaded)...)
	if len(result.Problems) == 0 {
		result.Fixed = o.fixed(known, link)
	}
	result.Notes = append(result.Notes, units.limits(link.packages, o.Debug == engine.DebugFilters)...)
	switch o.Debug {
	case engine.DebugFilters:
		result.Notes = append(result.Notes, units.dropped(g)...)
	case engine.DebugGraph:
		result.Notes = append(result.Notes, strings.Split(strings.TrimSuffix(link.named().String(), "\n"), "\n")...)
	}
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
	cmd.WaitDelay = 2 * time.Second // then it is killed
	return cmd
}

// goOutput is what a go command prints. Its errors say what it was doing and
// what it said.
func (o Options) goOutput(ctx context.Context, doing string, args ...string) (stdout, stderr *bytes.Buffer, err error) {
	cmd := o.goCommand(ctx, args...)
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		return nil, nil, explainExit(doing, err, stderr)
	}
	return stdout, stderr, nil
}

// explainExit adds what a command printed to its error.
func explainExit(doing string, err error, stderr *bytes.Buffer) error {
	if text := strings.TrimSpace(stderr.String()); text != "" {
		return fmt.Errorf("%s: %w\n%s", doing, err, text)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
