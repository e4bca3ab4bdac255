package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// testGauge measures with the floor in the place of lockorder, too, which
// builds faster.
func testGauge(t *testing.T) *gauge {
	t.Helper()
	g, err := newGauge(t.Context(), os.Args[0], t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	g.tools[1] = g.tools[0]
	return g
}

// testTarget is a module of three packages in a line.
func testTarget(t *testing.T) target {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":   "module example.com/m\n\ngo 1.26\n",
		"a/a.go":   "package a\n\nfunc A() { panic(1) }\n",
		"a/big.go": "package a\n\n// The larger file.\n\nimport \"errors\" // for B\n\nvar B = errors.New(\"b\")\n",
		"b/b.go":   "package b\n\nimport \"example.com/m/a\"\n\nfunc B() { a.A() }\n",
		"c/c.go":   "package c\n\nimport \"example.com/m/b\"\n\nfunc C() { b.B() }\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	m := module{path: "example.com/m"}
	return target{m, dir, []string{"example.com/m/a", "example.com/m/b", "example.com/m/c"}, 0}
}

func TestFloorComparison(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go vet")
	}
	g, target := testGauge(t), testTarget(t)
	p, err := g.compare(t.Context(), target, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range p {
		if len(s.units) != len(p[0].units) || s.units["errors"].ID == "" {
			t.Errorf("tool %d ran on %d units, want %d with what is imported", i, len(s.units), len(p[0].units))
		}
		u := s.units["example.com/m/a"]
		if s.rest <= 0 || u.CPU <= 0 || u.RSS < 1<<20 {
			t.Errorf("nothing was measured: %v, %+v", s.rest, u)
		}
		if u.Facts == 0 {
			t.Error("no facts in a, where ctrlflow has one of A, which never returns")
		}
	}
	// A run finds nothing of another in the cache, but what has its salt.
	if again, err := g.vet(t.Context(), g.tools[0], p[0].salt, target); err != nil || len(again.units) != 0 {
		t.Errorf("the same again runs on %d units, %v", len(again.units), err)
	}
	if fresh, err := g.vet(t.Context(), g.tools[0], g.salt(), target); err != nil || len(fresh.units) != len(p[0].units) {
		t.Errorf("a fresh run is on %d units, %v, want %d", len(fresh.units), err, len(p[0].units))
	}
}

func TestLeast(t *testing.T) {
	read := func(text string) sample {
		units, err := decodeRecords(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return sample{units: units, rest: 5}
	}
	a := read(`{"ID": "p", "CPU": 10, "RSS": 30, "Facts": 1}
{"ID": "p", "CPU": 20, "RSS": 10, "Facts": 2}
{"ID": "q", "CPU": 7}`)
	b := read(`{"ID": "p", "CPU": 31, "RSS": 20, "Facts": 2}`)
	got := least(a, b)
	want := sample{rest: 5, units: map[string]unitRecord{
		"p": {ID: "p", CPU: 30, RSS: 20, Facts: 2},
		"q": {ID: "q", CPU: 7},
	}}
	if !reflect.DeepEqual(got, want) || got.cpu() != 42 || got.largest().ID != "p" {
		t.Errorf("the least is %+v, want %+v", got, want)
	}
	if _, err := decodeRecords(strings.NewReader("{\"ID\"")); err == nil {
		t.Error("a log that is cut off is read")
	}
}

func TestFloorEdits(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go vet")
	}
	g, target := testGauge(t), testTarget(t)
	p, err := g.compare(t.Context(), target, 1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := findSite(t.Context(), target)
	if err != nil || s.ImportPath != "example.com/m/b" && s.ImportPath != "example.com/m/a" {
		t.Fatalf("edits are in %s, %v", s.ImportPath, err)
	}
	name, before, err := s.largestFile()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []edit{{"append", appendFunc}, {"insert", insertFunc}} {
		edited, err := g.edits(t.Context(), target, s, e, p, 2)
		if err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		for i, run := range edited {
			if _, ok := run.units[s.ImportPath]; !ok || len(run.units) > 3 {
				t.Errorf("%s: tool %d ran on %v, want %s and at most what depends on it", e.name, i, run.units, s.ImportPath)
			}
		}
		if after, err := os.ReadFile(name); err != nil || string(after) != string(before) {
			t.Errorf("%s: the file is not as it was: %v\n%s", e.name, err, after)
		}
	}
}

func TestMiddle(t *testing.T) {
	const output = `{"ImportPath": "m/low", "GoFiles": ["l.go"]}
{"ImportPath": "m/mid", "GoFiles": ["m.go"], "Deps": ["m/low", "fmt"]}
{"ImportPath": "m/cgo", "Deps": ["m/low", "fmt"]}
{"ImportPath": "m/top", "GoFiles": ["t.go"], "Deps": ["m/low", "m/mid", "m/cgo", "fmt"]}
{"ImportPath": "m/main", "GoFiles": ["t.go"], "Deps": ["m/low", "m/mid", "m/cgo", "fmt"]}
`
	got, err := middle(strings.NewReader(output))
	if err != nil || got.ImportPath != "m/mid" || got.dependents != 2 {
		t.Errorf("the middle is %+v, %v, want m/mid with 2", got, err)
	}
	if _, err := middle(strings.NewReader(`{"ImportPath": "m", "GoFiles": ["m.go"]}`)); err == nil {
		t.Error("a single package is in the middle of what it imports")
	}
}

func TestEditedText(t *testing.T) {
	const decl = "func F() {}\n"
	for _, text := range []string{
		"package p",
		"package p // last\n",
		"package p\n\nimport \"fmt\" // why\n\nvar X = fmt.Sprint()\n",
		"package p\n\nimport (\n\t\"fmt\"\n)\nimport \"os\"\n\n//go:noinline\nfunc G() { fmt.Print(os.Args) }\n",
	} {
		for _, e := range []edit{{"append", appendFunc}, {"insert", insertFunc}} {
			out, err := e.make([]byte(text), decl)
			if err != nil {
				t.Errorf("%s in %q: %v", e.name, text, err)
				continue
			}
			_, err = parser.ParseFile(token.NewFileSet(), "", out, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Errorf("%s in %q makes %q: %v", e.name, text, out, err)
				continue
			}
			if e.name == "insert" && strings.Contains(text, "func G") && strings.Index(string(out), "func F") > strings.Index(string(out), "//go:noinline") {
				t.Errorf("inserted not at the top: %q", out)
			}
		}
	}
}

func TestFactsAdded(t *testing.T) {
	units := func(facts map[string]int64) sample {
		s := sample{units: make(map[string]unitRecord)}
		for id, n := range facts {
			s.units[id] = unitRecord{ID: id, Facts: n}
		}
		return s
	}
	got := factsAdded(pair{
		units(map[string]int64{"a": 10, "a [a.test]": 10, "b": 0}),
		units(map[string]int64{"a": 30, "a [a.test]": 50, "b": 100, "c": 40}),
	})
	want := []packageFacts{{"b", 100}, {"a", 40}, {"c", 40}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("facts are %v, want %v", got, want)
	}
}

func TestCPUAdded(t *testing.T) {
	units := func(a, b time.Duration) sample {
		return sample{units: map[string]unitRecord{"a": {ID: "a", CPU: a}, "b": {ID: "b", CPU: b}}}
	}
	got := cpuAdded(pair{units(time.Second, time.Second), units(2*time.Second, 4*time.Second)})
	want := []unitCPU{{"b", time.Second, 4 * time.Second}, {"a", time.Second, 2 * time.Second}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("CPU added is %v, want %v", got, want)
	}
}

func TestFloorBounds(t *testing.T) {
	var b strings.Builder
	f := &floorRun{out: &b}
	samples := func(floor, lockorder time.Duration) pair { return pair{{rest: floor}, {rest: lockorder}} }
	f.printRatio("at it", samples(100*time.Second, 125*time.Second), sample.seconds, "s", 1.25)
	if len(f.exceeded) != 0 {
		t.Errorf("at the bound is %q", f.exceeded)
	}
	f.printRatio("beyond", samples(100*time.Second, 126*time.Second), sample.seconds, "s", 1.25)
	f.printFacts([]packageFacts{{"p", maxFactsBytes + 1}, {"q", 1}})
	if len(f.exceeded) != 2 {
		t.Errorf("exceeded are %q, want two", f.exceeded)
	}
	for _, want := range []string{"floor 100.0 s, lockorder 126.0 s, 1.26x (at most 1.25x) EXCEEDED", "64.0 KB, p; 1 packages over it"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, &b)
		}
	}
}

func TestFloorModule(t *testing.T) {
	hugo, err := floorModule("hugo")
	if err != nil || !hugo.noTest {
		t.Errorf("hugo is %+v, %v, want that of modules.txt, without tests", hugo, err)
	}
	if same, err := floorModule(hugo.String()); err != nil || same != hugo {
		t.Errorf("%s is %+v, %v", hugo, same, err)
	}
	if m, err := floorModule("example.com/m@v1.2.3"); err != nil || m.String() != "example.com/m@v1.2.3" {
		t.Errorf("a module that is not in modules.txt is %v, %v", m, err)
	}
}
