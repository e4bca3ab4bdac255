package main_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCorpusInBothDrivers runs go vet and the command over the corpus of
// inversions. Whatever go vet finds the command finds, in the same words, once;
// what only the command finds is between packages that nobody imports together.
func TestCorpusInBothDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles net/http for its dependents")
	}
	dir := t.TempDir()
	src, err := filepath.Abs("../../testdata/src")
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"inversion": ".", "golang.org/x/sync": "x/sync"} {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(filepath.Join(src, from))); err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module inversion\n\ngo 1.26.0\n\nrequire golang.org/x/sync v0.0.0\n\nreplace golang.org/x/sync => ./x/sync\n")
	write("x/sync/go.mod", "module golang.org/x/sync\n\ngo 1.26.0\n")
	vet := run(t, dir, "go", "vet", "-vettool="+lockorder, "-json", "./...")
	command := run(t, dir, lockorder, "-json", "./...")
	if command.status != 1 {
		t.Fatalf("status %d: %s", command.status, command.stderr)
	}
	found, seen := sentences(parse(t, command.stdout)), sentences(parse(t, vet.stdout))
	if len(found) < 150 {
		t.Fatalf("only %d findings", len(found))
	}
	for i := range found[1:] {
		if found[i] == found[i+1] {
			t.Errorf("the command says twice: %s", found[i])
		}
	}
	var more, less []string
	for _, s := range found {
		if !slices.Contains(seen, s) {
			more = append(more, s)
		}
	}
	for _, s := range seen {
		if !slices.Contains(found, s) {
			less = append(less, s)
		}
	}
	if diff := cmp.Diff([]string(nil), less); diff != "" {
		t.Errorf("found by go vet only:\n%s", diff)
	}
	if diff := cmp.Diff(betweenSiblings, more); diff != "" {
		t.Errorf("found by the command only (-want +got):\n%s", diff)
	}
}

// betweenSiblings is what only the command can find in the corpus.
var betweenSiblings []string

// sentences are the messages, sorted.
func sentences(all tree) []string {
	var out []string
	for _, rules := range all {
		for _, diagnostics := range rules {
			for _, d := range diagnostics {
				text, _ := d["message"].(string)
				first, _, _ := strings.Cut(text, "\n")
				out = append(out, first)
			}
		}
	}
	slices.Sort(out)
	return out
}
