// Package corpus runs the analyzer of a rule over the rule's sources in testdata. It is
// for tests.
package corpus

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/internal/golden"
)

// Sources is the folder of all sources, from the tests of a rule.
const Sources = "../../testdata/src"

// Test holds the findings of each topic of the rule against the expectations in its
// sources, and their full text against a golden file. What else a rule asks of a topic,
// by its folder and the texts, is in more.
func Test(t *testing.T, rule *analysis.Analyzer, more ...func(t *testing.T, dir, texts string)) {
	testdata, err := filepath.Abs(filepath.Dir(Sources))
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(testdata, "src", rule.Name, "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, dir := range dirs {
		topic := filepath.Base(dir)
		t.Run(topic, func(t *testing.T) {
			t.Parallel()
			var texts strings.Builder
			for _, r := range analysistest.Run(t, testdata, rule, rule.Name+"/"+topic+"/...") {
				for _, d := range r.Diagnostics {
					if d.Category != rule.Name || d.URL != rule.URL {
						t.Errorf("category %q, URL %q", d.Category, d.URL)
					}
					p := r.Pass.Fset.Position(d.Pos)
					fmt.Fprintf(&texts, "%s:%d:%d: %s\n", filepath.Base(p.Filename), p.Line, p.Column, d.Message)
				}
			}
			for _, check := range more {
				check(t, dir, texts.String())
			}
			golden.Check(t, filepath.Join(testdata, "golden", rule.Name, topic+".txt"), texts.String())
		})
	}
}
