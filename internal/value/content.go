package value

import (
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

func paramKey(i int) string { return "p" + strconv.Itoa(i) }

// load resolves what is stored at v.X.
func (r *Resolver) load(v *ssa.UnOp) identity.Val {
	if g, ok := v.X.(*ssa.Global); ok {
		if x, ok := r.world.GlobalFunc(g); ok {
			return x
		}
	}
	at := r.Val(v.X)
	if at.Holds != nil {
		return *at.Holds
	}
	if at.Path.Kind == identity.Free && at.Path.Steps == "" {
		if x := r.captured(at.Path.Index); x.Known() {
			return x
		}
	}
	switch x, n := r.content(at.Path, v); {
	case n == 1:
		return x
	case n > 1 || r.overwritten(at.Path):
		return identity.Val{} // a value of its own
	}
	return path(at.Path.Load())
}

// overwritten reports whether this function stores to the field at p in
// whatever object.
func (r *Resolver) overwritten(p identity.Path) bool {
	steps := identity.Split(p.Steps)
	return len(steps) > 0 && r.written[steps[len(steps)-1]]
}

// Written are the steps to the fields and elements that this function, or a function it
// calls, stores pointers to, in objects not made here; of fields and package variables also
// whether anything is stored there, see [Stores].
func (r *Resolver) Written() map[string]bool { return r.written }

// content is what is stored at p, a place in an object of this function, and
// in how many ways: 0 if no store is known, 1 if x is the only one. It is asked for a load, if
// for any.
func (r *Resolver) content(p identity.Path, load ssa.Value) (x identity.Val, n int) {
	if p.Ref == nil || p.Kind == identity.Stale {
		return x, 0
	}
	stores := r.stores[p.Ref]
	call, k, isResult := ResultOf(p.Ref)
	setters := r.settersOf(p.Ref)
	if len(stores)+len(setters) == 0 && !isResult || slices.Contains(r.busy, p) {
		return x, 0
	}
	r.busy = append(r.busy, p)
	defer func() { r.busy = r.busy[:len(r.busy)-1] }()
	for _, st := range stores {
		rest, ok := p.HasPrefix(r.Val(st.Addr).Path)
		if !ok || strings.ContainsAny(rest, "*") {
			continue
		}
		y := r.Val(st.Val)
		if y.Const == "nil" {
			continue // neither called nor locked
		}
		if y.Path.Steps == "" && wraps(y.Path.Ref, load) && comesFirst(load.(ssa.Instruction), st) {
			continue
		}
		n++
		x = y
		if rest != "" {
			x = r.Walk(place(x), rest+"*")
		}
	}
	if n == 0 {
		x, n = r.setContent(setters, p)
	}
	if a, ok := p.Ref.(*ssa.Alloc); ok && n > 0 && (storedByClosure(a) || strings.HasPrefix(p.Steps, "[") && reordered(a)) {
		n++
	}
	if isResult {
		y, m := r.resultContent(call, k, p)
		if m > 0 {
			x, n = y, n+m
		}
	}
	return x, n
}

// comesFirst reports whether control passes a before it comes to b.
func comesFirst(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		return slices.Index(a.Block().Instrs, a) < slices.Index(b.Block().Instrs, b)
	}
	return a.Block().Dominates(b.Block())
}

// wraps reports whether an object made here keeps a value in a field. If it takes the
// place of the value only afterwards, it is not what it wraps (s.next = &counter{next:
// s.next}): a decorator. Exact, but for what a loop has put there in another round.
func wraps(object, v ssa.Value) bool {
	if _, made := object.(*ssa.Alloc); !made || v == nil {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.Store:
			field, ok := use.Addr.(*ssa.FieldAddr)
			return ok && use.Val == v && field.X == object
		case *ssa.ChangeInterface:
			return wraps(object, use)
		case *ssa.MakeInterface:
			return wraps(object, use)
		}
		return false
	})
}

// reordered reports whether the elements of a variable are sorted anywhere.
func reordered(array *ssa.Alloc) bool {
	seen := make(map[ssa.Value]bool)
	var passed func(v ssa.Value) bool
	passed = func(v ssa.Value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		return slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
			switch use := use.(type) {
			case *ssa.Slice:
				return passed(use)
			case *ssa.MakeInterface:
				return passed(use)
			case *ssa.ChangeType:
				return passed(use)
			case *ssa.Call:
				fn := use.Call.StaticCallee()
				if fn == nil || fn.Object() == nil {
					return false
				}
				obj, ok := fn.Object().(*types.Func)
				return ok && model.Reorders[obj.Origin().FullName()]
			}
			return false
		})
	}
	return passed(array)
}

// resultContent is what a callee stores at p, a place in its result k.
func (r *Resolver) resultContent(call *ssa.Call, k int, p identity.Path) (x identity.Val, n int) {
	o := r.world.Outline(call, r)
	if o == nil {
		return x, 0
	}
	for _, f := range o.Flows {
		if f.To.Kind != identity.Result || f.To.Index != k || f.To.Steps != p.Steps {
			continue
		}
		y := r.Instance(f.What, o.Bind)
		if !y.Known() || n > 0 && y.String() == x.String() {
			continue
		}
		x, n = y, n+1
	}
	return x, n
}

// ResultOf says of which call v is a result.
func ResultOf(v ssa.Value) (call *ssa.Call, k int, ok bool) {
	switch v := v.(type) {
	case *ssa.Call:
		return v, 0, true
	case *ssa.Extract:
		call, ok = v.Tuple.(*ssa.Call)
		return call, v.Index, ok
	}
	return nil, 0, false
}

// storedByClosure reports whether a function literal stores to the variable.
func storedByClosure(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		mc, ok := ref.(*ssa.MakeClosure)
		if !ok {
			continue
		}
		fn := mc.Fn.(*ssa.Function)
		for i, b := range mc.Bindings {
			if b != v || i >= len(fn.FreeVars) {
				continue
			}
			if fv := fn.FreeVars[i]; storedTo(fv) || storedByClosure(fv) {
				return true
			}
		}
	}
	return false
}

func storedTo(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == v {
			return true
		}
	}
	return false
}

// place is the address of a struct value.
func place(x identity.Val) identity.Val {
	steps, ok := strings.CutSuffix(x.Path.Steps, "*")
	if !ok {
		return identity.Val{}
	}
	return path(identity.Path{Root: x.Path.Root, Steps: steps})
}

// call resolves result k of a call.
func (r *Resolver) call(v *ssa.Call, k int) identity.Val {
	o := r.world.Outline(v, r)
	if o == nil || k >= len(o.Results) {
		return identity.Val{}
	}
	return r.Instance(o.Results[k], o.Bind)
}

// ResultVal is the value that result k of a call is by itself.
func (r *Resolver) ResultVal(call ssa.CallInstruction, k int) identity.Val {
	v, ok := call.(*ssa.Call)
	if !ok {
		return identity.Val{}
	}
	if v.Call.Signature().Results().Len() == 1 {
		return identity.Val{Path: r.placeOf(v), Subject: r.Subject(v)}
	}
	for _, ref := range *v.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == k {
			return identity.Val{Path: r.placeOf(e), Subject: r.Subject(e)}
		}
	}
	return identity.Val{}
}

// placeOf is the object that v points to, or the place of the struct it is.
func (r *Resolver) placeOf(v ssa.Value) identity.Path {
	return identity.Path{Root: r.opaque(v).Root}
}

// Receiver is x as the receiver or argument of type t: a struct goes by its
// place.
func Receiver(x identity.Val, t types.Type) identity.Val {
	if !isStruct(t) {
		return x
	}
	y := place(x)
	y.Type, y.Subject = x.Type, x.Subject
	return y
}

// Args are a call's arguments, the receiver first; structs by their place. The
// list is shared: it must not be changed.
func (r *Resolver) Args(call *ssa.CallCommon) []identity.Val {
	out, ok := r.args[call]
	if !ok {
		out = r.arguments(call)
		if r.args != nil && r.open == 0 { // nothing is opaque that is only being resolved
			r.args[call] = out
		}
	}
	return out
}

func (r *Resolver) arguments(call *ssa.CallCommon) []identity.Val {
	out := make([]identity.Val, 0, len(call.Args)+1)
	if call.IsInvoke() {
		out = append(out, r.Val(call.Value))
	}
	for _, a := range call.Args {
		x := r.Val(a)
		x.Subject = r.Subject(a)
		if x.Type == nil && !types.IsInterface(a.Type()) {
			x.Type = a.Type()
		}
		if isStruct(a.Type()) {
			x = Receiver(x, a.Type())
		}
		out = append(out, x)
	}
	return out
}
