package engine

import (
	"fmt"
	"go/token"
	"runtime/debug"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/model"
)

// A Config says what the rules of a set report.
type Config struct {
	// Confidence is the least confidence that is reported.
	Confidence graph.Confidence
	// Debug is what to say on standard error: DebugFilters, DebugGraph, or
	// nothing.
	Debug string
	// Explain says under each finding why its confidence is what it is.
	Explain bool
	// Locks are lock types whose code does not show that they are.
	Locks *model.Locks
	// Emit reports nothing, but prints the Payload of each package.
	Emit bool
}

// Rules makes analyzers that share an engine.
type Rules struct {
	engine, warnings *analysis.Analyzer
	config           func() (Config, error)
}

// NewRules returns the rules over an engine. They ask for the configuration
// when they run, since flags are parsed after analyzers are made.
func NewRules(engine *analysis.Analyzer, config func() (Config, error)) *Rules {
	return &Rules{engine, newWarnings(newNotes(engine, config)), config}
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
		if rule == graph.Rules[0] {
			if err := config.Locks.Check(pass.Pkg); err != nil {
				return nil, fmt.Errorf("-lock: %w", err)
			}
		}
		if config.Emit {
			return nil, nil // the payload has it all
		}
		result := pass.ResultOf[r.engine].(*Result)
		if rule == graph.Rules[0] {
			for _, d := range result.bad {
				pass.Report(analysis.Diagnostic{Pos: d.pos, Category: Directive, Message: d.Message()})
			}
		}
		for _, f := range result.Findings {
			if f.Rule == rule && f.Confidence >= config.Confidence {
				message := explain.Message
				if config.Explain {
					message = explain.Explained
				}
				pass.Report(analysis.Diagnostic{Pos: f.Pos, Category: rule, URL: url, Message: message(&f.Finding)})
			}
		}
		return nil, nil
	}
	return &analysis.Analyzer{
		Name:     rule,
		Doc:      doc,
		URL:      url,
		Requires: []*analysis.Analyzer{r.engine, r.warnings},
		Run:      run,
	}
}

func packageClause(pass *analysis.Pass) token.Pos {
	if len(pass.Files) == 0 {
		return token.NoPos
	}
	return pass.Files[0].Package
}
