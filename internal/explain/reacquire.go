package explain

import (
	"fmt"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

func (t *text) reacquire(f *graph.Finding) {
	e := &f.Cycle[0]
	t.edge(e, secondTime(e))
	for _, w := range f.Writers {
		s := w[0].To.Witness.Last()
		t.n++
		t.add(Line{Kind: Writer, N: t.n, Pos: s.Pos, Text: fmt.Sprintf("needs a concurrent writer: %s locks %s between the two", s.Func, s.What)})
	}
}

// again says what is wrong.
func again(e *graph.Edge) string {
	var what string
	switch {
	case e.From.Kind == identity.Once:
		what = "is entered again from its own function, which waits for itself"
	case e.From.Mode == identity.Read && e.To.Mode == identity.Read:
		what = "is read-locked again by a goroutine that already holds it; a writer that comes between blocks both"
	case e.From.Mode == identity.Read:
		what = "is locked by a goroutine that holds it for reading, and waits for itself"
	case e.To.Mode == identity.Read:
		what = "is read-locked by a goroutine that already holds the lock, and waits for itself"
	default:
		what = "is locked again by the goroutine that already holds it"
	}
	return e.From.Class.String() + " " + what + via(e.To.Witness)
}

// via names the call that leads to the second acquisition.
func via(w *identity.Witness) string {
	if w.Depth() < 2 {
		return " in " + w.Func
	}
	last := w.Last()
	verb := verb(last)
	if last.Lock.IsSlot() {
		verb = "takes"
	}
	if w.What == last.Func || unqualified(w.What) == last.Func {
		return fmt.Sprintf(": %s calls %s, which %s it", w.Func, w.What, verb)
	}
	return fmt.Sprintf(": %s calls %s, which leads to %s, which %s it", w.Func, w.What, last.Func, verb)
}

func secondTime(e *graph.Edge) string {
	switch {
	case e.From.Kind == identity.Once:
		return " again, inside its own function"
	case e.From.Mode == identity.Read && e.To.Mode == identity.Read:
		return " again, behind the waiting writer"
	}
	return " again, and waits for itself"
}
