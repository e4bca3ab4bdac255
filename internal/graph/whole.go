package graph

import (
	"path"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// A whole is made of parts of its own interface: an index of indexes, a connection
// around a connection. Where a method calls, by type flow, a method of its own type,
// that is a part's, which has locks of its own (the composite and decorator patterns).
// Errs to misses, where objects are joined to a ring.
var partOfWhole = Reason{"whole", Low, "a method calls one of its own type through an interface: of another object, as a whole calls its parts"}

// callsPart reports whether a whole calls a part on one of the ways.
func (e *Edge) callsPart() bool {
	for _, w := range []*identity.Witness{e.From.Witness, e.To.Witness} {
		for ; w != nil && w.Next != nil; w = w.Next {
			own := receiver(w.Func)
			if w.Many > 0 && own != "" && own == receiver(w.What) && packageOf(w.Pos) == packageOf(w.Next.Pos) {
				return true
			}
		}
	}
	return false
}

// receiver is the receiver's type in the name of a method, or of a literal in one;
// empty if the function is none.
func receiver(fn string) string {
	fn, _, _ = strings.Cut(fn, ".func")
	if i := strings.LastIndexByte(fn, '.'); i >= 0 && strings.HasPrefix(fn, "(*") {
		return fn[:i]
	}
	return ""
}

// packageOf is the import path in a position.
func packageOf(pos string) string { return path.Dir(pos) }
