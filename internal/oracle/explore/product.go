package explore

import (
	"math/bits"
	"slices"
)

// maxThreads is how many goroutines there may be at one time, maxValues of how
// many things a state has a value.
const (
	maxThreads = 16
	maxValues  = 12
)

// A state is a node for each goroutine, which Onces are done, and the values of
// what else there is (ways.go). Goroutines of one root are in the order of their
// nodes: nobody can tell them apart. So are, behind them, those that were started
// by others and are not over.
type state struct {
	at     [maxThreads]uint16
	done   uint64
	values [maxValues]uint8
}

// nobody is at a place of a state that no goroutine has.
const nobody = 1<<16 - 1

// A search goes through the states of a program, breadth first.
type search struct {
	*automaton
	limit   int
	from    int32 // the state from which we go on
	relaxed bool  // who waits for nobody else may go on

	open  bool // the program is: a fault of its clients is none
	loose Loose
	fault string          // of some run
	n     int             // goroutines that main starts
	root  [maxThreads]int // of each
	first [maxThreads]int // of its root, or of those that others start

	states []state         // that were met, but for those in which somebody is eager
	how    []int32         // how each of them is reached first: the last of its moves
	seen   map[state]int32 // their numbers
	moves  []move

	taking  map[int]uint64  // what goroutines of a root take, once asked
	next    [][]int32       // of each state, if who waits is asked at the end (stuck.go)
	found   map[uint64]end  // by set of locks
	stuck   map[string]bool // what goroutines are stuck at where nothing goes on
	spins   bool            // some run goes on for ever
	selfish bool            // somebody waited for itself alone
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
	s := &search{automaton: a, limit: limits.States, open: limits.Open, loose: limits.Loose, relaxed: relaxed}
	s.seen = make(map[state]int32)
	s.found = make(map[uint64]end)
	s.stuck = make(map[string]bool)
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
	for t := s.n; t < maxThreads; t++ {
		s.root[t], s.first[t] = -1, s.n
	}
	return s
}

// run goes through all states.
func (s *search) run() {
	if s.cut {
		return
	}
	s.moves = append(s.moves, move{})
	s.from = -1
	s.reach(s.begin(), 0)
	for i := 0; i < len(s.states) && !s.cut && s.fault == ""; i++ {
		s.expand(i)
		if s.waits && s.relaxed && len(s.next[i]) == 0 {
			s.force(i)
		}
	}
	if s.waits && !s.relaxed && !s.cut && s.fault == "" {
		s.ends()
	}
}

// expand goes on from a state.
func (s *search) expand(i int) {
	st := s.states[i]
	if s.waits {
		s.from = int32(i)
		if t := s.eager(&st); t >= 0 {
			s.step(st, s.how[i], t)
			return
		}
	}
	for t := range s.live(&st) {
		if t > s.first[t] && st.at[t] == st.at[t-1] {
			continue // it would do what that one does
		}
		s.step(st, s.how[i], t)
	}
}

// live is the number of goroutines that there are.
func (s *search) live(st *state) int {
	n := s.n
	for n < maxThreads && st.at[n] != nobody {
		n++
	}
	return n
}

// begin is the state in which all goroutines have yet to start.
func (s *search) begin() state {
	var st state
	for t := range st.at {
		if st.at[t] = nobody; t < s.n {
			st.at[t] = s.roots[s.root[t]].start
		}
	}
	return st
}

// reach notes a state, unless it is known. If somebody is eager, it notes those
// that this one brings about.
func (s *search) reach(st state, how int32) {
	if !s.waits {
		if t := s.eager(&st); t >= 0 {
			s.step(st, how, t)
			return
		}
	}
	id, seen := s.seen[st]
	if !seen {
		if len(s.states) == s.limit {
			s.cut = true
			return
		}
		id = int32(len(s.states))
		s.seen[st] = id
		s.states = append(s.states, st)
		s.how = append(s.how, how)
	}
	if s.waits {
		s.leads(id)
	}
}

// eager is a goroutine whose next operation can as well come before all that
// others do, or -1. That keeps the states few.
//
// To give up a lock is such an operation: whatever others can do before, they
// can do after it, to the same effect, unless somebody tries to take the lock
// and would see that it is held. And it breaks no cycle: its goroutine waits for
// nobody, so that it is in none. A writer that no reader is left to keep from
// its lock keeps everybody out already. To count a WaitGroup down lets others go
// on at most.
func (s *search) eager(st *state) int {
	for t := range s.live(st) {
		switch n := s.node(st, t); n.op {
		case opStart, opEnd:
			return t
		case opDone:
			if st.values[s.slot[n.lock]] > 0 {
				return t
			}
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
	if n.op > opOver {
		for _, w := range s.ways(st, t) {
			s.play(w.state, how, w.parts, -1)
		}
		if s.loose.Free != nil {
			s.letGo(st, how, t)
		}
		return
	}
	outcome, ok := s.outcome(&st, t)
	if !ok {
		return
	}
	if s.eitherWay(t, n) {
		s.play(st, how, []part{{t, st.at[t], does + skips - outcome}}, -1)
	}
	if n.op == opEnd && !s.loose.Once {
		st.done |= 1 << n.lock
	}
	s.play(st, how, []part{{t, st.at[t], outcome}}, -1)
}

// eitherWay reports whether an operation may come out in both ways, for all that is
// known, though it cannot.
func (s *search) eitherWay(t int, n *node) bool {
	switch n.op {
	case opBegin:
		return s.loose.Once
	case opTry, opTryRead:
	default:
		return false
	}
	if s.loose.Own && (n.writes|n.reads)&(1<<n.lock) != 0 {
		return true
	}
	if s.loose.Try {
		for u := range s.n {
			if u != t && s.takes(s.root[u])&s.likes(n.lock) != 0 {
				return true
			}
		}
	}
	return false
}

// likes are the locks that are the same field of objects of one type.
func (s *search) likes(lock int) (set uint64) {
	for i, l := range s.locks {
		if l.Field == s.locks[lock].Field && s.types[l.Index] == s.types[s.locks[lock].Index] {
			set |= 1 << i
		}
	}
	return set
}

// takes are the locks that a goroutine of a root takes at some time.
func (s *search) takes(root int) uint64 {
	if s.taking == nil {
		s.taking = make(map[int]uint64)
	}
	if set, ok := s.taking[root]; ok {
		return set
	}
	var set uint64
	seen := make(map[uint16]bool)
	for work := []uint16{s.roots[root].start}; len(work) > 0; {
		id := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		n := &s.nodes[id]
		switch n.op {
		case opLock, opAnnounce, opRead, opTry, opTryRead:
			set |= 1 << n.lock
		}
		for _, next := range n.next {
			work = append(work, next...)
		}
	}
	s.taking[root] = set
	return set
}

// A part of a step is what one goroutine does there.
type part struct {
	thread  int    // or another one at the same node
	node    uint16 // where it is; for one that starts, where it begins
	outcome int
}

// play goes on with each state to which the parts of a step bring the program,
// one after the other, and reports whether that led to something new.
func (s *search) play(st state, how int32, parts []part, moved int) (news bool) {
	if len(parts) == 0 {
		return s.arrive(st, how, moved)
	}
	p := parts[0]
	t := p.thread
	one := [1]uint16{p.node}
	next := one[:]
	if p.outcome != starts {
		next = s.nodes[p.node].next[p.outcome]
		if st.at[t] != p.node { // it has changed places, with others of its root
			t = s.first[t] + slices.Index(st.at[s.first[t]:], p.node)
		}
	}
	for _, to := range next {
		after := st
		moves := len(s.moves)
		s.moves = append(s.moves, move{how, uint8(t), uint8(p.outcome), to})
		at := s.put(&after, t, to)
		if len(parts) > 1 || moved >= 0 {
			at = maxThreads // more than one
		}
		if s.play(after, int32(moves), parts[1:], at) {
			news = true
		} else {
			s.moves = s.moves[:moves] // it led to nothing new
		}
	}
	return news
}

// arrive looks at a state, after a step in which one goroutine moved, or several.
func (s *search) arrive(st state, how int32, moved int) bool {
	known, states := len(s.found), len(s.states)
	switch {
	case moved == maxThreads:
		for t := range s.live(&st) {
			s.cycles(&st, t)
		}
	case st.at[moved] != nobody:
		s.cycles(&st, moved)
	}
	s.reach(st, how)
	return len(s.found) > known || len(s.states) > states
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
	last := maxThreads - 1
	if t < s.n {
		last = s.first[t] + s.roots[s.root[t]].count - 1
	} else if s.nodes[to].op == opOver {
		to = nobody
	}
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
	for t := range s.live(st) {
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
	for u := range s.live(st) {
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
