package explore

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// calls are the frames that a statement may begin: one for each value of the
// flags. There is none if the thread stops.
func (m *machine) calls(t *thread, s *program.Stmt) ([]frame, error) {
	f := t.top()
	if s.Op == program.DropGuard {
		i := slices.IndexFunc(f.guards, func(g guard) bool { return g.local == s.Local })
		if i < 0 {
			return nil, m.fail(t, "a guard is dropped that was not taken")
		}
		return []frame{{fn: f.guards[i].fn, release: true, args: f.guards[i].args, once: -1, group: -1}}, nil
	}
	if s.Op == program.Taken {
		return []frame{*f.passed}, nil
	}
	calls := m.frames(f, s.Call)
	for i := range calls {
		switch s.Op {
		case program.TakeGuard:
			calls[i].use, calls[i].local = guarded, s.Local
		case program.Ask:
			calls[i].use, calls[i].local = asked, s.Local
		}
	}
	return calls, nil
}

// frames are those that a call may begin. The caller is nil for a goroutine.
func (m *machine) frames(caller *frame, call program.Call) []frame {
	first := frame{fn: call.Func, once: -1, group: -1}
	for _, ref := range call.Args {
		first.args = append(first.args, object(caller, ref))
	}
	if call.Passed != nil {
		first.passed = &m.frames(caller, *call.Passed)[0] // its flags are known
	}
	all := []frame{first}
	for i, cond := range call.Flags {
		var next []frame
		for _, is := range values(caller, cond) {
			for _, f := range all {
				f.set(i, is)
				next = append(next, f)
			}
		}
		all = next
	}
	return all
}

func (f *frame) set(i int, is bool) {
	f.flags &^= 1 << i
	if is {
		f.flags |= 1 << i
	}
}

// values are those that a condition can have.
func values(f *frame, c program.Cond) []bool {
	switch c.Kind {
	case program.Always:
		return []bool{!c.Not}
	case program.Flag:
		return []bool{f.flags&(1<<c.Index) != 0 != c.Not}
	}
	return []bool{true, false}
}

// eachValue goes on with each value of a condition.
func eachValue(t *thread, c program.Cond, do func(*thread, bool)) []*thread {
	var out []*thread
	for _, is := range values(t.top(), c) {
		next := t.clone()
		do(next, is)
		out = append(out, next)
	}
	return out
}

// object resolves a reference to an object.
func object(f *frame, r program.Ref) int {
	if r.Param {
		return f.args[r.Index]
	}
	return r.Index
}

// lock is the number of a lock.
func (m *machine) lock(f *frame, l program.Lock) (int, error) {
	l.Ref = program.Ref{Index: object(f, l.Ref)}
	i, ok := m.numbers[l]
	if !ok {
		if i = len(m.locks); i == 64 {
			return 0, errCut
		}
		m.numbers[l] = i
		m.locks = append(m.locks, l)
	}
	return i, nil
}
