// Package report writes findings for people and for programs.
package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/graph"
)

// A Finding is what a rule says about a place in the source.
type Finding struct {
	Package     string // import path
	Rule        string
	Confidence  string
	Fingerprint string // see [graph.Finding.Fingerprint]
	Place       Place
	Lines       []Line // what it says; the first is a sentence
}

// A Line is a line of a finding, and where the place is that it speaks of.
type Line struct {
	explain.Line
	Place Place
}

// A Place is a position in the source.
type Place struct {
	Pos   string // importpath/base.go:line:col: the same wherever it is run
	File  string // the full name of the file; empty if it is not known
	Shown string // for people: file:line:col, relative to the working directory where it is known
}

// posn is the position for programs: with the full name of the file where it is
// known.
func (p Place) posn() string {
	if p.File == "" {
		return p.Pos
	}
	_, line, col := graph.CutPosition(p.Pos)
	return fmt.Sprintf("%s:%d:%d", p.File, line, col)
}

// shown is the finding as people read it.
func (f *Finding) shown() string {
	return f.text(func(p Place) string { return p.Shown })
}

// message is the finding as programs get it, the same wherever it is run.
func (f *Finding) message() string {
	return f.text(func(p Place) string { return p.Pos })
}

func (f *Finding) text(place func(Place) string) string {
	var lines []string
	for _, l := range f.Lines {
		lines = append(lines, l.At(place(l.Place)))
	}
	return strings.Join(lines, explain.Break)
}

// Sort sorts findings: the surest first, then by position.
func Sort(findings []Finding) {
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.confidence(), a.confidence()),
			graph.ComparePositions(a.Place.Shown, b.Place.Shown),
			cmp.Compare(a.shown(), b.shown()),
			cmp.Compare(a.Package, b.Package),
		)
	})
}

// confidence is how sure the finding is.
func (f *Finding) confidence() graph.Confidence {
	c, err := graph.ParseConfidence(f.Confidence)
	if err != nil {
		return graph.Low
	}
	return c
}

// Text writes each finding as its position and message.
func Text(w io.Writer, findings []Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintf(w, "%s: %s\n", f.Place.Shown, f.shown()); err != nil {
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
	Related    []related `json:"related,omitempty"`
	Confidence string    `json:"confidence"`
}

// A related is a line of a finding that has a place.
type related struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
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
		posn := f.Place.posn()
		rules[f.Rule] = append(rules[f.Rule], diagnostic{f.Rule, posn, posn, f.message(), f.related(), f.Confidence})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(tree)
}

func (f *Finding) related() []related {
	var out []related
	for _, l := range f.Lines {
		if l.Pos == "" {
			continue
		}
		text := l.Text
		if l.Who != "" {
			text = l.Who + ": " + text
		}
		out = append(out, related{l.Place.posn(), l.Place.posn(), text})
	}
	return out
}
