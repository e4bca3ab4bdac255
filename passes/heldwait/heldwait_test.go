package heldwait_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/passes/heldwait"
	"github.com/lockorder/lockorder/passes/internal/corpus"
)

// TestCorpus asks of each topic, too, that the cases are found by their names.
func TestCorpus(t *testing.T) {
	src, err := filepath.Abs(corpus.Sources)
	if err != nil {
		t.Fatal(err)
	}
	corpus.Test(t, heldwait.Analyzer, func(t *testing.T, dir, texts string) {
		for _, c := range cases(t, src, dir) {
			reported := strings.HasSuffix(c.name, "Bad") || strings.HasSuffix(c.name, "FP")
			if found := c.in(texts); found != reported {
				t.Errorf("%s: found %v", c.name, found)
			}
		}
	})
}

// A testCase is a documented declaration, and where it waits.
type testCase struct {
	name  string
	waits []string // file:line:
}

// in reports whether the texts tell of the case, by its name or where it waits.
func (c testCase) in(texts string) bool {
	return regexp.MustCompile(`\b`+c.name+`\b`).MatchString(texts) ||
		slices.ContainsFunc(c.waits, func(at string) bool { return strings.Contains(texts, at) })
}

var comment = regexp.MustCompile(`^// (\w+(?:Bad|Ok|FN|FP)):`)

// cases are those of the files below dir.
func cases(t *testing.T, src, dir string) (out []testCase) {
	t.Helper()
	err := filepath.WalkDir(dir, func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(src, file)
		if err != nil {
			return err
		}
		out = append(out, testCase{}) // what comes before the first
		lines := strings.Split(string(data), "\n")
		for i, line := range lines {
			if m := comment.FindStringSubmatch(line); m != nil {
				out = append(out, testCase{name: m[1]})
			} else if strings.HasPrefix(line, "// ") && i > 0 && lines[i-1] == "" {
				out = append(out, testCase{}) // something else
			}
			if last := &out[len(out)-1]; strings.Contains(line, "// WAIT ") {
				last.waits = append(last.waits, fmt.Sprintf("%s:%d:", filepath.ToSlash(rel), i+1))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out = slices.DeleteFunc(out, func(c testCase) bool { return c.name == "" })
	if len(out) == 0 {
		t.Error("no cases")
	}
	return out
}
