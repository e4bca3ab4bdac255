package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// relevant are the functions of a component that may do something with locks:
// most of a program does not, and need not be followed.
func (p *Package) relevant(scc []*ssa.Function) []*ssa.Function {
	p.following = make(map[*ssa.Function]bool)
	for changed := true; changed; {
		changed = false
		for _, fn := range scc {
			if !p.following[fn] && p.mayMatter(fn) {
				p.following[fn] = true
				changed = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(scc), func(fn *ssa.Function) bool { return !p.following[fn] })
}

func (p *Package) mayMatter(fn *ssa.Function) bool {
	if isLoopBody(fn) {
		return true // how it is left says where the function around it goes on
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && p.relevantCall(call) {
				return true
			}
		}
	}
	return false
}

func (p *Package) relevantCall(call ssa.CallInstruction) bool {
	common := call.Common()
	if _, ok := common.Value.(*ssa.Builtin); ok {
		return false
	}
	for _, a := range common.Args {
		if mc, ok := a.(*ssa.MakeClosure); ok && isLoopBody(mc.Fn.(*ssa.Function)) && p.relevantCallee(mc.Fn.(*ssa.Function)) {
			return true
		}
	}
	if fn := common.StaticCallee(); fn != nil {
		return p.relevantCallee(origin(fn)) || p.printsRelevant(call, fn)
	}
	if common.IsInvoke() {
		_, generic := common.Value.Type().(*types.TypeParam)
		if generic || model.Primitives[common.Method.FullName()] != nil {
			return true
		}
	} else if p.calledFromOutside(call) {
		return true
	}
	for _, fn := range p.callees[call] {
		if p.relevantCallee(origin(fn)) {
			return true
		}
	}
	return false
}

// calledFromOutside reports whether a function value may be one that the
// package does not show: a parameter, or what is reached through one.
func (p *Package) calledFromOutside(call ssa.CallInstruction) bool {
	x := p.resolver(call.Parent()).Val(call.Common().Value)
	switch x.Path.Kind {
	case identity.Param, identity.Free:
		return true
	}
	for _, f := range x.Funcs {
		if fn, ok := f.Fn.(*ssa.Function); !ok || p.relevantCallee(fn) {
			return true
		}
	}
	return false
}

func (p *Package) relevantCallee(fn *ssa.Function) bool {
	if p.following[fn] {
		return true
	}
	if s := p.summaries[fn]; s != nil {
		return s.Matters()
	}
	obj, ok := fn.Object().(*types.Func)
	if len(fn.Blocks) > 0 || !ok {
		return false // of this component
	}
	full := obj.Origin().FullName()
	if s := model.Primitives[full]; s != nil {
		return s.Matters()
	}
	if model.Callback(full) != nil {
		return true
	}
	return obj.Pkg() != nil && !model.Packages[obj.Pkg().Path()] && p.importer.Summary(obj.Origin()) != nil
}

// printsRelevant reports whether a formatting function is given something whose
// Error or String matters.
func (p *Package) printsRelevant(call ssa.CallInstruction, fn *ssa.Function) bool {
	left := maxEffects
	c := composer{p, p.resolver(call.Parent()), call, &left}
	for _, m := range c.printed(fn) {
		if p.relevantCallee(m.fn.(*ssa.Function)) {
			return true
		}
	}
	return false
}

// idle is the summary of a function that does nothing with locks.
func (p *Package) idle(fn *ssa.Function) *model.Summary {
	o := p.outlines[fn]
	s := &model.Summary{Results: o.exportedResults, Flows: o.exportedFlows}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		var flags []identity.Literal
		for i, v := range ret.Results {
			result := identity.Path{Root: identity.Root{Kind: identity.Result, Index: i}}
			flags = append(flags, p.newObject(fn, result, v)...)
		}
		if s.Exits != nil {
			flags = common(flags, s.Exits[0].Then)
		}
		s.Exits = []model.Exit{{Then: flags}}
	}
	return s
}
