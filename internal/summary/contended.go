package summary

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// Contention: where TryLock has failed one comes only if another goroutine takes the
// lock at some time, or this one has it. So an edge on such a way is none if all that
// take the lock are in its own goroutine, or come there only where a TryLock of it has
// failed before: the first one cannot fail. That is asked of locks which the package
// alone can take, and of which it is seen where. (Own; the well-founded part is that of
// any least fixpoint.) Errs to misses where flow loses a lock that the goroutine has.

// A busy is a lock that must be held, by others, for control to come somewhere.
type busy struct {
	class   identity.Class
	writing bool // for writing
	own     bool // or by the goroutine itself, by another name
}

func (n busy) text() string { return fmt.Sprint(n.class, n.writing, n.own) }

// settleBusy takes the locks that must be held, and that have a class by now, out of
// the conditions.
func (q coming) settleBusy(p *Package) coming {
	if !slices.ContainsFunc(q.when, identity.Literal.Busy) {
		return q
	}
	when := q.when
	q.when, q.busy = nil, slices.Clip(q.busy)
	for _, l := range when {
		class, named := p.takenClass(q.fn, l.Subject)
		switch {
		case !l.Busy() || class == "" && !named:
			q.when = append(q.when, l)
		case class != "":
			if n := (busy{class, l.ForWriting(), l.Own()}); !slices.Contains(q.busy, n) {
				q.busy = append(q.busy, n)
			}
		}
	}
	return q
}

// explained leaves out the locks that may be among those held in the goroutine itself.
func (q coming) explained(held ...[]model.Held) coming {
	if len(q.busy) == 0 {
		return q
	}
	q.busy = slices.DeleteFunc(slices.Clone(q.busy), func(n busy) bool {
		return slices.ContainsFunc(held, func(list []model.Held) bool {
			return slices.ContainsFunc(list, func(h model.Held) bool { return h.Class == n.class && !(n.writing && h.Mode == identity.Read) })
		})
	})
	return q
}

// explainedBy leaves out the locks that those may be which the goroutine held by a name of a
// caller's when TryLock failed, now that callers have named these. Errs to reports where another
// such lock is taken afterwards.
func (q coming) explainedBy(held []Around) coming {
	if len(q.busy) == 0 {
		return q
	}
	q.busy = slices.DeleteFunc(slices.Clone(q.busy), func(n busy) bool {
		return n.own && slices.ContainsFunc(held, func(a Around) bool {
			return !a.Named() && (a.At.Class == "" || a.At.Class == n.class) && !(n.writing && a.Mode == identity.Read)
		})
	})
	return q
}

// takenClass is the class of a lock that fn names. It is empty, and named, if it cannot
// be told; empty, and not named, if callers tell it.
func (p *Package) takenClass(fn *ssa.Function, path identity.Path) (class identity.Class, named bool) {
	if class := identity.ClassOf(path); class != "" {
		return class, true
	}
	switch path.Kind {
	case identity.Param, identity.Free:
		return "", false
	case identity.Local:
		if !strings.ContainsAny(path.Steps, "*[") {
			return p.resolver(fn).ClassOf(path), true
		}
	}
	return "", true
}

// contendedIn are those of the goroutines in which all these locks may be held by others.
func (p *Package) contendedIn(roots []string, locks []busy) []string {
	if len(locks) == 0 {
		return roots
	}
	return slices.DeleteFunc(slices.Clone(roots), func(r string) bool {
		return slices.ContainsFunc(locks, func(n busy) bool { return !p.contended(n, r, nil) })
	})
}

// A refusal is that TryLock fails in a goroutine.
type refusal struct {
	class identity.Class
	root  string
}

// contended reports whether a goroutine other than that of root may hold a lock, having
// come there without one of those in seen.
func (p *Package) contended(n busy, root string, seen []refusal) bool {
	if len(seen) == maxBusy || !p.takenHere(n.class) || p.HandedOff[n.class] || p.Sent[n.class] {
		return true
	}
	if p.takes == nil {
		p.takes = p.findTakes()
	}
	takers, ok := p.takersOf(n.class)
	if !ok {
		return true
	}
	seen = append(slices.Clip(seen), refusal{n.class, root})
	return slices.ContainsFunc(takers, func(t taker) bool {
		return !(n.writing && t.mode == identity.Read) && slices.ContainsFunc(t.Roots, func(r string) bool {
			return (r != root || manyRun(r)) && !slices.ContainsFunc(t.busy, func(m busy) bool {
				return slices.Contains(seen, refusal{m.class, r}) || !p.contended(m, r, seen)
			})
		})
	})
}

// maxBusy bounds the locks of which one is busy only if the next is. Errs to reports.
const maxBusy = 4

// takenHere reports whether no other package can take a lock of the class.
func (p *Package) takenHere(class identity.Class) bool {
	if p.program == nil && !p.owns(class) {
		return false
	}
	return p.pkg != nil && isMain(p.pkg.Pkg) || !lockableOutside(class)
}

// manyRun holds for a root that stands for more than one goroutine.
func manyRun(root string) bool {
	return root == Many || root == Parallel || strings.HasSuffix(root, AnyOfTest)
}
