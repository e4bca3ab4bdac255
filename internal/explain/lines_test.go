package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// swapped takes two locks of one class in no order, with a writer needed.
func swapped() graph.Finding {
	f := finding(read, read, outer(), inner())
	f.Rule, f.Swapped = graph.Inversion, true
	set := identity.Chain([]identity.Step{acquires("s/w.go:4:2", "(*T).Set", "x.mu")})
	f.Writers = [][]*graph.Edge{{{To: graph.End{Witness: set}}}}
	f.Others = 1
	return f
}

// TestLinesSayWhatTheyAre is for those who do not read them: other formats.
func TestLinesSayWhatTheyAre(t *testing.T) {
	f := swapped()
	got := Lines(&f)
	for i := range got {
		if got[i].Kind != Step && got[i].Kind != Writer {
			got[i].Text = ""
		}
	}
	const one = "goroutine 1"
	want := []Line{
		{Kind: Sentence},
		{Kind: Heading, Who: one},
		{Kind: Step, Who: one, N: 1, Pos: "s/s.go:1:2", Text: "(*T).Get read-locks t.mu"},
		{Kind: Step, Who: one, N: 2, Pos: "s/s.go:2:2", Text: "(*T).Get calls (*T).load"},
		{Kind: Step, Who: one, N: 3, Depth: 1, Pos: "s/s.go:9:2", Text: "(*T).load read-locks t.mu, and waits for goroutine 2"},
		{Kind: Likewise, Who: "goroutine 2"},
		{Kind: Writer, Pos: "s/w.go:4:2", Text: "needs a concurrent writer, behind which the reader waits: (*T).Set locks x.mu"},
		{Kind: Note},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
