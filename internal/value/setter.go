package value

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// A setter is a call that is passed an object of this function, as one of its arguments:
// what the callee stores in there is in the object as if it were stored here (a hook that
// is set, an actor that is added to a group), where nothing is stored here itself. Errs to
// reports, as the cell does: it may be set only later.
type setter struct {
	call *ssa.Call
	arg  int
}

// maxSetters bounds the calls that are passed one object. Errs to misses.
const maxSetters = 16

// settersOf are the calls by name that are passed an object which comes to be here.
func (r *Resolver) settersOf(v ssa.Value) []setter {
	if !isObject(v) {
		return nil
	}
	out, ok := r.setters[v]
	if !ok {
		for _, ref := range *v.Referrers() {
			if call, isCall := ref.(*ssa.Call); isCall && call.Call.StaticCallee() != nil && len(out) < maxSetters {
				out = append(out, setter{call, slices.Index(call.Call.Args, v)})
			}
		}
		r.setters[v] = out
	}
	return out
}

// setContent is what setters store at p, and in how many ways; functions are one value.
func (r *Resolver) setContent(setters []setter, p identity.Path) (x identity.Val, n int) {
	for _, s := range setters {
		o := r.world.Outline(s.call, r)
		if o == nil || s.arg < 0 {
			continue
		}
		for _, f := range o.Flows {
			if f.To.Kind != identity.Param || f.To.Index != s.arg || f.To.Steps != p.Steps {
				continue
			}
			y := r.Instance(f.What, o.Bind)
			switch {
			case !y.Known() || n > 0 && y.String() == x.String():
			case n == 1 && x.Funcs != nil && y.Funcs != nil && len(x.Funcs)+len(y.Funcs) <= maxFuncs:
				x = identity.Val{Funcs: appendFuncs(slices.Clone(x.Funcs), y.Funcs)}
			default:
				x, n = y, n+1
			}
		}
	}
	return x, n
}
