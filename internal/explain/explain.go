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
func Message(f graph.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s [%s]", sentence(f), f.Rule)
	n := 0
	line := func(pos, text string) {
		n++
		fmt.Fprintf(&b, "\n\t%d. %s: %s", n, pos, text)
	}
	from, to := f.Held.From.Witness.Steps(), f.Held.To.Witness.Steps()
	if f.Held.From.Inside {
		to = to[shared(from, to):] // the callee still holds it when it calls back
	}
	for i, s := range from {
		text := step(s)
		if i == len(from)-1 && i > 0 && !f.Held.From.Inside {
			text += ", and returns holding it"
			if f.Held.From.Partial {
				text += " on some paths"
			}
		}
		line(s.Pos, text)
	}
	for i, s := range to {
		text := step(s)
		if i == len(to)-1 {
			text += again(f)
		}
		line(s.Pos, text)
	}
	if f.Writer.Pos != "" {
		line(f.Writer.Pos, fmt.Sprintf("needs a concurrent writer: %s locks %s between the two", f.Writer.Func, f.Writer.What))
	}
	if f.Others > 0 {
		fmt.Fprintf(&b, "\n\t(%s to the same lock)", count(f.Others, "more way", "more ways"))
	}
	return b.String()
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

// sentence says what is wrong.
func sentence(f graph.Finding) string {
	from, to := f.Held.From, f.Held.To
	var what string
	switch {
	case from.Kind == identity.Once:
		what = "is entered again from its own function, which waits for itself"
	case from.Mode == identity.Read && to.Mode == identity.Read:
		what = "is read-locked again by a goroutine that already holds it; a writer that comes between blocks both"
	case from.Mode == identity.Read:
		what = "is locked by a goroutine that holds it for reading, and waits for itself"
	case to.Mode == identity.Read:
		what = "is read-locked by a goroutine that already holds the lock, and waits for itself"
	default:
		what = "is locked again by the goroutine that already holds it"
	}
	return f.Class.String() + " " + what + via(to.Witness)
}

// via names the call that leads to the second acquisition.
func via(w *identity.Witness) string {
	if w.Depth() < 2 {
		return " in " + w.Func
	}
	last := w.Last()
	if w.What == last.Func || unqualified(w.What) == last.Func {
		return fmt.Sprintf(": %s calls %s, which %s it", w.Func, w.What, verb(last))
	}
	return fmt.Sprintf(": %s calls %s, which leads to %s, which %s it", w.Func, w.What, last.Func, verb(last))
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

func again(f graph.Finding) string {
	switch {
	case f.Held.From.Kind == identity.Once:
		return " again, inside its own function"
	case f.Held.From.Mode == identity.Read && f.Held.To.Mode == identity.Read:
		return " again, behind the waiting writer"
	}
	return " again, and waits for itself"
}
