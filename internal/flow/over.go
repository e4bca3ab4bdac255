package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A lock that a call leaves held goes with what it returns: a transaction, a guard. If
// a method of that is called through an interface, of which no callee is known here,
// it may be over by that: the lock is held on some paths only. Source: bbolt's
// transactions behind containerd's interface. Errs to misses.

// mayBeOver is the state after a call of a method of which no callee is known.
func (f *function) mayBeOver(s state, call ssa.CallInstruction) state {
	common := call.Common()
	from, _, ok := value.ResultOf(common.Value)
	if !ok || !common.IsInvoke() || types.Identical(common.Value.Type(), types.Universe.Lookup("error").Type()) {
		return s // an error is no guard
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
