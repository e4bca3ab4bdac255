package integration_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/graph"
)

// TestCorpusInThreeDrivers holds what the command, go vet and golangci-lint find
// against each other: the same, at the same places, in the same words. The two
// that look at one package at a time say a cycle in each package that closes it,
// the command says it once.
func TestCorpusInThreeDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses the corpora three times")
	}
	t.Parallel()
	// The places in which a cycle is closed once more.
	repeated := map[string][]string{graph.Inversion: {"crosspkg/top/top.go:9:2"}}
	for _, corpus := range graph.Rules {
		t.Run(corpus, func(t *testing.T) {
			dir := copyCorpus(t, corpus)
			command := byCommand(t, dir, "./...")
			if len(command) < 30 {
				t.Errorf("only %d findings", len(command))
			}
			for name, found := range map[string][]finding{
				"go vet":        byVet(t, dir, "./..."),
				"golangci-lint": byGolangci(t, dir, golangciConfig(""), "./..."),
			} {
				var again []string
				for _, f := range missing(found, command) {
					if !slices.ContainsFunc(command, func(g finding) bool { return f.message() == g.message() }) {
						t.Errorf("by %s only: %s", name, f)
					}
					again = append(again, strings.TrimPrefix(f.place(), filepath.ToSlash(dir)+"/"))
				}
				if diff := cmp.Diff(repeated[corpus], again); diff != "" {
					t.Errorf("said again by %s (-want +got):\n%s", name, diff)
				}
				for _, f := range missing(command, found) {
					t.Errorf("not by %s: %s", name, f)
				}
			}
		})
	}
}

// TestSiblings shows the one difference that there is by design: go vet and
// golangci-lint analyse one package at a time, with what it imports, and cannot
// know of two packages that nobody imports together.
func TestSiblings(t *testing.T) {
	dir := extract(t, "app")
	file := filepath.Join(dir, "user", "user.go")
	write(t, file, strings.Replace(read(t, file), "//nolint:lockorder", "// lockorder", 1)) // it is for TestGolangci
	command := byCommand(t, dir, "./...")
	siblings := []string{"locks.A and locks.B are taken in opposite orders: one.F takes locks.B under locks.A, two.F takes locks.A under locks.B [inversion]"}
	for name, found := range map[string][]finding{
		"go vet":        byVet(t, dir, "./..."),
		"golangci-lint": byGolangci(t, dir, golangciConfig(""), "./..."),
	} {
		if diff := cmp.Diff(siblings, sentences(missing(command, found))); diff != "" {
			t.Errorf("not found by %s (-want +got):\n%s", name, diff)
		}
		if more := missing(found, command); len(more) > 0 {
			t.Errorf("found by %s only: %q", name, more)
		}
	}
}

// copyCorpus makes a module of one of the corpora in testdata/src.
func copyCorpus(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	for from, to := range map[string]string{name: ".", "golang.org/x/sync": "x/sync"} {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(filepath.Join("../../testdata/src", from))); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "go.mod"), "module "+name+"\n\ngo 1.26.0\n\nrequire golang.org/x/sync v0.0.0\n\nreplace golang.org/x/sync => ./x/sync\n")
	write(t, filepath.Join(dir, "x/sync/go.mod"), "module golang.org/x/sync\n\ngo 1.26.0\n")
	return dir
}
