package engine

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/golden"
)

// limit matches the comment on what the corpus shows to be missed (FN) or falsely
// reported (FP).
var limit = regexp.MustCompile(`^// ((?:\w+F[NP] and )?\w+(F[NP])): (.*)`)

// TestLimitsAreDocumented holds the table in docs/limits.md against the corpus: each
// function there that is missed, or falsely reported, stands in it in the words of
// its comment.
func TestLimitsAreDocumented(t *testing.T) {
	root := filepath.Join("..", "..", "testdata", "src")
	var rows []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		lines := strings.Split(string(text), "\n")
		for i, line := range lines {
			m := limit.FindStringSubmatch(strings.TrimRight(line, "\r"))
			if m == nil {
				continue
			}
			what := m[3]
			for _, more := range lines[i+1:] {
				rest, ok := strings.CutPrefix(strings.TrimSpace(more), "// ")
				if !ok {
					break
				}
				what += " " + rest
			}
			errs := "misses"
			if m[2] == "FP" {
				errs = "reports"
			}
			rows = append(rows, fmt.Sprintf("| `%s`: `%s` | %s | %s |", filepath.ToSlash(dir), m[1], errs, strings.ReplaceAll(what, "|", "or")))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(rows)
	if len(rows) < 40 {
		t.Errorf("only %d limits", len(rows))
	}
	const begin, end = "<!-- corpus: go test ./internal/engine -run Limits -update -->\n", "<!-- end -->\n"
	file := filepath.Join("..", "..", "docs", "limits.md")
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(doc), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no table between %q and %q", file, begin, end)
	}
	table := "| where | errs to | what |\n|---|---|---|\n" + strings.Join(rows, "\n") + "\n"
	golden.Check(t, file, before+begin+table+end+after)
}
