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
