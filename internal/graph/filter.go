package graph

import (
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// A candidate is one way to close a cycle.
type candidate struct {
	rule    string
	edges   []*Edge
	pairing summary.Pairing // of two locks of one class
	writers [][]*Edge       // who must come between: of each list, one
	kept    bool            // all of a list may be kept away
	still   *standstill     // of a cycle with waits, once it was asked for
}

// filters drop candidates that cannot be deadlocks.
var filters = []struct {
	name  string
	drops func(*search, *candidate) bool
}{
	{"unlocked-above", (*search).unlockedAbove},
	{"no-writer", (*search).noWriter},
	{"fresh", (*search).fresh},
	{"again", (*search).again},
	{"instances", (*search).otherLocks},
	{"gate", (*search).gated},
	{"roots", (*search).oneGoroutine},
	{"later", (*search).madeLater},
	{"writer", (*search).writersAway},
	{"started", (*search).startedAfter},
	{"completer", (*search).completed},
	{"time", (*search).timed},
	{"ignored", (*search).ignored},
}

// filter is the name of the first filter that drops the candidate.
func (s *search) filter(c *candidate) string {
	for _, f := range filters {
		if f.drops(s, c) {
			return f.name
		}
	}
	return ""
}

// noWriter drops cycles in which a goroutine waits to read a lock that another,
// or itself, reads, if nobody locks it for writing: readers wait only for
// writers. Source: lockdep's recursive readers; measured on Go 1.26. May miss
// when the writer is in a package that imports this one; its search finds it.
func (s *search) noWriter(c *candidate) bool {
	return slices.ContainsFunc(c.reread(), func(e *Edge) bool { return len(s.writers(e.To.Class)) == 0 })
}

// fresh drops inversions with a lock that nobody else can know yet: neither
// can another goroutine hold it, nor wait for it. Source: checklocks.
func (s *search) fresh(c *candidate) bool {
	return c.rule != Reacquire && slices.ContainsFunc(c.edges, func(e *Edge) bool { return e.Fresh })
}

// again drops inversions that wait for a lock which the goroutine already holds:
// that is no matter of order, but a reacquire. Who waits to write what it reads waits
// for other readers, too.
func (s *search) again(c *candidate) bool {
	if c.rule == Reacquire {
		return false
	}
	for i, e := range c.edges {
		if e.Again >= identity.Inverse || e.Upgrade && c.edges[(i+1)%len(c.edges)].From.Mode != identity.Read {
			return true
		}
	}
	return false
}

// otherLocks drops inversions in which a goroutine waits for one lock of a class
// while the next holds another: both are in package variables, in objects of which the
// one has its home elsewhere, or in structs that lie in different ones. So it does a
// reacquire of which only the class is known.
func (s *search) otherLocks(c *candidate) bool {
	if c.rule == Reacquire {
		e := c.edges[0]
		return e.Same == identity.May && s.Homes.Two(e.From.Through, e.To.Through)
	}
	if c.pairing != summary.OneWay {
		return false
	}
	for i, e := range c.edges {
		next := c.edges[(i+1)%len(c.edges)]
		if s.differ(&e.To, &next.From) {
			return true
		}
	}
	return false
}

// differ reports whether two ends of one class are shown to be two locks, or waits.
func (s *search) differ(e, f *End) bool {
	return e.Certain != "" && f.Certain != "" && e.Certain != f.Certain ||
		!identity.Contained(e.In, f.In) ||
		s.Homes.Two(e.Through, f.Through)
}

// gated drops inversions of which two goroutines need a third lock that only one
// can have. Source: Infer, GoodLock. The gate must be shown to be one lock: a
// global, or tied to a lock of the cycle; others lower the confidence.
func (s *search) gated(c *candidate) bool {
	return c.rule != Reacquire && AnyTwo(c.edges, func(a, b *Edge) bool {
		return excludes(a.Gates, b.Gates, tied) || a.holdsGateOf(b) || b.holdsGateOf(a)
	})
}

// holdsGateOf reports whether the lock that the edge goes from is, as a variable of the
// program, a gate of another: no two goroutines hold it.
func (e *Edge) holdsGateOf(other *Edge) bool {
	return e.From.Certain != "" && slices.ContainsFunc(other.Gates, func(g Gate) bool {
		return g.Class == e.From.Class && (g.Mode == identity.Write || e.From.Mode == identity.Write) && slices.Contains(g.Ties, "global "+e.From.Certain)
	})
}

// excludes reports whether two goroutines hold a lock in common that one of them
// holds for writing, and that same holds for.
func excludes(a, b []Gate, same func(g, h Gate) bool) bool {
	for _, g := range a {
		for _, h := range b {
			if g.Class == h.Class && (g.Mode == identity.Write || h.Mode == identity.Write) && same(g, h) {
				return true
			}
		}
	}
	return false
}

// tied reports whether two gates of one class are shown to be one lock.
func tied(g, h Gate) bool {
	return slices.ContainsFunc(g.Ties, func(t string) bool { return slices.Contains(h.Ties, t) })
}

// maybeOne is what two gates of one class are at least, but for those that lie in two variables.
func maybeOne(g, h Gate) bool {
	a, b := g.variable(), h.variable()
	return a == "" || b == "" || a == b
}

// variable is the one in which the gate certainly lies, or empty.
func (g Gate) variable() string {
	for _, t := range g.Ties {
		if name, ok := strings.CutPrefix(t, "global "); ok && !strings.ContainsAny(name, "*~[") {
			return name
		}
	}
	return ""
}

// AnyTwo reports whether f holds for two of the edges.
func AnyTwo(edges []*Edge, f func(a, b *Edge) bool) bool {
	for i, a := range edges {
		for _, b := range edges[i+1:] {
			if f(a, b) {
				return true
			}
		}
	}
	return false
}

// oneGoroutine drops inversions whose edges no different goroutines can be at,
// at one time: all in init, all in main, in tests that run one after another.
// Source: Infer's thread domain, RacerX.
func (s *search) oneGoroutine(c *candidate) bool {
	return c.rule != Reacquire && !assign(c.edges, concurrent)
}

// madeLater drops cycles in which a goroutine is in a function literal that another
// makes only later, of the object in which the lock between the two lies (nats.go, a
// hook that is put in place under the lock that it takes). Errs to misses; see
// summary.Package.MadeLater.
func (s *search) madeLater(c *candidate) bool {
	if c.rule == Reacquire {
		return false
	}
	for i, e := range c.edges {
		next := c.edges[(i+1)%len(c.edges)]
		if next.From.runsIn(e.Before) || e.To.runsIn(next.Before) {
			return true
		}
	}
	return false
}

// madeWith is a function literal with a lock in what it captures.
func madeWith(lock identity.Class, literal string) string { return string(lock) + " " + literal }

// literal is the function literal that takes the lock itself, or empty.
func (e *End) literal() string {
	last := e.Witness.Last()
	if !strings.Contains(last.Func, ".func") {
		return ""
	}
	return madeWith(e.Class, summary.Literal(last.Pos, last.Func))
}

// runsIn reports whether the lock is taken in one of the literals.
func (e *End) runsIn(literals []string) bool {
	return len(literals) > 0 && slices.Contains(literals, e.literal())
}

// assign reports whether each edge can have a goroutine of its own beside those
// already given: one that has not started by then is not beside it.
func assign(edges []*Edge, beside func(r, g string) bool, given ...runs) bool {
	if len(edges) == 0 {
		return true
	}
	e := edges[0]
	for _, r := range e.Roots {
		apart := func(g runs) bool {
			return !beside(r, g.root) || slices.Contains(g.Before, r) || slices.Contains(e.Before, g.root)
		}
		if !slices.ContainsFunc(given, apart) && assign(edges[1:], beside, append(slices.Clip(given), runs{e, r})...) {
			return true
		}
	}
	return false
}

// runs is an edge in one of its goroutines.
type runs struct {
	*Edge
	root string
}

// alone reports whether a goroutine of a cycle, or each writer that it takes, could only
// be a caller's that is not known while the others are a test's: in a test all callers
// are known. Errs to misses where another package starts the goroutine, by a call that
// it does not make in the test.
func (c *candidate) alone() bool {
	return c.rule != Reacquire && !assign(c.edges, inProgram) || slices.ContainsFunc(c.writers, func(writers []*Edge) bool {
		return !slices.ContainsFunc(writers, func(w *Edge) bool { return assign(append(slices.Clip(c.edges), w), inProgram) })
	})
}

// inProgram is concurrent for goroutines that one program is known to have.
func inProgram(a, b string) bool {
	return concurrent(a, b) && !(a == summary.Callers && summary.OfTests(b)) && !(b == summary.Callers && summary.OfTests(a))
}

// concurrent reports whether goroutines of two roots can run at one time.
func concurrent(a, b string) bool {
	scopeA, scopeB := scope(a), scope(b)
	switch {
	case a == summary.Many || b == summary.Many || a == summary.Callers || b == summary.Callers:
		return true
	case a == b:
		return a == summary.Parallel || strings.HasSuffix(a, summary.AnyOfTest)
	case summary.OfTests(a) && summary.OfTests(b) && scopeA != scopeB:
		// Tests run one after another, those in parallel when the others are over, but one
		// of them may be the other's.
		return (a == summary.Serial || b == summary.Serial) && strings.Contains(a+b, " go ")
	case a == "init" && scopeB != "init" || b == "init" && scopeA != "init":
		return false // init comes first
	}
	return true
}

// scope is what a goroutine belongs to: the program's main or init, or a test.
func scope(root string) string {
	s, _, _ := strings.Cut(root, " go ")
	return s
}
