package engine

import (
	"fmt"
	"go/token"
	"runtime/debug"

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
