package main_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// places lists what was found, as file:line rule.
func places(out output) []string {
	var list []string
	for line := range strings.Lines(out.stdout + out.stderr) {
		if !strings.HasPrefix(line, "\t") && strings.HasSuffix(line, "]\n") {
			file := strings.SplitN(line, ":", 3)
			rule := line[strings.LastIndex(line, "[")+1 : len(line)-2]
			list = append(list, strings.TrimPrefix(file[0], "./")+":"+file[1]+" "+rule)
		}
	}
	slices.Sort(list)
	return list
}

// TestDirectives: they hold in other packages, too, and are errors themselves if they
// cannot be followed. That they match nothing only the command can know.
func TestDirectives(t *testing.T) {
	dir := writeModule(t, "directives")
	both := []string{"dep/dep.go:38 directive", "dep/dep.go:42 lockleak", "dep/dep.go:51 lockleak", "dep/dep.go:56 directive"}
	vet := run(t, dir, "go", "vet", "-vettool="+lockorder, "./...")
	if diff := cmp.Diff(both, places(vet)); diff != "" {
		t.Errorf("go vet (-want +got):\n%s", diff)
	}
	command := run(t, dir, lockorder, "./...")
	if diff := cmp.Diff(slices.Sorted(slices.Values(append(both, "dep/dep.go:47 directive"))), places(command)); diff != "" || command.status != 1 {
		t.Errorf("the command, status %d (-want +got):\n%s", command.status, diff)
	}
	for _, text := range []string{"it gives no reason", `there is no rule "nothing"`, "the directive matches nothing"} {
		if !strings.Contains(command.stdout, text) {
			t.Errorf("no %q in:\n%s", text, command.stdout)
		}
	}
	// Of a rule that does not run nothing is known.
	if got := places(run(t, dir, lockorder, "-lockleak", "./...")); slices.Contains(got, "dep/dep.go:47 directive") {
		t.Errorf("with -lockleak: %q", got)
	}
}

// TestLeakThatImportersRelease: go vet cannot know them, the command does.
func TestLeakThatImportersRelease(t *testing.T) {
	dir := writeModule(t, "leak")
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"go", "vet", "-vettool=" + lockorder, "./..."}, []string{"lib/lib.go:14 lockleak", "lib/lib.go:23 lockleak"}},
		{[]string{lockorder, "./..."}, []string{"lib/lib.go:23 lockleak"}},
		{[]string{lockorder, "./lib"}, []string{"lib/lib.go:14 lockleak", "lib/lib.go:23 lockleak"}},
	} {
		if diff := cmp.Diff(tt.want, places(run(t, dir, tt.args[0], tt.args[1:]...))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.args, diff)
		}
	}
}
