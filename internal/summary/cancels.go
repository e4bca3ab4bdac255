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

// Who ends a context is known if each use of its cancel function is: where it is called,
// in which variables and fields it is kept, to whom it is passed. So the function is
// followed from where it is made to its calls (a flow of values, Andersen's without
// objects), and what goes elsewhere counts as escaped: low. May miss, for what is called
// at a field may be another object's.

// cancels is what a package does with cancel functions.
type cancels struct {
	*Package
	at       map[ssa.CallInstruction][]identity.Class // the channels that a call closes
	children []child
	loads    map[identity.Class][]ssa.Value // of what cancels, kept in fields and variables
	seen     map[cancelled]bool
}

// A child is a context that ends with its parent.
type child struct {
	channel identity.Class
	parent  identity.Path
	call    *ssa.Call
}

// A cancelled is a function that closes a channel.
type cancelled struct {
	v       ssa.Value
	channel identity.Class
}

// maxClosed bounds the channels that one call may close. Errs to misses: those beyond
// count as escaped.
const maxClosed = 4

// findCancels finds the contexts that are made here, and follows what cancels them.
func (p *Package) findCancels() {
	c := &cancels{Package: p, at: make(map[ssa.CallInstruction][]identity.Class), loads: make(map[identity.Class][]ssa.Value), seen: make(map[cancelled]bool)}
	p.cancels = c
	var made []madeContext
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(*ssa.Call); ok && hasContext(call) {
					made = append(made, c.made(call)...)
				}
			}
		}
	}
	if made == nil {
		return
	}
	c.index()
	for _, m := range made {
		channel := c.channel(m.ctx)
		c.children = append(c.children, child{channel, m.parent, m.call})
		if m.cancel != nil {
			c.follow(m.cancel, channel, 0)
		}
	}
}

// hasContext reports whether a call may make a context and what cancels it.
func hasContext(call *ssa.Call) bool {
	results := call.Call.Signature().Results()
	return results.Len() > 1 && slices.ContainsFunc(slices.Collect(results.Variables()), func(v *types.Var) bool { return model.IsContext(v.Type()) })
}

// A madeContext is a context with the function that cancels it, or the group that has
// this function; nil if that is dropped.
type madeContext struct {
	ctx, cancel *ssa.Extract
	parent      identity.Path
	call        *ssa.Call
}

// made are the contexts that a call makes for its caller.
func (c *cancels) made(call *ssa.Call) (out []madeContext) {
	r := c.resolver(call.Parent())
	o := c.Outline(call, r)
	if o == nil {
		return nil
	}
	for _, x := range cancellings(o.Results, o.Flows) {
		m := madeContext{ctx: result(call, x.ctx), cancel: result(call, x.by), call: call}
		if m.ctx != nil {
			m.parent = r.Instance(x.parent, o.Bind).Path
			out = append(out, m)
		}
	}
	return out
}

// A cancelling is a result that cancels, or has what cancels, the context that another
// result is.
type cancelling struct {
	by, ctx int
	parent  identity.Val // of the context
}

// cancellings are those of what a function returns, and of what it stores there.
func cancellings(results []identity.Val, flows []model.Flow) (out []cancelling) {
	add := func(by int, x identity.Val) {
		ctx, parent := cancelOf(x)
		if ctx.Kind == identity.Result && ctx.Steps == "" && ctx.Index < len(results) && results[ctx.Index].Path == ctx {
			out = append(out, cancelling{by, ctx.Index, parent})
		}
	}
	for i, x := range results {
		add(i, x)
	}
	for _, f := range flows {
		if f.To.Kind == identity.Result {
			add(f.To.Index, f.What)
		}
	}
	return out
}

// cancelOf is the context that a function cancels, and its parent; unknown if it is
// something else.
func cancelOf(x identity.Val) (ctx identity.Path, parent identity.Val) {
	if len(x.Funcs) != 1 || len(x.Funcs[0].Binds) != 2 || !isCancel(x.Funcs[0].Fn) {
		return ctx, parent
	}
	return x.Funcs[0].Binds[0].Path, x.Funcs[0].Binds[1]
}

func isCancel(fn identity.Callee) bool {
	f, ok := fn.(*model.Foreign)
	return ok && f.Name == model.Cancel
}

// result is result i of a call, nil if it is not used.
func result(call *ssa.Call, i int) *ssa.Extract {
	for _, ref := range *call.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return nil
}

// channel is the class of a context's channel.
func (c *cancels) channel(ctx ssa.Value) identity.Class {
	r := c.resolver(ctx.Parent())
	return r.ClassOf(r.Val(ctx).Path.Append(model.DoneChannel))
}

// escape notes that code which is not seen may end a context.
func (c *cancels) escape(channel identity.Class) {
	c.Escaped[identity.Lock{Class: channel, Kind: identity.Receive}.Node()] = true
}

// index finds where functions are loaded from, and what contexts come from elsewhere.
func (c *cancels) index() {
	for _, fn := range c.funcs {
		r := c.resolver(fn)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.UnOp:
					if instr.Op == token.MUL && mayCancel(instr) {
						c.loaded(r.Val(instr.X).Path.Load(), instr)
					}
				case *ssa.Field:
					if at := c.classOfField(instr.X, instr.Field); at != "" && mayCancel(instr) {
						c.loads[at] = append(c.loads[at], instr)
					}
				case *ssa.Store:
					if model.IsContext(instr.Val.Type()) {
						c.stored(r, instr)
					}
				}
			}
		}
	}
}

// mayCancel holds for functions, and for groups that have one.
func mayCancel(v ssa.Value) bool { return isFunc(v) || model.IsGroup(v.Type()) }

func (c *cancels) loaded(at identity.Path, v ssa.Value) {
	if class := identity.ClassOf(at); class != "" {
		c.loads[class] = append(c.loads[class], v)
	}
}

// stored notes a place that a context is put to which is not made for it: anybody may
// end that one.
func (c *cancels) stored(r *value.Resolver, st *ssa.Store) {
	at := identity.ClassOf(r.Val(st.Addr).Path.Append("*" + model.DoneChannel))
	if at == "" {
		return
	}
	if addr, ok := st.Addr.(*ssa.FieldAddr); ok && c.shownField(addr) || !c.makes(st.Val, at, 0) {
		c.escape(at)
	}
}

// makes reports whether a context is made here, for a place of that class, or is none.
func (c *cancels) makes(v ssa.Value, at identity.Class, depth int) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Extract:
		call, ok := v.Tuple.(*ssa.Call)
		return ok && slices.ContainsFunc(c.made(call), func(m madeContext) bool { return m.ctx == v }) && c.channel(v) == at
	case *ssa.Phi:
		return depth < maxPassed && !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return !c.makes(e, at, depth+1) })
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		if fn == nil || fn.Object() == nil {
			return false
		}
		obj, _ := fn.Object().(*types.Func)
		return obj != nil && c.fullName(obj) == "context.WithValue" && c.makes(v.Call.Args[0], at, depth)
	case *ssa.Parameter:
		callers := c.arguments.callers(v.Parent())
		i := slices.Index(v.Parent().Params, v)
		return depth < maxPassed && len(callers) > 0 && !slices.ContainsFunc(callers, func(call ssa.CallInstruction) bool { return !c.makes(call.Common().Args[i], at, depth+1) })
	case *ssa.UnOp:
		x := c.resolver(v.Parent()).Val(v).Path
		e, ok := x.Ref.(*ssa.Extract)
		return ok && x.Steps == "" && c.makes(e, at, depth)
	}
	return false
}

// follow notes what is done with the function v, which closes a channel.
func (c *cancels) follow(v ssa.Value, channel identity.Class, depth int) {
	key := cancelled{v, channel}
	if c.seen[key] || v.Referrers() == nil {
		return
	}
	c.seen[key] = true
	if depth > maxKeptCancels {
		c.escape(channel)
		return
	}
	for _, ref := range *v.Referrers() {
		c.use(v, ref, channel, depth+1)
	}
}

// maxKeptCancels bounds the steps that a function is followed. Errs to misses.
const maxKeptCancels = 12

func (c *cancels) use(v ssa.Value, ref ssa.Instruction, channel identity.Class, depth int) {
	switch ref := ref.(type) {
	case *ssa.DebugRef, *ssa.If:
	case *ssa.BinOp: // compared with nil
	case *ssa.UnOp, *ssa.ChangeType, *ssa.Phi:
		c.follow(ref.(ssa.Value), channel, depth)
	case *ssa.Store:
		if ref.Val == v {
			c.kept(ref.Addr, channel, depth)
		}
	case *ssa.MakeClosure:
		for i, b := range ref.Bindings {
			if b == v {
				c.follow(ref.Fn.(*ssa.Function).FreeVars[i], channel, depth)
			}
		}
	case ssa.CallInstruction:
		c.called(v, ref, channel, depth)
	case *ssa.Return:
		c.returned(v, ref, channel, depth)
	default:
		c.escape(channel)
	}
}

// kept goes on where the function is loaded from the place that it is stored to.
func (c *cancels) kept(addr ssa.Value, channel identity.Class, depth int) {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		c.follow(addr, channel, depth)
		return
	case *ssa.FreeVar:
		if mc, _ := c.Enclosing(addr.Parent()); mc != nil {
			c.follow(addr, channel, depth)
			c.follow(mc.Bindings[slices.Index(addr.Parent().FreeVars, addr)], channel, depth)
			return
		}
	case *ssa.FieldAddr, *ssa.Global:
		at := identity.ClassOf(c.pathOf(addr).Load())
		field, ok := addr.(*ssa.FieldAddr)
		if at != "" && !(ok && c.shownField(field)) && (ok || !lockableOutside(at)) {
			for _, load := range c.loads[at] {
				c.follow(load, channel, depth)
			}
			return
		}
	}
	c.escape(channel)
}

// pathOf is the path of a field or package variable.
func (c *cancels) pathOf(addr ssa.Value) identity.Path {
	if g, ok := addr.(*ssa.Global); ok {
		return value.GlobalPath(g) // it has no function
	}
	return c.resolver(parentOf(addr)).Val(addr).Path
}

// called notes a call of the function, or goes on in the function that it is passed to.
func (c *cancels) called(v ssa.Value, call ssa.CallInstruction, channel identity.Class, depth int) {
	common := call.Common()
	if common.Value == v && !common.IsInvoke() {
		c.closes(call, channel)
	}
	callee := common.StaticCallee()
	if callee != nil && callee.Signature.Recv() != nil && common.Args[0] == v {
		if model.EndsContext(c.nameOf(callee)) {
			c.closes(call, channel)
		}
		if model.IsGroup(v.Type()) {
			return
		}
	}
	for i, arg := range common.Args {
		if arg != v {
			continue
		}
		if callee == nil || len(callee.Blocks) == 0 || i >= len(callee.Params) || origin(callee) != callee {
			c.escape(channel)
			return
		}
		c.follow(callee.Params[i], channel, depth)
	}
}

// closes notes that a call closes a channel.
func (c *cancels) closes(call ssa.CallInstruction, channel identity.Class) {
	if !slices.Contains(c.at[call], channel) && len(c.at[call]) < maxClosed {
		c.at[call] = append(c.at[call], channel)
	}
	if !slices.Contains(c.at[call], channel) {
		c.escape(channel)
	}
}

// returned goes on in the callers, if all are in view. They may have a name of their own
// for what a helper makes for them.
func (c *cancels) returned(v ssa.Value, ret *ssa.Return, channel identity.Class, depth int) {
	fn := ret.Parent()
	i := slices.Index(ret.Results, v)
	if o := c.outlines[fn]; o != nil && slices.ContainsFunc(cancellings(o.exportedResults, o.exportedFlows), func(x cancelling) bool { return x.by == i }) {
		return
	}
	callers := c.arguments.callers(fn)
	if len(callers) == 0 {
		c.escape(channel)
	}
	for _, site := range callers {
		call, ok := site.(*ssa.Call)
		switch {
		case !ok:
		case len(ret.Results) == 1:
			c.follow(call, channel, depth)
		default:
			if e := result(call, i); e != nil {
				c.follow(e, channel, depth)
			}
		}
	}
}

func parentOf(v ssa.Value) *ssa.Function {
	if instr, ok := v.(ssa.Instruction); ok {
		return instr.Parent()
	}
	return v.Parent()
}
