package reacquire_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockorder/lockorder/passes/reacquire"
)

// TestCorpus holds the findings against the expectations in the sources.
func TestCorpus(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(testdata, "src", "reacquire", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, dir := range dirs {
		topic := filepath.Base(dir)
		t.Run(topic, func(t *testing.T) {
			analysistest.Run(t, testdata, reacquire.Analyzer, "reacquire/"+topic)
		})
	}
}
