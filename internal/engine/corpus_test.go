package engine

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/golden"
)

// A corpus is what the analysis of some packages gave, by import path.
type corpus struct {
	mu       sync.Mutex // packages are analysed concurrently
	results  map[string]*Result
	files    map[string]int
	findings map[string][]finding
	facts    map[string][]string // sorted, as drivers do
	parts    map[string][]string // what is said to the command, likewise
}

type finding struct {
	Finding
	place, message string
}

// corpusOnce is the part of the corpus that the tests of this package look at,
// analysed at once: most of the work is std.
var corpusOnce *corpus

func analyzed(t *testing.T) *corpus {
	t.Helper()
	if corpusOnce == nil {
		corpusOnce = analyzePackages(t, "inversion/basics", "inversion/crosspkg/...", "inversion/gates", "inversion/handoff", "inversion/modes/...", "inversion/once", "inversion/roots/...",
			"reacquire/crosspkg", "reacquire/field", "reacquire/helpers")
	}
	return corpusOnce
}

// analyzePackages analyses packages and those they import anew.
func analyzePackages(t *testing.T, patterns ...string) *corpus {
	t.Helper()
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	c := &corpus{results: make(map[string]*Result), files: make(map[string]int), findings: make(map[string][]finding), facts: make(map[string][]string), parts: make(map[string][]string)}
	engine := New(nil)
	user := &analysis.Analyzer{
		Name: "user", Doc: "collect findings", Requires: []*analysis.Analyzer{engine},
		Run: func(pass *analysis.Pass) (any, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			r, path := pass.ResultOf[engine].(*Result), pass.Pkg.Path()
			if c.files[path] > len(pass.Files) {
				return nil, nil // the package with its tests says it all
			}
			c.results[path], c.files[path], c.findings[path] = r, len(pass.Files), nil
			for _, f := range r.Findings {
				c.findings[path] = append(c.findings[path], finding{f, pass.Fset.Position(f.Pos).String(), explain.Message(&f.Finding)})
			}
			return nil, nil
		},
	}
	plain := *engine
	engine.Run = func(pass *analysis.Pass) (any, error) {
		watched, path := *pass, pass.Pkg.Path()
		add := func(name string, f analysis.Fact) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.facts[path] = append(c.facts[path], fmt.Sprintf("%s %x", name, gobOf(t, f)))
		}
		watched.ExportObjectFact = func(obj types.Object, f analysis.Fact) {
			add(obj.String(), f)
			pass.ExportObjectFact(obj, f)
		}
		watched.ExportPackageFact = func(f analysis.Fact) {
			add(path, f)
			pass.ExportPackageFact(f)
		}
		result, err := plain.Run(&watched)
		if err != nil {
			return nil, err
		}
		part, err := result.(*Result).Part.Encode()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.parts[path] = append(c.parts[path], fmt.Sprintf("%x %q", part, result.(*Result).Incomplete))
		return result, err
	}
	for _, r := range analysistest.Run(ignored{}, testdata, user, patterns...) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	for _, said := range []map[string][]string{c.facts, c.parts} {
		for _, list := range said {
			slices.Sort(list)
		}
	}
	return c
}

// ignored are the expectations in the sources, which are the rules'.
type ignored struct{}

func (ignored) Errorf(string, ...any) {}

func gobOf(t testing.TB, v any) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}

// paths are those of the packages that were asked for.
func (c *corpus) paths() []string { return slices.Sorted(maps.Keys(c.results)) }

// text is all that was found in a package.
func (c *corpus) text(path string) []string {
	var out []string
	for _, f := range c.findings[path] {
		out = append(out, fmt.Sprint(f.place, f.Confidence, f.Reasons, f.message))
	}
	r := c.results[path]
	return append(out, fmt.Sprint(r.Dropped, r.Incomplete), r.Part.String())
}

// TestLockGraph holds the lock graphs of some topics against golden files, which
// were read beside the sources.
func TestLockGraph(t *testing.T) {
	for _, tt := range []struct {
		topic string
		file  string // only edges of this file
	}{
		{"basics", "order.go"}, {"crosspkg", ""}, {"gates", ""}, {"handoff", ""}, {"modes", ""}, {"once", ""}, {"roots", ""},
	} {
		var text strings.Builder
		for _, path := range analyzed(t).paths() {
			if path != "inversion/"+tt.topic && !strings.HasPrefix(path, "inversion/"+tt.topic+"/") {
				continue
			}
			if len(analyzed(t).results[path].Part.Edges) > 0 {
				fmt.Fprintf(&text, "package %s\n", path)
			}
			for line := range strings.Lines(analyzed(t).results[path].Part.String()) {
				// What std does differs from one release of Go to the next.
				if std := !strings.Contains(line, "inversion/") && !strings.HasPrefix(line, "handed off "); !std && strings.Contains(line, tt.file) {
					text.WriteString(line)
				}
			}
		}
		golden.Check(t, filepath.Join("..", "..", "testdata", "golden", "graph", tt.topic+".txt"), text.String())
	}
}
