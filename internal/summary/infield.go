package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// inFields are the functions that are put in the fields of a type, in whatever
// object, by the class of the field: what type flow would find where the field is
// called. It is asked where the field is not called but passed to who calls it, and
// type flow would answer with all that anybody passes. May report falsely, as type
// flow does: another object has another function there. Errs to misses where the
// function comes from another package, or from a call.
type inFields map[identity.Class][]*ssa.Function

// newInFields looks at all stores, and adds to the graph of references that who
// passes a field on may come to call what is in it.
func (p *Package) newInFields(graph map[*ssa.Function][]*ssa.Function) inFields {
	in := make(inFields)
	passed := make(map[*ssa.Function][]identity.Class)
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Store:
					if fa, ok := instr.Addr.(*ssa.FieldAddr); ok && isFunc(instr.Val) {
						p.put(in, p.fieldClass(fa), instr.Val, 0)
					}
				case ssa.CallInstruction:
					for _, a := range instr.Common().Args {
						if c := p.loaded(a); c != "" {
							passed[fn] = append(passed[fn], c)
						}
					}
				}
			}
		}
	}
	for c, fns := range in {
		slices.SortFunc(fns, compareFuncs)
		if in[c] = slices.Compact(fns); len(in[c]) > maxCallees {
			p.cut("callees", 1)
			delete(in, c)
		}
	}
	for fn, classes := range passed {
		for _, c := range classes {
			graph[fn] = append(graph[fn], in[c]...)
		}
	}
	return in
}

// maxPassed bounds how many callers up a function is looked for that is stored.
const maxPassed = 3

// put notes the function v as one of the field's: itself, or what the callers in view
// pass for a parameter.
func (p *Package) put(in inFields, field identity.Class, v ssa.Value, depth int) {
	switch v := v.(type) {
	case *ssa.Function:
		in[field] = append(in[field], origin(v))
	case *ssa.MakeClosure:
		in[field] = append(in[field], origin(v.Fn.(*ssa.Function)))
	case *ssa.ChangeType:
		p.put(in, field, v.X, depth)
	case *ssa.Parameter:
		if depth == maxPassed {
			return
		}
		i := slices.Index(v.Parent().Params, v)
		for _, site := range p.arguments.sites[origin(v.Parent())] {
			p.put(in, field, site.Common().Args[i], depth+1)
		}
	}
}

// loaded is the class of the field that a function is loaded from, or empty.
func (p *Package) loaded(v ssa.Value) identity.Class {
	if !isFunc(v) {
		return ""
	}
	switch v := v.(type) {
	case *ssa.ChangeType:
		return p.loaded(v.X)
	case *ssa.UnOp:
		if fa, ok := v.X.(*ssa.FieldAddr); ok {
			return p.fieldClass(fa)
		}
	case *ssa.Field:
		return p.classOfField(v.X, v.Field)
	}
	return ""
}

func isFunc(v ssa.Value) bool {
	_, ok := v.Type().Underlying().(*types.Signature)
	return ok
}

func (p *Package) fieldClass(fa *ssa.FieldAddr) identity.Class {
	return p.classOfField(fa.X, fa.Field)
}

// classOfField is the class of a field of a named type, or empty.
func (p *Package) classOfField(of ssa.Value, i int) identity.Class {
	t := of.Type().Underlying()
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem().Underlying()
	}
	owner := p.types.Owner(of.Type(), "")
	st, ok := t.(*types.Struct)
	if !ok || owner == "" || owner == "!" {
		return ""
	}
	return identity.Class(owner + "." + st.Field(i).Name())
}

// supposedIn is what is called if nobody says which of the functions in a field it
// is that is passed to who calls it. What is loaded from a field to which the function itself
// has stored is a value of its own, but loaded from there.
func (c composer) supposedIn(e *flow.Effect, field identity.Path, o model.Open, depth int) {
	class := identity.ClassOf(field)
	if v := field.Ref; v != nil && field.Kind == identity.Value && field.Steps == "" {
		class = c.loaded(v)
	}
	fns := c.inFields[class]
	bd := flow.Bound{Open: o}
	bd.Witness = o.Witness.LastMeaning(len(fns))
	if field.Exportable() {
		bd.When = append(slices.Clip(bd.When), identity.Literal{Subject: field, Const: identity.Unresolved})
	}
	for _, fn := range fns {
		if inner, ok := c.effect(target{fn: fn, args: o.Args}, depth+1); ok {
			if bd.Witness == nil { // called by a primitive
				for i, a := range inner.Acquires {
					inner.Acquires[i].Witness = a.Witness.LastMeaning(len(fns))
				}
			}
			bd.Effects = append(bd.Effects, inner)
		}
	}
	if len(bd.Effects) > 0 {
		e.Bound = append(e.Bound, bd)
	}
}
