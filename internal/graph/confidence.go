package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// Confidence says how sure a finding is. The default prints Medium and High.
type Confidence uint8

const (
	Low Confidence = iota
	Medium
	High
)

var confidenceNames = [...]string{"low", "medium", "high"}

func (c Confidence) String() string { return confidenceNames[c] }

// ParseConfidence reads low, medium or high.
func ParseConfidence(s string) (Confidence, error) {
	for i, name := range confidenceNames {
		if s == name {
			return Confidence(i), nil
		}
	}
	return Medium, fmt.Errorf("confidence is low, medium or high, not %q", s)
}

// A Reason is why a finding is not certain. Each caps the confidence.
type Reason struct {
	Name string // stable, for people to search
	Cap  Confidence
	Text string
}

// The reasons.
var (
	classOnly   = Reason{"instance", Low, "the locks are of one class; that they are one lock is not shown"}
	constructor = Reason{"constructor", Medium, "that they are one lock follows from how a constructor ties the objects"}
	dispatched  = Reason{"dispatch", Medium, "a call is dynamic: its callee is found by type flow in this package"}
	// Each is one of many objects' calls, and no two of them are shown to be of one.
	dispatchedAgain = Reason{"dispatch", Low, "a chain of dynamic calls, each found by type flow: that they all belong to the same objects is not shown"}
	// As on one way, and each of the goroutines is then of other objects.
	dispatchedBoth = Reason{"dispatch", Low, "two goroutines come there by dynamic calls, found by type flow: that these belong to the same objects is not shown"}
	manyCallees    = Reason{"callees", Low, "a dynamic call has several possible callees"}
	deep           = Reason{"depth", Medium, "the chain of calls is long"}
	veryDeep       = Reason{"depth", Low, "the chain of calls is very long"}
	somePaths      = Reason{"paths", Medium, "the lock is held on some of the paths only"}
	leftAbove      = Reason{"paths", Low, "two functions, one by the other, leave the lock held on some of their paths: what they return may tell"}
	// If it is left, that is the defect, and a reacquire tells it.
	leftSomewhere = Reason{"paths", Low, "a function leaves the lock held on some of its paths only"}
	handOff       = Reason{"hand-off", Medium, "some goroutine releases this lock for another"}
	sent          = Reason{"hand-off", Low, "the lock is sent over a channel, for who receives it to release"}
	handOffLeft   = Reason{"hand-off", Low, "some goroutine releases this lock for another, and this one may wait for that"}

	anyTwoLocks = Reason{"instances", Medium, "that two goroutines come with the same two locks, exchanged, is for the callers to show"}
	offered     = Reason{"instances", Low, "no caller is known that comes with two locks in one order, and none with the other"}
	keptPermits = Reason{"semaphore", Low, "the semaphore's permits are kept for long: it counts what is in use"}
	maybeGate   = Reason{"gate", Low, "two goroutines that it takes hold another lock, which may be one and keep them apart"}
	maybeAgain  = Reason{"again", Low, "a goroutine already holds a lock of the class that it waits for, which may be the same"}
	manyLocks   = Reason{"length", Medium, "it takes three goroutines or more"}
	needsWriter = Reason{"writer", Medium, "it takes a writer that comes between"}
	atInit      = Reason{"init", Low, "one of the goroutines initialises a package, mostly before the others start"}
	inTests     = Reason{"tests", Medium, "one of the goroutines runs only in tests"}
	partlyTests = Reason{"tests", Low, "a test holds a lock across calls, mostly on purpose"}
	testAlone   = Reason{"alone", Low, "beside the test it takes a goroutine that only an importer of the package could have"}
	permits     = Reason{"semaphore", Medium, "the semaphore blocks only if all its permits are taken"}
	slots       = Reason{"slots", Medium, "the channel has several slots, and blocks only if all are taken"}
	atStart     = Reason{"once", Medium, "a Once blocks only until its function has returned for the first time"}
	// Of leaks.
	resultTells = Reason{"result", Low, "the result tells whether the lock is held, and not all callers are known"}
	elsewhere   = Reason{"elsewhere", Low, "some function releases such locks without having taken them"}
	unnamed     = Reason{"unnamed", Low, "whoever calls the function may release the lock, which cannot be followed to there"}

	// One doubt in two is founded; of findings with three, none that was read is true
	// (docs/precision.md, calibration).
	doubts = Reason{"doubts", Low, "three things or more speak against it, each by itself"}

	apart = Reason{"program", Low, "no program is known that runs the code of all of it"}
)

// The limits behind the reasons, tuned on real code (docs/precision.md).
const (
	fewCallees = 3
	fewDynamic = 1
	deepSteps  = 8
	deepest    = 14
	manyDoubts = 3
)

// reasons lists what speaks against the candidate.
func (s *search) reasons(c *candidate) []Reason {
	out := s.single(c)
	n := len(out)
	if slices.Contains(out, dispatched) && slices.Contains(out, supplied) {
		n-- // one doubt: which function is called
	}
	if n >= manyDoubts && confidence(out) == Medium {
		out = append(out, doubts)
	}
	return out
}

// single lists the reasons, each by itself.
func (s *search) single(c *candidate) []Reason {
	var out []Reason
	add := func(applies bool, r Reason) {
		if applies && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	for _, e := range c.edges {
		many, chain := e.many(), e.chain()
		few := fewCallees
		if c.rule != Reacquire {
			few = 2 // which of them it is decides about both ends
		}
		add(many > 0 && many <= few, dispatched)
		add(many > few, manyCallees)
		add(c.rule != Reacquire && many <= few && e.dynamic() > fewDynamic && !(e.From.one() && e.To.one()), dispatchedAgain)
		add(c.rule != Reacquire && e.callsPart(), partOfWhole)
		add(chain > deepSteps && chain <= deepest, deep)
		add(chain > deepest, veryDeep)
		add(c.rule == Reacquire && (e.Partial || e.From.Partial), somePaths)
		add(c.rule == Reacquire && e.From.Partial && e.From.Witness.Depth() > 2, leftAbove)
		add(c.rule != Reacquire && e.From.Partial, leftSomewhere)
		add(s.Sent[e.From.Class], sent)
		if s.HandedOff[e.From.Class] {
			left := c.rule == Reacquire && e.left() || c.rule == LockLeak
			add(!left, handOff)
			add(left, handOffLeft)
		}
	}
	add(c.rule != Reacquire && c.dispatched() > 1, dispatchedBoth)
	add(c.descends(), downStructure)
	add(c.alone(), testAlone)
	c.suppliedReasons(add)
	if c.rule == LockLeak {
		e := c.edges[0]
		add(e.Excuse == summary.Result, resultTells)
		add(e.Excuse == summary.Elsewhere, elsewhere)
		add(e.Excuse == summary.Unnamed, unnamed)
		add(e.Test, inTests)
		return out
	}
	if c.rule == Reacquire {
		add(onPurpose(c.edges), partlyTests)
		add(c.edges[0].Same == identity.May, classOnly)
		add(c.edges[0].Same == identity.Inverse, constructor)
		add(c.kept, maybeGate)
		return out
	}
	s.inversionReasons(c, add)
	s.waitReasons(c, add)
	return out
}

// one reports whether the lock is shown to be one for all who come to it: it lies in a
// certain variable, or in objects of one making.
func (e *End) one() bool { return e.Lone || e.Certain != "" }

// dispatched counts the edges that one comes to by calls whose callee is found by type
// flow, of objects that may be several.
func (c *candidate) dispatched() (n int) {
	for _, e := range c.edges {
		if e.many() > 0 && !(e.From.one() && e.To.one()) {
			n++
		}
	}
	return n
}

// left reports whether From may not be held for the edge at all, if it is
// handed off: what leaves it held, or waits for it, may do so on purpose. A
// callee that holds it while it calls back does hold it.
func (e *Edge) left() bool {
	if e.From.Inside {
		return false
	}
	return e.Partial || e.From.Partial || e.From.Witness.Depth() > 1 || withinOne(e.To.Witness)
}

// withinOne reports whether a chain stays in one function and its literals.
func withinOne(w *identity.Witness) bool {
	steps := w.Steps()
	return len(steps) > 0 && !slices.ContainsFunc(steps, func(s identity.Step) bool {
		return s.Func != steps[0].Func && !strings.HasPrefix(s.Func, steps[0].Func+".func")
	})
}

func (s *search) inversionReasons(c *candidate, add func(bool, Reason)) {
	some := func(f func(*Edge) bool) bool { return slices.ContainsFunc(c.edges, f) }
	kind := func(k identity.Kind) bool {
		return some(func(e *Edge) bool { return e.From.Kind == k })
	}
	add(c.pairing == summary.Free, anyTwoLocks)
	add(c.pairing == summary.Offered, offered)
	add(c.kept || AnyTwo(c.edges, func(a, b *Edge) bool { return excludes(a.Gates, b.Gates, maybeOne) }), maybeGate)
	add(some(func(e *Edge) bool { return e.Again == identity.May }), maybeAgain)
	add(c.rule == Inversion && len(c.edges) > 2, manyLocks)
	add(len(c.writers) > 0, needsWriter)
	add(some(func(e *Edge) bool { return slices.Equal(e.Roots, []string{"init"}) }) &&
		!some(func(e *Edge) bool { return len(e.Roots) == 1 && strings.HasPrefix(e.Roots[0], "init go") }), atInit)
	tested := some(func(e *Edge) bool { return e.Test })
	across := some(func(e *Edge) bool { return e.Test && e.depth() > 2 }) && some(func(e *Edge) bool { return !e.Test }) || onPurpose(c.edges)
	add(tested && !across, inTests)
	add(across, partlyTests)
	add(kind(identity.Semaphore), permits)
	add(kind(identity.Slots), slots)
	add(some(func(e *Edge) bool {
		return e.From.Kind.Counts() && e.From.Witness.Depth() > 1 && !e.From.Inside && !e.Returns
	}), keptPermits)
	add(kind(identity.Once), atStart)
	add(s.Apart != nil && s.Apart(constituents(c.edges)), apart)
}

// onPurpose holds for what a test alone comes to: it takes a lock of the code under
// test itself, and then that code takes it, some calls further down. If it did each
// time, the test would hang, and be mended; mostly a condition keeps it from there.
// May rank a real deadlock down, of tests only.
func onPurpose(edges []*Edge) bool {
	some := func(f func(*Edge) bool) bool { return slices.ContainsFunc(edges, f) }
	return !some(func(e *Edge) bool { return !e.Test }) &&
		some(func(e *Edge) bool { return !e.From.Kind.Waits() && inTestFile(e.From.Witness.Last()) }) &&
		some(func(e *Edge) bool {
			return !e.To.Kind.Waits() && e.To.Witness.Depth() > 2 && !inTestFile(e.To.Witness.Last())
		})
}

func inTestFile(s identity.Step) bool { return strings.Contains(s.Pos, "_test.go:") }

func confidence(reasons []Reason) Confidence {
	c := High
	for _, r := range reasons {
		c = min(c, r.Cap)
	}
	return c
}
