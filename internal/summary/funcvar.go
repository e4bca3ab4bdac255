package summary

import (
	"cmp"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// funcVars are the package variables that hold one function for good, by the
// function, as far as the syntax shows it and no other package can set them:
// var f = func() { … }, or set once by some function. Before, a call of it panics.
type funcVars struct {
	of    map[*ssa.Function]*ssa.Global
	at    map[*ssa.Global]*ssa.Function
	loads map[*ssa.Global][]*ssa.UnOp
	// fields are the loads of fields of type func.
	fields map[field][]*ssa.UnOp
	// addressed are the variables of which a pointer is used for more than that.
	addressed map[*ssa.Global]bool
}

// A field is one of a struct type.
type field struct {
	of    types.Type
	index int
}

func fieldOf(fa *ssa.FieldAddr) field { return field{namedType(fa.X.Type()), fa.Field} }

// private holds for a field that only this package can load.
func (v funcVars) private(p *Package, fa *ssa.FieldAddr) bool {
	of, ok := namedType(fa.X.Type()).(*types.Named)
	if !ok || p.program == nil && of.Obj().Pkg() != p.pkg.Pkg {
		return false
	}
	s, ok := of.Underlying().(*types.Struct)
	return ok && (isMain(of.Obj().Pkg()) || !s.Field(fa.Field).Exported())
}

func (p *Package) newFuncVars() funcVars {
	v := funcVars{make(map[*ssa.Function]*ssa.Global), make(map[*ssa.Global]*ssa.Function), make(map[*ssa.Global][]*ssa.UnOp), make(map[field][]*ssa.UnOp), make(map[*ssa.Global]bool)}
	var operands []*ssa.Value
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				operands = instr.Operands(operands[:0])
				v.note(instr, operands)
			}
		}
	}
	for g, stores := range p.shapes.Variables(p.funcs) {
		fn, ok := stores[0].Val.(*ssa.Function)
		if !ok || len(stores) > 1 || v.addressed[g] {
			continue
		}
		fn = origin(fn)
		if g.Object() != nil && (isMain(g.Pkg.Pkg) || !g.Object().Exported()) && len(p.uses[fn]) == 1 {
			v.of[fn], v.at[g] = g, fn
		}
	}
	return v
}

// mention adds to a graph of references that who loads a variable mentions its function.
func (v funcVars) mention(graph map[*ssa.Function][]*ssa.Function) {
	byPlace := func(a, b *ssa.Global) int { return cmp.Compare(a.Pos(), b.Pos()) }
	for _, g := range slices.SortedFunc(maps.Keys(v.at), byPlace) {
		fn := v.at[g]
		for _, load := range v.loads[g] {
			if from := origin(load.Parent()); !slices.Contains(graph[from], fn) {
				graph[from] = append(graph[from], fn)
			}
		}
	}
}

// note notes what an instruction loads, and whose address it takes.
func (v funcVars) note(instr ssa.Instruction, operands []*ssa.Value) {
	switch instr := instr.(type) {
	case *ssa.Store:
		if _, ok := instr.Addr.(*ssa.Global); ok {
			return
		}
	case *ssa.UnOp:
		if g, ok := instr.X.(*ssa.Global); ok && instr.Op == token.MUL {
			v.loads[g] = append(v.loads[g], instr)
			return
		}
		if fa, ok := instr.X.(*ssa.FieldAddr); ok {
			if _, ok := instr.Type().Underlying().(*types.Signature); ok {
				v.fields[fieldOf(fa)] = append(v.fields[fieldOf(fa)], instr)
			}
		}
	}
	for _, op := range operands {
		if g, ok := (*op).(*ssa.Global); ok {
			v.addressed[g] = true
		}
	}
}

// calls are the calls through the variable that holds fn; false if it is used
// otherwise, too.
func (v funcVars) calls(fn *ssa.Function) (sites []ssa.CallInstruction, only bool) {
	g := v.of[fn]
	if g == nil {
		return nil, false
	}
	for _, load := range v.loads[g] {
		for _, use := range *load.Referrers() {
			switch use := use.(type) {
			case *ssa.DebugRef:
			case ssa.CallInstruction:
				if use.Common().Value != load || slices.Contains(use.Common().Args, ssa.Value(load)) {
					return nil, false
				}
				sites = append(sites, use)
			default:
				return nil, false
			}
		}
	}
	return sites, true
}
