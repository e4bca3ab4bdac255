package explore

import (
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/scc"
)

// leads notes that the state from which we go on leads to another.
func (s *search) leads(to int32) {
	for len(s.next) < len(s.states) {
		s.next = append(s.next, nil)
	}
	if s.from >= 0 && !slices.Contains(s.next[s.from], to) {
		s.next[s.from] = append(s.next[s.from], to)
	}
}

// ends looks at the components of states that no run leaves once it is there: a
// goroutine that does not move within one is stuck for ever, and whoever is stuck
// for ever in some state is so in all that it leads to, in one of these at last.
func (s *search) ends() {
	component := make([]int, len(s.states))
	for k, states := range scc.Of([]int32{0}, func(i int32) []int32 { return s.next[i] }) {
		for _, i := range states {
			component[i] = k
		}
		if !slices.ContainsFunc(states, func(i int32) bool { return s.leaves(i, component) }) {
			s.rests(states)
		}
	}
}

// leaves reports whether a state leads out of its component.
func (s *search) leaves(i int32, component []int) bool {
	return slices.ContainsFunc(s.next[i], func(to int32) bool { return component[to] != component[i] })
}

// rests looks at a component that no run leaves.
func (s *search) rests(states []int32) {
	moving := make(map[uint16]bool) // nodes: who is at one can do what another one does there
	for _, i := range states {
		if len(s.next[i]) > 0 {
			s.spins = true
			s.movers(s.states[i], moving)
		}
	}
	s.asleep(states[0], moving)
}

// movers notes at which nodes goroutines can move.
func (s *search) movers(st state, moving map[uint16]bool) {
	for t := range s.live(&st) {
		if s.node(&st, t).op <= opOver {
			if _, ok := s.outcome(&st, t); ok {
				moving[st.at[t]] = true
			}
			continue
		}
		for _, w := range s.ways(st, t) {
			for _, p := range w.parts {
				moving[p.node] = true
			}
		}
	}
}

// asleep looks for cycles among those that are stuck in a state.
func (s *search) asleep(i int32, moving map[uint16]bool) {
	w := &waiting{search: s, st: &s.states[i], move: s.how[i]}
	var at []string
	for t := range s.live(w.st) {
		if n := s.node(w.st, t); n.op != opOver && !moving[w.st.at[t]] {
			w.stuck = append(w.stuck, t)
			at = append(at, reasons[n.op])
		}
	}
	if len(moving) == 0 {
		slices.Sort(at)
		s.stuck[strings.Join(at, ", ")] = true
	}
	for _, t := range w.stuck {
		w.extend(t, t, 0, 0)
	}
}

// reasons are what the runtime says of a goroutine that waits.
var reasons = map[op]string{
	opLock: "sync.Mutex.Lock", opAnnounce: "sync.Mutex.Lock", opBegin: "sync.Mutex.Lock",
	opDrain: "sync.RWMutex.Lock", opRead: "sync.RWMutex.RLock",
	opWait: "sync.WaitGroup.Wait", opSleep: "sync.Cond.Wait",
	opSend: "chan send", opReceive: "chan receive", opSelectSend: "select", opSelectReceive: "select",
}

// waiting is a state in which some goroutines are stuck.
type waiting struct {
	*search
	st    *state
	stuck []int
	move  int32 // the last before it
}

// extend follows each path among the stuck that comes back to the first, through
// later ones only, and notes those of locks and of waits. What they wait for is a
// set of numbers.
func (w *waiting) extend(first, t int, path uint32, set uint64) {
	path |= 1 << t
	for _, n := range w.needs(t) {
		with := set | 1<<n.lock
		switch {
		case n.by == first:
			if _, known := w.found[with]; !known && w.mixed(with) {
				w.found[with] = end{w.move, path}
			}
		case n.by > first && path&(1<<n.by) == 0:
			w.extend(first, n.by, path, with)
		}
	}
}

// mixed reports whether a set has both locks and what is none.
func (a *automaton) mixed(set uint64) bool { return set&a.others != 0 && set&^a.others != 0 }

// A need is what a stuck goroutine waits for, by another one that would have to do
// it: give up a lock, or, of what is none, what it may still come to do.
type need struct{ lock, by int }

// needs are those of a stuck goroutine, by others that are stuck.
func (w *waiting) needs(t int) []need {
	n := w.node(w.st, t)
	if n.op <= opOver {
		var out []need
		held := w.waitsFor(w.st, t)
		for _, u := range w.stuck {
			if held&(1<<u) != 0 {
				out = append(out, need{n.lock, u})
			}
		}
		return out
	}
	var out []need
	for _, u := range w.stuck {
		if u == t {
			continue
		}
		out = append(out, w.wanted(n, u)...)
	}
	return out
}

// wanted is what one that is stuck could do for a node that waits.
func (w *waiting) wanted(n *node, u int) []need {
	later := w.later[w.st.at[u]]
	var out []need
	for _, x := range n.lacks() {
		can := later.fills
		if x.drain {
			can = later.drains
		}
		if can&(1<<x.lock) != 0 {
			out = append(out, need{x.lock, u})
		}
	}
	return out
}

// lack is something that somebody must fill, or else drain.
type lack struct {
	lock  int
	drain bool
}

// lacks are what a node that waits is in want of: any of them will do.
func (n *node) lacks() []lack {
	switch n.op {
	case opReceive, opWait, opSleep:
		return []lack{{n.lock, false}}
	case opSend:
		return []lack{{n.lock, true}}
	case opSelectSend:
		return []lack{{n.lock, true}, {n.quit, false}}
	case opSelectReceive:
		return []lack{{n.lock, false}, {n.quit, false}}
	}
	return nil
}

// A prospect is what a goroutine may still do for others, as sets of numbers.
type prospect struct{ fills, drains uint64 }

func (p prospect) and(q prospect) prospect { return prospect{p.fills | q.fills, p.drains | q.drains} }

// own is what a node does itself.
func (n *node) own() prospect {
	lock, quit := uint64(1)<<n.lock, uint64(1)<<n.quit
	switch n.op {
	case opSend, opTrySend, opClose, opDone, opSignal, opBroadcast:
		return prospect{fills: lock}
	case opReceive, opTryReceive:
		return prospect{drains: lock}
	case opSelectSend:
		return prospect{fills: lock, drains: quit}
	case opSelectReceive:
		return prospect{drains: lock | quit}
	}
	return prospect{}
}

// prospects finds out what those at each node may still do, and those that they
// start.
func (a *automaton) prospects() {
	a.later = make([]prospect, len(a.nodes))
	for changed := true; changed; {
		changed = false
		for i := range a.nodes {
			n := &a.nodes[i]
			p := a.later[i].and(n.own())
			if n.op == opGo || n.op == opGoIn {
				p = p.and(a.later[n.starts])
			}
			for _, next := range n.next {
				for _, to := range next {
					p = p.and(a.later[to])
				}
			}
			changed = changed || p != a.later[i]
			a.later[i] = p
		}
	}
}

// force goes on from a state in which nothing goes on, as if those that are stuck
// at what is no lock did not have to wait.
func (s *search) force(i int) {
	st := s.states[i]
	s.asleep(int32(i), nil)
	for t := range s.live(&st) {
		n := s.node(&st, t)
		if reasons[n.op] == "" || !s.kinds[n.lock].Waits() {
			continue
		}
		s.play(st, s.how[i], []part{{t, st.at[t], does}}, -1)
		if n.op == opSelectSend || n.op == opSelectReceive {
			s.play(st, s.how[i], []part{{t, st.at[t], skips}}, -1)
		}
	}
}

// letGo goes on as if a goroutine did not have to wait where it is free not to.
func (s *search) letGo(st state, how int32, t int) {
	n := s.node(&st, t)
	lacks := n.lacks()
	switch n.op {
	case opTrySend:
		lacks = []lack{{n.lock, true}}
	case opTryReceive, opTest:
		lacks = []lack{{n.lock, false}}
	}
	for outcome, x := range lacks {
		if !s.loose.Free[s.locks[x.lock]] {
			continue
		}
		s.play(st, how, []part{{t, st.at[t], outcome}}, -1)
		if n.op == opReceive || n.op == opTest { // the end of a channel, a flag that is not set
			s.play(st, how, []part{{t, st.at[t], skips}}, -1)
		}
	}
}
