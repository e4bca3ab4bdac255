package summary

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// An object is made for a field if it is new where it is stored there, and is stored
// nowhere else. What lies in objects that are made for two fields are two things: a
// library's Closer of each of a server's parts. Source: ownership types, as far as
// stores show them. Errs to misses, if an object goes from one field to another by
// reflection.

// ownField is the class of a field that only this package stores to, or empty.
func (p *Package) ownField(of ssa.Value, i int) identity.Class {
	st, ok := namedType(of.Type()).Underlying().(*types.Struct)
	if !ok || st.Field(i).Exported() {
		return ""
	}
	class := p.classOfField(of, i)
	if class == "" || p.program == nil && !p.owns(class) {
		return ""
	}
	return class
}

// keepsOne holds for a package variable that is set once, when the program begins, to an
// object, or a channel, that is made for it: what it points to is as certain as if it lay in there. It is
// asked once the functions' summaries are there.
func (p *Package) keepsOne(name string) bool {
	if p.keeping == nil {
		p.keeping = make(map[string]bool)
		for g, stores := range p.shapes.Variables(p.funcs) {
			p.keeping[value.GlobalPath(g).Name] = len(stores) == 1 && p.keepsFrom(g, stores[0])
		}
	}
	return p.keeping[name]
}

// keepsFrom is keepsOne for a variable with one store.
func (p *Package) keepsFrom(g *ssa.Global, st *ssa.Store) bool {
	if !onlyHere(g) || p.funcVars.addressed[g] || st.Parent().Synthetic != "package initializer" {
		return false
	}
	object := inVariable(st.Val)
	fn := makerOf(object)
	_, channel := object.(*ssa.MakeChan)
	return (channel || p.isMade(object)) && storedOnce(object) && (fn == nil || !p.showsEarly(fn))
}

// onlyHere holds for a package variable that no other package can set.
func onlyHere(g *ssa.Global) bool {
	return g.Object() != nil && (!g.Object().Exported() || isMain(g.Pkg.Pkg))
}

func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// isMade holds for an object that is made here, or by a function that hands it out and
// keeps it nowhere.
func (p *Package) isMade(v ssa.Value) bool {
	i := 0
	if part, ok := v.(*ssa.Extract); ok {
		v, i = part.Tuple, part.Index
	}
	switch v := v.(type) {
	case *ssa.Alloc, *ssa.MakeChan:
		return true
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		if fn == nil {
			return false
		}
		return makesResult(p.summaryOfFunc(origin(fn)), i)
	}
	return false
}

// Makes implements flow.Env.
func (p *Package) Makes(call *ssa.Call) bool { return p.isMade(call) }

// makesResult reports whether result i of a function is an object that it makes, and
// stores nowhere else.
func makesResult(s *model.Summary, i int) bool {
	made := identity.Path{Root: identity.Root{Kind: identity.Result, Index: i}}
	return s != nil && i < len(s.Results) && s.Results[i].Path == made && !flowsOn(s.Flows, made)
}

// flowsOn reports whether an object is stored in something else than itself.
func flowsOn(flows []model.Flow, object identity.Path) bool {
	for i := range flows {
		if flows[i].What.Path == object && flows[i].To.Root != object.Root {
			return true
		}
	}
	return false
}

// storedOnce holds for a value that is stored in one place, beside variables.
func storedOnce(v ssa.Value) bool { return stores(v, 0) == 1 }

// stores counts the places that a value is stored in, itself or by way of variables;
// more than one if that leads too far.
func stores(v ssa.Value, depth int) (n int) {
	if depth > maxSeen {
		return 2
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if variable, ok := ref.Addr.(*ssa.Alloc); ref.Val == v && ok {
				n += storesOfVariable(variable, depth+1)
			} else if ref.Val == v {
				n++
			}
		case *ssa.MapUpdate, *ssa.Send, *ssa.Phi, *ssa.MakeInterface:
			n++
		}
	}
	return n
}

// storesOfVariable counts the places that what is in a variable is stored in.
func storesOfVariable(variable ssa.Value, depth int) (n int) {
	for _, ref := range *variable.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp:
			n += stores(ref, depth)
		case *ssa.MakeClosure:
			for i, b := range ref.Bindings {
				if b == variable {
					n += storesOfVariable(ref.Fn.(*ssa.Function).FreeVars[i], depth+1)
				}
			}
		}
	}
	return n
}

// inVariable is what has been stored in the variable that v is loaded from, if that
// is one value; v itself if it comes from elsewhere.
func inVariable(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return v
	}
	variable, ok := load.X.(*ssa.Alloc)
	if !ok {
		return v
	}
	stored := v
	for _, ref := range *variable.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == variable {
			if stored != v {
				return v
			}
			stored = st.Val
		}
	}
	return stored
}
