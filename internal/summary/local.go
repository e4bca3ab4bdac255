package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// An object is made for a function if it is made there, or by what the function calls,
// and goes no further: it is stored nowhere but in variables, neither returned nor sent,
// nor passed to a function that may keep it. It is none of those that are made for a
// field. Errs to misses, where one of its own methods hands it on.

// maxUses bounds the values that an object is followed through. Errs to reports.
const maxUses = 100

// madeForFunc stands for the call or variable by which an object is made for its
// function, as a class; empty if it may go further.
func (p *Package) madeForFunc(v ssa.Value) identity.Class {
	if at, ok := p.madeForFuncs[v]; ok {
		return at
	}
	var at identity.Class
	if p.isMade(v) && aloneOf(v) && !(&object{p, make(map[ssa.Value]bool)}).goOn(v) {
		at = identity.Class(v.Parent().String() + " " + v.Name())
	}
	p.madeForFuncs[v] = at
	return at
}

// aloneOf holds for what does not come with other objects out of a call, which may
// lead to it.
func aloneOf(v ssa.Value) bool {
	part, ok := v.(*ssa.Extract)
	if !ok {
		return true
	}
	results := part.Tuple.Type().(*types.Tuple)
	for i := range results.Len() {
		if i != part.Index && !types.Identical(results.At(i).Type(), types.Universe.Lookup("error").Type()) {
			return false
		}
	}
	return true
}

// object follows an object, by the values that stand for it and the variables it is in.
type object struct {
	*Package
	seen map[ssa.Value]bool
}

// goOn reports whether a value, or what is in a variable, may come to be known
// outside of its function, the goroutines that it starts and what these call.
func (o *object) goOn(v ssa.Value) bool {
	if o.seen[v] {
		return false
	}
	o.seen[v] = true
	return len(o.seen) > maxUses || v.Referrers() == nil ||
		slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool { return o.goesOnBy(v, ref) })
}

func (o *object) goesOnBy(v ssa.Value, ref ssa.Instruction) bool {
	switch ref := ref.(type) {
	case *ssa.BinOp, *ssa.DebugRef:
		return false
	case *ssa.FieldAddr:
		return o.goOn(ref)
	case *ssa.Send:
		return ref.X == v
	case *ssa.Select:
		return slices.ContainsFunc(ref.States, func(s *ssa.SelectState) bool { return s.Send == v })
	case *ssa.Store:
		variable, ok := ref.Addr.(*ssa.Alloc)
		return ref.Val == v && (!ok || o.goOn(variable))
	case *ssa.UnOp:
		return ref.Op == token.MUL && leadsOn(ref.Type()) && o.goOn(ref)
	case *ssa.MakeClosure:
		for i, b := range ref.Bindings {
			if b == v && o.goOn(ref.Fn.(*ssa.Function).FreeVars[i]) {
				return true
			}
		}
		return false
	case ssa.CallInstruction:
		return o.mayKeep(ref.Common(), v)
	}
	return true
}

// leadsOn holds for what is known by its value: a pointer, a channel.
func leadsOn(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Struct, *types.Array:
		return false
	}
	return true
}

// mayKeep reports whether a call may keep what it is passed.
func (o *object) mayKeep(call *ssa.CallCommon, v ssa.Value) bool {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		return b.Name() == "append"
	}
	callee := call.StaticCallee()
	if callee == nil {
		return true
	}
	for i, arg := range call.Args {
		switch method := i == 0 && callee.Signature.Recv() != nil; {
		case arg != v:
		case len(callee.Blocks) > 0:
			if o.goOn(callee.Params[i]) {
				return true
			}
		case !method:
			return true
		}
	}
	return false
}
