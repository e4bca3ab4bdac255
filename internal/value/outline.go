package value

import (
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// maxFlows bounds the flows a function tells its callers. Errs to misses.
const maxFlows = 32

// Results are what the function returns, in its own terms: nil aside, what
// all its returns agree on, or the functions they are.
func (r *Resolver) Results() []identity.Val {
	out := make([]identity.Val, r.Fn.Signature.Results().Len())
	for i := range out {
		var funcs []identity.Func
		same, equal := identity.Val{}, true
		for _, b := range r.Fn.Blocks {
			ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if !ok || i >= len(ret.Results) {
				continue
			}
			x := r.Val(ret.Results[i])
			if x.Const == "nil" {
				continue
			}
			funcs = appendFuncs(funcs, x.Funcs)
			if same.Known() && same.String() != x.String() {
				equal = false
			}
			same = x
		}
		switch {
		case len(funcs) > 0 && len(funcs) <= maxFuncs:
			out[i] = identity.Val{Funcs: funcs}
		case equal && same.Const == "":
			out[i] = same
		}
	}
	return out
}

func appendFuncs(to, from []identity.Func) []identity.Func {
	for _, f := range from {
		text := identity.Val{Funcs: []identity.Func{f}}.String()
		if !slices.ContainsFunc(to, func(g identity.Func) bool {
			return identity.Val{Funcs: []identity.Func{g}}.String() == text
		}) {
			to = append(to, f)
		}
	}
	return to
}

// A Stored is a flow, where it happens, and the type of what is stored; nil if a
// callee does it.
type Stored struct {
	model.Flow
	At   ssa.Instruction
	Type types.Type
}

// Flows are the pointers and functions this function stores, itself or through
// its callees, in its own terms.
func (r *Resolver) Flows() []model.Flow {
	var out []model.Flow
	for s := range r.EachFlow() {
		out = append(out, s.Flow)
	}
	return out
}

// EachFlow gives the flows with their places, in order.
func (r *Resolver) EachFlow() iter.Seq[Stored] {
	return func(yield func(Stored) bool) {
		more := true
		add := func(at ssa.Instruction, t types.Type, to identity.Path, what identity.Val) {
			if more && to.Known() && (what.Path.Known() || what.Funcs != nil) && to != what.Path {
				more = yield(Stored{model.Flow{To: to, What: what}, at, t})
			}
		}
		for _, b := range r.Fn.Blocks {
			for _, instr := range b.Instrs {
				r.flowsAt(instr, add)
			}
		}
	}
}

// flowsAt are the flows at one instruction.
func (r *Resolver) flowsAt(instr ssa.Instruction, add flowTo) {
	switch instr := instr.(type) {
	case *ssa.Store:
		if isReference(instr.Val.Type()) {
			r.storeFlow(instr, func(to identity.Path, what identity.Val) { add(instr, elem(instr.Val.Type()), to, what) })
		}
		r.copied(instr, instr.Val, func() identity.Path { return r.Val(instr.Addr).Path }, add)
	case *ssa.MapUpdate:
		if isReference(instr.Value.Type()) {
			add(instr, instr.Value.Type(), r.Subject(instr.Map).Elem(""), r.Val(instr.Value))
		}
		r.copied(instr, instr.Value, func() identity.Path { return r.Subject(instr.Map).Elem("") }, add)
	case *ssa.Call:
		o := r.world.Outline(instr, r)
		if o == nil {
			return
		}
		for _, f := range o.Flows {
			add(instr, nil, r.PathOf(f.To, o.Bind).Path, r.Instance(f.What, o.Bind))
		}
	}
}

// elem is the type of the elements that are appended to a slice, or t.
func elem(t types.Type) types.Type {
	if s, ok := t.Underlying().(*types.Slice); ok {
		return s.Elem()
	}
	return t
}

func (r *Resolver) storeFlow(st *ssa.Store, add func(identity.Path, identity.Val)) {
	to := r.Val(st.Addr).Path
	if to.Steps == "" && to.Kind == identity.Local {
		return // a plain variable
	}
	call, ok := st.Val.(*ssa.Call)
	if !ok {
		add(to, r.Val(st.Val))
		return
	}
	if Builtin(&call.Call) == "append" {
		for _, x := range r.appended(call) {
			add(to.Load().Elem(""), x)
		}
		return
	}
	add(to, r.Val(call))
}

// appended are the elements that append is given one by one.
func (r *Resolver) appended(call *ssa.Call) []identity.Val {
	if len(call.Call.Args) < 2 {
		return nil
	}
	var out []identity.Val
	for _, v := range Elements(call.Call.Args[1]) {
		if isReference(v.Type()) {
			out = append(out, r.Val(v))
		}
	}
	return out
}

// Elements are the values put into a variadic argument list, in order.
func Elements(v ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, elem := range elements(v) {
		for _, use := range *elem.Referrers() {
			if st, ok := use.(*ssa.Store); ok {
				out = append(out, st.Val)
			}
		}
	}
	return out
}

// elements are the places of a variadic argument list, in order.
func elements(v ssa.Value) (out []*ssa.IndexAddr) {
	slice, ok := v.(*ssa.Slice)
	if !ok {
		return nil
	}
	alloc, ok := slice.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, ref := range *alloc.Referrers() {
		if elem, ok := ref.(*ssa.IndexAddr); ok {
			out = append(out, elem)
		}
	}
	return out
}

// isReference holds for what can lead to a lock or a function.
func isReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Signature, *types.Slice, *types.Map:
		return true
	}
	return false
}

// Made are the objects that come to be here and are returned, by the result
// they are.
func (r *Resolver) Made() map[identity.Root]int {
	made := make(map[identity.Root]int)
	for _, b := range r.Fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			for i, v := range ret.Results {
				r.makes(v, i, made)
			}
		}
	}
	return made
}

func (r *Resolver) makes(v ssa.Value, i int, made map[identity.Root]int) {
	p := r.Val(v).Path
	if phi, ok := p.Ref.(*ssa.Phi); ok && phi == v {
		for _, e := range phi.Edges {
			if _, nested := e.(*ssa.Phi); !nested {
				r.makes(e, i, made)
			}
		}
	}
	if p.Ref != nil && p.Kind != identity.Stale && strings.TrimSuffix(p.Steps, "*") == "" {
		made[p.Root] = i
	}
}

// Exported restates results and flows for callers: an object made here and
// returned is Result i; what only this function can name is dropped.
func Exported(results []identity.Val, flows []model.Flow, made map[identity.Root]int) ([]identity.Val, []model.Flow) {
	outResults := make([]identity.Val, len(results))
	for i, x := range results {
		outResults[i] = exportVal(x, made)
	}
	var room [maxFlows]model.Flow
	outFlows := room[:0]
	for _, f := range flows {
		if len(outFlows) == maxFlows {
			break
		}
		g := model.Flow{To: exportPath(f.To, made), What: exportVal(f.What, made)}
		if g.To.Known() && g.What.Known() {
			outFlows = append(outFlows, g)
		}
	}
	return outResults, append([]model.Flow(nil), outFlows...) // which stay
}

func exportPath(p identity.Path, made map[identity.Root]int) identity.Path {
	if i, ok := made[p.Root]; ok {
		p.Root = identity.Root{Kind: identity.Result, Index: i}
	}
	if !p.Exportable() {
		return identity.Path{}
	}
	return p
}

func exportVal(x identity.Val, made map[identity.Root]int) identity.Val {
	y := identity.Val{Path: exportPath(x.Path, made), Type: x.Type, Const: x.Const}
	if x.Holds != nil {
		held := exportVal(*x.Holds, made)
		y.Holds = &held
	}
	for _, f := range x.Funcs {
		g := identity.Func{Fn: f.Fn}
		for _, b := range f.Binds {
			g.Binds = append(g.Binds, exportVal(b, made))
		}
		y.Funcs = append(y.Funcs, g)
	}
	return y
}
