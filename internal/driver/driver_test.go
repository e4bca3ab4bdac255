package driver

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestFailures(t *testing.T) {
	const output = `{"ImportPath": "m/fine"}
{"ImportPath": "m/missing", "DepsErrors": [{"ImportStack": ["m/missing"], "Pos": "m.go:1:8", "Err": "no module"}]}
{"ImportPath": "m/a", "Error": {"ImportStack": ["m/a", "m/b", "m/a"], "Err": "import cycle not allowed"}, "DepsErrors": [{"Err": "again"}]}
{"ImportPath": "m/many", "DepsErrors": [{"Err": "g"}, {"Err": "a"}, {"Err": "b"}, {"Err": "c"}, {"Err": "d"}, {"Err": "e"}, {"Err": "f"}]}
`
	packages, err := decodeList(strings.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range packages {
		got = append(got, strings.Join(p.failures(), "\n"))
	}
	want := []string{
		"",
		"m/missing: cannot load: m.go:1:8: no module",
		"m/a: cannot load: m/a imports m/b imports m/a: import cycle not allowed",
		"m/many: cannot load: a\nm/many: cannot load: b\nm/many: cannot load: c\nm/many: cannot load: d\nm/many: cannot load: e\nm/many: cannot load: 2 more errors",
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

func TestAbsolute(t *testing.T) {
	p := newPlaces("/work", nil)
	p.dirs["m/cmd"] = filepath.FromSlash("/d/cmd")
	for pos, want := range map[string]string{
		"m/cmd/a.go:1:2":           "/d/cmd/a.go:1:2",
		"m/cmd_test/a_test.go:1:2": "/d/cmd/a_test.go:1:2",
		"fmt/print.go:1:2":         "fmt/print.go:1:2",
	} {
		if got := filepath.ToSlash(p.absolute(pos)); got != want {
			t.Errorf("%q is %q, want %q", pos, got, want)
		}
	}
}

func TestSteps(t *testing.T) {
	p := newPlaces("/work", nil)
	p.dirs["m/a"] = filepath.FromSlash("/d/a")
	const message = "a.A.mu and b.B.mu are taken in opposite orders [inversion]\n" +
		"\tgoroutine 1 holds a.A.mu and waits for b.B.mu:\n" +
		"\t1. m/a/a.go:1:2: F locks a.mu\n" +
		"\tgoroutine 2 holds b.B.mu and waits for a.A.mu:\n" +
		"\t1. m/b/b.go:3:4: G locks b.mu\n" +
		"\t(1 more way to the same lock)"
	var got []string
	for _, r := range p.steps(message) {
		got = append(got, filepath.ToSlash(r.Posn)+" "+r.Message)
	}
	want := []string{"/d/a/a.go:1:2 goroutine 1: F locks a.mu", "m/b/b.go:3:4 goroutine 2: G locks b.mu"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// terminal is what a run writes its progress to.
type terminal struct {
	text    strings.Builder
	written chan string
}

func (t *terminal) Write(p []byte) (int, error) {
	t.text.Write(p)
	select {
	case t.written <- string(p):
	default:
	}
	return len(p), nil
}

func TestProgress(t *testing.T) {
	quick := &terminal{}
	startProgress(quick, time.Hour).stop()
	if quick.text.String() != "" {
		t.Errorf("a quick run shows %q", quick.text.String())
	}
	long := &terminal{written: make(chan string, 1)}
	p := startProgress(long, 0)
	p.count()
	<-long.written
	p.stop()
	text := long.text.String()
	if !strings.Contains(text, " packages analysed") || !strings.HasSuffix(text, strings.Repeat(" ", 30)+"\r") {
		t.Errorf("a long run shows %q", text)
	}
}
