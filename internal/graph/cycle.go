package graph

import (
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/scc"
	"github.com/lockorder/lockorder/internal/summary"
)

// Bounds of the search for cycles. All err to misses, and are counted.
const (
	maxLength = 5      // locks in a cycle
	maxWays   = 256    // choices of edges for a cycle
	maxSteps  = 200000 // steps of the search in one component
)

// cycles finds the cycles of two locks, then longer ones, of which no two locks
// make a cycle that is reported. Of one with a wait, the order of its locks says nothing:
// it stands although they are taken in one order only.
func (s *search) cycles() {
	handed := s.handedSlots()
	for _, component := range s.components() {
		if len(component) < 2 {
			continue
		}
		w := &walk{search: s, in: make(map[identity.Class]bool), pairs: make(map[[2]identity.Class]string), low: make(map[[2]identity.Class]string), handed: handed}
		for _, c := range component {
			w.in[c] = true
		}
		w.rule = w.ruleOf(component)
		longest := len(component)
		if slices.ContainsFunc(component, func(c identity.Class) bool { return w.edges[[2]identity.Class{c, c}] != nil }) {
			longest++
		}
		for length := 2; length <= min(maxLength, longest); length++ {
			for _, c := range component {
				w.extend([]identity.Class{c}, length)
			}
		}
		if w.steps > maxSteps {
			s.Dropped["limit:cycles"]++
		}
	}
}

// walk is the search in one component.
type walk struct {
	*search
	in    map[identity.Class]bool
	rule  string                       // of a cycle with all of them
	pairs map[[2]identity.Class]string // locks of a reported cycle, both ways, and its rule
	low   map[[2]identity.Class]string // of waits for any caller's message, which rank low: longer ones may be surer
	steps int

	handed map[identity.Class]bool // see handedSlots
}

// extend tries all ways to go on from a path of locks. A cycle is found from
// the least of its locks. It goes through one class twice at most, from one certain
// lock of it to another.
func (w *walk) extend(path []identity.Class, length int) {
	last := path[len(path)-1]
	if len(path) == length {
		if path[0] == last {
			return // two of one class: see swaps
		}
		if w.edges[[2]identity.Class{last, path[0]}] != nil {
			w.close(path)
		}
		return
	}
	if w.edges[[2]identity.Class{last, last}] != nil && !repeats(path) {
		w.extend(append(slices.Clip(path), last), length)
	}
	for _, c := range w.next[last] {
		if w.steps++; w.steps > maxSteps {
			return
		}
		if !w.in[c] || c < path[0] || slices.Contains(path, c) || inPair(path, c, w.rule, w.pairs) {
			continue
		}
		w.extend(append(slices.Clip(path), c), length)
	}
}

// repeats reports whether a path has two locks of one class.
func repeats(path []identity.Class) bool {
	for i := range path[1:] {
		if path[i] == path[i+1] {
			return true
		}
	}
	return false
}

// inPair reports whether a lock and one of a path are among those of other cycles, by
// which one of this rule is told.
func inPair(path []identity.Class, c identity.Class, rule string, pairs map[[2]identity.Class]string) bool {
	return slices.ContainsFunc(path, func(d identity.Class) bool {
		by := pairs[[2]identity.Class{c, d}]
		return by == rule || by == HeldWait
	})
}

// close judges the cycle, unless one that began like it has been reported since.
func (w *walk) close(path []identity.Class) {
	rule := w.ruleOf(path)
	if anyPair(path, rule, w.pairs) {
		return
	}
	if !slices.ContainsFunc(path, func(c identity.Class) bool { return !identity.KindOf(c).Waits() }) {
		return // no lock in it
	}
	if w.tellsOf(path) {
		w.Dropped["told"]++
		return
	}
	f := w.judge(rule, w.ways(path), summary.OneWay)
	if f == nil {
		return
	}
	pairs := w.pairs
	if slices.Contains(f.Reasons, anyMessage) {
		if anyPair(path, rule, w.low) {
			return
		}
		pairs = w.low
	}
	f.Rotate(func(*Edge) bool { return true })
	w.Findings = append(w.Findings, *f)
	for _, c := range path {
		for _, d := range path {
			if c != d && pairs[[2]identity.Class{c, d}] != HeldWait {
				pairs[[2]identity.Class{c, d}] = rule
			}
		}
	}
}

// anyPair reports whether two locks of a cycle are among those of others.
func anyPair(path []identity.Class, rule string, pairs map[[2]identity.Class]string) bool {
	return slices.ContainsFunc(path, func(c identity.Class) bool { return inPair(path, c, rule, pairs) })
}

// ruleOf is what a cycle breaks: one with a wait in it, be it for a slot of a channel,
// is a wait under a lock.
func (w *walk) ruleOf(path []identity.Class) string {
	if slices.ContainsFunc(path, func(c identity.Class) bool { return identity.KindOf(c).Waits() || w.isSlot(c) }) {
		return HeldWait
	}
	return Inversion
}

// ways are the choices of an edge for each step of the cycle, the surest first.
func (w *walk) ways(path []identity.Class) [][]*Edge {
	ways := [][]*Edge{nil}
	for i, c := range path {
		var longer [][]*Edge
		for _, way := range ways {
			for _, e := range w.edges[[2]identity.Class{c, path[(i+1)%len(path)]}] {
				if len(longer) == maxWays {
					w.Dropped["limit:ways"]++
					break
				}
				longer = append(longer, append(slices.Clip(way), e))
			}
		}
		ways = longer
	}
	return ways
}

// components are the strongly connected components of the classes, each in
// order.
func (s *search) components() [][]identity.Class {
	out := scc.Of(s.nodes, func(c identity.Class) []identity.Class { return s.next[c] })
	for _, component := range out {
		slices.Sort(component)
	}
	return out
}
