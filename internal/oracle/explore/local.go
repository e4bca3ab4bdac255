package explore

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// deepest is how many frames of one function a thread has at most. One that
// would call deeper stops.
const deepest = 3

// A loop can defer calls and take locks for reading without end. Beyond so many
// the truth is not known.
const (
	mostDefers = 50
	mostHolds  = 100
)

// A machine runs the threads of one program.
type machine struct {
	prog    *program.Program
	bodies  []code
	frees   []code // the releases
	numbers map[program.Lock]int
	locks   []program.Lock // by number
	steps   int            // that may still be made
	loose   Loose
}

func newMachine(p *program.Program, steps int, loose Loose) (*machine, error) {
	m := &machine{prog: p, numbers: make(map[program.Lock]int), steps: steps, loose: loose}
	for _, f := range p.Funcs {
		if f.Flags+f.Locals > 64 {
			return nil, errCut
		}
		m.bodies = append(m.bodies, compile(f.Body))
		m.frees = append(m.frees, compile(f.Release))
	}
	return m, nil
}

func (m *machine) code(f *frame) code {
	if f.release {
		return m.frees[f.fn]
	}
	return m.bodies[f.fn]
}

// settle runs a thread up to its next operations on a lock: one for each way in
// which that which nobody knows can turn out.
func (m *machine) settle(t *thread) ([]*thread, error) {
	var out []*thread
	seen := make(map[string]bool) // at heads of loops: there is no other way to come again
	for work := []*thread{t}; len(work) > 0; {
		t, work = work[len(work)-1], work[:len(work)-1]
		a, err := m.next(t)
		if err != nil {
			return nil, err
		}
		if a.op != opNone {
			out = append(out, t)
			continue
		}
		if m.steps--; m.steps < 0 {
			return nil, errCut
		}
		if in := m.instr(t); in != nil && in.kind == again {
			key := t.key()
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		next, err := m.local(t)
		if err != nil {
			return nil, err
		}
		work = append(work, next...)
	}
	return out, nil
}

// instr is what a thread does next, or nil if its function returns.
func (m *machine) instr(t *thread) *instr {
	f := t.top()
	if c := m.code(f); f.pc != pcReturning && f.pc < len(c) {
		return &c[f.pc]
	}
	return nil
}

// local does one thing that nobody else can see, in each way that it can go.
func (m *machine) local(t *thread) ([]*thread, error) {
	f := t.top()
	in := m.instr(t)
	switch {
	case f.pc == pcReturning:
		return m.leave(t), nil
	case in == nil:
		f.pc = pcReturning
		return []*thread{t}, nil
	case in.kind == jump:
		f.pc = in.to
		return []*thread{t}, nil
	case in.kind == again, in.stmt.Op == program.If:
		return eachValue(t, in.stmt.Cond, func(t *thread, is bool) { t.top().follow(in, is) }), nil
	case in.stmt.Defer:
		return m.postpone(t, in.stmt)
	}
	return m.statement(t, in)
}

// follow goes on behind a condition.
func (f *frame) follow(in *instr, is bool) {
	if is {
		f.pc++
	} else {
		f.pc = in.to
	}
}

// statement does one that is neither an operation on a lock nor deferred.
func (m *machine) statement(t *thread, in *instr) ([]*thread, error) {
	f, s := t.top(), in.stmt
	switch s.Op {
	case program.Set:
		return eachValue(t, s.Cond, func(t *thread, is bool) {
			t.top().set(s.Local, is)
			t.top().pc++
		}), nil
	case program.Taken:
		if f.passed == nil { // a client passes what does nothing
			f.pc++
			return []*thread{t}, nil
		}
	case program.Return:
		if f.use != asked {
			f.pc = pcReturning
			return []*thread{t}, nil
		}
		return eachValue(t, s.Cond, func(t *thread, is bool) {
			t.top().result = is
			t.top().pc = pcReturning
		}), nil
	}
	calls, err := m.calls(t, s)
	if err != nil || t.stopped {
		return []*thread{t}, err
	}
	f.pc++
	var out []*thread
	for _, call := range calls {
		c := t.clone()
		m.push(c, call)
		out = append(out, c)
	}
	return out, nil
}

// leave runs what was deferred last, or returns.
func (m *machine) leave(t *thread) []*thread {
	f := t.top()
	if n := len(f.defers); n > 0 {
		call := f.defers[n-1].call
		f.defers = f.defers[:n-1]
		m.push(t, call)
		return []*thread{t}
	}
	done := *f
	t.frames = t.frames[:len(t.frames)-1]
	switch done.use {
	case asked:
		t.top().set(done.local, done.result)
	case guarded:
		caller := t.top()
		others := slices.DeleteFunc(slices.Clone(caller.guards), func(g guard) bool { return g.local == done.local })
		caller.guards = append(others, guard{done.local, done.fn, done.args})
		slices.SortFunc(caller.guards, func(a, b guard) int { return a.local - b.local })
	}
	return []*thread{t}
}

// push begins a call, unless that is too deep.
func (m *machine) push(t *thread, call frame) {
	depth := 0
	for i := range t.frames {
		if t.frames[i].fn == call.fn && t.frames[i].release == call.release {
			depth++
		}
	}
	if depth == deepest {
		if !m.loose.Endless || call.use == guarded || !m.byObject(t, call.fn) {
			t.stop()
		}
		return
	}
	t.frames = append(t.frames, call)
}

// byObject reports whether a goroutine that comes to fn again is led there by a field or an
// interface, or by a function that is passed to another.
func (m *machine) byObject(t *thread, fn int) bool {
	again := t.frames[slices.IndexFunc(t.frames, func(f frame) bool { return f.fn == fn }):]
	in := func(fn int) bool { return slices.ContainsFunc(again, func(f frame) bool { return f.fn == fn }) }
	return slices.ContainsFunc(again, func(f frame) bool {
		of := &m.prog.Funcs[f.fn]
		for s := range of.Stmts() {
			if s.Calls() && (s.Call.Via == program.Callback && in(s.Call.Func) || s.Call.Passed != nil && in(s.Call.Passed.Func)) {
				return true
			}
		}
		return of.Style == program.Field || of.Style == program.Interface
	})
}

// postpone defers a statement, with its lock, arguments, and flags as they are
// now.
func (m *machine) postpone(t *thread, s *program.Stmt) ([]*thread, error) {
	f := t.top()
	if len(f.defers) == mostDefers {
		return nil, errCut
	}
	f.pc++
	add := func(t *thread, d deferred) *thread {
		f := t.top()
		f.defers = append(slices.Clone(f.defers), d)
		return t
	}
	if s.Locks() {
		lock, err := m.lock(f, s.Lock)
		return []*thread{add(t, deferred{stmt: s, lock: lock})}, err
	}
	calls, err := m.calls(t, s)
	if err != nil || t.stopped {
		return []*thread{t}, err
	}
	var out []*thread
	for _, call := range calls {
		out = append(out, add(t.clone(), deferred{stmt: s, call: call}))
	}
	return out, nil
}
