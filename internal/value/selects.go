package value

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// CaseOf is the block that ends in the test whether a select has come to case i, and
// that test; nil if there is none: of a select of one case nobody asks.
func CaseOf(sel *ssa.Select, i int) (*ssa.BasicBlock, *ssa.BinOp) {
	for _, ref := range *sel.Referrers() {
		index, ok := ref.(*ssa.Extract)
		if !ok || index.Index != 0 {
			continue
		}
		for _, use := range *index.Referrers() {
			test, ok := use.(*ssa.BinOp)
			if !ok || test.Op != token.EQL || len(*test.Referrers()) != 1 {
				continue
			}
			k, ok := test.Y.(*ssa.Const)
			if !ok || !constant.Compare(k.Value, token.EQL, constant.MakeInt64(int64(i))) {
				continue
			}
			if branch, ok := (*test.Referrers())[0].(*ssa.If); ok {
				return branch.Block(), test
			}
		}
	}
	return nil, nil
}
