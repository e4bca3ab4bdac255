package graph

import (
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

func fixedPair(i int) summary.Pair {
	return summary.Pair{Pairing: summary.Fixed, First: class(i), Then: class(i + 1)}
}

// clique takes each two of n locks in both orders.
func clique(n int) []Edge {
	names := make([]identity.Class, n)
	for i := range names {
		names[i] = identity.Class(class(i))
	}
	w := witness("p/p.go:1:1", 0)
	roots := []string{summary.Many}
	edges := make([]Edge, 0, n*(n-1))
	for _, from := range names {
		for _, to := range names {
			if from != to {
				edges = append(edges, Edge{From: End{Class: from, Witness: w}, To: End{Class: to, Witness: w}, Roots: roots, Package: "p", Site: "p/p.go:1:1"})
			}
		}
	}
	return edges
}

// TestCliqueIsSearchedInBoundedTime has more cycles than anybody can count: it
// ends, and says that it was not to the end.
func TestCliqueIsSearchedInBoundedTime(t *testing.T) {
	for _, n := range []int{5, 300, 600} {
		if n > 300 && testing.Short() {
			continue
		}
		g := Search(input(clique(n)...))
		cut := g.Dropped["limit:cycles"]
		t.Logf("%d locks: %d findings, cut %d", n, len(g.Findings), cut)
		if all := n * (n - 1) / 2; n == 5 && (len(g.Findings) != all || cut > 0) || n > 5 && (len(g.Findings) == 0 || cut == 0) {
			t.Errorf("%d locks: %d findings, cut %d", n, len(g.Findings), cut)
		}
		for _, f := range g.Findings {
			if len(f.Cycle) != 2 {
				t.Fatalf("%d locks: a cycle of %d, of which two are reported", n, len(f.Cycle))
			}
		}
	}
}

// TestPairsAreFoundInALargeComponent has one pair among locks that the bound
// would not let a search get to by trying all ways.
func TestPairsAreFoundInALargeComponent(t *testing.T) {
	const n, out = 500, 30
	var edges []Edge
	for i := range n {
		for j := 1; j <= out; j++ {
			edges = append(edges, arrow(class(i)+">"+class((i+j)%n)))
		}
	}
	pair := circle("x", "y")
	edges = append(edges, arrow(class(n-1)+">x"), arrow("y>"+class(0)), pair[0], pair[1])
	g := Search(input(edges...))
	if len(g.Findings) == 0 || g.Findings[0].Cycle[0].From.Class != "x" && g.Findings[len(g.Findings)-1].Cycle[0].From.Class != "x" {
		t.Errorf("%d findings, dropped %v", len(g.Findings), g.Dropped)
	}
}
