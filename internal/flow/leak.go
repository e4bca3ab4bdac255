package flow

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A Leak says that a lock which this function takes is still held where control
// leaves its reach, and that it is released on other ways from the same
// acquisition (staticcheck and checklocks ask for one lock set at each return).
type Leak struct {
	Held   model.Held
	Func   *ssa.Function
	Left   []Leaving // where it is still held, by position
	Others token.Pos // where another way releases it
	// Always says that the function returns, and each time with the lock.
	Always bool
}

// A Leaving is a way out of the reach of an acquisition: a return, or a branch
// to where one comes without the lock, too.
type Leaving struct {
	Pos    token.Pos
	Return *ssa.Return // nil for a branch
	// Round says that the branch goes round a loop, to the acquisition again.
	Round bool
	// Deferred says that this is a deferred call which locks what it should unlock.
	Deferred bool
}

// deferred notes a deferred call that locks what is held: it is meant to unlock
// (staticcheck's SA2003, with paths).
func (rec *recorder) deferred(d *ssa.Defer, s state) {
	for _, e := range rec.f.effectsOf(d) {
		if !e.Primitive || len(e.Exits) != 1 {
			continue
		}
		for _, h := range e.Exits[0].Held {
			i := slices.IndexFunc(s.held, func(g model.Held) bool { return g.Path == h.Path && g.Path.Unique() })
			if i >= 0 && h.Kind == identity.Mutex {
				rec.f.result.Leaks = append(rec.f.result.Leaks, Leak{Held: s.held[i], Func: rec.f.r.Fn, Left: []Leaving{{Pos: d.Pos(), Deferred: true}}})
			}
		}
	}
}

// A gain is an acquisition that is kept beyond its instruction.
type gain struct {
	at   ssa.Instruction
	held model.Held
	sure bool // in all states
}

// A drop is where a lock that the function took is released.
type drop struct {
	at   ssa.Instruction
	pos  token.Pos // of the call, be it deferred
	held model.Held
}

// watch notes which locks an instruction takes and keeps, and which it releases.
func (rec *recorder) watch(instr ssa.Instruction, s state, after []state) {
	lacks := func(t state, h model.Held) bool { return !slices.ContainsFunc(t.held, h.Is) }
	for _, h := range s.held {
		if slices.ContainsFunc(after, func(t state) bool { return lacks(t, h) }) {
			rec.drops = append(rec.drops, drop{instr, rec.dropPos(instr, s, h), h})
		}
	}
	for _, t := range after {
		for _, h := range t.held {
			if h.Kind != identity.Mutex || !h.Path.Unique() || !lacks(s, h) {
				continue
			}
			g := gain{instr, h, !slices.ContainsFunc(after, func(t state) bool { return lacks(t, h) })}
			i := slices.IndexFunc(rec.gains, func(old gain) bool { return old.at == instr && old.held.Is(h) })
			if i < 0 {
				rec.gains = append(rec.gains, g)
			} else {
				rec.gains[i].sure = rec.gains[i].sure && g.sure
			}
		}
	}
}

// dropPos is where the call is written that releases a lock in state s.
func (rec *recorder) dropPos(instr ssa.Instruction, s state, h model.Held) token.Pos {
	if _, ok := instr.(*ssa.RunDefers); !ok {
		return instr.Pos()
	}
	for _, d := range s.defers {
		for _, e := range rec.f.effectsOf(d) {
			for _, x := range e.Exits {
				if slices.ContainsFunc(x.Released, func(l identity.Lock) bool { return l.Class == h.Class }) {
					return d.Pos()
				}
			}
		}
	}
	return instr.Parent().Pos()
}

// leaks looks, for each lock that the function takes, at all ways out of the
// blocks which the acquisition dominates, and at those to where ways that hold it
// meet others. On some of them the lock is held in all states, on others in none.
// A way that leads to where the lock is released later is no leak: what decides
// there may be what decided here (may miss).
func (rec *recorder) leaks() {
	for _, g := range rec.gains {
		for _, start := range rec.starts(g) {
			rec.leaksFrom(g, start)
		}
	}
}

// starts are the blocks from which on the lock is held: that of the acquisition,
// or, if it may fail, those that are reached only if it has not.
func (rec *recorder) starts(g gain) []*ssa.BasicBlock {
	if g.sure {
		return []*ssa.BasicBlock{g.at.Block()}
	}
	holds := func(b *ssa.BasicBlock) bool {
		in := rec.f.in[b.Index]
		return len(in) > 0 && all(in, g.held)
	}
	var out []*ssa.BasicBlock
	for _, b := range rec.f.r.Fn.Blocks {
		if b != g.at.Block() && g.at.Block().Dominates(b) && holds(b) && !holds(b.Idom()) {
			out = append(out, b)
		}
	}
	return out
}

func (rec *recorder) leaksFrom(g gain, start *ssa.BasicBlock) {
	leak := Leak{Held: g.held, Func: rec.f.r.Fn}
	released := false
	for todo := []*ssa.BasicBlock{start}; len(todo) > 0; {
		b := todo[len(todo)-1]
		todo = append(todo[:len(todo)-1], b.Dominees()...)
		for _, out := range rec.waysOut(g, start, b) {
			switch {
			case none(out.states, g.held):
				released = true
			case all(out.states, g.held) && rec.stays(g, start, out):
				leak.Left = append(leak.Left, out.Leaving)
			}
		}
	}
	if len(leak.Left) == 0 || !released {
		return
	}
	for _, d := range rec.drops {
		if start.Dominates(d.at.Block()) && d.held.Is(g.held) && (!leak.Others.IsValid() || d.pos < leak.Others) {
			leak.Others = d.pos
		}
	}
	if !leak.Others.IsValid() {
		return
	}
	leak.Always = len(rec.f.result.Exits) > 0 && !slices.ContainsFunc(rec.f.result.Exits, func(e Exit) bool {
		return !slices.ContainsFunc(e.Held, func(h model.Held) bool { return h.Class == g.held.Class })
	})
	slices.SortFunc(leak.Left, func(a, b Leaving) int { return cmp.Compare(a.Pos, b.Pos) })
	rec.f.result.Leaks = append(rec.f.result.Leaks, leak)
}

// A wayOut is a leaving with the states on it.
type wayOut struct {
	Leaving
	states states
	to     *ssa.BasicBlock // of a branch
}

// meets holds where ways that hold the lock meet others.
func (rec *recorder) meets(b *ssa.BasicBlock, held model.Held) bool {
	in := rec.f.in[b.Index]
	return len(b.Preds) > 1 && !all(in, held) && !none(in, held)
}

// waysOut are the ways out of what start dominates, from block b there. To come to
// the acquisition again is one.
func (rec *recorder) waysOut(g gain, start, b *ssa.BasicBlock) []wayOut {
	ss := rec.ends[b]
	if len(ss) == 0 {
		return nil
	}
	if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
		return []wayOut{{Leaving: Leaving{Pos: returnPos(ret), Return: ret}, states: ss}}
	}
	var out []wayOut
	for i, succ := range b.Succs {
		if start.Dominates(succ) && !(succ == g.at.Block() && g.sure) && !rec.meets(succ, g.held) {
			continue
		}
		w := wayOut{Leaving: Leaving{Pos: lastPos(b), Round: succ.Dominates(b)}, to: succ}
		for _, s := range ss {
			if _, ok := rec.f.edge(b, succ, i, s); ok {
				w.states = append(w.states, s)
			}
		}
		if len(w.states) > 0 {
			out = append(out, w)
		}
	}
	return out
}

// stays reports whether what is held on a way out is held for good: nothing
// releases it that control can come to from there. Whoever comes round to what
// precedes in one block comes by the other.
func (rec *recorder) stays(g gain, start *ssa.BasicBlock, out wayOut) bool {
	if out.to == nil {
		return true
	}
	for _, d := range rec.drops {
		if d.held.Class == g.held.Class && (reachesPast(start, out.to, d.at.Block()) || value.Precedes(d.at, g.at)) {
			return false
		}
	}
	return out.Round || slices.ContainsFunc(rec.f.result.Exits, func(e Exit) bool {
		return slices.ContainsFunc(e.Held, func(h model.Held) bool { return h.Witness.First().Pos == g.held.Witness.First().Pos })
	})
}

// reachesPast reports whether a way leads from a to b, or they are one, that does
// not come by start.
func reachesPast(start, a, b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{start: true}
	todo := []*ssa.BasicBlock{a}
	for len(todo) > 0 {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[c] {
			continue
		}
		if c == b {
			return true
		}
		seen[c] = true
		todo = append(todo, c.Succs...)
	}
	return false
}

func all(ss states, h model.Held) bool {
	return !slices.ContainsFunc(ss, func(s state) bool { return !slices.ContainsFunc(s.held, h.Is) })
}

func none(ss states, h model.Held) bool {
	return !slices.ContainsFunc(ss, func(s state) bool { return slices.ContainsFunc(s.held, h.Is) })
}

// returnPos is where a return is written, or the end of the function.
func returnPos(ret *ssa.Return) token.Pos {
	if syntax := ret.Parent().Syntax(); !ret.Pos().IsValid() && syntax != nil {
		return syntax.End() - 1
	}
	return ret.Pos()
}

// lastPos is the last position in a block, or in one that control comes from.
func lastPos(b *ssa.BasicBlock) token.Pos {
	for ; b != nil; b = b.Idom() {
		if cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && cond.Cond.Pos().IsValid() {
			return cond.Cond.Pos()
		}
		for _, instr := range slices.Backward(b.Instrs) {
			if instr.Pos().IsValid() {
				return instr.Pos()
			}
		}
	}
	return token.NoPos
}
