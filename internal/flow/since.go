package flow

import (
	"go/types"
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

// begins are the points where the function makes others wait for it: calls of Add
// and sends, by what is waited for.
func (f *function) begins() map[lockKey][]point {
	if f.begun != nil {
		return f.begun
	}
	f.begun = make(map[lockKey][]point)
	add := func(l identity.Lock, b *ssa.BasicBlock, i int) {
		if l.Path.Known() {
			f.begun[keyOfLock(l)] = append(f.begun[keyOfLock(l)], point{block: b, index: i})
		}
	}
	for _, b := range f.r.Fn.Blocks {
		for i, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && isAdd(call.Common()) {
				p := f.r.Val(call.Call.Args[0]).Path
				add(identity.Lock{Path: p, Class: f.r.ClassOf(p), Kind: identity.Join}, b, i)
			}
			ops, _ := operations(instr)
			for _, o := range ops {
				if o.kind == identity.Send {
					add(f.channel(o.channel, identity.Send), b, i)
				}
			}
		}
	}
	return f.begun
}

func isAdd(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.FullName() == "(*sync.WaitGroup).Add"
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
