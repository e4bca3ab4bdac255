package explore

import (
	"bytes"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// An op is an operation on a lock, as others see it.
type op uint8

const (
	opNone     op = iota // nothing that they see
	opStart              // begin: what comes first may be one of several
	opLock               // of a Mutex
	opAnnounce           // of an RWMutex: keep out readers and writers
	opDrain              // wait for the readers that there are
	opRead
	opUnlock
	opUnlockRead
	opTry
	opTryRead
	opBegin // a Once: run its function, or find that it is done
	opEnd
	opOver // never do anything more

	opGo // start a goroutine
	opGoIn
	opAdd
	opDone
	opWait
	opSend
	opReceive
	opClose
	opSelectSend
	opSelectReceive
	opTrySend
	opTryReceive
	opCondWait // give up the lock, and go to sleep
	opSleep    // until somebody sends a signal
	opSignal
	opBroadcast
	opAssign
	opTest // of a Bool
)

// visible are the ops of the statements that others see. Of an RWMutex, Lock is
// two.
var visible = map[program.Op]op{
	program.Acquire: opLock, program.Unlock: opUnlock,
	program.AcquireRead: opRead, program.UnlockRead: opUnlockRead,
	program.Try: opTry, program.TryRead: opTryRead, program.Do: opBegin,

	program.Go: opGo, program.GoIn: opGoIn, program.Add: opAdd, program.Done: opDone, program.Wait: opWait,
	program.Send: opSend, program.Receive: opReceive, program.Range: opReceive, program.Close: opClose,
	program.SelectSend: opSelectSend, program.SelectReceive: opSelectReceive,
	program.TrySend: opTrySend, program.TryReceive: opTryReceive,
	program.CondWait: opCondWait, program.Signal: opSignal, program.Broadcast: opBroadcast, program.Assign: opAssign,
}

// An action is an op and the number of its lock.
type action struct {
	op   op
	lock int
	quit int  // the other channel of a select
	n    int  // of an Add: how many
	not  bool // of a Test or an Assign: false, rather than true
}

// next is what a thread does next.
func (m *machine) next(t *thread) (action, error) {
	if t.stopped {
		return action{op: opOver}, nil
	}
	if len(t.frames) == 0 {
		if t.holdsAny() {
			return action{op: opOver}, m.fail(t, "a goroutine ends with a lock held")
		}
		return action{op: opOver}, nil
	}
	f := t.top()
	if f.pc == pcReturning {
		return nextReturning(f), nil
	}
	in := m.instr(t)
	if in == nil || in.stmt == nil || in.stmt.Defer {
		return action{}, nil
	}
	s := in.stmt
	op, ok := visible[s.Op]
	if s.Op == program.If || s.Op == program.Loop {
		op, ok = opTest, s.Cond.Kind == program.Shared
	}
	if !ok {
		return action{}, nil
	}
	a := action{op: op, not: s.Cond.Not}
	if op == opAdd {
		a.n = s.Local
	}
	return m.named(t, a, s)
}

// named is an action with the numbers of what it is about, and the step of its
// statement that comes next.
func (m *machine) named(t *thread, a action, s *program.Stmt) (action, error) {
	var err error
	for l := range s.Names {
		n := &a.lock
		if l == &s.Quit {
			n = &a.quit
		}
		if *n, err = m.lock(t.top(), *l); err != nil {
			return a, err
		}
	}
	switch {
	case a.op == opLock && m.kind(a.lock) == program.RWMutex:
		a.op = opAnnounce
		if t.phase == announced {
			a.op = opDrain
		}
	case a.op == opCondWait && t.phase == asleep:
		a.op = opSleep
	case a.op == opCondWait && t.phase == awake:
		a.op = opLock
		a.lock, err = m.locker(a.lock)
	}
	return a, err
}

// nextReturning is what a function does next that has only to return.
func nextReturning(f *frame) action {
	if n := len(f.defers); n > 0 {
		if d := f.defers[n-1]; d.stmt.Locks() {
			return action{op: visible[d.stmt.Op], lock: d.lock}
		}
		return action{}
	}
	switch {
	case f.once >= 0:
		return action{op: opEnd, lock: f.once}
	case f.group >= 0:
		return action{op: opDone, lock: f.group}
	}
	return action{}
}

func (m *machine) kind(lock int) program.Kind {
	l := m.locks[lock]
	return m.prog.Types[m.prog.Objects[l.Index].Type].Locks[l.Field]
}

// fail is for what no valid program does; a lax thread stops there.
func (m *machine) fail(t *thread, what string) error {
	if !t.lax {
		return fault(what)
	}
	t.stop()
	return nil
}

// Outcomes of an operation: it is done as it says, or a Try fails and a Once
// turns out to be done already.
const (
	does = iota
	skips
	outcomes
	starts = outcomes // of a goroutine that was none before
)

// perform does an operation on a lock in each way that this outcome can go;
// there may be none.
func (m *machine) perform(t *thread, a action, outcome int) ([]*thread, error) {
	t = t.clone()
	for a.lock >= len(t.held) {
		t.held = append(t.held, hold{})
	}
	h := &t.held[a.lock]
	if h.writes > mostHolds || h.reads > mostHolds {
		return nil, errCut
	}
	if a.op == opTry || a.op == opTryRead || a.op == opBegin {
		return m.choose(t, a, outcome, h)
	}
	if outcome == skips && !a.op.skips() || a.op == opOver || a.op == opStart {
		return nil, nil
	}
	if a.op > opOver {
		return m.wait(t, a, outcome)
	}
	f := t.top()
	switch a.op {
	case opAnnounce:
		t.phase = announced
		t.lax = t.lax || h.writes > 0
		return []*thread{t}, nil // not settled: it still is before its statement
	case opLock, opDrain:
		t.lax = t.lax || *h != hold{}
		t.phase = begins
		h.writes++
		f.pc++
	case opRead:
		t.lax = t.lax || h.writes > 0
		h.reads++
		f.pc++
	case opUnlock, opUnlockRead:
		return m.unlock(t, a.op, h)
	case opEnd:
		h.writes--
		if !bytes.Equal(appendHeld(nil, t.held), appendHeld(nil, f.before)) {
			return []*thread{t}, m.fail(t, "a Once leaves other locks held than it found")
		}
		t.frames = t.frames[:len(t.frames)-1]
	}
	return m.settle(t)
}

// choose does what has two outcomes.
func (m *machine) choose(t *thread, a action, outcome int, h *hold) ([]*thread, error) {
	f := t.top()
	in := m.instr(t)
	mine := *h != hold{}
	if a.op == opTryRead {
		mine = h.writes > 0
	}
	if mine && outcome == does && !(m.loose.Own && a.op != opBegin) { // it cannot be taken again
		return nil, nil
	}
	f.pc++
	switch {
	case a.op == opBegin && outcome == skips:
		t.lax = t.lax || mine
	case a.op == opBegin:
		return m.begin(t, a.lock, in.stmt)
	case outcome == skips:
		f.pc = in.to
	case a.op == opTry:
		h.writes++
	default:
		h.reads++
	}
	return m.settle(t)
}

// begin runs the function of a Once.
func (m *machine) begin(t *thread, once int, s *program.Stmt) ([]*thread, error) {
	var out []*thread
	for _, call := range m.frames(t.top(), s.Call) {
		c := t.clone()
		call.once = once
		call.before = t.held
		c.held[once].writes++
		m.push(c, call)
		all, err := m.settle(c)
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
	}
	return out, nil
}

// unlock gives up a lock, by a statement or by what was deferred last.
func (m *machine) unlock(t *thread, op op, h *hold) ([]*thread, error) {
	n := &h.writes
	if op == opUnlockRead {
		n = &h.reads
	}
	if *n == 0 {
		return []*thread{t}, m.fail(t, "a lock is unlocked by a goroutine that does not hold it")
	}
	*n--
	if f := t.top(); f.pc == pcReturning {
		f.defers = f.defers[:len(f.defers)-1]
	} else {
		f.pc++
	}
	return m.settle(t)
}
