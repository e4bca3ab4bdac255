package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// atomic is a call that changes an atomic: a place like any other, what another
// goroutine stores there aside. Errs to misses. False if the call is none.
func (f *function) atomic(call ssa.CallInstruction, s state) ([]state, bool) {
	fn := call.Common().StaticCallee()
	if fn == nil || fn.Pkg != nil && fn.Pkg.Pkg.Path() != "sync/atomic" {
		return nil, false
	}
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return nil, false
	}
	a, ok := model.Atomics[obj.FullName()]
	if !ok {
		return nil, false
	}
	args := call.Common().Args
	at := f.r.Val(args[0]).Path.Append(a.Steps).Load()
	if !at.Known() {
		return []state{s}, true
	}
	switch a.Op {
	case model.AtomicStore:
		return []state{f.assign(f.assignment(at, args[1]), s)}, true
	case model.AtomicCompareAndSwap:
		return f.compareAndSwap(call, at, s), true
	}
	return []state{s.wrote(f.place(at))}, true
}

// compareAndSwap are the states if the place holds what is asked for, and then
// the new value, and if it does not.
func (f *function) compareAndSwap(call ssa.CallInstruction, at identity.Path, s state) []state {
	args := call.Common().Args
	won := identity.Literal{Const: "true"}
	if v := call.Value(); v != nil {
		won.Subject = f.r.Subject(v)
		f.correlateResult(won.Subject)
	}
	is, known := f.r.Fact(at, args[1])
	if is.Negated {
		known = false // it is not nil; which it is, nobody knows
	}
	var out []state
	yes, no, ok := s, s, true
	if known {
		yes, ok = s.branch(f.fact(is))
	}
	if ok {
		yes = f.assign(f.assignment(at, args[2]), yes)
		yes, _ = yes.assume(f.fact(won))
		out = append(out, yes)
	}
	if ok = true; known {
		no, ok = s.branch(f.fact(is.Not()))
	}
	if ok {
		no, _ = no.assume(f.fact(won.Not()))
		out = append(out, no)
	}
	return out
}
