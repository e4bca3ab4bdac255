package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A Home is a field, or a package variable, for which objects are made.
type Home struct {
	// Of is the type of the objects.
	Of string
	// Stays says that they go no further: they are stored, sent and returned nowhere
	// else, and passed to no code that is not seen, beside their own methods. Then
	// whatever is reached through something else is none of them.
	Stays bool
	// Passed are the parameters to which they are passed, as [Package.Through] has
	// them; PassedOut, that they are passed to other packages.
	Passed    []identity.Class
	PassedOut bool
}

// Homes are by the class of the field, or the name of the variable.
type Homes map[identity.Class]*Home

// Two reports whether no object is reached through both of two fields, variables or
// parameters: objects are made for both, or those of the one have their home there.
func (h Homes) Two(a, b identity.Class) bool {
	if a == "" || b == "" || a.IsObject() && b.IsObject() && a.MayBeObject(b) {
		return false
	}
	return a != b && (h.Made(a) && h.Made(b) || !h.mayBe(a, b) || !h.mayBe(b, a))
}

// Made holds for a field for which objects are made, and for an object that is made for
// its function.
func (h Homes) Made(through identity.Class) bool { return h[through] != nil || through.IsObject() }

// mayBe reports whether an object of a field may be reached through something else. The
// package that declares its type may hand it on by its own fields and parameters.
func (h Homes) mayBe(field, through identity.Class) bool {
	home := h[field]
	switch {
	case home == nil || !home.Stays:
		return true
	case field.Package() != through.Package() && through.Package() == identity.Class(home.Of).Package():
		return true
	case through.IsParameter():
		return home.PassedOut || slices.Contains(home.Passed, through)
	}
	return false
}

// Homes are the fields for which objects are made. Source: ownership types, as far as
// stores show them (Clarke, Potter and Noble). Errs to misses where a method of another
// package's object hands that on to others than its own package, as do callbacks; where
// a function of another package that it is passed to keeps it otherwise than by a store;
// and by reflection.
func (p *Package) Homes() Homes {
	if p.homes == nil {
		p.homes = make(Homes)
		for class, uses := range p.fieldUses() {
			p.homes.add(class, p.homeOf(class, uses))
		}
		for class, uses := range p.variableUses() {
			p.homes.add(class, p.homeOf(class, uses))
		}
		for v, at := range p.madeForFuncs {
			if at != "" {
				p.homes.add(at, p.homeOfObject(v, at))
			}
		}
	}
	return p.homes
}

// add notes a home, if it is one.
func (h Homes) add(class identity.Class, home *Home) {
	if home != nil {
		h[class] = home
	}
}

// sorted is h with its lists in order.
func (h *Home) sorted() *Home {
	slices.Sort(h.Passed)
	h.Passed = slices.Compact(h.Passed)
	return h
}

// fieldUses is what is stored in a field, and what is loaded from it.
type fieldUses struct {
	of             types.Type
	stored, loaded []ssa.Value
	addressed      bool
}

// fieldUses are those of the fields that only this package stores to, with pointers to
// structs that are locked or waited for.
func (p *Package) fieldUses() map[identity.Class]*fieldUses {
	out := make(map[identity.Class]*fieldUses)
	holds := make(holders)
	at := func(owner ssa.Value, field int, pointer types.Type) *fieldUses {
		if !p.lockedBehind(pointer, holds) {
			return nil
		}
		class := p.ownField(owner, field)
		if class == "" {
			return nil
		}
		if out[class] == nil {
			out[class] = &fieldUses{of: pointer}
		}
		return out[class]
	}
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.FieldAddr:
					if u := at(instr.X, instr.Field, instr.Type().(*types.Pointer).Elem()); u != nil {
						u.add(instr)
					}
				case *ssa.Field:
					if u := at(instr.X, instr.Field, instr.Type()); u != nil {
						u.loaded = append(u.loaded, instr)
					}
				}
			}
		}
	}
	return out
}

// lockedBehind holds for pointers to structs that are locked or waited for; to any, if
// the user names locks.
func (p *Package) lockedBehind(t types.Type, holds holders) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	return ok && (p.locks != nil || holds.lock(ptr.Elem()))
}

// variableUses are the like for package variables: a program's caches, each of its own.
func (p *Package) variableUses() map[identity.Class]*fieldUses {
	out := make(map[identity.Class]*fieldUses)
	holds := make(holders)
	for g, stores := range p.shapes.Variables(p.funcs) {
		of := g.Type().(*types.Pointer).Elem()
		if !onlyHere(g) || !p.lockedBehind(of, holds) {
			continue
		}
		u := &fieldUses{of: of, addressed: p.funcVars.addressed[g]}
		for _, st := range stores {
			if !isNilConst(st.Val) {
				u.stored = append(u.stored, st.Val)
			}
		}
		for _, load := range p.funcVars.loads[g] {
			u.loaded = append(u.loaded, load)
		}
		out[identity.Class(value.GlobalPath(g).Name)] = u
	}
	return out
}

func (u *fieldUses) add(addr *ssa.FieldAddr) {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != addr {
				u.addressed = true
			} else if !isNilConst(ref.Val) {
				u.stored = append(u.stored, ref.Val)
			}
		case *ssa.UnOp:
			u.loaded = append(u.loaded, ref)
		case *ssa.DebugRef:
		default:
			u.addressed = true
		}
	}
}

// holders knows of structs whether something lies in them that can be locked or waited
// for.
type holders map[types.Type]bool

func (h holders) lock(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	holds, known := h[t]
	if !known {
		for f := range st.Fields() {
			holds = holds || isResource(f.Type()) || h.lock(f.Type())
		}
		h[t] = holds
	}
	return holds
}

// isResource holds for a lock, or what is waited for, and what leads to one.
func isResource(t types.Type) bool {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	return model.Resources[named.Obj().Pkg().Path()]
}

// homeOf is the home that a field is; nil if it is none.
func (p *Package) homeOf(class identity.Class, u *fieldUses) *Home {
	for _, v := range u.stored {
		if object := inVariable(v); !p.isMade(object) || !storedOnce(object) {
			return nil
		}
	}
	if len(u.stored) == 0 {
		return nil
	}
	h := &Home{Of: p.types.Owner(u.of, "")}
	o := object{Package: p, seen: make(map[ssa.Value]bool), home: class, passes: h}
	goesOn := func(v ssa.Value) bool { return o.goOn(inVariable(v)) }
	h.Stays = !u.addressed && !slices.ContainsFunc(u.stored, goesOn) && !slices.ContainsFunc(u.loaded, goesOn)
	return h.sorted()
}

// String says what the objects are, and how far they go.
func (h *Home) String() string {
	text := h.Of
	if h.Stays {
		text += " only"
	}
	for _, c := range h.Passed {
		text += " passed to " + string(c)
	}
	if h.PassedOut {
		text += " passed out"
	}
	return text
}

// passedTo notes a parameter that an object with a home is passed to.
func (h *Home) passedTo(parameter identity.Class) {
	if h != nil && parameter != "" {
		h.Passed = append(h.Passed, parameter)
	}
}

// maxUses bounds the values that the objects of a field are followed through. Errs to
// reports.
const maxUses = 1000

// object follows the objects of a field, by the values that stand for one and the
// variables it is in.
type object struct {
	*Package
	seen   map[ssa.Value]bool
	home   identity.Class // in which they may be stored
	passes *Home          // which notes where they are passed to
}

// goOn reports whether a value, or what is in a variable, may come to be known
// otherwise than through the field, or to other packages.
func (o *object) goOn(v ssa.Value) bool {
	if o.seen[v] {
		return false
	}
	o.seen[v] = true
	return len(o.seen) > maxUses || v.Referrers() == nil ||
		slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool { return o.goesOnBy(v, ref) })
}

func (o *object) goesOnBy(v ssa.Value, ref ssa.Instruction) bool {
	switch ref := ref.(type) {
	case *ssa.BinOp, *ssa.DebugRef:
		return false
	case *ssa.FieldAddr:
		_, plain := ref.Type().(*types.Pointer).Elem().Underlying().(*types.Basic)
		return !plain && o.goOn(ref)
	case *ssa.Send:
		return ref.X == v
	case *ssa.Select:
		return slices.ContainsFunc(ref.States, func(s *ssa.SelectState) bool { return s.Send == v })
	case *ssa.Store:
		return ref.Val == v && o.goesOnFrom(ref.Addr)
	case *ssa.UnOp:
		if _, part := v.(*ssa.FieldAddr); part {
			return false // not it, but what it leads to
		}
		return ref.Op == token.MUL && leadsOn(ref.Type()) && o.goOn(ref)
	case *ssa.MakeClosure:
		for i, b := range ref.Bindings {
			if b == v && o.goOn(ref.Fn.(*ssa.Function).FreeVars[i]) {
				return true
			}
		}
		return false
	case *ssa.Phi:
		return o.goOn(ref)
	case *ssa.Extract:
		return o.goOn(ref)
	case *ssa.Return:
		return o.returned(v.Parent(), slices.Index(ref.Results, v))
	case ssa.CallInstruction:
		return o.mayKeep(ref, v)
	}
	return true
}

// goesOnFrom holds for a store to anything but a function's variable, or its home.
func (o *object) goesOnFrom(addr ssa.Value) bool {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		return o.goOn(addr)
	case *ssa.FieldAddr:
		return o.ownField(addr.X, addr.Field) != o.home
	case *ssa.Global:
		return identity.Class(value.GlobalPath(addr).Name) != o.home
	}
	return true
}

// returned reports whether what a function returns may go on from its callers; so it may
// if there are others than those in view.
func (o *object) returned(fn *ssa.Function, i int) bool {
	sites := o.arguments.callers(fn)
	return len(sites) == 0 || slices.ContainsFunc(sites, func(site ssa.CallInstruction) bool {
		call, ok := site.(*ssa.Call)
		return ok && o.resultGoesOn(call, i)
	})
}

// mayKeep reports whether a call may keep what it is passed.
func (o *object) mayKeep(site ssa.CallInstruction, v ssa.Value) bool {
	call := site.Common()
	if b := value.Builtin(call); b != "" {
		return b == "append"
	}
	callee := call.StaticCallee()
	if callee == nil {
		return true
	}
	callee = origin(callee)
	for i, arg := range call.Args {
		switch method := i == 0 && callee.Signature.Recv() != nil; {
		case arg != v:
		case len(callee.Blocks) > 0:
			o.passes.passedTo(o.parameter(callee, i))
			if o.goOn(callee.Params[i]) {
				return true
			}
		case o.keptBy(site, callee, i, method):
			return true
		}
	}
	return false
}

// keptBy reports whether a function of another package keeps parameter i, as far as its
// summary tells; a method of which nothing is told does not keep its own object.
func (o *object) keptBy(site ssa.CallInstruction, callee *ssa.Function, i int, method bool) bool {
	s := o.summaryOfFunc(callee)
	if s == nil {
		return !method
	}
	passed := identity.Path{Root: identity.Root{Kind: identity.Param, Index: i}}
	o.passes.PassedOut = o.passes.PassedOut || !method
	for j, r := range s.Results {
		if call, ok := site.(*ssa.Call); ok && r.Path == passed && o.resultGoesOn(call, j) {
			return true
		}
	}
	return flowsOn(s.Flows, passed) && !method
}

// resultGoesOn is goOn for a result of a call.
func (o *object) resultGoesOn(call *ssa.Call, i int) bool {
	if call.Call.Signature().Results().Len() == 1 {
		return o.goOn(call)
	}
	part := result(call, i)
	return part != nil && o.goOn(part)
}
