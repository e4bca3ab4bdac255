// Package explain turns a finding into words, for a reader who has never seen
// the tool: one sentence, then every step, then who else is needed.
package explain

import (
	"fmt"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// Message is the text of a finding. Its first line ends in the rule.
func Message(f *graph.Finding) string {
	t := new(text)
	t.line(sentence(f) + " [" + f.Rule + "]")
	if f.Rule == graph.Reacquire {
		t.reacquire(f)
	} else {
		t.inversion(f)
	}
	if f.Others > 0 {
		t.line("(" + count(f.Others, "more way", "more ways") + " to the same lock)")
	}
	return t.String()
}

func sentence(f *graph.Finding) string {
	if f.Rule == graph.Reacquire {
		return again(&f.Cycle[0])
	}
	return inverted(f)
}

// text is a message in the making: lines, and numbered steps.
type text struct {
	strings.Builder
	n int
}

func (t *text) line(s string) {
	if t.Len() > 0 {
		t.WriteString("\n\t")
	}
	t.WriteString(s)
}

func (t *text) step(pos, what string) {
	t.n++
	t.line(fmt.Sprintf("%d. %s: %s", t.n, pos, what))
}

// edge tells how a goroutine comes to hold one lock and to wait for the next.
func (t *text) edge(e *graph.Edge, ending string) {
	from, to := e.From.Witness.Steps(), e.To.Witness.Steps()
	if e.From.Inside {
		to = to[shared(from, to):] // the callee still holds it when it calls back
	}
	for i, s := range from {
		what := step(s)
		if i == len(from)-1 && i > 0 && !e.From.Inside {
			what += ", and returns holding it"
			if e.From.Partial {
				what += " on some paths"
			}
		}
		t.step(s.Pos, what)
	}
	for i, s := range to {
		what := step(s)
		if i == len(to)-1 {
			what += ending
		}
		t.step(s.Pos, what)
	}
}

// shared is the number of calls that both traces begin with.
func shared(from, to []identity.Step) int {
	n := 0
	for n < len(from)-1 && n < len(to)-1 && from[n] == to[n] {
		n++
	}
	return n
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// unqualified is a function's name as its own package writes it: (*pkg.T).M is
// (*T).M, pkg.F is F.
func unqualified(name string) string {
	recv, method, ok := strings.Cut(name, ")")
	if !ok {
		return name[strings.IndexByte(name, '.')+1:]
	}
	star := strings.TrimRight(recv, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
	return star + recv[strings.LastIndexByte(recv, '.')+1:] + ")" + method
}

// step is one line of a trace.
func step(s identity.Step) string {
	switch s.Kind {
	case identity.Acquires:
		return s.Func + " " + verb(s) + " " + s.What
	case identity.Defers:
		return s.Func + " calls " + s.What + ", deferred"
	case identity.CallsBack:
		return s.Func + " calls " + s.What + ", which calls back"
	}
	text := s.Func + " calls " + s.What
	if s.Many > 1 {
		text += fmt.Sprintf(" (one of %d it may mean)", s.Many)
	}
	return text
}

func verb(s identity.Step) string {
	switch {
	case s.Lock == identity.Once:
		return "enters"
	case s.Mode == identity.Read:
		return "read-locks"
	}
	return "locks"
}
