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
	Group   bool // it is no channel, but a group of goroutines of which each has one
	// Func gives one back, or sets the limit of the group, at Pos.
	Func, Pos string
}

// slotsOf are the channels of a package that are locks.
func slotsOf(p *summary.Package) map[identity.Class]Slot {
	out := make(map[identity.Class]Slot)
	for class, s := range p.Slots() {
		out[class] = Slot{s.Kind == identity.Slots, s.Takes == identity.Receive, s.Group, value.FuncName(s.Func), p.Pos(s.Back)}
	}
	return out
}

// isSlot reports whether a class is of channels that are locks.
func (s *search) isSlot(c identity.Class) bool { return s.slotted[c] }

// takesAll holds for who takes one slot after another of several, at one place: all of
// them, to be alone, or to see that nobody has one.
func (e *Edge) takesAll() bool {
	from, to := e.From.Witness, e.To.Witness
	return e.From.Kind == identity.Slots && from.Depth() == to.Depth() && from.Shared(to) == to.Depth()
}

// handed holds for who is given a slot by the one that starts it, and waits for another.
func (e *Edge) handed() bool {
	return e.From.Class == e.To.Class && e.From.Witness.Last().Kind == identity.TakesFor
}

// handedSlots are the slots of which it has been told that who was given one waits for
// another.
func (s *search) handedSlots() map[identity.Class]bool {
	out := make(map[identity.Class]bool)
	for i := range s.Findings {
		if cycle := s.Findings[i].Cycle; len(cycle) == 1 && cycle[0].handed() {
			out[cycle[0].From.Class] = true
		}
	}
	return out
}

// tellsOf reports whether a cycle only says what else such a wait keeps from its end:
// there is no lock in it but those slots.
func (w *walk) tellsOf(path []identity.Class) bool {
	var slot identity.Class
	for _, c := range path {
		if identity.KindOf(c).Waits() {
			continue
		}
		if !w.handed[c] || slot != "" && slot != c {
			return false
		}
		slot = c
	}
	return slot != ""
}

// A FoundSlot is a channel of a finding that is a lock.
type FoundSlot struct {
	Class identity.Class
	Slot
}

// slotsIn are the channels of a cycle that are locks, in its order.
func (s *search) slotsIn(cycle []Edge) (out []FoundSlot) {
	for i := range cycle {
		c := cycle[i].From.Class
		if slot, ok := s.Slots[c]; ok {
			out = append(out, FoundSlot{c, slot})
		}
	}
	return out
}

// knownSlots are those that importers come to: that they can take, or that the edges
// lead from or to that they are told of.
func (p *Part) knownSlots(edges []Edge, extensible map[identity.Class]bool) map[identity.Class]Slot {
	out := make(map[identity.Class]Slot)
	for c, s := range p.Slots {
		if extensible[c] {
			out[c] = s
		}
	}
	for i := range edges {
		for _, c := range []identity.Class{edges[i].From.Class, edges[i].To.Class} {
			if s, ok := p.Slots[c]; ok {
				out[c] = s
			}
		}
	}
	return out
}
