package value_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

type resolution struct {
	name, src, in string // in is F if empty
	want          []string
}

func checkMarks(t *testing.T, cases []resolution) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			pkg, world := build(t, tt.src)
			in := tt.in
			if in == "" {
				in = "F"
			}
			if diff := cmp.Diff(tt.want, marks(function(t, pkg, in), world)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestPathIsRootAndSteps(t *testing.T) {
	checkMarks(t, []resolution{
		{name: "field of a parameter", src: `func F(x, y *T) { at(&x.mu); at(&y.next.mu) }`,
			want: []string{"p0.mu", "p1.next*.mu"}},
		{name: "receiver is parameter 0", src: `func (x *T) F(y *T) { at(&x.mu); at(&y.mu) }`,
			want: []string{"p0.mu", "p1.mu"}},
		{name: "package variable", src: `func F() { at(&global.mu); at(&shared.mu) }`,
			want: []string{"p.global.mu", "p.shared*.mu"}},
		{name: "lock kept by pointer", src: `func F(x *T) { at(x.ptr) }`,
			want: []string{"p0.ptr*"}},
		{name: "object made here", src: `func F() { x := &T{}; is(x) }`,
			want: []string{"local new(T)"}},
		{name: "result of an unknown call is a value of its own", src: `func get() *T
			func F() { is(get()); is(get()) }`,
			want: []string{"value get()", "value get()"}},
		{name: "conversion and assertion keep the path", src: `type I interface{ F(*T) }
			func F(x any) { is(x.(*T)); if y, ok := x.(*T); ok { is(y) } }`,
			want: []string{"p0", "p0"}},
		{name: "field of a loaded struct", src: `type P struct{ t *T }
			type Q struct{ p P }
			func F(q *Q) { p := q.p; is(p.t) }`,
			want: []string{"p0.p.Q:p.p.P:t*"}},
		{name: "phi of equal values", src: `func F(x *T, b bool) { var y *T; if b { y = x.next } else { y = x.next }; is(y) }`,
			want: []string{"p0.next*"}},
		{name: "phi of different values is its own", src: `func F(x, y *T, b bool) { z := x; if b { z = y }; is(z) }`,
			want: []string{"value z"}},
		{name: "nil aside", src: `func F(x *T, b bool) { var z *T; if b { z = x }; is(z) }`,
			want: []string{"p0"}},
	})
}

func TestElementKeys(t *testing.T) {
	checkMarks(t, []resolution{
		{name: "constant index", src: `func F(x *T) { at(&x.arr[2].mu); is(x.list[0]) }`,
			want: []string{"p0.arr[2].:mu", "p0.list*[0]*"}},
		{name: "parameter as index", src: `func F(x *T, i int, k string) { is(x.list[i]); is(x.byKey[k]) }`,
			want: []string{"p0.list*[p1]*", "p0.byKey*[p2]*"}},
		{name: "constant key", src: `func F(x *T) { is(x.byKey["k"]); if y, ok := x.byKey["k"]; ok { is(y) } }`,
			want: []string{`p0.byKey*["k"]*`, `p0.byKey*["k"]*`}},
		{name: "key that looks like steps is hashed", src: `func F(x *T) { is(x.byKey["a.b*[c]"]) }`,
			want: []string{`p0.byKey*["508073bd5af28e07"]*`}},
		{name: "element of a slice of the field", src: `func F(x *T) { is(x.list[1:][0]) }`,
			want: []string{"p0.list*[0]*"}},
		{name: "map that this function stores to", src: `func F(x, y *T) { x.byKey["k"] = y; is(x.byKey["k"]) }`,
			want: []string{`value x.byKey["k"]`}},
		{name: "store to another map does not matter", src: `type M struct{ byKey map[string]*T }
			func F(x *T, m *M) { m.byKey["k"] = x; is(x.byKey["k"]) }`,
			want: []string{`p0.byKey*["k"]*`}},
	})
}

func TestCellWithOneStoreIsThatValue(t *testing.T) {
	checkMarks(t, []resolution{
		{name: "field of an object made here", src: `func F(x *T) { y := &T{next: x}; is(y.next) }`,
			want: []string{"p0"}},
		{name: "field set later", src: `func F(x *T) { y := &T{}; y.next = x; is(y.next) }`,
			want: []string{"p0"}},
		{name: "nil does not count", src: `func F(x *T) { y := &T{}; y.next = nil; y.next = x; is(y.next) }`,
			want: []string{"p0"}},
		{name: "two stores make it opaque", src: `func F(x, z *T) { y := &T{next: x}; y.next = z; is(y.next) }`,
			want: []string{"value new(T).next"}},
		{name: "lock reached through the cell", src: `func F(x *T) { y := &T{parent: x}; at(&y.parent.mu) }`,
			want: []string{"p0.mu"}},
		{name: "two objects are told apart", src: `func F(x, z *T) { a := &T{next: x}; b := &T{next: z}; is(a.next); is(b.next) }`,
			want: []string{"p0", "p1"}},
		{name: "function in a field", src: `func g() {}
			func F() { y := &T{f: g}; call(y.f) }`,
			want: []string{"g{}"}},
		{name: "field that nothing is stored to", src: `func F() { y := &T{}; is(y.next) }`,
			want: []string{"local new(T).next*"}},
	})
}

func TestStoredFieldIsOpaque(t *testing.T) {
	checkMarks(t, []resolution{
		{name: "each load is a value of its own", src: `func F(x, y *T) { is(x.next); x.next = y; is(x.next) }`,
			want: []string{"value x.next", "value x.next"}},
		{name: "in whatever object", src: `func F(x, y *T) { y.next = x; is(x.next) }`,
			want: []string{"value x.next"}},
		{name: "other fields are not touched", src: `func F(x, y *T) { x.next = y; is(x.child) }`,
			want: []string{"p0.child*"}},
		{name: "nil is neither locked nor called", src: `func F(x *T) { x.next = nil; is(x.next) }`,
			want: []string{"p0.next*"}},
		{name: "a callee's stores count", src: `func set(x, y *T) { x.next = y }
			func F(x, y *T) { set(x, y); is(x.next) }`,
			want: []string{"value x.next"}},
		{name: "a store to a field of an object made here does not", src: `func F(x *T) { y := &T{}; y.next = x; is(x.next) }`,
			want: []string{"p0.next*"}},
	})
}

func TestCapturedVariables(t *testing.T) {
	checkMarks(t, []resolution{
		{name: "captured once-stored variable is bound with what it holds", src: `func F(x *T) { call(func() { is(x) }) }`,
			want: []string{"F$1{local x holding p0}"}},
		{name: "inside it is what the variable holds", src: `func F(x *T) { call(func() { at(&x.mu) }) }`, in: "F$1",
			want: []string{"f0*.mu"}},
		{name: "variable stored to twice holds nothing known", src: `func F(x *T) { y := x; y = x.next; call(func() { is(y) }) }`,
			want: []string{"F$1{local y}"}},
		{name: "variable stored to by the literal holds nothing known", src: `func F(x *T) { y := x; call(func() { y = x.next }); is(y) }`,
			want: []string{"F$1{local y,local x holding p0}", "value y"}},
		{name: "captured function that captures the same", src: `func F(x *T) {
				g := func() { is(x) }
				call(func() { call(g); is(x) })
			}`, in: "F$2",
			want: []string{"F$1{f1}", "f1*"}},
		{name: "captured function that captures more: that is carried", src: `func F(x, y *T) {
				g := func() { is(y) }
				call(func() { call(g); is(x) })
			}`, in: "F$2",
			want: []string{"F$1{f2}", "f1*"}},
		{name: "it is carried, holding what it does", src: `func F(x, y *T) {
				g := func() { is(y) }
				call(func() { call(g); is(x) })
			}`,
			want: []string{"F$2{local g holding F$1{local y holding p1},local x holding p0,local y holding p1}"}},
		{name: "through a literal within", src: `func F(x, y *T) {
				g := func() { is(y) }
				call(func() { call(func() { call(g) }) })
			}`, in: "F$2$1",
			want: []string{"F$1{f1}"}},
		{name: "captured function that is not kept for good is unknown", src: `func F(x, y *T) {
				g := func() { is(y) }
				g = func() { is(x) }
				call(func() { call(g) })
			}`, in: "F$3",
			want: []string{"f0*"}},
		{name: "method value", src: `func (x *T) M() {}
			func F(x *T) { call(x.M) }`,
			want: []string{"M$bound{p0}"}},
		{name: "one of two functions", src: `func g() {}
			func h() {}
			func F(b bool) { f := g; if b { f = h }; call(f) }`,
			want: []string{"g{} or h{}"}},
	})
}

func TestResultsOfCalls(t *testing.T) {
	checkMarks(t, []resolution{
		{name: "argument returned", src: `func id(x *T) *T { return x }
			func F(x *T) { is(id(x.next)) }`,
			want: []string{"p0.next*"}},
		{name: "part of the receiver", src: `func (x *T) Lock() *sync.Mutex { return &x.mu }
			func F(x *T) { at(x.Lock()) }`,
			want: []string{"p0.mu"}},
		{name: "second result", src: `func two(x *T) (int, *T) { return 1, x.child }
			func F(x *T) { _, c := two(x); is(c) }`,
			want: []string{"p0.child*"}},
		{name: "returns that disagree", src: `func pick(x *T) *T { if x.n > 0 { return x }; return x.next }
			func F(x *T) { is(pick(x)) }`,
			want: []string{"value pick()"}},
		{name: "nil aside", src: `func pick(x *T) *T { if x.n > 0 { return nil }; return x.next }
			func F(x *T) { is(pick(x)) }`,
			want: []string{"p0.next*"}},
		{name: "constructor result is an object", src: `func make(x *T) *T { return &T{parent: x} }
			func F(x *T) { y := make(x); is(y); is(y.parent) }`,
			want: []string{"value make()", "p0"}},
		{name: "closure returned", src: `func lazy(x *T) func() { return func() { is(x) } }
			func F(x *T) { call(lazy(x.next)) }`,
			want: []string{"lazy$1{? holding p0.next*}"}},
		{name: "element by an argument", src: `func (x *T) get(k string) *T { return x.byKey[k] }
			func F(x *T, key string) { is(x.get(key)); is(x.get("a")) }`,
			want: []string{"p0.byKey*[p1]*", `p0.byKey*["a"]*`}},
		{name: "package variable that holds one function", src: `func g() {}
			var hook = func() { g() }
			var changed = func() { g() }
			func F() { call(hook); call(changed) }
			func Set(f func()) { changed = f }`,
			want: []string{"init$1{}", "p.changed*"}},
	})
}
