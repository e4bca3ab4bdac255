package flow

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// instr is the transfer function of one instruction: it adds the states after it
// to out. None means that control does not go on.
func (f *function) instr(instr ssa.Instruction, s state, rec *recorder, out []state) []state {
	switch instr := instr.(type) {
	case *ssa.Call:
		return f.call(instr, identity.Calls, s, rec, out)
	case *ssa.Go:
		s = f.spawn(instr, s, rec)
	case *ssa.Defer:
		if !slices.Contains(s.defers, instr) {
			s.defers = append(slices.Clip(s.defers), instr)
		}
	case *ssa.RunDefers:
		return append(out, f.runDefers(s, rec)...)
	case *ssa.Alloc:
		s = f.declare(instr, s)
	case *ssa.Store:
		s = f.store(instr, s)
	case *ssa.Return:
		if rec != nil {
			for _, s := range f.told(instr, s) {
				rec.exit(instr, s)
			}
		}
	case *ssa.Panic:
		return out
	case *ssa.Send, *ssa.Select, *ssa.UnOp:
		if rec != nil {
			rec.communicate(instr, s)
		}
		if after, ok := f.slots(instr, s, out); ok {
			return after
		}
	}
	return append(out, s)
}

// acts reports whether an instruction changes states by more than its value.
func acts(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Call, *ssa.Go, *ssa.Defer, *ssa.RunDefers, *ssa.Alloc, *ssa.Store, *ssa.Return, *ssa.Panic, *ssa.Send, *ssa.Select:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	}
	return false
}

// redefined are the states once v has been computed: what depends on it has
// aged. The parts of a tuple are computed with it; a phi is computed on the way in.
func (f *function) redefined(v ssa.Value, ss states) states {
	switch v.(type) {
	case *ssa.Phi, *ssa.Extract:
		return ss
	}
	ss = f.aged(v, ss)
	if _, ok := v.Type().(*types.Tuple); !ok {
		return ss
	}
	for _, ref := range *v.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok {
			ss = f.aged(e, ss)
		}
	}
	return ss
}

// aged leaves the states as they are if nothing depends on v, as is mostly so.
func (f *function) aged(v ssa.Value, ss states) states {
	depends := func(p identity.Path) bool { return p.DependsOn(v) }
	known := f.dependOn(v)
	var out states
	for i := range ss {
		s := &ss[i]
		if !(known && slices.ContainsFunc(s.known, func(k *fact) bool { return depends(k.Subject) })) && !s.mentions(depends) {
			continue
		}
		if out == nil {
			out = slices.Clone(ss)
		}
		out[i] = s.aged(v)
	}
	if out == nil {
		return ss
	}
	return out
}

// declare knows that a new variable is zero, if the function asks for it, or a function
// literal may, and that the flags of a new object are false.
func (f *function) declare(v *ssa.Alloc, s state) state {
	for _, l := range f.r.Unset(v) {
		s, _ = s.assume(f.fact(l))
	}
	place := f.place(f.r.Val(v).Path.Load())
	basic, ok := v.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Basic)
	if !ok || place.tests == 0 && !v.Heap {
		return s
	}
	zero := identity.Literal{}
	switch {
	case basic.Info()&types.IsBoolean != 0:
		zero.Const = "false"
	case basic.Info()&types.IsInteger != 0:
		zero.Const = "0"
	default:
		return s
	}
	s, _ = s.assume(f.about(place, zero))
	return s
}

// store forgets what was known of the place, and learns the constant. Held
// locks that are reached through the place are no longer found there.
func (f *function) store(st *ssa.Store, s state) state {
	a := f.stores[st]
	if a == nil {
		at := f.r.Val(st.Addr).Path
		a = f.assignment(at.Load(), st.Val)
		a.at = at
		f.stores[st] = a
	}
	if a.to == nil {
		return s
	}
	s = f.assign(a, s).anew(a.at)
	through := func(p identity.Path) bool { _, ok := p.HasPrefix(a.to.Path); return ok }
	if s.mentions(through) {
		s = s.rename(func(p identity.Path) identity.Path {
			if through(p) {
				return p.Aged(st.Addr)
			}
			return p
		})
	}
	return s
}

// An assignment is what a store means, in all states.
type assignment struct {
	at     identity.Path // the address, of a store
	to     *place        // what is there; nil if that has no name
	table  bool          // nothing is known of it
	tells  *fact         // what the value by itself does, or nil
	origin identity.Path // what the value is known by otherwise
}

func (f *function) assignment(to identity.Path, v ssa.Value) *assignment {
	if !to.Known() {
		return new(assignment)
	}
	a := &assignment{to: f.place(to)}
	if a.table = a.to.tests == 0 && isTable(to); a.table {
		return a
	}
	if l, ok := f.r.Fact(a.to.Path, v); ok {
		a.tells = f.about(a.to, l)
	} else {
		a.origin = f.r.Subject(v)
	}
	return a
}

// assign is the state after an assignment. What is known of the value, or of the
// fields of the object that it is, is known of its place as well.
func (f *function) assign(a *assignment, s state) state {
	if a.table {
		return s.wrote(a.to)
	}
	var learned []*fact
	if a.tells != nil {
		learned = append(learned, a.tells)
	} else if a.origin != a.to.Path {
		for _, k := range s.known {
			if rest, ok := k.Subject.HasPrefix(a.origin); ok && (rest == "" || rest[0] == '.') {
				learned = append(learned, f.about(f.place(a.to.Append(rest)), k.Literal))
			}
		}
	} else if k, ok := s.knows(a.to); ok {
		learned = append(learned, k)
	}
	s = s.wrote(a.to)
	for _, l := range learned {
		if l.Subject.Known() {
			s, _ = s.assume(l)
		}
	}
	return s
}

// isTable holds for an element, or what is in one, of an array or slice that is
// a variable of this function, or of the package: those written as literals have
// thousands, and nobody tests them. Errs to reports.
func isTable(p identity.Path) bool {
	return (p.Kind == identity.Local || p.Kind == identity.Global) && strings.HasPrefix(p.Steps, "[")
}

// runDefers calls what is pending, last in first out. States with as much
// left to run are joined as they are elsewhere.
func (f *function) runDefers(s state, rec *recorder) []state {
	todo := states{s}
	var others states
	if rec != nil {
		all := rec.states
		defer func() { rec.states = all }()
		others = slices.DeleteFunc(slices.Clone(all), func(t state) bool { return t.like(s) })
	}
	for n := len(s.defers); n > 0; n-- {
		d := s.defers[n-1]
		var next states
		if rec != nil {
			rec.states = append(slices.Clip(others), todo...)
			rec.history.at.deferred = -n // last in, first out
		}
		for _, t := range todo {
			if rec != nil {
				rec.deferred(d, t)
			}
			t.defers = t.defers[:n-1]
			for _, u := range f.call(d, identity.Defers, t, rec, nil) {
				next, _, _ = next.add(u)
			}
		}
		todo = next
	}
	return todo
}

// told are the states on return: a condition that is returned is true or
// false, so that a caller who tests the result knows what was tested.
func (f *function) told(ret *ssa.Return, s state) []state {
	out := []state{s}
	for _, v := range ret.Results {
		if b, ok := v.Type().Underlying().(*types.Basic); !ok || b.Kind() != types.Bool || len(out) > 1 {
			continue
		}
		if _, ok := v.(*ssa.Const); ok {
			continue
		}
		out = nil
		for _, holds := range []bool{true, false} {
			if t, ok := f.decide(v, holds, s); ok {
				t, _ = t.assume(f.fact(identity.Literal{Subject: f.r.Subject(v), Const: strconv.FormatBool(holds)}))
				out = append(out, t)
			}
		}
	}
	return out
}

// spawn starts a goroutine. It takes no lock of ours along, but what it
// releases it releases for us: a hand-off.
func (f *function) spawn(g *ssa.Go, s state, rec *recorder) state {
	effects := f.effectsOf(g)
	for i := range effects {
		if rec != nil && rec.history.first(&effects[i]) {
			rec.spawn(g, effects[i], handed(effects[i:i+1], s))
		}
		s = f.handOff(effects[i], s, rec)
	}
	return s
}

// handOff gives up what the function of another goroutine releases.
func (f *function) handOff(e Effect, s state, rec *recorder) state {
	for _, l := range givenUp(e) {
		if rec != nil && len(e.Exits) <= 1 {
			rec.handOff(l)
		}
		if slices.ContainsFunc(s.held, func(h model.Held) bool { return identity.MayBe(h.Lock, l) }) {
			s = s.release(l)
		}
	}
	return s
}

// givenUp are the locks that a goroutine does not take and gives up, be it on
// the way, by itself or by a function that it is given. What it takes first is its own,
// by whatever name a callee gives it up; but of slots it can want another. Errs to reports
// if it takes it on other paths only.
func givenUp(e Effect) []identity.Lock {
	return slices.DeleteFunc(releases(e), func(l identity.Lock) bool {
		return !l.Kind.IsSlot() && slices.ContainsFunc(e.Acquires, func(a model.Acquire) bool {
			return identity.SameInstance(a.Lock, l) >= identity.Inverse && !slices.ContainsFunc(a.Released, func(r identity.Lock) bool { return r.Path == l.Path && r.Class == l.Class })
		})
	})
}

// releases are the locks that a goroutine may give up for who starts it.
func releases(e Effect) []identity.Lock {
	var out []identity.Lock
	for _, exit := range e.Exits {
		out = identity.Union(out, exit.Released)
	}
	for _, a := range e.Acquires {
		out = identity.Union(out, slices.DeleteFunc(slices.Clone(a.Released), func(l identity.Lock) bool { return triedBefore(a, l) }))
	}
	for _, b := range e.Bound {
		out = identity.Union(out, b.Released)
		for _, inner := range b.Effects {
			out = identity.Union(out, slices.DeleteFunc(givenUp(inner), func(l identity.Lock) bool { return releasesIts(b, l) }))
		}
	}
	return out
}

// triedBefore reports whether TryLock has taken l where a is taken: it had not been held
// by the goroutine itself.
func triedBefore(a model.Acquire, l identity.Lock) bool {
	return slices.ContainsFunc(a.When, func(w identity.Literal) bool { return w.Subject == l.Path && w.OfLock() && !w.Busy() && !w.Negated })
}
