package summary

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// A bundle is the summaries of a package's functions, or methods, by name. Packed
// it is compressed as one: most of what summaries say, they say alike. Unpacked it
// is lines of text, of which only what is asked for is read.
type bundle struct {
	stepReader
	summaries map[string][]byte
}

// A header is the first line of a bundle. After it come the steps of all
// witnesses, then the summaries, a line each.
type header struct {
	Names  []string
	Steps  int
	Chains [][2]int
}

// maxBundle bounds what a bundle may unpack to, in bytes.
const maxBundle = 64 << 20

// pack makes a bundle: JSON, which needs no description of its types, compressed.
// Equal summaries make equal bytes.
func (p *Package) pack(summaries map[string]*model.Summary, extensible map[identity.Class]bool) ([]byte, error) {
	if len(summaries) == 0 {
		return nil, nil
	}
	w := factWriter{p, extensible, newStepWriter()}
	names := slices.Sorted(maps.Keys(summaries))
	var facts []*wireFact
	for _, name := range names {
		facts = append(facts, w.fact(summaries[name], 0))
	}
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		return nil, fmt.Errorf("packing summaries: %w", err)
	}
	lines := []any{header{names, len(w.steps.steps), w.steps.packed()}}
	for _, s := range w.steps.steps {
		lines = append(lines, s)
	}
	for _, f := range facts {
		lines = append(lines, f)
	}
	encoder := json.NewEncoder(z)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return nil, fmt.Errorf("packing summaries: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("packing summaries: %w", err)
	}
	return b.Bytes(), nil
}

// unpack is an empty bundle if the data are damaged.
func unpack(data []byte) *bundle {
	out := new(bundle)
	if len(data) == 0 {
		return out
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), maxBundle))
	if err != nil {
		return out
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	var h header
	if err := json.Unmarshal(lines[0], &h); err != nil || h.Steps < 0 || len(lines) != 1+h.Steps+len(h.Names) {
		return out
	}
	out.stepReader = stepReader{unpackChains(h.Chains), lines[1 : 1+h.Steps], make(map[int]*identity.Witness)}
	out.summaries = make(map[string][]byte, len(h.Names))
	for i, name := range h.Names {
		out.summaries[name] = lines[1+h.Steps+i]
	}
	return out
}

// of is the summary of a function; nil if there is none.
func (b *bundle) of(name string) *model.Summary {
	line, ok := b.summaries[name]
	if !ok {
		return nil
	}
	w := new(wireFact)
	if err := json.Unmarshal(line, w); err != nil {
		return nil
	}
	return b.summary(w)
}

// describe says what each function takes and calls, for tests.
func (b *bundle) describe() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(b.summaries)) {
		s := b.of(name)
		if s == nil {
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
