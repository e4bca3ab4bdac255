package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// lockorder is the program under test.
var lockorder string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "lockorder-test-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		lockorder = filepath.Join(dir, "lockorder")
		if runtime.GOOS == "windows" {
			lockorder += ".exe"
		}
		if out, err := exec.Command("go", "build", "-o", lockorder, ".").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building lockorder: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// writeModule writes the files of testdata/name.txtar to a new directory.
func writeModule(t *testing.T, name string) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		file := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// An output is what a program printed, and its exit status.
type output struct {
	stdout, stderr string
	status         int
}

func run(t *testing.T, dir, program string, args ...string) output {
	t.Helper()
	return runWith(t, nil, dir, program, args...)
}

// runWith runs a program with more in its environment.
func runWith(t *testing.T, env []string, dir, program string, args ...string) output {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOWORK=off", "GOFLAGS=")
	cmd.Env = append(cmd.Env, env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", cmd, err)
	}
	return output{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

func (o output) check(t *testing.T, status int, stdout string) {
	t.Helper()
	if o.status != status || o.stdout != stdout {
		t.Errorf("status %d, want %d\nstdout:\n%s\nwant:\n%s\nstderr:\n%s", o.status, status, o.stdout, stdout, o.stderr)
	}
}

// contains checks that the text has each of the parts.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in:\n%s", part, text)
		}
	}
}

const (
	inDouble = `./double/double.go:12:13: double.Store.mu is locked again by the goroutine that already holds it: (*Store).Add calls (*Store).Get, which locks it [reacquire]
	1. ./double/double.go:10:11: (*Store).Add locks s.mu
	2. ./double/double.go:12:13: (*Store).Add calls (*Store).Get
	3. ./double/double.go:16:11: (*Store).Get locks s.mu again, and waits for itself
`
	inDoubleTest = `./double/double_test.go:8:7: double.Store.mu is locked again by the goroutine that already holds it: TestGet calls (*Store).Get, which locks it [reacquire]
	1. ./double/double_test.go:7:11: TestGet locks s.mu
	2. ./double/double_test.go:8:7: TestGet calls (*Store).Get
	3. ./double/double.go:16:11: (*Store).Get locks s.mu again, and waits for itself
`
	inUser = `./user/user.go:8:12: dep.Cache.Mu is locked again by the goroutine that already holds it: Use calls (*dep.Cache).Get, which locks it [reacquire]
	1. ./user/user.go:7:11: Use locks c.Mu
	2. ./user/user.go:8:12: Use calls (*dep.Cache).Get
	3. ./dep/dep.go:8:11: (*Cache).Get locks c.Mu again, and waits for itself
`
)

func TestCommand(t *testing.T) {
	dir := writeModule(t, "findings")
	for _, test := range []struct {
		name   string
		args   []string
		status int
		stdout string
	}{
		{"default", nil, 1, inDouble + inDoubleTest + inUser},
		{"rule", []string{"-reacquire", "./..."}, 1, inDouble + inDoubleTest + inUser},
		{"without tests", []string{"-test=false"}, 1, inDouble + inUser},
		{"only the importer", []string{"./user"}, 1, inUser},
		{"import paths", []string{"example.org/m/double", "example.org/m/dep"}, 1, inDouble + inDoubleTest},
		{"clean", []string{"./dep", "./low"}, 0, ""},
		{"clean JSON", []string{"-json", "./dep"}, 0, "{}\n"},
		{"another rule", []string{"-inversion", "./..."}, 0, ""},
		{"without a rule", []string{"-reacquire=false", "./..."}, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, dir, lockorder, test.args...)
			got.check(t, test.status, test.stdout)
			if got.stderr != "" {
				t.Errorf("stderr: %s", got.stderr)
			}
		})
	}
}

func TestConfidence(t *testing.T) {
	dir := writeModule(t, "findings")
	got := run(t, dir, lockorder, "-confidence=low", "./low")
	if got.status != 1 {
		t.Errorf("status %d, want 1", got.status)
	}
	contains(t, got.stdout, "./low/low.go:", "[reacquire]")
	got = run(t, dir, lockorder, "-confidence", "high", "./double", "./low")
	got.check(t, 1, inDouble+inDoubleTest)
}

func TestTags(t *testing.T) {
	dir := writeModule(t, "findings")
	run(t, dir, lockorder, "./tagged").check(t, 0, "")
	got := run(t, dir, lockorder, "-tags=extra", "./tagged")
	if got.status != 1 {
		t.Errorf("status %d, want 1", got.status)
	}
	contains(t, got.stdout, "./tagged/extra.go:")
}

// TestDirectory runs the command elsewhere: positions are relative to -C.
func TestDirectory(t *testing.T) {
	dir := writeModule(t, "findings")
	got := run(t, t.TempDir(), lockorder, "-C", filepath.Join(dir, "user"))
	got.check(t, 1, strings.NewReplacer("./user/", "./", "./dep/", "../dep/").Replace(inUser))
}

func TestDebugFilters(t *testing.T) {
	dir := writeModule(t, "findings")
	for range 2 { // the second time from the cache
		got := run(t, dir, lockorder, "-debug=filters", "-test=false", "./readers", "./double")
		got.check(t, 1, inDouble)
		contains(t, got.stderr, "lockorder: filter no-writer dropped 1\n", "lockorder: filter limit:")
	}
	contains(t, run(t, dir, "go", "vet", "-vettool="+lockorder, "-debug=filters", "./readers").stderr,
		"lockorder: example.org/m/readers: filter no-writer dropped 1")
}

func TestDebugGraph(t *testing.T) {
	dir := writeModule(t, "cycles")
	got := run(t, dir, lockorder, "-debug=graph", "./cross/high")
	if got.status != 1 {
		t.Errorf("status %d, want 1", got.status)
	}
	contains(t, got.stderr,
		"lockorder: low.B write -> low.A write at example.org/c/cross/high/high.go:13:12 in callers\n",
		"lockorder: write low.A at example.org/c/cross/high/high.go:13:12 in callers under low.B write\n")
	if strings.Contains(got.stderr, "low.A write -> low.B write") {
		t.Errorf("an edge of a package that was not named:\n%s", got.stderr)
	}
}

func TestUsage(t *testing.T) {
	dir := writeModule(t, "findings")
	for _, test := range []struct {
		stderr string
		args   []string
	}{
		{"flag provided but not defined: -nonsense", []string{"-nonsense"}},
		{`-confidence is low, medium or high, not "certain"`, []string{"-confidence=certain"}},
		{`-debug is graph or filters, not "all"`, []string{"-debug=all"}},
		{"the flags leave no rule to run", []string{"-reacquire=false", "-inversion=false", "-heldwait=false", "-lockleak=false"}},
		{"-json and -github exclude each other", []string{"-json", "-github"}},
		{"no such file or directory", []string{"-C", "absent"}},
		{"no packages match ./dep/none...", []string{"./dep/none..."}},
		{`no rule "nonsense"`, []string{"help", "nonsense"}},
	} {
		got := run(t, dir, lockorder, test.args...)
		got.check(t, 2, "")
		contains(t, got.stderr, test.stderr)
	}
}

func TestHelp(t *testing.T) {
	got := run(t, ".", lockorder, "help")
	if got.status != 0 {
		t.Errorf("status %d", got.status)
	}
	contains(t, got.stdout, "usage: lockorder", "-confidence", "-reacquire", "-inversion", "-test")
	contains(t, run(t, ".", lockorder, "help", "reacquire").stdout, "reacquire: report locks")
}

func TestGoVet(t *testing.T) {
	dir := writeModule(t, "findings")
	vet := func(args ...string) output {
		t.Helper()
		return run(t, dir, "go", append([]string{"vet", "-vettool=" + lockorder}, args...)...)
	}
	got := vet("./...")
	if got.status != 1 || strings.Contains(got.stderr, "low.go") {
		t.Errorf("status %d, stderr:\n%s", got.status, got.stderr)
	}
	contains(t, got.stderr, "double/double.go:12:13: double.Store.mu is locked again", "\t3. example.org/m/dep/dep.go:8:11: ")
	contains(t, vet("-confidence=low", "./low").stderr, "low/low.go:")
	if got := vet("-reacquire=false", "./..."); got.status != 0 {
		t.Errorf("without rules: %+v", got)
	}
	got = vet("-confidence=certain", "./double")
	if want := "example.org/m/double: -confidence is low, medium or high, not \"certain\"\n"; got.status != 1 || got.stderr != want {
		t.Errorf("invalid confidence: %+v, want %q", got, want)
	}
}
