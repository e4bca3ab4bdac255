package value_test

import (
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// learn gives the shapes that the functions of a case show, in order.
func learn(t *testing.T, src string, names ...string) *value.Shapes {
	t.Helper()
	pkg, world := build(t, src)
	s := value.NewShapes()
	for _, name := range names {
		s.Learn(value.NewResolver(function(t, pkg, name), world).Flows())
	}
	return s
}

func param(steps string) identity.Path {
	return identity.Path{Root: identity.Root{Kind: identity.Param}, Steps: steps}
}

func TestConstructorShowsAnInvariant(t *testing.T) {
	const mu, parent, child = ".p.T:mu", ".p.T:parent*", ".p.T:child*"
	for _, tt := range []struct {
		name, src  string
		in         []string
		from, want identity.Path // want is from if nothing is shown
	}{
		{"back pointer", `func New() *T { x := &T{}; x.child = &T{parent: x}; return x }`, []string{"New"},
			param(child + parent + mu), param(mu)},
		{"back pointer set through the field", `func New() *T { x := &T{child: &T{}}; x.child.parent = x; return x }`, []string{"New"},
			param(child + parent + mu), param(mu)},
		{"pointer into the object", `func New() *T { x := &T{}; x.ptr = &x.mu; return x }`, []string{"New"},
			param(".p.T:ptr*"), param(mu)},
		{"deep in the path", `func New() *T { x := &T{}; x.ptr = &x.mu; return x }`, []string{"New"},
			param(".p.T:next*.p.T:ptr*"), param(".p.T:next*" + mu)},
		{"twice", `func New() *T { x := &T{}; x.child = &T{parent: x}; return x }`, []string{"New"},
			param(child + parent + child + parent + mu), param(mu)},
		{"other fields are left alone", `func New() *T { x := &T{}; x.ptr = &x.mu; return x }`, []string{"New"},
			param(".p.T:next*"), param(".p.T:next*")},
		{"object of a parameter", `func set(x *T) { x.parent = x }`, []string{"set"},
			param(parent + mu), param(mu)},
		{"what does not lead to the object shows nothing", `func New(y *T) *T { return &T{parent: y} }`, []string{"New"},
			param(parent + mu), param(parent + mu)},
		{"collection that contains the object", `func New() *T { x := &T{}; x.list = append(x.list, x); return x }`, []string{"New"},
			param(".p.T:list*[]*" + mu), param(".p.T:list*[]*" + mu)},
		{"map that contains the object", `func New() *T { x := &T{byKey: map[string]*T{}}; x.byKey["self"] = x; return x }`, []string{"New"},
			param(`.p.T:byKey*["a"]*` + mu), param(`.p.T:byKey*["a"]*` + mu)},
		{"maps that are copied to each other", `type M struct { a, b map[string]func() }
			func Copy(x *M) { for k, v := range x.a { x.b[k] = v }; for k, v := range x.b { x.a[k] = v } }`, []string{"Copy"},
			param(".p.M:a*[]*"), param(".p.M:a*[]*")},
		{"field of an anonymous struct", `type A = struct{ p *A2 }
			type A2 struct{ s struct { self *A2 } }
			func New() *A2 { x := &A2{}; x.s.self = x; return x }`, []string{"New"},
			param(".p.A2:s.:self*"), param("")},
		{"two constructors agree", `func New() *T { x := &T{}; x.ptr = &x.mu; return x }
			func Make() *T { y := &T{n: 1}; y.ptr = &y.mu; return y }`, []string{"New", "Make"},
			param(".p.T:ptr*"), param(mu)},
		{"two constructors disagree", `func New() *T { x := &T{}; x.parent = x; return x }
			func set(y *T) { y.parent = y.next }`, []string{"New", "set"},
			param(parent), param(parent)},
		{"void stays void", `func New() *T { x := &T{}; x.parent = x; return x }
			func set(y *T) { y.parent = y.next }`, []string{"New", "set", "New"},
			param(parent), param(parent)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := learn(t, tt.src, tt.in...).Rewrite(tt.from)
			if got.Path != tt.want || got.Shown != (tt.want != tt.from) {
				t.Errorf("%s is %s, shown %v; want %s", tt.from, got.Path, got.Shown, tt.want)
			}
		})
	}
}

func TestConstructorShowsAClosureOverTheObject(t *testing.T) {
	s := learn(t, `func New() *T { x := &T{}; x.f = func() { x.mu.Lock() }; return x }`, "New")
	got := s.Rewrite(param(".p.T:next*.p.T:f*"))
	if want := "New$1{? holding p0.next*}"; show(got) != want || !got.Shown {
		t.Errorf("%s, shown %v; want %s", show(got), got.Shown, want)
	}
	s = learn(t, `func (x *T) M() {}
		func New() *T { x := &T{}; x.f = x.M; return x }`, "New")
	if got, want := show(s.Rewrite(param(".p.T:f*"))), "M$bound{p0}"; got != want {
		t.Errorf("method value: %s, want %s", got, want)
	}
	s = learn(t, `func g() {}
		func New() *T { x := &T{}; x.f = g; return x }`, "New")
	if got := s.Rewrite(param(".p.T:f*")); got.Shown {
		t.Errorf("a function that is not tied to the object shows %s", show(got))
	}
}

func TestUnknownPathIsNotRewritten(t *testing.T) {
	s := value.NewShapes()
	s.Learn([]model.Flow{{To: param(".p.T:parent"), What: identity.Val{Path: param("")}}})
	if got := s.Rewrite(identity.Path{}); got.Path.Known() || got.Shown {
		t.Errorf("unknown is %s", got)
	}
}

func TestCallerSeesWhatAConstructorStores(t *testing.T) {
	checkMarks(t, []resolution{
		{name: "back pointer of a new object", src: `func New() *T { x := &T{}; x.child = &T{parent: x}; return x }
			func F() { y := New(); is(y); is(y.child.parent) }`,
			want: []string{"value New()", "value New().child*.parent*"}},
		{name: "argument stored by the constructor", src: `func New(p *T) *T { return &T{parent: p} }
			func F(x *T) { y := New(x); at(&y.parent.mu) }`,
			want: []string{"p0.mu"}},
		{name: "through two constructors", src: `func New(p *T) *T { return &T{parent: p} }
			func Wrap(p *T) *T { return New(p) }
			func F(x *T) { y := Wrap(x); at(&y.parent.mu) }`,
			want: []string{"p0.mu"}},
		{name: "constructor with an error result", src: `func New(p *T) (*T, error) { return &T{parent: p}, nil }
			func F(x *T) { y, err := New(x); if err == nil { at(&y.parent.mu) } }`,
			want: []string{"p0.mu"}},
		{name: "setter of a parameter's field", src: `func set(a, b *T) { a.next = b }
			func F(x *T) { y := &T{}; set(y, x); is(y.next) }`,
			want: []string{"p0"}},
		{name: "copy of a list", src: `type L struct{ list []*T }
			func F(l *L) { all := append([]*T{}, l.list...); is(all[0]) }`,
			want: []string{"p0.p.L:list*[0]*"}},
		{name: "copy to a list that has something", src: `type L struct{ list []*T }
			func F(l *L, x *T) { all := append([]*T{x}, l.list...); is(all[1]) }`,
			want: []string{"value [1]*"}},
		{name: "setters of two things", src: `func set(a, b *T) { a.next = b }
			func F(x, z *T) { y := &T{}; set(y, x); set(y, z); is(y.next) }`,
			want: []string{"value new(T).next"}},
		{name: "setter of something else", src: `func set(a, b *T) { a.parent = b }
			func F(x *T) { y := &T{}; set(y, x); is(y.next) }`,
			want: []string{"local new(T).next*"}},
	})
}
