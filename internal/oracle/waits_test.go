package oracle

import (
	"maps"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/generate"
)

// What is not yet mended and not yet named, in programs that wait. These bounds
// only ever go down.
const (
	maxMissedWaits = 0.05
	maxFalseWaits  = 0.05
)

// TestOracleWaits is TestOracle for programs that wait. As long as there is no rule
// for waits under a lock, it is about the other rules in such programs.
func TestOracleWaits(t *testing.T) {
	n := *programs / 4
	if testing.Short() {
		n /= 20
	}
	a := NewAnalysis()
	if !a.rules[explore.HeldWait] {
		t.Logf("there is no rule %s yet: what it would report does not count", explore.HeldWait)
	}
	total := judgeAll(t, a, generate.Waits(), *seed, n)
	t.Logf("%d programs, %d whose truth is not known\n%s", n, total.unknown, total)
	for _, s := range slices.Sorted(maps.Keys(total.differences))[:min(*show, len(total.differences))] {
		t.Logf("seed %d: %s", s, explained(a, total.differences[s]))
	}
	plain := total.limits[""]
	if share := float64(plain.missed) / float64(plain.defects); share > maxMissedWaits {
		t.Errorf("%.2f %% of the defects are missed: -show N shows programs", 100*share)
	}
	if share := float64(plain.false) / float64(plain.reported); share > maxFalseWaits {
		t.Errorf("%.2f %% of the findings are false: -show N shows programs", 100*share)
	}
	if total.unknown*20 > n {
		t.Error("the truth of more than one program in twenty is not known")
	}
	if plain.programs*2 < n {
		t.Error("the limits excuse more than half of the programs")
	}
}
