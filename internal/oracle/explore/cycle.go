package explore

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// cycles looks in a state for cycles of goroutines that wait for each other, and
// notes those that were not known. Only the goroutine that moved last can have
// closed one: whether one waits for another is decided by where these two are.
func (s *search) cycles(st *state, moved int) { s.extend(st, moved, moved, 0, 0) }

// extend follows each path without a goroutine twice, from t on, and notes those
// that come back to the first. Path are the goroutines before t, locks what they
// wait for.
func (s *search) extend(st *state, first, t int, path uint32, locks uint64) {
	waits := s.waitsFor(st, t)
	if waits == 0 {
		return
	}
	path |= 1 << t
	locks |= 1 << s.node(st, t).lock
	if _, known := s.found[locks]; !known && waits&(1<<first) != 0 {
		s.found[locks] = end{int32(len(s.moves) - 1), path}
	}
	for _, u := range each(waits &^ path) {
		s.extend(st, first, u, path, locks)
	}
}

// deadlock names a set of locks.
func (s *search) deadlock(set uint64) Deadlock {
	d := Deadlock{Rule: Inversion}
	switch {
	case s.mixed(set):
		d.Rule = HeldWait
	case set&(set-1) == 0:
		d.Rule = Reacquire
	}
	for ; set != 0; set &= set - 1 {
		d.Locks = append(d.Locks, s.locks[bits.TrailingZeros64(set)])
	}
	slices.SortFunc(d.Locks, func(a, b program.Lock) int {
		return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Field, b.Field))
	})
	return d
}

// schedule tells how a state was reached first. Within states the goroutines of
// one root change places; here each keeps its number.
func (s *search) schedule(e end) []Step {
	var moves []move
	for i := e.move; i > 0; i = s.moves[i].before {
		moves = append(moves, s.moves[i])
	}
	slices.Reverse(moves)
	st := s.begin()
	number := make([]int, maxThreads) // of the goroutine at each place
	for t := range number {
		number[t] = t
	}
	var out []Step
	for _, by := range moves {
		t := int(by.thread)
		if by.outcome == starts {
			// It is in the step of who starts it.
		} else if n := s.node(&st, t); n.op != opStart {
			out = append(out, s.describe(number, t, event(n.op, int(by.outcome)), n))
		}
		to := s.put(&st, t, by.to)
		moved := number[t]
		number = slices.Insert(slices.Delete(number, t, t+1), to, moved)
	}
	for _, t := range each(e.threads) {
		out = append(out, s.describe(number, t, Waits, s.node(&st, t)))
	}
	return out
}

func (s *search) describe(number []int, t int, e Event, n *node) Step {
	step := Step{Thread: number[t], Root: Started, Event: e}
	if t < s.n {
		step.Root = s.roots[s.root[t]].index
	}
	if n.op != opGo {
		step.Lock = s.locks[n.lock]
	}
	return step
}

// event says what happens when an operation has an outcome.
func event(op op, outcome int) Event {
	if op > opOver {
		return Goes + Event(op-opGo)
	}
	switch op {
	case opLock, opDrain:
		return Locks
	case opAnnounce:
		return Announces
	case opRead:
		return ReadLocks
	case opUnlock:
		return Unlocks
	case opUnlockRead:
		return ReadUnlocks
	case opEnd:
		return Ends
	}
	fails := outcome == skips
	switch {
	case op == opBegin && fails:
		return Skips
	case op == opBegin:
		return Begins
	case op == opTry && fails:
		return TryLockFails
	case op == opTry:
		return TryLocks
	case fails:
		return TryReadLockFails
	}
	return TryReadLocks
}
