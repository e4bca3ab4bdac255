package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// A lock that a call leaves held goes with what it returns: a transaction, a guard. If
// a method of that is called through an interface, of which no callee is known here,
// it may be over by that: the lock is held on some paths only. Source: bbolt's
// transactions behind containerd's interface. Errs to misses.

var errorType = types.Universe.Lookup("error").Type() // is no guard

// mayBeOver is the state after a call of a method of which no callee is known.
func (f *function) mayBeOver(s state, call ssa.CallInstruction) state {
	common := call.Common()
	if !common.IsInvoke() || types.Identical(common.Value.Type(), errorType) {
		return s
	}
	from := madeBy(common.Value)
	if from == nil {
		return s
	}
	at := f.env.Pos(Position(from))
	left := func(h model.Held) bool { return !h.Partial && h.Witness.Depth() > 1 && h.Witness.First().Pos == at }
	if slices.ContainsFunc(s.held, left) {
		s.held = identity.Map(s.held, func(h model.Held) model.Held {
			h.Partial = h.Partial || left(h)
			return h
		})
	}
	return s
}

// madeBy is the call that a value is a result of, or nil.
func madeBy(v ssa.Value) *ssa.Call {
	if part, ok := v.(*ssa.Extract); ok {
		v = part.Tuple
	}
	call, _ := v.(*ssa.Call)
	return call
}
