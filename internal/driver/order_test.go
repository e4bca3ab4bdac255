package driver

import (
	"testing"

	"github.com/lockorder/lockorder/internal/engine"
)

// TestVariantWithTestsComesLast: of two edges that say as much the first is taken, so that
// the order must not be that of how graphs are packed.
func TestVariantWithTestsComesLast(t *testing.T) {
	variant := func(pkg string, tests bool, graph string) unit {
		return unit{Payload: &engine.Payload{Package: pkg, Tests: tests, Graph: []byte(graph)}}
	}
	u := &units{all: []unit{variant("p", true, "a"), variant("q", false, "a"), variant("p", false, "b")}}
	u.sort()
	for i, want := range []string{"b", "a", "a"} {
		if got := string(u.all[i].Graph); got != want {
			t.Errorf("at %d is %q, want %q", i, got, want)
		}
	}
	if !u.all[1].Tests {
		t.Error("p with tests is not beside p")
	}
}
