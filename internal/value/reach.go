package value

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A BlockSet is a set of blocks of one function, a bit for each.
type BlockSet []uint64

// NewBlockSet is an empty set for a function of that many blocks.
func NewBlockSet(blocks int) BlockSet { return make(BlockSet, (blocks+63)/64) }

// Has reports whether b is in the set.
func (s BlockSet) Has(b *ssa.BasicBlock) bool { return s[b.Index/64]&(1<<(b.Index%64)) != 0 }

// Add reports whether b was not in the set yet.
func (s BlockSet) Add(b *ssa.BasicBlock) bool {
	had := s.Has(b)
	s[b.Index/64] |= 1 << (b.Index % 64)
	return !had
}

// Spread adds all that can be come to from the given blocks, themselves included, by
// steps that next tells.
func (s BlockSet) Spread(from []*ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock) {
	todo := slices.Clone(from)
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s.Add(b) {
			todo = append(todo, next(b)...)
		}
	}
}

// A Reach answers for the blocks of one function whether one leads to another: a set
// for each that is asked for, made once.
type Reach []BlockSet

// NewReach knows nothing yet of a function of that many blocks.
func NewReach(blocks int) Reach { return make(Reach, blocks) }

// Leads reports whether a path of at least one step leads from a to b.
func (r Reach) Leads(a, b *ssa.BasicBlock) bool {
	if r[a.Index] == nil {
		r[a.Index] = NewBlockSet(len(r))
		r[a.Index].Spread(a.Succs, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Succs })
	}
	return r[a.Index].Has(b)
}
