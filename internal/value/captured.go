package value

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// captured is the function, or the read side of a lock, that the enclosing
// function keeps in the variable captured as free variable i, in our terms, if
// we capture all that it binds.
func (r *Resolver) captured(i int) identity.Val {
	mc, outer := r.world.Enclosing(r.Fn)
	if mc == nil || i >= len(mc.Bindings) {
		return identity.Val{}
	}
	binds := outer.Bindings(mc)
	if binds[i].Holds == nil {
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
	mc, outer := r.world.Enclosing(r.Fn)
	if mc == nil || i >= len(mc.Bindings) {
		return false
	}
	switch v := mc.Bindings[i].(type) {
	case *ssa.FreeVar:
		return outer.Settled(slices.Index(outer.Fn.FreeVars, v))
	case *ssa.Alloc:
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
