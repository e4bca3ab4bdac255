package explore

import "github.com/lockorder/lockorder/internal/oracle/program"

// skips reports whether an operation that is no lock's has two outcomes: a
// channel turns out to be closed, a select takes its other case, a test fails.
func (o op) skips() bool {
	switch o {
	case opReceive, opSelectSend, opSelectReceive, opTrySend, opTryReceive, opTest:
		return true
	}
	return false
}

// wait does, for the goroutine itself, an operation by which goroutines wait for
// each other: others see to it that it can be done. See ways.go.
func (m *machine) wait(t *thread, a action, outcome int) ([]*thread, error) {
	f := t.top()
	switch in := m.instr(t); {
	case a.op == opCondWait:
		return m.sleep(t, a.lock)
	case a.op == opSleep:
		t.phase = awake
		return []*thread{t}, nil // it still is before its statement
	case f.pc == pcReturning && len(f.defers) > 0:
		f.defers = f.defers[:len(f.defers)-1]
	case f.pc == pcReturning: // of a goroutine of a WaitGroup
		t.frames = t.frames[:len(t.frames)-1]
	case in.kind == plain:
		f.pc++
	default:
		f.follow(in, outcome == does)
	}
	return m.settle(t)
}

// sleep gives up the lock of a CondVar.
func (m *machine) sleep(t *thread, cond int) ([]*thread, error) {
	l, err := m.locker(cond)
	if err != nil {
		return nil, err
	}
	if l >= len(t.held) || t.held[l].writes == 0 {
		return []*thread{t}, m.fail(t, "a goroutine waits for a condition without its lock")
	}
	t.held[l].writes--
	t.phase = asleep
	return []*thread{t}, nil
}

// locker is the number of the lock of a CondVar.
func (m *machine) locker(cond int) (int, error) {
	l := m.locks[cond]
	l.Field = m.prog.Types[m.prog.Objects[l.Index].Type].Locker()
	return m.lock(nil, l)
}

// started are the threads that a statement may start.
func (m *machine) started(t *thread, a action, call program.Call) ([]*thread, error) {
	var out []*thread
	for _, f := range m.frames(t.top(), call) {
		if a.op == opGoIn {
			f.group = a.lock
		}
		all, err := m.settle(&thread{frames: []frame{f}, lax: t.lax})
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
	}
	return out, nil
}
