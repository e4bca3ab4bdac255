// Package analyzer is the public face of lockorder: the rules as analyzers.
package analyzer

import (
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
)

// Config is what a set of analyzers shares. Analyzers read it when they run.
type Config struct {
	// Confidence is the least confidence that is reported: low, medium
	// (also if empty) or high.
	Confidence string
}

// A Set is one engine and the rules that report its findings.
type Set struct {
	Reacquire *analysis.Analyzer
}

// All lists the rules.
func (s *Set) All() []*analysis.Analyzer { return []*analysis.Analyzer{s.Reacquire} }

const home = "https://pkg.go.dev/github.com/lockorder/lockorder/passes/"

// New builds a set bound to a configuration.
func New(config Config) (*Set, error) {
	least := graph.Medium
	if config.Confidence != "" {
		var err error
		if least, err = graph.ParseConfidence(config.Confidence); err != nil {
			return nil, err
		}
	}
	e := engine.New()
	c := &engine.Config{Confidence: least}
	return &Set{
		Reacquire: engine.Rule(e, graph.Reacquire, reacquireDoc, home+graph.Reacquire, c),
	}, nil
}

// Default is the set with the default configuration; always the same one.
var Default = sync.OnceValue(func() *Set {
	s, err := New(Config{})
	if err != nil {
		panic(err) // the zero Config is valid
	}
	return s
})

const reacquireDoc = `report locks acquired by the goroutine that already holds them

Mutexes of package sync are not reentrant: a goroutine that locks one twice
waits for itself, forever.`
