package graph

import (
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/scc"
	"github.com/lockorder/lockorder/internal/summary"
)

// A package knows far more of its waits than cycles can be made of: most are come to
// by nobody who holds a lock, and what completes them does so on many ways.

// completers are those of a package that cycles can be made of, here or by an
// importer: of waits that somebody comes to, and none that another makes superfluous.
func completers(p *summary.Package, part *Part, edges []Edge) []summary.Completer {
	all := withEnds(p.Completers)
	comes := comesTo(part, edges, all)
	byWait := make(map[identity.Class][]summary.Completer)
	var waits []identity.Class
	for _, c := range all {
		w := c.Of.Node()
		if c.Of.Class == "" || !comes[w] {
			continue
		}
		if byWait[w] == nil {
			waits = append(waits, w)
		}
		byWait[w] = append(byWait[w], c)
	}
	var out []summary.Completer
	for _, w := range waits {
		list := byWait[w]
		slices.SortStableFunc(list, func(a, b summary.Completer) int { return len(a.Needs) - len(b.Needs) })
		var kept []summary.Completer
		for _, c := range list {
			if !slices.ContainsFunc(kept, func(d summary.Completer) bool { return superfluous(c, d) && !p.Homes().Two(c.Through, d.Through) }) {
				kept = append(kept, c)
			}
		}
		out = append(out, kept...)
	}
	return out
}

// withEnds adds for who closes a channel that this is its end.
func withEnds(in []summary.Completer) []summary.Completer {
	out := slices.Clip(in)
	for _, c := range in {
		if c.Of.Kind == identity.Receive && c.Joins() {
			c.Of.Kind = identity.End
			out = append(out, c)
		}
	}
	return out
}

// comesTo are the waits, as nodes, that somebody comes to under a lock, or an importer
// may, or who completes such a wait.
func comesTo(part *Part, edges []Edge, all []summary.Completer) map[identity.Class]bool {
	var from []identity.Class
	for w := range part.Waitable {
		from = append(from, w)
	}
	for i := range edges {
		if e := &edges[i]; e.To.Kind.Waits() {
			from = append(append(from, e.To.Class), e.Or...)
		}
	}
	next := make(map[identity.Class][]identity.Class)
	for _, c := range all {
		w := c.Of.Node()
		for _, n := range c.Needs {
			if n.Lock.Kind.Waits() {
				next[w] = append(append(next[w], n.Lock.Node()), nodes(n.Cases)...)
			}
		}
	}
	return scc.Reach(from, next)
}

// superfluous reports whether, of a wait for any one completer, c says nothing beside
// d, which needs no more, and runs wherever c does: as long as d cannot go on, c
// cannot. Source: the least fixpoint of [standstill].
func superfluous(c, d summary.Completer) bool {
	if c.Joins() || d.Joins() || c.Of.Kind == identity.Join || d.Weak {
		return false
	}
	if slices.ContainsFunc(c.Roots, func(r string) bool { return !summary.Runs(d.Roots, r) }) {
		return false
	}
	for _, n := range d.Needs {
		if !slices.ContainsFunc(c.Needs, func(m model.Need) bool {
			return n.Lock.Node() == m.Lock.Node() && n.Mode == m.Mode && identity.Subset(m.Before, n.Before) && slices.Equal(nodes(n.Cases), nodes(m.Cases))
		}) {
			return false
		}
	}
	return true
}
