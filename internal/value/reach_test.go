package value

import (
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestReachIsReaches holds the sets of bits against the search, in a graph of more
// blocks than fit in a word: a loop of 70, a way out of it, and a block beside it.
func TestReachIsReaches(t *testing.T) {
	blocks := make([]*ssa.BasicBlock, 73)
	for i := range blocks {
		blocks[i] = &ssa.BasicBlock{Index: i}
	}
	for i := range 70 {
		blocks[i].Succs = []*ssa.BasicBlock{blocks[(i+1)%70]}
	}
	blocks[65].Succs = append(blocks[65].Succs, blocks[70], blocks[71])
	r := NewReach(len(blocks))
	leads := 0
	for _, a := range blocks {
		for _, b := range blocks {
			if got, want := r.Leads(a, b), Reaches(a, b); got != want {
				t.Errorf("%d leads to %d: %v, want %v", a.Index, b.Index, got, want)
			}
			if r.Leads(a, b) {
				leads++
			}
		}
	}
	if leads != 70*72 {
		t.Errorf("%d pairs, want %d", leads, 70*72)
	}
}
