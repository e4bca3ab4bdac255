package summary

import (
	"fmt"
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/wire"
)

// A bundle is the summaries of a package's functions, or methods, by name. Packed
// it is compressed as one: most of what summaries say, they say alike. Of an unpacked
// one only what is asked for is read.
type bundle struct {
	stepReader
	texts     *wire.Texts
	summaries map[string]string
}

// A wireBundle is a bundle with each step, each witness and each text of the summaries
// once. Summaries are values of their own.
type wireBundle struct {
	Names     []string
	Texts     []string
	Summaries []string
	Steps     []wireStep
	Chains    [][2]int
}

// pack makes a bundle, with one of so many of what each function does. Equal summaries
// make equal bytes.
func (p *Package) pack(summaries map[string]*model.Summary, extensible map[identity.Class]bool, of int, packer *wire.Packer) ([]byte, error) {
	if len(summaries) == 0 {
		return nil, nil
	}
	w := factWriter{p, extensible, newStepWriter(), of, new(int)}
	texts := wire.NewTexts(nil)
	out := wireBundle{Names: slices.Sorted(maps.Keys(summaries))}
	for _, name := range out.Names {
		*w.inner = 0
		text, err := texts.Marshal(*w.fact(summaries[name], 0))
		if err != nil {
			return nil, fmt.Errorf("packing summaries: %w", err)
		}
		out.Summaries = append(out.Summaries, string(text))
	}
	out.Texts, out.Steps, out.Chains = texts.List(), w.steps.steps, w.steps.packed()
	plain, err := wire.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("packing summaries: %w", err)
	}
	data, err := packer.Pack(plain)
	if err != nil {
		return nil, fmt.Errorf("packing summaries: %w", err)
	}
	return data, nil
}

// unpack reads a bundle; none is an empty one, and so is a damaged one.
func unpack(data []byte, packer *wire.Packer) (*bundle, error) {
	out := new(bundle)
	if len(data) == 0 {
		return out, nil
	}
	text, err := packer.Unpack(data)
	if err != nil {
		return out, fmt.Errorf("unpacking summaries: %w", err)
	}
	var w wireBundle
	if err := wire.Unmarshal(text, &w); err != nil {
		return out, fmt.Errorf("unpacking summaries: %w", err)
	}
	if len(w.Names) != len(w.Summaries) {
		return out, fmt.Errorf("unpacking summaries: %d of %d functions", len(w.Summaries), len(w.Names))
	}
	out.stepReader = stepReader{chains: unpackChains(w.Chains), steps: w.Steps, read: make(map[int]*identity.Witness)}
	out.texts = wire.NewTexts(w.Texts)
	out.summaries = make(map[string]string, len(w.Names))
	for i, name := range w.Names {
		out.summaries[name] = w.Summaries[i]
	}
	return out, nil
}

// of is the summary of a function; nil if there is none, or it is damaged.
func (b *bundle) of(name string) (*model.Summary, error) {
	text, ok := b.summaries[name]
	if !ok {
		return nil, nil
	}
	w := new(wireFact)
	if err := b.texts.Unmarshal(text, w); err != nil {
		return nil, fmt.Errorf("unpacking the summary of %s: %w", name, err)
	}
	b.bad = false
	s := b.summary(w)
	if b.bad {
		return nil, fmt.Errorf("unpacking the summary of %s: a witness is not there", name)
	}
	return s, nil
}

// describe says what each function takes and calls, for tests.
func (b *bundle) describe() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(b.summaries)) {
		s, err := b.of(name)
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		for _, a := range s.Acquires {
			out = append(out, fmt.Sprintf("%s acquires %s(%s)", name, a.Lock.Class, a.Mode))
		}
		for _, o := range s.Opens {
			out = append(out, fmt.Sprintf("%s calls %s%s", name, encodePath(o.Target), o.Method))
		}
	}
	return out
}
