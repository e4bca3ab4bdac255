package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A worklist hands out blocks so that, loops aside, each comes after its predecessors.
type worklist struct {
	order   []int             // by the index of a block
	blocks  []*ssa.BasicBlock // in that order
	waiting []bool            // in that order
	first   int               // none waits before
}

// newWorklist numbers the blocks that control can come to: in reverse postorder.
func newWorklist(blocks []*ssa.BasicBlock) *worklist {
	w := &worklist{order: make([]int, len(blocks)), waiting: make([]bool, len(blocks))}
	seen := make([]bool, len(blocks))
	type frame struct {
		b    *ssa.BasicBlock
		next int
	}
	stack := []frame{{b: blocks[0]}}
	seen[0] = true
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next < len(top.b.Succs) {
			s := top.b.Succs[top.next]
			top.next++
			if !seen[s.Index] {
				seen[s.Index] = true
				stack = append(stack, frame{b: s})
			}
			continue
		}
		w.blocks = append(w.blocks, top.b)
		stack = stack[:len(stack)-1]
	}
	slices.Reverse(w.blocks)
	for n, b := range w.blocks {
		w.order[b.Index] = n
	}
	return w
}

func (w *worklist) push(b *ssa.BasicBlock) {
	n := w.order[b.Index]
	w.waiting[n] = true
	w.first = min(w.first, n)
}

func (w *worklist) pop() (*ssa.BasicBlock, bool) {
	for ; w.first < len(w.blocks); w.first++ {
		if w.waiting[w.first] {
			w.waiting[w.first] = false
			return w.blocks[w.first], true
		}
	}
	return nil, false
}

// loops are the blocks that lie between the head and the end of a loop, by their
// indices: control may come to others once only. It is nil if there are no loops.
func (w *worklist) loops() []bool {
	var again []bool
	for n, b := range w.blocks {
		for _, s := range b.Succs {
			if w.order[s.Index] > n {
				continue
			}
			if again == nil {
				again = make([]bool, len(w.order))
			}
			for _, in := range w.blocks[w.order[s.Index] : n+1] {
				again[in.Index] = true
			}
		}
	}
	return again
}
