package engine

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/internal/graph"
)

// broken is an engine that fails in package broken.
func broken() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "fake",
		Doc:        "fail in package broken",
		ResultType: reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := &Result{Part: graph.NewPart(), Dropped: map[string]int{"gate": 2}}
			switch pass.Pkg.Path() {
			case "broken":
				r.Incomplete = []string{"internal error: boom\nat here"}
			case "user":
				r.Incomplete = []string{"F is too large\nfor many reasons"}
			}
			return r, nil
		},
	}
}

// sources are three packages, each imported by the next. What they want is what
// is said of them.
func sources(t *testing.T) string {
	t.Helper()
	dir, cleanup, err := analysistest.WriteFiles(map[string]string{
		"broken/broken.go": `package broken // want "^broken: incomplete: internal error: boom"`,
		"middle/middle.go": `package middle // want "^broken: incomplete: internal error: boom"` + "\nimport _ \"broken\"\n",
		"user/user.go":     `package user // want "^broken: incomplete: internal error: boom"` + "\nimport _ \"middle\"\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cleanup)
	return dir
}

// TestNotes has a package whose analysis failed: all packages above it say so,
// also those that do not import it directly.
func TestNotes(t *testing.T) {
	notes := newNotes(broken(), func() (Config, error) { return Config{}, nil })
	say := &analysis.Analyzer{
		Name: "say", Doc: "report what is said", Requires: []*analysis.Analyzer{notes},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, why := range pass.ResultOf[notes].([]string) {
				pass.Reportf(packageClause(pass), "%s", why)
			}
			return nil, nil
		},
	}
	analysistest.Run(t, sources(t), say, "broken", "middle", "user")
}

// runRule runs a rule over the sources, and gives what it writes to *file.
func runRule(t *testing.T, file **os.File, config Config, patterns ...string) (written string, diagnostics int) {
	t.Helper()
	temp, err := os.Create(filepath.Join(t.TempDir(), "written"))
	if err != nil {
		t.Fatal(err)
	}
	before := *file
	*file = temp
	defer func() { *file = before }()
	rule := NewRules(broken(), func() (Config, error) { return config, nil }).New("rule", "report nothing", "")
	for _, r := range analysistest.Run(ignored{}, sources(t), rule, patterns...) {
		diagnostics += len(r.Diagnostics)
		if r.Err != nil {
			t.Error(r.Err)
		}
	}
	if err := temp.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(temp.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text), diagnostics
}

func TestNamedPackagesSayWhatIsBrokenBelow(t *testing.T) {
	got, diagnostics := runRule(t, &os.Stderr, Config{}, "user")
	if want := "lockorder: broken: incomplete: internal error: boom\nat here\n"; got != want || diagnostics > 0 {
		t.Errorf("%d diagnostics, says %q, want %q", diagnostics, got, want)
	}
	got, _ = runRule(t, &os.Stderr, Config{Debug: DebugFilters}, "user")
	for _, want := range []string{"lockorder: user: incomplete: F is too large\n", "lockorder: broken: filter gate dropped 2\n", "lockorder: middle: filter gate dropped 2\n", "lockorder: user: filter gate dropped 2\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("debugging filters does not say %q but %q", want, got)
		}
	}
}

func TestEachPackagePrintsOnePayload(t *testing.T) {
	got, diagnostics := runRule(t, &os.Stdout, Config{Emit: true}, "broken", "middle", "user")
	if diagnostics > 0 {
		t.Errorf("%d diagnostics", diagnostics)
	}
	payloads := make(map[string]*Payload)
	for line := range strings.Lines(got) {
		var m map[string]map[string]*Payload
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		for path, of := range m {
			p := of[PayloadName]
			if p == nil || p.Package != path || len(m) != 1 || len(of) != 1 || payloads[path] != nil {
				t.Fatalf("line %q", line)
			}
			payloads[path] = p
			if part, err := p.Part(); err != nil || !part.Empty() {
				t.Errorf("%s: %v, %v", path, part, err)
			}
			p.Graph = nil
		}
	}
	gate := map[string]int{"gate": 2}
	want := map[string]*Payload{
		"broken": {Package: "broken", Imports: map[string]string{}, Dropped: gate, Broken: []string{"internal error: boom\nat here"}},
		"middle": {Package: "middle", Imports: map[string]string{"broken": "middle/middle.go:2:8"}, Dropped: gate},
		"user":   {Package: "user", Imports: map[string]string{"middle": "user/user.go:2:8"}, Dropped: gate, Incomplete: []string{"F is too large"}},
	}
	if diff := cmp.Diff(want, payloads); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDebugShowsFiltersOrTheGraph(t *testing.T) {
	part := graph.NewPart()
	part.HandedOff["p.T.mu"] = true
	r := &Result{Part: part, Dropped: map[string]int{"gate": 2, "fresh": 1}, Incomplete: []string{"F"}}
	for _, tt := range []struct{ debug, want string }{
		{"", ""},
		{DebugFilters, "lockorder: p: incomplete: F\nlockorder: p: filter fresh dropped 1\nlockorder: p: filter gate dropped 2\n"},
		{DebugGraph, "lockorder: handed off p.T.mu\n"},
	} {
		var b bytes.Buffer
		r.print(&b, "p", tt.debug)
		if diff := cmp.Diff(tt.want, b.String()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.debug, diff)
		}
	}
}

// TestPayloadsOfTheCorpusKeepTheGraph has real graphs.
func TestPayloadsOfTheCorpusKeepTheGraph(t *testing.T) {
	for path, r := range analyzed(t).results {
		data, err := r.Part.Encode()
		if err != nil {
			t.Fatal(err)
		}
		part, err := (&Payload{Package: path, Graph: data}).Part()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.Part.String(), part.String()); diff != "" {
			t.Errorf("%s (-before +after):\n%s", path, diff)
		}
		same := slices.EqualFunc(r.Part.Edges, part.Edges, func(a, b graph.Edge) bool { return a.Key() == b.Key() })
		if !same {
			t.Errorf("%s: edges have other keys", path)
		}
	}
}
