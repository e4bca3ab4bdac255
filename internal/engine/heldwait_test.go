package engine

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
)

var (
	corpusType = regexp.MustCompile(`(?m)^type (\w+(?:Bad|Ok)) `)
	labelled   = regexp.MustCompile(`\w+(?:Bad|Ok)\b`)
)

// TestHeldWaitPrecision holds what is told of real code's habits, and of their twins
// that are wrong, against their names: reported by default, or not at all.
func TestHeldWaitPrecision(t *testing.T) {
	for _, topic := range []string{"buffers", "field", "kept", "since"} {
		t.Run(topic, func(t *testing.T) {
			path := "heldwait/" + topic
			files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "src", path, "*.go"))
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range corpusType.FindAllSubmatch(text, -1) {
					if name := string(m[1]); name[len(name)-1] == 'd' {
						want = append(want, name)
					}
				}
			}
			told := make(map[string]bool)
			for _, f := range analyzePackages(t, path).findings[path] {
				if f.Rule == graph.HeldWait && f.Confidence >= graph.Medium {
					told[labelled.FindString(f.message)] = true
				}
			}
			got = slices.Sorted(maps.Keys(told))
			slices.Sort(want)
			if len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("reported %v, want %v", got, want)
			}
		})
	}
}
