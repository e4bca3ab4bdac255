package graph

import (
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/value"
)

// A Slot says how the channels of a class are a lock. What it takes to get one is a
// wait at a channel, so a cycle with one in it is a wait under a lock.
type Slot struct {
	Many    bool // more than one goroutine can have one
	Receive bool // who receives has it, until it sends; otherwise the other way round
	// Func gives one back, at Pos.
	Func, Pos string
}

// slotsOf are the channels of a package that are locks.
func slotsOf(p *summary.Package) map[identity.Class]Slot {
	out := make(map[identity.Class]Slot)
	for class, s := range p.Slots() {
		out[class] = Slot{s.Kind == identity.Slots, s.Takes == identity.Receive, value.FuncName(s.Func), p.Pos(s.Back)}
	}
	return out
}

// isSlot reports whether a class is of channels that are locks.
func (s *search) isSlot(c identity.Class) bool {
	_, ok := s.Slots[c]
	return ok
}

// A FoundSlot is a channel of a finding that is a lock.
type FoundSlot struct {
	Class identity.Class
	Slot
}

// slotsIn are the channels of a cycle that are locks, in its order.
func (s *search) slotsIn(cycle []Edge) (out []FoundSlot) {
	for i := range cycle {
		if c := cycle[i].From.Class; s.isSlot(c) {
			out = append(out, FoundSlot{c, s.Slots[c]})
		}
	}
	return out
}

// usedSlots are those that edges lead from or to.
func (p *Part) usedSlots(edges []Edge) map[identity.Class]Slot {
	out := make(map[identity.Class]Slot)
	for i := range edges {
		for _, c := range []identity.Class{edges[i].From.Class, edges[i].To.Class} {
			if s, ok := p.Slots[c]; ok {
				out[c] = s
			}
		}
	}
	return out
}
