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
