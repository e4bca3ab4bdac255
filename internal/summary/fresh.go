package summary

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// Fresh reports whether a lock of the edge belongs to an object that was made
// in the function and that nobody else can have seen yet: neither can another
// goroutine hold it, nor wait for it (checklocks, Naik's escape analysis). What
// is passed to unknown code counts as seen: errs to reports.
func (p *Package) Fresh(e *flow.Edge) bool {
	if e.From.Kind.IsSlot() && e.Spawned != model.Inline {
		return false // who takes slots for the goroutine that it starts knows the channel, too
	}
	if p.slots[e.To.Lock.Class].Group {
		return false // those who have its slots are started by it, and need not know it
	}
	return p.fresh(e.Func, e.From.Path, e.At, 0) || !e.To.Lock.Kind.Waits() && p.fresh(e.Func, e.To.Lock.Path, e.At, 0)
}

func (p *Package) fresh(fn *ssa.Function, path identity.Path, at ssa.Instruction, depth int) bool {
	if path.Kind != identity.Param {
		return p.unshared(path, at, look{})
	}
	return path.Index < len(fn.Params) && inObject(path) && !p.seen(fn.Params[path.Index], at, look{}) && p.freshParam(fn, path.Index, depth)
}

// unshared reports whether the path lies in an object that is made in its
// function and not shown to others before control comes to at.
func (p *Package) unshared(path identity.Path, at ssa.Instruction, l look) bool {
	return path.Ref != nil && !path.IsStale() && inObject(path) && p.isNew(path.Ref, at, l)
}

// isNew reports whether v is an object that came to be here, or one of several that did,
// each on another way, and that others have not seen.
func (p *Package) isNew(v ssa.Value, at ssa.Instruction, l look) bool {
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return p.makes(v) && !p.seen(v, at, l)
	}
	other := func(e ssa.Value) bool { return !isNilConst(e) && (l.depth > maxSeen || !p.isNew(e, at, l.deeper())) }
	return !slices.ContainsFunc(phi.Edges, other)
}

// inObject reports whether the path stays in the object that it starts from,
// and does not lead to another, which it points to.
func inObject(path identity.Path) bool { return !strings.Contains(path.Steps, "*") }

// freshParam reports whether all who call fn pass a fresh object.
func (p *Package) freshParam(fn *ssa.Function, i, depth int) bool {
	if depth > maxSeen || len(p.ownRoots(fn)) > 0 {
		return false
	}
	for _, in := range p.incoming[fn] {
		if in.Spawned != model.Inline || i >= len(in.Args) || in.Args[i].Path.Steps != "" || !p.fresh(in.caller, in.Args[i].Path, in.Site, depth+1) {
			return false
		}
	}
	return true
}

// makes reports whether v is an object that came to be where v is computed.
func (p *Package) makes(v ssa.Value) bool {
	known, ok := p.making[v]
	if !ok {
		p.making[v] = false // recursion makes nothing
		known = p.comesToBe(v)
		p.making[v] = known
	}
	return known
}

func (p *Package) comesToBe(v ssa.Value) bool {
	index := 0
	if e, ok := v.(*ssa.Extract); ok {
		v, index = e.Tuple, e.Index
	}
	switch v := v.(type) {
	case *ssa.Alloc, *ssa.MakeChan:
		return true
	case *ssa.Call:
		if fn := v.Call.StaticCallee(); fn != nil {
			return p.makesResult(origin(fn), index)
		}
		// All that this package passes, and nobody else does, must make one.
		fns := p.callees[v]
		return p.passedAllHere(v) && len(fns) > 0 &&
			!slices.ContainsFunc(fns, func(fn *ssa.Function) bool { return !p.makesResult(origin(fn), index) })
	}
	return false
}

// makesResult reports whether result i of fn is an object that fn makes and shows to
// nobody else.
func (p *Package) makesResult(fn *ssa.Function, i int) bool {
	if p.outlines[fn] == nil {
		return p.madeElsewhere(fn, i)
	}
	for root, at := range p.outlines[fn].made {
		if at == i && (root.Kind == identity.Local || root.Kind == identity.Value) && p.makes(root.Ref) && !p.seen(root.Ref, nil, look{depth: 1}) {
			return true
		}
	}
	return false
}

// madeElsewhere reports whether result i of a function of another package is an object
// that it makes, stores nowhere else and starts no goroutines with, as far as its facts
// tell. Errs to misses.
func (p *Package) madeElsewhere(fn *ssa.Function, i int) bool {
	s := p.summaryOfFunc(fn)
	return makesResult(s, i) && len(s.Completions)+len(s.Opens) == 0
}

// A publication is the question whether a function shows an object to others.
type publication struct {
	v      ssa.Value
	at     ssa.Instruction
	trusts bool
}

// A look is how deep calls have been followed for an object, and whether code that is
// not seen is trusted not to show it: for what comes before a completion that errs to
// misses, for a lock that is not known yet it would drop too much.
type look struct {
	depth  int
	trusts bool
}

func (l look) deeper() look { return look{l.depth + 1, l.trusts} }

// maxSeen bounds how deep calls are followed for an object.
const maxSeen = 8

// seen reports whether others may have seen the object v before control comes
// to at; at all, if at is nil.
func (p *Package) seen(v ssa.Value, at ssa.Instruction, l look) bool {
	if l.depth > maxSeen {
		return true
	}
	key := publication{v, at, l.trusts}
	if known, ok := p.published[key]; ok {
		return known
	}
	p.published[key] = false // cycles add nothing
	refs := v.Referrers()
	known := refs == nil || slices.ContainsFunc(*refs, func(use ssa.Instruction) bool {
		return p.comesBefore(use, at) && p.shows(use, v, at, l)
	})
	p.published[key] = known
	return known
}

// comesBefore reports whether control may pass a before it comes to b.
func (p *Package) comesBefore(a, b ssa.Instruction) bool {
	if b == nil || a.Parent() != b.Parent() {
		return true
	}
	return a != b && (value.Precedes(a, b) || p.reachIn(a.Parent()).Leads(a.Block(), b.Block()))
}

// reachIn remembers which blocks of fn lead to which: a function that makes thousands of
// objects asks for each use of each.
func (p *Package) reachIn(fn *ssa.Function) value.Reach {
	reach, ok := p.reach[fn]
	if !ok {
		reach = value.NewReach(len(fn.Blocks))
		p.reach[fn] = reach
	}
	return reach
}

// shows reports whether one use of v shows it to others.
func (p *Package) shows(use ssa.Instruction, v ssa.Value, at ssa.Instruction, l look) bool {
	switch use := use.(type) {
	case *ssa.DebugRef, *ssa.If, *ssa.BinOp, *ssa.Return:
		return false
	case *ssa.UnOp:
		// Of a variable that is the object's, what is loaded is the object.
		_, pointer := use.Type().Underlying().(*types.Pointer)
		_, variable := v.(*ssa.Alloc)
		_, captured := v.(*ssa.FreeVar)
		return pointer && (variable || captured) && p.seen(use, at, l)
	case *ssa.Store:
		if use.Val != v {
			return false // a store into it
		}
		alloc, ok := base(use.Addr).(*ssa.Alloc)
		return !ok || p.seen(alloc, at, l)
	case *ssa.FieldAddr:
		// Who has a field without locks or channels comes to none.
		return mayHoldLock(use.Type(), 0) && p.seen(use, at, l)
	case *ssa.IndexAddr, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.Phi, *ssa.Slice:
		return p.seen(use.(ssa.Value), at, l)
	case *ssa.MakeClosure:
		return p.closureShows(use, v, at, l)
	case *ssa.Call:
		if value.Builtin(&use.Call) == "append" {
			return p.seen(use, at, l) // it lies in what is returned
		}
		return p.callShows(use, v, l)
	case *ssa.Defer:
		return p.callShows(use, v, l)
	}
	return true
}

// mayHoldLock reports whether a lock or channel, or something that leads to one,
// may lie in what t points to.
func mayHoldLock(t types.Type, depth int) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok || depth > maxSeen {
		return true
	}
	switch u := ptr.Elem().Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Slice:
		return mayHoldLock(types.NewPointer(u.Elem()), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if mayHoldLock(types.NewPointer(f.Type()), depth+1) {
				return true
			}
		}
		return model.IsPrimitive(ptr.Elem()) || model.IsGroup(ptr.Elem())
	}
	return true
}

// Unshared implements flow.Env.
func (p *Package) Unshared(path identity.Path, at ssa.Instruction) bool {
	path.Steps = strings.TrimSuffix(path.Steps, "*") // a channel is what is there
	return p.unshared(path, at, look{trusts: true})
}

// base is the variable that an address lies in.
func base(addr ssa.Value) ssa.Value {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		default:
			return addr
		}
	}
}

// closureShows follows a function literal that is only called here.
func (p *Package) closureShows(mc *ssa.MakeClosure, v ssa.Value, at ssa.Instruction, l look) bool {
	fn := mc.Fn.(*ssa.Function)
	for _, use := range *mc.Referrers() {
		if call, ok := use.(ssa.CallInstruction); ok && call.Common().Value == mc {
			if _, spawned := use.(*ssa.Go); !spawned {
				continue
			}
		}
		if p.comesBefore(use, at) {
			return true
		}
	}
	for i, b := range mc.Bindings {
		if b == v && p.seen(fn.FreeVars[i], nil, l.deeper()) {
			return true
		}
	}
	return false
}

// callShows reports whether a callee shows the object that it is passed.
func (p *Package) callShows(call ssa.CallInstruction, v ssa.Value, l look) bool {
	fn := call.Common().StaticCallee()
	if fn == nil {
		if !l.trusts && !p.passedAllHere(call) || call.Common().Value == v {
			return true
		}
		return slices.ContainsFunc(p.callees[call], func(fn *ssa.Function) bool { return p.calleeShows(call, fn, v, l) })
	}
	return p.calleeShows(call, origin(fn), v, l)
}

// passedAllHere reports whether what is called is a parameter for which this package
// alone passes something.
func (p *Package) passedAllHere(call ssa.CallInstruction) bool {
	param, ok := call.Common().Value.(*ssa.Parameter)
	return ok && !call.Common().IsInvoke() && len(p.ownRoots(param.Parent())) == 0
}

func (p *Package) calleeShows(call ssa.CallInstruction, fn *ssa.Function, v ssa.Value, l look) bool {
	if obj, ok := fn.Object().(*types.Func); ok && p.primitive(p.fullName(obj)) != nil {
		return false
	}
	if len(fn.Blocks) == 0 {
		return true
	}
	params := fn.Params
	if call.Common().IsInvoke() && len(params) > 0 {
		params = params[1:] // the receiver is no argument
	}
	for i, a := range call.Common().Args {
		if a == v && i < len(params) && p.seen(params[i], nil, l.deeper()) {
			return true
		}
	}
	return false
}
