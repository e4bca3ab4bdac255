package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// awaits are the operations of an instruction as those of [operations], but for what is
// no way out of a select: a context that never ends.
func (f *function) awaits(instr ssa.Instruction) (ops []operation, waits bool) {
	ops, waits = operations(instr)
	if _, ok := instr.(*ssa.Select); !ok {
		return ops, waits
	}
	return slices.DeleteFunc(ops, func(op operation) bool {
		return f.channel(op.channel, op.kind).Class == identity.Never
	}), waits
}
