package flow

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A blockSet is a set of blocks of one function, a bit for each.
type blockSet []uint64

func newBlockSet(blocks int) blockSet { return make(blockSet, (blocks+63)/64) }

func (s blockSet) has(b *ssa.BasicBlock) bool { return s[b.Index/64]&(1<<(b.Index%64)) != 0 }

// add reports whether b was not in the set yet.
func (s blockSet) add(b *ssa.BasicBlock) bool {
	had := s.has(b)
	s[b.Index/64] |= 1 << (b.Index % 64)
	return !had
}

// spread adds all that can be come to from the given blocks, themselves included, by
// steps that next tells.
func (s blockSet) spread(from []*ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock) {
	todo := slices.Clone(from)
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s.add(b) {
			todo = append(todo, next(b)...)
		}
	}
}

func successors(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Succs }

// A reach answers for the blocks of one function whether one leads to another: a set
// for each that is asked for, made once.
type reach []blockSet

func newReach(blocks int) reach { return make(reach, blocks) }

// leads reports whether a path of at least one step leads from a to b.
func (r reach) leads(a, b *ssa.BasicBlock) bool {
	if r[a.Index] == nil {
		r[a.Index] = newBlockSet(len(r))
		r[a.Index].spread(a.Succs, successors)
	}
	return r[a.Index].has(b)
}

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
		lapses = slices.ContainsFunc(p.tested, func(b *ssa.BasicBlock) bool { return b == head || f.reach.leads(head, b) }) && !f.steady(p, head)
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
		if outer == nil || !outer.body.has(b) {
			continue
		}
		within = true
		for h := b; h != nil; h = h.Idom() {
			if l := f.loop(h); l != nil && l.body.has(b) && l.ahead(b.Succs[0]) != l.ahead(b.Succs[1]) {
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
	body, ends blockSet
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
	l := &loop{head: head, body: newBlockSet(len(blocks)), ends: newBlockSet(len(blocks))}
	l.body.add(head)
	l.body.spread(backs, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Preds })

	// The head is where a round ends, so that nothing is added that leads through it.
	l.ends.add(head)
	var last []*ssa.BasicBlock
	for _, b := range blocks {
		if b != head && l.body.has(b) && slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return !l.body.has(s) }) {
			last = append(last, b)
		}
	}
	l.ends.spread(last, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Preds })
	return l
}

// A course is how a loop can go on from a block: with another round, or its end.
type course struct{ round, end bool }

// ahead is the course from a block, which may be outside.
func (l *loop) ahead(from *ssa.BasicBlock) course {
	return course{round: l.body.has(from), end: !l.body.has(from) || from != l.head && l.ends.has(from)}
}
