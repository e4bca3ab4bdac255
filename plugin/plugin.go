// Package plugin makes lockorder a linter of golangci-lint, by its module plugin
// system. It is for import by a build of golangci-lint, which the files
// .custom-gcl.yml and .golangci.yml beside it describe, ready to copy.
package plugin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/analyzer"
	"github.com/lockorder/lockorder/internal/graph"
)

func init() { register.Plugin("lockorder", New) }

// Settings are those below linters.settings.custom.lockorder.settings in
// .golangci.yml. The zero Settings are the default.
type Settings struct {
	// Confidence is the least confidence that is reported: low, medium (also
	// if empty) or high.
	Confidence string `json:"confidence"`
	// Rules are those that run, by name. Without any, all do.
	Rules []string `json:"rules"`
	// Locks are lock types whose code does not show that they are; see
	// [analyzer.Config.Locks].
	Locks []string `json:"locks"`
}

// New returns the linter with the settings as golangci-lint has read them. It
// returns an error if there are others than those of [Settings], or values that
// they cannot have.
func New(settings any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](settings)
	if err != nil {
		return nil, fmt.Errorf("reading settings: %w", err)
	}
	config := &analyzer.Config{Confidence: s.Confidence, Locks: strings.Join(s.Locks, ";")}
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("reading settings: %w", err)
	}
	set := analyzer.New(config)
	if len(s.Rules) == 0 {
		return linter(set.All()), nil
	}
	var rules linter
	for _, name := range s.Rules {
		rule := set.Rule(name)
		if rule == nil {
			return nil, fmt.Errorf("reading settings: no rule %q, there are %s", name, strings.Join(graph.Rules, ", "))
		}
		if !slices.Contains(rules, rule) {
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

// A linter is the rules that run.
type linter []*analysis.Analyzer

func (l linter) BuildAnalyzers() ([]*analysis.Analyzer, error) { return l, nil }

func (linter) GetLoadMode() string { return register.LoadModeTypesInfo }
