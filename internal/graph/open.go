package graph

import (
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// bindCalls puts calls of what is at a place together with what other packages put
// there: of A -> call of X, and call of X -> B, it makes A -> B. What else is held is
// as where the call is made.
func (s *search) bindCalls() {
	supplies := make(map[identity.Class][]*Edge)
	for i := range s.Edges {
		if e := &s.Edges[i]; e.From.Kind == identity.Call {
			supplies[e.From.Class] = append(supplies[e.From.Class], e)
		}
	}
	if len(supplies) == 0 {
		return
	}
	var bound []Edge
	for i := range s.Edges {
		e := &s.Edges[i]
		if e.To.Kind != identity.Call || e.From.Kind == identity.Call {
			continue
		}
		b := binding{search: s, supplies: supplies, seen: make(map[identity.Class]bool)}
		b.bind(e, e.To.Class, nil)
		slices.SortStableFunc(b.out, func(x, y Edge) int { return x.compare(&y) })
		suppliers := b.suppliers()
		for _, x := range b.out {
			x.Supplied = suppliers
			bound = append(bound, x)
		}
	}
	if len(bound) > 0 {
		s.Edges = append(slices.Clip(s.Edges), bound...)
	}
}

// maxBound bounds the edges that one call is bound to. Errs to misses.
const maxBound = 64

// binding is the work on one edge to a call.
type binding struct {
	*search
	supplies map[identity.Class][]*Edge
	seen     map[identity.Class]bool
	out      []Edge
}

// bind follows what is put at a place, also from other places.
func (b *binding) bind(e *Edge, place identity.Class, way []*Edge) {
	if b.seen[place] {
		return
	}
	b.seen[place] = true
	for _, supply := range b.supplies[place] {
		if e.Completer == "" && b.Homes.Two(e.To.Through, supply.From.Through) {
			// Put into another object. A completer that is not told apart itself would
			// seem to need less than it does, and so to end waits for others.
			b.Dropped["instances"]++
			continue
		}
		next := append(slices.Clip(way), supply)
		if supply.To.Kind == identity.Call {
			b.bind(e, supply.To.Class, next)
			continue
		}
		if len(b.out) == maxBound {
			b.Dropped["limit:bound"]++
			return
		}
		b.out = append(b.out, compose(e, supply, next))
	}
}

// suppliers is how many functions may be meant.
func (b *binding) suppliers() int {
	var sites []string
	for i := range b.out {
		if site := b.out[i].Parts[len(b.out[i].Parts)-1].To.Witness.First(); !slices.Contains(sites, site.Pos+site.What) {
			sites = append(sites, site.Pos+site.What)
		}
	}
	return len(sites)
}

// compose is an edge to a call with the edge from there to what is taken.
func compose(e, supply *Edge, way []*Edge) Edge {
	out := *e
	out.To = supply.To
	out.To.Certain = ""
	if out.From.Through == "" && e.Tie != "" && !strings.Contains(e.Tie, "*") {
		out.From.Through = way[0].From.Through // the object in which the function is put
	}
	out.To.Witness = e.To.Witness.Then(supply.To.Witness)
	out.Same, out.Again, out.Pairs = identity.Different, identity.Different, nil
	if out.From.Class == out.To.Class {
		out.Same = identity.May
		if e.Tie != "" && e.Tie == supply.Tie {
			out.Same = identity.Inverse
		}
	}
	out.Or, out.Ended, out.Buffer = supply.Or, supply.Ended, supply.Buffer
	out.Test = e.Test || supply.Test
	out.Parts = append([]*Edge{e}, way...)
	// It is where the function is put: that package brings the two together.
	out.Package, out.Site, out.Pos = supply.Package, supply.Site, supply.Pos
	return out
}

// parts are the edges that an edge was put together from, or itself.
func (e *Edge) parts() []*Edge {
	if len(e.Parts) == 0 {
		return []*Edge{e}
	}
	return e.Parts
}

// constituents are all the edges that these were put together from.
func constituents(edges []*Edge) []*Edge {
	var out []*Edge
	for _, e := range edges {
		out = append(out, e.parts()...)
	}
	return out
}

// tieOf says how a lock lies to the place where something is called or put: two
// edges with one tie speak of one lock if they speak of one object.
func tieOf(lock, place identity.Path) string {
	if !lock.Unique() || !place.Unique() || lock.Root != place.Root {
		return ""
	}
	a, b := identity.Diverge(lock.Steps, place.Steps)
	return strings.Join(a, "") + " " + strings.Join(b, "")
}

// The reasons of open calls.
var (
	supplied     = Reason{"supplied", Medium, "another package puts the function there that is called, in this object or another"}
	manySupplied = Reason{"callees", Low, "several functions are put where one is called"}
)

// crossed is a call of what is at one place that two goroutines make, to different
// effects: who puts a function there means its own object, and mostly makes the call
// itself under its own lock. That one comes to what the other has put is not shown.
var crossed = Reason{"crossed", Low, "two goroutines call what is at one place, of which each means what another has put there"}

// calls is the place of the call that an edge was bound by, and what was put there.
func (e *Edge) calls() (place identity.Class, put string) {
	if len(e.Parts) == 0 {
		return "", ""
	}
	return e.Parts[0].To.Class, e.Parts[len(e.Parts)-1].Site
}

func isCrossed(a, b *Edge) bool {
	place, put := a.calls()
	other, putThere := b.calls()
	return place != "" && place == other && put != putThere
}

// putInside reports whether the function is put into a part of the object in which
// the lock lies that it takes: that object has no other such part.
func (e *Edge) putInside() bool {
	if len(e.Parts) == 0 {
		return false
	}
	_, place, tied := strings.Cut(e.Parts[len(e.Parts)-1].Tie, " ")
	return tied && !strings.Contains(strings.TrimSuffix(place, "*"), "*")
}

// suppliedReasons lists what speaks against calls of what others put at a place.
func (c *candidate) suppliedReasons(add func(bool, Reason)) {
	for _, e := range c.edges {
		few := fewCallees
		if c.rule != Reacquire && !e.putInside() {
			few = 2 // in whose object it is put decides about both ends
		}
		add(e.Supplied > 0 && e.Supplied <= few, supplied)
		add(e.Supplied > few, manySupplied)
	}
	add(AnyTwo(c.edges, isCrossed), crossed)
}

// supplyEdges are the edges from what is called at a place.
func supplyEdges(p *summary.Package) []Edge {
	var out []Edge
	for _, e := range p.Supplies {
		x := newEdge(p, e, p.Together(e))
		x.Gates, x.Roots, x.Fresh = nil, []string{summary.Many}, false
		x.Tie = tieOf(e.To.Lock.Path, e.From.Path)
		out = append(out, x)
	}
	return out
}
