package engine

import (
	"fmt"
	"os"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/graph"
)

// A Config is what a set of analyzers shares. It is read when they run.
type Config struct {
	// Confidence is the least confidence that is reported.
	Confidence graph.Confidence
}

// Rule returns an analyzer that reports the engine's findings of one rule.
func Rule(engine *analysis.Analyzer, rule, doc, url string, config *Config) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     rule,
		Doc:      doc,
		URL:      url,
		Requires: []*analysis.Analyzer{engine},
		Run: func(pass *analysis.Pass) (any, error) {
			result := pass.ResultOf[engine].(*Result)
			for _, why := range result.Incomplete {
				fmt.Fprintf(os.Stderr, "lockorder: %s: incomplete: %s\n", pass.Pkg.Path(), why)
			}
			for _, f := range result.Findings {
				if f.Rule == rule && f.Confidence >= config.Confidence {
					pass.Report(analysis.Diagnostic{Pos: f.Pos, Category: rule, Message: explain.Message(f)})
				}
			}
			return nil, nil
		},
	}
}
