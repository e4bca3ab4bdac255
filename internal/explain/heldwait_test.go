package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

var (
	starts  = identity.Step{Kind: identity.Starts, Pos: "s/s.go:1:2", Func: "Start", What: "(*T).run"}
	needsIt = identity.Step{Kind: identity.Acquires, Pos: "s/s.go:2:2", Func: "(*T).run", What: "t.mu"}
	closes  = identity.Step{Kind: identity.Closes, Pos: "s/s.go:3:2", Func: "(*T).run", What: "closes t.done", Lock: identity.Receive}
	waitsAt = identity.Step{Kind: identity.Acquires, Pos: "s/s.go:9:2", Func: "(*T).Stop", What: "t.done", Lock: identity.Receive}
	holds   = identity.Step{Kind: identity.Acquires, Pos: "s/s.go:8:2", Func: "(*T).Stop", What: "t.mu"}
)

func end(class identity.Class, kind identity.Kind, steps ...identity.Step) graph.End {
	return graph.End{Class: identity.Lock{Class: class, Kind: kind}.Node(), Kind: kind, Witness: identity.Chain(steps)}
}

func TestWaitUnderALock(t *testing.T) {
	f := graph.Finding{Rule: graph.HeldWait, Cycle: []graph.Edge{
		{From: end("s.T.mu", identity.Mutex, holds), To: end("s.T.done", identity.Receive, waitsAt)},
		{From: end("s.T.done", identity.Receive, starts, closes), To: end("s.T.mu", identity.Mutex, starts, needsIt), Completer: "x"},
	}}
	const want = `s.T.mu is held by (*T).Stop while it waits for s.T.done: (*T).run must lock s.T.mu before it closes t.done [heldwait]
	goroutine 1 holds s.T.mu and waits for s.T.done:
	1. s/s.go:8:2: (*T).Stop locks t.mu
	2. s/s.go:9:2: (*T).Stop receives from t.done, and waits for goroutine 2
	goroutine 2 must lock s.T.mu before it closes t.done:
	1. s/s.go:1:2: Start starts (*T).run
	2. s/s.go:2:2: (*T).run locks t.mu, and waits for goroutine 1
	3. s/s.go:3:2: only then: (*T).run closes t.done`
	if diff := cmp.Diff(want, Message(&f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWhoCompletesIsWhoIsCalledBack, not who calls WaitGroup.Go.
func TestWhoCompletesIsWhoIsCalledBack(t *testing.T) {
	calls := identity.Step{Kind: identity.CallsBack, Pos: "s/s.go:1:2", Func: "Start", What: "(*sync.WaitGroup).Go"}
	returns := identity.Step{Kind: identity.Completes, Pos: "s/s.go:1:2", Func: "(*T).run", What: "returns", Lock: identity.Join}
	f := graph.Finding{Rule: graph.HeldWait, Cycle: []graph.Edge{
		{From: end("s.T.mu", identity.Mutex, holds), To: end("s.T.wg", identity.Join, waitsAt)},
		{From: end("s.T.wg", identity.Join, calls, returns), To: end("s.T.mu", identity.Mutex, calls, needsIt), Completer: "x"},
	}}
	const want = "s.T.mu is held by (*T).Stop while it waits for s.T.wg: (*T).run must lock s.T.mu before it returns"
	if got := waited(&f); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestWaitForItself(t *testing.T) {
	joins := waitsAt
	joins.Func = "(*T).run"
	f := graph.Finding{Rule: graph.HeldWait, Cycle: []graph.Edge{
		{From: end("s.T.done", identity.Receive, starts, closes), To: end("s.T.done", identity.Receive, starts, joins), Completer: "x"},
	}}
	const want = `(*T).run waits for itself: it must receive from s.T.done before it closes t.done [heldwait]
	the goroutine must receive from s.T.done before it closes t.done:
	1. s/s.go:1:2: Start starts (*T).run
	2. s/s.go:9:2: (*T).run receives from t.done, and waits for itself
	3. s/s.go:3:2: only then: (*T).run closes t.done`
	if diff := cmp.Diff(want, Message(&f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
