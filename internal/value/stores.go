package value

import (
	"go/token"
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// noteStores records which objects of this function are stored into, and which
// fields of others. Objects held in a captured variable are found in a second
// round, by what the first has found.
func (r *Resolver) noteStores() {
	var rest []*ssa.Store
	for _, b := range r.Fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.MapUpdate:
				r.elements(instr.Map)
			case ssa.CallInstruction:
				maps.Copy(r.written, r.world.Written(instr))
			}
			st, ok := instr.(*ssa.Store)
			if !ok || storesItself(st) {
				continue
			}
			if base := objectOf(st.Addr); isObject(base) {
				if !storesItself(st) {
					r.stores[base] = append(r.stores[base], st)
				}
			} else {
				rest = append(rest, st)
			}
		}
	}
	for _, st := range rest {
		switch addr := st.Addr.(type) {
		case *ssa.FieldAddr:
			r.written[Stores(r.fieldStep(addr.X.Type(), addr.Field))] = true
		case *ssa.Global:
			r.written[Stores(GlobalPath(addr).Name)] = true
		}
		if elem, ok := st.Addr.(*ssa.IndexAddr); ok {
			r.elements(elem.X)
		}
		fa, ok := st.Addr.(*ssa.FieldAddr)
		if c, isConst := st.Val.(*ssa.Const); !ok || !isReference(st.Val.Type()) || isConst && c.IsNil() {
			continue // nil is neither locked nor called
		}
		if p := r.Val(objectOf(fa)).Path; p.Steps == "" && p.Ref != nil && isObject(p.Ref) {
			r.stores[p.Ref] = append(r.stores[p.Ref], st)
		} else {
			r.written[r.fieldStep(fa.X.Type(), fa.Field)] = true
		}
	}
	r.forget(0)
}

// Stores is the key of [Resolver.Written] that says that the field at a step, or a package
// variable of that name, is stored to, whatever it is.
func Stores(what string) string { return "=" + what }

// elements notes a store to an element of a map or slice in a field.
func (r *Resolver) elements(v ssa.Value) {
	if load, ok := v.(*ssa.UnOp); ok {
		if fa, ok := load.X.(*ssa.FieldAddr); ok {
			r.written["[]"+r.fieldStep(fa.X.Type(), fa.Field)] = true
		}
	}
}

// element is an element of the map or slice v, or nothing if this function
// stores to elements.
func (r *Resolver) element(v, index ssa.Value) identity.Path {
	if load, ok := v.(*ssa.UnOp); ok {
		if fa, ok := load.X.(*ssa.FieldAddr); ok && r.Written()["[]"+r.fieldStep(fa.X.Type(), fa.Field)] {
			return identity.Path{}
		}
	}
	return r.Val(v).Path.Elem(r.key(index)).Load()
}

// isObject reports whether v is an object or variable that comes to be here.
func isObject(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Alloc, *ssa.Call, *ssa.Extract:
		return true
	}
	return false
}

// objectOf strips field and element steps from an address.
func objectOf(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		default:
			return v
		}
	}
}

// storesItself holds for a return of a named result: it stores what is there.
func storesItself(st *ssa.Store) bool {
	load, ok := st.Val.(*ssa.UnOp)
	return ok && load.Op == token.MUL && load.X == st.Addr
}
