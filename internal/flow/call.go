package flow

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
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
	if p.Kind == identity.Value && f.tests[p] == 1 {
		f.tests[p]++
	}
}

// call applies each possible callee; the states after are those of all.
func (f *function) call(call ssa.CallInstruction, how identity.StepKind, s state, rec *recorder) []state {
	if out, ok := f.atomic(call, s); ok {
		return out
	}
	effects := f.effectsOf(call)
	s = s.forget(f.volatile)
	if len(effects) == 0 {
		return []state{s}
	}
	var out []state
	for _, e := range effects {
		if s.contradicts(e.If) {
			continue
		}
		if rec != nil {
			rec.effect(call, how, e, s)
		}
		for _, t := range f.callBack(call, how, e, s) {
			for i, exit := range e.Exits {
				if u, ok := f.leave(t, call, how, e, i, exit); ok {
					out = append(out, u)
				}
			}
		}
	}
	return out
}

// callBack are the states once the functions passed to a callee have run: the
// body of a loop any number of times, others for what they release.
func (f *function) callBack(call ssa.CallInstruction, how identity.StepKind, e Effect, s state) []state {
	for _, b := range e.Bound {
		if !b.Loop {
			s = releaseBound(s, b)
		}
	}
	out := []state{s}
	for _, b := range e.Bound {
		if !b.Loop {
			continue
		}
		for _, body := range b.Effects {
			for i, exit := range body.Exits {
				if len(exit.Held)+len(exit.Released)+len(exit.Then) == 0 {
					continue
				}
				if t, ok := f.leave(s, call, how, body, i, exit); ok {
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

// leave is the state after a callee's exit; false if that exit cannot be.
func (f *function) leave(s state, call ssa.CallInstruction, how identity.StepKind, e Effect, i int, exit model.Exit) (state, bool) {
	ok := true
	for _, l := range exit.When {
		if s, ok = s.branch(l); !ok {
			return s, false
		}
	}
	for _, l := range exit.Then {
		if strings.HasSuffix(l.Subject.Steps, "*") {
			s = s.wrote(l.Subject)
		}
		s, _ = s.assume(l)
	}
	for _, l := range exit.Released {
		s = s.release(l)
	}
	for _, h := range exit.Held {
		h.Witness = f.witness(call, how, e, h.Lock, h.Mode, h.Witness)
		h.Partial = h.Partial || partial(e.Exits, i, h)
		s = s.acquire(h)
	}
	return s, true
}

// partial reports whether another exit, which the results do not tell apart
// from exit i, leaves h out.
func partial(exits []model.Exit, i int, h model.Held) bool {
	for j, other := range exits {
		if j == i || slices.ContainsFunc(other.Held, func(g model.Held) bool { return g.Lock == h.Lock }) {
			continue
		}
		apart := false
		for _, l := range append(slices.Clip(exits[i].When), exits[i].Then...) {
			for _, m := range append(slices.Clip(other.When), other.Then...) {
				if value, known := l.Decides(m); known && !value {
					apart = true
				}
			}
		}
		if !apart {
			return true
		}
	}
	return false
}

// witness is how a lock taken in a call is reached from here.
func (f *function) witness(call ssa.CallInstruction, how identity.StepKind, e Effect, l identity.Lock, m identity.Mode, below *identity.Witness) *identity.Witness {
	if f.wrapper || below.Depth() >= maxChain {
		return below
	}
	if l.Kind != identity.Call && (below == nil || e.Primitive) {
		what := e.Expr
		if what == "" {
			what = l.Class.String()
		}
		return below.Prefix(identity.Step{Kind: identity.Acquires, Pos: f.env.Pos(position(call)),
			Func: f.name, What: what, Mode: m, Lock: l.Kind})
	}
	return below.Prefix(f.callStep(call, how, e))
}

func (f *function) callStep(call ssa.CallInstruction, how identity.StepKind, e Effect) identity.Step {
	return identity.Step{Kind: how, Pos: f.env.Pos(position(call)), Func: f.name, What: e.Callee, Many: e.Many}
}

// volatile holds for variables that a function literal also stores to: a call
// may change them. How the body of a range over a function was left is told by
// the body's exits.
func (f *function) volatile(p identity.Path) bool {
	if p.Kind != identity.Local || p.Steps != "*" {
		return false
	}
	if alloc, ok := p.Ref.(*ssa.Alloc); ok && strings.HasPrefix(alloc.Comment, "jump$") {
		return false
	}
	return f.r.StoredByClosure(p.Ref)
}
