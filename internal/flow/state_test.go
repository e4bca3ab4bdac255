package flow

import (
	"fmt"
	"go/constant"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

func at(kind identity.RootKind, steps string) identity.Path {
	return identity.Path{Root: identity.Root{Kind: kind}, Steps: steps}
}

// lockOf is the lock in field name of parameter 0.
func lockOf(name string) identity.Lock {
	return identity.Lock{Path: at(identity.Param, ".p.T:"+name), Class: identity.Class("p.T." + name)}
}

func held(names ...string) []model.Held {
	var out []model.Held
	for _, n := range names {
		out = append(out, model.Held{Lock: lockOf(n)})
	}
	return out
}

// is is the literal name == value, about a field of parameter 0.
func is(name, value string) identity.Literal {
	return identity.Literal{Subject: at(identity.Param, ".p.T:"+name+"*"), Const: value}
}

// A tested are facts of places that are all tested so often.
type tested int

// met are the facts of all tests.
var met = map[tested]*facts{once: newFacts(), twice: newFacts()}

const (
	once  tested = 1
	twice tested = 2 // states that know different things of it stay apart
)

func (n tested) facts(ls ...identity.Literal) []*fact {
	out := met[n].all(ls)
	for _, k := range out {
		k.of.tests = int(n)
	}
	return out
}

func (n tested) fact(l identity.Literal) *fact { return n.facts(l)[0] }

// show is a state as text.
func (s state) show() string {
	var names []string
	for _, h := range s.held {
		names = append(names, strings.TrimPrefix(h.Lock.String(), "p0.p.T:"))
	}
	text := strings.Join(names, " ")
	if len(s.released) > 0 {
		text += " released " + identity.Texts(s.released)
	}
	if len(s.known) > 0 {
		text += " knows " + identity.Texts(literals(s.known))
	}
	return strings.ReplaceAll(strings.TrimSpace(text), "p0.p.T:", "")
}

func (ss states) show() []string {
	var out []string
	for _, s := range ss {
		out = append(out, s.show())
	}
	return out
}

func join(in ...state) (ss states, cut bool) {
	for _, s := range in {
		var c bool
		ss, _, c = ss.add(s)
		cut = cut || c
	}
	return ss, cut
}

func TestStatesThatHoldTheSameKnowWhatBothKnow(t *testing.T) {
	a, b, c := is("a", "1"), is("b", "1"), is("c", "1")
	for _, tt := range []struct {
		name string
		in   []state
		want []string
	}{
		{"equal", []state{{held: held("x")}, {held: held("x")}}, []string{"x"}},
		{"known is intersected", []state{{held: held("x"), known: once.facts(a, b)}, {held: held("x"), known: once.facts(b, c)}},
			[]string{"x knows b*==1;"}},
		{"nothing in common", []state{{known: once.facts(a)}, {known: once.facts(b)}}, []string{""}},
		{"other locks stay apart", []state{{held: held("x")}, {held: held("y")}, {}}, []string{"x", "y", ""}},
		{"order of locks matters", []state{{held: held("x", "y")}, {held: held("y", "x")}}, []string{"x y", "y x"}},
		{"modes stay apart", []state{{held: held("x")}, {held: []model.Held{{Lock: lockOf("x"), Mode: identity.Read}}}}, []string{"x", "x"}},
		{"released stay apart", []state{{}, {released: []identity.Lock{lockOf("x")}}}, []string{"", "released x;"}},
		{"defers stay apart", []state{{}, {defers: []*ssa.Defer{{}}}}, []string{"", ""}},
	} {
		ss, cut := join(tt.in...)
		if diff := cmp.Diff(tt.want, ss.show()); diff != "" || cut {
			t.Errorf("%s: cut %v (-want +got):\n%s", tt.name, cut, diff)
		}
	}
}

func TestAddSaysWhetherItMadeADifference(t *testing.T) {
	a, b := is("a", "1"), is("b", "1")
	ss := states{{held: held("x"), known: once.facts(a), stored: []*place{once.fact(a).of}}}
	for _, tt := range []struct {
		name string
		s    state
		want bool
	}{
		{"itself", ss[0], false},
		{"one that knows more", state{held: held("x"), known: once.facts(a, b)}, false},
		{"one that knows less", state{held: held("x")}, true},
		{"one that stored more", state{held: held("x"), known: once.facts(a), stored: []*place{once.fact(b).of}}, true},
		{"one that holds something else", state{held: held("y")}, true},
	} {
		before := ss.show()
		_, changed, cut := ss.add(tt.s)
		if changed != tt.want || cut {
			t.Errorf("%s: changed %v, cut %v", tt.name, changed, cut)
		}
		if diff := cmp.Diff(before, ss.show()); diff != "" {
			t.Errorf("%s changes the set in place:\n%s", tt.name, diff)
		}
	}
}

func TestCorrelatedConditionsStayApartWhileThereAreFew(t *testing.T) {
	knows := func(name, value string) state { return state{known: twice.facts(is(name, value))} }
	ss, _ := join(knows("a", "true"), knows("a", "false"))
	if diff := cmp.Diff([]string{"knows a*==true;", "knows a*==false;"}, ss.show()); diff != "" {
		t.Errorf("correlated (-want +got):\n%s", diff)
	}
	ss, _ = join(state{known: once.facts(is("a", "true"))}, state{known: once.facts(is("a", "false"))})
	if diff := cmp.Diff([]string{""}, ss.show()); diff != "" {
		t.Errorf("what does not correlate (-want +got):\n%s", diff)
	}
	var many []state
	for i := range maxStates {
		many = append(many, knows("a", fmt.Sprint(i)))
	}
	if ss, cut := join(many...); len(ss) != maxStates/2 || cut {
		t.Errorf("%d states of equal locks, cut %v; want %d", len(ss), cut, maxStates/2)
	}
}

func TestAFullSetKeepsWhatAllTheRestHold(t *testing.T) {
	var in []state
	for i := range maxStates {
		in = append(in, state{held: held("common", fmt.Sprint(i)), known: once.facts(is("a", "1"))})
	}
	ss, cut := join(in...)
	if len(ss) != maxStates || cut {
		t.Fatalf("%d states, cut %v", len(ss), cut)
	}
	out, changed, cut := ss.add(state{held: held("common", "more")})
	if !changed || !cut || len(out) != maxStates {
		t.Errorf("%d states, changed %v, cut %v", len(out), changed, cut)
	}
	if got := out[maxStates-1].show(); got != "common" {
		t.Errorf("the last state holds %q", got)
	}
	if diff := cmp.Diff(ss[:maxStates-1].show(), out[:maxStates-1].show()); diff != "" {
		t.Errorf("other states change:\n%s", diff)
	}
	if out, changed, _ := out.add(state{held: held("common", "yet more")}); changed {
		t.Errorf("another one changes it to %v", out.show())
	}
	if out, _, _ := out.add(state{held: held("none")}); out[maxStates-1].show() != "" {
		t.Errorf("without anything in common, %v", out.show())
	}
}

func TestAddReachesAFixpoint(t *testing.T) {
	// Whatever comes in again makes no difference.
	var in []state
	for i := range 3 * maxStates {
		in = append(in, state{held: held("x", fmt.Sprint(i)), known: twice.facts(is("a", fmt.Sprint(i%2)))})
	}
	ss, _ := join(in...)
	for range 2 {
		ss, _ = join(append(slices.Clone(ss), in...)...)
	}
	again := ss
	for _, s := range in {
		var changed bool
		if again, changed, _ = again.add(s); changed && len(again) > maxStates {
			t.Fatalf("grows to %d states", len(again))
		}
	}
	if diff := cmp.Diff(ss.show(), again.show()); diff != "" {
		t.Errorf("-first +again:\n%s", diff)
	}
}

func fake(n int64) ssa.Value { return ssa.NewConst(constant.MakeInt64(n), types.Typ[types.Int]) }
