package graph

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

func excuse(x summary.Excuse) option { return func(e *Edge) { e.Excuse = x } }

// TestLeak: one defect is one finding, and what may be on purpose is low.
func TestLeak(t *testing.T) {
	handedOff := input(leak(identity.Leaves))
	handedOff.HandedOff = map[identity.Class]bool{"p.T.mu": true}
	for _, tt := range []struct {
		name    string
		in      Input
		want    []string
		dropped map[string]int
	}{
		{"alone", input(leak(identity.Leaves)), []string{"left p.T.mu: high"}, nil},
		{"of another acquisition than the reacquire", input(leak(identity.Leaves), edge(sites("other", "to"))), []string{"left p.T.mu: high", "again p.T.mu: high"}, nil},
		{"of the acquisition that a reacquire tells of", input(leak(identity.GoesRound), edge()), []string{"again p.T.mu: high"}, map[string]int{"reacquired": 1}},
		{"a return with the lock, beside a reacquire on another way", input(leak(identity.Leaves), edge()), []string{"left p.T.mu: high", "again p.T.mu: high"}, nil},
		{"of one that only may be a reacquire", input(leak(identity.Leaves), edge(same(identity.May))), []string{"left p.T.mu: high", "again p.T.mu: low instance"}, nil},
		{"a deferred Lock", input(leak(identity.DefersLock), edge()), []string{"left p.T.mu: high"}, map[string]int{"deferred-lock": 1}},
		{"a Lock elsewhere", input(leak(identity.DefersLock), edge(sites("other", "to"), site("p/p.go:7:1"))), []string{"left p.T.mu: high", "again p.T.mu: high"}, nil},
		{"its result tells", input(leak(identity.Leaves, excuse(summary.Result))), []string{"left p.T.mu: low result"}, nil},
		{"released elsewhere", input(leak(identity.Leaves, excuse(summary.Elsewhere))), []string{"left p.T.mu: low elsewhere"}, nil},
		{"of a lock that callers cannot name", input(leak(identity.Leaves, excuse(summary.Unnamed))), []string{"left p.T.mu: low unnamed"}, nil},
		{"handed off", handedOff, []string{"left p.T.mu: low hand-off"}, nil},
		{"in a test", input(leak(identity.Leaves, test)), []string{"left p.T.mu: medium tests"}, nil},
	} {
		g := Search(tt.in)
		if diff := cmp.Diff(tt.want, show(g.Findings)); diff != "" {
			t.Errorf("%s: findings (-want +got):\n%s", tt.name, diff)
		}
		if tt.dropped == nil {
			tt.dropped = map[string]int{}
		}
		if diff := cmp.Diff(tt.dropped, g.Dropped); diff != "" {
			t.Errorf("%s: dropped (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestLeakIsNoEdge: it makes no cycle, and importers need not know.
func TestLeakIsNoEdge(t *testing.T) {
	p := Part{Edges: []Edge{leak(identity.Leaves), arrow("a>p.T.mu")}, Holdable: map[identity.Class]bool{"": true, "p.T.mu": true}}
	pruned, _ := p.prune(p.Extensible(), maxFactEdges)
	if got := len(pruned.Edges); got != 1 {
		t.Errorf("%d edges for importers, want 1", got)
	}
}
