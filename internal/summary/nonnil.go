package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// maxMaking bounds helpers of helpers that make something. Errs to reports.
const maxMaking = 3

// NonNil implements value.World.
//
//   - sentinel: a package variable that init gives something that is not nil,
//     and nothing else stores to, is not nil. An error variable of another
//     package, whose stores are not seen, is supposed to be one: may miss.
//   - maker: a function all of whose returns are not nil makes something. Errs
//     to neither side.
func (p *Package) NonNil(v ssa.Value) bool { return p.nonNil(v, 0) }

func (p *Package) nonNil(v ssa.Value, depth int) bool {
	switch v := v.(type) {
	case *ssa.Alloc, *ssa.MakeInterface, *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, *ssa.MakeClosure, *ssa.Function:
		return true
	case *ssa.ChangeInterface:
		return p.nonNil(v.X, depth)
	case *ssa.ChangeType:
		return p.nonNil(v.X, depth)
	case *ssa.UnOp:
		g, ok := v.X.(*ssa.Global)
		return ok && v.Op == token.MUL && depth <= maxMaking && p.sentinel(g, depth)
	case *ssa.Call:
		return p.alwaysMakes(v, 0, depth)
	case *ssa.Extract:
		call, ok := v.Tuple.(*ssa.Call)
		return ok && p.alwaysMakes(call, v.Index, depth)
	}
	return false
}

// sentinel reports whether a package variable is never nil.
func (p *Package) sentinel(g *ssa.Global, depth int) bool {
	if !p.inView(g.Pkg) {
		return types.Identical(g.Type().Underlying().(*types.Pointer).Elem(), types.Universe.Lookup("error").Type())
	}
	initialized := false
	for _, st := range p.shapes.Variables(p.funcs)[g] {
		if !p.nonNil(st.Val, depth+1) {
			return false
		}
		fn := st.Parent()
		initialized = initialized || fn.Parent() == nil && fn == g.Pkg.Func("init")
	}
	return initialized
}

// alwaysMakes reports whether result i of a call is never nil.
func (p *Package) alwaysMakes(call *ssa.Call, i, depth int) bool {
	if call.Call.IsInvoke() {
		return model.NonNil[p.fullName(call.Call.Method)]
	}
	fn := call.Call.StaticCallee()
	if fn == nil || depth > maxMaking {
		return false
	}
	fn = origin(fn)
	if obj, ok := fn.Object().(*types.Func); ok && len(fn.Blocks) == 0 {
		return model.NonNil[p.fullName(obj)] || p.saysNonNil(obj, i)
	}
	return p.neverNil(fn, i, depth)
}

// neverNil reports whether result i of a function in view is never nil.
func (p *Package) neverNil(fn *ssa.Function, i, depth int) bool {
	returns := 0
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			if i >= len(ret.Results) || !p.nonNil(ret.Results[i], depth+1) {
				return false
			}
			returns++
		}
	}
	return returns > 0
}

// saysNonNil reports whether all exits of another package's function say so.
func (p *Package) saysNonNil(fn *types.Func, i int) bool {
	if fn.Pkg() == nil || model.Packages[fn.Pkg().Path()] {
		return false
	}
	if i == 0 && p.importer.Makes(fn) {
		return true
	}
	s := p.importer.Summary(fn)
	if s == nil {
		return false
	}
	made := identity.NotNil(identity.Path{Root: identity.Root{Kind: identity.Result, Index: i}})
	return s.Returns() && !slices.ContainsFunc(s.Exits, func(e model.Exit) bool { return !slices.Contains(e.Then, made) })
}

// objectMakers are the functions and methods, as in a bundle, that importers can call and
// that return a pointer to a struct, and nothing else, which is never nil: a helper
// that does nothing with locks has no summary, but what is stored in a flag may be
// what it has made. Std has no such facts, which must be small: errs to reports.
func (p *Package) objectMakers() []string {
	if isStd(p.pkg.Pkg) {
		return nil
	}
	var out []string
	for _, fn := range p.funcs {
		obj, ok := fn.Object().(*types.Func)
		if ok && fn.Synthetic == "" && p.Exports(obj) && returnsObject(obj) && p.neverNil(fn, 0, 0) {
			name, _ := factName(obj)
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// returnsObject holds for functions of one result, a pointer to a struct.
func returnsObject(fn *types.Func) bool {
	results := fn.Signature().Results()
	if results.Len() != 1 {
		return false
	}
	ptr, ok := results.At(0).Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = ptr.Elem().Underlying().(*types.Struct)
	return ok
}
