package explain

import (
	"fmt"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// heldWait tells what each goroutine does: who waits under a lock, and who would
// have to complete the wait.
func (t *text) heldWait(f *graph.Finding) {
	if f.SelfJoin() {
		e := &f.Cycle[0]
		if e.From.Kind.IsSlot() {
			t.edge(e, forItself[e.From.Kind])
			return
		}
		t.goroutine("the goroutine", fmt.Sprintf("must %s before it %s:", need(&e.To), ending(e)))
		t.completer(e, "itself")
		return
	}
	for i := range f.Cycle {
		e := &f.Cycle[i]
		who, next := fmt.Sprintf("goroutine %d", i+1), (i+1)%len(f.Cycle)+1
		if e.From.Kind.Waits() {
			t.goroutine(who, fmt.Sprintf("must %s before it %s:", need(&e.To), ending(e)))
			t.completer(e, fmt.Sprintf("goroutine %d", next))
			continue
		}
		t.goroutine(who, fmt.Sprintf("holds %s and waits for %s:", held(&e.From), held(&e.To)))
		t.edge(e, fmt.Sprintf(", and waits for goroutine %d", next))
	}
	t.writers(f)
}

// forItself says for whom one waits that has a slot already.
var forItself = map[identity.Kind]string{identity.Slot: ", and waits for itself", identity.Slots: ", and waits for others that do so as well"}

// completer tells what a goroutine does before it can complete a wait.
func (t *text) completer(e *graph.Edge, next string) {
	needs, completes := e.To.Witness.Steps(), e.From.Witness.Steps()
	for i, s := range needs {
		what := step(s)
		if i == len(needs)-1 {
			what += ", and waits for " + next
		}
		t.step(s.Pos, what, i)
	}
	common := shared(e.To.Witness, e.From.Witness)
	for i, s := range completes[common:] {
		what := step(s)
		if i == 0 {
			what = "only then: " + what
		}
		t.step(s.Pos, what, common+i)
	}
}

// need is what must be had before a wait can be completed.
func need(end *graph.End) string {
	switch end.Kind {
	case identity.Once:
		return "enter " + end.Class.String()
	case identity.Slot, identity.Slots:
		return "take " + held(end)
	case identity.Mutex, identity.Semaphore, identity.Call:
		if end.Mode == identity.Read {
			return "read-lock " + end.Class.String()
		}
		return "lock " + end.Class.String()
	}
	return waiting(end.Kind, end.Class)
}

// waiting is what somebody who waits wants to do.
func waiting(k identity.Kind, class identity.Class) string {
	switch k {
	case identity.Receive:
		return "receive from " + class.String()
	case identity.End:
		return "receive all from " + class.String()
	case identity.Send:
		return "send to " + class.String()
	}
	return "wait for " + class.String()
}

// ending is how a completer ends the wait.
func ending(e *graph.Edge) string { return e.From.Witness.Last().What }

// completing is a step in the function that runs in the goroutine of a completer.
func completing(e *graph.Edge) identity.Step {
	steps, common := e.From.Witness.Steps(), shared(e.To.Witness, e.From.Witness)
	for at := len(steps) - 2; at >= 0; at-- {
		switch kind := steps[at].Kind; {
		case kind == identity.Starts, kind == identity.Serves, kind == identity.CallsBack && at < common:
			return steps[at+1]
		}
	}
	return steps[0]
}

// waited says what is wrong: who holds what while waiting, and who needs it.
func waited(f *graph.Finding) string {
	first := &f.Cycle[0]
	if f.SelfJoin() && first.From.Kind.IsSlot() {
		w := first.To.Witness
		if isHanded(first) {
			w = w.Next // what it does once it runs
		}
		by := " is waited for by a goroutine that has one"
		if first.From.Kind == identity.Slot {
			by = " is waited for by the goroutine that has it"
		}
		return held(&first.From) + by + via(w)
	}
	if f.SelfJoin() {
		return fmt.Sprintf("%s waits for itself: it must %s before it %s", actor(f, 0), need(&first.To), ending(first))
	}
	var acts []string
	for i := 1; i < len(f.Cycle); i++ {
		e := &f.Cycle[i]
		if e.From.Kind.Waits() {
			acts = append(acts, fmt.Sprintf("%s must %s before it %s", actor(f, i), need(&e.To), ending(e)))
		} else {
			acts = append(acts, fmt.Sprintf("%s holds %s while it waits for %s", actor(f, i), held(&e.From), held(&e.To)))
		}
	}
	return fmt.Sprintf("%s is held by %s while it waits for %s: %s", held(&first.From), actor(f, 0), held(&first.To), strings.Join(acts, ", and "))
}
