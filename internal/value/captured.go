package value

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// maxCaptures bounds what a literal captures, and carries. Errs to misses.
const maxCaptures = 16

// capturesOf are the variables that a function literal captures, and after these the ones
// that it *carries*: what other literals capture that it calls, or hands on, by variables
// which hold them for good, and what those do. So it can name them, as if it had captured
// them itself (lambda lifting, Johnsson). Exact. The variables of literals are not among
// them: each literal knows what it calls. What is captured by the function itself is so
// named, what it only carries is the variable of the function around.
func (r *Resolver) capturesOf(mc *ssa.MakeClosure) []ssa.Value {
	if out, ok := r.captures[mc]; ok {
		return out
	}
	out := slices.Clip(mc.Bindings)
	homes := identity.Map(out, r.home)
	todo := slices.Clone(homes)
	for i := 0; i < len(todo); i++ {
		of := keepsLiteral(todo[i])
		if of == nil {
			continue
		}
		for _, b := range of.Bindings {
			home := r.home(b)
			switch {
			case home == nil || slices.Contains(homes, home) || slices.Contains(todo, home):
			case keepsLiteral(home) != nil:
				todo = append(todo, home)
			case len(out) < maxCaptures:
				out, homes = append(out, r.named(home)), append(homes, home)
			}
		}
	}
	if r.captures == nil {
		r.captures = make(map[*ssa.MakeClosure][]ssa.Value)
	}
	r.captures[mc] = out
	return out
}

// upTo is the resolver of a function around, or ours; nil if there is none.
func (r *Resolver) upTo(fn *ssa.Function) *Resolver {
	for r != nil && r.Fn != fn {
		_, r = r.world.Enclosing(r.Fn)
	}
	return r
}

// literal is a function literal of a function around, in our terms, if we capture or carry
// all that it binds. Which literals it calls it knows by itself.
func (r *Resolver) literal(of *ssa.MakeClosure) identity.Val {
	at := r.upTo(of.Parent())
	f := identity.Func{Fn: of.Fn.(*ssa.Function)}
	for _, b := range at.capturesOf(of) {
		home := r.home(b)
		i := r.indexOf(home)
		if i < 0 && keepsLiteral(home) == nil {
			return identity.Val{}
		}
		var x identity.Val
		if i >= 0 {
			x = path(identity.Path{Root: identity.Root{Kind: identity.Free, Index: i}})
		}
		f.Binds = append(f.Binds, x)
	}
	return identity.Val{Funcs: []identity.Func{f}}
}

// indexOf is which of our captures a variable of a function around is, negative if none.
func (r *Resolver) indexOf(home ssa.Value) int {
	mc, outer := r.world.Enclosing(r.Fn)
	if mc == nil || home == nil {
		return -1
	}
	return slices.IndexFunc(outer.capturesOf(mc), func(v ssa.Value) bool { return r.home(v) == home })
}

// home is a captured variable as the function names it that declares it; any other is
// itself. It is nil if that is not known. Closures are where function literals are made.
func home(v ssa.Value, closure func(*ssa.Function) *ssa.MakeClosure) ssa.Value {
	for {
		captured, ok := v.(*ssa.FreeVar)
		if !ok {
			return v
		}
		mc := closure(captured.Parent())
		i := slices.Index(captured.Parent().FreeVars, captured)
		if mc == nil || i < 0 || i >= len(mc.Bindings) {
			return nil
		}
		v = mc.Bindings[i]
	}
}

func (r *Resolver) home(v ssa.Value) ssa.Value {
	return home(v, func(fn *ssa.Function) *ssa.MakeClosure {
		mc, _ := r.world.Enclosing(fn)
		return mc
	})
}

// Literals are the function literals that fn has captured, in variables that hold them for
// good: it may call them, or hand them on.
func Literals(fn *ssa.Function, closure func(*ssa.Function) *ssa.MakeClosure) (out []*ssa.Function) {
	for _, v := range fn.FreeVars {
		if !ofFunc(v) {
			continue
		}
		if of := keepsLiteral(home(v, closure)); of != nil {
			out = append(out, of.Fn.(*ssa.Function))
		}
	}
	return out
}

// named is a variable as our function names it, if it has captured it.
func (r *Resolver) named(home ssa.Value) ssa.Value {
	if r.isAround(home) {
		for _, v := range r.Fn.FreeVars {
			if r.home(v) == home {
				return v
			}
		}
	}
	return home
}

// isAround holds for a variable of a function around ours.
func (r *Resolver) isAround(v ssa.Value) bool {
	variable, ok := v.(*ssa.Alloc)
	return ok && variable.Parent() != r.Fn
}

// capture is a variable that a literal of ours captures, or carries.
func (r *Resolver) capture(v ssa.Value) identity.Val {
	if !r.isAround(v) {
		x := r.Val(v)
		if held, n := r.content(x.Path, nil); n == 1 {
			x.Holds = &held
		} else if x.Path.Kind == identity.Free {
			x.Holds = r.held(v, x.Path.Index)
		}
		return x
	}
	i := r.indexOf(v)
	if i < 0 {
		return identity.Val{}
	}
	return path(identity.Path{Root: identity.Root{Kind: identity.Free, Index: i}})
}

// held is the function that a variable holds, captured as i, or nil.
func (r *Resolver) held(v ssa.Value, i int) *identity.Val {
	if !ofFunc(v) {
		return nil
	}
	if x := r.captured(i); x.Funcs != nil {
		return &x
	}
	return nil
}

// keepsLiteral is the function literal that a variable holds for good, or nil.
func keepsLiteral(v ssa.Value) *ssa.MakeClosure {
	variable, ok := v.(*ssa.Alloc)
	if !ok {
		return nil
	}
	if !ofFunc(variable) || storedByClosure(variable) {
		return nil
	}
	var kept *ssa.MakeClosure
	for _, use := range *variable.Referrers() {
		if st, ok := use.(*ssa.Store); ok {
			mc, ok := st.Val.(*ssa.MakeClosure)
			if !ok || kept != nil || st.Addr != v {
				return nil
			}
			kept = mc
		}
	}
	return kept
}

// ofFunc holds for a variable of a function.
func ofFunc(variable ssa.Value) bool {
	ptr, ok := variable.Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = ptr.Elem().Underlying().(*types.Signature)
	return ok
}

// around is what captured variable i is in the function around; nil if that is not known.
func (r *Resolver) around(i int) (ssa.Value, *Resolver) {
	mc, outer := r.world.Enclosing(r.Fn)
	if mc == nil || i < 0 {
		return nil, nil
	}
	all := outer.capturesOf(mc)
	if i >= len(all) {
		return nil, nil
	}
	return all[i], outer
}

// carriedClass is the class of what a variable leads to that the literal only carries, as
// the function around says.
func (r *Resolver) carriedClass(p identity.Path) identity.Class {
	v, outer := r.around(p.Index)
	if v == nil {
		return ""
	}
	at := outer.capture(v).Path
	if rest, ok := strings.CutPrefix(p.Steps, "*"); ok {
		if x, n := outer.content(at, nil); n == 1 {
			return outer.ClassOf(x.Path.Append(rest))
		}
	}
	return outer.ClassOf(at.Append(p.Steps))
}

// captured is the function, or the read side of a lock, that the enclosing
// function keeps in the variable captured as free variable i, in our terms, if
// we capture all that it binds.
func (r *Resolver) captured(i int) identity.Val {
	mc, outer := r.world.Enclosing(r.Fn)
	if mc == nil {
		return identity.Val{}
	}
	if v, _ := r.around(i); v != nil {
		if of := keepsLiteral(r.home(v)); of != nil {
			return r.literal(of)
		}
	}
	binds := outer.Bindings(mc)
	if i >= len(binds) || binds[i].Holds == nil {
		return identity.Val{}
	}
	ours := func(p identity.Path) identity.Val {
		for j, c := range binds {
			if p.Known() && c.Path == p {
				return path(identity.Path{Root: identity.Root{Kind: identity.Free, Index: j}})
			}
		}
		return identity.Val{}
	}
	held := binds[i].Holds
	if base, ok := strings.CutSuffix(held.Path.Steps, identity.ReadSide); ok {
		x := ours(identity.Path{Root: held.Path.Root, Steps: base})
		return identity.Val{Path: x.Path.Reader()}
	}
	out := identity.Val{}
	for _, f := range held.Funcs {
		g := identity.Func{Fn: f.Fn}
		for _, b := range f.Binds {
			x := ours(b.Path)
			if !x.Known() {
				return identity.Val{}
			}
			g.Binds = append(g.Binds, x)
		}
		out.Funcs = append(out.Funcs, g)
	}
	return out
}

// Settled reports whether captured variable i holds in the literal what it has held since
// that was made: nobody stores to it afterwards. (Effectively final, as in the Java Language
// Specification, 4.12.4.) Exact, but for a variable of a loop that is stored to, which errs
// to reports.
func (r *Resolver) Settled(i int) bool {
	v, outer := r.around(i)
	if v == nil {
		return false
	}
	if at := outer.capture(v).Path; at.Kind == identity.Free {
		return outer.Settled(at.Index)
	}
	if v, ok := v.(*ssa.Alloc); ok {
		mc, _ := r.world.Enclosing(r.Fn)
		return !storedByClosure(v) && !slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
			switch use := use.(type) {
			case *ssa.Store:
				return use.Val == v || After(mc, use)
			case *ssa.UnOp, *ssa.MakeClosure, *ssa.DebugRef:
				return false
			}
			return true
		})
	}
	return false
}
