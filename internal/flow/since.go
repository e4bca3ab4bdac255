package flow

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// What comes before a completion counts only since the wait can be for it:
//
//   - anew: since the object that others wait for, or the lock, was made last. On a
//     way that makes it again, what came before was another one's.
//   - counted: since this goroutine made others wait for it. It has counted itself
//     into the WaitGroup after it had the lock, or has put the token into the
//     channel that it takes out again.
//   - made: since the function made what others wait for. What its callers did
//     before was no matter of this one.
//
// All err to misses: others may wait for what somebody else began, and a select
// need not have sent.

// begins are the points where the function makes others wait for it, itself or by a
// callee: it counts into a group, or sends to a channel. By what is waited for.
func (f *function) begins() map[lockKey][]point {
	if f.begun != nil {
		return f.begun
	}
	f.begun = make(map[lockKey][]point)
	for _, b := range f.r.Fn.Blocks {
		for i, instr := range b.Instrs {
			for _, l := range f.begunBy(instr) {
				if l.Path.Known() {
					f.begun[keyOfLock(l)] = append(f.begun[keyOfLock(l)], point{block: b, index: i})
				}
			}
		}
	}
	return f.begun
}

// begunBy is what others wait for since an instruction.
func (f *function) begunBy(instr ssa.Instruction) (out []identity.Lock) {
	if call, ok := instr.(*ssa.Call); ok {
		for _, e := range f.effects[call] {
			out = append(out, e.Counts...)
			for _, c := range e.Completions {
				if c.Of.Kind == identity.Receive && c.Spawned == model.Inline && c.Witness.Last().Kind == identity.Completes {
					c.Of.Kind = identity.Send
					out = append(out, c.Of)
				}
			}
		}
		return out
	}
	ops, _ := operations(instr)
	for _, o := range ops {
		if o.kind == identity.Send {
			out = append(out, f.channel(o.channel, identity.Send))
		}
	}
	return out
}

// counts are the groups that the function counts into, itself or by a callee.
func (f *function) counts() (out []identity.Lock) {
	for _, b := range f.r.Fn.Blocks {
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Call); !ok {
				continue
			}
			for _, l := range f.begunBy(instr) {
				if l.Kind == identity.Join && !slices.Contains(out, l) {
					out = append(out, l)
				}
			}
		}
	}
	return out
}

// makes is where control makes the object that a path lies in, if this function does.
func (f *function) makes(p identity.Path) (point, bool) {
	if strings.Contains(strings.TrimSuffix(p.Steps, "*"), "*") {
		return point{}, false // in another, to which it points
	}
	switch v := p.Ref.(type) {
	case *ssa.MakeChan, *ssa.Alloc:
		instr := v.(ssa.Instruction)
		return point{block: instr.Block(), index: slices.Index(instr.Block().Instrs, instr)}, instr.Parent() == f.r.Fn
	}
	return point{}, false
}

// cuts are the points before which nothing counts for the end of a wait.
func (f *function) cuts(of identity.Lock) []point {
	cuts := f.begins()[keyOfLock(of)]
	if at, ok := f.makes(of.Path); ok {
		cuts = append(slices.Clip(cuts), at)
	}
	return cuts
}

// counted reports whether a completion is waited for only since a point in the
// function, or for what it makes: what its callers did before does not count.
func (rec *recorder) counted(e ended) bool {
	cuts := rec.f.cuts(e.Of)
	return e.Counted || e.Spawned == model.Inline && len(cuts) > 0 &&
		!leads(point{block: rec.f.r.Fn.Blocks[0], index: -1}, e.at, cuts)
}

// leads reports whether control can come from a to b without passing a cut.
func leads(a, b point, cuts []point) bool {
	cutIn := func(block *ssa.BasicBlock, from, to int) bool {
		return slices.ContainsFunc(cuts, func(c point) bool { return c.block == block && from < c.index && c.index < to })
	}
	const end = 1 << 30
	if a.block == b.block && (a.index < b.index || a.index == b.index && a.deferred < b.deferred) {
		return !cutIn(a.block, a.index, b.index)
	}
	if cutIn(a.block, a.index, end) {
		return false
	}
	seen := make(map[*ssa.BasicBlock]bool)
	todo := slices.Clone(a.block.Succs)
	for len(todo) > 0 {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if c == b.block && !cutIn(c, -1, b.index) {
			return true
		}
		if !seen[c] && !cutIn(c, -1, end) {
			todo = append(todo, c.Succs...)
		}
		seen[c] = true
	}
	return false
}
