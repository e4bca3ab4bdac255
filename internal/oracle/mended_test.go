package oracle

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/lockorder/lockorder/internal/oracle/render"
)

// TestMended holds the analysis against programs in which it has erred before, each
// beside a near twin. The first line of a program says all that is found there.
func TestMended(t *testing.T) {
	a := NewAnalysis()
	names, err := filepath.Glob("testdata/mended/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no programs", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txt")+"/"+f.Name, func(t *testing.T) {
				found, err := a.Findings(render.Files{"main.go": f.Data})
				if err != nil {
					t.Fatal(err)
				}
				var keys []string
				for _, d := range found {
					keys = append(keys, d.key())
				}
				want, _, _ := strings.Cut(strings.TrimPrefix(string(f.Data), "// "), "\n")
				keys = slices.Compact(slices.Sorted(slices.Values(keys)))
				if got := "finds " + strings.Join(append(keys, "nothing")[:max(1, len(keys))], ", "); got != want {
					t.Errorf("%s, want it %s", got, want)
				}
			})
		}
	}
}
