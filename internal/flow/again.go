package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// A message that is received, or sent, lets one go on who waits. What a loop takes only
// after that it needs for the next one who comes, not for the first (Infer's and GCatch's
// constraints are of one round; this is the first iteration peeled off). Who is the only
// one that ever comes does not wait for it: [summary.Package] knows who that is.

// onlyAgain reports whether what comes before a completion at a point does so only once there
// has been one: control comes there by it alone. Of a completion by a callee that is not
// known: it may go another way. Errs to reports.
func (f *function) onlyAgain(e ended, at point) bool {
	of := e.Of.Kind
	if e.Witness.Depth() > 1 || e.Witness.Last().Kind != identity.Completes || of != identity.Send && of != identity.Receive {
		return false
	}
	if sel, ok := e.at.instr().(*ssa.Select); ok {
		body := f.caseBody(sel, e.Of)
		return body != nil && body.Dominates(at.block)
	}
	if at.block == e.at.block {
		return at.compare(e.at) > 0
	}
	return e.at.block.Dominates(at.block)
}

// caseBody is where control goes by the one case of a select that ends a wait, and not
// otherwise; nil if there is no such place.
func (f *function) caseBody(sel *ssa.Select, of identity.Lock) *ssa.BasicBlock {
	ops, _ := operations(sel)
	is := func(o operation) bool { return o.ends() == of.Kind && f.channel(o.channel, of.Kind) == of }
	i := slices.IndexFunc(ops, is)
	if i < 0 || slices.ContainsFunc(ops[i+1:], is) {
		return nil
	}
	if b, _ := value.CaseOf(sel, ops[i].arm); b != nil && len(b.Succs[0].Preds) == 1 {
		return b.Succs[0]
	}
	return nil
}
