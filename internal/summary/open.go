package summary

import (
	"slices"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// supposed is a call of a function that the callers supply. As long as they do
// not say which it is, it is supposed to be what type flow finds.
func (c composer) supposed(open model.Open, found []flow.Effect) flow.Effect {
	e := flow.Effect{Callee: c.calleeName()}
	e.Exits = []model.Exit{{}}
	e.Opens = []model.Open{open}
	if len(found) > 0 {
		b := flow.Bound{Effects: found}
		b.When = []identity.Literal{{Subject: open.Target, Const: identity.Unresolved}}
		e.Bound = append(e.Bound, b)
	}
	return e
}

// open binds a callee's open, or passes it on to our callers. What is called in the
// next of the next, as in a connection that may wrap one of its type, is what is called
// in the next: the open is followed through a field once (k-limiting: Jones and
// Muchnick). Errs to misses where these differ.
func (c composer) open(e *flow.Effect, o model.Open, b *binding, depth int) {
	when, ok := c.literals(o.When, b)
	if !ok {
		return
	}
	target := c.r.PathOf(o.Target, b.Binding)
	if identity.Recurs(target.Path.Steps) {
		return
	}
	out := model.Open{Method: o.Method, When: when, Witness: o.Witness,
		Held: c.held(o.Held, b), Released: c.locks(o.Released, b), Spawned: o.Spawned, Start: o.Start}
	out.Then = identity.Map(o.Then, func(x model.Completion) model.Completion { return c.completion(x, b) })
	out.Args = identity.Map(o.Args, func(a identity.Val) identity.Val { return c.r.Instance(a, b.Binding) })
	targets := c.supplied(target, out)
	if targets == nil {
		if at := target.Path.SomeElement(); at.Exportable() && at.Kind != identity.Global {
			out.Target = at
			e.Opens = append(e.Opens, out)
		}
		if o.Target.Kind == identity.Param && o.Target.Steps == "" && o.Method == "" {
			c.supposedIn(e, target.Path, out, depth)
		}
		return
	}
	bd := flow.Bound{Open: out}
	for _, t := range targets {
		if isCancel(t.fn) {
			continue // where it is called is known, and what comes before; see cancels
		}
		if inner, ok := c.effect(t, depth+1); ok {
			inner.Acquires = slices.DeleteFunc(inner.Acquires, func(a model.Acquire) bool { return excluded(a.When, out, e.Exits) })
			bd.Effects = append(bd.Effects, inner)
			bd.Loop = bd.Loop || isLoopBody(t.fn)
		}
	}
	if len(bd.Effects) > 0 {
		e.Bound = append(e.Bound, bd)
	}
}

// excluded reports whether what a function passed to a callee does under some
// conditions cannot be where the callee calls it, under others. What the callee
// stores may be something else by then, and a lock that it takes is held.
func excluded(when []identity.Literal, open model.Open, exits []model.Exit) bool {
	stored := func(p identity.Path) bool {
		return slices.ContainsFunc(open.Held, func(h model.Held) bool { return h.Path == p }) || slices.ContainsFunc(exits, func(x model.Exit) bool {
			return slices.ContainsFunc(x.Then, func(l identity.Literal) bool { return l.Subject == p })
		})
	}
	return slices.ContainsFunc(when, func(l identity.Literal) bool {
		return !stored(l.Subject) && slices.ContainsFunc(open.When, l.Contradicts)
	})
}

// supplied are the functions that our call supplies for an open.
func (c composer) supplied(x identity.Val, o model.Open) []target {
	if o.Method == "" {
		return bound(c.funcs(x), o.Args)
	}
	if fn := c.methodOf(x.Type, c.home(c.r.Fn), o.Method); fn != nil {
		return []target{{fn: fn, args: receive(fn, append([]identity.Val{x}, o.Args...))}}
	}
	return nil
}
