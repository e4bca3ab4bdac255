package main_test

import (
	"path/filepath"
	"regexp"
	"testing"
)

// finding is the rule at the end of a finding's first line.
var finding = regexp.MustCompile(`(?m)^\S+\.go:\d.*\[(\w+)\]$`)

// TestSample is the static proof of the sample, beside the one at run time in its own
// tests, in both drivers: each build that hangs has the one finding that it is for, and
// the others none.
func TestSample(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses a database and what it imports")
	}
	for _, tt := range []struct{ tag, rule string }{
		{"", ""},
		{"kvrocks2512", "heldwait"},
		{"kvrocks2516", "heldwait"},
		{"kvreacquire", "reacquire"},
		{"kvinversion", "inversion"},
	} {
		for _, driver := range [][]string{{lockorder}, {"go", "vet", "-vettool=" + lockorder}} {
			args := append(driver[1:len(driver):len(driver)], "-tags", tt.tag, "./...")
			out := run(t, filepath.Join("..", "..", "sample"), driver[0], args...)
			rules := ""
			for _, m := range finding.FindAllStringSubmatch(out.stdout+out.stderr, -1) {
				rules += m[1]
			}
			if rules != tt.rule || (out.status != 0) != (tt.rule != "") {
				t.Errorf("%s %s: status %d, want %q\n%s%s", driver[0], tt.tag, out.status, tt.rule, out.stdout, out.stderr)
			}
		}
	}
}
