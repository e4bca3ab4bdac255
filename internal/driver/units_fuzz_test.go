package driver

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/baseline"
	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/wire/wiretest"
)

// TestHostileOutputTakesLittleMemory has output that is large for its bytes.
func TestHostileOutputTakesLittleMemory(t *testing.T) {
	const n = 100_000
	for name, output := range map[string]string{
		"units":      `{"` + strings.Repeat(`a":{},"`, n) + `":{}}`,
		"payloads":   strings.Repeat(`{"":{"lockorder-payload":{}}}`+"\n", n/10),
		"directives": `{"":{"lockorder-payload":{"Directives":[{}` + strings.Repeat(",{}", n) + `]}}}`,
		"texts":      `{"":{"lockorder-payload":{"Incomplete":[""` + strings.Repeat(`,""`, n) + `]}}}`,
		"errors":     "{\n" + strings.Repeat(`"":{"":{}},`, n) + "\n}\n",
		"empty":      strings.Repeat("{}\n", n),
		"nested":     strings.Repeat(`{"":`, n),
		"one line":   strings.Repeat("[", n),
	} {
		t.Run(name, func(t *testing.T) {
			wiretest.Bounded(t, len(output), func() { _, _ = decodeUnits(strings.NewReader(output), func() {}) })
		})
	}
}

// FuzzUnits reads what go vet printed, cut or changed, and links what can be read
// of it: there is no panic, what cannot be read is a problem, and memory is in
// proportion.
func FuzzUnits(f *testing.F) {
	w := identity.Chain([]identity.Step{{Kind: identity.Acquires, Pos: "m/p/a.go:1:2", Func: "F", What: "mu"}})
	part := graph.NewPart()
	part.Edges = []graph.Edge{
		{From: graph.End{Class: "a", Witness: w}, To: graph.End{Class: "b", Witness: w}, Roots: []string{"*"}, Package: "m/p", Site: "m/p/a.go:1:2"},
		{From: graph.End{Class: "b", Witness: w}, To: graph.End{Class: "a", Witness: w}, Roots: []string{"*"}, Package: "m/p", Site: "m/p/a.go:3:4"},
		{From: graph.End{Class: "a", Witness: w}, To: graph.End{Witness: w}, Roots: []string{"*"}, Package: "m/p", Site: "m/p/a.go:3:4"},
	}
	part.Ignores = []graph.Ignore{{At: "m/p/a.go:9:1", From: 9, To: 9, Package: "m/p"}}
	data, err := part.Encode()
	if err != nil {
		f.Fatal(err)
	}
	payload := &engine.Payload{Package: "m/p", Imports: map[string]string{"m/q": "m/p/a.go:3:8"}, Graph: data, Directives: []engine.BadDirective{{At: "m/p/a.go:1:1", Text: "bad"}}}
	text, err := json.Marshal(map[string]map[string]*engine.Payload{"m/p": {engine.PayloadName: payload}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text) + "\n{}\n")
	f.Add(string(text[:len(text)/2]) + "\n")
	f.Add("{\n\t\"m/p\": {\n\t\t\"reacquire\": {\n\t\t\t\"error\": \"broken\"\n\t\t}\n\t}\n}\n")
	f.Add(`{"m/p":{"lockorder-payload":null}}` + "\n")
	f.Add(`{"m/p":{"lockorder-payload":{"Directives":[{}],"Graph":""}}}` + "\n")
	loaded := []listed{{ImportPath: "m/p", GoFiles: []string{"a.go"}, Dir: "/m/p"}}
	f.Fuzz(func(t *testing.T, output string) {
		var u *units
		var err error
		wiretest.Bounded(t, len(output), func() { u, err = decodeUnits(strings.NewReader(output), func() {}) })
		if err != nil {
			return
		}
		o := Options{Rules: graph.Rules, Tests: true, Explain: true, Baseline: []baseline.Entry{{}}}
		o.collect(new(Result), u, loaded)
	})
}
