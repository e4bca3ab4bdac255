package engine

import (
	"go/types"
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// TestClosedBelow holds a cycle that an import has seen with its own imports, of which
// its fact is too small to tell all, to be reported there and not again by each that
// imports both; and one of two that do not know each other, to be reported here.
func TestClosedBelow(t *testing.T) {
	end := func(class identity.Class) graph.End {
		return graph.End{Class: class, Mode: identity.Write, Witness: identity.Chain([]identity.Step{{Pos: string(class) + ".go:1:1"}})}
	}
	edge := func(pkg string, a, b identity.Class) graph.Edge {
		return graph.Edge{From: end(a), To: end(b), Package: pkg, Site: pkg + "/x.go:1:1", Roots: []string{"*"}}
	}
	low, high := edge("low", "low.A", "low.B"), edge("high", "low.B", "low.A")
	for _, knows := range []bool{false, true} {
		lowPkg, highPkg := types.NewPackage("low", "low"), types.NewPackage("high", "high")
		if knows {
			highPkg.SetImports([]*types.Package{lowPkg})
		}
		partOf := func(e graph.Edge) *graph.Part {
			part := graph.NewPart()
			part.Edges = []graph.Edge{e}
			return part
		}
		l := &link{all: graph.Unite(partOf(low), partOf(high)), imports: []*imported{{pkg: lowPkg, part: 0}, {pkg: highPkg, part: 1}}}
		l.tellBelow()
		if found := len(l.search().Findings) > 0; found == knows {
			t.Errorf("high imports low %v: found %v", knows, found)
		}
	}
}
