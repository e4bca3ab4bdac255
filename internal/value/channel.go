package value

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// A channel, or a lock or group behind a pointer, is a value, and has the class of the
// place where it is kept: the field, element or package variable that it was loaded from,
// or that it is stored to, here, in a literal that captures it, or by a function that
// it is passed to. Errs to reports if it is kept in several.

// isReferred reports whether t is a channel, or leads to a lock or group that has no
// class by itself.
func (r *Resolver) isReferred(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Interface:
		return model.IsPrimitive(t)
	case *types.Pointer:
		_, twice := u.Elem().Underlying().(*types.Pointer)
		return !twice && (model.IsPrimitive(t) || model.IsGroup(t) || r.world.Types().Owner(t, "") == "!")
	}
	return false
}

// keptClass is the class of the channel or lock at p, or empty if p is none, or is
// not seen to be kept anywhere.
func (r *Resolver) keptClass(p identity.Path) identity.Class {
	v := r.rootValue(p)
	steps, _, _ := strings.Cut(p.Steps, ".!:") // the lock in a lock type
	switch {
	case v == nil || isLockVariable(v):
		return ""
	case steps == "" && r.isReferred(v.Type()):
		return r.kept(v)
	case steps != "*" || !r.isVariableOf(v):
		return ""
	}
	// A variable that holds it.
	if fv, ok := v.(*ssa.FreeVar); ok {
		return r.capturedClass(fv)
	}
	return r.keptAfter(v)
}

// isLockVariable holds for a variable that is a lock itself, by which name it goes
// wherever it is captured.
func isLockVariable(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.FreeVar:
		ptr, ok := v.Type().Underlying().(*types.Pointer)
		return ok && isStruct(ptr.Elem())
	case *ssa.Alloc:
		return isStruct(elemOf(v)) && v.Comment != "new" && v.Comment != "complit"
	}
	return false
}

func elemOf(v *ssa.Alloc) types.Type { return v.Type().Underlying().(*types.Pointer).Elem() }

// isVariableOf reports whether v is a variable that holds a channel, or leads to a
// lock.
func (r *Resolver) isVariableOf(v ssa.Value) bool {
	ptr, ok := v.Type().Underlying().(*types.Pointer)
	return ok && r.isReferred(ptr.Elem())
}

// capturedClass asks the function around.
func (r *Resolver) capturedClass(fv *ssa.FreeVar) identity.Class {
	v, outer := r.around(slices.Index(r.Fn.FreeVars, fv))
	if v == nil {
		return ""
	}
	p := outer.capture(v).Path
	if x, n := outer.content(p, nil); n == 1 {
		return outer.ClassOf(x.Path)
	}
	return outer.ClassOf(p.Load())
}

// kept is the class of the place where v is kept.
func (r *Resolver) kept(v ssa.Value) identity.Class {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if c := identity.ClassOf(r.Val(load.X).Path.Load()); c != "" {
			return c // stored to here, but still what is at this place
		}
	}
	if phi, ok := v.(*ssa.Phi); ok {
		return cmp.Or(r.keptAlike(phi), r.keptAfter(v))
	}
	element := v
	if tuple, ok := v.(*ssa.Extract); ok {
		element = tuple.Tuple
	}
	if lookup, ok := element.(*ssa.Lookup); ok {
		if c := identity.ClassOf(r.Val(lookup.X).Path.Append("[]*")); c != "" {
			return c
		}
	}
	return r.keptAfter(v)
}

// keptAlike is the class of the place where all that v can be is kept: what was found
// there, or else was made and put there.
func (r *Resolver) keptAlike(v *ssa.Phi) (c identity.Class) {
	for _, e := range v.Edges {
		if k, ok := e.(*ssa.Const); ok && k.IsNil() {
			continue
		}
		p := r.Val(e).Path
		if _, ok := e.(*ssa.Phi); ok || !p.Known() {
			return ""
		}
		at := r.ClassOf(p)
		if c != "" && c != at {
			return ""
		}
		c = at
	}
	return c
}

// maxKept bounds the values that a channel or lock is followed through. Errs to misses.
const maxKept = 32

// keptAfter follows v, or what is in the variable v, to the first place that it is
// stored to.
func (r *Resolver) keptAfter(v ssa.Value) identity.Class {
	c, ok := r.channels[v]
	if !ok {
		k := keeping{r: r, seen: make(map[ssa.Value]bool)}
		k.follow(v, "")
		c = k.class
		r.channels[v] = c
	}
	return c
}

// keeping is the search for the place where a channel or lock is kept.
type keeping struct {
	r     *Resolver
	seen  map[ssa.Value]bool
	class identity.Class
}

func (k *keeping) follow(v ssa.Value, steps string) {
	if k.class != "" || k.seen[v] || len(k.seen) == maxKept || v.Referrers() == nil {
		return
	}
	k.seen[v] = true
	for _, ref := range *v.Referrers() {
		if k.class == "" {
			k.use(v, ref, steps)
		}
	}
}

func (k *keeping) use(v ssa.Value, ref ssa.Instruction, steps string) {
	switch ref := ref.(type) {
	case *ssa.Store:
		if ref.Val == v {
			k.storedAt(ref.Addr, steps)
		}
	case *ssa.MapUpdate:
		if ref.Value == v {
			k.at(k.r.Val(ref.Map).Path.Append("[]" + steps))
		}
	case *ssa.UnOp:
		if ref.Op == token.MUL && ref.X == v {
			k.follow(ref, steps) // what is in the variable
		}
	case *ssa.MakeClosure:
		for i, b := range ref.Bindings {
			if fv := ref.Fn.(*ssa.Function).FreeVars[i]; b == v && k.r.isVariableOf(fv) {
				k.inside(fv.Parent(), fv, steps)
			}
		}
	case *ssa.ChangeType, *ssa.Phi, *ssa.Slice, *ssa.Convert:
		k.follow(ref.(ssa.Value), steps)
	case *ssa.Call:
		k.passed(v, ref, steps)
	}
}

// at notes a place if it has a class by itself.
func (k *keeping) at(p identity.Path) {
	if c := identity.ClassOf(p.Append("*")); c != "" && k.class == "" {
		k.class = c
	}
}

// storedAt goes on from an address that it is stored to.
func (k *keeping) storedAt(addr ssa.Value, steps string) {
	p := k.r.Val(addr).Path
	if c := identity.ClassOf(p.Append(steps + "*")); c != "" {
		k.class = c
		return
	}
	switch addr := addr.(type) {
	case *ssa.Alloc:
		k.follow(addr, steps)
	case *ssa.IndexAddr: // the array behind the arguments of append
		k.follow(addr.X, "[]"+steps)
	}
}

// inside goes on in another function: a literal that captures the variable, or one
// that stores what it is passed in an object of its own.
func (k *keeping) inside(fn *ssa.Function, v ssa.Value, steps string) {
	inner := keeping{r: NewResolver(fn, k.r.world), seen: k.seen}
	inner.follow(v, steps)
	k.class = inner.class
}

// passed goes on where it is appended to a list, or in what a callee stores.
func (k *keeping) passed(v ssa.Value, call *ssa.Call, steps string) {
	if b := Builtin(&call.Call); b != "" {
		if b == "append" {
			k.follow(call, steps)
		}
		return
	}
	o := k.r.world.Outline(call, k.r)
	if o == nil || steps != "" {
		return
	}
	for i, arg := range call.Call.Args {
		for _, f := range o.Flows {
			w := f.What.Path
			if arg == v && w.Kind == identity.Param && w.Index == i && w.Steps == "" {
				k.at(f.To)
			}
		}
		if callee := call.Call.StaticCallee(); callee != nil && arg == v && k.class == "" && i < len(callee.Params) {
			k.inside(callee, callee.Params[i], "")
		}
	}
}

// channelName is how a channel goes that is kept nowhere: by the variable that
// holds it, or by the number of its making in the function.
func channelName(v *ssa.MakeChan) string {
	for _, ref := range *v.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Val == v {
			if variable, ok := st.Addr.(*ssa.Alloc); ok && variable.Comment != "" {
				return variable.Comment
			}
		}
	}
	n := 1
	for _, b := range v.Parent().Blocks {
		for _, instr := range b.Instrs {
			if instr == ssa.Instruction(v) {
				return "chan#" + strconv.Itoa(n)
			}
			if _, ok := instr.(*ssa.MakeChan); ok {
				n++
			}
		}
	}
	return ""
}
