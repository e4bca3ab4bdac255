package flow

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// through is a callee's open with the call before its witness.
func (rec *recorder) through(call ssa.CallInstruction, how identity.StepKind, e Effect, o model.Open) model.Open {
	if !rec.f.wrapper {
		step := rec.f.callStep(call, how, e)
		if e.Primitive && o.Witness == nil {
			step = rec.f.callStep(call, identity.CallsBack, e)
		}
		o.Witness = o.Witness.Share(step)
	}
	held := slices.Clone(o.Held)
	for i, h := range held {
		held[i].Witness = rec.f.witness(call, how, e, h.Lock, h.Mode, h.Witness)
		held[i].Inside = true
		if h.Kind.IsSlot() && o.Spawned != model.Inline {
			held[i] = forStarted(held[i])
		}
	}
	o.Held = held
	if o.Spawned != model.Inline {
		o.Start = cmp.Or(o.Start, rec.f.env.Pos(Position(call)))
	}
	if !rec.f.wrapper {
		o.Then = identity.Map(o.Then, func(c model.Completion) model.Completion { return rec.f.after(c, rec.f.callStep(call, how, e)) })
	}
	return o
}

// after is a completion with a step before its witnesses, but for one that has none yet.
func (f *function) after(c model.Completion, step *identity.Step) model.Completion {
	if c.Witness == nil {
		return c
	}
	c.Witness = f.prefix(c.Witness, step)
	c.Needs = identity.Map(c.Needs, func(n model.Need) model.Need {
		n.Witness = f.prefix(n.Witness, step)
		return n
	})
	return c
}

// supplied records what the functions bound to the open o do, in the goroutine in
// which they run; in one of their own only when it is met first.
func (rec *recorder) supplied(call ssa.CallInstruction, s state, o model.Open, b Bound, first bool) {
	switch {
	case b.Spawned == model.Inline:
		rec.bound(call, s, o, b.Effects)
	case first:
		theirs := rec.elsewhere(b.Spawned, cmp.Or(b.Start, rec.f.env.Pos(call.Pos())))
		theirs.bound(call, state{held: handed(b.Effects, s)}, o, b.Effects)
		rec.deliver(call, theirs)
		for _, k := range sortedKeys(theirs.opens) {
			inner := *theirs.opens[k]
			inner.Spawned, inner.Start = max(inner.Spawned, b.Spawned), cmp.Or(inner.Start, theirs.start)
			rec.open(state{}, inner)
		}
	}
}

// bound records what the functions supplied for an open do under its locks.
func (rec *recorder) bound(call ssa.CallInstruction, s state, o model.Open, effects []Effect) {
	for _, l := range o.When {
		if s.contradicts(l) {
			return
		}
	}
	for _, l := range o.Released {
		s = s.release(l)
	}
	s.held = append(slices.Clip(s.held), o.Held...)
	s = s.forget(rec.f.volatile(call)) // by the time that they run
	way := o.Witness
	// What says that a lock was free which is taken since has been asked.
	when := slices.DeleteFunc(slices.Clone(o.When), s.contradicts)
	defer func(was bool) { rec.supposed = was }(rec.supposed)
	rec.supposed = rec.supposed || slices.ContainsFunc(when, isSupposed)
	for i, e := range effects {
		first := rec.history.first(&effects[i])
		o.Witness = way.LastMeaning(e.Many)
		rec.pairs(s.held, e)
		rec.call(call, s, e)
		for _, a := range e.Acquires {
			a.Witness = o.Witness.Then(a.Witness)
			a.When = append(slices.Clip(a.When), when...)
			rec.acquire(call, s, a)
		}
		for _, c := range e.Completions {
			if c.Witness == nil {
				c.Witness = rec.completes(call, e, runs, c)
			}
			c = inside(o, c)
			c.When = nil // what the callee has stored since is not known
			if c.Spawned == model.Inline && !c.Counted {
				c.Needs = AddNeeds(c.Needs, heldAround(o)...)
			}
			rec.complete(c)
		}
		then := rec.thenBy(call, o, e)
		for _, inner := range e.Opens {
			x := below(o, inner)
			for _, c := range then {
				x.Then = addThen(x.Then, c)
			}
			rec.open(s, x)
		}
		for _, b := range e.Bound {
			rec.supplied(call, s, below(o, b.Open), b, first)
		}
		for _, c := range then {
			c.Weak = c.Weak || len(e.Opens) > 0 // who supplies what is called there says more
			rec.complete(c)
		}
	}
}

// isSupposed holds for the condition that nobody says which function is called.
func isSupposed(l identity.Literal) bool { return l.Const == identity.Unresolved }

// thenBy is what is completed once a function has returned that is supplied for the open
// o: not before it has had all that it takes.
func (rec *recorder) thenBy(call ssa.CallInstruction, o model.Open, e Effect) []model.Completion {
	if len(o.Then) == 0 {
		return nil
	}
	needs := needsOf(o.Witness, e)
	return identity.Map(o.Then, func(c model.Completion) model.Completion {
		if c.Witness == nil {
			c.Witness = o.Witness.Then(rec.completes(call, e, returns, c))
		}
		c.Needs = AddNeeds(c.Needs, identity.Map(needs, func(n model.Need) model.Need {
			n.Before = c.Between
			return n
		})...)
		c.Supplied = true
		return c
	})
}

// needsOf is what a function takes, itself or by what it is supplied, in its goroutine.
func needsOf(way *identity.Witness, e Effect) []model.Need {
	needs := identity.Map(e.Acquires, func(a model.Acquire) model.Need {
		a.Witness = way.Then(a.Witness)
		return needOf(a)
	})
	for _, b := range e.Bound {
		for _, inner := range b.Effects {
			if b.Spawned == model.Inline {
				needs = append(needs, needsOf(way.Then(b.Witness), inner)...)
			}
		}
	}
	return needs
}

// completes is the step of a function that is run by another, and what it does there.
func (rec *recorder) completes(call ssa.CallInstruction, e Effect, does string, c model.Completion) *identity.Witness {
	step := identity.Step{Kind: primitiveKind(c), Pos: rec.f.env.Pos(Position(call)), Func: e.Callee, What: does}
	if e.Primitive && does == runs {
		step.Func, step.What = rec.f.name, "calls "+e.Callee
	}
	return identity.Chain([]identity.Step{step})
}

// What a function that is run by another does, to complete something.
const (
	runs    = "runs"
	returns = "returns"
)

// heldAround are the locks that a callee takes before it calls back. A Once is none:
// who holds it runs what would be run here, and nobody else ever will. Errs to misses
// where another function waits in that Once for this one. Nor is a slot: before there
// is one, nothing runs that others could wait for.
func heldAround(o model.Open) (out []model.Need) {
	for _, h := range o.Held {
		if h.Kind != identity.Once && !h.Kind.IsSlot() {
			out = append(out, model.Need{Lock: h.Lock, Mode: h.Mode, Witness: h.Witness})
		}
	}
	return out
}

// inside is what a function supplied for the open o completes, with the way to it
// before its witnesses.
func inside(o model.Open, c model.Completion) model.Completion {
	c.Witness = o.Witness.Then(c.Witness)
	c.Needs = identity.Map(c.Needs, func(n model.Need) model.Need {
		n.Witness = o.Witness.Then(n.Witness)
		return n
	})
	return c
}

// below is an open of a function supplied for the open o, with the way to it
// before its witnesses.
func below(o, inner model.Open) model.Open {
	inner.Witness = o.Witness.Then(inner.Witness)
	inner.Held = slices.Clone(inner.Held)
	for i := range inner.Held {
		inner.Held[i].Witness = o.Witness.Then(inner.Held[i].Witness)
		inner.Held[i].Inside = true
	}
	inner.Then = identity.Map(inner.Then, func(c model.Completion) model.Completion {
		if c.Witness == nil {
			return c
		}
		return inside(o, c)
	})
	return inner
}
