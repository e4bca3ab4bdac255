package flow

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

func (f *function) effectsOf(call ssa.CallInstruction) []Effect {
	e, ok := f.effects[call]
	if !ok {
		e = f.env.Effects(call, f.r)
		f.effects[call] = e
		f.correlate(e)
	}
	return e
}

// correlate counts a result that the callee's exits tell apart as tested there,
// so that the test here agrees with what else they tell.
func (f *function) correlate(effects []Effect) {
	for _, e := range effects {
		if len(e.Exits) < 2 {
			continue
		}
		for _, exit := range e.Exits {
			for _, l := range exit.Then {
				f.correlateResult(l.Subject)
			}
		}
	}
}

func (f *function) correlateResult(p identity.Path) {
	if p.Kind != identity.Value {
		return
	}
	if at := f.place(p); at.tests == 1 {
		at.tests++
	}
}

// call applies each possible callee, and adds the states after any of them to out.
func (f *function) call(call ssa.CallInstruction, how identity.StepKind, s state, rec *recorder, out []state) []state {
	if after, ok := f.atomic(call, s); ok {
		return append(out, after...)
	}
	if ch := closes(call); ch != nil && rec != nil {
		rec.close(call, ch)
	}
	effects := f.effectsOf(call)
	if len(effects) == 0 {
		return append(out, f.returned(call, f.mayBeOver(s, call).forget(f.volatile(call))))
	}
	for i := range effects {
		e := effects[i]
		if s.contradicts(e.If) {
			continue
		}
		if rec != nil {
			rec.effect(call, how, &effects[i], s)
		}
		changed := f.volatile(call)
		for _, t := range f.callBack(call, how, e, s, rec) {
			for i, exit := range e.Exits {
				if len(exit.Held) == 0 && supposed(call, e) {
					continue
				}
				if u, ok := f.leave(t, call, how, e, i, exit, changed); ok {
					out = append(out, u)
				}
			}
			changed = nothing // of the others, how the loop was left is known
		}
	}
	return out
}

// supposed holds for a semaphore that is acquired by who does not look whether that
// has failed: its context does not end. Errs to reports, if it does: what it has not
// got it must not release.
func supposed(call ssa.CallInstruction, e Effect) bool {
	v := call.Value()
	return e.Primitive && len(e.Acquires) == 1 && e.Acquires[0].Lock.Kind == identity.Semaphore && v != nil && len(*v.Referrers()) == 0
}

// callBack are the states once the functions passed to a callee have run: the
// body of a loop any number of times, others for what they release.
func (f *function) callBack(call ssa.CallInstruction, how identity.StepKind, e Effect, s state, rec *recorder) []state {
	for _, b := range e.Bound {
		switch {
		case b.Spawned != model.Inline:
			for _, inner := range b.Effects {
				s = f.handOff(inner, s, rec)
			}
		case !b.Loop:
			s = releaseBound(s, b)
		}
	}
	out := []state{s}
	s = s.forget(f.volatile(call)) // by the time that it runs
	for _, b := range e.Bound {
		if !b.Loop {
			continue
		}
		for _, body := range b.Effects {
			for i, exit := range body.Exits {
				if len(exit.Held)+len(exit.Released)+len(exit.Then) == 0 {
					continue
				}
				if t, ok := f.leave(s, call, how, body, i, exit, nothing); ok {
					out = append(out, t)
				}
			}
		}
	}
	return out
}

// releaseBound gives up what a function passed to the callee releases.
// What it would leave held is not taken as held: the callee may not call it.
// Errs to misses.
func releaseBound(s state, b Bound) state {
	for _, e := range b.Effects {
		for _, exit := range e.Exits {
			for _, l := range exit.Released {
				held := slices.ContainsFunc(s.held, func(h model.Held) bool { return identity.MayBe(h.Lock, l) })
				if (held || l.Path.Exportable()) && !releasesIts(b, l) {
					s = s.release(l)
				}
			}
		}
	}
	return s
}

// releasesIts reports whether a lock that a function passed to the callee
// releases is one that the callee holds around it.
func releasesIts(b Bound, l identity.Lock) bool {
	return slices.ContainsFunc(b.Held, func(h model.Held) bool { return identity.SameInstance(h.Lock, l) >= identity.Inverse })
}

// leave is the state after a callee's exit; false if that exit cannot be. Of the
// places that the call may have changed, only what the exit tells is known then.
func (f *function) leave(s state, call ssa.CallInstruction, how identity.StepKind, e Effect, i int, exit model.Exit, changed func(*place) bool) (state, bool) {
	ok := true
	for _, h := range exit.Held {
		if tried(e, h) {
			free := identity.Literal{Subject: h.Path, Const: identity.Unheld}
			if h.Mode == identity.Read {
				free.Const = identity.Unwritten
			}
			if s, ok = s.branch(f.fact(free)); !ok {
				return s, false
			}
		}
	}
	for _, l := range exit.When {
		if s, ok = s.branch(f.fact(s.asks(l))); !ok {
			return s, false
		}
	}
	s = f.returned(call, s.forget(changed))
	for _, l := range exit.When {
		if k := f.fact(l); !slices.Contains(f.storedBy(call), k.of) {
			s, _ = s.assume(k)
		}
	}
	for _, l := range exit.Then {
		if strings.HasSuffix(l.Subject.Steps, "*") && l.Const != identity.Done {
			s = s.wrote(f.place(l.Subject))
		}
		s, _ = s.assume(f.fact(l))
	}
	s = spared(s, e.Exits, i)
	for _, l := range exit.Released {
		s = s.release(l)
	}
	if slices.ContainsFunc(exit.Held, s.stuck) {
		return s, false
	}
	for _, h := range exit.Held {
		h.Witness = f.witness(call, how, e, h.Lock, h.Mode, h.Witness)
		h.Partial = h.Partial || partial(e.Exits, i, h)
		s = s.acquire(h)
	}
	return s, true
}

// tried reports whether a callee takes the lock without waiting for it. That
// fails if it is held already.
func tried(e Effect, h model.Held) bool {
	return h.Kind == identity.Mutex && h.Path.Unique() &&
		!slices.ContainsFunc(e.Acquires, func(a model.Acquire) bool { return a.Lock.Class == h.Class })
}

// partial reports whether another exit, which the results do not tell apart
// from exit i, leaves h out.
func partial(exits []model.Exit, i int, h model.Held) bool {
	for j, other := range exits {
		if j != i && !slices.ContainsFunc(other.Held, func(g model.Held) bool { return g.Lock == h.Lock }) && !apart(exits[i], other) {
			return true
		}
	}
	return false
}

// spared marks what another exit, which the results do not tell apart from exit i, would
// have released: from there on it is held on some paths only. Errs to misses.
func spared(s state, exits []model.Exit, i int) state {
	for j, other := range exits {
		if j == i || len(other.Released) == 0 || apart(exits[i], other) {
			continue
		}
		for _, l := range other.Released {
			if slices.Contains(exits[i].Released, l) {
				continue
			}
			if h := lastIndex(s.held, func(h model.Held) bool { return identity.SameInstance(h.Lock, l) >= identity.Inverse }); h >= 0 && !s.held[h].Partial {
				s.held = slices.Clone(s.held)
				s.held[h].Partial = true
			}
		}
	}
	return s
}

// apart reports whether what holds on two exits tells a caller which of them it was.
func apart(a, b model.Exit) bool {
	for _, l := range slices.Concat(a.When, a.Then) {
		for _, m := range slices.Concat(b.When, b.Then) {
			if value, known := l.Decides(m); known && !value {
				return true
			}
		}
	}
	return false
}

// witness is how a lock taken in a call is reached from here.
func (f *function) witness(call ssa.CallInstruction, how identity.StepKind, e Effect, l identity.Lock, m identity.Mode, below *identity.Witness) *identity.Witness {
	if f.wrapper || below.Depth() >= maxChain {
		return below
	}
	if l.Kind == identity.Call && below == nil {
		return below.Share(f.callStep(call, how, e))
	}
	if below == nil || e.Primitive {
		what := e.Expr
		if what == "" {
			what = l.Class.String()
		}
		return below.Prefix(identity.Step{Kind: identity.Acquires, Pos: f.env.Pos(Position(call)),
			Func: f.name, What: what, Mode: m, Lock: l.Kind})
	}
	return below.Share(f.callStep(call, how, e))
}

// callStep is the step of a call, one for all that it leads to.
func (f *function) callStep(call ssa.CallInstruction, how identity.StepKind, e Effect) *identity.Step {
	key := stepKey{call, how, e.Callee, e.Many}
	if f.lastStep == nil || f.lastCall != key {
		f.lastStep = &identity.Step{Kind: how, Pos: f.env.Pos(Position(call)), Func: f.name, What: e.Callee, Many: e.Many}
		f.lastCall = key
	}
	return f.lastStep
}

// A stepKey is equal for calls that are one step.
type stepKey struct {
	call   ssa.CallInstruction
	how    identity.StepKind
	callee string
	many   int
}

// volatile holds for variables that a function literal also stores to: a call
// may change them. How the body of a range over a function was left is told by
// the body's exits.
func (f *function) volatile(call ssa.CallInstruction) func(*place) bool {
	return func(p *place) bool {
		if p.Kind != identity.Local || p.Steps != "*" {
			return false
		}
		if alloc, ok := p.Ref.(*ssa.Alloc); ok && strings.HasPrefix(alloc.Comment, "jump$") {
			return false
		}
		return f.r.StoredByClosure(p.Ref) && slices.ContainsFunc(*p.Ref.Referrers(), func(ref ssa.Instruction) bool {
			mc, ok := ref.(*ssa.MakeClosure)
			return ok && (call.Common().Value == mc || !confined(mc, p.Ref))
		})
	}
}

func nothing(*place) bool { return false }

// returned is the state after a call: of what its callee may have stored to, nothing is
// known any more, unless the callee tells. Source: the havoc of a call, in Boogie and
// others. Errs to reports, where the callee stores to the same field of another object, and
// to misses where it is in another package or not known.
func (f *function) returned(call ssa.CallInstruction, s state) state {
	for _, p := range f.storedBy(call) {
		s = s.wrote(p)
	}
	return s
}

// storedBy are the places tested in this function that a callee may store to.
func (f *function) storedBy(call ssa.CallInstruction) []*place {
	stored, ok := f.stored[call]
	if ok {
		return stored
	}
	written := f.env.Written(call)
	for _, p := range f.tested {
		what := p.Name
		if i := identity.LastField(p.Steps); i >= 0 {
			what = strings.TrimSuffix(p.Steps[i:], "*")
		}
		if written[value.Stores(what)] || p.Kind == identity.Local && p.Steps == "*" && passesTo(call, p.Ref) {
			stored = append(stored, p)
		}
	}
	f.stored[call] = stored
	return stored
}

// passesTo reports whether a callee is told where a variable is, by itself or among
// others.
func passesTo(call ssa.CallInstruction, variable ssa.Value) bool {
	return slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool {
		return isAddress(arg, variable) || slices.ContainsFunc(value.Elements(arg), func(v ssa.Value) bool { return isAddress(v, variable) })
	})
}

func isAddress(v, variable ssa.Value) bool {
	if i, ok := v.(*ssa.MakeInterface); ok {
		v = i.X
	}
	return v == variable
}

// confined holds for a function literal that runs only where this function calls
// or defers it, and that lets no other literal have the variable that it captures.
func confined(mc *ssa.MakeClosure, captured ssa.Value) bool {
	for _, ref := range *mc.Referrers() {
		if call, ok := ref.(ssa.CallInstruction); !ok || call.Common().Value != mc || slices.Contains(call.Common().Args, ssa.Value(mc)) {
			return false
		}
		if _, ok := ref.(*ssa.Go); ok {
			return false
		}
	}
	return !slices.ContainsFunc(*mc.Fn.(*ssa.Function).FreeVars[slices.Index(mc.Bindings, captured)].Referrers(), func(ref ssa.Instruction) bool {
		_, ok := ref.(*ssa.MakeClosure)
		return ok
	})
}
