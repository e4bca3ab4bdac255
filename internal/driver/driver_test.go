package driver

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lockorder/lockorder/internal/report"
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
	for _, tt := range []struct{ pos, file, shown string }{
		{"m/cmd/a.go:1:2", "work/cmd/a.go", "./cmd/a.go:1:2"},
		{"m/cmd_test/a_test.go:1:2", "work/cmd/a_test.go", "./cmd/a_test.go:1:2"},
		{"m/far/a.go:1:2", "far/a.go", "../far/a.go:1:2"},
		{"m/none/a.go:1:2", "", "m/none/a.go:1:2"},
		{"m/a.go:1:2", "a.go", "../a.go:1:2"},
		{"fmt/print.go:1:2", "", "fmt/print.go:1:2"},
		{"", "", ""},
	} {
		want := report.Place{Pos: tt.pos, Shown: filepath.FromSlash(tt.shown)}
		if tt.file != "" {
			want.File = filepath.Join(dir, filepath.FromSlash(tt.file))
		} else {
			want.Shown = tt.shown
		}
		if got := p.place(tt.pos); got != want {
			t.Errorf("%q is %+v, want %+v", tt.pos, got, want)
		}
	}
	if got := p.file("/x.go"); got != "/x.go" {
		t.Errorf("a file far away is %q", got)
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
