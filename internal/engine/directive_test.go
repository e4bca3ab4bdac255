package engine

import (
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/wire/wiretest"
)

func TestParseDirective(t *testing.T) {
	for comment, want := range map[string]struct {
		rules string
		err   string
		ok    bool
	}{
		"//nolint:lockorder":                                   {ok: true},
		"//nolint:lockorder // why":                            {ok: true},
		"//nolint:errcheck,lockorder":                          {ok: true},
		"//nolint:lockorder,errcheck // why":                   {ok: true},
		"// nolint:lockorder":                                  {ok: true},
		"//nolint":                                             {},
		"//nolint:all":                                         {},
		"//nolint:errcheck // not lockorder":                   {},
		"//nolint:lockorders":                                  {},
		"/* nolint:lockorder */":                               {},
		"// see nolint:lockorder":                              {},
		"//lint:ignore lockorder/inversion the order is fixed": {rules: "inversion", ok: true},
		"//lint:ignore lockorder/inversion,SA2001,lockorder/lockleak for this": {rules: "inversion lockleak", ok: true},
		"//lint:ignore SA2001 lockorder/inversion":                             {},
		"//lint:ignore":                          {},
		"//lint:ignored lockorder/inversion why": {},
		"// lint:ignore lockorder/inversion why": {}, // as staticcheck has it
		"//lint:ignore lockorder/inversion":      {err: "no reason", ok: true},
		"//lint:ignore lockorder/inversion  \t":  {err: "no reason", ok: true},
		"//lint:ignore lockorder why":            {err: `no rule ""`, ok: true},
		"//lint:ignore lockorder/deadlock why":   {err: `no rule "deadlock"`, ok: true},
	} {
		d, ok := parseDirective(comment)
		if ok != want.ok || want.err == "" && d.err != "" || !strings.Contains(d.err, want.err) {
			t.Errorf("%s: %v, %+v", comment, ok, d)
		}
		if want.err == "" && strings.Join(d.rules, " ") != want.rules {
			t.Errorf("%s: rules %q, want %q", comment, d.rules, want.rules)
		}
	}
}

func FuzzParseDirective(f *testing.F) {
	for _, seed := range []string{"//nolint:lockorder", "//lint:ignore lockorder/inversion why", "//lint:ignore ,lockorder/", "//nolint: ,", "//", "/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, comment string) {
		var d directive
		var ok bool
		wiretest.Bounded(t, len(comment), func() { d, ok = parseDirective(comment) })
		if !ok && (d.rules != nil || d.err != "") {
			t.Errorf("%q is none, but says %+v", comment, d)
		}
	})
}

func TestCoveredLines(t *testing.T) {
	const src = `package p

// F does it.
//
//nolint:lockorder // doc
func F() {
	g() //nolint:lockorder // line
	//nolint:lockorder // next
	// and more
	g()
	f := func() { //nolint:lockorder // literal
		g()
	}
	//nolint:lockorder // last
}

func g() { //nolint:lockorder // open
	F()
}

//nolint:lockorder // blank

func h() {}
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	lines := coveredLines(fset, f)
	got := make(map[string][2]int)
	for _, group := range f.Comments {
		for _, c := range group.List {
			if _, ok := parseDirective(c.Text); ok {
				from, to := lines(group, c)
				got[c.Text[strings.LastIndex(c.Text, " ")+1:]] = [2]int{from, to}
			}
		}
	}
	want := map[string][2]int{"doc": {6, 15}, "line": {7, 7}, "next": {10, 10}, "literal": {11, 11}, "last": {15, 15}, "open": {17, 19}, "blank": {22, 22}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
