// Package graph finds deadlocks among the edges between locks: a cycle is a
// finding. A cycle of one edge, from a lock to itself, is a reacquire.
//
// Each filter has a name, and counts what it dropped ([Graph.Dropped]).
package graph

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
)

// Reacquire is the rule: a goroutine acquires a lock that it already holds.
const Reacquire = "reacquire"

const (
	may     = identity.May
	inverse = identity.Inverse
)

// A Finding is a deadlock that can happen, and how.
type Finding struct {
	Rule       string
	Class      identity.Class
	Held       flow.Edge // reacquire: the edge from the lock to itself
	Writer     identity.Step
	Others     int // further ways to the same pair of acquisitions
	Confidence Confidence
	Reasons    []Reason
	Pos        token.Pos // in the package under analysis
}

// Input is what a package contributes.
type Input struct {
	Edges     []flow.Edge
	HandedOff map[identity.Class]bool
	// Writers says where each class is locked for writing.
	Writers map[identity.Class]identity.Step
}

// A Graph is the result of a search.
type Graph struct {
	Findings []Finding
	Dropped  map[string]int // by filter
}

type candidate struct {
	edge   flow.Edge
	writer identity.Step
}

// Search finds the cycles.
func Search(in Input) *Graph {
	g := &Graph{Dropped: make(map[string]int)}
	found := make(map[string]*Finding)
	for _, e := range in.Edges {
		if e.Same == identity.Different {
			continue
		}
		c := candidate{edge: e}
		if !g.keep(&c, in) {
			continue
		}
		f := c.finding(in.HandedOff[e.From.Class])
		key := f.key()
		old := found[key]
		if old == nil {
			found[key] = f
			continue
		}
		if f.better(old) {
			f.Others = old.Others
			found[key] = f
		}
		found[key].Others++
	}
	for _, f := range found {
		g.Findings = append(g.Findings, *f)
	}
	slices.SortFunc(g.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.key(), b.key()))
	})
	return g
}

// keep runs the filters.
func (g *Graph) keep(c *candidate, in Input) bool {
	for _, f := range filters {
		if f.drops(c, in) {
			g.Dropped[f.name]++
			return false
		}
	}
	return true
}

// filters drop candidates that cannot be deadlocks.
var filters = []struct {
	name  string
	drops func(*candidate, Input) bool
}{
	{"no-writer", noWriter},
}

// noWriter drops a read lock taken twice if nobody locks for writing: readers
// wait only for writers. Source: lockdep's recursive readers; measured on Go
// 1.26. May miss when the writer is in a package that imports this one.
func noWriter(c *candidate, in Input) bool {
	if c.edge.From.Mode != identity.Read || c.edge.To.Mode != identity.Read {
		return false
	}
	w, ok := in.Writers[c.edge.From.Class]
	c.writer = w
	return !ok
}

func (c candidate) finding(handedOff bool) *Finding {
	reasons := c.reasons(handedOff)
	return &Finding{
		Rule:       Reacquire,
		Class:      c.edge.From.Class,
		Held:       c.edge,
		Writer:     c.writer,
		Confidence: confidence(reasons),
		Reasons:    reasons,
		Pos:        c.edge.Site,
	}
}

// key is equal for findings that tell of the same pair of acquisitions.
func (f *Finding) key() string {
	if f.Held.From.Partial {
		// A helper that leaves the lock held on some exits is the defect,
		// however many callers meet it.
		return fmt.Sprintf("%s|%s|left", f.Rule, f.Held.From.Witness.Last().Pos)
	}
	return fmt.Sprintf("%s|%s|%s", f.Rule, f.Held.From.Witness.Pos, f.Held.To.Witness.Last().Pos)
}

// better orders findings of one key: the surest, then the shortest.
func (f *Finding) better(old *Finding) bool {
	depth := func(f *Finding) int { return f.Held.From.Witness.Depth() + f.Held.To.Witness.Depth() }
	switch {
	case f.Confidence != old.Confidence:
		return f.Confidence > old.Confidence
	case depth(f) != depth(old):
		return depth(f) < depth(old)
	}
	return f.Pos < old.Pos
}
