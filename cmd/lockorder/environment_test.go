package main_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// otherBuild builds lockorder so that the go command knows nothing of what it
// says: a build that is not the same has results of its own in the cache.
func otherBuild(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("analyses the standard library")
	}
	file := filepath.Join(t.TempDir(), filepath.Base(lockorder))
	cmd := exec.Command("go", "build", "-ldflags=-X main.build="+time.Now().Format(time.RFC3339Nano), "-o", file, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

func TestSameOutput(t *testing.T) {
	t.Parallel()
	dir := writeModule(t, "cycles")
	args := []string{"-json", "-confidence=low", "./siblings/...", "./tests/...", "./mains/..."}
	first := runWith(t, []string{"GOMAXPROCS=1"}, dir, otherBuild(t), args...)
	second := runWith(t, []string{"GOMAXPROCS=4"}, dir, otherBuild(t), args...)
	if second != first || first.status != 1 {
		t.Errorf("status %d, two outputs: %s", first.status, cmp.Diff(first.stdout+first.stderr, second.stdout+second.stderr))
	}
}

// fakeGo puts a script in place of the go command, and returns the environment.
func fakeGo(t *testing.T, script string) []string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no scripts")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return []string{"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH")}
}

func TestNoGoCommand(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	got := run(t, t.TempDir(), lockorder)
	got.check(t, 3, "")
	contains(t, got.stderr, "lockorder: asking the go command for its version: ", "executable file not found")
}

func TestOlderGo(t *testing.T) {
	got := runWith(t, fakeGo(t, "echo go1.18.10"), t.TempDir(), lockorder)
	got.check(t, 3, "")
	if want := "lockorder: the go command is of go1.18: lockorder needs go1.26 or later\n"; got.stderr != want {
		t.Errorf("stderr %q, want %q", got.stderr, want)
	}
}

// TestNewerModule has a module that needs a newer go than there is.
func TestNewerModule(t *testing.T) {
	dir := writeModule(t, "findings")
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.org/m\n\ngo 1.999\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got := runWith(t, []string{"GOTOOLCHAIN=local"}, dir, lockorder)
	got.check(t, 3, "")
	contains(t, got.stderr, "go.mod requires go >= 1.999")
}

func TestNoModule(t *testing.T) {
	got := run(t, t.TempDir(), lockorder)
	got.check(t, 3, "")
	contains(t, got.stderr, "lockorder: ./...: cannot load: ", "does not contain main module")
}

func TestUnwritableCache(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	got := runWith(t, []string{"GOCACHE=" + filepath.Join(file, "cache")}, writeModule(t, "cycles"), lockorder, "./siblings/...")
	got.check(t, 3, "")
	contains(t, got.stderr, "not a directory")
}

// smallDisk mounts one.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "none", dir).CombinedOutput(); err != nil {
		t.Skipf("no small disk: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	program, dir := otherBuild(t), smallDisk(t, "256k")
	got := runWith(t, []string{"GOTMPDIR=" + dir}, writeModule(t, "cycles"), program, "./siblings/...")
	got.check(t, 3, "")
	contains(t, got.stderr, "no space left on device", "lockorder: example.org/c/siblings/one: not analysed: ")
}

// TestFullCache has a cache that keeps nothing: the go command does without.
func TestFullCache(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles the standard library")
	}
	runWith(t, []string{"GOCACHE=" + smallDisk(t, "1m")}, writeModule(t, "cycles"), lockorder, "./siblings/...").check(t, 1, inSiblings)
}

// TestEvicted has a cache that lost what the program printed, but not that it
// ran.
func TestEvicted(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles the standard library")
	}
	dir := writeModule(t, "cycles")
	env := []string{"GOCACHE=" + t.TempDir()}
	for _, path := range []string{"", "example.org/c/siblings/one", "example.org/c/siblings/locks", "sync"} {
		if path != "" {
			evict(t, strings.TrimPrefix(env[0], "GOCACHE="), `{"`+path+`":{"lockorder-payload"`)
		}
		got := runWith(t, env, dir, lockorder, "./siblings/one", "./siblings/two")
		got.check(t, 1, inSiblings)
		if got.stderr != "" {
			t.Errorf("without the payload of %q: %s", path, got.stderr)
		}
	}
}

// evict deletes the files in a directory that start with the text.
func evict(t *testing.T, dir, start string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err == nil && bytes.HasPrefix(data, []byte(start)) {
			n++
			err = os.Remove(name)
		}
		return err
	})
	if err != nil || n == 0 {
		t.Fatalf("%d files deleted, error %v", n, err)
	}
}

// TestSilentVet has a go vet that never says anything.
func TestSilentVet(t *testing.T) {
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	env := fakeGo(t, `case $1 in vet) exit 0;; esac; exec `+goCommand+` "$@"`)
	got := runWith(t, env, writeModule(t, "findings"), lockorder, "./dep", "./double")
	got.check(t, 3, "")
	const want = "lockorder: example.org/m/dep: not analysed: go vet printed no result for it\n" +
		"lockorder: example.org/m/double with its tests: not analysed: go vet printed no result for it\n"
	if got.stderr != want {
		t.Errorf("stderr %q, want %q", got.stderr, want)
	}
}

// TestPlaces has packages that come from several modules.
func TestPlaces(t *testing.T) {
	dir := writeModule(t, "places")
	for _, test := range []struct {
		name, dir string
		env, args []string
		file, lib string
	}{
		{"workspace", ".", []string{"GOWORK="}, []string{"./app/...", "./lib/..."}, "./app/app.go", "./lib/lib.go"},
		{"vendoring", "vendoring", nil, nil, "./app/app.go", "example.org/lib/lib.go"},
		{"-mod=vendor", "vendoring", []string{"GOFLAGS=-mod=vendor"}, nil, "./app/app.go", "example.org/lib/lib.go"},
	} {
		got := runWith(t, test.env, filepath.Join(dir, test.dir), lockorder, test.args...)
		if got.status != 1 || got.stderr != "" {
			t.Errorf("%s: %+v", test.name, got)
		}
		contains(t, got.stdout, test.file+":7:12: lib.B and lib.A are taken in opposite orders: ", "\t1. "+test.lib+":8:8: F locks A")
	}
	cycles := writeModule(t, "cycles")
	runWith(t, []string{"GOFLAGS=-mod=mod"}, cycles, lockorder, "./siblings/...").check(t, 1, inSiblings)
}

// interrupt starts the command, interrupts it when it is ready, and checks that
// it stops at once and says nothing but that.
func interrupt(t *testing.T, cmd *exec.Cmd, ready func() bool) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no interrupts between processes")
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); !ready(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the go command did not start")
		}
	}
	begin := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the status is looked at below
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("took %v to stop", took)
	}
	if status := cmd.ProcessState.ExitCode(); status != 3 || stdout.Len() > 0 || stderr.String() != "lockorder: interrupted\n" {
		t.Errorf("status %d, stdout %q, stderr %q", status, &stdout, &stderr)
	}
}

// TestInterrupt has a go command that hangs.
func TestInterrupt(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	cmd := exec.Command(lockorder)
	cmd.Dir = t.TempDir()
	cmd.Env = append(cmd.Environ(), fakeGo(t, ": >"+started+"\nexec sleep 60")...)
	interrupt(t, cmd, func() bool {
		_, err := os.Stat(started)
		return err == nil
	})
}

// TestInterruptVet interrupts an analysis.
func TestInterruptVet(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(otherBuild(t), "./...")
	cmd.Dir = writeModule(t, "cycles")
	cmd.Env = append(cmd.Environ(), "GOWORK=off", "GOFLAGS=")
	begin := time.Now()
	interrupt(t, cmd, func() bool { return time.Since(begin) > 700*time.Millisecond })
}
