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

// A cut is a point where the function makes others wait for it. If that is the last
// thing that a callee does there, whatever else it takes comes before.
type cut struct {
	point
	last bool
}

// begins are the points where the function makes others wait for it, itself or by a
// callee: it counts into a group, or sends to a channel. By what is waited for.
func (f *function) begins() map[lockKey][]cut {
	if f.begun != nil {
		return f.begun
	}
	f.begun = make(map[lockKey][]cut)
	for _, b := range f.r.Fn.Blocks {
		for i, instr := range b.Instrs {
			for _, c := range f.begunBy(instr) {
				if c.Of.Path.Known() {
					key := keyOfLock(c.Of)
					f.begun[key] = append(f.begun[key], cut{point{block: b, index: i}, c.Last})
				}
			}
		}
	}
	return f.begun
}

// begunBy is what others wait for since an instruction.
func (f *function) begunBy(instr ssa.Instruction) (out []model.Count) {
	if call, ok := instr.(*ssa.Call); ok {
		for _, e := range f.effects[call] {
			out = append(out, e.Counts...)
			for _, c := range e.Completions {
				if c.Of.Kind == identity.Receive && c.Spawned == model.Inline && c.Witness.Last().Kind == identity.Completes {
					c.Of.Kind = identity.Send
					out = append(out, model.Count{Of: c.Of})
				}
			}
		}
		return out
	}
	ops, _ := operations(instr)
	for _, o := range ops {
		if o.kind == identity.Send {
			out = append(out, model.Count{Of: f.channel(o.channel, identity.Send)})
		}
	}
	return out
}

// counts are the groups that the function counts into, itself or by a callee.
func (f *function) counts() (out []model.Count) {
	for _, b := range f.r.Fn.Blocks {
		for i, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Call); !ok {
				continue
			}
			for _, c := range f.begunBy(instr) {
				if c.Of.Kind == identity.Join {
					c.Last = c.Last && !f.takesAfter(point{block: b, index: i})
					out = AddCount(out, c)
				}
			}
		}
	}
	return out
}

// AddCount adds what is counted into, each group once.
func AddCount(to []model.Count, c model.Count) []model.Count {
	i := slices.IndexFunc(to, func(d model.Count) bool { return d.Of == c.Of })
	if i < 0 {
		return append(to, c)
	}
	to[i].Last = to[i].Last && c.Last
	return to
}

// takesAfter reports whether the function may take something, or wait, after a point.
func (f *function) takesAfter(at point) bool {
	for _, b := range f.r.Fn.Blocks {
		for i, instr := range b.Instrs {
			_, deferred := instr.(*ssa.Defer)
			if f.takes(instr) && (deferred || f.before(at, point{block: b, index: i})) {
				return true
			}
		}
	}
	return false
}

// takes reports whether an instruction may take something, or wait, in this goroutine.
func (f *function) takes(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Go:
		return false
	case ssa.CallInstruction:
		return slices.ContainsFunc(f.effects[instr], func(e Effect) bool { return len(e.Acquires)+len(e.Opens)+len(e.Bound) > 0 })
	}
	_, waits := operations(instr)
	return waits
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
	case *ssa.Call:
		return point{block: v.Block(), index: slices.Index(v.Block().Instrs, ssa.Instruction(v))}, v.Parent() == f.r.Fn && f.env.Makes(v)
	case *ssa.Extract: // a context, if its channel is asked for
		call, ok := v.Tuple.(*ssa.Call)
		if ok && p.Steps == model.DoneChannel {
			return point{block: call.Block(), index: slices.Index(call.Block().Instrs, ssa.Instruction(call))}, call.Parent() == f.r.Fn
		}
	}
	return point{}, false
}

// cuts are the points before which nothing counts for the end of a wait.
func (f *function) cuts(of identity.Lock) []cut {
	cuts := f.begins()[keyOfLock(of)]
	if at, ok := f.makes(of.Path); ok {
		cuts = append(slices.Clip(cuts), cut{point: at})
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
func leads(a, b point, cuts []cut) bool {
	cutIn := func(block *ssa.BasicBlock, from, to int) bool {
		return slices.ContainsFunc(cuts, func(c cut) bool {
			return c.block == block && (from < c.index || c.last && from == c.index) && c.index < to
		})
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
