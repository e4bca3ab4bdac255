package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/analyzer"
	"github.com/lockorder/lockorder/internal/baseline"
	"github.com/lockorder/lockorder/internal/driver"
	"github.com/lockorder/lockorder/internal/graph"
)

// The exit statuses.
const (
	clean = iota
	found
	usage
	failed
)

// A command is lockorder as users run it.
type command struct {
	stdout, stderr io.Writer

	config analyzer.Config
	dir    string
	tags   string
	tests  bool
	json   bool
	github bool
	sarif  string

	baseline, writeBaseline string // names of files
}

// run runs the command and returns its exit status.
func (c *command) run(ctx context.Context, args []string) (int, error) {
	rules := analyzer.New(&c.config).All()
	flags := c.flags(rules)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return clean, nil
	case err != nil:
		return usage, nil // flags has said it
	}
	if flags.Arg(0) == "help" {
		return c.help(flags, rules, flags.Args()[1:])
	}
	options, err := c.options(flags, rules)
	if err != nil {
		return usage, err
	}
	result, err := driver.Run(ctx, options)
	switch {
	case errors.Is(err, driver.ErrNoPackages):
		return usage, err
	case errors.Is(err, context.Canceled):
		return failed, errors.New("interrupted")
	case err != nil:
		return failed, err
	}
	if err := c.print(options, result); err != nil {
		return failed, fmt.Errorf("writing findings: %w", err)
	}
	switch {
	case len(result.Problems) > 0 && c.writeBaseline != "":
		return failed, fmt.Errorf("the baseline %s is not written, since not all could be analysed", c.writeBaseline)
	case len(result.Problems) > 0:
		return failed, nil
	case c.writeBaseline != "":
		if err := baseline.Write(c.writeBaseline, result.All); err != nil {
			return failed, err
		}
		return clean, nil
	case len(result.Findings) > 0:
		return found, nil
	}
	return clean, nil
}

func (c *command) flags(rules []*analysis.Analyzer) *flag.FlagSet {
	flags := flag.NewFlagSet("lockorder", flag.ContinueOnError)
	flags.SetOutput(c.stderr)
	c.config.Flags(flags)
	flags.StringVar(&c.dir, "C", "", "run as if started in `dir`")
	flags.StringVar(&c.tags, "tags", "", "comma-separated `list` of build tags")
	flags.BoolVar(&c.tests, "test", true, "report findings in test files")
	flags.BoolVar(&c.json, "json", false, "print findings as JSON, in the shape of go vet -json")
	flags.BoolVar(&c.github, "github", false, "print findings as commands that make GitHub Actions annotate the code")
	flags.StringVar(&c.sarif, "sarif", "", "also write findings to the `file`, as SARIF 2.1.0")
	flags.StringVar(&c.baseline, "baseline", "", "report only what is not in the baseline in `file`, and list what is no longer there")
	flags.StringVar(&c.writeBaseline, "write-baseline", "", "write what is found to `file`, as the baseline of later runs")
	for _, rule := range rules {
		flags.Bool(rule.Name, false, title(rule))
	}
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), "usage: lockorder [flags] [packages]\n       lockorder help [rule]\n\nFlags:\n")
		flags.PrintDefaults()
	}
	return flags
}

// title is the first line of the rule's documentation.
func title(rule *analysis.Analyzer) string {
	line, _, _ := strings.Cut(rule.Doc, "\n")
	return line
}

// help prints how to use the command, or what a rule is about.
func (c *command) help(flags *flag.FlagSet, rules []*analysis.Analyzer, names []string) (int, error) {
	if len(names) == 0 {
		flags.SetOutput(c.stdout)
		fmt.Fprint(c.stdout, "lockorder finds lock deadlocks.\n\n")
		flags.Usage()
		fmt.Fprint(c.stdout, "\nFor a rule, see lockorder help rule. Under go vet: go vet -vettool=$(which lockorder).\n")
		return clean, nil
	}
	for _, name := range names {
		i := slices.IndexFunc(rules, func(r *analysis.Analyzer) bool { return r.Name == name })
		if i < 0 {
			return usage, fmt.Errorf("no rule %q", name)
		}
		fmt.Fprintf(c.stdout, "%s: %s\n\n%s\n", name, rules[i].Doc, rules[i].URL)
	}
	return clean, nil
}

// options turns the flags into those of the driver.
func (c *command) options(flags *flag.FlagSet, rules []*analysis.Analyzer) (driver.Options, error) {
	o := driver.Options{Patterns: flags.Args(), Stderr: c.stderr, Tests: c.tests, Debug: c.config.Debug, Explain: c.config.Explain, Locks: c.config.Locks}
	if isTerminal(c.stderr) {
		o.Progress = c.stderr
	}
	if len(o.Patterns) == 0 {
		o.Patterns = []string{"./..."}
	}
	if err := c.config.Validate(); err != nil {
		return o, fmt.Errorf("-%w", err)
	}
	if c.json && c.github {
		return o, errors.New("-json and -github exclude each other")
	}
	var err error
	if o.Confidence, err = graph.ParseConfidence(c.config.Confidence); err != nil {
		return o, err
	}
	if o.Rules, err = selectRules(flags, rules); err != nil {
		return o, err
	}
	if c.tags != "" {
		o.BuildFlags = []string{"-tags=" + c.tags}
	}
	if o.Dir, err = filepath.Abs(c.dir); err != nil {
		return o, fmt.Errorf("-C %s: %w", c.dir, err)
	}
	if info, err := os.Stat(o.Dir); err != nil {
		return o, fmt.Errorf("-C: %w", err)
	} else if !info.IsDir() {
		return o, fmt.Errorf("-C: %s is not a directory", c.dir)
	}
	if err := c.readBaseline(&o); err != nil {
		return o, err
	}
	if o.Tool, err = os.Executable(); err != nil {
		return o, fmt.Errorf("finding this program for go vet to run: %w", err)
	}
	return o, nil
}

// readBaseline reads the baseline, and looks whether one can be written; their names
// are relative to the directory to run in.
func (c *command) readBaseline(o *driver.Options) (err error) {
	for _, name := range []*string{&c.baseline, &c.writeBaseline} {
		if *name != "" && !filepath.IsAbs(*name) {
			*name = filepath.Join(o.Dir, *name)
		}
	}
	if c.writeBaseline != "" {
		if err := baseline.Writable(c.writeBaseline); err != nil {
			return err
		}
	}
	if c.baseline != "" {
		o.Baseline, err = baseline.Read(c.baseline)
	}
	return err
}

// isTerminal reports whether someone watches what is written there.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// selectRules returns the rules that run, as under go vet: if the flag of one
// is true, only such rules; else all but those whose flag is false.
func selectRules(flags *flag.FlagSet, rules []*analysis.Analyzer) ([]string, error) {
	set := make(map[string]bool)
	only := false
	flags.Visit(func(f *flag.Flag) {
		if g, ok := f.Value.(flag.Getter); ok {
			if v, ok := g.Get().(bool); ok {
				set[f.Name] = v
			}
		}
	})
	for _, rule := range rules {
		only = only || set[rule.Name]
	}
	var selected []string
	for _, rule := range rules {
		if on, isSet := set[rule.Name]; on || !isSet && !only {
			selected = append(selected, rule.Name)
		}
	}
	if len(selected) == 0 {
		return nil, errors.New("the flags leave no rule to run")
	}
	return selected, nil
}
