package explain

import (
	"fmt"
	"slices"

	"github.com/lockorder/lockorder/internal/graph"
)

// Why says, a line each, why the confidence of a finding is what it is.
func Why(f *graph.Finding) []Line {
	t := new(text)
	t.line("confidence " + f.Confidence.String() + ":")
	for _, r := range f.Reasons {
		t.line(fmt.Sprintf("- %s: %s (at most %s)", r.Name, r.Text, r.Cap))
	}
	if len(f.Reasons) == 0 {
		t.line("- " + nothingAgainst[f.Rule])
	}
	return t.lines
}

// nothingAgainst is why a finding without reasons is sure.
var nothingAgainst = map[string]string{
	graph.Reacquire: "the calls are certain, the chain is short, and both acquisitions are shown to be of one lock",
	graph.Inversion: "the calls are certain, the chains are short, and no other lock or goroutine keeps the two apart",
	graph.HeldWait:  "the calls are certain, the chains are short, and nobody else is seen who could end the wait",
	graph.LockLeak:  "no caller that is known releases the lock, nor is it handed to anybody",
}

// Explained is the text of a finding, and why its confidence is what it is.
func Explained(f *graph.Finding) string { return join(slices.Concat(Lines(f), Why(f))) }
