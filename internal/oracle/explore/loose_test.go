package explore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

// TestLoose has programs without a deadlock, but for what is supposed to happen.
func TestLoose(t *testing.T) {
	four := []Kind{Mutex, Mutex, Mutex, Mutex}
	for _, tt := range []struct {
		name  string
		prog  *Program
		loose explore.Loose
		want  []string
	}{
		{"a Try fails at another time",
			build(four, Block{lock(3), otherwise(try(Try, 2, unlock(2)), within(0, 1)), unlock(3)}, within(3, 2), within(1, 0)),
			explore.Loose{Try: true}, []string{"inversion 0.0 0.1"}},
		{"a Try of what nobody else takes",
			build(four, Block{lock(3), otherwise(try(Try, 2, unlock(2)), within(0, 1)), unlock(3)}, within(1, 0)),
			explore.Loose{Try: true}, nil},
		{"a Try takes what is held",
			build(mutexes, Block{lock(2), try(Try, 2, append(within(0, 1), unlock(2))...), unlock(2)}, within(1, 0)),
			explore.Loose{Own: true}, []string{"inversion 0.0 0.1"}},
		{"a Once runs again",
			with(build([]Kind{Once, Mutex, Mutex}, Block{lock(2), once(0, 2), unlock(2)}, append(Block{once(0, 2)}, within(1, 2)...)), Func{Body: within(1)}),
			explore.Loose{Once: true}, []string{"inversion 0.1 0.2"}},
		{"an endless recursion by a field returns",
			byField(build(mutexes, append(Block{call(0)}, within(0, 1)...), within(1, 0))),
			explore.Loose{Endless: true}, []string{"inversion 0.0 0.1"}},
		{"an endless recursion by name does not",
			build(mutexes, append(Block{call(0)}, within(0, 1)...), within(1, 0)),
			explore.Loose{Endless: true}, nil},
		{"a wait that orders nothing",
			build([]Kind{Mutex, Mutex, Chan}, append(within(0, 1), on(Close, at(0, 2))), append(Block{on(Receive, at(0, 2))}, within(1, 0)...)),
			explore.Loose{Free: map[Lock]bool{at(0, 2): true}}, []string{"inversion 0.0 0.1"}},
		{"another wait",
			build([]Kind{Mutex, Mutex, Chan, Chan}, append(within(0, 1), on(Close, at(0, 2))), append(Block{on(Receive, at(0, 2))}, within(1, 0)...)),
			explore.Loose{Free: map[Lock]bool{at(0, 3): true}}, nil},
		{"a flag that nobody sets",
			build([]Kind{Mutex, Mutex, AtomicBool}, append(Block{when(Cond{Kind: Shared, Lock: at(0, 2)}, within(0, 1)...)}, within(0)...), within(1, 0)),
			explore.Loose{Free: map[Lock]bool{at(0, 2): true}}, []string{"inversion 0.0 0.1"}},
	} {
		if truth := explore.Explore(tt.prog, explore.Limits{}); truth.Fault != "" || truth.Cut || len(truth.May) > 0 {
			t.Errorf("%s: fault %q, cut %v, %v by itself", tt.name, truth.Fault, truth.Cut, keys(truth.May))
		}
		truth := explore.Explore(tt.prog, explore.Limits{Loose: tt.loose})
		if diff := cmp.Diff(tt.want, keys(truth.May)); diff != "" || truth.Fault != "" {
			t.Errorf("%s: fault %q (-want +got):\n%s", tt.name, truth.Fault, diff)
		}
	}
}

// byField keeps the first function in a field.
func byField(p *Program) *Program {
	p.Funcs[0].Style = Field
	return p
}
