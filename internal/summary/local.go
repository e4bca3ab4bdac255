package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// An object is made for a function if it is made there, or by what the function calls,
// and is neither returned, sent, put into a map nor stored in a field: whatever becomes of
// it, it is none of those that are made elsewhere, by others or for a field. Source:
// allocation sites. Errs to misses, where one of its own methods hands it on.

// madeForFunc stands for the call or variable by which an object is made for its
// function, as a class; empty if it may go further.
func (p *Package) madeForFunc(v ssa.Value) identity.Class {
	if at, ok := p.madeForFuncs[v]; ok {
		return at
	}
	var at identity.Class
	if p.isMade(v) && aloneOf(v) && !isKept(v, make(map[ssa.Value]bool)) {
		at = identity.ObjectIn(v.Parent().String(), v.Name())
	}
	p.madeForFuncs[v] = at
	if at != "" && p.homes != nil {
		p.homes.add(at, p.homeOfObject(v, at))
	}
	return at
}

// homeOfObject is the function of an object that is made for it, as its home: if the
// object goes no further, it is none that is reached through a field, or a parameter that
// it is not passed to.
func (p *Package) homeOfObject(v ssa.Value, at identity.Class) *Home {
	h := &Home{Of: p.types.Owner(v.Type(), "")}
	o := object{Package: p, seen: make(map[ssa.Value]bool), home: at, passes: h}
	if o.goOn(v) {
		return nil
	}
	h.Stays = true
	return h.sorted()
}

// isKept reports whether a value, or what is in a variable, is returned, sent, put into a
// map or stored in a field.
func isKept(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] || v.Referrers() == nil {
		return false
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			return true
		case *ssa.MapUpdate:
			if ref.Map != v {
				return true
			}
		case *ssa.Send:
			if ref.X == v {
				return true
			}
		case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.Slice:
			if isKept(ref.(ssa.Value), seen) {
				return true
			}
		case *ssa.Call: // what is appended is in the list
			if value.Builtin(&ref.Call) == "append" && isKept(ref, seen) {
				return true
			}
		case *ssa.Store:
			if ref.Val == v && isKeptAt(ref.Addr, seen) {
				return true
			}
		case *ssa.UnOp:
			if leadsOn(ref.Type()) && isKept(ref, seen) {
				return true
			}
		case *ssa.MakeClosure:
			for i, b := range ref.Bindings {
				if b == v && isKept(ref.Fn.(*ssa.Function).FreeVars[i], seen) {
					return true
				}
			}
		}
	}
	return false
}

// isKeptAt is isKept for what is stored at an address: in a field, in the program's
// variables, in a list or variable that is kept.
func isKeptAt(addr ssa.Value, seen map[ssa.Value]bool) bool {
	switch addr := addr.(type) {
	case *ssa.FieldAddr, *ssa.Global:
		return true
	case *ssa.IndexAddr:
		return isKept(addr.X, seen)
	}
	return isKept(addr, seen)
}

// aloneOf holds for what does not come with other objects out of a call, which may
// lead to it: an error does not, nor a context.
func aloneOf(v ssa.Value) bool {
	part, ok := v.(*ssa.Extract)
	if !ok {
		return true
	}
	results := part.Tuple.Type().(*types.Tuple)
	for i := range results.Len() {
		if t := results.At(i).Type(); i != part.Index && !types.Identical(t, types.Universe.Lookup("error").Type()) && !model.IsContext(t) {
			return false
		}
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
