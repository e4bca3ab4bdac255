package driver

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// world makes the units of packages. Each is described by words: its path, then
// imports "+q" ("+q@a_test.go" of a test), edges "A>B" ("A>B@a_test.go",
// "rA>rB" for reading), and writers "!A". A path that starts with a star is a
// main package, one in brackets is of a dependency that the user did not name.
func world(descriptions ...string) ([]listed, *units) {
	var loaded []listed
	u := &units{errors: make(map[string][]string)}
	for _, d := range descriptions {
		words := strings.Fields(d)
		path, main := strings.CutPrefix(words[0], "*")
		path, unnamed := strings.CutPrefix(path, "[")
		path = strings.TrimSuffix(path, "]")
		l := listed{ImportPath: path, Name: "p"}
		if main {
			l.Name = "main"
		}
		p := unit{&engine.Payload{Package: path, Imports: make(map[string]string)}, graph.NewPart()}
		for i, word := range words[1:] {
			word, file, ok := strings.Cut(word, "@")
			if !ok {
				file = "a.go"
			}
			pos := fmt.Sprintf("%s/%s:%d:1", path, file, i+1)
			switch word[0] {
			case '+':
				p.Imports[word[1:]] = pos
				if !strings.Contains(pos, "_test.go:") {
					l.Imports = append(l.Imports, word[1:])
				}
			case '!':
				p.part.Edges = append(p.part.Edges, edge(path, pos, ">"+word[1:]))
			default:
				p.part.Edges = append(p.part.Edges, edge(path, pos, word))
			}
		}
		u.all = append(u.all, p)
		switch of, isTest := strings.CutSuffix(path, "_test"); {
		case isTest:
			i := slices.IndexFunc(loaded, func(l listed) bool { return l.ImportPath == of })
			loaded[i].XTestGoFiles = []string{"x_test.go"}
		case !unnamed:
			loaded = append(loaded, l)
		}
	}
	return loaded, u
}

func edge(pkg, pos, word string) graph.Edge {
	from, to, _ := strings.Cut(word, ">")
	end := func(lock string) graph.End {
		class, read := strings.CutPrefix(lock, "r")
		e := graph.End{Class: identity.Class(class)}
		if read {
			e.Mode = identity.Read
		}
		e.Witness = identity.Chain([]identity.Step{{Pos: pos, Func: path.Base(pkg) + ".F", What: lock, Mode: e.Mode}})
		return e
	}
	return graph.Edge{From: end(from), To: end(to), Same: identity.Same, Roots: []string{summary.Many}, Package: pkg, Site: pos, Test: strings.Contains(pos, "_test.go:")}
}

var links = []struct {
	name  string
	world []string
	want  string // package, position, confidence, packages in the order of the cycle
}{
	{"a cycle in one package", []string{"m/a A>B B>A"}, "m/a m/a/a.go:1:1 high m/a m/a"},
	{"a cycle with an import is where the importer waits", []string{"m/a A>B", "m/b +m/a B>A"}, "m/b m/b/a.go:2:1 high m/b m/a"},
	{"closed by the second of the imports", []string{"m/a A>B", "m/b B>A", "m/c +m/b +m/z +m/a"}, "m/c m/c/a.go:3:1 high m/a m/b"},
	{"closed by an import that imports one", []string{"m/a A>B", "m/b B>A", "m/z +m/a", "m/c +m/z +m/b"}, "m/c m/c/a.go:2:1 high m/a m/b"},
	{"closed twice, reported once", []string{"m/a A>B", "m/b B>A", "m/d +m/a +m/b", "m/c +m/b +m/a", "m/e +m/c +m/d"}, "m/c m/c/a.go:2:1 high m/a m/b"},
	{"closed below", []string{"[d/a] A>B", "[d/b] +d/a B>A", "m/c +d/b"}, ""},
	{"closed below by a third", []string{"[d/a] A>B", "[d/b] B>A", "[d/c] +d/a +d/b", "m/c +d/c"}, ""},
	{"closed by a named package, of dependencies", []string{"[d/a] A>B", "[d/b] B>A", "m/c +d/a +d/b"}, "m/c m/c/a.go:2:1 high d/a d/b"},
	{"closed below and by a named package that has it from elsewhere", []string{"[d/a] A>B", "[d/b] B>A", "[d/c] +d/a +d/b", "m/c +d/a +d/b", "m/d +d/c"}, "m/c m/c/a.go:2:1 high d/a d/b"},
	{"siblings of a library", []string{"m/x", "m/a +m/x A>B", "m/b +m/x B>A"}, "m/a m/a/a.go:2:1 high m/a m/b"},
	{"siblings in dependencies are not the user's", []string{"[d/a] A>B", "[d/b] B>A", "m/x +d/a", "m/y +d/b"}, ""},
	{"a sibling of a dependency", []string{"[d/a] A>B", "m/b B>A", "m/x +d/a"}, "m/b m/b/a.go:1:1 high m/b d/a"},
	{"two programs", []string{"*m/a A>B", "*m/b B>A"}, "m/a m/a/a.go:1:1 low m/a m/b"},
	{"a part of a program, and a package of no program", []string{"m/a A>B", "m/b B>A", "*m/c +m/a"}, "m/a m/a/a.go:1:1 low m/a m/b"},
	{"internal siblings", []string{"m/internal/a A>B", "m/b B>A"}, "m/b m/b/a.go:1:1 low m/b m/internal/a"},
	{"a test that has both", []string{"m/a A>B", "m/b +m/a@b_test.go B>A"}, "m/b m/b/a.go:2:1 high m/b m/a"},
	{"an external test that has both", []string{"m/a A>B", "m/b B>A", "m/b_test +m/b@x_test.go +m/a@x_test.go"}, "m/b_test m/b_test/x_test.go:2:1 high m/a m/b"},
	{"a test file is its own package's", []string{"m/a A>B@a_test.go", "m/b +m/a B>A"}, "m/a m/a/a_test.go:1:1 low m/a m/b"},
	{"external tests see the test files", []string{"m/a A>B@a_test.go", "m/a_test +m/a@x_test.go B>A@x_test.go"}, "m/a_test m/a_test/x_test.go:2:1 medium m/a_test m/a"},
	{"packages import each other in tests", []string{"m/a +m/b@a_test.go A>B", "m/b +m/a@b_test.go B>A"}, "m/a m/a/a.go:2:1 high m/a m/b"},
	{"a reader that nobody blocks", []string{"m/a rA>rA"}, ""},
	{"a writer in the importer closes", []string{"m/a rA>rA", "m/b +m/a !A"}, "m/b m/b/a.go:2:1 high m/a"},
	{"a writer in another import closes", []string{"m/a rA>rA", "m/w !A", "m/b +m/a +m/w"}, "m/b m/b/a.go:1:1 high m/a"},
	{"a writer below", []string{"[d/a] rA>rA !A", "m/b +d/a !A"}, ""},
	{"a reader below, a writer here", []string{"[d/a] rA>rA", "m/b +d/a !A"}, "m/b m/b/a.go:2:1 high d/a"},
	{"a writer of no importer", []string{"m/a rA>rA", "m/w !A"}, "m/a m/a/a.go:1:1 high m/a"},
	{"a writer below, and another here", []string{"[d/a] rA>rA", "[d/w] +d/a !A", "m/b +d/a !A", "m/c +d/w"}, "m/b m/b/a.go:2:1 high d/a"},
	{"a writer in the importer's test", []string{"m/a rA>rA", "m/b +m/a !A@b_test.go"}, "m/b m/b/b_test.go:2:1 high m/a"},
	{"a writer in a test of an import", []string{"m/a rA>rA !A@a_test.go", "m/b +m/a"}, "m/a m/a/a.go:1:1 high m/a"},
}

func TestLink(t *testing.T) {
	for _, test := range links {
		loaded, u := world(test.world...)
		for range 2 { // whatever the order of the units
			l := newLink(loaded, u, true)
			var got []string
			for _, f := range l.search().Findings {
				a := l.anchor(f)
				words := []string{a.pkg, a.pos, a.Confidence.String()}
				for _, e := range a.Cycle {
					words = append(words, e.Package)
				}
				got = append(got, strings.Join(words, " "))
			}
			if strings.Join(got, "\n") != test.want {
				t.Errorf("%s:\ngot  %s\nwant %s", test.name, strings.Join(got, "\n     "), test.want)
			}
			slices.Reverse(u.all)
		}
	}
}

func TestLinkWithoutTests(t *testing.T) {
	for _, description := range []string{"m/a A>B@a_test.go B>A", "m/a rA>rA !A@a_test.go"} {
		loaded, u := world(description)
		for tests, want := range map[bool]int{true: 1, false: 0} {
			if got := newLink(loaded, u, tests).search().Findings; len(got) != want {
				t.Errorf("%s: %d findings, want %d, with tests: %v", description, len(got), want, tests)
			}
		}
	}
}

// TestPlaceWithoutTests has what closes a cycle in files of tests, too, or there only.
func TestPlaceWithoutTests(t *testing.T) {
	for _, test := range []struct {
		world      []string
		with, less string // where, with tests and without
	}{
		{[]string{"m/a A>B", "m/b B>A", "m/c +m/a@a_test.go +m/b@a_test.go"}, "m/c/a_test.go:2:1", "m/a/a.go:1:1"},
		{[]string{"m/a A>B", "m/b B>A", "m/c +m/a", "m/c_test +m/c@x_test.go +m/b@x_test.go"}, "m/c_test/x_test.go:2:1", "m/a/a.go:1:1"},
		{[]string{"m/a A>B", "m/b B>A", "m/c +m/a@z.go +m/b@z.go", "m/c +m/a@a_test.go +m/b@z.go"}, "m/c/z.go:2:1", "m/c/z.go:2:1"},
		{[]string{"[d/a] A>B", "[d/b] B>A", "m/c +d/a +d/b@a_test.go"}, "m/c/a_test.go:2:1", ""},
	} {
		for tests, want := range map[bool]string{true: test.with, false: test.less} {
			loaded, u := world(test.world...)
			l := newLink(loaded, u, tests)
			got := ""
			for _, f := range l.search().Findings {
				got += l.anchor(f).pos
			}
			if got != want {
				t.Errorf("%v: %q, want %q, with tests: %v", test.world, got, want, tests)
			}
		}
	}
}

// TestVariants has a package twice, without and with its tests.
func TestVariants(t *testing.T) {
	loaded, u := world("m/a A>B B>A", "m/a A>B B>A +m/b@a_test.go", "m/b")
	l := newLink(loaded[1:], u, true)
	if got := l.search().Findings; len(got) != 1 || len(l.all.Edges) != 2 {
		t.Errorf("%d findings, %d edges", len(got), len(l.all.Edges))
	}
}

// TestSeenWriter has the first of all writers where the package that reports
// does not know it.
func TestSeenWriter(t *testing.T) {
	loaded, u := world("m/b rA>rA !A", "m/a +m/b !A")
	l := newLink(loaded, u, true)
	f := l.search().Findings[0]
	if got, want := f.Writers[0][0].Site, "m/a/a.go:2:1"; got != want {
		t.Errorf("the first writer is %s, want %s", got, want)
	}
	if got, want := l.anchor(f).Writers[0][0].Site, "m/b/a.go:2:1"; got != want {
		t.Errorf("the writer is %s, want %s", got, want)
	}
}

func TestNamedGraph(t *testing.T) {
	loaded, u := world("[d/a] A>B !A", "m/b +d/a B>A !A")
	const want = "B write -> A write at m/b/a.go:2:1 in *\nwrite A at m/b/a.go:3:1 in *\n"
	if got := newLink(loaded, u, true).named().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
