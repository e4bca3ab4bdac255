package value

import (
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// A channel is a value, and has the class of the place where it is kept: the
// field, element or package variable that it is stored to, here, in a literal that
// captures it, or by a function that it is passed to. Errs to reports if it is
// kept in several.

// isChannel reports whether t is a channel.
func isChannel(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// channelClass is the class of the channel at p, or empty if p is none, or is
// not seen to be kept anywhere.
func (r *Resolver) channelClass(p identity.Path) identity.Class {
	v := r.rootValue(p)
	switch {
	case v == nil:
		return ""
	case p.Steps == "" && isChannel(v.Type()):
		return r.kept(v)
	case p.Steps != "*" || !isVariableOf(v):
		return ""
	}
	// A variable that holds a channel.
	if fv, ok := v.(*ssa.FreeVar); ok {
		return r.capturedChannel(fv)
	}
	return r.keptAfter(v)
}

// isVariableOf reports whether v is a variable that holds a channel.
func isVariableOf(v ssa.Value) bool {
	ptr, ok := v.Type().Underlying().(*types.Pointer)
	return ok && isChannel(ptr.Elem())
}

// capturedChannel asks the function around.
func (r *Resolver) capturedChannel(fv *ssa.FreeVar) identity.Class {
	mc, outer := r.world.Enclosing(r.Fn)
	for i, v := range r.Fn.FreeVars {
		if v != fv || mc == nil || i >= len(mc.Bindings) {
			continue
		}
		p := outer.Val(mc.Bindings[i]).Path
		if x, n := outer.content(p); n == 1 {
			return outer.ClassOf(x.Path)
		}
		return outer.ClassOf(p.Load())
	}
	return ""
}

// kept is the class of the place where the channel v is kept.
func (r *Resolver) kept(v ssa.Value) identity.Class {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if c := identity.ClassOf(r.Val(load.X).Path.Load()); c != "" {
			return c // stored to here, but still what is at this place
		}
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

// maxKept bounds the values that a channel is followed through. Errs to misses.
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

// keeping is the search for the place where a channel is kept.
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
		k.use(v, ref, steps)
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
			if fv := ref.Fn.(*ssa.Function).FreeVars[i]; b == v && isVariableOf(fv) {
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

// storedAt goes on from an address that the channel is stored to.
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

// passed goes on where a channel is appended to a list, or in what a callee stores.
func (k *keeping) passed(v ssa.Value, call *ssa.Call, steps string) {
	if b, ok := call.Call.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
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
