package summary

import (
	"bytes"
	"compress/flate"
	"fmt"
	"strings"
	"testing"
)

// TestEndlessWitness has a chain of a million steps: it is cut, and the stack is not
// used up.
func TestEndlessWitness(t *testing.T) {
	const n = 1_000_000
	var b strings.Builder
	b.WriteString(`{"Names":["F"],"Steps":1,"Chains":[[0,0]`)
	for i := range n - 1 {
		fmt.Fprintf(&b, ",[0,%d]", i+1)
	}
	fmt.Fprintf(&b, "]}\n{}\n"+`{"a":[{"l":{"c":"p.mu"},"t":%d}]}`, n)
	s := unpack(deflated(t, b.String())).of("F")
	if s == nil || len(s.Acquires) != 1 {
		t.Fatalf("nothing is read: %v", s)
	}
	if got := s.Acquires[0].Witness.Depth(); got == 0 || got > maxDepth {
		t.Errorf("%d steps", got)
	}
}

// FuzzUnpack reads the text of a bundle, and the bytes as they are: whatever they
// say, there is no panic, and what cannot be read is not there.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte(`{"Names":["F"],"Steps":1,"Chains":[[0,-1]]}` + "\n{}\n" + `{"a":[{"l":{"c":"p.mu"},"t":1}]}`))
	f.Add([]byte(`{"Names":["F"],"Steps":0,"Chains":[[0,0],[1,1]]}` + "\n" + `{"a":[{"l":{"p":"0*.p.T:mu"},"t":2}],"e":[{}],"o":[{}]}`))
	f.Add([]byte(`{"Names":["F","G"],"Steps":9223372036854775807}` + "\n{}"))
	f.Add([]byte("null\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var b bytes.Buffer
		z, err := flate.NewWriter(&b, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		for _, data := range [][]byte{b.Bytes(), text} {
			bundle := unpack(data)
			_ = bundle.describe()
			for name := range bundle.summaries {
				if s := bundle.of(name); s != nil {
					for _, a := range s.Acquires {
						_ = a.Witness.Steps()
					}
				}
			}
		}
	})
}
