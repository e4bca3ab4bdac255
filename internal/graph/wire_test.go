package graph

import (
	"bytes"
	"errors"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
	"github.com/lockorder/lockorder/internal/wire/wiretest"
)

// fullPart has something in each field.
func fullPart() *Part {
	step := func(pos string) identity.Step {
		return identity.Step{Kind: identity.Defers, Pos: pos, Func: "(*T).F", What: "x.mu", Mode: read, Lock: identity.Once, Many: 3}
	}
	w := identity.Chain([]identity.Step{step("p/a.go:1:2"), step("p/a.go:3:4")})
	full := Edge{
		From:  End{Class: "p.T.mu", Kind: identity.Once, Mode: read, Witness: w, Partial: true, Inside: true, Certain: "p.x.mu", Through: "p.S.a", In: ".p.S:a.p.T:mu", Lone: true, Variable: true},
		To:    End{Class: "p.T.rw", Kind: identity.Semaphore, Mode: read, Witness: w.Next, Partial: true, Inside: true, Certain: "p.y.rw", Through: "p.S.b", In: ".p.S:b.p.T:rw", Lone: true, Variable: true},
		Same:  identity.Inverse,
		Pairs: []summary.Pair{{Pairing: summary.Fixed, First: "a", Then: "b"}, {Pairing: summary.Free}},
		Gates: []Gate{{"p.g", read, []string{"global p.g", ""}}, {"p.h", write, nil}},
		Again: identity.May, Roots: []string{"main", "main go x"}, Package: "p", Site: "p/a.go:3:4",
		Partial: true, Test: true, Fresh: true, Excuse: summary.Elsewhere,
		Or: []identity.Class{"p.c?receive"}, Ended: []identity.Class{"p.d?send", "p.e?receive"}, Buffer: model.CanFill, Completer: "x", Weak: true, Tie: ".p.T:mu .p.T:f", Started: "p/s.go:1:1", Shared: true, Before: []string{"p/t.go:1:1"}, Objects: TwoObjects, Way: "w", Upgrade: true, Returns: true,
	}
	return &Part{
		Edges:     []Edge{full, arrow("a>b"), leak(identity.Leaves), writer("p.T.rw", under("p.g", write), roots("main")), writer("p.T.mu")},
		HandedOff: map[identity.Class]bool{"p.T.mu": true, "p.U.mu": true},
		Sent:      map[identity.Class]bool{"p.T.mu": true},
		Holdable:  map[identity.Class]bool{"p.T.rw": true},
		Waitable:  map[identity.Class]bool{"p.d?join": true},
		Escaped:   map[identity.Class]bool{"p.c?receive": true},
		Ignores: []Ignore{
			{At: "p/a.go:1:2", From: 1, To: 2, Rules: []string{LockLeak}, Package: "p", Test: true},
			{At: "p/b.go:1:2", From: 1, To: 1, Package: "p"},
		},
		Unlocked: map[string]bool{"p/a.go:1:2|": true},
		Slots:    map[identity.Class]Slot{"p.T.sem": {Many: true, Receive: true, Group: true, Func: "(*T).Do", Pos: "p/a.go:5:6"}},
		Homes:    summary.Homes{"p.S.a": {Of: "p.T", Stays: true, PassedOut: true, Passed: []identity.Class{"p.f#1"}}},
	}
}

// randomPart is a part of random edges.
func randomPart(rnd *rand.Rand, n int) *Part {
	p := NewPart()
	edges := randomEdges(rnd, n, 3*n)
	var writers []Edge
	for _, e := range edges {
		writers = append(writers, writer(e.To.Class))
		p.HandedOff[e.From.Class] = e.Test || p.HandedOff[e.From.Class]
		p.Holdable[e.From.Class] = true
	}
	p.Edges = Merge(edges, writers)
	for c, on := range p.HandedOff {
		if !on {
			delete(p.HandedOff, c)
		}
	}
	return p
}

func encode(t *testing.T, p *Part) []byte {
	t.Helper()
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t *testing.T, data []byte) *Part {
	t.Helper()
	p, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var exported = cmp.Exporter(func(reflect.Type) bool { return true })

func TestPartIsTheSameAfterPacking(t *testing.T) {
	parts := map[string]*Part{"empty": NewPart(), "full": fullPart(), "pairings": NewPart()}
	for _, p := range allPairings() {
		parts["pairings"].Edges = append(parts["pairings"].Edges, pair(summary.Pair{Pairing: p}))
	}
	rnd := rand.New(rand.NewSource(1))
	for i := range 10 {
		parts["random "+string(rune('0'+i))] = randomPart(rnd, 1+10*i)
	}
	for name, p := range parts {
		got := decode(t, encode(t, p))
		if diff := cmp.Diff(p, got, exported); diff != "" {
			t.Errorf("%s (-before +after):\n%s", name, diff)
		}
		if diff := cmp.Diff(p.String(), got.String()); diff != "" {
			t.Errorf("%s: text (-before +after):\n%s", name, diff)
		}
		if !bytes.Equal(encode(t, p), encode(t, got)) {
			t.Errorf("%s: other bytes when packed again", name)
		}
	}
}

// TestAllFieldsAreKept fails when a part grows a field that the wire leaves out.
func TestAllFieldsAreKept(t *testing.T) {
	p := fullPart()
	for _, v := range []any{p.Edges[0], p.Edges[0].From, p.Edges[0].To, p.Edges[0].Gates[0], p.Edges[0].Pairs[0], *p.Edges[0].To.Witness.Step, p.Ignores[0], p.Slots["p.T.sem"], *p.Homes["p.S.a"]} {
		value := reflect.ValueOf(v)
		for i := range value.NumField() {
			if f := value.Type().Field(i); value.Field(i).IsZero() && f.Name != "Pos" && f.Name != "Parts" && f.Name != "Supplied" {
				t.Errorf("%s.%s is not tested", value.Type(), f.Name)
			}
		}
	}
	if p.Edges[0].Pos = 7; decode(t, encode(t, p)).Edges[0].Pos != 0 {
		t.Error("a position means something in another package")
	}
}

func TestEqualPartsMakeEqualBytes(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	p := randomPart(rnd, 40)
	want := encode(t, p)
	for range 20 {
		q := NewPart()
		order := rnd.Perm(len(p.Edges))
		for _, i := range order {
			q.Edges = append(q.Edges, p.Edges[i])
		}
		q.Edges = Merge(q.Edges)
		for _, m := range []struct{ from, to map[identity.Class]bool }{{p.HandedOff, q.HandedOff}, {p.Holdable, q.Holdable}} {
			for c := range m.from {
				m.to[c] = true
			}
		}
		if !bytes.Equal(want, encode(t, q)) {
			t.Fatal("equal parts make different bytes")
		}
	}
}

// pack is what Encode does with a wire part.
func pack(t testing.TB, v any) []byte {
	t.Helper()
	plain, err := wire.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return packPlain(t, plain)
}

func packPlain(t testing.TB, plain []byte) []byte {
	t.Helper()
	data, err := wire.Pack(plain)
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte{wireVersion}, data...)
}

func TestDecodeRefusesWhatEncodeCannotHaveMade(t *testing.T) {
	good := encode(t, fullPart())
	other := slices.Clone(good)
	other[0]++
	texts := []string{""}
	edge := func(change func(*wireEdge)) wirePart {
		var e wireEdge
		change(&e)
		return wirePart{Texts: texts, Steps: []wireStep{{}}, Chains: []wireChain{{}}, Edges: []wireEdge{e}}
	}
	for _, huge := range []int{2, -1, 1 << 62, -1 << 62} {
		for name, w := range map[string]wirePart{
			"class":       edge(func(e *wireEdge) { e.From.Class = huge }),
			"site":        edge(func(e *wireEdge) { e.Site = huge }),
			"package":     edge(func(e *wireEdge) { e.Package = huge }),
			"root":        edge(func(e *wireEdge) { e.Roots = []int{0, huge} }),
			"witness":     edge(func(e *wireEdge) { e.To.Witness = huge }),
			"gate":        edge(func(e *wireEdge) { e.Gates = []wireGate{{Class: huge}} }),
			"tie":         edge(func(e *wireEdge) { e.Gates = []wireGate{{Ties: []int{huge}}} }),
			"pair":        edge(func(e *wireEdge) { e.Pairs = []wirePair{{Then: huge}} }),
			"step's text": {Texts: texts, Steps: []wireStep{{Func: huge}}},
			"step":        {Texts: texts, Steps: []wireStep{{}}, Chains: []wireChain{{Step: huge}}},
			"next":        {Texts: texts, Steps: []wireStep{{}}, Chains: []wireChain{{}, {Next: huge}}},
			"handed off":  {Texts: texts, HandedOff: []int{huge}},
			"holdable":    {Texts: texts, Holdable: []int{huge}},
		} {
			if _, err := Decode(pack(t, w)); err == nil {
				t.Errorf("index %d as %s is taken", huge, name)
			}
		}
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "only a version": {wireVersion}, "another version": other, "garbage": append([]byte{wireVersion}, "garbage"...),
		"a pairing that there is not": pack(t, edge(func(e *wireEdge) { e.Pairs = []wirePair{{Pairing: 77}} })),
		"another type":                pack(t, "text"), "no version": good[1:],
		"more than one part": twice(t),
	} {
		if _, err := Decode(data); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := Decode(other); !errors.Is(err, errVersion) {
		t.Errorf("another version is told as %v", err)
	}
	for n := range len(good) {
		if _, err := Decode(good[:n]); err == nil {
			t.Errorf("%d bytes of %d are taken", n, len(good))
		}
	}
}

// twice are two parts where one should be.
func twice(t *testing.T) []byte {
	t.Helper()
	plain, err := wire.Marshal(wirePart{Texts: []string{""}})
	if err != nil {
		t.Fatal(err)
	}
	return packPlain(t, append(plain, plain...))
}

// TestEndlessWitness has a chain of a million steps: it is refused.
func TestEndlessWitness(t *testing.T) {
	w := wirePart{Texts: []string{""}, Steps: []wireStep{{}}}
	for i := range 1_000_000 {
		w.Chains = append(w.Chains, wireChain{Next: i})
	}
	if _, err := Decode(pack(t, w)); err == nil {
		t.Error("it is taken")
	}
}

// use does what is done to a part that was read.
func use(p *Part) {
	_ = p.String()
	all := Join(p)
	pruned, _ := all.prune(all.Extensible(), maxFactEdges)
	_, _ = pruned.Encode()
	Search(Input{Part: *all})
}

func TestDamagedBytesNeverPanic(t *testing.T) {
	good := encode(t, fullPart())
	rnd := rand.New(rand.NewSource(1))
	taken := 0
	for i := range 4000 {
		data := slices.Clone(good)
		for range 1 + rnd.Intn(3) {
			data[1+rnd.Intn(len(data)-1)] ^= byte(1 << rnd.Intn(8))
		}
		if i%4 == 0 { // damage what is packed, not the packing
			data = repack(t, good, rnd)
		}
		if p, err := Decode(data); err == nil {
			taken++
			use(p)
		}
	}
	t.Logf("%d of 4000 were taken", taken)
}

// repack changes bytes of what is packed.
func repack(t *testing.T, good []byte, rnd *rand.Rand) []byte {
	t.Helper()
	text, err := wire.Unpack(good[1:])
	if err != nil {
		t.Fatal(err)
	}
	plain := []byte(text)
	plain[rnd.Intn(len(plain))] = byte(rnd.Intn(256))
	return packPlain(t, plain)
}

// TestHostileBytesTakeLittleMemory has parts that are large for their bytes.
func TestHostileBytesTakeLittleMemory(t *testing.T) {
	const n = 200_000
	var chains []wireChain
	for range n {
		chains = append(chains, wireChain{})
	}
	for name, data := range map[string][]byte{
		"edges":     pack(t, wirePart{Texts: []string{""}, Edges: make([]wireEdge, n)}),
		"texts":     pack(t, wirePart{Texts: make([]string, n)}),
		"chains":    pack(t, wirePart{Texts: []string{""}, Steps: []wireStep{{}}, Chains: chains}),
		"steps":     pack(t, wirePart{Texts: []string{""}, Steps: make([]wireStep, n)}),
		"ignores":   pack(t, wirePart{Texts: []string{""}, Ignores: make([]wireIgnore, n)}),
		"gates":     pack(t, wirePart{Texts: []string{""}, Edges: []wireEdge{{Gates: make([]wireGate, n)}}}),
		"roots":     pack(t, wirePart{Texts: []string{""}, Edges: []wireEdge{{Roots: make([]int, n)}}}),
		"unlocked":  pack(t, wirePart{Texts: []string{""}, Unlocked: make([]int, n)}),
		"too many":  packPlain(t, []byte("\xff\xff\xff\xff\x07")),
		"too long":  append([]byte{wireVersion}, "\xff\xff\xff\x0f and so on"...),
		"only text": append([]byte{wireVersion}, strings.Repeat("x", n)...),
	} {
		t.Run(name, func(t *testing.T) {
			wiretest.Bounded(t, len(data), func() { _, _ = Decode(data) })
		})
	}
}

// FuzzDecode reads what is packed, and the bytes as they are.
func FuzzDecode(f *testing.F) {
	for _, p := range []*Part{NewPart(), fullPart(), randomPart(rand.New(rand.NewSource(1)), 5)} {
		data, err := p.Encode()
		if err != nil {
			f.Fatal(err)
		}
		text, err := wire.Unpack(data[1:])
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		for _, data := range [][]byte{packPlain(t, plain), append([]byte{wireVersion}, plain...)} {
			var p *Part
			var err error
			wiretest.Bounded(t, len(data), func() { p, err = Decode(data) })
			if err == nil {
				use(p)
			}
		}
	})
}

func TestFactReadsAsItsGraph(t *testing.T) {
	p := fullPart()
	f := &Fact{Data: encode(t, p)}
	if diff := cmp.Diff(p.String(), f.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := (&Fact{Data: []byte{wireVersion + 1}}).String(); !strings.Contains(got, errVersion.Error()) {
		t.Errorf("a fact of another version reads as %q", got)
	}
}
