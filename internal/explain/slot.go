package explain

import (
	"fmt"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// held is what somebody holds or waits for: a lock, or a slot of a channel.
func held(end *graph.End) string {
	switch end.Kind {
	case identity.Slot:
		return "the slot of " + end.Class.String()
	case identity.Slots:
		return "a slot of " + end.Class.String()
	}
	return end.Class.String()
}

// isHanded holds for who is given a slot by the one that starts it.
func isHanded(e *graph.Edge) bool {
	return e.From.Witness.Last().Kind == identity.TakesFor && e.To.Witness.Depth() > 1
}

// slots says of each channel that is a lock how it is one, and where a slot is given
// back.
func (t *text) slots(f *graph.Finding) {
	for _, s := range f.Slots {
		if s.Group {
			t.add(Line{Kind: Note, Pos: s.Pos, Text: fmt.Sprintf("%s is a group with a limit: each goroutine has a slot until its function returns; %s sets the limit", s.Class, s.Func)})
			continue
		}
		is, has := "a channel of one slot, used as a mutex", "the slot"
		if s.Many {
			is, has = "a channel of several slots, used as a semaphore", "a slot"
		}
		takes, gives := "sends to it", "receives from it"
		if s.Receive {
			takes, gives = gives, takes
		}
		t.add(Line{Kind: Note, Pos: s.Pos, Text: fmt.Sprintf("%s is %s: who %s has %s; %s %s and gives it back", s.Class, is, takes, has, s.Func, gives)})
	}
}
