// Package report writes findings for people and for programs.
package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/lockorder/lockorder/internal/graph"
)

// A Finding is what a rule says about a place in the source. Its positions are
// texts file:line:col.
type Finding struct {
	Package    string // import path
	Rule       string
	Confidence string

	// As programs get it: with full file names where they are known, and
	// otherwise the same wherever it is run.
	Posn    string
	Message string // a sentence, then the steps, a line each
	Related []Related

	// As people read it, with names relative to the working directory.
	ShownPosn, ShownText string
}

// A Related is a step that leads to the deadlock.
type Related struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
}

// Sort sorts findings by position.
func Sort(findings []Finding) {
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			graph.ComparePositions(a.ShownPosn, b.ShownPosn),
			cmp.Compare(a.ShownText, b.ShownText),
			cmp.Compare(a.Package, b.Package),
		)
	})
}

// Text writes each finding as its position and message.
func Text(w io.Writer, findings []Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintf(w, "%s: %s\n", f.ShownPosn, f.ShownText); err != nil {
			return err
		}
	}
	return nil
}

// A diagnostic is a finding in the JSON of drivers of go/analysis, with its
// confidence.
type diagnostic struct {
	Category   string    `json:"category"`
	Posn       string    `json:"posn"`
	End        string    `json:"end"`
	Message    string    `json:"message"`
	Related    []Related `json:"related,omitempty"`
	Confidence string    `json:"confidence"`
}

// JSON writes the findings as one object, from package to rule to diagnostics,
// as go vet -json writes one for each package.
func JSON(w io.Writer, findings []Finding) error {
	tree := make(map[string]map[string][]diagnostic)
	for _, f := range findings {
		rules := tree[f.Package]
		if rules == nil {
			rules = make(map[string][]diagnostic)
			tree[f.Package] = rules
		}
		rules[f.Rule] = append(rules[f.Rule], diagnostic{f.Rule, f.Posn, f.Posn, f.Message, f.Related, f.Confidence})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(tree)
}
