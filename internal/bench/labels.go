package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed labels.tsv
var labelsText string

// A label says what is wrong with a kernel.
type label struct {
	ID     string // cockroach_3710
	Tier   string // core, stretch, leak, negative
	Kind   string // double, rwr, abba, mixed, leak, negative
	Expect []expectation
}

// An expectation is a finding that a kernel should have.
type expectation struct {
	Rule string
	// Also marks what need not be found: the same defect, seen by another
	// rule. It is written also:RULE.
	Also      bool
	Locks     []string // Type.field, or the name of a variable
	Functions []string // those on its traces
}

var kinds = []string{"double", "rwr", "abba", "mixed", "leak", "negative"}

// file is the base name of the kernel's file, without .go.
func (l label) file() string { return strings.ReplaceAll(l.ID, "_", "") }

func parseLabels(text string) ([]label, error) {
	var labels []label
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 && len(f) != 6 {
			return nil, fmt.Errorf("labels.tsv:%d: %d columns, want 3 or 6", i+1, len(f))
		}
		if n := len(labels); n == 0 || labels[n-1].ID != f[0] {
			labels = append(labels, label{ID: f[0], Tier: f[1], Kind: f[2]})
		}
		if len(f) == 6 {
			l := &labels[len(labels)-1]
			rule, also := strings.CutPrefix(f[3], "also:")
			l.Expect = append(l.Expect, expectation{
				Rule:      rule,
				Also:      also,
				Locks:     strings.Split(f[4], ","),
				Functions: strings.Split(f[5], ","),
			})
		}
	}
	return labels, nil
}

// expects reports whether the finding is one that the label asks for; known,
// whether it is true at all.
func (l label) expects(f finding) (expected, known bool) {
	for _, e := range l.Expect {
		if e.matches(f) {
			known = true
			expected = expected || !e.Also
		}
	}
	return expected, known
}

// matches reports whether the finding is of the expected rule and its first
// line names an expected lock; an inversion must name all of them somewhere.
func (e expectation) matches(f finding) bool {
	if f.rule() != e.Rule {
		return false
	}
	named, all := false, true
	for _, lock := range e.Locks {
		p := lockPattern(lock)
		named = named || p.MatchString(f.firstLine())
		all = all && p.MatchString(f.Message)
	}
	return named && (all || e.Rule != "inversion")
}

// lockPattern matches the names that a tool may give to the labeled lock, in
// either case: the kernels of the Go tree unexport some types.
func lockPattern(lock string) *regexp.Regexp {
	const (
		suffix = `(?:_\w+)?`               // Store_cockroach3710
		owner  = suffix + `(?:\[[^]]*\])?` // Queue[T]
		end    = `(?:\.?(?:[^\w.]|$))`
	)
	name, field, isField := strings.Cut(lock, ".")
	field, mutex := cutMutex(field)
	switch {
	case !isField: // after a package or function: "lock" alone is a word
		return regexp.MustCompile(`(?i)[^\s\w]` + name + suffix + `\b`)
	case field == "": // after a package: (*T).f is a function
		return regexp.MustCompile(`(?i)(?:^|[^\w*])` + name + owner + `(?:\.` + mutex + `)?` + end)
	}
	return regexp.MustCompile(`(?i)\b` + name + owner + `\.` + regexp.QuoteMeta(field) + suffix + `\b`)
}

// cutMutex cuts an embedded mutex off the end of a lock's field.
func cutMutex(field string) (rest, mutex string) {
	for _, mutex := range []string{"RWMutex", "Mutex"} {
		if field == mutex {
			return "", mutex
		}
		if rest, ok := strings.CutSuffix(field, "."+mutex); ok {
			return rest, mutex
		}
	}
	return field, ""
}
