package oracle

import (
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/oracle/generate"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

// TestNoProgramLeaks: programs release what they lock, in helpers, by flags and on all
// ways out; whatever is said to be left held is not.
func TestNoProgramLeaks(t *testing.T) {
	a, leaks := NewAnalysis(), 0
	for s := range uint64(*programs / 20) {
		files, err := render.Render(generate.Generate(s, generate.Default()), render.Options{Path: Module})
		if err != nil {
			t.Fatal(err)
		}
		found, err := a.Findings(files)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if f.Rule != graph.LockLeak {
				continue
			}
			if leaks++; leaks < 4 {
				t.Errorf("seed %d: %s", s, f.Text)
				for name, text := range files {
					t.Logf("-- %s --\n%s", name, text)
				}
			}
		}
	}
	t.Logf("%d leaks", leaks)
}
