package graph

import (
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

// twoOrders is a cycle of p.A and p.B, in F and in G, which calls H.
func twoOrders() Finding {
	step := func(pos, fn string) identity.Step { return identity.Step{Pos: pos, Func: fn} }
	end := func(c identity.Class, steps ...identity.Step) End {
		return End{Class: c, Witness: identity.Chain(steps)}
	}
	return Finding{Rule: Inversion, Cycle: []Edge{
		{From: end("p.A", step("p/a.go:1:2", "F")), To: end("p.B", step("p/a.go:2:2", "F"))},
		{From: end("p.B", step("p/b.go:1:2", "G")), To: end("p.A", step("p/b.go:2:2", "G"), step("q/b.go:9:2", "H.func1"))},
	}}
}

func TestFingerprintIsOfRuleLocksAndFunctions(t *testing.T) {
	relabel := func(f *Finding, change func(*identity.Step)) {
		for i := range f.Cycle {
			for _, end := range []*End{&f.Cycle[i].From, &f.Cycle[i].To} {
				steps := end.Witness.Steps()
				for j := range steps {
					change(&steps[j])
				}
				end.Witness = identity.Chain(steps)
			}
		}
	}
	rename := func(old, to string) func(*Finding) {
		return func(f *Finding) {
			relabel(f, func(s *identity.Step) {
				if s.Func == old {
					s.Func = to
				}
			})
		}
	}
	first := twoOrders()
	want := first.Fingerprint()
	if len(want) != 32 {
		t.Errorf("%q", want)
	}
	for _, tt := range []struct {
		name   string
		change func(*Finding)
		same   bool
	}{
		{"lines and files", func(f *Finding) {
			relabel(f, func(s *identity.Step) { s.Pos = s.Pos[:1] + "/other.go:77:7" })
		}, true},
		{"the other goroutine first", func(f *Finding) { slices.Reverse(f.Cycle) }, true},
		{"another literal of the function", rename("H.func1", "H.func12.3"), true},
		{"more ways", func(f *Finding) { f.Others, f.Confidence = 3, High }, true},
		{"rule", func(f *Finding) { f.Rule = Reacquire }, false},
		{"lock", func(f *Finding) { f.Cycle[0].To.Class, f.Cycle[1].From.Class = "p.C", "p.C" }, false},
		{"package of a function", func(f *Finding) { relabel(f, func(s *identity.Step) { s.Pos = "r" + s.Pos[1:] }) }, false},
		{"function that holds", rename("F", "F2"), false},
		{"function that takes", rename("H.func1", "H2"), false},
	} {
		f := twoOrders()
		tt.change(&f)
		if got := f.Fingerprint(); (got == want) != tt.same {
			t.Errorf("%s changed: %s, before %s", tt.name, got, want)
		}
	}
}
