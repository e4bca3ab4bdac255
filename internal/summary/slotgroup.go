package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// A slotGroup is what is known of channels that may be one, in whichever place they
// are kept: those that one variable, parameter or place can hold (Steensgaard).
type slotGroup struct {
	up    *slotGroup
	made  bool // somewhere in view
	many  bool // some have more than one slot, or as many as is computed
	other bool // something is done to one that is not done to a lock
}

// root stands for the group.
func (g *slotGroup) root() *slotGroup {
	for g.up != nil {
		g = g.up
	}
	return g
}

// slotGroups sorts the channels of a package into groups, by the classes of the
// values that lead to them. Two classes are in one group if a channel goes from one
// place to the other: by a store, an argument, a result. Errs to misses: what is done
// to one of a group speaks against all.
type slotGroups struct {
	*Package
	of        map[identity.Class]*slotGroup
	mentioned map[ssa.Instruction][]*ssa.Function // as values, function literals apart
}

// findSlotGroups looks at all that is done to channels. It is nil if none is made that
// has room.
func (p *Package) findSlotGroups() *slotGroups {
	if !p.makesRoom() {
		return nil
	}
	gs := &slotGroups{p, make(map[identity.Class]*slotGroup), make(map[ssa.Instruction][]*ssa.Function)}
	for fn, uses := range p.uses {
		for _, instr := range uses {
			if _, ok := instr.(*ssa.MakeClosure); !ok {
				gs.mentioned[instr] = append(gs.mentioned[instr], fn)
			}
		}
	}
	for _, fns := range gs.mentioned {
		slices.SortFunc(fns, compareFuncs)
	}
	for _, fn := range p.funcs {
		gs.function(fn)
	}
	for class, g := range gs.of {
		if lockableOutside(class) && !gs.ofMain(class) {
			g.root().other = true
		}
	}
	for _, g := range gs.of {
		if g.root().mayBeLock() {
			return gs
		}
	}
	return nil
}

// mayBeLock reports whether channels of the group are made in view, and all that is done
// to them is done to locks.
func (g *slotGroup) mayBeLock() bool { return g.made && !g.other }

// makesRoom reports whether the package makes a channel that can be a lock.
func (p *Package) makesRoom() bool {
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if mc, ok := instr.(*ssa.MakeChan); ok && hasRoom(mc) {
					return true
				}
			}
		}
	}
	return false
}

func hasRoom(mc *ssa.MakeChan) bool {
	size, ok := mc.Size.(*ssa.Const)
	return !ok || constant.Sign(size.Value) > 0
}

// ofMain reports whether a class is of a package that no other imports.
func (gs *slotGroups) ofMain(class identity.Class) bool {
	return gs.program == nil && isMain(gs.pkg.Pkg) && strings.HasPrefix(string(class), identity.Package(gs.pkg.Pkg.Path(), gs.pkg.Pkg.Name())+".")
}

// group is that of a value of fn.
func (gs *slotGroups) group(fn *ssa.Function, v ssa.Value) *slotGroup {
	r := gs.resolver(fn)
	return gs.at(r.ClassOf(r.Val(v).Path))
}

func (gs *slotGroups) at(class identity.Class) *slotGroup {
	g := gs.of[class]
	if g == nil {
		g = &slotGroup{other: class == "" || strings.Contains(string(class), "(a value)")}
		gs.of[class] = g
	}
	return g.root()
}

// result is the group of the channels that a function returns.
func (gs *slotGroups) result(fn *ssa.Function, i int) *slotGroup {
	g := gs.at(identity.Class(origin(fn).String() + "?result" + strconv.Itoa(i)))
	g.other = g.other || gs.calledOutside(fn)
	return g
}

// calledOutside reports whether code that is not in view can call a function.
func (gs *slotGroups) calledOutside(fn *ssa.Function) bool {
	obj, ok := origin(fn).Object().(*types.Func)
	if !ok || gs.mainHas(fn) {
		return false
	}
	if gs.program == nil {
		return gs.nameableOutside(obj)
	}
	if recv := obj.Signature().Recv(); recv != nil {
		named, ok := namedType(recv.Type()).(*types.Named)
		return obj.Exported() && ok && named.Obj().Exported()
	}
	return obj.Exported()
}

func union(a, b *slotGroup) {
	if a, b = a.root(), b.root(); a != b {
		a.up = b
		b.made, b.many, b.other = a.made || b.made, a.many || b.many, a.other || b.other
	}
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// isNothing holds for a type whose values say nothing.
func isNothing(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

func (gs *slotGroups) function(fn *ssa.Function) {
	for _, param := range fn.Params {
		if isChan(param.Type()) && (gs.calledOutside(fn) || gs.values[fn]) {
			gs.group(fn, param).other = true
		}
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			gs.made(fn, instr)
			gs.moved(fn, instr)
			gs.looked(fn, instr)
			if call, ok := instr.(ssa.CallInstruction); ok {
				gs.call(fn, call)
			}
		}
	}
}

// made notes where a channel comes from.
func (gs *slotGroups) made(fn *ssa.Function, instr ssa.Instruction) {
	v, ok := instr.(ssa.Value)
	if !ok || !isChan(v.Type()) {
		return
	}
	switch v := v.(type) {
	case *ssa.MakeChan:
		g := gs.group(fn, v)
		size, ok := v.Size.(*ssa.Const)
		g.made, g.other = true, g.other || !hasRoom(v)
		g.many = g.many || !ok || constant.Compare(size.Value, token.GTR, constant.MakeInt64(1))
	case *ssa.Convert, *ssa.TypeAssert, *ssa.MultiConvert:
		gs.group(fn, v).other = true
	case *ssa.Extract:
		switch v.Tuple.(type) {
		case *ssa.Call, *ssa.Lookup, *ssa.Next:
		default:
			gs.group(fn, v).other = true
		}
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			gs.group(fn, v).other = true
		}
	case *ssa.Phi:
		for _, e := range v.Edges {
			gs.join(fn, e, gs.group(fn, v))
		}
	}
}

// join puts a channel into a group, unless it is nil.
func (gs *slotGroups) join(fn *ssa.Function, v ssa.Value, g *slotGroup) {
	if _, null := v.(*ssa.Const); !null && isChan(v.Type()) {
		union(gs.group(fn, v), g)
	}
}

// moved notes where a channel is put.
func (gs *slotGroups) moved(fn *ssa.Function, instr ssa.Instruction) {
	r := gs.resolver
	switch instr := instr.(type) {
	case *ssa.Store:
		if isChan(instr.Val.Type()) {
			gs.join(fn, instr.Val, gs.at(r(fn).ClassOf(r(fn).Val(instr.Addr).Path.Load())))
			if into, ok := instr.Addr.(*ssa.IndexAddr); ok {
				if _, variadic := into.X.(*ssa.Alloc); variadic {
					gs.group(fn, instr.Val).other = true
				}
			}
		}
	case *ssa.MapUpdate:
		if isChan(instr.Value.Type()) {
			gs.join(fn, instr.Value, gs.at(r(fn).ClassOf(r(fn).Val(instr.Map).Path.Append("[]*"))))
		}
	case *ssa.MakeInterface:
		if isChan(instr.X.Type()) {
			gs.group(fn, instr.X).other = true
		}
	case *ssa.Send:
		if isChan(instr.X.Type()) {
			gs.group(fn, instr.X).other = true
		}
	case *ssa.Return:
		for i, v := range instr.Results {
			if isChan(v.Type()) {
				gs.join(fn, v, gs.result(fn, i))
			}
		}
	case *ssa.MakeClosure:
		inner := instr.Fn.(*ssa.Function)
		for i, v := range instr.Bindings {
			if isChan(v.Type()) {
				gs.join(fn, v, gs.group(inner, inner.FreeVars[i]))
			}
		}
	}
}

// looked notes what speaks of messages: somebody looks at what was sent, or waits for
// the end of it.
func (gs *slotGroups) looked(fn *ssa.Function, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op != token.ARROW {
			return
		}
		used := *instr.Referrers()
		if !instr.CommaOk && len(used) > 0 && !isNothing(instr.Type()) || instr.CommaOk && len(used) > 0 {
			gs.group(fn, instr.X).other = true
		}
	case *ssa.Select:
		n := 2
		for _, s := range instr.States {
			if s.Dir != types.RecvOnly {
				continue
			}
			if extracted(instr, 1) || extracted(instr, n) && !isNothing(s.Chan.Type().Underlying().(*types.Chan).Elem()) {
				gs.group(fn, s.Chan).other = true
			}
			n++
		}
	}
}

// extracted reports whether a part of a tuple is used.
func extracted(tuple ssa.Value, i int) bool {
	for _, ref := range *tuple.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == i && len(*e.Referrers()) > 0 {
			return true
		}
	}
	return false
}

// call notes what becomes of the channels that are passed, and where those come from
// that are returned.
func (gs *slotGroups) call(fn *ssa.Function, call ssa.CallInstruction) {
	common := call.Common()
	if b := value.Builtin(common); b != "" {
		if b == "close" {
			gs.group(fn, common.Args[0]).other = true
		}
		return
	}
	callees := gs.callees[call]
	if callee := common.StaticCallee(); callee != nil {
		callees = []*ssa.Function{origin(callee)}
	}
	seen := len(callees) > 0
	for _, callee := range callees {
		args := common.Args
		if common.IsInvoke() {
			args = append([]ssa.Value{common.Value}, args...)
		}
		if len(callee.Blocks) == 0 || len(args) != len(callee.Params) {
			seen = false
			continue
		}
		for i, arg := range args {
			if isChan(arg.Type()) && isChan(callee.Params[i].Type()) {
				gs.join(fn, arg, gs.group(callee, callee.Params[i]))
			}
		}
		for i, v := range resultsOf(call) {
			union(gs.group(fn, v), gs.result(callee, i))
		}
	}
	if seen {
		return
	}
	for _, arg := range common.Args {
		if isChan(arg.Type()) {
			if _, null := arg.(*ssa.Const); !null {
				gs.group(fn, arg).other = true
			}
		}
	}
	for _, v := range resultsOf(call) {
		gs.group(fn, v).other = true
	}
}

// resultsOf are the channels that a call returns, by their index.
func resultsOf(call ssa.CallInstruction) map[int]ssa.Value {
	v, ok := call.(*ssa.Call)
	if !ok {
		return nil
	}
	out := make(map[int]ssa.Value)
	if isChan(v.Type()) {
		out[0] = v
	}
	if _, ok := v.Type().(*types.Tuple); ok {
		for _, ref := range *v.Referrers() {
			if e, ok := ref.(*ssa.Extract); ok && isChan(e.Type()) {
				out[e.Index] = e
			}
		}
	}
	return out
}
