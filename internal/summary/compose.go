package summary

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// a composer restates summaries in the terms of one call's function.
type composer struct {
	*Package
	r    *value.Resolver
	call ssa.CallInstruction
	left *int // how many more callees to look into
}

// Effects implements flow.Env. In a recursive component what a call does is restated
// anew only if a summary that it was restated from has changed.
func (p *Package) Effects(call ssa.CallInstruction, r *value.Resolver) []flow.Effect {
	if p.restated == nil {
		return p.effects(call, r)
	}
	if e, ok := p.restated[call]; ok && e.stands(p) {
		p.unready = p.unready || e.unready
		return e.effects
	}
	cut, unready := p.Cut["effects"], p.unready
	p.asked, p.unready = nil, false
	e := restated{effects: p.effects(call, r), from: p.asked, unready: p.unready}
	if p.Cut["effects"] == cut {
		p.restated[call] = e
	}
	p.unready = p.unready || unready
	return e.effects
}

// A restated is what a call in a recursive component does, and the summaries of the
// component that it comes from; unready if one was not there yet.
type restated struct {
	effects []flow.Effect
	from    []summaryOf
	unready bool
}

type summaryOf struct {
	fn *ssa.Function
	*model.Summary
}

// stands reports whether none of the summaries has changed since.
func (e restated) stands(p *Package) bool {
	return !slices.ContainsFunc(e.from, func(s summaryOf) bool { return p.summaries[s.fn] != s.Summary })
}

func (p *Package) effects(call ssa.CallInstruction, r *value.Resolver) []flow.Effect {
	left := maxEffects
	c := composer{p, r, call, &left}
	common := call.Common()
	if value.Builtin(common) != "" {
		return nil
	}
	targets, open := c.targets()
	var out []flow.Effect
	for _, t := range targets {
		if e, ok := c.effect(t, 0); ok {
			e.Many, e.If = t.many, t.when
			if t.many > 0 && c.onlyCallee() != t.fn {
				withoutGuards(common.Signature(), &e)
			}
			if e.Primitive && len(common.Args) > 0 || common.IsInvoke() {
				e.Expr = value.LockExpr(call)
			}
			out = append(out, e)
		}
	}
	if open != nil {
		out = []flow.Effect{c.supposed(*open, out)}
	}
	out = c.withOpen(out, open)
	return c.withCancels(c.withLoops(out))
}

// onlyCallee is the callee of our call if type flow finds one.
func (c composer) onlyCallee() identity.Callee {
	if fn := c.typeFlow(c.call); fn != nil {
		return fn
	}
	return nil
}

// withoutGuards leaves out what a dynamic callee leaves held if it returns the
// function that releases it: of a call of several, that result is not followed.
// Errs to misses.
func withoutGuards(of *types.Signature, e *flow.Effect) {
	for r := range of.Results().Variables() {
		if _, ok := r.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for i := range e.Exits {
			e.Exits[i].Held = nil
		}
		return
	}
}

// withLoops adds what the body of a range over a function does, where the
// function is not known to call it.
func (c composer) withLoops(in []flow.Effect) []flow.Effect {
	for _, e := range in {
		for _, b := range e.Bound {
			if b.Loop {
				return in
			}
		}
	}
	var loops []flow.Bound
	for _, a := range c.call.Common().Args {
		for _, t := range bound(c.r.Val(a), nil) {
			if !isLoopBody(t.fn) {
				continue
			}
			if body, ok := c.effect(t, 1); ok {
				loops = append(loops, flow.Bound{Loop: true, Effects: []flow.Effect{body}})
			}
		}
	}
	if loops != nil && len(in) == 0 {
		in = []flow.Effect{{Callee: c.calleeName(), Summary: model.Summary{Exits: []model.Exit{{}}}}}
	}
	for i := range in {
		in[i].Bound = append(in[i].Bound, loops...)
	}
	return in
}

// isLoopBody holds for the body of a range over a function.
func isLoopBody(fn identity.Callee) bool {
	f, ok := fn.(*ssa.Function)
	return ok && f.Synthetic == "range-over-func yield"
}

// effect is what a target does, in our terms; false if nothing is known.
func (c composer) effect(t target, depth int) (flow.Effect, bool) {
	if depth > maxNesting || *c.left == 0 {
		c.cut("effects", 1)
		return flow.Effect{}, false
	}
	*c.left--
	s, name, primitive := c.summaryOf(t.fn)
	if limited := c.limited(t); limited != nil {
		s = limited
	}
	printed, prints := c.printer(t)
	if s == nil && c.neverSoFar(t) {
		return flow.Effect{Callee: name, Fn: t.fn, Args: t.args, Free: t.free}, true
	}
	if s == nil {
		return printed, prints
	}
	b := &binding{Binding: value.Binding{Params: t.args, Free: t.free}}
	if depth == 0 {
		b.Result = func(i int) identity.Val { return c.r.ResultVal(c.call, i) }
	}
	e := flow.Effect{Callee: name, Fn: t.fn, Primitive: primitive, Bound: printed.Bound, Args: t.args, Free: t.free}
	e.Acquires = make([]model.Acquire, 0, len(s.Acquires))
	for _, a := range s.Acquires {
		if when, ok := c.literals(a.When, b); ok {
			a.When = when
			class := a.Lock.Class
			a.Lock, a.Mode = c.lock(a.Lock, a.Mode, b)
			a.Told = a.Lock.Class == class
			a.Lock.Shown = a.Lock.Shown || t.shown
			a.Released = c.locks(a.Released, b)
			a.Gates, a.Past = c.held(a.Gates, b), c.locks(a.Past, b)
			a.Cases, a.Ended = withoutNever(c.locks(a.Cases, b)), c.locks(a.Ended, b)
			e.Acquires = append(e.Acquires, a)
		}
	}
	for _, x := range s.Completions {
		if when, ok := c.literals(x.When, b); ok {
			x = c.completion(x, b)
			x.When = when
			e.Completions = append(e.Completions, x)
		}
	}
	e.Counts = identity.Map(s.Counts, func(n model.Count) model.Count {
		n.Of, _ = c.lock(n.Of, identity.Write, b)
		return n
	})
	for _, x := range s.Exits {
		if when, ok := c.literals(x.When, b); ok {
			then, _ := c.literals(x.Then, b)
			e.Exits = append(e.Exits, model.Exit{When: when, Then: then, Held: c.held(x.Held, b), Released: c.locks(x.Released, b)})
		}
	}
	for _, o := range s.Opens {
		c.open(&e, o, b, depth)
	}
	return e, true
}

// neverSoFar holds for a function of the recursive component at work that is called by
// name, or by a variable that holds it for good, and not followed yet: it does not return
// until a way is seen on which it does. So one that calls itself on all of its ways never
// does (a least fixpoint). What type flow finds may be another, and a component that is cut
// short must not end there.
func (c composer) neverSoFar(t target) bool {
	fn, ok := t.fn.(*ssa.Function)
	if !ok || c.call == nil || !c.following[fn] || c.wide {
		return false
	}
	common := c.call.Common()
	if callee := common.StaticCallee(); callee != nil || common.IsInvoke() {
		return callee != nil && origin(callee) == fn
	}
	is := c.r.Val(common.Value).Funcs
	return len(is) == 1 && is[0].Fn == identity.Callee(fn)
}

// summaryOf is what fn does: model before body.
func (c composer) summaryOf(fn identity.Callee) (s *model.Summary, name string, primitive bool) {
	switch fn := fn.(type) {
	case *model.Foreign:
		return fn.Summary, fn.Name, !fn.Body
	case *ssa.Function:
		name = c.funcName(fn)
		obj, ok := fn.Object().(*types.Func)
		if s := c.userLock(fn); s != nil {
			return s, name, true
		}
		if len(fn.Blocks) > 0 || !ok {
			s := c.summaries[fn]
			c.unready = c.unready || s == nil
			if c.following[fn] {
				c.asked = append(c.asked, summaryOf{fn, s})
			}
			return s, name, false
		}
		obj = obj.Origin()
		full := c.fullName(obj)
		if s := c.primitive(full); s != nil {
			return s, shortName(full), true
		}
		if s := model.Callback(full); s != nil {
			return s, shortName(full), true
		}
		if model.Packages[obj.Pkg().Path()] {
			return nil, name, false
		}
		return c.importer.Summary(obj), shortName(full), false
	}
	return nil, "", false
}

// shortName is a full name without the import path's directories.
func shortName(full string) string {
	if i := strings.LastIndexByte(full, '/'); i >= 0 {
		star := ""
		if strings.HasPrefix(full, "(*") {
			star = "(*"
		}
		return star + full[i+1:]
	}
	return full
}

// completion is what a callee completes, in our terms, whatever its conditions.
func (c composer) completion(x model.Completion, b *binding) model.Completion {
	x.When = nil
	x.Of, _ = c.lock(x.Of, identity.Write, b)
	if !slices.ContainsFunc(x.Needs, func(n model.Need) bool { return n.Lock.Path.Known() || len(n.Cases) > 0 }) {
		return x
	}
	x.Needs = identity.Map(x.Needs, func(n model.Need) model.Need {
		n.Lock, n.Mode = c.lock(n.Lock, n.Mode, b)
		n.Cases = c.locks(n.Cases, b)
		return n
	})
	return x
}

// withoutNever leaves out of the cases of a wait those that never come.
func withoutNever(cases []identity.Lock) []identity.Lock {
	return slices.DeleteFunc(cases, func(l identity.Lock) bool { return l.Class == identity.Never })
}
