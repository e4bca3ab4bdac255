package graph

import (
	"path"
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

// declared is the function that a literal lies in, or the function itself.
func declared(fn string) string {
	fn, _, _ = strings.Cut(fn, ".func")
	return fn
}

func isMethod(fn string) bool { return strings.HasPrefix(fn, "(*") }

// packageOf is the import path in a position.
func packageOf(pos string) string { return path.Dir(pos) }
