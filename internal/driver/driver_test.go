package driver

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/report"
)

func TestDecodeUnits(t *testing.T) {
	const output = `{
	"m/p": {"reacquire": [
		{"category": "analysed", "posn": "/d/p/a.go:1:1", "message": "m/p"},
		{"category": "limit", "posn": "/d/p/a.go:1:1", "message": "m/p: incomplete: F is too large"},
		{"category": "medium", "posn": "/d/p/a.go:3:4", "message": "first\n\t1. m/p/a.go:2:1: step"},
		{"category": "medium", "posn": "C:\\d\\b.go:5:6", "message": "second"}]}
}
{}
{"m/q [m/q.test]": {"reacquire": [
	{"category": "analysed", "posn": "/d/q/q.go:1:1", "message": "m/q"},
	{"category": "internal-error", "posn": "-", "message": "m/dep: incomplete: internal error: boom"}]}}
{"m/r": {"reacquire": {"error": "broken"}}}
`
	got, err := decodeUnits(strings.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	want := &units{
		findings: []report.Finding{
			{Rule: "reacquire", Confidence: "medium", Package: "m/p", File: "/d/p/a.go", Line: 3, Column: 4, Message: "first\n\t1. m/p/a.go:2:1: step"},
			{Rule: "reacquire", Confidence: "medium", Package: "m/p", File: `C:\d\b.go`, Line: 5, Column: 6, Message: "second"},
		},
		limits:   []string{"m/p: incomplete: F is too large"},
		problems: []string{"m/dep: incomplete: internal error: boom", "m/r: reacquire: broken"},
		analysed: map[string]bool{"m/p": true, "m/q": true, "m/r": true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestDecodeUnitsErrors(t *testing.T) {
	for _, output := range []string{
		"# m/p\n",
		`{"m/p": {`,
		`{"m/p": {"reacquire": [{"category": "medium", "posn": "nowhere", "message": "x"}]}}`,
		`{"m/p": {"reacquire": "text"}}`,
	} {
		if u, err := decodeUnits(strings.NewReader(output)); err == nil {
			t.Errorf("no error but %+v for %s", u, output)
		}
	}
}

// TestCollect covers what go vet must not be believed: that a package of which
// it printed nothing is clean.
func TestCollect(t *testing.T) {
	loaded := []listed{
		{ImportPath: "m/p", Dir: "/d/p", GoFiles: []string{"a.go"}, XTestGoFiles: []string{"x_test.go"}},
		{ImportPath: "m/tests", Dir: "/d/tests", TestGoFiles: []string{"a_test.go"}},
		{ImportPath: "m/empty", Dir: "/d/empty"},
		{ImportPath: "unsafe", GoFiles: []string{"unsafe.go"}},
	}
	u := &units{
		analysed: map[string]bool{"m/p": true},
		findings: []report.Finding{
			{Rule: "r", Confidence: "high", Package: "m/p", File: "/d/p/a_test.go", Message: "in a test"},
			{Rule: "r", Confidence: "high", Package: "m/p", File: "/d/p/a.go", Message: "in the package"},
			{Rule: "r", Confidence: "high", Package: "m/p_test", File: "/d/p/a.go", Message: "in the package"},
			{Rule: "r", Confidence: "low", Package: "m/p", File: "/d/p/a.go", Message: "not sure"},
			{Rule: "other", Confidence: "high", Package: "m/p", File: "/d/p/a.go", Message: "not asked for"},
		},
		limits:  []string{"m/p: incomplete: F is too large"},
		filters: []string{"m/p: filter gate dropped 1"},
	}
	result := new(Result)
	Options{Dir: "/d", Confidence: graph.Medium, Rules: []string{"r"}}.collect(result, u, loaded)
	want := &Result{
		Findings: []report.Finding{{Rule: "r", Confidence: "high", Package: "m/p", File: filepath.FromSlash("./p/a.go"), Message: "in the package"}},
		Notes:    []string{"m/p: incomplete: F is too large"},
		Problems: []string{
			"m/p_test: not analysed: go vet printed no result for it",
			"m/tests: not analysed: go vet printed no result for it",
		},
	}
	if !reflect.DeepEqual(result, want) {
		t.Errorf("got  %+v\nwant %+v", result, want)
	}
}

func TestFailure(t *testing.T) {
	const output = `{"ImportPath": "m/fine"}
{"ImportPath": "m/missing", "DepsErrors": [{"ImportStack": ["m/missing"], "Pos": "m.go:1:8", "Err": "no module"}]}
{"ImportPath": "m/a", "Error": {"ImportStack": ["m/a", "m/b", "m/a"], "Err": "import cycle not allowed"}, "DepsErrors": [{"Err": "again"}]}
`
	packages, err := decodeList(strings.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range packages {
		got = append(got, p.failure())
	}
	want := []string{
		"",
		"m/missing: cannot load: m.go:1:8: no module",
		"m/a: cannot load: m/a imports m/b imports m/a: import cycle not allowed",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSortSections(t *testing.T) {
	const log = "go: first\n# m/b\nb.go:1:1: no\n# m/a\na.go:1:1: no\n\tmore\n# m/b\nb.go:1:1: no\n"
	const want = "# m/a\na.go:1:1: no\n\tmore\n# m/b\nb.go:1:1: no\ngo: first\n"
	if got := sortSections(log); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPlaces(t *testing.T) {
	dir := t.TempDir()
	p := newPlaces(filepath.Join(dir, "work"), nil)
	p.dirs["m/cmd"] = filepath.Join(dir, "work", "cmd")
	p.dirs["m/far"] = filepath.Join(dir, "far")
	p.modules["m"] = dir // where there is no directory inside
	for message, want := range map[string]string{
		"1. m/cmd/a.go:1:2: F locks mu":     "1. ./cmd/a.go:1:2: F locks mu",
		"m/cmd_test/a_test.go:1:2":          "./cmd/a_test.go:1:2",
		"m/far/a.go:1:2 and m/cmd/a.go:3:4": "../far/a.go:1:2 and ./cmd/a.go:3:4",
		"m/none/a.go:1:2":                   "m/none/a.go:1:2",
		"m/a.go:1:2":                        "../a.go:1:2",
		"fmt/print.go:1:2: Println":         "fmt/print.go:1:2: Println",
		"m/cmd/a.go":                        "m/cmd/a.go",
	} {
		if got := p.text(message); filepath.ToSlash(got) != want {
			t.Errorf("%q is %q, want %q", message, got, want)
		}
	}
	if got := p.file("/x.go"); got != "/x.go" {
		t.Errorf("a file far away is %q", got)
	}
}
