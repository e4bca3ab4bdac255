package graph

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
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

func packPlain(t testing.TB, plain []byte) []byte {
	t.Helper()
	data, err := wire.Pack(plain)
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte{wireVersion}, data...)
}

func unpacked(t testing.TB, data []byte) []byte {
	t.Helper()
	text, err := wire.Unpack(data[1:])
	if err != nil {
		t.Fatal(err)
	}
	return []byte(text)
}

// TestDecodeRefusesWhatEncodeCannotHaveMade puts a large number in the place of each byte
// of a part: there are no such texts, steps and witnesses, nor lists that long.
func TestDecodeRefusesWhatEncodeCannotHaveMade(t *testing.T) {
	good := encode(t, fullPart())
	plain := unpacked(t, good)
	// Any number may be that of a line, or of the functions that a call may mean.
	steps := make(map[identity.Step]bool)
	for _, e := range fullPart().Edges {
		for _, step := range append(e.From.Witness.Steps(), e.To.Witness.Steps()...) {
			steps[step] = true
		}
	}
	free := 2*len(fullPart().Ignores) + len(steps)
	for _, huge := range []uint64{1 << 20, 1 << 62, 1<<64 - 1} {
		taken := 0
		for i := range plain {
			data := packPlain(t, slices.Concat(plain[:i], binary.AppendUvarint(nil, huge), plain[i+1:]))
			if p, err := Decode(data); err == nil {
				taken++
				use(p)
			}
		}
		if huge > math.MaxInt {
			free = 0
		}
		if taken != free {
			t.Errorf("%d is taken as %d of %d bytes, want %d", huge, taken, len(plain), free)
		}
	}
	other := slices.Clone(good)
	other[0]++
	for name, data := range map[string][]byte{
		"nothing": nil, "only a version": {wireVersion}, "another version": other, "garbage": append([]byte{wireVersion}, "garbage"...),
		"a pairing that there is not": encode(t, &Part{Edges: []Edge{{Pairs: []summary.Pair{{Pairing: 77}}}}}),
		"no version":                  good[1:],
		"more than one part":          packPlain(t, slices.Concat(plain, plain)),
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

// TestEndlessWitness has a chain of more steps than flow makes: it is refused.
func TestEndlessWitness(t *testing.T) {
	for depth, want := range map[int]bool{maxDepth: true, maxDepth + 1: false, 100_000: false} {
		p := NewPart()
		p.Edges = []Edge{{To: End{Witness: identity.Chain(make([]identity.Step, depth))}}}
		if _, err := Decode(encode(t, p)); (err == nil) != want {
			t.Errorf("%d steps: %v", depth, err)
		}
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
	plain := unpacked(t, good)
	plain[rnd.Intn(len(plain))] = byte(rnd.Intn(256))
	return packPlain(t, plain)
}

// TestHostileBytesTakeLittleMemory has parts that are large for their bytes.
func TestHostileBytesTakeLittleMemory(t *testing.T) {
	const n = 200_000
	var witnesses []Edge
	for i := range n {
		witnesses = append(witnesses, Edge{To: End{Witness: identity.Chain([]identity.Step{{Many: i}})}})
	}
	zeros := append(binary.AppendUvarint(nil, n), make([]byte, n)...)
	for name, data := range map[string][]byte{
		"edges":     encode(t, &Part{Edges: make([]Edge, n)}),
		"texts":     packPlain(t, append(zeros, make([]byte, 20)...)),
		"witnesses": encode(t, &Part{Edges: witnesses}),
		"ignores":   encode(t, &Part{Ignores: make([]Ignore, n)}),
		"gates":     encode(t, &Part{Edges: []Edge{{Gates: make([]Gate, n)}}}),
		"roots":     encode(t, &Part{Edges: []Edge{{Roots: make([]string, n)}}}),
		"holdable":  packPlain(t, slices.Concat([]byte{1, 0, 0, 0}, zeros, make([]byte, 20))),
		"homes":     packPlain(t, slices.Concat([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0}, zeros, make([]byte, 4*n))),
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
		f.Add(unpacked(f, data))
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
