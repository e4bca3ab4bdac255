package graph

import (
	"path"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// A whole is made of parts of its own interface: an index of indexes, a connection
// around a connection. Where a method calls, by type flow, the same method again, that
// is a part's, which has locks of its own (the composite and decorator patterns). Errs
// to misses, where objects are joined to a ring.
var partOfWhole = Reason{"whole", Low, "a method calls itself through an interface: of another object, as a whole calls its parts"}

// callsPart reports whether a whole calls a part on one of the ways.
func (e *Edge) callsPart() bool {
	for _, w := range []*identity.Witness{e.From.Witness, e.To.Witness} {
		for ; w != nil && w.Next != nil; w = w.Next {
			if w.Many > 0 && isMethod(w.What) && declared(w.Func) == w.What && packageOf(w.Pos) == packageOf(w.Next.Pos) {
				return true
			}
		}
	}
	return false
}

var downStructure = Reason{"structure", Low, "one function leads from each lock to the next: down a structure, where each is another object"}

// descends reports whether all goroutines of a cycle go down one structure: each comes from
// its lock through one function to the next lock, at the very place from where the next
// one goes on (an executor of query plans, whose nodes lock themselves, through the function
// that tells the kinds of nodes apart). One goroutine can go all the way round, holding all
// of them, so that each time it is another object, or it would wait for itself. Errs to
// misses, where objects are joined to a ring and something keeps one goroutine from going
// round.
func (c *candidate) descends() bool {
	if c.rule != Inversion {
		return false
	}
	var through []string // the functions on all ways
	for i, e := range c.edges {
		next := c.edges[(i+1)%len(c.edges)]
		if e.To.Witness.Last().Pos != next.From.Witness.Last().Pos {
			return false
		}
		var called []string
		for w := e.To.Witness; w != nil && w.Next != nil; w = w.Next {
			if w.Next.Next != nil { // the last call is of who takes the lock
				called = append(called, w.What)
			}
		}
		if i == 0 {
			through = called
		}
		through = slices.DeleteFunc(slices.Clone(through), func(fn string) bool { return !slices.Contains(called, fn) })
	}
	return len(through) > 0
}

// declared is the function that a literal lies in, or the function itself.
func declared(fn string) string {
	fn, _, _ = strings.Cut(fn, ".func")
	return fn
}

func isMethod(fn string) bool { return strings.HasPrefix(fn, "(*") }

// packageOf is the import path in a position.
func packageOf(pos string) string { return path.Dir(pos) }
