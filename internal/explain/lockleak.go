package explain

import (
	"fmt"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// left says what is wrong.
func left(f *graph.Finding) string {
	e := &f.Cycle[0]
	first := e.To.Witness.First()
	if first.Kind == identity.DefersLock {
		return fmt.Sprintf("%s is locked by a deferred call of %s that holds it; it must mean to unlock it", e.From.Class, first.Func)
	}
	how := "where " + first.Func + " returns"
	switch first.Kind {
	case identity.GoesRound:
		how = "when the loop in " + first.Func + " goes round"
	case identity.LeavesFor:
		how = "on a way out of " + first.Func
	}
	held := "locked"
	if e.From.Mode == identity.Read {
		held = "read-locked"
	}
	return fmt.Sprintf("%s is left %s %s; on other ways it is unlocked", e.From.Class, held, how)
}

func (t *text) lockleak(f *graph.Finding) {
	e := &f.Cycle[0]
	t.taken(e)
	for _, s := range e.To.Witness.Steps() {
		t.step(s.Pos, step(s), 0)
	}
}
