package heldwait_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/passes/heldwait"
)

var update = flag.Bool("update", false, "write the golden texts anew")

// TestCorpus holds the findings of each topic against the expectations in its
// sources, and their full text against a golden file that was read as a user
// would read it.
func TestCorpus(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(testdata, "src", "heldwait", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, dir := range dirs {
		topic := filepath.Base(dir)
		t.Run(topic, func(t *testing.T) {
			t.Parallel()
			results := analysistest.Run(t, testdata, heldwait.Analyzer, "heldwait/"+topic+"/...")
			var text bytes.Buffer
			for _, r := range results {
				for _, d := range r.Diagnostics {
					if d.Category != "heldwait" || d.URL != heldwait.Analyzer.URL {
						t.Errorf("category %q, URL %q", d.Category, d.URL)
					}
					p := r.Pass.Fset.Position(d.Pos)
					fmt.Fprintf(&text, "%s:%d:%d: %s\n", filepath.Base(p.Filename), p.Line, p.Column, d.Message)
				}
			}
			for _, c := range cases(t, filepath.Join(testdata, "src"), dir) {
				reported := strings.HasSuffix(c.name, "Bad") || strings.HasSuffix(c.name, "FP")
				if found := c.in(text.String()); found != reported && !openCalls[topic+"."+c.name] {
					t.Errorf("%s: found %v", c.name, found)
				}
			}
			golden(t, filepath.Join(testdata, "golden", "heldwait", topic+".txt"), text.Bytes())
		})
	}
}

// openCalls are the cases that need calls of what other packages supply, and are not
// found yet: the command may, but facts of one package at a time do not tell enough.
var openCalls = map[string]bool{
	"joins.tombBad": true, "joins.groupBad": true,
	"crosspkg.ifaceBad": true, "crosspkg.stepBad": true, "crosspkg.bellBad": true,
	"crosspkg.eachBad": true, "crosspkg.futureBad": true, "crosspkg.doneBad": true,
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

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("texts differ from %s (-want +got), -update writes them:\n%s", file, diff)
	}
}
