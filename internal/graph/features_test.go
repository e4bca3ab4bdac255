package graph

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

func TestFeaturesTellOfEachEdge(t *testing.T) {
	g := Search(input(arrow("p.T.a>p.T.w?receive", many(2), lying(OneObject)), arrow("p.T.w?receive>p.T.a", by("x"), test)))
	got := " " + g.Findings[0].Features() + " "
	for _, want := range []string{"rule=heldwait", "confidence=medium", "reasons=dispatch:medium,tests:medium", "kinds=lock>receive/receive>lock", "many=2/0", "test=0/1", "objects=1/0"} {
		if !strings.Contains(got, " "+want+" ") {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestExportedNames(t *testing.T) {
	for fn, want := range map[string]bool{
		"F": true, "f": false, "(*T).M": true, "(*T).m": false, "T.M": true, "(*t).M": false, "(*T).M.func1": true, "init.func1": false, "": false,
	} {
		if got := exportedName(fn); got != want {
			t.Errorf("%q is exported: %v", fn, got)
		}
	}
	if first := (&Edge{}).First(); first != (identity.Step{}) {
		t.Errorf("an edge without ways begins with %v", first)
	}
}
