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

// arguments knows which parameters are always the same package variable: all
// callers are in view, and all of them pass it. Such a parameter has the
// variable's path, as a constant would (interprocedural constant propagation).
// May report falsely, like all that goes by the path of a variable, if that is a
// pointer which is set anew.
type arguments struct {
	*Package
	sites map[*ssa.Function][]ssa.CallInstruction // of static calls
	known map[*ssa.Parameter]identity.Path
}

func (p *Package) newArguments() *arguments {
	a := &arguments{p, make(map[*ssa.Function][]ssa.CallInstruction), make(map[*ssa.Parameter]identity.Path)}
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
func (p *Package) Argument(param *ssa.Parameter) (identity.Path, bool) {
	path := p.arguments.parameter(param)
	return path, path.Known()
}

func (a *arguments) parameter(param *ssa.Parameter) identity.Path {
	path, ok := a.known[param]
	if ok {
		return path
	}
	a.known[param] = identity.Path{} // recursion says nothing
	fn := param.Parent()
	if !isPointer(param.Type()) {
		return identity.Path{}
	}
	index := slices.Index(fn.Params, param)
	for _, site := range a.callers(fn) {
		arg := site.Common().Args[index]
		if arg == param {
			continue // it calls itself with what it was given
		}
		from := a.variable(arg)
		if path.Known() && from != path || !from.Known() {
			return identity.Path{}
		}
		path = from
	}
	a.known[param] = path
	return path
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
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
	if !a.isMain() && obj.Exported() || recv != nil && a.exposed[namedType(recv.Type())] {
		return nil
	}
	return a.sites[fn]
}

// variable is the path of a package variable, or of what it points to.
func (a *arguments) variable(v ssa.Value) identity.Path {
	switch v := v.(type) {
	case *ssa.Global:
		return value.GlobalPath(v)
	case *ssa.UnOp:
		if g, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return a.variable(g).Load()
		}
	case *ssa.Parameter:
		return a.parameter(v)
	case *ssa.FreeVar:
		// The receiver of a method value, x.f, if there is one such value.
		if uses := a.uses[v.Parent()]; strings.HasPrefix(v.Parent().Synthetic, "bound method wrapper") && len(uses) == 1 {
			if mc, ok := uses[0].(*ssa.MakeClosure); ok {
				return a.variable(mc.Bindings[0])
			}
		}
	}
	return identity.Path{}
}
