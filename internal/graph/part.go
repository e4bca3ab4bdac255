package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// A Part is what one package, alone or with all that it imports, contributes to
// the lock graph.
type Part struct {
	Edges []Edge
	// HandedOff are classes whose locks one goroutine takes and another
	// releases.
	HandedOff map[identity.Class]bool
	// Sent are classes whose locks are sent over channels, for others to release.
	Sent map[identity.Class]bool
	// Holdable are the classes that an importer can hold: exported locks, and
	// those that exported functions leave held or call back under.
	Holdable map[identity.Class]bool
	// Waitable are the waits that an importer comes to by calling.
	Waitable map[identity.Class]bool
	// Escaped are waits that code which is not seen may complete.
	Escaped map[identity.Class]bool
	// Dead counts edges that nobody comes to, and Spare completers that say nothing.
	Dead, Spare int
	// Unlocked are the locks that a callee leaves held and a caller releases;
	// see summary.Package.Unlocked. Importers need not know.
	Unlocked map[string]bool
	// Slots are the channels that are locks.
	Slots map[identity.Class]Slot
	// Homes are the fields for which objects are made.
	Homes summary.Homes
	// Ignores are the directives, in order.
	Ignores []Ignore
}

// NewPart returns a part without edges.
func NewPart() *Part {
	return &Part{
		HandedOff: make(map[identity.Class]bool),
		Sent:      make(map[identity.Class]bool),
		Holdable:  make(map[identity.Class]bool),
		Waitable:  make(map[identity.Class]bool),
		Escaped:   make(map[identity.Class]bool),
		Unlocked:  make(map[string]bool),
		Slots:     make(map[identity.Class]Slot),
		Homes:     make(summary.Homes),
	}
}

// PartOf is what a package itself contributes.
func PartOf(p *summary.Package) *Part {
	part := &Part{HandedOff: p.HandedOff, Sent: p.Sent, Holdable: p.Holdable(), Waitable: p.Waitable(), Escaped: p.Escaped, Unlocked: p.Unlocked(), Slots: slotsOf(p), Homes: p.Homes()}
	edges, writers := ownEdges(p, part)
	edges = append(edges, supplyEdges(p)...)
	needed := completers(p, part, edges)
	part.Spare = len(p.Completers) - len(needed)
	all := [][]Edge{edges}
	for _, c := range needed {
		all = append(all, completerEdges(p, c))
	}
	part.Edges = Merge(append(all, leading(Merge(writers)), leaks(p))...)
	return part
}

// Join is what parts contribute together.
func Join(parts ...*Part) *Part { return Unite(parts...).Part }

// A Union is what parts contribute together, and knows which of them told of an edge.
type Union struct {
	*Part
	number *numbers
	told   []set // the numbers of its edges, by part
}

// Unite is [Join] for who asks which part told of what.
func Unite(parts ...*Part) *Union {
	out := NewPart()
	var edges [][]Edge
	var ignores [][]Ignore
	for _, p := range parts {
		maps.Copy(out.HandedOff, p.HandedOff)
		maps.Copy(out.Sent, p.Sent)
		maps.Copy(out.Holdable, p.Holdable)
		maps.Copy(out.Waitable, p.Waitable)
		maps.Copy(out.Escaped, p.Escaped)
		maps.Copy(out.Unlocked, p.Unlocked)
		maps.Copy(out.Slots, p.Slots)
		maps.Copy(out.Homes, p.Homes)
		edges = append(edges, p.Edges)
		ignores = append(ignores, p.Ignores)
	}
	u := &Union{Part: out}
	out.Edges, u.number, u.told = merge(edges)
	out.Ignores = mergeIgnores(ignores...)
	return u
}

// Tells reports whether the part of that number has an edge that is the same.
func (u *Union) Tells(part int, e *Edge) bool {
	n, ok := u.number.find(e.Key())
	return ok && u.told[part].has(n)
}

// A set is one of small numbers, a bit each.
type set []uint64

func (s *set) add(n int) {
	for n/64 >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

func (s set) has(n int) bool { return n/64 < len(s) && s[n/64]&(1<<(n%64)) != 0 }

// newEnd is a lock, or a wait, at the end of an edge: which it is, as far as the place
// tells, and through what it is reached.
func newEnd(p *summary.Package, l identity.Lock, m identity.Mode, w *identity.Witness, at summary.Place, through identity.Class) End {
	return End{Class: l.Node(), Kind: l.Kind, Mode: m, Witness: w, Certain: at.Certain(), Through: through, In: l.Containers(), Variable: p.IsVariable(l.Class)}
}

// newEdge is an edge as one comes to it on one way.
func newEdge(p *summary.Package, e *flow.Edge, way summary.Way) Edge {
	out := Edge{
		From:    newEnd(p, e.From.Lock, e.From.Mode, e.From.Witness, way.From, p.Through(e.Func, e.From.Lock)),
		To:      newEnd(p, e.To.Lock, e.To.Mode, e.To.Witness, way.To, p.Through(e.Func, e.To.Lock)),
		Same:    e.Same,
		Roots:   way.Roots,
		Package: p.PathOf(e.Func),
		Site:    p.Pos(e.Site),
		Partial: e.Partial,
		Returns: e.Returns,
		Test:    p.InTestFile(e.Func),
		Fresh:   p.Fresh(e),
		Pos:     e.Site,
		Or:      nodes(p.Named(e.Func, e.To.Cases)),
		Ended:   nodes(e.To.Ended),
		Buffer:  p.Buffer(e.To),
	}
	out.From.Partial, out.From.Inside = e.From.Partial, e.From.Inside
	out.From.Lone, out.To.Lone = p.Lone(e.From.Class), p.Lone(e.To.Lock.Class)
	if e.To.Lock.Kind.Waits() {
		out.Shared = way.From.One && way.From.Certain() != ""
		out.Started = p.StartedAt(e.Func)
		out.Objects = objects(e.From.Path, e.To.Lock.Path)
	}
	out.Before = slices.Clip(way.Later)
	for _, l := range []identity.Lock{e.From.Lock, e.To.Lock} {
		for _, literal := range p.MadeLater(e, l.Path) {
			out.Before = append(out.Before, madeWith(l.Node(), literal))
		}
	}
	if e.To.Lock.Kind == identity.Call {
		out.Tie = tieOf(e.From.Path, e.To.Lock.Path)
	}
	if out.From.Class == out.To.Class {
		if out.Pairs = way.Pairs; out.Pairs == nil {
			out.Pairs = p.Pairs(e)
		}
	}
	out.around(p, e, way)
	return out
}

// around adds what is held beside the locks of the edge: its gates, or the lock that it
// takes, again.
func (e *Edge) around(p *summary.Package, of *flow.Edge, way summary.Way) {
	for _, g := range way.Around {
		if g.At.Class != "" && identity.ClassOf(g.Path) == "" {
			g.Class = g.At.Class
		}
		if !g.Kind.Counts() || p.OnePermit(g.Class) {
			e.gate(g)
		}
		if g.Class == e.To.Class {
			same := identity.SameInstance(g.Lock, identity.Lock{Path: g.To, Class: of.To.Lock.Class, Shown: of.To.Lock.Shown})
			if g.At.Certain() != "" && g.At.Certain() == e.To.Certain {
				same = identity.Same
			}
			if otherPlace(g.At, e.To) {
				continue
			}
			if e.From.Class == e.To.Class && same == identity.May {
				continue // what else is held of the class says nothing
			}
			if g.Mode == identity.Read && same >= identity.Inverse {
				e.Upgrade = true
				continue
			}
			e.Again = max(e.Again, same)
		}
	}
	slices.SortFunc(e.Gates, func(a, b Gate) int { return strings.Compare(string(a.Class), string(b.Class)) })
}

// gate adds a lock that is held at the site, unless it is one of the edge's own.
func (e *Edge) gate(h summary.Around) {
	mayBe := func(own End) bool { return h.Class == own.Class && !otherPlace(h.At, own) }
	if mayBe(e.From) || mayBe(e.To) || h.Class == "" {
		return
	}
	g := Gate{Class: h.Class, Mode: h.Mode}
	if h.At.One {
		g.Ties = append(g.Ties, "global "+h.At.Name)
	}
	for _, l := range []identity.Lock{{Path: h.From, Class: e.From.Class}, {Path: h.To, Class: e.To.Class}} {
		if t := tie(h.Path, l); t != "" {
			g.Ties = append(g.Ties, t)
		}
	}
	slices.Sort(g.Ties)
	i := slices.IndexFunc(e.Gates, func(o Gate) bool { return o.Class == g.Class })
	switch {
	case i < 0:
		e.Gates = append(e.Gates, g)
	case e.Gates[i].Mode == identity.Read && g.Mode == identity.Write:
		e.Gates[i] = g
	}
}

// otherPlace reports whether a gate is certainly not the lock of the end.
func otherPlace(at summary.Place, end End) bool {
	return at.Certain() != "" && end.Certain != "" && at.Certain() != end.Certain
}

// tie says how a gate lies to a lock of one object: two edges with one tie have
// one gate if they have one lock.
func tie(gate identity.Path, l identity.Lock) string {
	if of := tieOf(gate, l.Path); of != "" {
		return string(l.Class) + " " + of
	}
	return ""
}

// Empty reports whether there is nothing in the part.
func (p *Part) Empty() bool {
	return len(p.Edges)+len(p.HandedOff)+len(p.Sent)+len(p.Holdable)+len(p.Ignores) == 0
}
