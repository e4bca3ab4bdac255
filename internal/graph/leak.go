package graph

import (
	"slices"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/value"
)

// leaks reports whether the edge leads to no lock, other than that of a completer
// that needs none.
func (e *Edge) leaks() bool { return e.To.Class == "" && e.Completer == "" }

// leaks are those of a package, as edges.
func leaks(p *summary.Package) []Edge {
	var out []Edge
	for _, l := range p.Leaks() {
		fn := value.FuncName(l.Func)
		var steps []identity.Step
		for _, at := range l.Left {
			steps = append(steps, identity.Step{Kind: leaving(at), Pos: p.Pos(at.Pos), Func: fn})
		}
		if l.Others.IsValid() {
			steps = append(steps, identity.Step{Kind: identity.Releases, Pos: p.Pos(l.Others), Func: fn})
		}
		out = append(out, Edge{
			From:    End{Class: l.Held.Class, Kind: l.Held.Kind, Mode: l.Held.Mode, Witness: l.Held.Witness},
			To:      End{Witness: identity.Chain(steps)},
			Roots:   p.Context(l.Func).Roots,
			Package: p.PathOf(l.Func),
			Site:    p.Pos(l.Left[0].Pos),
			Test:    p.InTestFile(l.Func),
			Excuse:  l.Excuse,
			Pos:     l.Left[0].Pos,
		})
	}
	return out
}

func leaving(at flow.Leaving) identity.StepKind {
	switch {
	case at.Deferred:
		return identity.DefersLock
	case at.Return != nil:
		return identity.Leaves
	case at.Round:
		return identity.GoesRound
	}
	return identity.LeavesFor
}

// leaks finds the edges that lead to no lock.
func (s *search) leaks() {
	for i := range s.Edges {
		e := &s.Edges[i]
		if !e.leaks() {
			continue
		}
		if s.reacquired(e) {
			s.Dropped["reacquired"]++
			continue
		}
		if f := s.judge(LockLeak, [][]*Edge{{e}}, summary.OneWay); f != nil {
			s.Findings = append(s.Findings, *f)
		}
	}
}

// told leaves out, in tests, what a leak tells of already: a callee leaves the lock held on
// some of its paths, mostly for an error, of which the test makes sure that there is none.
// One defect is one finding, told where it is to be mended. Errs to misses.
func (s *search) told() {
	leaked := make(map[string]bool)
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Rule == LockLeak && f.Confidence >= Medium {
			leaked[f.Cycle[0].From.Witness.Last().Pos] = true
		}
	}
	s.Findings = slices.DeleteFunc(s.Findings, func(f Finding) bool {
		told := slices.ContainsFunc(f.Cycle, func(e Edge) bool {
			return e.Test && (e.Partial || e.From.Partial) && e.From.Witness.Depth() > 1 && leaked[e.From.Witness.Last().Pos]
		})
		if told {
			s.Dropped["leaked"]++
		}
		return told
	})
}

// reacquired holds for a leak whose acquisition is the first of a reacquire in the
// same function, to which control comes from it: that tells of it, and one defect is one
// finding. That the function returns with the lock is another.
func (s *search) reacquired(e *Edge) bool {
	if slices.ContainsFunc(e.To.Witness.Steps(), func(s identity.Step) bool { return s.Kind == identity.Leaves }) {
		return false
	}
	way := summary.WayTo(e.From.Witness)
	return slices.ContainsFunc(s.Findings, func(f Finding) bool {
		return f.Rule == Reacquire && f.Confidence >= Medium && summary.WayTo(f.Cycle[0].From.Witness) == way
	})
}

// deferredLocks are the places of deferred Locks that are meant to be Unlocks: a
// leak tells of them, and no reacquire.
func (s *search) deferredLocks() map[string]bool {
	out := make(map[string]bool)
	for i := range s.Edges {
		if e := &s.Edges[i]; e.leaks() && e.To.Witness.First().Kind == identity.DefersLock {
			out[e.Site] = true
		}
	}
	return out
}

// unlockedAbove drops a leak if some caller releases the lock: then it is a
// helper that tells its callers, in whichever way, that they hold it.
func (s *search) unlockedAbove(c *candidate) bool {
	return c.rule == LockLeak && s.Unlocked[summary.WayTo(c.edges[0].From.Witness)]
}
