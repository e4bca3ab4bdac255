package shrink

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/oracle/generate"
	"github.com/lockorder/lockorder/internal/oracle/program"
)

// locksTwice holds for programs with two Lock statements.
func locksTwice(p *program.Program) bool {
	n := 0
	for s := range p.Stmts() {
		if s.Op == program.Acquire {
			n++
		}
	}
	return n >= 2
}

func TestShrinkKeepsThePropertyAndNoMore(t *testing.T) {
	for seed := range uint64(20) {
		p := generate.Generate(seed, generate.Default())
		if !locksTwice(p) {
			continue
		}
		before := p.Clone()
		small := Shrink(p, locksTwice)
		if diff := cmp.Diff(before, p); diff != "" {
			t.Fatalf("seed %d: the program itself has changed: %s", seed, diff)
		}
		if !locksTwice(small) || small.Check() != nil {
			t.Errorf("seed %d: %+v: %v", seed, small, small.Check())
		}
		for q := range Smaller(small) {
			if locksTwice(q) {
				t.Errorf("seed %d: it can be smaller: %+v", seed, q)
			}
		}
	}
}
