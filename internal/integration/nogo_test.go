package integration_test

import (
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockorder/lockorder/internal/graph"
)

// A dep is a package as go list -deps describes it.
type dep struct {
	ImportPath, Dir  string
	GoFiles, Imports []string
	ImportMap        map[string]string
	Standard         bool
}

// TestNogo runs the analyzers on each package of a corpus in a process of its
// own, dependencies first, without facts about the standard library: as Bazel's
// nogo does. What it finds is what go vet finds in what are not tests.
func TestNogo(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a process a package")
	}
	t.Parallel()
	for _, corpus := range graph.Rules {
		t.Run(corpus, func(t *testing.T) {
			dir := copyCorpus(t, corpus)
			got := byNogo(t, dir)
			var want []finding
			for _, f := range byVet(t, dir, "./...") {
				if !strings.Contains(f.place(), "_test.go:") {
					want = append(want, f)
				}
			}
			if len(want) < 30 {
				t.Errorf("only %d findings", len(want))
			}
			for _, f := range missing(want, got) {
				t.Errorf("not found without facts about std: %s", f)
			}
			for _, f := range missing(got, want) {
				// Facts of context say that the function runs elsewhere, and hide what it completes.
				if !strings.Contains(string(f), "contextFN") {
					t.Errorf("found without facts about std only: %s", f)
				}
			}
		})
	}
}

// byNogo is what nogo finds in the packages of a module.
func byNogo(t *testing.T, dir string) []finding {
	t.Helper()
	out := must(t, dir, []string{"CGO_ENABLED=0"}, "go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,Imports,ImportMap,Standard", "./...")
	facts := make(map[string]string) // files, by package
	work := t.TempDir()
	var found []finding
	for dec := json.NewDecoder(strings.NewReader(out)); ; { // dependencies come first
		var p dep
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return unique(found)
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "unsafe" {
			continue
		}
		config := unitConfig(&p, facts)
		config.VetxOutput = filepath.Join(work, strings.ReplaceAll(p.ImportPath, "/", "!")+".facts")
		facts[p.ImportPath] = config.VetxOutput
		data, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		file := config.VetxOutput + ".cfg"
		write(t, file, string(data))
		args := []string{"-json", file}
		if p.Standard {
			args = []string{"-types", file}
		}
		found = append(found, fromJSON(t, must(t, dir, nil, nogo, args...))...)
	}
}

// unitConfig is what a driver says of a package: where its files are, and the
// types and facts of what it imports.
func unitConfig(p *dep, facts map[string]string) *unitchecker.Config {
	c := &unitchecker.Config{
		ID: p.ImportPath, Compiler: "gc", Dir: p.Dir, ImportPath: p.ImportPath, GoVersion: "go1.26", VetxOnly: p.Standard,
		ImportMap: make(map[string]string), PackageVetx: make(map[string]string),
	}
	for _, name := range p.GoFiles {
		c.GoFiles = append(c.GoFiles, filepath.Join(p.Dir, name))
	}
	for _, path := range p.Imports {
		c.ImportMap[path] = path
		c.PackageVetx[path] = facts[path]
	}
	for path, actual := range p.ImportMap {
		c.ImportMap[path] = actual
	}
	delete(c.PackageVetx, "unsafe")
	return c
}
