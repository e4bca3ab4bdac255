package graph

import (
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

func TestWholesCallTheirParts(t *testing.T) {
	for _, tt := range []struct {
		name, caller, callee, at, to string
		many                         int
		want                         bool
	}{
		{"the same method", "(*T).Next", "(*T).Next", "p/a.go:1:1", "p/a.go:9:1", 1, true},
		{"by a literal", "(*T).Next.func1", "(*T).Next", "p/a.go:1:1", "p/b.go:9:1", 2, true},
		{"another method", "(*T).Next", "(*T).Close", "p/a.go:1:1", "p/b.go:9:1", 1, false},
		{"a certain call", "(*T).Next", "(*T).Next", "p/a.go:1:1", "p/a.go:9:1", 0, false},
		{"of another type", "(*T).Next", "(*U).Next", "p/a.go:1:1", "p/a.go:9:1", 1, false},
		{"of a type of another package", "(*T).Next", "(*T).Next", "p/a.go:1:1", "q/a.go:9:1", 1, false},
		{"by a function", "next", "next", "p/a.go:1:1", "p/a.go:9:1", 1, false},
	} {
		w := identity.Chain([]identity.Step{
			{Kind: identity.Calls, Pos: tt.at, Func: tt.caller, What: tt.callee, Many: tt.many},
			{Kind: identity.Acquires, Pos: tt.to, Func: tt.callee},
		})
		if got := (&Edge{To: End{Witness: w}}).callsPart(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestDownAStructure: both ways go through one function to where the other begins.
func TestDownAStructure(t *testing.T) {
	way := func(from, through, to string) *identity.Witness {
		return identity.Chain([]identity.Step{
			{Kind: identity.Calls, Func: from, What: through},
			{Kind: identity.Calls, Func: through, What: to},
			{Kind: identity.Acquires, Pos: to, Func: to},
		})
	}
	at := func(fn string) *identity.Witness {
		return identity.Chain([]identity.Step{{Kind: identity.Acquires, Pos: fn, Func: fn}})
	}
	for name, tt := range map[string]struct {
		there, back, from string
		want              bool
	}{
		"through one function":     {"exec", "exec", "a", true},
		"through two":              {"exec", "other", "a", false},
		"one comes from elsewhere": {"exec", "exec", "elsewhere", false},
	} {
		edges := []*Edge{
			{From: End{Witness: at(tt.from)}, To: End{Witness: way("a", tt.there, "b")}},
			{From: End{Witness: at("b")}, To: End{Witness: way("b", tt.back, "a")}},
		}
		if got := (&candidate{rule: Inversion, edges: edges}).descends(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
