// Package analyzer is the public face of lockorder: its rules as analyzers,
// for any driver of golang.org/x/tools/go/analysis.
//
// Drivers that want one analyzer a package, such as Bazel's nogo, find them in
// the packages below passes. Drivers that have settings of their own make a
// set with [New].
package analyzer

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/docs/rules"
	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/model"
)

// A Config says what a set of analyzers reports. The zero Config is the
// default.
type Config struct {
	// Confidence is the least confidence that is reported: low, medium
	// (also if empty) or high.
	Confidence string
	// Debug is what the analyzers print to standard error: with "filters", how
	// many candidates each filter dropped and which limits were reached, with
	// "graph" the edges of the lock graph.
	Debug string
	// Explain says under each finding why its confidence is what it is.
	Explain bool
	// Locks are lock types whose code does not show that they are, as
	// importpath.Type:Lock,Unlock[,RLock,RUnlock,TryLock], with their names of
	// these methods; several are separated by semicolons.
	Locks string
	// Emit makes the analyzers report nothing, and print to standard output
	// what the lockorder command links.
	Emit bool
}

// Flags declares the flags -confidence, -debug, -explain and -lock. They do not check their
// values: [Config.Validate] does, as do the analyzers when they run. Under go
// vet that is an error per package named, not one per dependency.
func (c *Config) Flags(flags *flag.FlagSet) {
	flags.StringVar(&c.Confidence, "confidence", "medium", "report findings of at least this confidence: `low, medium or high`")
	flags.BoolVar(&c.Explain, "explain", false, "say under each finding why its confidence is what it is")
	flags.Func("lock", "a lock type whose code does not show that it is one, and its methods: `importpath.Type:Lock,Unlock[,RLock,RUnlock,TryLock]`; more after semicolons", func(text string) error {
		c.Locks = strings.Trim(c.Locks+";"+text, ";")
		return nil
	})
	flags.StringVar(&c.Debug, "debug", "", "say more on standard error: `graph or filters`, the edges of the lock graph, or what each filter dropped and which limits were reached")
}

// Validate reports the first field with a value that it cannot have.
func (c *Config) Validate() error {
	_, err := c.read()
	return err
}

func (c *Config) read() (engine.Config, error) {
	config := engine.Config{Confidence: graph.Medium, Debug: c.Debug, Explain: c.Explain, Emit: c.Emit}
	switch c.Debug {
	case "", engine.DebugFilters, engine.DebugGraph, engine.DebugFindings:
	default:
		return config, fmt.Errorf("debug is graph or filters, not %q", c.Debug)
	}
	var err error
	if config.Locks, err = model.ParseLocks(c.Locks); err != nil {
		return config, fmt.Errorf("lock: %w", err)
	}
	if c.Confidence == "" {
		return config, nil
	}
	config.Confidence, err = graph.ParseConfidence(c.Confidence)
	return config, err
}

// A Set is the rules over one engine: what one has computed of a package, the
// others use.
type Set struct{ rules []*analysis.Analyzer }

// All lists the rules.
func (s *Set) All() []*analysis.Analyzer { return slices.Clone(s.rules) }

// Rule returns the rule of that name, or nil.
func (s *Set) Rule(name string) *analysis.Analyzer {
	for _, rule := range s.rules {
		if rule.Name == name {
			return rule
		}
	}
	return nil
}

// New returns a set that reads the configuration whenever one of its analyzers
// runs. It may change until the first does, as when flags are parsed; what is
// wrong in it they say as of flags.
func New(config *Config) *Set {
	read := func() (engine.Config, error) {
		c, err := config.read()
		if err != nil {
			return c, fmt.Errorf("-%w", err)
		}
		return c, nil
	}
	set := new(Set)
	over := engine.NewRules(engine.New(read), read)
	for _, name := range graph.Rules {
		rule := rules.Of(name)
		set.rules = append(set.rules, over.New(name, rule.Doc(), rule.URL()))
	}
	return set
}

// Default returns the set with the default configuration, always the same one:
// it is what the packages below passes hand out.
func Default() *Set { return defaultSet() }

var defaultSet = sync.OnceValue(func() *Set { return New(new(Config)) })
