package flow

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A select in a loop waits on if what fires only leads back to it: a tick, or a default
// that sleeps. Such a case is none. It leads back if no way from it leaves the function
// or comes to another operation on channels, gives up a lock, completes something or
// calls what is not known, before control comes to the select again. Errs to misses:
// any condition on the way may be what ends the loop. Likewise a range over a channel
// waits for its end, if what it does with each message only leads back, and a loop
// around TryLock for the lock.

// awaits are the operations of an instruction as those of [operations], but for what is
// no way out of a select: a context that never ends, and ticks.
func (f *function) awaits(instr ssa.Instruction) (ops []operation, waits bool) {
	ops, waits = operations(instr)
	sel, ok := instr.(*ssa.Select)
	if !ok {
		return ops, waits
	}
	ticks := f.ticks(sel)
	ops = slices.DeleteFunc(ops, func(op operation) bool {
		return ticks[op.arm] || f.channel(op.channel, op.kind).Class == identity.Never
	})
	return ops, waits || ticks[-1]
}

// ticks are the cases of a select, by their numbers, that only lead back to it; -1 is
// the default.
func (f *function) ticks(sel *ssa.Select) map[int]bool {
	out, ok := f.ticking[sel]
	if !ok {
		out = make(map[int]bool)
		for i, entry := range arms(sel) {
			if (i < 0 || isTimer(sel.States[i].Chan.Type())) && f.leadsBack(sel, entry) {
				out[i] = true
			}
		}
		f.ticking[sel] = out
	}
	return out
}

// arms are the blocks to which the cases of a select lead, as far as they are tested.
func arms(sel *ssa.Select) map[int]*ssa.BasicBlock {
	out := make(map[int]*ssa.BasicBlock)
	for i := range sel.States {
		if b, _ := value.CaseOf(sel, i); b != nil {
			out[i] = b.Succs[0]
			if i == len(sel.States)-1 && !sel.Blocking {
				out[-1] = b.Succs[1]
			}
		}
	}
	return out
}

// leadsBack reports whether control comes back to an operation from a block, whatever
// happens, and has done nothing until then.
func (f *function) leadsBack(at ssa.Instruction, from *ssa.BasicBlock) bool {
	home := at.Block()
	before := home.Instrs[:slices.Index(home.Instrs, at)]
	if slices.ContainsFunc(before, f.does) {
		return false
	}
	seen := map[*ssa.BasicBlock]bool{home: true}
	todo := []*ssa.BasicBlock{from}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		if len(b.Succs) == 0 || slices.ContainsFunc(b.Instrs, f.does) {
			return false
		}
		todo = append(todo, b.Succs...)
	}
	return true
}

// drains reports whether a receive is that of a loop which ends only when the channel is
// closed: a range over it, whose body only leads back.
func (f *function) drains(instr ssa.Instruction) bool {
	recv, ok := instr.(*ssa.UnOp)
	if !ok || !recv.CommaOk || recv.Op != token.ARROW {
		return false
	}
	out, ok := f.drained[recv]
	if !ok {
		for _, ref := range *recv.Referrers() {
			if e, isOk := ref.(*ssa.Extract); isOk && e.Index == 1 && len(*e.Referrers()) == 1 {
				test, isIf := (*e.Referrers())[0].(*ssa.If)
				out = isIf && f.leadsBack(recv, test.Block().Succs[0])
			}
		}
		f.drained[recv] = out
	}
	return out
}

// does reports whether an instruction may let others go on, or end the function.
func (f *function) does(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		ops, _ := operations(instr)
		return slices.ContainsFunc(ops, func(o operation) bool { return !isTimer(o.channel.Type()) })
	}
	if closes(call) != nil {
		return true
	}
	effects := f.effectsOf(call)
	if len(effects) == 0 {
		return call.Call.StaticCallee() == nil && value.Builtin(&call.Call) == "" && !model.IsContext(call.Call.Value.Type())
	}
	return slices.ContainsFunc(effects, func(e Effect) bool {
		return completing(e) || !e.Returns() || len(e.Opens) > 0 || slices.ContainsFunc(e.Acquires, isCall) ||
			slices.ContainsFunc(e.Exits, func(x model.Exit) bool { return len(x.Released) > 0 })
	})
}

func isCall(a model.Acquire) bool { return a.Lock.Kind == identity.Call }

// spins is what a TryLock waits for that a loop calls until it succeeds: where it fails,
// control only leads back to it.
func (f *function) spins(at ssa.CallInstruction, e *Effect) (a model.Acquire, ok bool) {
	call, ok := at.(*ssa.Call)
	if !ok || !e.Primitive || len(e.Acquires) > 0 || len(e.Exits) != 2 || len(e.Exits[0].Held) != 1 || len(*call.Referrers()) != 1 {
		return a, false
	}
	test, ok := (*call.Referrers())[0].(*ssa.If)
	if h := e.Exits[0].Held[0]; ok && f.leadsBack(call, test.Block().Succs[1]) {
		return model.Acquire{Lock: h.Lock, Mode: h.Mode}, true
	}
	return a, false
}
