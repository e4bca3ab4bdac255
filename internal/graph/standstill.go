package graph

import (
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
)

// A standstill is what the goroutines of a cycle hold for as long as it lasts, and
// what they have completed before.
type standstill struct {
	*search
	cycle []*Edge
	known map[identity.Class]bool // whether a wait can be over
	asked map[identity.Class]bool // in this round; nil outside of rounds
}

// standstill is that of the candidate, made when it is first asked for.
func (s *search) standstill(c *candidate) *standstill {
	if c.still == nil {
		c.still = &standstill{search: s, cycle: c.edges, known: make(map[identity.Class]bool)}
	}
	return c.still
}

// ended reports whether a goroutine of the cycle has completed a wait before.
func (st *standstill) ended(wait identity.Class) bool {
	return slices.ContainsFunc(st.cycle, func(e *Edge) bool {
		return !e.From.Kind.Waits() && slices.Contains(e.Ended, wait)
	})
}

// holds reports whether a lock is held in the cycle, in a mode that keep selects.
func (st *standstill) holds(class identity.Class, keep func(identity.Mode) bool) bool {
	return slices.ContainsFunc(st.cycle, func(e *Edge) bool {
		return !e.From.Kind.Waits() && (e.From.Class == class && keep(e.From.Mode) ||
			slices.ContainsFunc(e.Gates, func(g Gate) bool { return g.Class == class && keep(g.Mode) }))
	})
}

// over reports whether a wait can be over although the cycle stands still: a least
// fixpoint, what leads back to itself is not. For a join all must be done, for
// others any completer will do. Who completes what nobody is seen to complete is not
// known: it can be over. Nobody means a send to end by a close.
func (st *standstill) over(wait identity.Class) bool {
	if over, ok := st.known[wait]; ok {
		return over
	}
	if st.asked != nil {
		return st.ask(wait)
	}
	for {
		st.asked = make(map[identity.Class]bool)
		before := len(st.known)
		over, asked := st.ask(wait), st.asked
		st.asked = nil
		if over {
			return true
		}
		if len(st.known) == before { // nothing new: what is not over by now never is
			for w := range asked {
				st.known[w] = false
			}
			return false
		}
	}
}

// ask is one round of over: what has been asked before in it is not, as far as is known.
func (st *standstill) ask(wait identity.Class) bool {
	list := st.completers[wait]
	over := st.ended(identity.Receiving(wait)) || st.Escaped[identity.Receiving(wait)] || len(list) == 0 || identity.KindOf(wait) == identity.Send && !st.received[wait]
	if !over && !st.asked[wait] {
		st.asked[wait] = true
		if identity.KindOf(wait) == identity.Join {
			over = !slices.ContainsFunc(list, func(c *completer) bool { return !st.goesOn(c) })
		} else {
			over = slices.ContainsFunc(list, st.goesOn)
		}
	}
	if over {
		st.known[wait] = true
	}
	return over
}

// toldBefore holds for the wait for the end of a channel from which not even a message
// comes: that is told.
func (st *standstill) toldBefore(wait identity.Class) bool {
	return identity.KindOf(wait) == identity.End && !st.over(identity.Receiving(wait))
}

// goesOn reports whether a completer has all that it needs.
func (st *standstill) goesOn(c *completer) bool {
	return !slices.ContainsFunc(c.needs, func(e *Edge) bool { return !st.has(e) })
}

// has reports whether who needs e.To gets it.
func (st *standstill) has(e *Edge) bool {
	if e.To.Kind.Waits() {
		return st.over(e.To.Class) || st.anyOver(e.Or)
	}
	return !st.holds(e.To.Class, func(m identity.Mode) bool {
		return m == identity.Write || e.To.Mode == identity.Write || len(st.writers(e.To.Class)) > 0
	})
}

func (st *standstill) anyOver(waits []identity.Class) bool {
	return slices.ContainsFunc(waits, st.over)
}
