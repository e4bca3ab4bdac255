package explore

import "math/bits"

// maxThreads is how many goroutines there may be.
const maxThreads = 16

// A state is a node for each goroutine, and which Onces are done. Goroutines of
// one root are in the order of their nodes: nobody can tell them apart.
type state struct {
	at   [maxThreads]uint16
	done uint64
}

// A search goes through the states of a program, breadth first.
type search struct {
	*automaton
	limit   int
	relaxed bool // who waits for nobody else may go on

	n     int             // goroutines
	root  [maxThreads]int // of each
	first [maxThreads]int // of its root

	states []state // that were met, but for those in which somebody is eager
	how    []int32 // how each of them is reached first: the last of its moves
	seen   map[state]bool
	moves  []move

	found   map[uint64]end // by set of locks
	selfish bool           // somebody waited for itself alone
	cut     bool
}

// A move is a step of one goroutine.
type move struct {
	before  int32 // the move before it
	thread  uint8
	outcome uint8
	to      uint16 // its node then
}

// An end is where a deadlock was found first.
type end struct {
	move    int32  // the last
	threads uint32 // that wait for each other
}

func newSearch(a *automaton, limits Limits, relaxed bool) *search {
	s := &search{automaton: a, limit: limits.States, relaxed: relaxed}
	s.seen = make(map[state]bool)
	s.found = make(map[uint64]end)
	for i, r := range a.roots {
		first := s.n
		for range r.count {
			if s.n == maxThreads {
				s.cut = true
				return s
			}
			s.root[s.n], s.first[s.n] = i, first
			s.n++
		}
	}
	return s
}

// run goes through all states.
func (s *search) run() {
	if s.cut {
		return
	}
	s.moves = append(s.moves, move{})
	s.reach(s.begin(), 0)
	for i := 0; i < len(s.states) && !s.cut; i++ {
		st := s.states[i]
		for t := range s.n {
			if t > s.first[t] && st.at[t] == st.at[t-1] {
				continue // it would do what that one does
			}
			s.step(st, s.how[i], t)
		}
	}
}

// begin is the state in which all goroutines have yet to start.
func (s *search) begin() state {
	var st state
	for t := range s.n {
		st.at[t] = s.roots[s.root[t]].start
	}
	return st
}

// reach notes a state, unless it is known. If somebody is eager, it notes those
// that this one brings about.
func (s *search) reach(st state, how int32) {
	if t := s.eager(&st); t >= 0 {
		s.step(st, how, t)
		return
	}
	if s.seen[st] {
		return
	}
	if len(s.states) == s.limit {
		s.cut = true
		return
	}
	s.seen[st] = true
	s.states = append(s.states, st)
	s.how = append(s.how, how)
}

// eager is a goroutine whose next operation can as well come before all that
// others do, or -1. That keeps the states few.
//
// To give up a lock is such an operation: whatever others can do before, they
// can do after it, to the same effect, unless somebody tries to take the lock
// and would see that it is held. And it breaks no cycle: its goroutine waits for
// nobody, so that it is in none. A writer that no reader is left to keep from
// its lock keeps everybody out already.
func (s *search) eager(st *state) int {
	for t := range s.n {
		switch n := s.node(st, t); n.op {
		case opStart, opEnd:
			return t
		case opUnlock, opUnlockRead:
			if s.tried&(1<<n.lock) == 0 {
				return t
			}
		case opDrain:
			if s.waitsFor(st, t) == 0 {
				return t
			}
		}
	}
	return -1
}

func (s *search) node(st *state, t int) *node { return &s.nodes[st.at[t]] }

// step goes on with each state to which a goroutine can bring the program.
func (s *search) step(st state, how int32, t int) {
	n := s.node(&st, t)
	outcome, ok := s.outcome(&st, t)
	if !ok {
		return
	}
	if n.op == opEnd {
		st.done |= 1 << n.lock
	}
	for _, to := range n.next[outcome] {
		next := st
		moved := s.put(&next, t, to)
		states, moves := len(s.states), len(s.moves)
		s.moves = append(s.moves, move{how, uint8(t), uint8(outcome), to})
		news := s.cycles(&next, moved)
		s.reach(next, int32(moves))
		if !news && len(s.states) == states {
			s.moves = s.moves[:moves] // it led to nothing new
		}
	}
}

// outcome is that of the next operation of a goroutine, if it can go on.
func (s *search) outcome(st *state, t int) (outcome int, ok bool) {
	n := s.node(st, t)
	switch n.op {
	case opOver:
		return 0, false
	case opTry, opTryRead:
		if s.taken(st, n) {
			return skips, true
		}
		return does, true
	}
	waits := s.waitsFor(st, t)
	if waits == 1<<t {
		s.selfish = true
	}
	switch {
	case waits != 0 && (waits != 1<<t || !s.relaxed):
		return 0, false
	case n.op == opBegin && (waits != 0 || st.done&(1<<n.lock) != 0):
		return skips, true
	}
	return does, true
}

// put brings a goroutine to a node, and then those of its root in order. It
// returns its new place.
func (s *search) put(st *state, t int, to uint16) int {
	last := s.first[t] + s.roots[s.root[t]].count - 1
	for t > s.first[t] && st.at[t-1] > to {
		st.at[t] = st.at[t-1]
		t--
	}
	for t < last && st.at[t+1] < to {
		st.at[t] = st.at[t+1]
		t++
	}
	st.at[t] = to
	return t
}

// taken reports whether a Try fails.
func (s *search) taken(st *state, n *node) bool {
	bit := uint64(1) << n.lock
	for t := range s.n {
		other := s.node(st, t)
		if other.writes&bit != 0 || other.op == opDrain && other.lock == n.lock || n.op == opTry && other.reads&bit != 0 {
			return true
		}
	}
	return false
}

// waitsFor is the set of goroutines that one has to wait for, which may be one
// of them.
func (s *search) waitsFor(st *state, t int) uint32 {
	n := s.node(st, t)
	var readers, drains bool
	switch n.op {
	case opLock:
	case opBegin:
		if st.done&(1<<n.lock) != 0 {
			return 0
		}
	case opRead, opAnnounce:
		drains = true
	case opDrain:
		readers = true
	default:
		return 0
	}
	bit := uint64(1) << n.lock
	var out uint32
	for u := range s.n {
		other := s.node(st, u)
		held := other.writes
		if readers {
			held = other.reads
		}
		if held&bit != 0 || drains && other.op == opDrain && other.lock == n.lock {
			out |= 1 << u
		}
	}
	return out
}

// each lists the members of a set of goroutines.
func each(set uint32) []int {
	var out []int
	for ; set != 0; set &= set - 1 {
		out = append(out, bits.TrailingZeros32(set))
	}
	return out
}
