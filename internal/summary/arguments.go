package summary

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// arguments knows which parameters are always the same package variable, or the
// same constant: all callers are in view, and all of them pass it (interprocedural
// constant propagation). Such a parameter has the variable's path. May report
// falsely, like all that goes by the path of a variable, if that is a pointer which
// is set anew.
type arguments struct {
	*Package
	sites map[*ssa.Function][]ssa.CallInstruction // of static calls
	known map[*ssa.Parameter]argument
}

// An argument is what is always passed: a variable, or a constant as text.
type argument struct {
	variable identity.Path
	constant string
}

func (a argument) known() bool { return a != argument{} }

func (p *Package) newArguments() *arguments {
	a := &arguments{p, make(map[*ssa.Function][]ssa.CallInstruction), make(map[*ssa.Parameter]argument)}
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					if callee := call.Common().StaticCallee(); callee != nil {
						callee = origin(callee)
						a.sites[callee] = append(a.sites[callee], call)
					}
				}
			}
		}
	}
	return a
}

// Argument implements value.World.
func (p *Package) Argument(param *ssa.Parameter) (variable identity.Path, constant string) {
	a := p.arguments.parameter(param)
	return a.variable, a.constant
}

func (a *arguments) parameter(param *ssa.Parameter) argument {
	always, ok := a.known[param]
	if ok {
		return always
	}
	a.known[param] = argument{} // recursion says nothing
	fn := param.Parent()
	index := slices.Index(fn.Params, param)
	for _, site := range a.callers(fn) {
		arg := site.Common().Args[index]
		if arg == param {
			continue // it calls itself with what it was given
		}
		from := a.of(arg)
		if always.known() && from != always || !from.known() {
			return argument{}
		}
		always = from
	}
	a.known[param] = always
	return always
}

// callers are the calls of a function that is only called by name, here, or by
// the name of the variable that holds it; none if there may be others.
func (a *arguments) callers(fn *ssa.Function) []ssa.CallInstruction {
	if sites, ok := a.funcVars.calls(fn); ok {
		return sites
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Synthetic != "" || a.values[fn] || fn.TypeParams().Len() > 0 {
		return nil
	}
	recv := obj.Signature().Recv()
	if !a.mainHas(fn) && obj.Exported() || recv != nil && a.exposed[namedType(recv.Type())] {
		return nil
	}
	return a.sites[fn]
}

// of is a value as an argument: a package variable, what it points to, or a
// constant.
func (a *arguments) of(v ssa.Value) argument {
	switch v := v.(type) {
	case *ssa.Const:
		return argument{constant: value.ConstText(v)}
	case *ssa.Global:
		return argument{variable: value.GlobalPath(v)}
	case *ssa.UnOp:
		if g, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL && isPointer(v.Type()) {
			return argument{variable: value.GlobalPath(g).Load()}
		}
		if v.Op == token.NOT {
			return a.of(v.X).not()
		}
	case *ssa.Parameter:
		return a.parameter(v)
	case *ssa.FreeVar:
		// The receiver of a method value, x.f, if there is one such value.
		if uses := a.uses[v.Parent()]; strings.HasPrefix(v.Parent().Synthetic, "bound method wrapper") && len(uses) == 1 {
			if mc, ok := uses[0].(*ssa.MakeClosure); ok {
				return a.of(mc.Bindings[0])
			}
		}
	}
	return argument{}
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// not is the contrary of a constant.
func (a argument) not() argument {
	if a.constant != "true" && a.constant != "false" {
		return argument{}
	}
	return argument{constant: identity.Literal{Const: a.constant}.Not().Const}
}
