package graph

import (
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// writes reports whether the edge comes from no lock.
func (e *Edge) writes() bool { return e.From.Class == "" }

// writers are those that wait to write the class, the surest first.
func (s *search) writers(class identity.Class) []*Edge {
	return s.edges[[2]identity.Class{"", class}]
}

// reread are the waits of a reader for another, or for itself: a writer of that lock must
// come between.
func (c *candidate) reread() []*Edge {
	var out []*Edge
	for i, e := range c.edges {
		holder := c.edges[(i+1)%len(c.edges)]
		if e.To.Mode == identity.Read && holder.From.Mode == identity.Read && !slices.ContainsFunc(out, e.waitsAlike) {
			out = append(out, e)
		}
	}
	return out
}

// waitsAlike reports whether two wait for one lock, as far as is known.
func (e *Edge) waitsAlike(f *Edge) bool {
	return e.To.Class == f.To.Class && e.To.Certain == f.To.Certain
}

// writersAway drops cycles in which a reader waits for a reader, if no writer
// can come between: all write another lock of the class, are goroutines of the cycle
// itself, or hold a lock that one of these holds, too. Source: lockdep's recursive readers and GoodLock's
// gates, put together. May miss when the writer is in a package that imports
// this one; its search finds it.
func (s *search) writersAway(c *candidate) bool {
	for _, e := range c.reread() {
		all := s.writers(e.To.Class)
		switch possible, sure := between(c.edges, ofIts(e, all)); {
		case len(possible) > 0:
			c.writers = append(c.writers, possible)
			c.kept = c.kept || !sure
		case len(all) > 0:
			return true
		}
	}
	left := maxWays
	return len(c.writers) > 1 && !together(c.edges, nil, c.writers, &left)
}

// together reports whether there is a writer of each list that can wait while the
// goroutines of the cycle and the writers chosen before do: all of them do so at one time.
// As far as left allows; beyond, yes.
func together(cycle, chosen []*Edge, lists [][]*Edge, left *int) bool {
	if *left--; *left < 0 || len(lists) == 0 {
		return *left < 0 || assign(append(slices.Clip(cycle), chosen...), concurrent)
	}
	return slices.ContainsFunc(lists[0], func(w *Edge) bool {
		return !slices.ContainsFunc(chosen, func(v *Edge) bool { return excludes(v.Gates, w.Gates, tied) }) &&
			together(cycle, append(slices.Clip(chosen), w), lists[1:], left)
	})
}

// ofIts leaves out the writers of another lock of the class that e waits for.
func ofIts(e *Edge, writers []*Edge) []*Edge {
	return slices.DeleteFunc(slices.Clone(writers), func(w *Edge) bool {
		return e.To.Certain != "" && w.To.Certain != "" && e.To.Certain != w.To.Certain
	})
}

// between are the writers that can wait while the goroutines of a cycle do,
// first those that no gate may keep away; there is one if sure. A writer that
// holds the lock that a goroutine comes from makes a cycle in its place.
func between(cycle, writers []*Edge) (possible []*Edge, sure bool) {
	var maybe []*Edge
	for _, w := range writers {
		away := func(same func(g, h Gate) bool) bool {
			return slices.ContainsFunc(cycle, func(e *Edge) bool { return excludes(w.Gates, e.Gates, same) })
		}
		switch {
		case !assign(append(slices.Clip(cycle), w), concurrent) || away(tied):
		case away(maybeOne):
			maybe = append(maybe, w)
		default:
			possible = append(possible, w)
		}
	}
	return append(possible, maybe...), len(possible) > 0
}

// leading leaves out writers that can come between only where another can, too.
// They are in order, the surest first.
func leading(writers []Edge) []Edge {
	of := make(map[identity.Class][]*Edge)
	for i := range writers {
		w := &writers[i]
		list := of[w.To.Class]
		if slices.ContainsFunc(list, func(v *Edge) bool { return v.covers(w) }) {
			continue
		}
		of[w.To.Class] = append(slices.DeleteFunc(list, w.covers), w)
	}
	var out []Edge
	for _, list := range of {
		for _, w := range list {
			out = append(out, *w)
		}
	}
	return out
}

// covers reports whether a writer can come wherever w can: it may write the same
// lock, holds nothing else, runs in all the goroutines that w runs in, and not only in tests.
func (e *Edge) covers(w *Edge) bool {
	missing := func(g Gate) bool {
		return !slices.ContainsFunc(w.Gates, func(h Gate) bool {
			return g.Class == h.Class && g.Mode == h.Mode && !slices.ContainsFunc(g.Ties, func(t string) bool { return !slices.Contains(h.Ties, t) })
		})
	}
	elsewhere := func(r string) bool { return !summary.Runs(e.Roots, r) }
	return (e.To.Certain == "" || e.To.Certain == w.To.Certain) && !slices.ContainsFunc(e.Gates, missing) && (!e.Test || w.Test) && identity.Subset(e.Before, w.Before) &&
		!slices.ContainsFunc(w.Roots, elsewhere)
}
