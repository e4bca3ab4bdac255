package tied

import "testing"

func TestMergeRefused(t *testing.T) {
	a, b := &blockOk{}, &blockOk{}
	a.Merge(b)
	b.Merge(a)
}
