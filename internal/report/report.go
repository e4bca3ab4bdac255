// Package report writes findings for people and for programs.
package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// A Finding is what a rule says about a place in the source.
type Finding struct {
	Rule       string `json:"rule"`
	Confidence string `json:"confidence"`
	Package    string `json:"package"` // import path
	File       string `json:"file"`    // as shown to the user
	Line       int    `json:"line"`
	Column     int    `json:"column"`
	Message    string `json:"message"` // a sentence, then the steps, a line each
}

// Sort sorts findings by position and drops those said twice, by a package and
// by its test variant.
func Sort(findings []Finding) []Finding {
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Package, b.Package),
		)
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		a.Package, a.Confidence = b.Package, b.Confidence
		return a == b
	})
}

// Text writes each finding as its position and message.
func Text(w io.Writer, findings []Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintf(w, "%s:%d:%d: %s\n", f.File, f.Line, f.Column, f.Message); err != nil {
			return err
		}
	}
	return nil
}

// JSON writes the findings as one array.
func JSON(w io.Writer, findings []Finding) error {
	if findings == nil {
		findings = []Finding{} // [], not null
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(findings)
}
