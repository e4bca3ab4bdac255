package explain

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// inversion tells what each goroutine does.
func (t *text) inversion(f *graph.Finding) {
	for i := range f.Cycle {
		e := &f.Cycle[i]
		t.goroutine(fmt.Sprintf("goroutine %d", i+1), fmt.Sprintf("holds %s and waits for %s:", e.From.Class, other(e)))
		next := (i+1)%len(f.Cycle) + 1
		if f.Swapped {
			next = 2
		}
		t.edge(e, fmt.Sprintf(", and waits for goroutine %d", next))
	}
	if f.Swapped {
		const who = "goroutine 2"
		t.add(Line{Kind: Likewise, Who: who, Text: who + " does the same with the two locks exchanged, and waits for goroutine 1"})
	}
	t.writers(f)
}

// writers tells who must come between readers.
func (t *text) writers(f *graph.Finding) {
	for _, w := range f.Writers {
		s := w[0].To.Witness.Last()
		t.add(Line{Kind: Writer, Pos: s.Pos, Text: fmt.Sprintf("needs a concurrent writer, behind which the reader waits: %s locks %s", s.Func, s.What)})
	}
}

// other is the lock that an edge leads to.
func other(e *graph.Edge) string {
	if e.From.Class == e.To.Class {
		return "another " + e.To.Class.String()
	}
	return e.To.Class.String()
}

// inverted says what is wrong.
func inverted(f *graph.Finding) string {
	if f.Swapped {
		e := &f.Cycle[0]
		return fmt.Sprintf("two locks %s are taken in no fixed order: %s takes one under another, and two goroutines can do so the other way round", e.From.Class, actor(f, 0))
	}
	var names, acts []string
	for i := range f.Cycle {
		e := &f.Cycle[i]
		names = append(names, e.From.Class.String())
		acts = append(acts, fmt.Sprintf("%s takes %s under %s", actor(f, i), e.To.Class, e.From.Class))
	}
	orders := "in opposite orders"
	if len(names) > 2 {
		orders = "in a circle"
	}
	if f.Cycle[0].From.Class == f.Cycle[0].To.Class {
		if actor(f, 0) == actor(f, 1) {
			return fmt.Sprintf("two locks %s are taken in opposite orders: by %s, as its callers choose", names[0], actor(f, 0))
		}
		return fmt.Sprintf("two locks %s are taken in opposite orders: by %s and by %s", names[0], actor(f, 0), actor(f, 1))
	}
	last := len(names) - 1
	return fmt.Sprintf("%s and %s are taken %s: %s", strings.Join(names[:last], ", "), names[last], orders, strings.Join(acts, ", "))
}

// actor is the function that a finding is told of for its edge i.
func actor(f *graph.Finding, i int) string {
	s := subject(f, i)
	if !spans(f) {
		return s.Func
	}
	return qualified(s.Func, path.Dir(s.Pos))
}

// subject is a step in the function that runs in the goroutine of an edge: the one in which
// the edge begins, for a wait the one that is started, or that WaitGroup.Go and its like
// call back.
func subject(f *graph.Finding, i int) identity.Step {
	e := &f.Cycle[i]
	switch {
	case e.From.Kind.Waits():
		return completing(e)
	case isHanded(e):
		return e.To.Witness.Steps()[1]
	}
	return e.From.Witness.First()
}

// spans says whether the edges of a finding, or the functions that it is told of, lie in
// several packages: then their names say in which.
func spans(f *graph.Finding) bool {
	if len(f.Packages()) > 1 {
		return true
	}
	for i := range f.Cycle {
		if path.Dir(subject(f, i).Pos) != path.Dir(subject(f, 0).Pos) {
			return true
		}
	}
	return false
}

// qualified is a function's name as other packages write it: (*T).M is
// (*pkg.T).M, F is pkg.F.
func qualified(name, importPath string) string {
	pkg := path.Base(importPath)
	if major.MatchString(pkg) {
		pkg = path.Base(path.Dir(importPath))
	}
	for _, open := range []string{"(*", "("} {
		if rest, ok := strings.CutPrefix(name, open); ok {
			return open + pkg + "." + rest
		}
	}
	return pkg + "." + name
}

// major matches the last element of the import path of a later major version.
var major = regexp.MustCompile(`^v[0-9]+$`)
