package summary

import (
	"bytes"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/wire"
)

// helpers is a package of the corpus with much of everything.
func helpers(t *testing.T) *Package {
	t.Helper()
	file := filepath.Join("..", "..", "testdata", "src", "reacquire", "helpers", "helpers.go")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return analyzeFiles(t, "reacquire/helpers", map[string]string{"helpers.go": string(src)})
}

// throughFact is a summary as importers see it.
func (p *Package) throughFact(t *testing.T, s *model.Summary, extensible map[identity.Class]bool) *model.Summary {
	t.Helper()
	data, err := p.pack(map[string]*model.Summary{"f": s}, extensible, 1, new(wire.Packer))
	if err != nil {
		t.Fatal(err)
	}
	b, err := unpack(data, new(wire.Packer))
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.of("f")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// newFact is the fact of the package.
func (p *Package) newFact(t *testing.T) *Fact {
	t.Helper()
	all := make(map[*types.Func]*model.Summary)
	for fn, s := range p.summaries {
		if obj, ok := fn.Object().(*types.Func); ok && fn.Synthetic == "" && obj.Exported() && s.Matters() {
			all[obj] = s
		}
	}
	f, err := p.NewFact(all, nil, NewImports(new(wire.Packer)), 1<<20, new(wire.Packer))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFactKeepsTheSummary(t *testing.T) {
	p := helpers(t)
	for fn, s := range p.summaries {
		// A lock of which only the class is known stays behind.
		s.Acquires = slices.DeleteFunc(s.Acquires, func(a model.Acquire) bool { return !a.Lock.Path.Known() })
		got := p.throughFact(t, s, nil)
		if diff := cmp.Diff(lines(s, 0), lines(got, 0)); diff != "" {
			t.Errorf("%s (-before +after):\n%s", fn, diff)
		}
		for i, a := range s.Acquires {
			if diff := cmp.Diff(a.Witness.Steps(), got.Acquires[i].Witness.Steps()); diff != "" {
				t.Errorf("%s: witness (-before +after):\n%s", fn, diff)
			}
		}
		if again := p.throughFact(t, got, nil); !slices.Equal(lines(again, 0), lines(got, 0)) {
			t.Errorf("%s: the fact of the fact differs:\n%s", fn, cmp.Diff(lines(got, 0), lines(again, 0)))
		}
	}
}

func TestFactKeepsAllPartsOfASummary(t *testing.T) {
	at := func(kind identity.RootKind, steps string) identity.Path {
		return identity.Path{Root: identity.Root{Kind: kind, Index: 1}, Steps: steps}
	}
	mu := identity.Lock{Path: at(identity.Param, ".p.T:mu"), Class: "p.T.mu", Kind: identity.Once, Shown: true}
	class := identity.Lock{Class: "p.U.mu"}
	w := identity.Chain([]identity.Step{{Kind: identity.Calls, Pos: "p/a.go:1:2", Func: "F", What: "g", Many: 2}, {Pos: "p/a.go:3:4", Mode: identity.Read, Lock: identity.Once}})
	lit := []identity.Literal{{Subject: at(identity.Param, "*"), Const: "nil", Negated: true}}
	held := []model.Held{{Lock: mu, Mode: identity.Read, Witness: w, Partial: true}}
	inner := identity.Val{Path: at(identity.Free, "*")}
	does := &model.Foreign{Name: "F.func1", Summary: &model.Summary{Exits: []model.Exit{{}}, Acquires: []model.Acquire{{Lock: mu}}}, Body: true}
	s := &model.Summary{
		Acquires: []model.Acquire{{Lock: mu, Mode: identity.Read, Released: []identity.Lock{class, mu}, Gates: []model.Held{{Lock: class}, {Lock: mu, Mode: identity.Read}}, When: lit, Witness: w}},
		Opens:    []model.Open{{Target: at(identity.Param, ""), Method: "Less", Args: []identity.Val{{Const: "1"}, inner}, Held: held, Released: []identity.Lock{mu}, When: lit, Witness: w}},
		Exits:    []model.Exit{{Held: held, Released: []identity.Lock{class}, When: lit, Then: []identity.Literal{{Subject: at(identity.Result, ""), Const: `"a|b"`}}}, {}},
		Results:  []identity.Val{{}, {Path: at(identity.Result, ""), Holds: &inner}, {Funcs: []identity.Func{{Fn: does, Binds: []identity.Val{inner}}}}},
		Flows:    []model.Flow{{To: identity.Path{Root: identity.Root{Kind: identity.Global, Name: "p.x"}, Steps: "*"}, What: inner}},
	}
	exported := cmp.Exporter(func(reflect.Type) bool { return true })
	if diff := cmp.Diff(s, (&Package{}).throughFact(t, s, nil), exported); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
}

func TestPathOfAnotherFunctionIsNoFact(t *testing.T) {
	for _, kind := range []identity.RootKind{identity.NoRoot, identity.Local, identity.Value, identity.Stale} {
		if got := encodePath(identity.Path{Root: identity.Root{Kind: kind}, Steps: "*"}); got != "" {
			t.Errorf("kind %d is written %q", kind, got)
		}
	}
	for _, s := range []string{"", "p1", "|*", "x1|"} {
		if got := decodePath(s); got.Known() && s != "x1|" || s == "x1|" && got.Known() {
			t.Errorf("%q reads as %s", s, got)
		}
	}
}

// summaryIn is what importers are told of a function of p.
func (f *Fact) summaryIn(p *Package, name string) *model.Summary {
	i := NewImports(new(wire.Packer))
	i.Add(p.Path(), f)
	return i.Summary(p.pkg.Func(name).Object().(*types.Func))
}

func TestFactOfAnotherVersionIsNone(t *testing.T) {
	p := analyze(t, `func F(x *T) { x.mu.Lock() }`)
	f := p.newFact(t)
	if f.summaryIn(p, "F") == nil {
		t.Fatal("a fact of this version is none")
	}
	f.Version++
	if f.summaryIn(p, "F") != nil {
		t.Error("a fact of another version tells something")
	}
	f.Version--
	for n := range len(f.Funcs) / 2 {
		if (&Fact{Version: f.Version, Funcs: f.Funcs[:n]}).summaryIn(p, "F") != nil {
			t.Errorf("%d of %d bytes tell something", n, len(f.Funcs))
		}
	}
	if (&Fact{Version: f.Version}).summaryIn(p, "F") != nil {
		t.Error("an empty fact tells something")
	}
}

func TestDamagedBundleTellsNothing(t *testing.T) {
	good := wireFact{Acquires: []wireAcquire{{Lock: wireLock{Class: "p.mu"}, Witness: 1}}}
	bundle := func(change func(*wireBundle)) []byte {
		w := bundleOf(t, good)
		change(&w)
		return packed(t, w)
	}
	for name, tt := range map[string]struct {
		data []byte
		ok   bool
	}{
		"as it should be":   {bundle(func(*wireBundle) {}), true},
		"nothing":           {nil, true},
		"text":              {[]byte("text"), false},
		"no summary":        {bundle(func(w *wireBundle) { w.Summaries = nil }), false},
		"an empty summary":  {bundle(func(w *wireBundle) { w.Summaries[0] = "" }), false},
		"half a summary":    {bundle(func(w *wireBundle) { w.Summaries[0] = w.Summaries[0][:3] }), false},
		"no texts":          {bundle(func(w *wireBundle) { w.Texts = nil }), false},
		"a text is missing": {bundle(func(w *wireBundle) { w.Texts = w.Texts[:1] }), false},
		"no chain":          {bundle(func(w *wireBundle) { w.Chains = nil }), false},
		"no step":           {bundle(func(w *wireBundle) { w.Steps = nil }), false},
		"a chain to itself": {bundle(func(w *wireBundle) { w.Chains[0] = [2]int{0, 1} }), false},
		"a chain of later":  {bundle(func(w *wireBundle) { w.Chains[0] = [2]int{0, -1} }), false},
		"a chain of none":   {bundle(func(w *wireBundle) { w.Chains[0] = [2]int{0, 2} }), false},
		"a step too far":    {bundle(func(w *wireBundle) { w.Chains[0] = [2]int{1, 0} }), false},
		"a step before":     {bundle(func(w *wireBundle) { w.Chains[0] = [2]int{-1, 0} }), false},
	} {
		if err := readAll(tt.data); (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDamageIsSaid: what cannot be read counts as absent, and is not passed over in
// silence.
func TestDamageIsSaid(t *testing.T) {
	p := analyze(t, `func F(x *T) { x.mu.Lock() }; func (x *T) M() { x.mu.Lock() }`)
	method := p.pkg.Type("T").Object().Type().(*types.Named).Method(0)
	for name, damage := range map[string]func(f *Fact){
		"functions": func(f *Fact) { f.Funcs = f.Funcs[:len(f.Funcs)/2] },
		"methods":   func(f *Fact) { f.Methods[0].Data[len(f.Methods[0].Data)/2] ^= 0xff },
		"nothing":   func(*Fact) {},
	} {
		f := p.newFact(t)
		damage(f)
		i := NewImports(new(wire.Packer))
		i.Add(p.Path(), f)
		fn, of := i.Summary(p.pkg.Func("F").Object().(*types.Func)), i.Summary(method)
		if (fn == nil) != (name == "functions") || (of == nil) != (name == "methods") {
			t.Errorf("damaged %s: F is %v, M is %v", name, fn, of)
		}
		if got := i.Damaged(); (len(got) > 0) != (name != "nothing") {
			t.Errorf("damaged %s: said is %q", name, got)
		}
	}
}

func TestEqualSummariesMakeEqualBytes(t *testing.T) {
	first := bytesOf(t, helpers(t).newFact(t))
	for range 3 {
		if !bytes.Equal(first, bytesOf(t, helpers(t).newFact(t))) {
			t.Error("other bytes on another run")
		}
	}
}

func TestFactOfAModeratelyLargePackageIsSmall(t *testing.T) {
	f := helpers(t).newFact(t)
	functions := 0
	for _, data := range append([][]byte{f.Funcs}, f.Methods[0].Data) {
		b, err := unpack(data, new(wire.Packer))
		if err != nil {
			t.Fatal(err)
		}
		functions += len(b.summaries)
	}
	if n := len(bytesOf(t, f)); n > 1<<10 || functions < 5 {
		t.Errorf("a fact of %d functions, %d bytes", functions, n)
	}
}

// TestFactFitsItsRoom: of a package whose functions do much, each tells half of it, and
// half of that, and it is counted.
func TestFactFitsItsRoom(t *testing.T) {
	var src strings.Builder
	src.WriteString("package p\nimport \"sync\"\ntype T struct {")
	for i := range 20 {
		fmt.Fprintf(&src, "M%d sync.Mutex\n", i)
	}
	src.WriteString("}\nfunc (t *T) All() {\n")
	for i := range 20 {
		fmt.Fprintf(&src, "t.M%d.Lock()\nt.M%[1]d.Unlock()\n", i)
	}
	src.WriteString("}\n")
	for room, most := range map[int]int{1 << 20: 20, 300: 12, 200: 6} {
		p := analyzeFiles(t, "p", map[string]string{"p.go": src.String()})
		method := p.pkg.Type("T").Object().Type().(*types.Named).Method(0)
		f, err := p.NewFact(map[*types.Func]*model.Summary{method: p.summaries[p.pkg.Prog.FuncValue(method)]}, nil, NewImports(new(wire.Packer)), room, new(wire.Packer))
		if err != nil {
			t.Fatal(err)
		}
		i := NewImports(new(wire.Packer))
		i.Add("p", f)
		n := len(i.Summary(method).Acquires)
		t.Logf("room for %d bytes: %d, %d acquires, cut %d times", room, f.Size(), n, p.Cut["shown"])
		if f.Size() > room || n == 0 || n > most || n < most/3 || (p.Cut["shown"] > 0) != (most < 20) {
			t.Errorf("room for %d bytes: %d, %d acquires, cut %d times", room, f.Size(), n, p.Cut["shown"])
		}
	}
}

func TestWitnessesShareTheirTails(t *testing.T) {
	tail := identity.Chain([]identity.Step{{Kind: identity.Calls, Func: "g"}, {Func: "h"}})
	w := newStepWriter()
	a, b := w.add(tail.Prefix(identity.Step{Func: "a"})), w.add(identity.Chain(tail.Prefix(identity.Step{Func: "b"}).Steps()))
	if a == b || len(w.chains) != 4 || len(w.steps) != 4 || w.add(nil) != 0 || w.add(tail) != 2 {
		t.Errorf("witnesses %d and %d, chains %v, %d steps", a, b, w.chains, len(w.steps))
	}
}

// TestMethodsComeWithTheTypesThatShowThem has a package whose importers come by
// types of others.
func TestMethodsComeWithTheTypesThatShowThem(t *testing.T) {
	const src = `package p
import ("bufio"; "bytes"; "fmt"; "io"; "net/url"; "os"; "strings"; "sync"; "text/scanner"; "time")
type inner struct{}
func (inner) Get() (*sync.Cond, error) { return nil, nil }
func (inner) get() map[string]*os.File { return nil }
type Outer struct { hidden *time.Timer; inner; Shown [2]bufio.Reader }
type Generic[K fmt.Stringer] struct { Next *Generic[K] }
var Chan chan<- func(...bytes.Buffer)
var unshown strings.Builder
type Alias = Generic[*url.URL]
type I interface { io.Reader; M(func() scanner.Position) }
`
	p := analyzeFiles(t, "p", map[string]string{"p.go": src, "p_test.go": "package p\nimport \"testing\"\nfunc TestX(*testing.T) {}\n"})
	if diff := cmp.Diff([]string{"bufio", "bytes", "fmt", "io", "net/url", "sync", "text/scanner"}, p.typesShown()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	i := NewImports(new(wire.Packer))
	i.Add("bufio", &Fact{Version: factVersion, Methods: []Methods{{"bufio", nil, []string{"io", "unused"}, nil}, {"io", []byte("io"), nil, nil}, {"os", []byte("os"), nil, nil}}})
	i.Add("fmt", &Fact{Version: factVersion, Methods: []Methods{{"fmt", []byte("fmt"), nil, nil}, {"io", []byte("io by fmt"), nil, nil}}})
	want := []Methods{{"bufio", nil, []string{"io"}, nil}, {"io", []byte("io"), nil, nil}, {"p", nil, []string{"bufio", "io"}, nil}}
	own := Methods{"p", nil, []string{"bufio", "bytes", "io"}, nil}
	if got, cut := i.reached(own, 1000); cut > 0 || cmp.Diff(want, got) != "" {
		t.Errorf("cut %d, reached (-want +got):\n%s", cut, cmp.Diff(want, got))
	}
	// Room for the package itself and the first that it shows.
	if got, cut := i.reached(own, len("p/bufio/io/")+len("bufio/io/")); cut != 1 || cmp.Diff([]Methods{want[0], want[2]}, got) != "" {
		t.Errorf("cut %d, reached (-want +got):\n%s", cut, cmp.Diff([]Methods{want[0], want[2]}, got))
	}
	i.Add("io", &Fact{Version: factVersion, Methods: []Methods{{"io", []byte("io itself"), nil, nil}}})
	if got := string(i.methods["io"].Data); got != "io itself" {
		t.Errorf("the package's own fact is %q", got)
	}
	if got, _ := i.reached(Methods{"p", nil, []string{"bytes"}, nil}, 1000); got != nil {
		t.Errorf("nothing reached, but %v", got)
	}
}
