package value

import (
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// Places yields the places where the function leaves an object or channel that it has
// made, or has from a call: those for which [Resolver.Lasting] holds. So a caller has a
// name for what only this function could name; it is the rule of the cell read backwards.
// Errs as Lasting.
func (r *Resolver) Places(v ssa.Value) iter.Seq[identity.Path] {
	return func(yield func(identity.Path) bool) {
		is := r.Val(v).Path
		if !is.Known() || is.Steps != "" {
			return
		}
		for _, b := range r.Fn.Blocks {
			for _, instr := range b.Instrs {
				if at := r.puts(instr, is); at.known() && !r.storedBetween(at, at.since, nil) && !yield(at.path) {
					return
				}
			}
		}
	}
}

// puts is the place where an instruction stores an object, if it does.
func (r *Resolver) puts(instr ssa.Instruction, object identity.Path) lair {
	switch instr := instr.(type) {
	case *ssa.Store:
		if isShared(instr.Val.Type()) && r.Val(instr.Val).Path == object {
			return lair{r.Val(instr.Addr).Path.Load(), instr}
		}
	case *ssa.MapUpdate:
		if isShared(instr.Value.Type()) && r.Val(instr.Value).Path == object {
			return lair{r.Val(instr.Map).Path.Elem(r.key(instr.Key)).Load(), instr}
		}
	}
	return lair{}
}

// isShared holds for what is known by its value.
func isShared(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Chan, *types.Interface:
		return true
	}
	return false
}
