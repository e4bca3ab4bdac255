// Package oracle holds the analysis against programs whose deadlocks are known.
//
// Generate makes a small program, explore lists every way in which it can
// deadlock, render writes it as Go, and the analysis reports what it finds
// there, as go vet would. A difference is a defect of the analysis, of the
// oracle, or a limit: one of those that docs/limits.md names and a test shows.
package oracle

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/program"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

// Module is the import path of package main of a rendered program.
const Module = "prog"

// A Defect is a deadlock as a reader of the report knows it: by rule and by
// the classes of its locks and waits, sorted. Several deadlocks can be one defect.
type Defect struct {
	Rule  string
	Locks []string
}

func (d Defect) key() string { return d.Rule + " " + strings.Join(d.Locks, " ") }

func (d Defect) String() string { return d.key() }

func newDefect(rule string, locks []string) Defect {
	slices.Sort(locks)
	return Defect{rule, slices.Compact(locks)}
}

func defectOf(f *graph.Finding) Defect {
	var locks []string
	for _, e := range f.Cycle {
		class, _, _ := strings.Cut(e.To.Class.String(), "?") // a wait says what it waits for there
		locks = append(locks, class)
	}
	return newDefect(f.Rule, locks)
}

// covers reports whether who reads of d knows of e, too: a longer cycle is not
// reported if two of its locks are in a reported one.
func (d Defect) covers(e Defect) bool {
	if d.key() == e.key() {
		return true
	}
	common := 0
	for _, l := range d.Locks {
		if slices.Contains(e.Locks, l) {
			common++
		}
	}
	return d.Rule == e.Rule && len(e.Locks) > 2 && common >= 2
}

// A Case is a program, what is true of it and what is reported.
type Case struct {
	Program *program.Program
	Files   render.Files
	Truth   []Defect // what it can run into
	// Possible are further defects that nobody can run into as long as
	// another stands before them, or that another client of the library can.
	Possible []Defect
	Reported []Finding
	// Explained are what is false and would be true if what a limit supposes could
	// happen, by its name.
	Explained map[string][]Defect
	supposed  map[string][]Defect // all that there would be by each of these; see suppose
	selects   [][2]string         // the classes of channels that somebody waits for at once
}

// Missed lists the defects that nothing reported tells of.
func (c *Case) Missed() []Defect {
	return slices.DeleteFunc(slices.Clone(c.Truth), func(d Defect) bool {
		return slices.ContainsFunc(c.Reported, func(f Finding) bool {
			return f.covers(d) || slices.ContainsFunc(d.instead(c.selects), f.covers)
		})
	})
}

// False lists the findings that are no defects.
func (c *Case) False() []Finding {
	return slices.DeleteFunc(slices.Clone(c.Reported), func(f Finding) bool {
		return slices.ContainsFunc(c.Truth, func(d Defect) bool { return d.key() == f.key() }) ||
			slices.ContainsFunc(c.Possible, func(d Defect) bool { return d.key() == f.key() })
	})
}

// ErrUnknown is returned for programs whose truth cannot be told: they are too
// large to explore, or do what no program may, such as to unlock what is free.
var ErrUnknown = fmt.Errorf("the truth is not known")

// Judge explores and analyses a program.
func (a *Analysis) Judge(p *program.Program) (*Case, error) {
	truth := explore.Explore(p, explore.Limits{})
	if truth.Cut || truth.Fault != "" {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, truth.Fault)
	}
	c := &Case{Program: p, Truth: defects(p, truth.Must), Possible: defects(p, truth.May), selects: selects(p)}
	c.Truth = slices.DeleteFunc(c.Truth, func(d Defect) bool { return !a.rules[d.Rule] })
	var err error
	c.Files, err = render.Render(p, render.Options{Path: Module})
	if err != nil {
		return nil, err
	}
	if len(c.Files) > 1 {
		anybody := explore.Explore(p, explore.Limits{Open: true})
		if anybody.Cut {
			return nil, fmt.Errorf("%w: of its library", ErrUnknown)
		}
		c.Possible = append(c.Possible, defects(p, anybody.May)...)
	}
	c.Reported, err = a.Findings(c.Files)
	if err != nil || len(c.False()) == 0 {
		return c, err
	}
	if truth.Few { // what it takes more goroutines for
		c.Possible = append(c.Possible, defects(p, explore.Explore(p, explore.Limits{Threads: explore.Most}).May)...)
	}
	c.Explained = explained(c)
	return c, nil
}

func defects(p *program.Program, deadlocks []explore.Deadlock) []Defect {
	var list []Defect
	for _, d := range deadlocks {
		var locks []string
		for _, l := range d.Locks {
			locks = append(locks, render.Class(p, l))
		}
		list = append(list, newDefect(d.Rule, locks))
	}
	slices.SortFunc(list, func(a, b Defect) int { return strings.Compare(a.key(), b.key()) })
	return slices.CompactFunc(list, func(a, b Defect) bool { return a.key() == b.key() })
}

// kind names what is missed and what is false, by rules: a shrunken program has
// a difference of the same kind.
func (c *Case) kind() string {
	var kinds []string
	for _, d := range c.Missed() {
		kinds = append(kinds, "missed "+d.Rule)
	}
	for _, f := range c.False() {
		kinds = append(kinds, "false "+f.Rule)
	}
	slices.Sort(kinds)
	return strings.Join(slices.Compact(kinds), ", ")
}

// String tells a difference, with the program.
func (c *Case) String() string {
	var b strings.Builder
	for _, d := range c.Missed() {
		fmt.Fprintf(&b, "missed: %v\n", d)
	}
	for _, f := range c.False() {
		fmt.Fprintf(&b, "false: %v\n%s\n", f.Defect, f.Text)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		fmt.Fprintf(&b, "-- %s --\n%s", name, c.Files[name])
	}
	return b.String()
}
