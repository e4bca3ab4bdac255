package integration_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// The programs under test.
var lockorder, golangci, nogo string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "lockorder-integration-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		for _, p := range []struct {
			program *string
			name    string
			path    string
		}{
			{&lockorder, "lockorder", "github.com/lockorder/lockorder/cmd/lockorder"},
			{&golangci, "golangci-lint", "./golangci"},
			{&nogo, "nogo", "./nogo"},
		} {
			*p.program = filepath.Join(dir, p.name)
			if out, err := exec.Command("go", "build", "-o", *p.program, p.path).CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "building %s: %v\n%s", p.name, err, out)
				return 1
			}
		}
		return m.Run()
	}())
}

// An output is what a program printed, and its exit status.
type output struct {
	stdout, stderr string
	status         int
}

// run runs a program in a directory, with more in its environment.
func run(t *testing.T, dir string, env []string, program string, args ...string) output {
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

// must is run of what has to end with status 0.
func must(t *testing.T, dir string, env []string, program string, args ...string) string {
	t.Helper()
	got := run(t, dir, env, program, args...)
	if got.status != 0 {
		t.Fatalf("%s %s: status %d\n%s%s", program, strings.Join(args, " "), got.status, got.stdout, got.stderr)
	}
	return got.stdout
}

// extract writes the files of testdata/name.txtar to a new directory.
func extract(t *testing.T, name string) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// copyFiles copies the files below a directory, but for what git keeps of them.
func copyFiles(t *testing.T, to, from string) {
	t.Helper()
	root := os.DirFS(from)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".git" && d.IsDir(): // in a worktree it is a file
			return fs.SkipDir
		case name == ".git" || !d.Type().IsRegular():
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err == nil {
			write(t, filepath.Join(to, filepath.FromSlash(name)), string(data))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
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
