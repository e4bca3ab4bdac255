package engine

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
)

func TestFindingsAreShownByTheirFeatures(t *testing.T) {
	var b strings.Builder
	r := &Result{Findings: []Finding{{Finding: graph.Finding{Rule: graph.HeldWait, Cycle: make([]graph.Edge, 1)}}}}
	r.print(&b, "example.com/p", DebugFindings)
	if got, want := b.String(), "lockorder: example.com/p: finding rule=heldwait confidence=low "; !strings.HasPrefix(got, want) {
		t.Errorf("shows %q, want %q", got, want)
	}
}
