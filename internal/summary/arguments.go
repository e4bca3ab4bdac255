package summary

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
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
	if !isPointer(param.Type()) || !a.allCallersSeen(fn) {
		return identity.Path{}
	}
	index := 0
	for fn.Params[index] != param {
		index++
	}
	sites := a.sites[fn]
	if through, ok := a.funcVars.calls(fn); ok {
		sites = through
	}
	for i, site := range sites {
		arg := site.Common().Args[index]
		if arg == param {
			continue // it calls itself with what it was given
		}
		from := a.variable(arg)
		if i > 0 && path.Known() && from != path || !from.Known() {
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

// allCallersSeen holds for functions that are only called by name, here.
func (a *arguments) allCallersSeen(fn *ssa.Function) bool {
	if sites, ok := a.funcVars.calls(fn); ok {
		return len(sites) > 0
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Synthetic != "" || a.values[fn] || len(a.sites[fn]) == 0 || fn.TypeParams().Len() > 0 {
		return false
	}
	recv := obj.Signature().Recv()
	return (a.isMain() || !obj.Exported()) && (recv == nil || !a.exposed[namedType(recv.Type())])
}

// variable is the path of a package variable, or of what it points to.
func (a *arguments) variable(v ssa.Value) identity.Path {
	switch v := v.(type) {
	case *ssa.Global:
		name := identity.Package(v.Package().Pkg.Path(), v.Package().Pkg.Name()) + "." + v.Name()
		return identity.Path{Root: identity.Root{Kind: identity.Global, Name: name}}
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
