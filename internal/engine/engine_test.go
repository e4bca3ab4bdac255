package engine

import (
	"go/types"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
)

func TestPanicIsSaidAndDoesNotEscape(t *testing.T) {
	// There is no SSA to analyse, which no driver does.
	result, err := New(nil).Run(&analysis.Pass{Pkg: types.NewPackage("p", "p")})
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
	payload, err := newPayload(&analysis.Pass{Pkg: types.NewPackage("p", "p")}, r)
	if err != nil || len(payload.Broken) != 1 || len(payload.Incomplete) > 0 {
		t.Errorf("payload: %+v, %v", payload, err)
	}
}

func TestModelledPackagesAreNotAnalysed(t *testing.T) {
	result, err := New(nil).Run(&analysis.Pass{Pkg: types.NewPackage("sync", "sync")})
	if r := result.(*Result); err != nil || len(r.Incomplete)+len(r.Findings) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSamePackageMakesTheSameFindingsAndFacts(t *testing.T) {
	patterns := []string{"inversion/crosspkg/...", "reacquire/crosspkg", "reacquire/helpers"}
	first, second := analyzed(t), analyzePackages(t, patterns...)
	facts, findings := 0, 0
	for _, path := range second.paths() {
		facts, findings = facts+len(second.facts[path]), findings+len(second.findings[path])
		if diff := cmp.Diff(first.text(path), second.text(path)); diff != "" {
			t.Errorf("%s: findings differ (-first +second):\n%s", path, diff)
		}
		if diff := cmp.Diff(first.facts[path], second.facts[path]); diff != "" {
			t.Errorf("%s: facts differ (-first +second):\n%s", path, diff)
		}
	}
	if facts < 25 || findings < 30 {
		t.Errorf("only %d facts and %d findings", facts, findings)
	}
}

// TestFactsOfStdAreSmall holds what all importers of a package must read.
func TestFactsOfStdAreSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses net/http")
	}
	c := analyzePackages(t, "reacquire/closures", "encoding/json")                                                                     // the first imports net/http
	for path, most := range map[string]int{"net/http": 64 << 10, "encoding/json": 40 << 10, "crypto/tls": 40 << 10, "net": 18 << 10} { // net: 16 before waits travelled in facts, 17 before those for contexts did
		size := 0
		for _, f := range c.facts[path] {
			_, hex, _ := strings.Cut(f, " ")
			size += len(hex) / 2
		}
		t.Logf("%s has facts of %d bytes", path, size)
		if size == 0 || size > most {
			t.Errorf("%s has facts of %d bytes", path, size)
		}
	}
}

// TestStdIsTheSameTwice analyses a good part of std and of cmd, which all tell each
// other, with one processor and with four: facts, and what is said to the command, are
// the same to the byte. Nothing comes from a cache, for all is done here.
func TestStdIsTheSameTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses much of std twice")
	}
	// The first imports net/http, whose own tests would double the work.
	patterns := []string{"reacquire/closures", "database/sql", "go/types", "log/slog", "cmd/go/internal/cache"}
	old := runtime.GOMAXPROCS(1)
	first := analyzePackages(t, patterns...)
	runtime.GOMAXPROCS(4)
	second := analyzePackages(t, patterns...)
	runtime.GOMAXPROCS(old)
	if len(first.parts) < 200 || len(first.facts) < 50 {
		t.Errorf("only %d packages are analysed, of which %d have facts", len(first.parts), len(first.facts))
	}
	t.Logf("%d packages, %d with facts", len(first.parts), len(first.facts))
	for name, said := range map[string][2]map[string][]string{"facts": {first.facts, second.facts}, "graph": {first.parts, second.parts}} {
		if len(said[0]) != len(said[1]) {
			t.Errorf("%s: of %d packages, then of %d", name, len(said[0]), len(said[1]))
		}
		for path, before := range said[0] {
			if !slices.Equal(before, said[1][path]) {
				t.Errorf("%s of %s: twice, and not the same", name, path)
			}
		}
	}
}

// TestConfidence holds how sure some findings of the corpus are, by a function
// that their first line names.
func TestConfidence(t *testing.T) {
	for _, tt := range []struct{ path, rule, function, want string }{
		// By a closure that a constructor ties to its object.
		{"reacquire/field", "reacquire", "(*Line).tiedBad", "medium"},
		// By a constructor that ties two objects.
		{"reacquire/field", "reacquire", "(*Link).atomicBad", "medium"},
		{"reacquire/field", "reacquire", "(*Bank).visitBad", "high"},
		{"reacquire/field", "reacquire", "(*Store).removeBad", "high"},
		// Some lock of the class is handed on.
		{"reacquire/field", "reacquire", "(*Baton).handOffElsewhereBad", "medium"},
		// A dynamic call, with one callee by type flow.
		{"reacquire/field", "reacquire", "interfaceBad", "medium"},
		{"inversion/basics", "inversion", "(*deepBad).Add", "high"},
		{"inversion/basics", "inversion", "(*ring3Bad).One", "medium"},
		{"inversion/handoff", "inversion", "(*elsewhereBad).", "medium"},
		{"inversion/handoff", "inversion", "(*beforeBad).Run", "medium"},
		// A method value of a lock is not seen to hand it on.
		{"inversion/handoff", "inversion", "(*callbackBad).Forth", "medium"},
		{"inversion/handoff", "inversion", "(*beginBad).Use", "high"},
		{"inversion/gates", "inversion", "(*oneBad).", "high"},
		{"inversion/gates", "inversion", "(*ownFN).", "low"},
		{"inversion/modes", "inversion", "(*upgradeBad).", "high"},
		{"inversion/modes", "inversion", "(*readersBad).", "medium"},
		{"inversion/once", "inversion", "(*loadBad).Get", "medium"},
	} {
		var found []string
		for _, f := range analyzed(t).findings[tt.path] {
			line, _, _ := strings.Cut(f.message, "\n")
			if f.Rule == tt.rule && strings.Contains(line, tt.function) {
				found = append(found, f.Confidence.String())
			}
		}
		if !slices.Equal(found, []string{tt.want}) {
			t.Errorf("%s %s: %s in %q, want %s", tt.path, tt.rule, tt.function, found, tt.want)
		}
	}
}

func TestPositionsOfTheCorpusAreInTheirPackages(t *testing.T) {
	for path, r := range analyzed(t).results {
		if strings.HasPrefix(path, "inversion/") || strings.HasPrefix(path, "reacquire/") {
			for _, e := range r.Part.Edges {
				if e.Package != path || !strings.HasPrefix(e.Site, path+"/") || !e.Pos.IsValid() || len(e.Roots) == 0 {
					t.Errorf("%s: edge %s in %s", path, e.String(), e.Package)
				}
			}
		}
	}
}
