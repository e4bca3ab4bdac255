package value_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/value"
)

// conditions are the literals of a function's branches, as the marks print
// paths.
func conditions(fn *ssa.Function, world value.World) []string {
	r := value.NewResolver(fn, world)
	var out []string
	for _, b := range fn.Blocks {
		if c, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			l := r.Literal(c.Cond)
			op := "=="
			if l.Negated {
				op = "!="
			}
			out = append(out, showPath(l.Subject)+op+l.Const)
		}
	}
	return out
}

func TestConditionIsALiteralOverAPlace(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"parameter", `func F(b bool) { if b { is(nil) } }`, []string{"p0==true"}},
		{"negated", `func F(b bool) { if c := !b; c { is(nil) } }`, []string{"p0==false"}},
		{"nil", `func F(x *T) { if x == nil { is(x) } }`, []string{"p0==nil"}},
		{"not nil", `func F(x *T) { if x != nil { is(x) } }`, []string{"p0!=nil"}},
		{"constant on the left", `func F(x *T) { if nil != x { is(x) } }`, []string{"p0!=nil"}},
		{"field", `func F(x *T) { if x.n == 3 { is(x) } }`, []string{"p0.n*==3"}},
		{"two loads of a field are one subject", `func F(x *T) { if x.n == 3 { is(x) }; if x.n != 3 { is(x) } }`,
			[]string{"p0.n*==3", "p0.n*!=3"}},
		{"string constant", `func F(s string) { if s == "a" { is(nil) } }`, []string{`p0=="a"`}},
		{"comparison of two variables is its own subject", `func F(a, b int) { if a < b { is(nil) } }`, []string{"value ==true"}},
	} {
		pkg, world := build(t, tt.src)
		if diff := cmp.Diff(tt.want, conditions(function(t, pkg, "F"), world)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestEqualComparisonsHaveOneSubject(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		equal     bool
	}{
		{"same operands", `func F(a, b int) { if a < b { is(nil) }; if a < b { is(nil) } }`, true},
		{"same loads", `func F(x, y *T) { if x.n < y.n { is(x) }; if x.n < y.n { is(x) } }`, true},
		{"other operator", `func F(a, b int) { if a < b { is(nil) }; if a > b { is(nil) } }`, false},
		{"other operands", `func F(a, b, c int) { if a < b { is(nil) }; if a < c { is(nil) } }`, false},
		{"two calls", `func get() int
			func F() { if get() < 1 { is(nil) }; if get() < 1 { is(nil) } }`, false},
	} {
		pkg, world := build(t, tt.src)
		r := value.NewResolver(function(t, pkg, "F"), world)
		var subjects []string
		for _, b := range r.Fn.Blocks {
			if c, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
				subjects = append(subjects, r.Literal(c.Cond).Subject.String())
			}
		}
		if len(subjects) != 2 || (subjects[0] == subjects[1]) != tt.equal {
			t.Errorf("%s: subjects %v", tt.name, subjects)
		}
	}
}

func TestFlagsOfANewObjectAreKnown(t *testing.T) {
	pkg, world := build(t, `type Flags struct { open, closed bool; n int; mu sync.Mutex }
		func F() *Flags { return &Flags{open: true} }`)
	fn := function(t, pkg, "F")
	r := value.NewResolver(fn, world)
	ret := fn.Blocks[0].Instrs[len(fn.Blocks[0].Instrs)-1].(*ssa.Return)
	var got []string
	for _, l := range r.Flags(param(""), ret.Results[0]) {
		got = append(got, l.String())
	}
	if diff := cmp.Diff([]string{"p0.p.Flags:open*==true", "p0.p.Flags:closed*==false"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestClassGoesByTheVariableIfThereIsNoType(t *testing.T) {
	for _, tt := range []struct{ name, src, in, want string }{
		{"field of a named type", `func F(x *T) { at(&x.mu) }`, "F", "p.T.mu"},
		{"package variable", `var mu sync.Mutex
			func F() { at(&mu) }`, "F", "p.mu"},
		{"local variable", `func F() { var mu sync.Mutex; at(&mu) }`, "F", "p.F.mu"},
		{"parameter that is a lock", `func F(mu *sync.Mutex) { at(mu) }`, "F", "p.F.mu"},
		{"captured variable", `func F() { var mu sync.Mutex; call(func() { at(&mu) }) }`, "F$1", "p.F.mu"},
		{"anonymous struct", `func F(x *struct{ mu sync.Mutex }) { at(&x.mu) }`, "F", "p.F.x.mu"},
		{"method", `func (x *T) F() { var mu sync.Mutex; at(&mu) }`, "F", "p.T.F.mu"},
		{"element of a local", `func F(m map[string]*sync.Mutex) { at(m["k"]) }`, "F", "p.F.m[]"},
	} {
		pkg, world := build(t, tt.src)
		r := value.NewResolver(function(t, pkg, tt.in), world)
		for _, b := range r.Fn.Blocks {
			for _, instr := range b.Instrs {
				if c, ok := instr.(*ssa.Call); ok && c.Call.StaticCallee() != nil && c.Call.StaticCallee().Name() == "at" {
					if got := string(r.ClassOf(r.Val(c.Call.Args[0]).Path)); got != tt.want {
						t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
					}
				}
			}
		}
	}
}

func TestFunctionsAreNamedAsInAStackTrace(t *testing.T) {
	pkg, _ := build(t, `func F() { call(func() { call(func() {}) }); call(func() {}) }
		func (x *T) M() { call(func() {}) }
		func (x T2) V() {}
		type T2 struct{}
		func G[K any](k K) {}`)
	want := map[string]string{"F": "F", "F$1": "F.func1", "F$1$1": "F.func1.func1", "F$2": "F.func2",
		"M": "(*T).M", "M$1": "(*T).M.func1", "V": "T2.V", "G": "G"}
	for name, w := range want {
		if got := value.FuncName(function(t, pkg, name)); got != w {
			t.Errorf("%s: %s, want %s", name, got, w)
		}
	}
	for _, tt := range []struct{ recv, want string }{
		{"*example.com/p.T", "(*T).M"}, {"example.com/p.T", "T.M"},
		{"*p.G[example.com/q.K]", "(*G).M"}, {"T", "T.M"},
	} {
		if got := value.MethodName(tt.recv, "M"); got != tt.want {
			t.Errorf("method of %s: %s, want %s", tt.recv, got, tt.want)
		}
	}
}
