package summary

import (
	"cmp"
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// An Excuse is why a lock may be left held on purpose.
type Excuse uint8

const (
	None      Excuse = iota
	Result           // the result tells callers, who are not all known, that it is held
	Elsewhere        // some function releases such locks without having taken them
	Unnamed          // callers cannot be seen to release it: it has no name to them
)

// A Leak is a lock that a function leaves held on some ways out, and that no
// caller in this package releases.
type Leak struct {
	flow.Leak
	Excuse Excuse
}

// Leaks are the locks that are left held, in the order of the functions. Those
// that are meant to be are left out, and counted.
func (p *Package) Leaks() []Leak {
	var leaks []Leak
	loose := p.looseReleases()
	for _, l := range p.leaks {
		left := slices.DeleteFunc(slices.Clone(l.Left), func(at flow.Leaving) bool { return l.Always && !fails(at.Return) })
		switch {
		case len(left) == 0:
			p.Dropped["lock-helper"]++
			continue
		case p.returnsGuard(l):
			p.Dropped["guard"]++
			continue
		}
		if left = slices.DeleteFunc(left, func(at flow.Leaving) bool { return p.passesOn(l, at.Return) }); len(left) == 0 {
			p.Dropped["passed-on"]++
			continue
		}
		l.Left = left
		out := Leak{Leak: l}
		says := func(sign int) bool {
			return !slices.ContainsFunc(left, func(at flow.Leaving) bool { return p.tells(l, at.Return) != sign })
		}
		switch {
		case loose[l.Held.Class] && !says(-1):
			out.Excuse = Elsewhere
		case p.calledByOthers(l.Func) && says(1):
			out.Excuse = Result
		case l.Held.Path.Kind == identity.Value && !says(-1) && !slices.ContainsFunc(left, func(at flow.Leaving) bool { return at.Round }):
			out.Excuse = Unnamed
		}
		leaks = append(leaks, out)
	}
	return leaks
}

// Unlocked are the locks left held by callees that some function here releases,
// as texts of how they were taken: what [Leak] says of the same lock is no leak.
func (p *Package) Unlocked() map[string]bool {
	out := make(map[string]bool)
	for _, w := range p.unlocked {
		for w = w.Next; w != nil; w = w.Next {
			out[WayTo(w)] = true
		}
	}
	return out
}

// WayTo is a text of the places that a witness leads through.
func WayTo(w *identity.Witness) string {
	text := ""
	for ; w != nil; w = w.Next {
		text += w.Pos + "|"
	}
	return text
}

// calledByOthers holds for functions of which not all callers are known, or none.
func (p *Package) calledByOthers(fn *ssa.Function) bool {
	return len(p.ownRoots(fn)) > 0 || len(p.incoming[fn]) == 0
}

// looseReleases are the classes of which a function only releases locks, where no
// caller is seen to hold them: what holds them then is not known, and may have left
// them held on purpose (the end of a transaction). May rank a real leak down.
func (p *Package) looseReleases() map[identity.Class]bool {
	out := make(map[identity.Class]bool)
	for _, fn := range p.funcs {
		s := p.summaries[fn]
		if s == nil || p.paired[identity.Callee(fn)] {
			continue
		}
		for _, e := range s.Exits {
			for _, l := range e.Released {
				takes := func(a model.Acquire) bool { return a.Lock.Class == l.Class }
				if !slices.ContainsFunc(s.Acquires, takes) {
					out[l.Class] = true
				}
			}
		}
	}
	return out
}

// returnsGuard reports whether the function makes a function that releases the
// lock, for others to call.
func (p *Package) returnsGuard(l flow.Leak) bool {
	r := p.resolver(l.Func)
	for _, b := range l.Func.Blocks {
		for _, instr := range b.Instrs {
			mc, ok := instr.(*ssa.MakeClosure)
			if !ok || onlyCalled(mc) {
				continue
			}
			for _, t := range bound(r.Val(mc), nil) {
				if p.releasesOne(r, t, l.Held.Lock) {
					return true
				}
			}
		}
	}
	return false
}

// passesOn reports whether the lock itself is an argument of a call on the way to a
// return, of which no callee is known here: who is given a lock may be meant to release
// it (gorm, which passes a sync.Locker to its store). Errs to misses.
func (p *Package) passesOn(l flow.Leak, ret *ssa.Return) bool {
	if ret == nil {
		return false
	}
	r := p.resolver(l.Func)
	for _, b := range l.Func.Blocks {
		if !b.Dominates(ret.Block()) {
			continue
		}
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || call.Common().StaticCallee() != nil {
				continue
			}
			given := r.Args(call.Common())
			if call.Common().IsInvoke() {
				given = given[1:]
			}
			if !slices.ContainsFunc(given, func(x identity.Val) bool { return x.Path == l.Held.Path }) {
				continue
			}
			c := composer{Package: p, r: r, call: call}
			if known, _ := c.targets(); len(known) == 0 {
				return true
			}
		}
	}
	return false
}

// releasesOne reports whether a function releases what may be the lock.
func (p *Package) releasesOne(r *value.Resolver, t target, lock identity.Lock) bool {
	c := composer{Package: p, r: r}
	s, _, _ := c.summaryOf(t.fn)
	if s == nil {
		return false
	}
	return slices.ContainsFunc(s.Exits, func(e model.Exit) bool {
		released := c.locks(e.Released, &binding{Binding: value.Binding{Params: t.args, Free: t.free}})
		return slices.ContainsFunc(released, func(l identity.Lock) bool { return identity.MayBe(lock, l) })
	})
}

// onlyCalled holds for a function literal that is called, deferred or started
// where it is made, and nothing else.
func onlyCalled(mc *ssa.MakeClosure) bool {
	return !slices.ContainsFunc(*mc.Referrers(), func(ref ssa.Instruction) bool { return !isCallee(ref, mc) })
}

// tells is how a return at which the lock is held differs from all others by a
// result: 1 if it says that something was got (true, no error, an object), by which
// callers see that there is something to release; -1 if the contrary; else 0.
func (p *Package) tells(l flow.Leak, held *ssa.Return) int {
	if held == nil {
		return 0
	}
	all := 0
	for _, e := range p.exitsOf[l.Func] {
		if slices.ContainsFunc(l.Left, func(at flow.Leaving) bool { return at.Return == e.Return }) {
			continue
		}
		sign := 0
		for i, v := range held.Results {
			sign = cmp.Or(sign, cmp.Compare(goodness(v), goodness(e.Return.Results[i])))
		}
		if sign == 0 || all == -sign {
			return 0
		}
		all = sign
	}
	return all
}

// fails reports whether a return tells of an error.
func fails(ret *ssa.Return) bool {
	if ret == nil {
		return false
	}
	return slices.ContainsFunc(ret.Results, func(v ssa.Value) bool { return isError(v.Type()) && goodness(v) < 0 })
}

// goodness is positive for a result that says that something was got, negative
// for one that says the contrary, and 0 for all others.
func goodness(v ssa.Value) int {
	c, isConst := v.(*ssa.Const)
	switch u := v.Type().Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsBoolean == 0 || !isConst {
			return 0
		}
		if constant.BoolVal(c.Value) {
			return 1
		}
		return -1
	case *types.Interface, *types.Pointer, *types.Signature, *types.Map, *types.Chan, *types.Slice:
		if (isConst && c.IsNil()) != isError(v.Type()) {
			return -1
		}
		return 1
	}
	return 0
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
