package summary

import (
	"go/types"
	"maps"
	"slices"
)

// typesShown are the paths of other packages whose types an importer comes by with what
// the package exports. What comes with those types is their package's to say.
func (p *Package) typesShown() []string { return slices.Sorted(maps.Keys(p.surface().paths)) }

// nameableOutside reports whether an importer can call a function by its name: it is
// exported, and a method's type, exported or not, comes with something that is.
// Methods of other types are called through interfaces only, by which an importer
// does not find them.
func (p *Package) nameableOutside(fn *types.Func) bool {
	if !fn.Exported() {
		return false
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return true
	}
	named, ok := namedType(recv.Type()).(*types.Named)
	return !ok || p.surface().seen[named.Origin()]
}

// surface is what comes with what the package exports.
func (p *Package) surface() *shown {
	if p.surfaced != nil {
		return p.surfaced
	}
	v := &shown{pkg: p.pkg.Pkg, seen: make(map[types.Type]bool), paths: make(map[string]bool)}
	p.surfaced = v
	for _, name := range v.pkg.Scope().Names() {
		obj := v.pkg.Scope().Lookup(name)
		if fn, ok := obj.(*types.Func); obj.Exported() && !(ok && p.OnlyTests(fn)) {
			v.visit(obj.Type())
		}
	}
	return v
}

type shown struct {
	pkg   *types.Package
	seen  map[types.Type]bool // named types and type parameters
	paths map[string]bool
}

func (v *shown) visit(t types.Type) {
	switch t := t.(type) {
	case *types.Alias:
		v.visit(types.Unalias(t))
	case *types.Named:
		v.named(t)
	case *types.Pointer:
		v.visit(t.Elem())
	case *types.Slice:
		v.visit(t.Elem())
	case *types.Array:
		v.visit(t.Elem())
	case *types.Chan:
		v.visit(t.Elem())
	case *types.Map:
		v.visit(t.Key())
		v.visit(t.Elem())
	case *types.Tuple:
		for x := range t.Variables() {
			v.visit(x.Type())
		}
	case *types.Signature:
		v.visit(t.Params())
		v.visit(t.Results())
		for p := range t.TypeParams().TypeParams() {
			v.visit(p)
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() { // methods of any embedded field are promoted
				v.visit(f.Type())
			}
		}
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			v.visit(m.Type())
		}
		for e := range t.EmbeddedTypes() {
			v.visit(e)
		}
	case *types.Union:
		for term := range t.Terms() {
			v.visit(term.Type())
		}
	case *types.TypeParam:
		if !v.seen[t] {
			v.seen[t] = true
			v.visit(t.Constraint())
		}
	}
}

// named visits a type of the package itself with its exported methods; of another,
// only what it is made of here.
func (v *shown) named(t *types.Named) {
	for arg := range t.TypeArgs().Types() {
		v.visit(arg)
	}
	t = t.Origin()
	pkg := t.Obj().Pkg()
	if pkg == nil || v.seen[t] {
		return
	}
	v.seen[t] = true
	if pkg != v.pkg {
		v.paths[pkg.Path()] = true
		return
	}
	v.visit(t.Underlying())
	for p := range t.TypeParams().TypeParams() {
		v.visit(p)
	}
	for m := range t.Methods() {
		if m.Exported() {
			v.visit(m.Signature())
		}
	}
}
