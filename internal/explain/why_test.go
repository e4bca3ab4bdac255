package explain

import (
	"strings"
	"testing"

	"github.com/lockorder/lockorder/internal/graph"
)

func TestWhy(t *testing.T) {
	f := graph.Finding{Rule: graph.Inversion, Confidence: graph.Low, Reasons: []graph.Reason{
		{Name: "dispatch", Cap: graph.Medium, Text: "a call is dynamic"},
		{Name: "gate", Cap: graph.Low, Text: "two goroutines hold another lock"},
	}}
	want := "confidence low:|- dispatch: a call is dynamic (at most medium)|- gate: two goroutines hold another lock (at most low)"
	if got := strings.ReplaceAll(join(Why(&f)), Break, "|"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, rule := range graph.Rules {
		sure := graph.Finding{Rule: rule, Confidence: graph.High}
		if got := Why(&sure); len(got) != 2 || got[0].Text != "confidence high:" || len(got[1].Text) < 10 {
			t.Errorf("%s: %+v", rule, got)
		}
	}
}
