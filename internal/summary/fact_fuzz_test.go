package summary

import (
	"fmt"
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/wire"
	"github.com/lockorder/lockorder/internal/wire/wiretest"
)

// packed is a bundle as it travels.
func packed(t testing.TB, w wireBundle) []byte {
	t.Helper()
	plain, err := wire.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	data, err := wire.Pack(plain)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// tell adds a summary of a function to a bundle.
func (b *wireBundle) tell(t testing.TB, name string, w wireFact) {
	t.Helper()
	texts := wire.NewTexts(b.Texts)
	text, err := texts.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	b.Names, b.Texts, b.Summaries = append(b.Names, name), texts.List(), append(b.Summaries, string(text))
}

// bundleOf is a bundle of one function, F, with one step.
func bundleOf(t testing.TB, w wireFact) wireBundle {
	t.Helper()
	b := wireBundle{Steps: []wireStep{{}}, Chains: [][2]int{{}}}
	b.tell(t, "F", w)
	return b
}

// readAll unpacks all that a bundle has.
func readAll(data []byte) error {
	b, err := unpack(data, new(wire.Packer))
	for name := range b.summaries {
		s, why := b.of(name)
		if s == nil {
			err = why
			continue
		}
		for _, a := range s.Acquires {
			_ = a.Witness.Steps()
		}
	}
	return err
}

// TestEndlessWitness has a chain of a million steps: it is refused, and the stack is
// not used up.
func TestEndlessWitness(t *testing.T) {
	const n = 1_000_000
	w := bundleOf(t, wireFact{Acquires: []wireAcquire{{Witness: n}}})
	for range n - 1 {
		w.Chains = append(w.Chains, [2]int{0, 1})
	}
	if err := readAll(packed(t, w)); err == nil {
		t.Error("it is taken")
	}
}

// TestHostileBytesTakeLittleMemory has bundles that are large for their bytes.
func TestHostileBytesTakeLittleMemory(t *testing.T) {
	const n = 100_000
	one := func(w wireFact) wireBundle { return bundleOf(t, w) }
	deep := wireVal{}
	for range 10 {
		next := deep
		deep = wireVal{Holds: &next, Funcs: []wireFunc{{Does: &wireFact{Acquires: make([]wireAcquire, n/10)}}}}
	}
	chains, last := one(wireFact{}), one(wireFact{Acquires: []wireAcquire{{Witness: n}}})
	for i := range n {
		chains.Chains = append(chains.Chains, [2]int{})
		chains.Names = append(chains.Names, fmt.Sprint(i))
		chains.Summaries = append(chains.Summaries, last.Summaries[0])
	}
	for name, w := range map[string]wireBundle{
		"steps":       {Steps: make([]wireStep, n)},
		"summaries":   {Names: make([]string, n), Summaries: make([]string, n)},
		"chains":      chains,
		"acquires":    one(wireFact{Acquires: make([]wireAcquire, n)}),
		"completions": one(wireFact{Completions: make([]wireCompletion, n)}),
		"opens":       one(wireFact{Opens: make([]wireOpen, n)}),
		"exits":       one(wireFact{Exits: make([]wireExit, n)}),
		"results":     one(wireFact{Results: make([]wireVal, n)}),
		"flows":       one(wireFact{Flows: make([]wireFlow, n)}),
		"functions":   one(wireFact{Results: []wireVal{{Funcs: make([]wireFunc, n)}}}),
		"in others":   one(wireFact{Results: []wireVal{deep}}),
		"needs":       one(wireFact{Completions: []wireCompletion{{Needs: make([]wireNeed, n), Starts: make([]string, n)}}}),
	} {
		data := packed(t, w)
		t.Run(name, func(t *testing.T) {
			wiretest.Bounded(t, len(data), func() { _ = readAll(data) })
		})
	}
}

// FuzzUnpack reads the text of a bundle, and the bytes as they are: whatever they
// say, there is no panic, what cannot be read is not there, and memory is in proportion.
func FuzzUnpack(f *testing.F) {
	add := func(w wireBundle) {
		text, err := wire.Marshal(w)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	lock := wireLock{Path: "p0|*.p.T:mu", Class: "p.mu", Kind: identity.Once}
	add(bundleOf(f, wireFact{Acquires: []wireAcquire{{Lock: lock, Witness: 1}}}))
	b := wireBundle{Chains: [][2]int{{}, {1, 1}}}
	b.tell(f, "F", wireFact{
		Acquires:    []wireAcquire{{Lock: lock, Witness: 2}},
		Exits:       []wireExit{{Held: []wireHeld{{Lock: lock}}, Then: []wireLiteral{{Const: "true"}}}},
		Opens:       []wireOpen{{Target: "p0|", Args: []wireVal{{Holds: &wireVal{Funcs: []wireFunc{{Does: &wireFact{}}}}}}}},
		Completions: []wireCompletion{{Of: lock, Needs: []wireNeed{{Lock: lock}}}},
		Flows:       []wireFlow{{To: "gx|"}},
	})
	add(b)
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, text []byte) {
		data, err := wire.Pack(text)
		if err != nil {
			t.Skip(err)
		}
		for _, data := range [][]byte{data, text} {
			wiretest.Bounded(t, len(data), func() { _ = readAll(data) })
		}
	})
}
