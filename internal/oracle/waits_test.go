package oracle

import (
	"maps"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	"github.com/lockorder/lockorder/internal/oracle/generate"
	"github.com/lockorder/lockorder/internal/oracle/program"
)

// What is wrong in programs that wait, without the shape of a limit: the share of the
// defects of a rule that is missed, and of its findings that are false; and what of all
// that is no instance of a limit. These bounds only ever go down.
var maxWaits = map[string]struct{ missed, false float64 }{
	explore.Reacquire: {0, 0.0052},
	explore.Inversion: {0.0061, 0.0179},
	explore.HeldWait:  {0.0023, 0.01},
}

const (
	maxWaitsMissed = 0
	maxWaitsFalse  = 0
)

// TestOracleWaits is TestOracle for programs that wait.
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
		t.Logf("seed %d: %s", s, shrunken(a, total.differences[s]))
	}
	for rule, most := range maxWaits {
		got := total.rules[rule]
		switch {
		case !a.rules[rule]:
		case got == nil:
			t.Errorf("nothing of the rule %s", rule)
		case float64(got.missed) > most.missed*float64(got.defects) && got.missed > 2:
			t.Errorf("%d of %d defects of the rule %s are missed: -show N shows programs", got.missed, got.defects, rule)
		case float64(got.false) > most.false*float64(got.reported) && got.false > 2:
			t.Errorf("%d of %d findings of the rule %s are false: -show N shows programs", got.false, got.reported, rule)
		}
	}
	if total.missed > maxWaitsMissed && total.missed > fewUnnamed() {
		t.Errorf("%d defects are missed by no limit that has a name: -show N shows programs", total.missed)
	}
	if total.false > maxWaitsFalse && total.false > fewUnnamed() {
		t.Errorf("%d findings are false by no limit that has a name: -show N shows programs", total.false)
	}
	if total.unknown*20 > n {
		t.Error("the truth of more than one program in twenty is not known")
	}
	if plain := total.limits[""]; plain == nil || plain.programs*2 < n {
		t.Error("the limits excuse more than half of the programs")
	}
}

// TestSelects: a report of a select may tell of either channel, also if one is a
// parameter, but not of another.
func TestSelects(t *testing.T) {
	p := &program.Program{
		Types:   []program.Type{{Locks: []program.Kind{program.Mutex, program.Chan, program.Chan}}, {Locks: []program.Kind{program.Chan}, Bare: true}},
		Objects: []program.Object{{}, {Type: 1}},
		Funcs: []program.Func{{Params: []int{0}, Body: program.Block{{
			Op: program.SelectReceive, Lock: program.Lock{Ref: program.Ref{Index: 1}}, Quit: program.Lock{Ref: program.Ref{Param: true}, Field: 1},
		}}}},
	}
	quit := newDefect(explore.HeldWait, []string{"main.T0.mu0", "main.T0.ch1"})
	for class, want := range map[string]bool{"main.T0.ch1": true, "main.ch1": true, "main.T0.ch2": false} {
		c := Case{Truth: []Defect{quit}, selects: selects(p)}
		c.Reported = []Finding{{Defect: newDefect(explore.HeldWait, []string{"main.T0.mu0", class})}}
		if got := len(c.Missed()) == 0; got != want {
			t.Errorf("%s: known %t, want %t", class, got, want)
		}
	}
}
