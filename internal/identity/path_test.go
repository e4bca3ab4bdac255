package identity

import (
	"go/constant"
	"go/types"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/ssa"
)

// ref is an SSA value to root paths at.
func ref(n int64) ssa.Value { return ssa.NewConst(constant.MakeInt64(n), types.Typ[types.Int]) }

func at(kind RootKind, steps string) Path { return Path{Root{Kind: kind}, steps} }

func global(name, steps string) Path { return Path{Root{Kind: Global, Name: name}, steps} }

func TestSplitCutsStepsAtTheirFirstByte(t *testing.T) {
	for _, tt := range []struct {
		steps string
		want  []string
	}{
		{"", nil},
		{"*", []string{"*"}},
		{"**", []string{"*", "*"}},
		{".a/b.c.T:mu", []string{".a/b.c.T:mu"}},
		{".a.T:x.b.U:y", []string{".a.T:x", ".b.U:y"}},
		{".:x.:y", []string{".:x", ".:y"}},
		{".!:mu", []string{".!:mu"}},
		{".a.T:p*.a.T:mu", []string{".a.T:p", "*", ".a.T:mu"}},
		{".a.T:m*[p1]*.a.T:mu", []string{".a.T:m", "*", "[p1]", "*", ".a.T:mu"}},
		{`["k"][][#t3][7]`, []string{`["k"]`, "[]", "[#t3]", "[7]"}},
		{".a.T:mu~r", []string{".a.T:mu", "~r"}},
		{"~r*", []string{"~r", "*"}},
		{".sr.ht/~u/p.T:mu", []string{".sr.ht/~u/p.T:mu"}},
		{".a/go-p!p.T:mu[]", []string{".a/go-p!p.T:mu", "[]"}},
	} {
		got := Split(tt.steps)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Split(%q) (-want +got):\n%s", tt.steps, diff)
		}
		if joined := strings.Join(got, ""); joined != tt.steps {
			t.Errorf("Split(%q) joins to %q", tt.steps, joined)
		}
		if n := CountSteps(tt.steps); n != len(got) {
			t.Errorf("CountSteps(%q) = %d, but Split has %d", tt.steps, n, len(got))
		}
	}
}

func TestStepsBuildTheirText(t *testing.T) {
	p := at(Param, "")
	for _, tt := range []struct {
		name string
		got  Path
		want string
	}{
		{"field", p.Field("a.T", "mu"), "p0.a.T:mu"},
		{"anonymous field", p.Field("", "mu"), "p0.:mu"},
		{"load", p.Field("a.T", "p").Load(), "p0.a.T:p*"},
		{"element", p.Elem("p1").Load(), "p0[p1]*"},
		{"read side", p.Reader(), "p0~r"},
		{"field of a loaded struct is what is stored in the field", at(Param, "*").FieldOfValue("a.T", "p"), "p0.a.T:p*"},
		{"field of a struct that is no load", p.FieldOfValue("a.T", "p"), "p0.a.T:p"},
		{"appended", p.Append(".a.T:p*"), "p0.a.T:p*"},
		{"unknown stays unknown", Path{}.Field("a.T", "mu"), "?"},
		{"unknown appended", Path{}.Append("*"), "?"},
		{"free variable", Path{Root{Kind: Free, Index: 2}, "*"}, "f2*"},
		{"result", Path{Root{Kind: Result, Index: 1}, ""}, "r1"},
		{"global", global("a.x", ".a.T:mu"), "a.x.a.T:mu"},
		{"self", at(Self, "*"), "self*"},
		{"stale", Path{Root{Kind: Stale, Ref: ref(1)}, "*"}, "stale 1:int*"},
	} {
		if got := tt.got.String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestPathLongerThanTwelveStepsIsUnknown(t *testing.T) {
	p := at(Param, "")
	for i := range maxSteps {
		if p = p.Load(); !p.Known() {
			t.Fatalf("unknown after %d steps", i+1)
		}
	}
	full, half := p, at(Param, strings.Repeat("*", maxSteps/2))
	for name, got := range map[string]Path{
		"load":           full.Load(),
		"field":          full.Field("a.T", "f"),
		"element":        full.Elem(""),
		"read side":      full.Reader(),
		"append":         full.Append("*"),
		"append of many": half.Append(strings.Repeat("[]", maxSteps/2+1)),
	} {
		if got != (Path{}) {
			t.Errorf("%s beyond the limit gives %s", name, got)
		}
	}
	if got := half.Append(strings.Repeat("[]", maxSteps/2)); !got.Known() {
		t.Error("append up to the limit is unknown")
	}
	if got := full.Append(""); got != full {
		t.Errorf("append of nothing gives %s", got)
	}
}

func TestPrefixEndsAtAStep(t *testing.T) {
	for _, tt := range []struct {
		path, prefix Path
		rest         string
		ok           bool
	}{
		{at(Param, ".a.T:p*"), at(Param, ""), ".a.T:p*", true},
		{at(Param, ".a.T:p*"), at(Param, ".a.T:p"), "*", true},
		{at(Param, ".a.T:p*"), at(Param, ".a.T:p*"), "", true},
		{at(Param, ".a.T:parent"), at(Param, ".a.T:p"), "", false},
		{at(Param, ".a.T:m[p1]"), at(Param, ".a.T:m"), "[p1]", true},
		{at(Param, ".a.T:m~r"), at(Param, ".a.T:m"), "~r", true},
		{at(Param, ".a.T:x.:y"), at(Param, ".a.T:x"), ".:y", true},
		{at(Param, ""), at(Param, "*"), "", false},
		{at(Param, "*"), at(Free, ""), "", false},
		{at(Param, "*"), Path{Root{Kind: Param, Index: 1}, ""}, "", false},
		{global("a.x", "*"), global("a.y", ""), "", false},
	} {
		rest, ok := tt.path.HasPrefix(tt.prefix)
		if rest != tt.rest || ok != tt.ok {
			t.Errorf("%s after %s: %q %v, want %q %v", tt.path, tt.prefix, rest, ok, tt.rest, tt.ok)
		}
		if ok && tt.prefix.Append(rest) != tt.path {
			t.Errorf("%s and %q do not make %s", tt.prefix, rest, tt.path)
		}
	}
}

func TestExportableMeansTheSameToACaller(t *testing.T) {
	for _, tt := range []struct {
		path Path
		want bool
	}{
		{at(Param, ".a.T:mu"), true},
		{at(Free, "*"), true},
		{at(Result, ""), true},
		{global("a.x", ""), true},
		{at(Param, "[p1]"), true},
		{at(Param, "[]"), true},
		{at(Param, "[#t3]"), false},
		{at(Local, ""), false},
		{at(Value, ""), false},
		{at(Stale, ""), false},
		{at(Self, ""), false},
		{Path{}, false},
	} {
		tt.path.Ref = nil
		if got := tt.path.Exportable(); got != tt.want {
			t.Errorf("kind %d steps %q: %v", tt.path.Kind, tt.path.Steps, got)
		}
	}
}

func TestPathDependsOnItsRootAndItsIndexes(t *testing.T) {
	v, w := ref(1), ref(2)
	for _, tt := range []struct {
		name string
		path Path
		want bool
	}{
		{"rooted at the value", Path{Root{Kind: Value, Ref: v}, "*"}, true},
		{"rooted at the variable", Path{Root{Kind: Local, Ref: v}, ""}, true},
		{"stale already", Path{Root{Kind: Stale, Ref: v}, ""}, false},
		{"rooted at another", Path{Root{Kind: Value, Ref: w}, ""}, false},
		{"indexed by the value", at(Param, "[#1:int]*"), true},
		{"indexed by another", at(Param, "[#2:int]*"), false},
		{"indexed by a name that begins so", at(Param, "[#1:int2]*"), false},
		{"other root, indexed by it", Path{Root{Kind: Value, Ref: w}, "[#1:int]"}, true},
		{"constant index of that text", at(Param, "[1:int]"), false},
	} {
		if got := tt.path.DependsOn(v); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	aged := Path{Root{Kind: Value, Ref: v}, "*"}.Aged(v)
	if !aged.IsStale() || aged.Unique() || aged.Exportable() || aged.Steps != "*" {
		t.Errorf("aged path is %v", aged)
	}
}

func TestSomeElementNamesNone(t *testing.T) {
	for steps, want := range map[string]string{"": "", ".a.T:m*[#t3].a.U:f*": ".a.T:m*[].a.U:f*", "[#t1][#t2]*": "[][]*", "[p1]*[7]": "[p1]*[7]"} {
		if got := at(Param, steps).SomeElement().Steps; got != want {
			t.Errorf("%q: %q, not %q", steps, got, want)
		}
	}
}
