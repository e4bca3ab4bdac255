package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A reach answers for the blocks of one function whether one leads to another: a set
// of bits for each that is asked for, made once.
type reach [][]uint64

func newReach(blocks int) reach { return make(reach, blocks) }

// leads reports whether a path of at least one step leads from a to b.
func (r reach) leads(a, b *ssa.BasicBlock) bool {
	set := r[a.Index]
	if set == nil {
		set = make([]uint64, (len(r)+63)/64)
		todo := slices.Clone(a.Succs)
		for len(todo) > 0 {
			c := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if word, bit := c.Index/64, uint64(1)<<(c.Index%64); set[word]&bit == 0 {
				set[word] |= bit
				todo = append(todo, c.Succs...)
			}
		}
		r[a.Index] = set
	}
	return set[b.Index/64]&(1<<(b.Index%64)) != 0
}

// A place that the rounds of a loop test, though not to end it, is taken to stay as it
// is: who waits for it to change would leave by that test, or begin another round.
// Source: the classic correlation of branches, over the back edge (ESP). Errs to misses
// where another goroutine changes it between two rounds.

// steady reports whether a place is tested within the loop, and no test of it there
// decides how the loop, or one in it, goes on.
func (f *function) steady(p *place, head *ssa.BasicBlock) bool {
	body := f.body(head)
	within := false
	for _, b := range p.tested {
		if !body[b] {
			continue
		}
		within = true
		for h := b; h != nil; h = h.Idom() {
			if inner := f.body(h); inner[b] && ahead(b.Succs[0], h, inner) != ahead(b.Succs[1], h, inner) {
				return false
			}
			if h == head {
				break
			}
		}
	}
	return within
}

// body is the natural loop of a head: what leads back to it without passing it. Empty
// for blocks that begin no loop.
func (f *function) body(head *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	if body, ok := f.bodies[head]; ok {
		return body
	}
	var body map[*ssa.BasicBlock]bool
	var todo []*ssa.BasicBlock
	for _, b := range head.Preds {
		if head.Dominates(b) {
			body = map[*ssa.BasicBlock]bool{head: true}
			todo = append(todo, b)
		}
	}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !body[b] {
			body[b] = true
			todo = append(todo, b.Preds...)
		}
	}
	if f.bodies == nil {
		f.bodies = make(map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool)
	}
	f.bodies[head] = body
	return body
}

// A course is how a loop can go on from a block: with another round, or its end.
type course struct{ round, end bool }

// ahead is the course from a block, which may be outside.
func ahead(from, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) (c course) {
	seen := make(map[*ssa.BasicBlock]bool)
	todo := []*ssa.BasicBlock{from}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch {
		case b == head:
			c.round = true
		case !body[b]:
			c.end = true
		case !seen[b]:
			seen[b] = true
			todo = append(todo, b.Succs...)
		}
	}
	return c
}
