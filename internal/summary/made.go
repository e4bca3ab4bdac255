package summary

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

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

// MadeFor is the field for which the object is made that a lock, or what is waited
// for, lies in; empty if that is not known.
func (p *Package) MadeFor(l identity.Lock) identity.Class {
	if p.madeFor == nil {
		p.findMadeFor()
	}
	path := l.Path
	if l.Kind.OfChannel() { // what is loaded from the object that it lies in
		path.Steps = strings.TrimSuffix(path.Steps, "*")
	}
	var field identity.Class
	if i := strings.LastIndexByte(path.Steps, '*'); i > 0 && i < len(path.Steps)-1 {
		path.Steps = path.Steps[:i+1]
		field = identity.ClassOf(path)
	} else if i < 0 && path.Ref != nil {
		if field = p.heldIn(path.Ref, 0); field == "" {
			return p.madeForFunc(path.Ref)
		}
	}
	if field == "" || !p.madeFor[field] {
		return ""
	}
	return field
}

// heldIn is the field that a value was loaded from, or that it is stored to, here or by
// all who call a function that returns it.
func (p *Package) heldIn(v ssa.Value, depth int) identity.Class {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if addr, ok := load.X.(*ssa.FieldAddr); ok {
			return p.ownField(addr)
		}
		return ""
	}
	if refs := v.Referrers(); refs != nil {
		for _, ref := range *refs {
			switch ref := ref.(type) {
			case *ssa.Store:
				if addr, ok := ref.Addr.(*ssa.FieldAddr); ok && ref.Val == v {
					return p.ownField(addr)
				}
			case *ssa.Return:
				return p.heldByCallers(v.Parent(), slices.Index(ref.Results, v), depth)
			}
		}
	}
	return ""
}

// maxHeld bounds the calls from who makes an object to who keeps it. Errs to reports.
const maxHeld = 3

// heldByCallers is the field in which all who call a function keep what it returns, if
// all are in view.
func (p *Package) heldByCallers(fn *ssa.Function, i, depth int) (field identity.Class) {
	if depth == maxHeld {
		return ""
	}
	for _, site := range p.arguments.callers(fn) {
		call, ok := site.(*ssa.Call)
		if !ok {
			return ""
		}
		kept := ssa.Value(call)
		if fn.Signature.Results().Len() > 1 {
			kept = result(call, i)
		}
		if kept == nil {
			continue
		}
		at := p.heldIn(kept, depth+1)
		if at == "" || field != "" && at != field {
			return ""
		}
		field = at
	}
	return field
}

// ownField is the class of a field that only this package stores to, or empty.
func (p *Package) ownField(addr *ssa.FieldAddr) identity.Class {
	st, ok := namedType(addr.X.Type()).Underlying().(*types.Struct)
	if !ok || st.Field(addr.Field).Exported() {
		return ""
	}
	owner := p.types.Owner(addr.X.Type(), "")
	class := identity.Class(owner + "." + st.Field(addr.Field).Name())
	if owner == "" || p.program == nil && !p.owns(class) {
		return ""
	}
	return class
}

// findMadeFor finds the fields to which only objects are stored that are made for them.
func (p *Package) findMadeFor() {
	p.madeFor = make(map[identity.Class]bool)
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				addr, ok := st.Addr.(*ssa.FieldAddr)
				if _, pointer := st.Val.Type().Underlying().(*types.Pointer); !ok || !pointer || isNilConst(st.Val) {
					continue
				}
				if class := p.ownField(addr); class != "" {
					before, known := p.madeFor[class]
					object := inVariable(st.Val)
					p.madeFor[class] = (before || !known) && p.isMade(object) && storedOnce(object)
				}
			}
		}
	}
}

// keepsOne holds for a package variable that is set once, when the program begins, to an
// object that is made for it: what it points to is as certain as if it lay in there. It is
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
	if g.Object() == nil || g.Object().Exported() && !isMain(g.Pkg.Pkg) || p.funcVars.addressed[g] || st.Parent().Synthetic != "package initializer" {
		return false
	}
	object := inVariable(st.Val)
	fn := makerOf(object)
	return p.isMade(object) && storedOnce(object) && (fn == nil || !p.showsEarly(fn))
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
	case *ssa.Alloc:
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
