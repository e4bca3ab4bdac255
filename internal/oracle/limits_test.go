package oracle

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/lockorder/lockorder/internal/oracle/render"
)

// TestLimits shows each known limit in a program: its first line says which
// finding is missed there, or reported falsely. docs/limits.md names them all.
func TestLimits(t *testing.T) {
	a := NewAnalysis()
	doc, err := os.ReadFile("../../docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("testdata/limits/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no limits", err)
	}
	for _, name := range names {
		limit := strings.TrimSuffix(filepath.Base(name), ".txt")
		t.Run(limit, func(t *testing.T) {
			if !bytes.Contains(doc, []byte("`"+limit+"`")) {
				t.Error("docs/limits.md does not tell of it")
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(source)
			files := render.Files{"main.go": archive.Comment}
			for _, f := range archive.Files {
				files[f.Name] = f.Data
			}
			found, err := a.Findings(files)
			if err != nil {
				t.Fatal(err)
			}
			line, _, _ := strings.Cut(strings.TrimPrefix(string(source), "// "), "\n")
			errs, what, _ := strings.Cut(line, " ")
			reported := slices.ContainsFunc(found, func(f Finding) bool { return f.key() == what })
			switch {
			case errs == "misses" && reported:
				t.Error("it is found: no limit any more")
			case errs == "reports" && !reported:
				t.Errorf("it is not reported: no limit any more; found %v", found)
			case errs != "misses" && errs != "reports":
				t.Errorf("the first line is %q", line)
			}
		})
	}
}
