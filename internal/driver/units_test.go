package driver

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
)

// line is what a unit prints.
func line(t *testing.T, p *engine.Payload) string {
	t.Helper()
	if p.Graph == nil {
		data, err := graph.NewPart().Encode()
		if err != nil {
			t.Fatal(err)
		}
		p.Graph = data
	}
	text, err := json.Marshal(map[string]map[string]*engine.Payload{p.Package: {engine.PayloadName: p}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

func TestDecodeUnits(t *testing.T) {
	whole := line(t, &engine.Payload{Package: "m/cut"})
	output := line(t, &engine.Payload{Package: "m/p", Incomplete: []string{"F is too large"}}) + "{}\n" +
		line(t, &engine.Payload{Package: "m/q", Broken: []string{"internal error: boom"}}) +
		line(t, &engine.Payload{Package: "m/corrupt", Graph: []byte("nonsense")}) +
		"{\n\t\"m/r [m/r.test]\": {\n\t\t\"reacquire\": {\n\t\t\t\"error\": \"broken\"\n\t\t}\n\t}\n}\n" +
		whole[:len(whole)/2] + "{}\n" + // no newline between
		"what is this\n}\n" +
		line(t, &engine.Payload{Package: "m/p", Incomplete: []string{"F is too large"}})
	seen := 0
	got, err := decodeUnits(strings.NewReader(output), func() { seen++ })
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, u := range got.all {
		paths = append(paths, u.Package)
	}
	if !slices.Equal(paths, []string{"m/p", "m/q", "m/p"}) || seen != 5 {
		t.Errorf("got units %q, %d seen", paths, seen)
	}
	loaded := []listed{{ImportPath: "m/p", GoFiles: []string{"a.go"}}, {ImportPath: "m/cut", GoFiles: []string{"a.go"}}}
	var problems []string
	for _, p := range got.problems(loaded) {
		problems = append(problems, strings.SplitAfter(p, "graph")[0])
	}
	want := []string{
		`go vet printed what cannot be read: "what is this"`,
		"m/corrupt: reading its lock graph",
		"m/cut: reading its lock graph",
		"m/q: incomplete: internal error: boom",
		"m/r: reacquire: broken",
	}
	if !reflect.DeepEqual(problems, want) {
		t.Errorf("got problems %q, want %q", problems, want)
	}
	if limits := got.limits(newPackages(loaded, got.all), false); !slices.Equal(limits, []string{"m/p: incomplete: F is too large"}) {
		t.Errorf("got limits %q", limits)
	}
}

// TestMissing covers what go vet must not be believed: that a package of which
// it printed nothing is clean.
func TestMissing(t *testing.T) {
	loaded := []listed{
		{ImportPath: "m/p", GoFiles: []string{"a.go"}, XTestGoFiles: []string{"x_test.go"}},
		{ImportPath: "m/half", GoFiles: []string{"a.go"}, TestGoFiles: []string{"a_test.go"}},
		{ImportPath: "m/whole", GoFiles: []string{"a.go"}, TestGoFiles: []string{"a_test.go"}},
		{ImportPath: "m/tests", TestGoFiles: []string{"a_test.go"}},
		{ImportPath: "m/empty"},
		{ImportPath: "unsafe", GoFiles: []string{"unsafe.go"}},
	}
	u := &units{errors: make(map[string][]string)}
	for _, p := range []*engine.Payload{
		{Package: "m/p", Imports: map[string]string{"dep": "m/p/a.go:3:8", "unsafe": "m/p/a.go:4:8"}},
		{Package: "m/half"}, // as others import it
		{Package: "m/whole", Tests: true},
		{Package: "dep", Imports: map[string]string{"deeper": "dep/a.go:3:8"}},
	} {
		u.all = append(u.all, unit{p, graph.NewPart()})
	}
	want := map[variant]string{
		{"m/p_test", true}: "m/p",
		{"m/half", true}:   "m/half",
		{"m/tests", true}:  "m/tests",
		{"deeper", false}:  "m/p",
	}
	if got := u.missing(loaded); !maps.Equal(got, want) {
		t.Errorf("missing are %v, want %v", got, want)
	}
	wantProblems := []string{
		"deeper: not analysed: go vet printed no result for it",
		"m/half with its tests: not analysed: go vet printed no result for it",
		"m/p_test with its tests: not analysed: go vet printed no result for it",
		"m/tests with its tests: not analysed: go vet printed no result for it",
	}
	if got := u.problems(loaded); !slices.Equal(got, wantProblems) {
		t.Errorf("problems are %q, want %q", got, wantProblems)
	}
}

// TestAdd has a second run that mends what the first left open.
func TestAdd(t *testing.T) {
	u := &units{errors: map[string][]string{"m/p": {"cut"}, "m/q": {"cut"}}, noise: []string{"noise"}, log: "# m/a\n"}
	u.add(&units{
		all:    []unit{{&engine.Payload{Package: "m/p"}, graph.NewPart()}},
		errors: map[string][]string{"m/q": {"still cut"}},
		log:    "# m/b\n",
	})
	if want := []string{"m/q: still cut"}; !slices.Equal(u.problems(nil), want) || u.log != "# m/a\n# m/b\n" {
		t.Errorf("problems are %q, want %q; log %q", u.problems(nil), want, u.log)
	}
}

func TestDropped(t *testing.T) {
	u := &units{all: []unit{
		{&engine.Payload{Package: "m/p", Dropped: map[string]int{"limit:states": 2, "limit:ways": 7, "gate": 1}}, nil},
		{&engine.Payload{Package: "m/p", Dropped: map[string]int{"limit:states": 3}}, nil}, // with its tests
		{&engine.Payload{Package: "m/q", Dropped: map[string]int{"limit:states": 10}}, nil},
	}}
	got := u.dropped(&graph.Graph{Dropped: map[string]int{"gate": 5, "limit:ways": 1}})
	want := []string{"filter gate dropped 5", "filter limit:states dropped 13", "filter limit:ways dropped 1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
