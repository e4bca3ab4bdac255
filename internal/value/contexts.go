package value

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// The channel of a context has, like any channel, the class of the place where it is
// kept: the field or package variable that the context was loaded from, or is stored to
// by the function that makes it, or by one that it calls; else that of the variable.

// contextClass is the class of the channel of a context at p, or empty if p is none or
// the context is not seen to be kept anywhere.
func (r *Resolver) contextClass(p identity.Path) identity.Class {
	base, ok := strings.CutSuffix(p.Steps, model.DoneChannel)
	v := r.rootValue(p)
	if !ok || v == nil {
		return ""
	}
	channel := identity.Path{Steps: model.DoneChannel}
	name := identity.Class(identity.VisibleSteps(channel, false))
	switch fv, captured := v.(*ssa.FreeVar); {
	case captured && base == "*":
		return r.capturedContext(fv)
	case base == "" && isContext(v):
		if at := r.keptContext(v); at != "" {
			return at + name
		}
	}
	return ""
}

// capturedContext asks the function around.
func (r *Resolver) capturedContext(fv *ssa.FreeVar) identity.Class {
	v, outer := r.around(slices.Index(r.Fn.FreeVars, fv))
	if v == nil {
		return ""
	}
	p := outer.capture(v).Path
	if x, n := outer.content(p, nil); n == 1 {
		return outer.ClassOf(x.Path.Append(model.DoneChannel))
	}
	return outer.ClassOf(p.Load().Append(model.DoneChannel))
}

// keptContext is the class of the first place that a context is stored to.
func (r *Resolver) keptContext(v ssa.Value) identity.Class {
	c, ok := r.channels[v]
	if ok {
		return c
	}
	if load, isLoad := v.(*ssa.UnOp); isLoad {
		c = identity.ClassOf(r.Val(load.X).Path.Load()) // stored to here, but still what is at this place
	} else {
		c = r.storedContext(v, make(map[ssa.Value]bool))
	}
	r.channels[v] = c
	return c
}

func (r *Resolver) storedContext(v ssa.Value, seen map[ssa.Value]bool) (c identity.Class) {
	if seen[v] || len(seen) == maxKept || v.Referrers() == nil {
		return ""
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if variable, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v {
				c = cmp.Or(c, r.storedContext(variable, seen))
			} else if ref.Val == v {
				c = cmp.Or(c, identity.ClassOf(r.Val(ref.Addr).Path.Load()))
			}
		case *ssa.UnOp:
			c = cmp.Or(c, r.storedContext(ref, seen))
		case *ssa.Call:
			c = cmp.Or(c, r.contextStoredBy(v, ref))
		}
	}
	return c
}

// contextStoredBy is the class of the place where a callee stores what it is passed.
func (r *Resolver) contextStoredBy(v ssa.Value, call *ssa.Call) identity.Class {
	if _, made := v.(*ssa.Extract); !made {
		return ""
	}
	o := r.world.Outline(call, r)
	if o == nil {
		return ""
	}
	for i, arg := range call.Call.Args {
		for _, f := range o.Flows {
			w := f.What.Path
			if arg == v && w.Kind == identity.Param && w.Index == i && w.Steps == "" {
				if c := identity.ClassOf(f.To.Load()); c != "" {
					return c
				}
			}
		}
	}
	return ""
}

func isContext(v ssa.Value) bool { return model.IsContext(v.Type()) }

// contextName is how a context goes that is kept nowhere: by the variable that holds it,
// or by the number of its making in the function.
func contextName(v ssa.Value) string {
	for _, ref := range *v.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Val == v {
			if variable, ok := st.Addr.(*ssa.Alloc); ok && variable.Comment != "" {
				return variable.Comment
			}
		}
	}
	n := 1
	for _, b := range v.(ssa.Instruction).Parent().Blocks {
		for _, instr := range b.Instrs {
			if instr == v.(ssa.Instruction) {
				return "context#" + strconv.Itoa(n)
			}
			if x, ok := instr.(*ssa.Extract); ok && isContext(x) {
				n++
			}
		}
	}
	return ""
}
