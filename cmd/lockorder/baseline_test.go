package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBaseline: what is known is not reported, wherever it has moved to; what is new
// is, and what is gone is listed.
func TestBaseline(t *testing.T) {
	dir := writeModule(t, "leak")
	lib := filepath.Join(dir, "lib")
	source, err := os.ReadFile(filepath.Join(lib, "lib.go"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(lib, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what string, wantStatus int, want []string, args ...string) output {
		t.Helper()
		out := run(t, dir, lockorder, append(args, "./...")...)
		if diff := cmp.Diff(want, places(out)); diff != "" || out.status != wantStatus {
			t.Errorf("%s: status %d (-want +got):\n%s\n%s", what, out.status, diff, out.stderr)
		}
		return out
	}
	check("written", 0, []string{"lib/lib.go:23 lockleak"}, "-write-baseline", "base.json")
	check("nothing new", 0, nil, "-baseline", "base.json")

	// Moved: another file, other lines, another function around it.
	if err := os.Remove(filepath.Join(lib, "lib.go")); err != nil {
		t.Fatal(err)
	}
	moved := strings.Replace(string(source), "import", "// It has moved.\n\nimport", 1)
	write("moved.go", moved)
	check("moved", 0, nil, "-baseline", "base.json")

	write("more.go", strings.ReplaceAll(strings.ReplaceAll(string(source), "*T)", "*U)"), "type T ", "type U "))
	check("new", 1, []string{"lib/more.go:14 lockleak", "lib/more.go:23 lockleak"}, "-baseline", "base.json")
	if err := os.Remove(filepath.Join(lib, "more.go")); err != nil {
		t.Fatal(err)
	}

	mended := strings.Index(moved, "// Forget")
	write("moved.go", moved[:mended]+strings.Replace(moved[mended:], "\t\treturn\n", "\t\tt.N++\n", 1))
	out := run(t, dir, lockorder, "-baseline", "base.json", "./...")
	if out.status != 0 || out.stdout != "" || !strings.Contains(out.stderr, "fixed since the baseline: example.org/m/lib: lib.T.Mu is left locked where (*T).Forget returns") {
		t.Errorf("fixed: status %d\n%s%s", out.status, out.stdout, out.stderr)
	}
	if out := run(t, dir, lockorder, "-baseline", "base.json", "./app"); strings.Contains(out.stderr, "fixed") {
		t.Errorf("of a package that was not looked at:\n%s", out.stderr)
	}
	if out := run(t, dir, lockorder, "-baseline", "base.json", "-inversion", "./..."); strings.Contains(out.stderr, "fixed") {
		t.Errorf("of a rule that did not run:\n%s", out.stderr)
	}
}

// TestBadBaselines: a file that is no baseline is an error, and stays as it is.
func TestBadBaselines(t *testing.T) {
	dir := writeModule(t, "leak")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"-baseline", "none.json"}, "none.json"},
		{[]string{"-baseline", "go.mod"}, "it is no baseline"},
		{[]string{"-write-baseline", "go.mod"}, "not writing the baseline"},
		{[]string{"-write-baseline", "lib"}, "lib"},
	} {
		before, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		out := run(t, dir, lockorder, append(tt.args, "./...")...)
		if out.status != 2 || out.stdout != "" || !strings.Contains(out.stderr, tt.want) {
			t.Errorf("%q: status %d\n%s%s", tt.args, out.status, out.stdout, out.stderr)
		}
		if after, err := os.ReadFile(filepath.Join(dir, "go.mod")); err != nil || string(after) != string(before) {
			t.Errorf("%q: go.mod is now %q", tt.args, after)
		}
	}
	// A package that does not compile: what it had would be lost.
	if err := os.WriteFile(filepath.Join(dir, "lib", "bad.go"), []byte("package lib\n\nvar x int = nil\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	out := run(t, dir, lockorder, "-write-baseline", "base.json", "./...")
	if _, err := os.Stat(filepath.Join(dir, "base.json")); err == nil || out.status != 3 {
		t.Errorf("status %d, and base.json is written: %v", out.status, err)
	}
}

// TestExplain: the reasons stand under each finding, in both drivers.
func TestExplain(t *testing.T) {
	dir := writeModule(t, "leak")
	for _, program := range [][]string{{lockorder}, {"go", "vet", "-vettool=" + lockorder}} {
		out := run(t, dir, program[0], append(program[1:], "-explain", "./lib")...)
		if text := out.stdout + out.stderr; strings.Count(text, "\n\tconfidence high:\n\t- no caller that is known releases the lock") != 2 {
			t.Errorf("%q:\n%s", program, text)
		}
	}
}
