package shrink

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/oracle/explore"
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
	for seed := range uint64(40) {
		config := generate.Default()
		if seed%2 == 1 {
			config = generate.Waits()
		}
		p := generate.Generate(seed, config)
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

// TestShrinkWaits holds that what has nothing to do with a deadlock by a wait is
// taken away, but for calls, which are not inlined.
func TestShrinkWaits(t *testing.T) {
	waits := func(p *program.Program) bool {
		truth := explore.Explore(p, explore.Limits{})
		return truth.Fault == "" && slices.ContainsFunc(truth.Must, func(d explore.Deadlock) bool { return d.Rule == explore.HeldWait })
	}
	for seed := range uint64(30) {
		p := generate.Generate(seed, generate.Waits())
		if !waits(p) {
			continue
		}
		small, n := Shrink(p, waits), 0
		for s := range small.Stmts() {
			if !s.Calls() {
				n++
			}
		}
		if n > 12 || len(small.Roots) > 2 {
			t.Errorf("seed %d: %d statements, %d goroutines are left", seed, n, len(small.Roots))
		}
	}
}
