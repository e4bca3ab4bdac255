package main_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree is the JSON of a driver: package, rule, diagnostics.
type tree map[string]map[string][]map[string]any

// parse reads objects, of go vet one a package.
func parse(t *testing.T, text string) tree {
	t.Helper()
	out := make(tree)
	for dec := json.NewDecoder(strings.NewReader(text)); dec.More(); {
		if err := dec.Decode(&out); err != nil {
			t.Fatalf("%v in:\n%s", err, text)
		}
	}
	return out
}

// sameAsVet runs command and go vet with the same arguments. What they say must
// be equal, but that only the command says steps and confidence.
func sameAsVet(t *testing.T, dir string, args ...string) tree {
	t.Helper()
	printed := run(t, dir, lockorder, append([]string{"-json"}, args...)...)
	got, all := parse(t, printed.stdout), parse(t, printed.stdout)
	for _, rules := range got {
		for _, diagnostics := range rules {
			for _, d := range diagnostics {
				delete(d, "related")
				delete(d, "confidence")
			}
		}
	}
	vet := run(t, dir, "go", append([]string{"vet", "-vettool=" + lockorder, "-json"}, args...)...)
	if diff := cmp.Diff(parse(t, vet.stdout), got); diff != "" {
		t.Errorf("%q: -go vet, +lockorder:\n%s", args, diff)
	}
	if want := min(len(got), 1); printed.status != want {
		t.Errorf("%q: status %d, want %d", args, printed.status, want)
	}
	return all
}

func TestJSON(t *testing.T) {
	got := sameAsVet(t, writeModule(t, "findings"), "./...")
	if len(got) != 2 {
		t.Fatalf("findings in %d packages, want 2", len(got))
	}
	first := got["example.org/m/user"]["reacquire"][0]
	if related, ok := first["related"].([]any); !ok || len(related) != 3 || first["confidence"] != "high" {
		t.Errorf("not three steps, or not of high confidence: %v", first)
	}
}

const inSiblings = `./siblings/one/one.go:7:14: locks.A and locks.B are taken in opposite orders: one.F takes locks.B under locks.A, two.F takes locks.A under locks.B [inversion]
	goroutine 1 holds locks.A and waits for locks.B:
	1. ./siblings/one/one.go:6:14: F locks A
	2. ./siblings/one/one.go:7:14: F locks B, and waits for goroutine 2
	goroutine 2 holds locks.B and waits for locks.A:
	1. ./siblings/two/two.go:6:14: F locks B
	2. ./siblings/two/two.go:7:14: F locks A, and waits for goroutine 1
`

// TestSiblings has a cycle between packages that no package imports together.
func TestSiblings(t *testing.T) {
	dir := writeModule(t, "cycles")
	got := run(t, dir, lockorder, "./siblings/...")
	got.check(t, 1, inSiblings)
	if second := run(t, dir, lockorder, "./siblings/..."); second != got {
		t.Errorf("the second run says %+v", second)
	}
	run(t, dir, lockorder, "./siblings/one").check(t, 0, "")
	if vet := run(t, dir, "go", "vet", "-vettool="+lockorder, "./siblings/..."); vet.status != 0 || vet.stderr != "" {
		t.Errorf("go vet cannot know it, but says %+v", vet)
	}
}

// TestCycles has cycles over packages that both drivers find: in the same words,
// at the same place, once.
func TestCycles(t *testing.T) {
	dir := writeModule(t, "cycles")
	for _, test := range []struct {
		pattern string
		want    map[string]int // cycles by package
	}{
		{"./cross/...", map[string]int{"example.org/c/cross/high": 1}},
		{"./cross/high", map[string]int{"example.org/c/cross/high": 1}},
		{"./third/...", map[string]int{"example.org/c/third/both": 1}},
		{"./tests/...", map[string]int{"example.org/c/tests": 2}}, // that go vet analyses three times
		{"./usedep", nil},
	} {
		got := make(map[string]int)
		for path, rules := range sameAsVet(t, dir, test.pattern) {
			got[path] = len(rules["inversion"])
		}
		if len(got)+len(test.want) > 0 && !cmp.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.pattern, got, test.want)
		}
	}
}

// TestIndirect has a package that calls methods of a type that it comes by through
// two packages that do nothing with locks, and imports only one of these.
func TestIndirect(t *testing.T) {
	dir := writeModule(t, "cycles")
	got := sameAsVet(t, dir, "./indirect/high")["example.org/c/indirect/high"]
	if len(got["inversion"]) != 1 || len(got["reacquire"]) != 1 {
		t.Errorf("%d inversions, %d reacquisitions", len(got["inversion"]), len(got["reacquire"]))
	}
}

// TestImportCloses has a cycle whose parts only meet in a third package.
func TestImportCloses(t *testing.T) {
	dir := writeModule(t, "cycles")
	rest := strings.ReplaceAll(strings.TrimPrefix(inSiblings, "./siblings/one/one.go:7:14"), "./siblings/", "./third/")
	for _, pattern := range []string{"./third/both", "./third/..."} {
		run(t, dir, lockorder, pattern).check(t, 1, "./third/both/both.go:5:2"+rest)
	}
	run(t, dir, lockorder, "./third/above").check(t, 0, "") // it is in a package that was not named
}

// TestApart has a cycle between two programs.
func TestApart(t *testing.T) {
	dir := writeModule(t, "cycles")
	run(t, dir, lockorder, "./mains/...").check(t, 0, "")
	got := run(t, dir, lockorder, "-confidence=low", "./mains/...")
	if got.status != 1 {
		t.Errorf("status %d, want 1", got.status)
	}
	contains(t, got.stdout, "./mains/one/main.go:7:14: locks.A and locks.B are taken in opposite orders")
}

// TestWithoutTests has a cycle that is closed in a test file.
func TestWithoutTests(t *testing.T) {
	dir := writeModule(t, "cycles")
	for args, want := range map[string]int{"-test": 2, "-test=false": 1} {
		got := run(t, dir, lockorder, args, "./tests/...")
		if n := strings.Count(got.stdout, "[inversion]"); n != want || got.status != 1 {
			t.Errorf("%s: %d findings, want %d:\n%s", args, n, want, got.stdout)
		}
	}
}

// TestDependency has a cycle in a module that the user's code imports.
func TestDependency(t *testing.T) {
	dir := writeModule(t, "cycles")
	run(t, dir, lockorder, "./usedep").check(t, 0, "")
	// External tests that do not import the package close nothing, either.
	run(t, dir, lockorder, "./maindep").check(t, 0, "")
	got := run(t, dir, lockorder, "example.org/dep")
	if got.status != 1 {
		t.Errorf("status %d, want 1", got.status)
	}
	contains(t, got.stdout, "./dep/dep.go:9:8: dep.a and dep.b are taken in opposite orders")
}
