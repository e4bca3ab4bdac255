package summary

import (
	"bytes"
	"encoding/gob"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
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

// facts are those of the exported functions that matter, by name.
func (p *Package) facts(t *testing.T) map[string]*Fact {
	t.Helper()
	out := make(map[string]*Fact)
	for fn, s := range p.summaries {
		if obj := fn.Object(); obj != nil && obj.Exported() && s.Matters() {
			out[fn.String()] = p.newFact(t, s)
		}
	}
	return out
}

func (p *Package) newFact(t *testing.T, s *model.Summary) *Fact {
	t.Helper()
	f, err := p.NewFact(s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFactKeepsTheSummary(t *testing.T) {
	p := helpers(t)
	if len(p.facts(t)) < 10 {
		t.Fatalf("only %d facts", len(p.facts(t)))
	}
	for fn, s := range p.summaries {
		// A lock of which only the class is known stays behind.
		s.Acquires = slices.DeleteFunc(s.Acquires, func(a model.Acquire) bool { return !a.Lock.Path.Known() })
		var f Fact
		if err := gob.NewDecoder(bytes.NewReader(bytesOf(t, p.newFact(t, s)))).Decode(&f); err != nil {
			t.Fatal(err)
		}
		got := f.Summary()
		if diff := cmp.Diff(text(s), text(got)); diff != "" {
			t.Errorf("%s (-before +after):\n%s", fn, diff)
		}
		for i, a := range s.Acquires {
			if diff := cmp.Diff(a.Witness.Steps(), got.Acquires[i].Witness.Steps()); diff != "" {
				t.Errorf("%s: witness (-before +after):\n%s", fn, diff)
			}
		}
		if again := p.newFact(t, got); !reflect.DeepEqual(&f, again) {
			t.Errorf("%s: the fact of the fact differs:\n%s", fn, cmp.Diff(&f, again))
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
		Acquires: []model.Acquire{{Lock: mu, Mode: identity.Read, Released: []identity.Lock{class, mu}, When: lit, Witness: w}},
		Opens:    []model.Open{{Target: at(identity.Param, ""), Method: "Less", Args: []identity.Val{{Const: "1"}, inner}, Held: held, Released: []identity.Lock{mu}, When: lit, Witness: w}},
		Exits:    []model.Exit{{Held: held, Released: []identity.Lock{class}, When: lit, Then: []identity.Literal{{Subject: at(identity.Result, ""), Const: `"a|b"`}}}, {}},
		Results:  []identity.Val{{}, {Path: at(identity.Result, ""), Holds: &inner}, {Funcs: []identity.Func{{Fn: does, Binds: []identity.Val{inner}}}}},
		Flows:    []model.Flow{{To: identity.Path{Root: identity.Root{Kind: identity.Global, Name: "p.x"}, Steps: "*"}, What: inner}},
	}
	var f Fact
	if err := gob.NewDecoder(bytes.NewReader(bytesOf(t, (&Package{}).newFact(t, s)))).Decode(&f); err != nil {
		t.Fatal(err)
	}
	exported := cmp.Exporter(func(reflect.Type) bool { return true })
	if diff := cmp.Diff(s, f.Summary(), exported); diff != "" {
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

func TestFactOfAnotherVersionIsNone(t *testing.T) {
	p := analyze(t, `func F(x *T) { x.mu.Lock() }`)
	f := p.newFact(t, p.of(t, "F"))
	if f.Summary() == nil {
		t.Fatal("a fact of this version is none")
	}
	f.Version++
	if f.Summary() != nil {
		t.Error("a fact of another version tells something")
	}
	f.Version--
	for n := range len(f.Data) / 2 {
		if (&Fact{f.Version, f.Data[:n]}).Summary() != nil {
			t.Errorf("%d of %d bytes tell something", n, len(f.Data))
		}
	}
	if (*Fact)(nil).Summary() != nil {
		t.Error("no fact tells something")
	}
}

func TestEqualSummariesMakeEqualBytes(t *testing.T) {
	first := make(map[string][]byte)
	for name, f := range helpers(t).facts(t) {
		first[name] = bytesOf(t, f)
	}
	for range 3 {
		p := helpers(t)
		facts := p.facts(t)
		if len(facts) != len(first) {
			t.Fatalf("%d facts, then %d", len(first), len(facts))
		}
		for name, f := range facts {
			if !bytes.Equal(first[name], bytesOf(t, f)) {
				t.Errorf("%s has other bytes on another run", name)
			}
		}
	}
}

func TestFactsOfAModeratelyLargePackageAreSmall(t *testing.T) {
	for name, p := range map[string]*Package{"helpers": helpers(t)} {
		var b bytes.Buffer
		enc, facts, all := gob.NewEncoder(&b), p.facts(t), 0
		names := []string{}
		for fn := range facts {
			names = append(names, fn)
		}
		slices.Sort(names)
		largest, size := "", 0
		for _, fn := range names {
			before := b.Len()
			if err := enc.Encode(facts[fn]); err != nil {
				t.Fatal(err)
			}
			all++
			if n := b.Len() - before; n > size {
				largest, size = fn, n
			}
		}
		t.Logf("%s: %d facts, %d bytes, of which %s has %d", name, all, b.Len(), largest, size)
		if b.Len() > 64<<10 {
			t.Errorf("%s: facts of %d bytes", name, b.Len())
		}
	}
}
