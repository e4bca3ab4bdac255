package integration_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two states of a package, and what is said of the first.
const (
	deadlock = `package store

import "sync"

type Store struct{ mu sync.Mutex }

func (s *Store) Add() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Get()
}

func (s *Store) Get() {
	s.mu.Lock()
	s.mu.Unlock()
}
`
	report = `:10:7: store.Store.mu is locked again by the goroutine that already holds it: (*Store).Add calls (*Store).Get, which locks it [reacquire]
	1. `
)

// mended is the first without its defect.
var mended = strings.Replace(deadlock, "\ts.Get()\n", "", 1)

// TestPreCommit commits with each hook in a repository of git that has nothing
// but pre-commit's configuration: a deadlock is refused, with the report, and
// without it the commit is made. It needs pre-commit, as .ci/run installs it.
func TestPreCommit(t *testing.T) {
	if testing.Short() {
		t.Skip("builds lockorder in pre-commit's environment")
	}
	t.Parallel()
	hooks := hookRepository(t)
	env := append(gitEnv(t), "PRE_COMMIT_HOME="+t.TempDir())
	for _, id := range []string{"lockorder", "lockorder-vet"} {
		t.Run(id, func(t *testing.T) {
			dir := t.TempDir()
			git := func(args ...string) output {
				t.Helper()
				return run(t, dir, env, "git", args...)
			}
			must(t, dir, env, "git", "init", "-q")
			write(t, filepath.Join(dir, ".pre-commit-config.yaml"),
				"repos:\n- repo: file://"+filepath.ToSlash(hooks)+"\n  rev: v0.1.0\n  hooks:\n  - id: "+id+"\n")
			write(t, filepath.Join(dir, "go.mod"), "module example.org/store\n\ngo 1.26.0\n")
			write(t, filepath.Join(dir, "store.go"), deadlock)
			must(t, dir, env, "pre-commit", "install")
			must(t, dir, env, "git", "add", ".")
			refused := git("commit", "-qm", "a deadlock")
			if refused.status != 1 || git("rev-parse", "-q", "--verify", "HEAD").status == 0 {
				t.Errorf("the commit is not refused: %+v", refused)
			}
			contains(t, refused.stdout+refused.stderr, "Failed", "- hook id: "+id, "store.go"+report)

			write(t, filepath.Join(dir, "store.go"), mended)
			must(t, dir, env, "git", "add", ".")
			made := git("commit", "-qm", "without it")
			if made.status != 0 || git("rev-parse", "-q", "--verify", "HEAD").status != 0 {
				t.Errorf("the commit is refused: %+v", made)
			}
			contains(t, made.stdout+made.stderr, "Passed")

			write(t, filepath.Join(dir, "notes.txt"), "no Go\n")
			must(t, dir, env, "git", "add", ".")
			contains(t, git("commit", "-qm", "no Go").stderr, "Skipped")
		})
	}
}

// hookRepository is a repository of git with this project as it is now, tagged.
func hookRepository(t *testing.T) string {
	t.Helper()
	dir, env := t.TempDir(), gitEnv(t)
	copyFiles(t, dir, "../..")
	must(t, dir, env, "git", "init", "-q")
	must(t, dir, env, "git", "add", ".")
	must(t, dir, env, "git", "commit", "-qm", "lockorder")
	must(t, dir, env, "git", "tag", "v0.1.0")
	return dir
}

// gitEnv is the environment of git without the settings of who runs the test. The
// go command is as users have it, but for its caches: pre-commit gives it a GOPATH
// of its own.
func gitEnv(t *testing.T) []string {
	t.Helper()
	env := []string{"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GOWORK="}
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		env = append(env, "GIT_"+who+"_NAME=A", "GIT_"+who+"_EMAIL=a@example.org")
	}
	return append(env, "GOMODCACHE="+strings.TrimSpace(must(t, ".", nil, "go", "env", "GOMODCACHE")))
}
