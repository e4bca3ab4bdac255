package main_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestBroken has packages that cannot be analysed: each is named, the rest is
// analysed, twice the same.
func TestBroken(t *testing.T) {
	dir := writeModule(t, "broken")
	const fine = `./fine/fine.go:8:11: fine.T.mu is locked again by the goroutine that already holds it in (*T).F [reacquire]
	1. ./fine/fine.go:7:11: (*T).F locks t.mu
	2. ./fine/fine.go:8:11: (*T).F locks t.mu again, and waits for itself
`
	first := run(t, dir, lockorder)
	first.check(t, 3, fine)
	contains(t, first.stderr,
		"undefined: missing",
		"lockorder: example.org/broken/types: not analysed:",
		"lockorder: example.org/broken/importer: not analysed:",
		"lockorder: example.org/broken/syntax: not analysed:",
		"lockorder: example.org/broken/tests with its tests: not analysed:",
		"lockorder: example.org/broken/cycle1: cannot load: example.org/broken/cycle1 imports example.org/broken/cycle2 imports example.org/broken/cycle1: import cycle not allowed",
		"lockorder: example.org/broken/imports: cannot load: imports/imports.go:3:8: no required module provides package example.com/nowhere",
	)
	if second := run(t, dir, lockorder); second != first {
		t.Errorf("second run differs:\n%+v\nfirst:\n%+v", second, first)
	}
	got := run(t, dir, lockorder, "./absent", "./fine")
	got.check(t, 3, fine)
	contains(t, got.stderr, "absent: cannot load:")
	run(t, dir, lockorder, "./fine").check(t, 1, fine)
}

// TestTestsThatDoNotLoad has a package whose tests import what there is not.
func TestTestsThatDoNotLoad(t *testing.T) {
	dir := writeModule(t, "findings")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("dep/dep_test.go", "package dep\n\nimport _ \"example.com/nowhere\"\n")
	got := run(t, dir, lockorder)
	got.check(t, 3, inDouble+inDoubleTest+inUser)
	contains(t, got.stderr, "no required module provides package example.com/nowhere", "lockorder: example.org/m/dep with its tests: not analysed: ")
}

// TestFiles names files in place of packages.
func TestFiles(t *testing.T) {
	dir := writeModule(t, "findings")
	run(t, dir, lockorder, "double/double.go").check(t, 1, inDouble)
}
