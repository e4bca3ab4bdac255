package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// relevant are the functions of a component that may do something with locks:
// most of a program does not, and need not be followed.
func (p *Package) relevant(scc []*ssa.Function) []*ssa.Function {
	p.following = make(map[*ssa.Function]bool)
	for changed := true; changed; {
		changed = false
		for _, fn := range scc {
			if !p.following[fn] && p.mayMatter(fn) {
				p.following[fn] = true
				changed = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(scc), func(fn *ssa.Function) bool { return !p.following[fn] })
}

func (p *Package) mayMatter(fn *ssa.Function) bool {
	if p.userLock(fn) != nil {
		return false
	}
	if isLoopBody(fn) {
		return true // how it is left says where the function around it goes on
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && p.relevantCall(call) || flow.Communicates(instr) {
				return true
			}
		}
	}
	return false
}

func (p *Package) relevantCall(call ssa.CallInstruction) bool {
	common := call.Common()
	if value.Builtin(common) != "" {
		return false
	}
	for _, a := range common.Args {
		if mc, ok := a.(*ssa.MakeClosure); ok && isLoopBody(mc.Fn.(*ssa.Function)) && p.relevantCallee(mc.Fn.(*ssa.Function)) {
			return true
		}
	}
	if p.cancels.at[call] != nil {
		return true
	}
	if fn := common.StaticCallee(); fn != nil {
		return p.relevantCallee(origin(fn)) || p.printsRelevant(call, fn)
	}
	if common.IsInvoke() {
		_, generic := common.Value.Type().(*types.TypeParam)
		if s := p.primitive(p.methodName(common.Method)); generic || s != nil && s.Matters() {
			return true
		}
	} else if p.calledFromOutside(call) {
		return true
	}
	if _, ok := p.openCall(call); ok || p.heldElsewhere(common) != nil {
		return true
	}
	for _, fn := range p.callees[call] {
		if p.relevantCallee(origin(fn)) {
			return true
		}
	}
	return false
}

// calledFromOutside reports whether a function value may be one that the
// package does not show: a parameter, or what is reached through one.
func (p *Package) calledFromOutside(call ssa.CallInstruction) bool {
	x := p.resolver(call.Parent()).Val(call.Common().Value)
	switch x.Path.Kind {
	case identity.Param, identity.Free:
		return true
	}
	for _, f := range x.Funcs {
		if fn, ok := f.Fn.(*ssa.Function); !ok || p.relevantCallee(fn) {
			return true
		}
	}
	return false
}

func (p *Package) relevantCallee(fn *ssa.Function) bool {
	if p.following[fn] || p.leads[fn] || p.userLock(fn) != nil {
		return true
	}
	if s := p.summaries[fn]; s != nil {
		return matters(s)
	}
	obj, ok := fn.Object().(*types.Func)
	if len(fn.Blocks) > 0 || !ok {
		return false // of this component
	}
	full := p.fullName(obj.Origin())
	if s := p.primitive(full); s != nil {
		return matters(s)
	}
	if model.Callback(full) != nil {
		return true
	}
	s := p.imported(obj)
	return s != nil && (len(s.Exits) == 1 && !s.Asserts() && !onlyMakes(s) || matters(s))
}

// onlyMakes holds for a constructor: that what it returns is new tells objects apart, and
// does nothing.
func onlyMakes(s *model.Summary) bool {
	return !s.Matters() && !slices.ContainsFunc(s.Results, func(x identity.Val) bool { return x.Path.Known() && x.Path.Kind != identity.Result })
}

// notesLead notes a function that has an edge, or leads to one, though it may take no
// lock that its callers must know of: what TryLock has got, nobody waits for. Only those
// who call it say which locks the edge is about, and whether control comes there at all.
func (p *Package) notesLead(fn *ssa.Function, res *flow.Result) {
	p.leads[fn] = slices.ContainsFunc(res.Edges, func(e *flow.Edge) bool { return passed(e.From.Path) && passed(e.To.Lock.Path) || len(e.When) > 0 }) ||
		slices.ContainsFunc(res.Calls, func(c flow.Call) bool {
			callee, ok := c.Callee.(*ssa.Function)
			return ok && p.leads[callee]
		})
}

// matters is Summary.Matters, but that a predicate's exits alone do not, nor that a call
// never returns: what tells results apart is of use only where something else happens, and
// where control ends shows without the states (see reached).
func matters(s *model.Summary) bool {
	if !s.Returns() {
		one := *s
		one.Exits = []model.Exit{{}}
		return one.Matters()
	}
	if len(s.Exits) > 1 && !slices.ContainsFunc(s.Exits, func(e model.Exit) bool { return len(e.Held)+len(e.Released) > 0 }) {
		one := *s
		one.Exits = s.Exits[:1]
		s = &one
	}
	return s.Matters()
}

// printsRelevant reports whether a formatting function is given something whose
// Error or String matters.
func (p *Package) printsRelevant(call ssa.CallInstruction, fn *ssa.Function) bool {
	left := maxEffects
	c := composer{p, p.resolver(call.Parent()), call, &left}
	for _, m := range c.printed(fn) {
		if p.relevantCallee(m.fn.(*ssa.Function)) {
			return true
		}
	}
	return false
}

// idle is the summary of a function that does nothing with locks.
func (p *Package) idle(fn *ssa.Function) *model.Summary {
	if s := p.userLock(fn); s != nil {
		return s
	}
	o := p.outlines[fn]
	s := &model.Summary{Results: o.exportedResults, Flows: o.exportedFlows}
	if isPredicate(fn) {
		res := flow.Run(p.resolver(fn), p)
		if s.Exits = p.exits(fn, res.Exits, p.newExporter(fn, o.made)); len(s.Exits) > 1 || answers(s) {
			return s
		}
		s.Exits = nil
	}
	for _, b := range p.reached(fn) {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		var flags []identity.Literal
		for i, v := range ret.Results {
			result := identity.Path{Root: identity.Root{Kind: identity.Result, Index: i}}
			flags = append(flags, p.newObject(fn, result, v)...)
		}
		if s.Exits != nil {
			flags = identity.Common(flags, s.Exits[0].Then)
		}
		s.Exits = []model.Exit{{Then: flags}}
	}
	if s.Exits == nil && (len(fn.Blocks) == 0 || isIntrinsic(fn)) {
		s.Exits = []model.Exit{{}} // what is written elsewhere returns
	}
	return s
}

// reached are the blocks to the end of which control comes, in order: not past a call
// that never returns.
func (p *Package) reached(fn *ssa.Function) []*ssa.BasicBlock {
	if len(fn.Blocks) == 0 {
		return nil
	}
	in := make([]bool, len(fn.Blocks))
	todo := []*ssa.BasicBlock{fn.Blocks[0]}
	if fn.Recover != nil {
		todo = append(todo, fn.Recover)
	}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !in[b.Index] && !slices.ContainsFunc(b.Instrs, p.ends) {
			in[b.Index] = true
			todo = append(todo, b.Succs...)
		}
	}
	return slices.DeleteFunc(slices.Clone(fn.Blocks), func(b *ssa.BasicBlock) bool { return !in[b.Index] })
}

// ends reports whether an instruction is a call that never returns.
func (p *Package) ends(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok || call.Call.StaticCallee() == nil {
		return false
	}
	s := p.summaryOfFunc(origin(call.Call.StaticCallee()))
	return s != nil && !s.Returns()
}

// answers reports whether a function always returns the same: an assertion that has
// failed.
func answers(s *model.Summary) bool {
	return len(s.Exits) == 1 && slices.ContainsFunc(s.Exits[0].Then, func(l identity.Literal) bool {
		return l.Subject.Kind == identity.Result && l.Subject.Steps == "" && (l.Const == "true" || l.Const == "false")
	})
}

// isIntrinsic holds for a function of std for which the compiler puts something
// else: in an internal package, all it does as written is to panic with a
// constant. It also holds for its callers there, of which SSA form knows only
// what comes before such a call. Elsewhere what panics like that never returns.
func isIntrinsic(fn *ssa.Function) bool {
	if fn.Pkg == nil || !model.IsInternalStd(fn.Pkg.Pkg.Path()) {
		return false
	}
	for _, b := range fn.Blocks {
		if len(b.Succs) == 0 && !onlyPanics(b) && !callsIntrinsic(b) {
			return false
		}
	}
	return len(fn.Blocks) > 0
}

// onlyPanics holds for the only block of a function that panics with a constant.
func onlyPanics(b *ssa.BasicBlock) bool {
	for _, instr := range b.Instrs {
		switch instr := instr.(type) {
		case *ssa.MakeInterface:
			if _, ok := instr.X.(*ssa.Const); !ok {
				return false
			}
		case *ssa.Panic:
		default:
			return false
		}
	}
	return len(b.Parent().Blocks) == 1
}

// callsIntrinsic holds for a block that ends in the call of another intrinsic.
func callsIntrinsic(b *ssa.BasicBlock) bool {
	if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic); !ok {
		return false
	}
	for _, instr := range slices.Backward(b.Instrs) {
		if call, ok := instr.(*ssa.Call); ok {
			fn := call.Call.StaticCallee()
			return fn != nil && len(fn.Blocks) == 1 && onlyPanics(fn.Blocks[0]) && isIntrinsic(fn)
		}
	}
	return false
}

// maxPredicate bounds the blocks of a predicate. Errs to reports.
const maxPredicate = 12

// isPredicate holds for a short function that may tell something of its
// parameters by a bool or an error.
func isPredicate(fn *ssa.Function) bool {
	results := fn.Signature.Results()
	if results.Len() == 0 || len(fn.Params)+len(fn.FreeVars) == 0 || len(fn.Blocks) > maxPredicate {
		return false
	}
	last := results.At(results.Len() - 1).Type()
	b, ok := last.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Bool || types.Identical(last, types.Universe.Lookup("error").Type())
}
