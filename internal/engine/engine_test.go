package engine

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/internal/explain"
)

func TestPanicIsSaidAndDoesNotEscape(t *testing.T) {
	// There is no SSA to analyse, which no driver does.
	result, err := New().Run(&analysis.Pass{Pkg: types.NewPackage("p", "p")})
	if err != nil {
		t.Fatal(err)
	}
	r := result.(*Result)
	if len(r.Incomplete) != 1 || !strings.HasPrefix(r.Incomplete[0], internalError+": ") || !strings.Contains(r.Incomplete[0], "engine.go") {
		t.Errorf("incomplete: %q", r.Incomplete)
	}
	if len(r.Findings) > 0 {
		t.Errorf("%d findings", len(r.Findings))
	}
	notes := r.notes("p")
	if len(notes) != 1 || notes[0].category != NoteBroken {
		t.Errorf("notes: %v", notes)
	}
}

func TestModelledPackagesAreNotAnalysed(t *testing.T) {
	result, err := New().Run(&analysis.Pass{Pkg: types.NewPackage("sync", "sync")})
	if r := result.(*Result); err != nil || len(r.Incomplete)+len(r.Findings) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// analyzeOnce analyses a package and those it imports anew, and gives its
// findings and facts as text.
func analyzeOnce(t *testing.T, pattern string) (findings, facts []string) {
	t.Helper()
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	engine := New()
	var mu sync.Mutex // packages are analysed concurrently
	user := &analysis.Analyzer{
		Name: "user", Doc: "collect findings", Requires: []*analysis.Analyzer{engine},
		Run: func(pass *analysis.Pass) (any, error) {
			r := pass.ResultOf[engine].(*Result)
			for _, f := range r.Findings {
				findings = append(findings, fmt.Sprint(pass.Fset.Position(f.Pos), f.Confidence, f.Reasons, explain.Message(f)))
			}
			findings = append(findings, fmt.Sprint(pass.Pkg.Path(), r.Dropped, r.Incomplete))
			return nil, nil
		},
	}
	collect := *engine
	add := func(fact string) {
		mu.Lock()
		defer mu.Unlock()
		facts = append(facts, fact)
	}
	engine.Run = func(pass *analysis.Pass) (any, error) {
		watched := *pass
		watched.ExportObjectFact = func(obj types.Object, f analysis.Fact) {
			add(fmt.Sprintf("%s %x", obj, gobOf(t, f)))
			pass.ExportObjectFact(obj, f)
		}
		watched.ExportPackageFact = func(f analysis.Fact) {
			add(fmt.Sprintf("%s %x", pass.Pkg.Path(), gobOf(t, f)))
			pass.ExportPackageFact(f)
		}
		return collect.Run(&watched)
	}
	for _, r := range analysistest.Run(ignored{}, testdata, user, pattern) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	slices.Sort(facts) // the driver sorts them, too
	return findings, facts
}

// ignored are the expectations in the sources, which are the rules'.
type ignored struct{}

func (ignored) Errorf(string, ...any) {}

func gobOf(t *testing.T, v any) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}

func TestSamePackageMakesTheSameFindingsAndFacts(t *testing.T) {
	for _, pattern := range []string{"reacquire/crosspkg", "reacquire/helpers"} {
		findings, facts := analyzeOnce(t, pattern)
		if len(findings) < 2 || len(facts) == 0 {
			t.Fatalf("%s: %d findings, %d facts", pattern, len(findings), len(facts))
		}
		againFindings, againFacts := analyzeOnce(t, pattern)
		if diff := cmp.Diff(findings, againFindings); diff != "" {
			t.Errorf("%s: findings differ (-first +second):\n%s", pattern, diff)
		}
		if diff := cmp.Diff(facts, againFacts); diff != "" {
			t.Errorf("%s: facts differ (-first +second):\n%s", pattern, diff)
		}
	}
}
