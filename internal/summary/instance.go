package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// maxAsked bounds how many calls are looked at to learn which locks an edge is
// about. Errs to misses.
const maxAsked = 128

// Instances are what an edge is once its callers have said which locks it is
// about: a lock that is a parameter itself has the class of what is passed, and
// two that look different are one if a caller passes one for both. It is the
// edge itself if they need not be asked, or do not know.
func (p *Package) Instances(e *flow.Edge) []*flow.Edge {
	from, to := e.From.Path, e.To.Lock.Path
	nameless := passed(from) && identity.ClassOf(from) == "" || passed(to) && identity.ClassOf(to) == ""
	released := len(e.Released) > 0 && passed(from)
	if !nameless && !released && (e.Same != identity.May || !passed(from) && !passed(to)) {
		return []*flow.Edge{e}
	}
	a := asked{Package: p, edge: e, left: maxAsked, seen: make(map[*ssa.Function][]asking)}
	a.callers(e.Func, asking{from: from, to: to, released: pathsOf(e.Released), since: pathsOf(e.To.Released), free: freeFor(e), when: comparisons(e.When)})
	return a.out
}

// freeFor are the locks that must not be held as From is where To is taken, or TryLock
// does not lead there.
func freeFor(e *flow.Edge) (out []identity.Path) {
	for _, l := range e.To.When {
		if l.OfLock() && l.Free(e.From.Mode) {
			out = append(out, l.Subject)
		}
	}
	return out
}

func pathsOf(locks []identity.Lock) []identity.Path {
	return identity.Map(locks, func(l identity.Lock) identity.Path { return l.Path })
}

// passed holds for what a caller passes, or a literal has captured.
func passed(p identity.Path) bool { return p.Kind == identity.Param || p.Kind == identity.Free }

// asked goes up the callers of an edge.
type asked struct {
	*Package
	edge *flow.Edge
	left int
	out  []*flow.Edge
	seen map[*ssa.Function][]asking // that fn was asked: through recursion it is once only
}

// asking is the edge as one of the functions on the way to it names it.
type asking struct {
	from, to identity.Path
	released []identity.Path    // given up before to is taken
	free     []identity.Path    // that from is none of; see freeFor
	since    []identity.Path    // of those given up, by what is called while from is held
	given    []identity.Path    // given up before from is taken, by callers that had it
	when     []identity.Literal // comparisons of parameters that hold on entry
	again    bool               // a caller holds to
	calls    []incoming         // from there to the edge, the last first
}

// outward is the edge as a caller names it.
func (q asking) outward(in incoming) asking {
	lift := func(paths []identity.Path) []identity.Path {
		return identity.Map(paths, func(p identity.Path) identity.Path { return outwardPath(p, in) })
	}
	return asking{
		from: outwardPath(q.from, in), to: outwardPath(q.to, in),
		released: lift(q.released), since: lift(q.since), free: lift(q.free),
		given: identity.Union(lift(q.given), pathsOf(in.Released)),
		calls: append(slices.Clip(q.calls), in),
		when:  comparisons(append(identity.Map(q.when, value.Binding{Params: in.Args}.Other), in.When...)),
		again: q.again,
	}
}

// comparisons are those of the literals that compare two parameters.
func comparisons(in []identity.Literal) (out []identity.Literal) {
	for _, l := range in {
		if _, ok := l.Other(); ok {
			out = append(out, l)
		}
	}
	return out
}

// callers asks those who call fn.
func (a *asked) callers(fn *ssa.Function, q asking) {
	a.seen[fn] = append(a.seen[fn], q)
	if !passed(q.from) && !passed(q.to) || len(a.incoming[fn]) == 0 {
		a.found(fn, q)
		return
	}
	if len(a.ownRoots(fn)) > 0 { // others call it, too; of a nameless lock, those who are known speak for them
		known := len(a.out)
		defer func() {
			if len(a.out) == known || a.names(fn, q) {
				a.found(fn, q)
			}
		}()
	}
	for _, in := range a.incoming[fn] {
		if a.left--; a.left < 0 {
			a.cut("asked", 1)
			return
		}
		if in.contradicts(q.when) {
			continue
		}
		up := q.outward(in)
		if in.holds(up.from, identity.Union(up.released, up.given)) && a.edge.From.Mode == identity.Write {
			continue // it waits for itself before
		}
		up.again = q.again || in.holds(up.to, identity.Union(up.released, up.given))
		switch {
		case slices.ContainsFunc(a.seen[in.caller], up.says):
			// just passed on, or exchanged and back again
		case up.from.Known() && up.to.Known() && !isNil(q.from, in) && !isNil(q.to, in):
			a.callers(in.caller, up)
		case a.names(in.caller, up):
			a.found(in.caller, up)
		default:
			a.found(fn, q)
		}
	}
}

// says reports whether two are one question, however one comes to ask it.
func (q asking) says(r asking) bool {
	return q.from == r.from && q.to == r.to && q.again == r.again && slices.Equal(q.released, r.released) && slices.Equal(q.since, r.since) && slices.Equal(q.free, r.free) && slices.Equal(q.given, r.given) && slices.Equal(q.when, r.when)
}

// names reports whether the locks that have no class by themselves are known in fn.
func (a *asked) names(fn *ssa.Function, q asking) bool {
	named := func(l identity.Lock, as identity.Path) bool {
		return !passed(l.Path) || identity.ClassOf(l.Path) != "" || as.Known() && (!passed(as) || a.resolver(fn).HasClass(as))
	}
	nameless := identity.ClassOf(a.edge.From.Path) == "" || identity.ClassOf(a.edge.To.Lock.Path) == ""
	return nameless && named(a.edge.From.Lock, q.from) && named(a.edge.To.Lock, q.to)
}

// holds reports whether a lock is held for writing at the call, and not among those
// that have been given up by then.
func (in incoming) holds(p identity.Path, released []identity.Path) bool {
	return p.Unique() && !slices.Contains(released, p) &&
		slices.ContainsFunc(in.Held, func(h model.Held) bool { return h.Path == p && h.Mode == identity.Write && !h.Partial })
}

// found adds the edge between the locks that fn names, unless what is one lock
// has been given up in between: what was before, or by another name while the function
// held several of the class, does not count. Errs to reports. Nor is there one that
// TryLock would have to get first. If that says more than the edge by itself, its
// traces begin with the calls.
func (a *asked) found(fn *ssa.Function, q asking) {
	if q.from.Known() && (slices.Contains(q.since, q.from) || slices.Contains(q.free, q.from)) {
		return
	}
	r := a.resolver(fn)
	e := new(flow.Edge)
	*e = *a.edge
	name := func(l *identity.Lock, as identity.Path) {
		if passed(l.Path) && identity.ClassOf(l.Path) == "" {
			l.Class = r.ClassOf(as)
		}
	}
	name(&e.From.Lock, q.from)
	name(&e.To.Lock, q.to)
	e.To.Cases = slices.Clone(e.To.Cases)
	for i := range e.To.Cases {
		l := &e.To.Cases[i]
		as := l.Path
		for _, in := range q.calls {
			as = outwardPath(as, in)
		}
		if as.Known() {
			name(l, as)
		}
	}
	e.Gates = slices.Clone(e.Gates)
	for i, g := range e.Gates {
		if g.Path == e.To.Lock.Path && g.Path.Unique() {
			e.Gates[i].Class = e.To.Lock.Class
		}
	}
	if q.again {
		e.Gates = append(e.Gates, model.Held{Lock: e.To.Lock})
	}
	x, y := e.From.Lock, e.To.Lock
	x.Path, y.Path = q.from, q.to
	if e.From.Kind == e.To.Lock.Kind {
		e.Same = max(identity.SameInstance(x, y), min(e.Same, identity.May))
	}
	old := slices.IndexFunc(a.out, func(f *flow.Edge) bool {
		return f.From.Class == e.From.Class && f.To.Lock.Class == e.To.Lock.Class && f.Same == e.Same
	})
	if old >= 0 && (q.again || len(a.out[old].Gates) <= len(e.Gates)) {
		return
	}
	if e.Same != a.edge.Same || e.From.Class != a.edge.From.Class || e.To.Lock.Class != a.edge.To.Lock.Class {
		e.From.Inside = true
		for _, in := range q.calls {
			callee := in.Callee.(*ssa.Function) // as all incoming
			step := identity.Step{Kind: identity.Calls, Pos: a.Pos(in.Site.Pos()), Func: value.FuncName(in.caller), What: value.FuncName(callee)}
			e.From.Witness, e.To.Witness = e.From.Witness.Prefix(step), e.To.Witness.Prefix(step)
		}
	}
	if old >= 0 {
		a.out[old] = e // there it is not held already
		return
	}
	a.out = append(a.out, e)
}
