package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestGolden(t *testing.T) {
	g := golden{dir: t.TempDir()}
	run := moduleRun{module: module{path: "example.com/m/v2", version: "v2.0.0"}, found: []finding{
		{Posn: "b.go:1:2", Message: "b [reacquire]\n\t1. step"},
		{Posn: "a.go:1:2", Message: "a [inversion]"},
	}}
	if _, err := g.check(run); err == nil {
		t.Error("no golden file is no error")
	}
	g.update = true
	if _, err := g.check(run); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(g.dir, "m.txt"))
	if want := "# example.com/m/v2@v2.0.0\na.go:1:2: a [inversion]\nb.go:1:2: b [reacquire]\n"; err != nil || string(text) != want {
		t.Errorf("golden is %q, %v", text, err)
	}
	g.update = false
	if diff, err := g.check(run); err != nil || len(diff) > 0 {
		t.Errorf("the same differs: %q, %v", diff, err)
	}
	run.found[1] = finding{Posn: "c.go:1:2", Message: "c [reacquire]"}
	if diff, _ := g.check(run); !slices.Equal(diff, []string{"- a.go:1:2: a [inversion]", "+ c.go:1:2: c [reacquire]"}) {
		t.Errorf("differs in %q", diff)
	}
}
