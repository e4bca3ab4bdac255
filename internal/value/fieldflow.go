package value

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// To copy a struct is to copy its fields: what can be called in a struct that is stored,
// appended or put into a map is stored there (options by value, a list of structs with
// functions in them). Errs to misses below maxFields, and in arrays.

// A flowTo notes a flow at an instruction.
type flowTo func(at ssa.Instruction, t types.Type, to identity.Path, what identity.Val)

// maxFields bounds the structs by value that are looked into, one in another.
const maxFields = 2

// copied are the flows of a struct v that is stored at a place, or of those that are
// appended to the slice there.
func (r *Resolver) copied(at ssa.Instruction, v ssa.Value, to func() identity.Path, add flowTo) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if _, ok := v.Type().Underlying().(*types.Struct); ok && v.Op == token.MUL {
			r.copiedFields(at, v.Type(), r.Val(v.X), to(), add, 0)
		}
	case *ssa.Parameter:
		if _, ok := v.Type().Underlying().(*types.Struct); ok {
			r.copiedFields(at, v.Type(), place(r.Val(v)), to(), add, 0)
		}
	case *ssa.Call:
		if Builtin(&v.Call) != "append" || len(v.Call.Args) < 2 {
			return
		}
		for _, elem := range elements(v.Call.Args[1]) {
			r.copiedFields(at, elemType(elem), r.Val(elem), to().Load().Elem(""), add, 0)
		}
	}
}

func elemType(addr *ssa.IndexAddr) types.Type {
	return addr.Type().Underlying().(*types.Pointer).Elem()
}

// copiedFields are the flows of what can be called in the fields of a struct of type t.
func (r *Resolver) copiedFields(at ssa.Instruction, t types.Type, from identity.Val, to identity.Path, add flowTo, depth int) {
	st, ok := t.Underlying().(*types.Struct)
	if !ok || depth > maxFields || !from.Path.Known() || to.Kind == identity.Local && to.Steps == "" {
		return
	}
	for i := range st.NumFields() {
		switch field := st.Field(i).Type(); field.Underlying().(type) {
		case *types.Signature, *types.Interface:
			step := r.fieldStep(t, i)
			if x := r.Walk(from, step+"*"); x.Funcs != nil || x.Path.Ref == nil || x.Path.Steps == "" {
				add(at, field, to.Append(step), x)
			}
		case *types.Struct:
			step := r.fieldStep(t, i)
			r.copiedFields(at, field, r.Walk(from, step), to.Append(step), add, depth+1)
		}
	}
}
