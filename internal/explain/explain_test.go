package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

const (
	read = identity.Read
	once = identity.Once
)

func acquires(pos, fn, what string) identity.Step {
	return identity.Step{Kind: identity.Acquires, Pos: pos, Func: fn, What: what}
}

func calls(pos, fn, callee string) identity.Step {
	return identity.Step{Kind: identity.Calls, Pos: pos, Func: fn, What: callee}
}

// finding is of one lock, all steps of a side in its mode.
func finding(fromMode, toMode identity.Mode, from, to []identity.Step) graph.Finding {
	from[len(from)-1].Mode, to[len(to)-1].Mode = fromMode, toMode
	const mu = "example.com/store.T.mu"
	return graph.Finding{Rule: graph.Reacquire, Cycle: []graph.Edge{{
		From: graph.End{Class: mu, Mode: fromMode, Witness: identity.Chain(from)},
		To:   graph.End{Class: mu, Mode: toMode, Witness: identity.Chain(to)},
	}}}
}

// steps of Get and of what it calls.
func outer() []identity.Step { return []identity.Step{acquires("s/s.go:1:2", "(*T).Get", "t.mu")} }
func inner() []identity.Step {
	return []identity.Step{calls("s/s.go:2:2", "(*T).Get", "(*T).load"), acquires("s/s.go:9:2", "(*T).load", "t.mu")}
}

func onceFinding() graph.Finding {
	step := func(pos, fn string) identity.Step {
		return identity.Step{Kind: identity.Acquires, Pos: pos, Func: fn, What: "t.once", Lock: once}
	}
	f := finding(0, 0, []identity.Step{step("s/s.go:1:2", "(*T).Init")},
		[]identity.Step{{Kind: identity.CallsBack, Pos: "s/s.go:1:2", Func: "(*T).Init", What: "(*sync.Once).Do"}, step("s/s.go:9:2", "(*T).init")})
	e := &f.Cycle[0]
	e.From.Class, e.To.Class, e.From.Kind, e.To.Kind = "example.com/store.T.once", "example.com/store.T.once", once, once
	return f
}

func with(f graph.Finding, change func(*graph.Finding)) graph.Finding {
	change(&f)
	return f
}

// each runs the callback with the lock held inside.
func inside() graph.Finding {
	each := calls("s/s.go:2:2", "(*T).Get", "(*T).each")
	f := finding(0, 0, []identity.Step{each, acquires("s/s.go:5:2", "(*T).each", "t.mu")},
		[]identity.Step{each, calls("s/s.go:7:3", "(*T).each", "(*T).Get.func1"), acquires("s/s.go:3:3", "(*T).Get.func1", "t.mu")})
	f.Cycle[0].From.Inside = true
	return f
}

var messages = []struct {
	name string
	f    graph.Finding
	want string
}{
	{"write under write, here", finding(0, 0, outer(), []identity.Step{acquires("s/s.go:2:2", "(*T).Get", "t.mu")}),
		`store.T.mu is locked again by the goroutine that already holds it in (*T).Get [reacquire]
	1. s/s.go:1:2: (*T).Get locks t.mu
	2. s/s.go:2:2: (*T).Get locks t.mu again, and waits for itself`},
	{"write under write, in a callee", finding(0, 0, outer(), inner()),
		`store.T.mu is locked again by the goroutine that already holds it: (*T).Get calls (*T).load, which locks it [reacquire]
	1. s/s.go:1:2: (*T).Get locks t.mu
	2. s/s.go:2:2: (*T).Get calls (*T).load
	3. s/s.go:9:2: (*T).load locks t.mu again, and waits for itself`},
	{"read under write", finding(0, read, outer(), inner()),
		`store.T.mu is read-locked by a goroutine that already holds the lock, and waits for itself: (*T).Get calls (*T).load, which read-locks it [reacquire]
	1. s/s.go:1:2: (*T).Get locks t.mu
	2. s/s.go:2:2: (*T).Get calls (*T).load
	3. s/s.go:9:2: (*T).load read-locks t.mu again, and waits for itself`},
	{"write under read", finding(read, 0, outer(), inner()),
		`store.T.mu is locked by a goroutine that holds it for reading, and waits for itself: (*T).Get calls (*T).load, which locks it [reacquire]
	1. s/s.go:1:2: (*T).Get read-locks t.mu
	2. s/s.go:2:2: (*T).Get calls (*T).load
	3. s/s.go:9:2: (*T).load locks t.mu again, and waits for itself`},
	{"read twice, with the writer it needs", with(finding(read, read, outer(), inner()), func(f *graph.Finding) {
		set := identity.Chain([]identity.Step{calls("s/w.go:9:2", "(*T).Reset", "(*T).Set"), acquires("s/w.go:4:2", "(*T).Set", "x.mu")})
		f.Writers = [][]*graph.Edge{{{To: graph.End{Witness: set}}, {}}}
	}),
		`store.T.mu is read-locked again by a goroutine that already holds it; a writer that comes between blocks both: (*T).Get calls (*T).load, which read-locks it [reacquire]
	1. s/s.go:1:2: (*T).Get read-locks t.mu
	2. s/s.go:2:2: (*T).Get calls (*T).load
	3. s/s.go:9:2: (*T).load read-locks t.mu again, behind the waiting writer
	4. s/w.go:4:2: needs a concurrent writer: (*T).Set locks x.mu between the two`},
	{"once in its own function", onceFinding(),
		`store.T.once is entered again from its own function, which waits for itself: (*T).Init calls (*sync.Once).Do, which leads to (*T).init, which enters it [reacquire]
	1. s/s.go:1:2: (*T).Init enters t.once
	2. s/s.go:1:2: (*T).Init calls (*sync.Once).Do, which calls back
	3. s/s.go:9:2: (*T).init enters t.once again, inside its own function`},
	{"callback with the lock held inside shows the shared call once", inside(),
		`store.T.mu is locked again by the goroutine that already holds it: (*T).Get calls (*T).each, which leads to (*T).Get.func1, which locks it [reacquire]
	1. s/s.go:2:2: (*T).Get calls (*T).each
	2. s/s.go:5:2: (*T).each locks t.mu
	3. s/s.go:7:3: (*T).each calls (*T).Get.func1
	4. s/s.go:3:3: (*T).Get.func1 locks t.mu again, and waits for itself`},
	{"helper that returns holding", finding(0, 0, []identity.Step{calls("s/s.go:1:2", "(*T).Get", "(*T).lock"), acquires("s/s.go:7:2", "(*T).lock", "t.mu")}, inner()),
		`store.T.mu is locked again by the goroutine that already holds it: (*T).Get calls (*T).load, which locks it [reacquire]
	1. s/s.go:1:2: (*T).Get calls (*T).lock
	2. s/s.go:7:2: (*T).lock locks t.mu, and returns holding it
	3. s/s.go:2:2: (*T).Get calls (*T).load
	4. s/s.go:9:2: (*T).load locks t.mu again, and waits for itself`},
	{"deferred, dynamic, and more ways", with(finding(0, 0, outer(), []identity.Step{
		{Kind: identity.Defers, Pos: "s/s.go:2:2", Func: "(*T).Get", What: "(*T).done"},
		{Kind: identity.Calls, Pos: "s/s.go:6:2", Func: "(*T).done", What: "(*T).load", Many: 3},
		acquires("s/s.go:9:2", "(*T).load", "t.mu")}), func(f *graph.Finding) { f.Others = 2 }),
		`store.T.mu is locked again by the goroutine that already holds it: (*T).Get calls (*T).done, which leads to (*T).load, which locks it [reacquire]
	1. s/s.go:1:2: (*T).Get locks t.mu
	2. s/s.go:2:2: (*T).Get calls (*T).done, deferred
	3. s/s.go:6:2: (*T).done calls (*T).load (one of 3 it may mean)
	4. s/s.go:9:2: (*T).load locks t.mu again, and waits for itself
	(2 more ways to the same lock)`},
	{"one more way", with(finding(0, 0, outer(), []identity.Step{acquires("s/s.go:2:2", "(*T).Get", "t.mu")}), func(f *graph.Finding) { f.Others = 1 }),
		`store.T.mu is locked again by the goroutine that already holds it in (*T).Get [reacquire]
	1. s/s.go:1:2: (*T).Get locks t.mu
	2. s/s.go:2:2: (*T).Get locks t.mu again, and waits for itself
	(1 more way to the same lock)`},
}

func TestMessageTellsEachStepToAReader(t *testing.T) {
	for _, tt := range messages {
		if diff := cmp.Diff(tt.want, Message(&tt.f)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestMessageIsTheSameEachTime(t *testing.T) {
	for _, tt := range messages {
		if first, second := Message(&tt.f), Message(&tt.f); first != second {
			t.Errorf("%s: two texts", tt.name)
		}
	}
}
