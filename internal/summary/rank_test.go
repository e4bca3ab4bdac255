package summary

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

func at(kind identity.RootKind, steps string) identity.Path {
	return identity.Path{Root: identity.Root{Kind: kind}, Steps: steps}
}

// takes is an acquire of the lock in a field of parameter 0, that many steps
// down, under the conditions.
func takes(field string, depth int, when ...identity.Literal) model.Acquire {
	w := (*identity.Witness)(nil)
	for i := range depth {
		w = w.Prefix(identity.Step{Pos: fmt.Sprint(field, i)})
	}
	return model.Acquire{Lock: identity.Lock{Path: at(identity.Param, ".p.T:"+field), Class: identity.Class("p.T." + field)}, When: when, Witness: w}
}

func unknown(a model.Acquire) model.Acquire {
	a.Lock.Path = identity.Path{}
	return a
}

func releasing(a model.Acquire, l ...identity.Lock) model.Acquire {
	a.Released = l
	return a
}

func on(name string) identity.Literal {
	return identity.Literal{Subject: at(identity.Param, ".p.T:"+name+"*"), Const: "true"}
}

// pointers are pointers to copies.
func pointers(in []model.Acquire) []*model.Acquire {
	return identity.Map(in, func(a model.Acquire) *model.Acquire { return &a })
}

func rankTexts(in []model.Acquire) ([]string, int) {
	out, cut := rank(pointers(in), maxAcquires)
	var texts []string
	for _, a := range out {
		texts = append(texts, fmt.Sprint(acquireText(*a), a.Witness.Depth()))
	}
	return texts, cut
}

func TestRankDropsWhatAnotherSaysWithFewerConditions(t *testing.T) {
	a, b := on("a"), on("b")
	other := identity.Lock{Class: "p.U.mu"}
	for _, tt := range []struct {
		name      string
		in        []model.Acquire
		kept, cut int
	}{
		{"one", []model.Acquire{takes("mu", 1)}, 1, 0},
		{"the same twice", []model.Acquire{takes("mu", 1), takes("mu", 2)}, 1, 0},
		{"a condition that is not needed", []model.Acquire{takes("mu", 1, a), takes("mu", 2)}, 1, 0},
		{"two conditions and one of them", []model.Acquire{takes("mu", 1, a, b), takes("mu", 1, a)}, 1, 0},
		{"two other conditions", []model.Acquire{takes("mu", 1, a), takes("mu", 1, b)}, 2, 0},
		{"less given up", []model.Acquire{releasing(takes("mu", 1), other), takes("mu", 1)}, 1, 0},
		{"less given up under a condition", []model.Acquire{releasing(takes("mu", 1), other), takes("mu", 1, a)}, 2, 0},
		{"another lock", []model.Acquire{takes("mu", 1), takes("rw", 1)}, 2, 0},
		{"unknown instance", []model.Acquire{takes("mu", 1), unknown(takes("mu", 1))}, 2, 0},
		{"a condition and its contrary", []model.Acquire{takes("mu", 1, a), takes("mu", 1, a.Not())}, 1, 0},
		{"a condition whose contrary is enough", []model.Acquire{takes("mu", 1, a, b), takes("mu", 1, a.Not())}, 2, 0},
		{"three that are all there is", []model.Acquire{takes("mu", 1, a.Not(), b), takes("mu", 1, a), takes("mu", 1, a.Not(), b.Not())}, 1, 0},
		{"contrary conditions, but one gives more up", []model.Acquire{releasing(takes("mu", 1, a), other), takes("mu", 1, a.Not())}, 2, 0},
		{"two contrary conditions", []model.Acquire{takes("mu", 1, a, b), takes("mu", 1, a.Not(), b.Not())}, 2, 0},
		{"many variants", []model.Acquire{takes("mu", 1, on("a")), takes("mu", 1, on("b")), takes("mu", 1, on("c")), takes("mu", 1, on("d"))}, maxVariants, 1},
	} {
		if got, cut := rankTexts(tt.in); len(got) != tt.kept || cut != tt.cut {
			t.Errorf("%s: kept %v, cut %d", tt.name, got, cut)
		}
	}
}

func TestRankKeepsKnownPathsThenShortWitnesses(t *testing.T) {
	got, _ := rankTexts([]model.Acquire{unknown(takes("a", 1)), takes("b", 3), takes("c", 1), unknown(takes("d", 2)), takes("e", 2)})
	want := []string{
		"p0.p.T:c p.T.c/0  1", "p0.p.T:e p.T.e/0  2", "p0.p.T:b p.T.b/0  3",
		"class p.T.a p.T.a/0  1", "class p.T.d p.T.d/0  2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var many []model.Acquire
	for i := range maxAcquires {
		many = append(many, takes(fmt.Sprint("f", i), 1+i%7), unknown(takes(fmt.Sprint("f", i), 1+i%7)))
	}
	out, cut := rank(pointers(many), maxAcquires)
	if len(out) != maxAcquires || cut != maxAcquires {
		t.Errorf("kept %d, cut %d", len(out), cut)
	}
	if slices.ContainsFunc(out, func(a *model.Acquire) bool { return !a.Lock.Path.Known() }) {
		t.Error("an unknown path stays where a known one goes")
	}
}

func TestRankDoesNotDependOnTheOrderOfItsInput(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	conditions := []identity.Literal{on("a"), on("b"), on("c"), on("d")}
	for i := range 200 {
		var in []model.Acquire
		for range 1 + rnd.Intn(100) {
			a := takes(fmt.Sprint("f", rnd.Intn(25)), 1+rnd.Intn(3))
			for _, l := range conditions {
				if rnd.Intn(3) == 0 {
					a.When = append(a.When, l)
				}
			}
			if rnd.Intn(4) == 0 {
				a = unknown(a)
			}
			in = append(in, a)
		}
		want, wantCut := rankTexts(in)
		rnd.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
		got, cut := rankTexts(in)
		if diff := cmp.Diff(want, got); diff != "" || cut != wantCut {
			t.Fatalf("input %d: cut %d or %d (-first +shuffled):\n%s", i, wantCut, cut, diff)
		}
	}
}

func TestManyExitsAreOneThatHoldsWhatAllHold(t *testing.T) {
	l := func(name string) identity.Lock { return takes(name, 0).Lock }
	h := func(names ...string) (out []model.Held) {
		for _, n := range names {
			out = append(out, model.Held{Lock: l(n)})
		}
		return out
	}
	got := intersect([]model.Exit{
		{Held: h("a", "b"), When: []identity.Literal{on("a")}},
		{Held: h("b", "c"), Released: []identity.Lock{l("x")}},
		{Held: h("b"), Released: []identity.Lock{l("y"), l("x")}},
	})
	if want := "p0.p.T:b/0;|p0.p.T:x;p0.p.T:y;"; exitText(got) != want || len(got.When)+len(got.Then) > 0 {
		t.Errorf("%s when %v, want %s", exitText(got), got.When, want)
	}
}
