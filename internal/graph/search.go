// Package graph links the lock graphs of packages and finds deadlocks in them:
// a cycle of edges is a finding, if no filter drops it. A cycle of one edge,
// from a lock to itself, is a reacquire; all others are inversions.
//
// Each filter has a name, and counts what it dropped ([Graph.Dropped]).
package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// The rules.
const (
	Reacquire = "reacquire" // a goroutine acquires a lock that it already holds
	Inversion = "inversion" // locks are acquired in inconsistent orders
	HeldWait  = "heldwait"  // a goroutine waits under a lock for what needs that lock
	LockLeak  = "lockleak"  // a lock is left held that other ways release
)

// Rules lists the rules. Each has a page docs/rules/RULE.md and a package
// passes/RULE.
var Rules = []string{
	Reacquire,
	Inversion,
	HeldWait,
	LockLeak,
}

// A Finding is a deadlock that can happen, and how.
type Finding struct {
	Rule string
	// Cycle has an edge per goroutine. To of each is From of the next.
	Cycle []Edge
	// Swapped says that a second goroutine takes the edge with its two locks,
	// which are of one class, exchanged.
	Swapped bool
	// Writers are who can come between where a read lock waits for another, the
	// surest first: one of each list must.
	Writers    [][]*Edge
	Others     int // further ways to the same
	Slots      []FoundSlot
	Confidence Confidence
	Reasons    []Reason
}

// A Need is what makes a cycle: all the edges, and of each list of writers one.
type Need struct {
	Edges   []*Edge
	Writers [][]*Edge
}

// Met reports whether all that is needed is there.
func (n Need) Met(has func(*Edge) bool) bool {
	return !slices.ContainsFunc(n.Edges, func(e *Edge) bool { return !has(e) }) &&
		!slices.ContainsFunc(n.Writers, func(list []*Edge) bool { return !slices.ContainsFunc(list, has) })
}

// Need is what makes the finding.
func (f *Finding) Need() Need {
	n := Need{Writers: f.Writers}
	for i := range f.Cycle {
		n.Edges = append(n.Edges, f.Cycle[i].parts()...)
	}
	return n
}

// SelfJoin reports whether a goroutine waits for its own end: no other is needed.
func (f *Finding) SelfJoin() bool { return f.Rule == HeldWait && len(f.Cycle) == 1 }

// Site is where the finding is: where its first goroutine waits.
func (f *Finding) Site() string { return f.Cycle[0].Site }

// Input is what is searched.
type Input struct {
	Part
	// Closed reports whether a cycle of which this is needed has been reported
	// already: by a package below. Nil is no.
	Closed func(Need) bool
	// Apart reports whether no program is known that runs the code of all these
	// edges. Nil is no.
	Apart func(edges []*Edge) bool
}

// A Graph is the result of a search.
type Graph struct {
	Findings []Finding
	Dropped  map[string]int // by filter, and by limit:NAME what a bound left out
	// Ranked counts the findings that a reason ranks below the default, by its
	// name: what silence would hide.
	Ranked map[string]int
	// Used are the places of the directives that dropped a candidate.
	Used map[string]bool
}

// Search finds the cycles.
func Search(in Input) *Graph {
	g := &Graph{Dropped: make(map[string]int), Ranked: make(map[string]int), Used: make(map[string]bool)}
	s := search{Input: in, Graph: g}
	s.bindCalls()
	s.findCompleters()
	s.index()
	s.reacquires()
	s.swaps()
	s.cycles()
	s.leaks()
	s.told()
	for i := range g.Findings {
		f := &g.Findings[i]
		f.Slots = s.slotsIn(f.Cycle)
		for _, r := range f.Reasons {
			if r.Cap == Low {
				g.Ranked[r.Name]++
			}
		}
	}
	slices.SortFunc(g.Findings, func(a, b Finding) int {
		return cmp.Or(ComparePositions(a.Site(), b.Site()), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.key(), b.key()))
	})
	return g
}

// search is the work on one graph.
type search struct {
	Input
	*Graph
	self  []*Edge
	nodes []identity.Class // sorted
	next  map[identity.Class][]identity.Class
	edges map[[2]identity.Class][]*Edge // the surest first

	completers map[identity.Class][]*completer
	received   map[identity.Class]bool // sends that somebody is seen to receive
	slotted    map[identity.Class]bool // channels that are locks
	homed      map[identity.Class]bool // of which some lie in objects that are made for a field or function
	ignores    map[string][]Ignore     // by file
}

// maxAlternatives bounds the edges from one class to another that are tried.
// Errs to misses.
const maxAlternatives = 16

// index sorts the edges by what they connect.
func (s *search) index() {
	s.next = make(map[identity.Class][]identity.Class)
	s.edges = make(map[[2]identity.Class][]*Edge)
	s.ignores = make(map[string][]Ignore)
	s.slotted = make(map[identity.Class]bool)
	for _, i := range s.Ignores {
		s.ignores[i.file()] = append(s.ignores[i.file()], i)
	}
	s.homed = make(map[identity.Class]bool)
	for i := range s.Edges {
		for _, end := range []*End{&s.Edges[i].From, &s.Edges[i].To} {
			if end.Through != "" && s.Homes.Made(end.Through) {
				s.homed[end.Class] = true
			}
		}
	}
	profiles := make(map[string]bool)
	for i := range s.Edges {
		e := &s.Edges[i]
		if e.leaks() {
			continue
		}
		for _, end := range []*End{&e.From, &e.To} {
			if end.Kind.IsSlot() {
				s.slotted[end.Class] = true
			}
		}
		if e.From.Class == e.To.Class {
			s.self = append(s.self, e)
			if !e.within() {
				continue
			}
		}
		if e.To.Class == "" || e.From.Kind == identity.Call || e.To.Kind == identity.Call {
			continue // a completer that needs nothing, or half of a call
		}
		if e.From.Kind == identity.Send && e.From.closes() && s.received[e.From.Class] {
			continue
		}
		pair := [2]identity.Class{e.From.Class, e.To.Class}
		profile := string(pair[0]) + "|" + string(pair[1]) + "|" + e.profile(s.homed)
		if profiles[profile] {
			continue
		}
		profiles[profile] = true
		if len(s.edges[pair]) == maxAlternatives {
			s.Dropped["limit:alternatives"]++
			continue
		}
		if s.edges[pair] == nil && !e.within() {
			s.next[pair[0]] = append(s.next[pair[0]], pair[1])
		}
		s.edges[pair] = append(s.edges[pair], e)
	}
	for c, list := range s.next {
		s.nodes = append(s.nodes, c)
		slices.Sort(list)
	}
	slices.Sort(s.nodes)
}

// within holds for an edge between two certain locks of one class: a cycle may go through
// both.
func (e *Edge) within() bool {
	return e.From.Class == e.To.Class && e.From.Certain != "" && e.To.Certain != "" && e.From.Certain != e.To.Certain && !e.From.Kind.Waits()
}

// judge runs the filters over ways to close one cycle, and keeps the surest
// that none of them drops. If they all are dropped, that counts under the filter
// that dropped the first. Pairing is how two locks of one class are chosen.
func (s *search) judge(rule string, ways [][]*Edge, pairing summary.Pairing) *Finding {
	var best *Finding
	dropped := ""
	for _, edges := range ways {
		c := &candidate{rule: rule, edges: edges, pairing: pairing}
		if name := s.filter(c); name != "" {
			dropped = cmp.Or(dropped, name)
			continue
		}
		if s.Closed != nil && s.Closed(Need{constituents(edges), c.writers}) {
			return nil
		}
		if f := s.finding(c); best == nil || f.better(best) {
			best = f
		}
	}
	if best == nil && dropped != "" {
		s.Dropped[dropped]++
	}
	return best
}

func (s *search) finding(c *candidate) *Finding {
	reasons := s.reasons(c)
	f := &Finding{Rule: c.rule, Writers: c.writers, Confidence: confidence(reasons), Reasons: reasons}
	for _, e := range c.edges {
		f.Cycle = append(f.Cycle, *e)
	}
	if c.pairing != summary.OneWay && f.Cycle[0].Key() == f.Cycle[1].Key() {
		f.Cycle, f.Swapped = f.Cycle[:1], true
	}
	return f
}

// key is equal for findings that tell of the same defect.
func (f *Finding) key() string {
	e := f.Cycle[0]
	switch {
	case e.handed():
		return "handed|" + e.To.Witness.Last().Pos // whoever starts it, and has taken the slot for it
	case f.SelfJoin():
		return e.From.Witness.Last().Pos + "|" + e.To.Witness.Last().Pos
	case f.Rule != Reacquire:
		var classes []string
		for _, e := range f.Cycle {
			classes = append(classes, string(e.From.Class), e.Site)
		}
		return strings.Join(classes, "|")
	case e.From.Partial:
		// A helper that leaves the lock held on some exits is the defect,
		// however many callers meet it.
		return e.From.Witness.Last().Pos + "|left"
	}
	return e.From.Witness.First().Pos + "|" + e.To.Witness.Last().Pos
}

// better orders findings of one defect: the surest, then the shortest.
func (f *Finding) better(old *Finding) bool {
	depth := func(f *Finding) (n int) {
		for i := range f.Cycle {
			n += f.Cycle[i].depth()
		}
		return n
	}
	return cmp.Or(
		cmp.Compare(old.Confidence, f.Confidence),
		cmp.Compare(len(f.Reasons), len(old.Reasons)),
		cmp.Compare(depth(f), depth(old)),
		ComparePositions(f.Site(), old.Site()),
	) < 0
}

// Rotate makes the first edge of the cycle the first, by position, that own
// holds for; of all, if it holds for none. Who waits under a lock comes before others.
func (f *Finding) Rotate(own func(*Edge) bool) {
	first := 0
	for i := range f.Cycle {
		e, old := &f.Cycle[i], &f.Cycle[first]
		if cmp.Or(
			identity.FalseFirst(old.Completer != "", e.Completer != ""),
			identity.FalseFirst(e.holdsWaiting(), old.holdsWaiting()),
			identity.FalseFirst(own(e), own(old)),
			ComparePositions(old.Site, e.Site)) > 0 {
			first = i
		}
	}
	f.Cycle = slices.Concat(f.Cycle[first:], f.Cycle[:first])
}

// Packages are those whose code the finding is about, in order, each once.
func (f *Finding) Packages() []string {
	var out []string
	for i := range f.Cycle {
		for _, e := range f.Cycle[i].parts() {
			out = append(out, e.Package)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
