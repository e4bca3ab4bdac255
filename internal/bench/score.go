package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// A result is what the tool said about one kernel.
type result struct {
	label
	expected, unexpected []finding
}

// A score is the comparison of the tool's findings with the labels.
type score struct {
	results   []result // of the kernels that are present
	absent    []string // kernels with a label only
	unlabeled []string // kernels without one
}

func newScore(labels []label, present map[string]bool, found []finding) score {
	var s score
	unlabeled := maps.Clone(present)
	byKernel := make(map[string][]finding)
	for _, f := range found {
		name := path.Base(f.Package)
		byKernel[name] = append(byKernel[name], f)
	}
	for _, l := range labels {
		delete(unlabeled, l.file())
		if !present[l.file()] {
			s.absent = append(s.absent, l.ID)
			continue
		}
		r := result{label: l}
		for _, f := range byKernel[l.file()] {
			switch expected, known := l.expects(f); {
			case expected:
				r.expected = append(r.expected, f)
			case !known:
				r.unexpected = append(r.unexpected, f)
			}
		}
		s.results = append(s.results, r)
	}
	s.unlabeled = slices.Sorted(maps.Keys(unlabeled))
	return s
}

// A row of the table is about the kernels of one kind.
type row struct {
	kernels, found, false int
	missed, wrong         []string
}

func (s score) rows() map[string]row {
	rows := make(map[string]row)
	for _, r := range s.results {
		t := rows[r.Kind]
		t.kernels++
		switch {
		case len(r.expected) > 0:
			t.found++
		case r.Tier == "stretch":
			t.missed = append(t.missed, r.ID+" (stretch)")
		case len(r.Expect) > 0:
			t.missed = append(t.missed, r.ID)
		}
		if n := len(r.unexpected); n > 0 {
			t.false += n
			t.wrong = append(t.wrong, fmt.Sprintf("%s (%d)", r.ID, n))
		}
		rows[r.Kind] = t
	}
	return rows
}

func (s score) printTable(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "kind\tkernels\tfound\tmissed\tfalse")
	rows := s.rows()
	for _, kind := range kinds {
		r := rows[kind]
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\n", kind, r.kernels, r.found, len(r.missed), r.false)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	for _, kind := range kinds {
		if r := rows[kind]; len(r.missed) > 0 {
			fmt.Fprintf(w, "missed %s: %s\n", kind, strings.Join(r.missed, ", "))
		}
	}
	for _, kind := range kinds {
		if r := rows[kind]; len(r.wrong) > 0 {
			fmt.Fprintf(w, "false in %s: %s\n", kind, strings.Join(r.wrong, ", "))
		}
	}
	if len(s.absent) > 0 {
		fmt.Fprintf(w, "absent from this Go tree: %s\n", strings.Join(s.absent, ", "))
	}
	if len(s.unlabeled) > 0 {
		fmt.Fprintf(w, "not counted, without a label: %s\n", strings.Join(s.unlabeled, ", "))
	}
	return nil
}

// printFindings prints all findings, and for a missed kernel what to find.
func (s score) printFindings(w io.Writer) {
	for _, r := range s.results {
		for _, f := range r.expected {
			fmt.Fprintf(w, "%s (%s) expected: %s\n\n", r.ID, r.Kind, f)
		}
		for _, f := range r.unexpected {
			fmt.Fprintf(w, "%s (%s) FALSE: %s\n\n", r.ID, r.Kind, f)
		}
		if len(r.expected) > 0 {
			continue
		}
		for _, e := range r.Expect {
			fmt.Fprintf(w, "%s (%s) MISSED: %s of %s in %s\n\n", r.ID, r.Kind,
				e.Rule, strings.Join(e.Locks, ", "), strings.Join(e.Functions, ", "))
		}
	}
}

// parseRequire parses double=8,false=0.
func parseRequire(list string) (map[string]int, error) {
	required := make(map[string]int)
	if list == "" {
		return required, nil
	}
	for item := range strings.SplitSeq(list, ",") {
		name, value, _ := strings.Cut(item, "=")
		n, err := strconv.Atoi(value)
		if err != nil || name != "false" && !slices.Contains(kinds, name) {
			return nil, fmt.Errorf("-require: %q is not false=N or KIND=N with a kind of %s", item, strings.Join(kinds, ", "))
		}
		required[name] = n
	}
	return required, nil
}

// check compares the score with what is required of it.
func (s score) check(required map[string]int) error {
	rows := s.rows()
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(required)) {
		want := required[name]
		if name == "false" {
			got := 0
			for _, r := range rows {
				got += r.false
			}
			if got > want {
				errs = append(errs, fmt.Errorf("%d findings are false, at most %d may be", got, want))
			}
		} else if got := rows[name].found; got < want {
			errs = append(errs, fmt.Errorf("%d %s kernels found, %d required", got, name, want))
		}
	}
	return errors.Join(errs...)
}
