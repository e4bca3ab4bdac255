package identity

import (
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func chain(positions ...string) *Witness {
	var steps []Step
	for _, p := range positions {
		steps = append(steps, Step{Pos: p})
	}
	return Chain(steps)
}

func TestShorterPrefersFewerStepsThenEarlierPositions(t *testing.T) {
	for _, tt := range []struct {
		name string
		w, v *Witness
		want bool
	}{
		{"none before one", nil, chain("a"), true},
		{"one not before none", chain("a"), nil, false},
		{"none and none", nil, nil, false},
		{"fewer, though later", chain("z"), chain("a", "a"), true},
		{"first position", chain("a", "z"), chain("b", "a"), true},
		{"second position", chain("a", "b"), chain("a", "c"), true},
		{"equal", chain("a", "b"), chain("a", "b"), false},
	} {
		if got := tt.w.Shorter(tt.v); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestShorterIsAStrictWeakOrder(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	ws := []*Witness{nil}
	for range 40 {
		// Some share their tails, some only look as if they did.
		tail := ws[rnd.Intn(len(ws))]
		ws = append(ws, tail.Prefix(Step{Pos: string(rune('a' + rnd.Intn(2)))}), Chain(tail.Steps()))
	}
	equal := func(a, b *Witness) bool { return !a.Shorter(b) && !b.Shorter(a) }
	for _, a := range ws {
		if a.Shorter(a) {
			t.Fatalf("%v is shorter than itself", a.Steps())
		}
		for _, b := range ws {
			if a.Shorter(b) && b.Shorter(a) {
				t.Fatalf("%v and %v are each shorter", a.Steps(), b.Steps())
			}
			for _, c := range ws {
				if a.Shorter(b) && b.Shorter(c) && !a.Shorter(c) {
					t.Fatalf("not transitive: %v %v %v", a.Steps(), b.Steps(), c.Steps())
				}
				if equal(a, b) && equal(b, c) && !equal(a, c) {
					t.Fatalf("equality not transitive: %v %v %v", a.Steps(), b.Steps(), c.Steps())
				}
			}
		}
	}
}

func TestPrefixSharesTails(t *testing.T) {
	tail := chain("x", "y")
	a, b := tail.Prefix(Step{Pos: "a"}), tail.Prefix(Step{Pos: "b"})
	if a.Next != tail || b.Next != tail {
		t.Error("a prefix copies its tail")
	}
	if a.Depth() != 3 || tail.Depth() != 2 {
		t.Errorf("depths are %d and %d", a.Depth(), tail.Depth())
	}
	if got := b.Last().Pos; got != "y" {
		t.Errorf("last is %s", got)
	}
}

func TestChainAndStepsAreInverse(t *testing.T) {
	for _, steps := range [][]Step{nil, {{Pos: "a"}}, {{Pos: "a", Kind: Calls, Many: 2}, {Pos: "b", Mode: Read}}} {
		w := Chain(steps)
		if diff := cmp.Diff(steps, w.Steps()); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if w.Depth() != len(steps) {
			t.Errorf("depth of %v is %d", steps, w.Depth())
		}
	}
	if got := (*Witness)(nil).Last(); got != (Step{}) {
		t.Errorf("last of nothing is %v", got)
	}
}

func TestLastMeaning(t *testing.T) {
	w := Chain([]Step{{Pos: "a", Many: 3}, {Pos: "b"}})
	if got := w.LastMeaning(2); got.First().Many != 3 || got.Last().Many != 2 || got.Depth() != 2 || w.Last().Many != 0 {
		t.Errorf("%v from %v", got.Steps(), w.Steps())
	}
	if w.LastMeaning(0) != w || (*Witness)(nil).LastMeaning(1) != nil {
		t.Error("a witness that says as much is made anew")
	}
}

func TestSharedAndSkip(t *testing.T) {
	v := Chain([]Step{{Pos: "a"}, {Pos: "b"}, {Pos: "c"}})
	w := Chain([]Step{{Pos: "a"}, {Pos: "b"}, {Pos: "d"}})
	if got := v.Shared(w); got != 2 {
		t.Errorf("they share %d steps", got)
	}
	if got := v.Skip(2); got.First().Pos != "c" || got.Depth() != 1 {
		t.Errorf("the rest is %v", got.Steps())
	}
	if v.Skip(0) != v || v.Skip(4) != nil || v.Shared(nil) != 0 {
		t.Error("skips or shares nothing otherwise")
	}
}
