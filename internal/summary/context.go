package summary

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/scc"
	"github.com/lockorder/lockorder/internal/value"
)

// A Context is how a function comes to run.
type Context struct {
	// Gates are the locks held on every way in, in the function's terms.
	Gates []model.Held
	// Roots name the goroutines that it can run in, sorted: main, init, a
	// test, one started at a place that is passed once; or [Many]. None is
	// that control never comes there.
	Roots []string
	known bool // Gates are those of all callers that are known
}

// Context is how fn comes to run.
func (p *Package) Context(fn *ssa.Function) Context {
	if c := p.contexts[fn]; c != nil {
		return *c
	}
	return Context{Roots: []string{Many}}
}

// At is how an edge comes to be: its gates are the locks held, beside From, where
// its other lock is taken, by the function itself and on every way into it. It
// has no roots if one of them is taken twice: who comes there waits for itself.
func (p *Package) At(e *flow.Edge) Context {
	c := p.contextWhen(e.Func, e.When)
	if roots := p.startedFor(e); roots != nil && len(c.Roots) > 0 {
		return Context{Gates: e.Gates, Roots: roots}
	}
	entry := p.withEntry(e.Func, nil, e.Released, c.Gates)
	if waitsUnder(entry, e.From) || slices.ContainsFunc(e.Gates, func(own model.Held) bool { return waitsUnder(entry, own) }) ||
		slices.ContainsFunc(e.Past, func(l identity.Lock) bool { return waitsUnder(c.Gates, model.Held{Lock: l}) }) {
		c.Roots = nil
	}
	c.Gates = append(slices.Clip(e.Gates), entry...)
	return c
}

// waitsUnder reports whether who takes a lock waits for itself, since it is held on entry.
func waitsUnder(entry []model.Held, own model.Held) bool {
	return own.Kind == identity.Mutex && slices.ContainsFunc(entry, func(h model.Held) bool {
		return !h.Partial && (own.Mode == identity.Write || h.Mode == identity.Write) && h.Kind == own.Kind && identity.SameInstance(own.Lock, h.Lock) == identity.Same
	})
}

// startedFor are the goroutines of an edge that comes to be in others than those of
// its function.
func (p *Package) startedFor(e *flow.Edge) []string {
	site, ok := e.At.(ssa.CallInstruction)
	if !ok || e.Spawned == model.Inline {
		return nil
	}
	return []string{p.goRoot(incoming{flow.Call{Site: site, Spawned: e.Spawned}, e.Func}, cmp.Or(e.Start, p.Pos(site.Pos())))}
}

// contextWhen is how fn comes to run where something holds on entry: those who
// pass a constant that contradicts it do not count.
func (p *Package) contextWhen(fn *ssa.Function, when []identity.Literal) Context {
	possible := func(in incoming) bool { return !in.contradicts(when) }
	if !slices.ContainsFunc(p.incoming[fn], func(in incoming) bool { return !possible(in) }) {
		return p.Context(fn)
	}
	return *p.entered(fn, Context{}, possible)
}

// contradicts reports whether a constant that is passed does not fulfil what is to
// hold of the parameters, or two that are passed are one where they must not be.
func (in incoming) contradicts(when []identity.Literal) bool {
	passed := value.Binding{Params: in.Args}
	return slices.ContainsFunc(when, func(l identity.Literal) bool {
		if holds, known := passed.Compares(l); known {
			return !holds
		}
		if l.Subject.Kind != identity.Param || l.Subject.Steps != "" || l.Subject.Index >= len(in.Args) {
			return false
		}
		c := in.Args[l.Subject.Index].Const
		return c != "" && identity.Literal{Subject: l.Subject, Const: c}.Contradicts(l)
	})
}

// withEntry are the locks that a function holds at some place, and those held on
// entry of which none has been given up by then, by whatever name.
func (p *Package) withEntry(fn *ssa.Function, held []model.Held, released []identity.Lock, entry []model.Held) []model.Held {
	out := slices.Clip(held)
	for _, h := range entry {
		if !slices.ContainsFunc(released, func(l identity.Lock) bool {
			return l.Class == h.Class || l.Path.Known() && l.Path == h.Path || !l.Named() && (!h.Path.Known() || p.mayPass(spot{l.Path, fn}, h.Path, 0))
		}) {
			out = append(out, h)
		}
	}
	return out
}

// mayPass reports whether a caller may pass the lock in a package variable for what a
// function names, as far up as its callers pass it on. Errs to reports, where they are not
// followed.
func (p *Package) mayPass(n spot, variable identity.Path, depth int) bool {
	if !passed(n.path) {
		return n.path == variable || !n.path.Known()
	}
	return variable.Kind == identity.Global && (depth == maxPlaces || slices.ContainsFunc(p.incoming[n.home], func(in incoming) bool {
		up := spot{outwardPath(n.path, in), in.caller}
		return up != n && p.mayPass(up, variable, depth+1)
	}))
}

// An incoming is a call of a function, as seen by the function.
type incoming struct {
	flow.Call
	caller *ssa.Function
}

// dropSupposed leaves out the calls in function literals of what they have captured, where
// the function around them says which that is: it is told there, for all who call the
// literal, if they are in view.
func (p *Package) dropSupposed() {
	for fn, calls := range p.incoming {
		if !slices.ContainsFunc(calls, func(in incoming) bool { return in.Supposed }) {
			continue
		}
		p.incoming[fn] = slices.DeleteFunc(slices.Clone(calls), func(in incoming) bool {
			told := in.Supposed && in.caller.Parent() != nil && !p.anybodyCalls(in.caller) && slices.ContainsFunc(calls, func(told incoming) bool {
				return !told.Supposed && told.caller == in.caller.Parent()
			})
			if told {
				p.toldAround = append(p.toldAround, in.Site)
			}
			return told
		})
	}
}

// findContexts goes down the calls from those who call to those who are called:
// what is held on entry is what all callers hold, the goroutines are those of
// any caller. What anybody may call runs in many goroutines, under no lock
// (Infer's non-private procedures). May report falsely.
func (p *Package) findContexts() {
	p.dropSupposed()
	p.contexts = make(map[*ssa.Function]*Context)
	callees := make(map[*ssa.Function][]*ssa.Function)
	var todo []*ssa.Function
	for _, fn := range slices.Backward(p.funcs) { // mostly callers first
		own := p.ownRoots(fn)
		// Called from outside, under nothing.
		p.contexts[fn] = &Context{Roots: own, known: len(own) > 0}
		for _, in := range p.incoming[fn] {
			callees[in.caller] = append(callees[in.caller], fn)
		}
		todo = append(todo, fn)
	}
	waiting := make(map[*ssa.Function]bool)
	for len(todo) > 0 {
		fn := todo[0]
		todo = todo[1:]
		waiting[fn] = false
		if !p.enter(fn) {
			continue
		}
		for _, g := range callees[fn] {
			if !waiting[g] {
				waiting[g] = true
				todo = append(todo, g)
			}
		}
	}
	p.startRecursions()
}

// startRecursions lets functions that only call each other run in any number of
// goroutines, as those that nobody calls do. Those that others call only where
// control never comes stay without a root: they are dead.
func (p *Package) startRecursions() {
	rootless := slices.DeleteFunc(slices.Clone(p.funcs), func(fn *ssa.Function) bool { return len(p.contexts[fn].Roots) > 0 })
	callers := func(fn *ssa.Function) []*ssa.Function {
		return identity.Map(p.incoming[fn], func(in incoming) *ssa.Function { return in.caller })
	}
	for _, group := range scc.Of(rootless, callers) { // callers first
		if p.startsItself(group, callers) {
			for _, fn := range group {
				p.contexts[fn].Roots = []string{Many}
			}
		}
	}
}

// startsItself reports whether functions that call each other, of which no goroutine is
// known that runs them, run all the same: who calls them does, or nobody is seen to, not
// even where control never comes.
func (p *Package) startsItself(group []*ssa.Function, callers func(*ssa.Function) []*ssa.Function) bool {
	recursive, called := false, false
	for _, fn := range group {
		for _, caller := range callers(fn) {
			if slices.Contains(group, caller) {
				recursive = true
				continue
			}
			if len(p.contexts[caller].Roots) > 0 {
				return true
			}
			called = true
		}
	}
	return recursive && !called && !slices.ContainsFunc(group, func(fn *ssa.Function) bool { return p.neverCalled(fn, group) })
}

// enter computes the context of fn anew from its callers'. What is held in
// callers that are not known yet does not count.
func (p *Package) enter(fn *ssa.Function) (changed bool) {
	old := p.contexts[fn]
	now := p.entered(fn, *old, func(incoming) bool { return true })
	p.contexts[fn] = now
	return now.known != old.known || !slices.Equal(now.Roots, old.Roots) ||
		!slices.EqualFunc(now.Gates, old.Gates, model.Held.Is)
}

// entered is the context of fn by its callers', as far as they count. Roots only
// grow.
func (p *Package) entered(fn *ssa.Function, old Context, counts func(incoming) bool) *Context {
	now := &Context{Roots: old.Roots}
	held := func(gates []model.Held) {
		if now.known {
			gates = commonGates(now.Gates, gates)
		}
		now.Gates, now.known = gates, true
	}
	for _, r := range p.ownRoots(fn) {
		now.Roots = addRoot(now.Roots, r)
		held(p.givenUp(fn))
	}
	for _, in := range p.incoming[fn] {
		if !counts(in) {
			continue
		}
		if in.Spawned != model.Inline {
			now.Roots = addRoot(now.Roots, p.goRoot(in, p.startIn(in)))
			held(p.inward(in, nil)) // by that goroutine
			continue
		}
		from := p.contexts[in.caller]
		for _, r := range from.Roots {
			now.Roots = addRoot(now.Roots, r)
		}
		if from.known {
			held(p.inward(in, from.Gates))
		}
	}
	return now
}

// givenUp are the locks that fn releases without having taken them, however it
// returns: whoever calls it must hold them. They are partial: nobody is seen to.
func (p *Package) givenUp(fn *ssa.Function) []model.Held {
	var out []model.Held
	for i, e := range p.summaries[fn].Exits {
		var released []model.Held
		for _, l := range e.Released {
			if l.Path.Known() {
				released = append(released, model.Held{Lock: l, Partial: true})
			}
		}
		if i == 0 {
			out = released
		} else {
			out = commonGates(out, released)
		}
	}
	return out
}

// inward restates what is held at a call in the terms of the callee.
func (p *Package) inward(in incoming, entry []model.Held) []model.Held {
	var out []model.Held
	for _, h := range p.withEntry(in.caller, in.Held, in.Released, entry) {
		// One of a class, or recursion would add another each time around.
		if !slices.ContainsFunc(out, func(g model.Held) bool { return g.Class == h.Class && g.Mode == h.Mode }) {
			h.Path = inwardPath(h.Path, in.Args, in.Free)
			out = append(out, h)
		}
	}
	return out
}

// inwardPath is p as the callee names it: a global, or through the parameter or
// free variable that comes closest.
func inwardPath(p identity.Path, args, free []identity.Val) identity.Path {
	if p.Kind == identity.Global {
		return p
	}
	var best identity.Path
	short := -1
	try := func(kind identity.RootKind, vals []identity.Val) {
		for i, v := range vals {
			place, load := v.Path, ""
			if v.Holds != nil {
				place, load = v.Holds.Path, "*" // a captured variable
			}
			rest, ok := p.HasPrefix(place)
			if ok && place.Known() && (short < 0 || len(rest) < short) {
				best = identity.Path{Root: identity.Root{Kind: kind, Index: i}, Steps: load + rest}
				short = len(rest)
			}
		}
	}
	try(identity.Param, args)
	try(identity.Free, free)
	return best
}

// commonGates are the gates of a that b has, too. Where the paths differ the
// class stays.
func commonGates(a, b []model.Held) []model.Held {
	var out []model.Held
	for _, g := range a {
		i := slices.IndexFunc(b, func(h model.Held) bool { return h.Class == g.Class && h.Mode == g.Mode })
		if i < 0 {
			continue
		}
		if b[i].Path != g.Path {
			g.Path = identity.Path{}
		}
		g.Partial = g.Partial || b[i].Partial
		out = append(out, g)
	}
	return out
}

// plainCalls are the calls of a function that was not followed, since none of
// them matters for what it does: they still say how others come to run.
func (p *Package) plainCalls(fn *ssa.Function) []flow.Call {
	var out []flow.Call
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			site, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			spawned := model.Inline
			if _, ok := instr.(*ssa.Go); ok {
				spawned = model.Spawned
			}
			callees := p.callees[site]
			if callee := site.Common().StaticCallee(); callee != nil {
				callees = []*ssa.Function{callee}
			}
			for _, callee := range callees {
				if callee = origin(callee); len(callee.Blocks) > 0 {
					out = append(out, flow.Call{Site: site, Callee: callee, Spawned: spawned})
				}
			}
		}
	}
	return out
}

// callIn notes the calls of a function.
func (p *Package) callIn(caller *ssa.Function, calls []flow.Call) {
	for _, c := range calls {
		if fn, ok := c.Callee.(*ssa.Function); ok {
			p.incoming[fn] = append(p.incoming[fn], incoming{c, caller})
		}
	}
}
