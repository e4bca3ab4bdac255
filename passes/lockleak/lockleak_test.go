package lockleak_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/passes/lockleak"
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
	dirs, err := filepath.Glob(filepath.Join(testdata, "src", "lockleak", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, dir := range dirs {
		topic := filepath.Base(dir)
		t.Run(topic, func(t *testing.T) {
			t.Parallel()
			results := analysistest.Run(t, testdata, lockleak.Analyzer, "lockleak/"+topic+"/...")
			var text bytes.Buffer
			for _, r := range results {
				for _, d := range r.Diagnostics {
					p := r.Pass.Fset.Position(d.Pos)
					fmt.Fprintf(&text, "%s:%d:%d: %s\n", filepath.Base(p.Filename), p.Line, p.Column, d.Message)
				}
			}
			golden(t, filepath.Join(testdata, "golden", "lockleak", topic+".txt"), text.Bytes())
		})
	}
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
