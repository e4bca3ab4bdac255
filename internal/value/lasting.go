package value

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// Lasting is the place where v is when the function returns, if it was found there
// and nothing is stored there afterwards, or was put there last: what the caller finds
// at that place. Unknown if v is not seen to lie anywhere. May report falsely if a
// store that goes by another name comes between.
func (r *Resolver) Lasting(v ssa.Value) identity.Path {
	phi, ok := v.(*ssa.Phi)
	if !ok {
		at := r.lies(v)
		if at.known() && r.storedBetween(at, at.since, nil) {
			return identity.Path{}
		}
		return at.path
	}
	var last lair
	for i, e := range phi.Edges {
		at := r.lies(e)
		if !at.known() || i > 0 && at.path != last.path || r.storedBetween(at, at.since, phi.Block().Preds[i]) {
			return identity.Path{}
		}
		last = at
	}
	if r.storedBetween(last, phi, nil) {
		return identity.Path{}
	}
	return last.path
}

// A lair is a place where a value lies, since an instruction.
type lair struct {
	path  identity.Path
	since ssa.Instruction
}

func (l lair) known() bool { return l.path.Known() }

// lies is the place where v was found, or the element that it was put into.
func (r *Resolver) lies(v ssa.Value) lair {
	if x, ok := v.(*ssa.Extract); ok && x.Index == 0 {
		v = x.Tuple
	}
	switch v := v.(type) {
	case *ssa.Lookup:
		return lair{r.Val(v.X).Path.Elem(r.key(v.Index)).Load(), v}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return lair{r.Val(v.X).Path.Load(), v}
		}
	case *ssa.Alloc:
		for _, use := range *v.Referrers() {
			switch use := use.(type) {
			case *ssa.MapUpdate:
				return lair{r.Val(use.Map).Path.Elem(r.key(use.Key)).Load(), use}
			case *ssa.Store:
				if use.Val == v {
					return lair{r.Val(use.Addr).Path.Load(), use}
				}
			}
		}
	}
	return lair{}
}

// storedBetween reports whether something may be stored at a place after from, and
// before the end of a block, or of the function.
func (r *Resolver) storedBetween(at lair, from ssa.Instruction, to *ssa.BasicBlock) bool {
	return slices.ContainsFunc(r.Fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			return r.storesAt(instr, at.path) && After(from, instr) && (to == nil || b == to || Reaches(b, to))
		})
	})
}

// storesAt reports whether an instruction may store at p, or change where p leads.
func (r *Resolver) storesAt(instr ssa.Instruction, p identity.Path) bool {
	var address identity.Path
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		address = r.Val(instr.Map).Path.Elem("")
	case *ssa.Store:
		address = r.Val(instr.Addr).Path
	case ssa.CallInstruction:
		if b := Builtin(instr.Common()); b == "delete" || b == "clear" {
			address = r.Val(instr.Common().Args[0]).Path.Elem("")
			break
		}
		return r.callStoresAt(instr, p)
	}
	steps := identity.Split(address.Steps)
	return len(steps) > 0 && slices.ContainsFunc(identity.Split(p.Steps), func(s string) bool { return sameStep(s, steps[len(steps)-1]) })
}

// callStoresAt reports whether a callee stores to one of the fields that p goes
// through, or to the elements of one.
func (r *Resolver) callStoresAt(call ssa.CallInstruction, p identity.Path) bool {
	steps := identity.Split(p.Steps)
	for step := range r.world.Written(call) {
		if slices.ContainsFunc(steps, func(s string) bool { return s == step || "[]"+s == step }) {
			return true
		}
	}
	return false
}
