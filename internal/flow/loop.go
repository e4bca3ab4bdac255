package flow

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/value"
)

// lapses reports whether a place may have changed when a loop begins another round:
// control can come from there to a test of it. What was tested before the loop only,
// and nowhere since, is as it was: it tells what callees do (bbolt: a transaction that
// is not closed). So is what is steady. Errs to misses.
func (f *function) lapses(p *place, head *ssa.BasicBlock) bool {
	if len(p.tested) == 0 || !strings.Contains(p.Steps, "*") {
		return false
	}
	lapses, ok := p.lapses[head]
	if !ok {
		lapses = slices.ContainsFunc(p.tested, func(b *ssa.BasicBlock) bool { return b == head || f.reach.Leads(head, b) }) && !f.steady(p, head)
		if p.lapses == nil {
			p.lapses = make(map[*ssa.BasicBlock]bool)
		}
		p.lapses[head] = lapses
	}
	return lapses
}

// A place that the rounds of a loop test, though not to end it, is taken to stay as it
// is: who waits for it to change would leave by that test, or begin another round.
// Source: the classic correlation of branches, over the back edge (ESP). Errs to misses
// where another goroutine changes it between two rounds.

// steady reports whether a place is tested within the loop, and no test of it there
// decides how the loop, or one in it, goes on.
func (f *function) steady(p *place, head *ssa.BasicBlock) bool {
	outer := f.loop(head)
	within := false
	for _, b := range p.tested {
		if outer == nil || !outer.body.Has(b) {
			continue
		}
		within = true
		for h := b; h != nil; h = h.Idom() {
			if l := f.loop(h); l != nil && l.body.Has(b) && l.ahead(b.Succs[0]) != l.ahead(b.Succs[1]) {
				return false
			}
			if h == head {
				break
			}
		}
	}
	return within
}

// A loop is the natural loop of a head: what leads back to it without passing it. From
// those that end, control can leave it within the round.
type loop struct {
	head       *ssa.BasicBlock
	body, ends value.BlockSet
}

// loop is the loop that a block is the head of, or nil.
func (f *function) loop(head *ssa.BasicBlock) *loop {
	l, ok := f.loops[head]
	if !ok {
		l = newLoop(head)
		f.loops[head] = l
	}
	return l
}

func newLoop(head *ssa.BasicBlock) *loop {
	backs := slices.DeleteFunc(slices.Clone(head.Preds), func(b *ssa.BasicBlock) bool { return !head.Dominates(b) })
	if len(backs) == 0 {
		return nil
	}
	blocks := head.Parent().Blocks
	l := &loop{head: head, body: value.NewBlockSet(len(blocks)), ends: value.NewBlockSet(len(blocks))}
	l.body.Add(head)
	l.body.Spread(backs, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Preds })

	// The head is where a round ends, so that nothing is added that leads through it.
	l.ends.Add(head)
	var last []*ssa.BasicBlock
	for _, b := range blocks {
		if b != head && l.body.Has(b) && slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return !l.body.Has(s) }) {
			last = append(last, b)
		}
	}
	l.ends.Spread(last, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Preds })
	return l
}

// A course is how a loop can go on from a block: with another round, or its end.
type course struct{ round, end bool }

// ahead is the course from a block, which may be outside.
func (l *loop) ahead(from *ssa.BasicBlock) course {
	return course{round: l.body.Has(from), end: !l.body.Has(from) || from != l.head && l.ends.Has(from)}
}
