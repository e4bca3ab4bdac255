package engine

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
)

// TestFixed holds the analysis against what the upstream fix of each lock kernel of
// GoBench did: of a file in testdata/src/fixed/GROUP only what was not mended is found,
// by the rule and at the line that says so, and nothing else by any rule.
func TestFixed(t *testing.T) {
	found := regexp.MustCompile(`// found: (\w+)`)
	kernels := map[string]int{"double": 9, "rlock": 4, "abba": 6}
	c := analyzePackages(t, "fixed/...")
	for group, n := range kernels {
		files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "src", "fixed", group, "*_*.go"))
		if err != nil || len(files) != n {
			t.Errorf("%s: %d files, want one for each of %d kernels (%v)", group, len(files), n, err)
		}
		got := make(map[string][]string) // by file: line, rule
		for _, f := range c.findings["fixed/"+group] {
			if f.Confidence < graph.Medium {
				continue
			}
			file, at, _ := strings.Cut(filepath.Base(f.place), ".go:")
			line, _, _ := strings.Cut(at, ":")
			got[file] = append(got[file], line+" "+f.Rule)
			t.Log(f.place, f.message)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for i, line := range strings.Split(string(text), "\n") {
				if m := found.FindStringSubmatch(line); m != nil {
					want = append(want, strconv.Itoa(i+1)+" "+m[1])
				}
			}
			name := strings.TrimSuffix(filepath.Base(file), ".go")
			slices.Sort(want)
			slices.Sort(got[name])
			if len(want) == 0 || !slices.Equal(got[name], want) {
				t.Errorf("%s/%s: found %q, want %q", group, name, got[name], want)
			}
		}
	}
}
