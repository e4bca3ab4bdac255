package explore

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// The value of a WaitGroup is its counter, that of a channel the number of the
// signals in it, that of a Bool 1 if it is true. Of a CondVar nothing needs to be
// known: who sleeps is at a node that says so.
const (
	closed    = 0x80 // a bit of the value of a channel
	mostValue = 100
)

// A way is one in which the next operation of a goroutine can come out: the state
// with the new values, and who moves.
type way struct {
	state state
	parts []part
}

// ways are those of an operation that is no lock's. There is none if it cannot
// be done now.
func (s *search) ways(st state, t int) []way {
	n := s.node(&st, t)
	v := &st.values[max(0, s.slot[n.lock])]
	just := func(outcome int, others ...part) []way {
		return []way{{st, append([]part{{t, st.at[t], outcome}}, others...)}}
	}
	switch n.op {
	case opGo, opGoIn:
		return s.spawns(st, t)
	case opAdd:
		*v += uint8(n.n)
		s.cut = s.cut || *v > mostValue
		return just(does)
	case opDone:
		if *v == 0 {
			return s.panics("a WaitGroup counts below zero")
		}
		*v--
		return just(does)
	case opWait:
		if *v == 0 {
			return just(does)
		}
	case opClose:
		if *v&closed != 0 {
			return s.panics("a channel is closed twice")
		}
		*v |= closed
		return just(does)
	case opCondWait:
		return just(does)
	case opSignal:
		return s.signals(st, t)
	case opBroadcast:
		return just(does, s.sleepers(&st, n.lock)...)
	case opAssign:
		if *v = 1; n.not {
			*v = 0
		}
		return just(does)
	case opTest:
		if *v == 1 != n.not {
			return just(does)
		}
		return just(skips)
	default:
		return s.exchanges(st, t)
	}
	return nil
}

// panics is for what no valid program does.
func (s *search) panics(what string) []way {
	if !s.open && !s.relaxed && s.loose.Free == nil {
		s.fault = what
	}
	return nil
}

// spawns starts a goroutine, in a WaitGroup or by itself.
func (s *search) spawns(st state, t int) []way {
	n := s.node(&st, t)
	free := s.live(&st)
	if free == maxThreads {
		s.cut = s.cut || !s.open
		return nil
	}
	if n.op == opGoIn {
		st.values[s.slot[n.lock]]++
	}
	return []way{{st, []part{{t, st.at[t], does}, {free, n.starts, starts}}}}
}

// signals wakes somebody, whoever that is: sync promises no order.
func (s *search) signals(st state, t int) []way {
	me := part{t, st.at[t], does}
	var out []way
	for _, p := range s.sleepers(&st, s.node(&st, t).lock) {
		out = append(out, way{st, []part{me, p}})
	}
	if out == nil {
		out = []way{{st, []part{me}}}
	}
	return out
}

// sleepers are those that a CondVar can wake.
func (s *search) sleepers(st *state, cond int) []part {
	var out []part
	for t := range s.live(st) {
		if n := s.node(st, t); n.op == opSleep && n.lock == cond {
			out = append(out, part{t, st.at[t], does})
		}
	}
	return out
}

// exchanges are the ways of an operation on channels. Where two goroutines meet
// at a channel it is the sender's.
func (s *search) exchanges(st state, t int) []way {
	n := s.node(&st, t)
	switch n.op {
	case opSend:
		return s.sends(st, t)
	case opSelectSend:
		return append(s.sends(st, t), s.receives(st, t, n.quit, skips, skips)...)
	case opReceive:
		return s.receives(st, t, n.lock, does, skips)
	case opSelectReceive:
		return append(s.receives(st, t, n.lock, does, does), s.receives(st, t, n.quit, skips, skips)...)
	case opTrySend:
		return s.otherwise(st, t, s.sends(st, t))
	case opTryReceive:
		return s.otherwise(st, t, s.receives(st, t, n.lock, does, does))
	}
	return nil // asleep
}

// otherwise adds that a Try does not find anybody at the other end of a channel
// that keeps nothing: who is about to get there may not have yet.
func (s *search) otherwise(st state, t int, ways []way) []way {
	n := s.node(&st, t)
	open := st.values[s.slot[n.lock]]&closed == 0
	if len(ways) == 0 && s.fault == "" || open && s.kinds[n.lock] == program.Chan {
		ways = append(ways, way{st, []part{{t, st.at[t], skips}}})
	}
	return ways
}

// receives takes from a channel what is in it, or finds that it is closed.
func (s *search) receives(st state, t int, ch, outcome, ended int) []way {
	v := &st.values[s.slot[ch]]
	switch {
	case *v&^closed > 0:
		*v--
	case *v&closed != 0:
		outcome = ended
	default:
		return nil
	}
	return []way{{st, []part{{t, st.at[t], outcome}}}}
}

// sends puts something in a channel, or gives it to somebody who receives.
func (s *search) sends(st state, t int) []way {
	n := s.node(&st, t)
	v := &st.values[s.slot[n.lock]]
	me := part{t, st.at[t], does}
	switch room := s.kinds[n.lock].Room(); {
	case *v&closed != 0:
		return s.panics("a signal is sent to a closed channel")
	case int(*v) < room:
		*v++
		return []way{{st, []part{me}}}
	case room > 0:
		return nil
	}
	var out []way
	for _, p := range s.receivers(&st, t, n) {
		out = append(out, way{st, []part{me, p}})
	}
	return out
}

// receivers are who can meet a sender. Two that do not wait do not meet.
func (s *search) receivers(st *state, t int, n *node) []part {
	var out []part
	for u := range s.live(st) {
		other := s.node(st, u)
		for _, outcome := range other.takes(n.lock) {
			p := part{u, st.at[u], outcome}
			again := slices.ContainsFunc(out, func(q part) bool { return q.node == p.node && q.outcome == outcome })
			if u != t && !again && !(n.op == opTrySend && other.op == opTryReceive) {
				out = append(out, p)
			}
		}
	}
	return out
}

// takes are the outcomes of a node in which it receives from a channel.
func (n *node) takes(ch int) []int {
	var out []int
	switch n.op {
	case opReceive, opTryReceive, opSelectReceive:
		if n.lock == ch {
			out = append(out, does)
		}
	}
	if (n.op == opSelectSend || n.op == opSelectReceive) && n.quit == ch {
		out = append(out, skips)
	}
	return out
}
