package graph

import (
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
)

// reacquires finds the edges from a lock to itself, and from a wait: a goroutine that
// waits for its own end.
func (s *search) reacquires() {
	found := make(map[string]*Finding)
	var order []string
	deferred := s.deferredLocks()
	for _, e := range s.self {
		if e.Same == identity.Different || e.From.Kind == identity.Semaphore {
			continue
		}
		if e.takesAll() {
			s.Dropped["takes-all"]++
			continue
		}
		if deferred[e.Site] {
			s.Dropped["deferred-lock"]++
			continue
		}
		rule := Reacquire
		if s.isSlot(e.From.Class) {
			rule = HeldWait
		}
		if e.Completer != "" {
			rule = HeldWait
			if e.Weak {
				continue // nobody is seen to run it in a goroutine of its own
			}
		}
		f := s.judge(rule, [][]*Edge{{e}}, summary.OneWay)
		if f == nil {
			continue
		}
		key := f.key()
		old := found[key]
		if old == nil {
			found[key] = f
			order = append(order, key)
			continue
		}
		if f.better(old) {
			f.Others = old.Others
			found[key] = f
		}
		found[key].Others++
	}
	told := make(map[string]bool) // the acquisitions of those that need no binding
	for _, f := range found {
		if e := &f.Cycle[0]; len(e.Parts) == 0 {
			told[e.acquisitions()] = true
		}
	}
	for _, key := range order {
		if e := &found[key].Cycle[0]; len(e.Parts) > 0 && told[e.acquisitions()] {
			continue // a caller who knows what is called there tells it
		}
		s.Findings = append(s.Findings, *found[key])
	}
}

// acquisitions are the places where the two locks of the edge are taken.
func (e *Edge) acquisitions() string {
	return e.From.Witness.Last().Pos + " " + e.To.Witness.Last().Pos
}

// swaps finds pairs of locks of one class that are taken in both orders: any
// two by one piece of code, or two certain ones by two.
func (s *search) swaps() {
	reported := make(map[identity.Class]bool)
	crossings := s.crossings()
	for _, e := range s.self {
		if e.Same != identity.May || e.From.Kind.Counts() || e.From.Kind.IsSlot() {
			continue
		}
		for _, p := range e.Pairs {
			var ways [][]*Edge
			switch p.Pairing {
			case summary.Free, summary.Offered:
				ways = [][]*Edge{{e, e}}
			case summary.Fixed, summary.Chained:
				for _, f := range crossings[crossing{e.From.Class, p.Then, p.First}] {
					ways = append(ways, []*Edge{e, f})
				}
			}
			if len(ways) == 0 {
				s.Dropped[pairingFilters[p.Pairing]]++
				continue
			}
			if f := s.judge(Inversion, ways[:min(len(ways), maxWays)], p.Pairing); f != nil && !reported[e.From.Class] {
				reported[e.From.Class] = true
				s.Findings = append(s.Findings, *f)
			}
		}
	}
}

// pairingFilters names what keeps two locks of one class in order.
var pairingFilters = map[summary.Pairing]string{
	summary.OneWay:  "one-way",
	summary.Fixed:   "one-way",
	summary.Ordered: "ordered",
	summary.Chained: "hand-over-hand",
}

// A crossing is two certain locks of one class, in one order.
type crossing struct {
	class       identity.Class
	first, then string
}

// crossings are the edges between two certain locks of one class.
func (s *search) crossings() map[crossing][]*Edge {
	out := make(map[crossing][]*Edge)
	for _, e := range s.self {
		for _, p := range e.Pairs {
			if p.First != p.Then {
				c := crossing{e.From.Class, p.First, p.Then}
				out[c] = append(out[c], e)
			}
		}
	}
	return out
}
