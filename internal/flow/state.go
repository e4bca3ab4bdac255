// Package flow follows the locks held along the paths of one function, and
// tells what happens there: which locks are taken under which, what is held on
// return, which of the caller's locks are given up, and which functions of the
// caller are called.
//
// A block's value is a set of at most [maxStates] states; states that hold the
// same are joined. docs/design.md has the lattice.
package flow

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

const (
	maxStates = 8  // states of a block; beyond, held locks are intersected: may miss
	maxKnown  = 24 // literals of a state; the oldest negations go first: may report falsely
	maxHeld   = 32 // locks held at once; the first ones go: may miss
	maxChain  = 20 // steps of a witness; the outermost are left out
	maxAgain  = 3  // times that a lock is held for reading; what is more is not counted
	maxVisits = 64 // visits of a block; beyond, the function is incomplete
)

// A state is what holds at one point of one path. States are never changed in
// place.
type state struct {
	held     []model.Held
	released []identity.Lock // the caller's, given up and not taken back
	defers   []*ssa.Defer
	known    []*fact
	entry    []*fact  // of the known, what held already on entry
	stored   []*place // places stored to since
	leaving  bool     // in a block that returns
}

// like reports whether two states hold the same.
func (s state) like(t state) bool {
	return slices.EqualFunc(s.held, t.held, func(h, g model.Held) bool { return h.Mode == g.Mode && alike(h.Lock, g.Lock) }) &&
		slices.EqualFunc(s.released, t.released, alike) && slices.Equal(s.defers, t.defers)
}

// same reports whether two states have not only the same, but share it.
func (s state) same(t state) bool {
	return shared(s.held, t.held) && shared(s.released, t.released) && shared(s.defers, t.defers) &&
		shared(s.known, t.known) && shared(s.entry, t.entry) && shared(s.stored, t.stored) && s.leaving == t.leaving
}

func shared[T any](a, b []T) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// alike compares locks by their paths, and by their classes without one.
func alike(a, b identity.Lock) bool {
	return a.Path == b.Path && a.Read == b.Read && (a.Path.Known() || a.Class == b.Class)
}

// correlated are the facts that the state is kept apart by: of what is tested
// more than once, and on the way out of what a caller can decide.
func (s state) correlated() iter.Seq[*fact] {
	return func(yield func(*fact) bool) {
		for _, k := range s.known {
			if k.correlates() && !yield(k) {
				return
			}
		}
		if !s.leaving {
			return
		}
		for _, k := range s.entry {
			if !k.correlates() && !yield(k) {
				return
			}
		}
	}
}

// apart reports whether two states know different things of what correlates.
func (s state) apart(t state) bool { return s.lacksOf(t) || t.lacksOf(s) }

// lacksOf reports whether the state lacks a correlated fact of another.
func (s state) lacksOf(t state) bool {
	for k := range t.correlated() {
		in := s.known
		if !k.correlates() {
			if !s.leaving {
				return true
			}
			in = s.entry
		}
		if !slices.Contains(in, k) {
			return true
		}
	}
	return false
}

// assume adds a fact; false if the state knows better.
func (s state) assume(l *fact) (state, bool) {
	if l.OfLock() {
		return s, !s.holds(l.Literal)
	}
	oldest := -1 // negation, or else fact
	for i, k := range s.known {
		if value, known := k.decides(l); known {
			return s, value
		}
		if oldest < 0 && k.Negated {
			oldest = i
		}
	}
	old := s.known
	s.known = make([]*fact, 0, len(old)+1)
	if len(old) >= maxKnown {
		oldest = max(0, oldest)
		s.known = append(append(s.known, old[:oldest]...), old[oldest+1:]...)
	} else {
		s.known = append(s.known, old...)
	}
	s.known = append(s.known, l)
	return s, true
}

// branch is assume for a condition that was tested: unless the place has been
// stored to here, it held on entry already.
func (s state) branch(l *fact) (state, bool) {
	s, ok := s.assume(l)
	if ok && len(s.entry) < maxKnown && l.Subject.Exportable() && !s.settles(l.Literal) &&
		!slices.Contains(s.entry, l) && !slices.Contains(s.stored, l.of) {
		s.entry = append(slices.Clip(s.entry), l)
	}
	return s, ok
}

// explains reports whether the lock that a literal says is held may be one that this
// goroutine holds: by its path, or by its class. Whether it is what a caller passes may be for
// the callers to say ([state.asks]), but of what is held on some paths only. Who reads does
// not keep others from reading.
func (s state) explains(l identity.Literal) bool {
	if !l.Busy() || len(s.held) == 0 {
		return false
	}
	class := identity.ClassOf(l.Subject)
	return slices.ContainsFunc(s.held, func(h model.Held) bool {
		if h.Mode == identity.Read && l.ForWriting() {
			return false
		}
		return h.Path == l.Subject || class == "" && !h.Named() && (h.Partial || !l.Own()) || class != "" && h.Class == class
	})
}

// asks is a literal as callers are asked of it: if a lock is held that only they can name,
// it may be that one.
func (s state) asks(l identity.Literal) identity.Literal {
	if own := l.OrOwn(); l.Busy() && s.explains(l) && !s.explains(own) {
		return own
	}
	return l
}

// wrote notes that the place holds something new.
func (s state) wrote(p *place) state {
	s = s.forget(func(q *place) bool { _, ok := q.HasPrefix(p.Path); return ok })
	if p.Exportable() && !slices.Contains(s.stored, p) {
		s.stored = append(slices.Clip(s.stored), p)
	}
	return s
}

// anew is the state once something is stored at the address: a Once there has not
// run.
func (s state) anew(at identity.Path) state {
	undone := func(k *fact) bool {
		_, in := k.Subject.HasPrefix(at)
		return in && k.Const == identity.Done
	}
	if slices.ContainsFunc(s.known, undone) {
		s.known = slices.DeleteFunc(slices.Clone(s.known), undone)
	}
	return s
}

// contradicts reports whether the state knows that l is false.
func (s state) contradicts(l identity.Literal) bool {
	if l.OfLock() {
		return s.holds(l)
	}
	if !l.Subject.Known() {
		return false
	}
	for _, k := range s.known {
		if value, known := k.Decides(l); known {
			return !value
		}
	}
	return false
}

// holds reports whether the very lock is held that a literal says is not.
func (s state) holds(l identity.Literal) bool {
	return l.Subject.Unique() && slices.ContainsFunc(s.held, func(h model.Held) bool { return h.Path == l.Subject && l.Free(h.Mode) })
}

func (s state) knows(p *place) (*fact, bool) {
	for _, k := range s.known {
		if k.of == p {
			return k, true
		}
	}
	return nil, false
}

// forget drops the facts of the places that drop selects.
func (s state) forget(drop func(*place) bool) state {
	if slices.ContainsFunc(s.known, func(k *fact) bool { return drop(k.of) }) {
		s.known = slices.DeleteFunc(slices.Clone(s.known), func(k *fact) bool { return drop(k.of) })
	}
	return s
}

// rename changes the paths of the held and released locks.
func (s state) rename(f func(identity.Path) identity.Path) state {
	var held []model.Held
	for _, h := range s.held {
		old := h
		if h.Path = f(h.Path); h.Is(old) && !h.Path.IsStale() || !slices.ContainsFunc(held, h.Is) {
			held = append(held, h)
		}
	}
	s.held = held
	s.released = slices.Clone(s.released)
	for i := range s.released {
		s.released[i].Path = f(s.released[i].Path)
	}
	return s
}

// aged is the state once v has been computed anew.
func (s state) aged(v ssa.Value) state {
	depends := func(p identity.Path) bool { return p.DependsOn(v) }
	s = s.forget(func(p *place) bool { return depends(p.Path) })
	if !s.mentions(depends) {
		return s
	}
	return s.rename(func(p identity.Path) identity.Path {
		if depends(p) {
			return p.Aged(v)
		}
		return p
	})
}

func (s state) mentions(f func(identity.Path) bool) bool {
	return slices.ContainsFunc(s.held, func(h model.Held) bool { return f(h.Path) }) ||
		slices.ContainsFunc(s.released, func(l identity.Lock) bool { return f(l.Path) })
}

// acquire adds a lock. A lock of the caller's that was given up is taken back, but in the
// other mode it is another's to give up.
func (s state) acquire(h model.Held) state {
	if i := slices.IndexFunc(s.released, func(l identity.Lock) bool {
		return identity.SameInstance(l, h.Lock) >= identity.Inverse && l.Read == (h.Mode == identity.Read)
	}); i >= 0 {
		s.released = slices.Delete(slices.Clone(s.released), i, i+1)
		return s
	}
	again := 0
	for _, g := range s.held {
		if g.Is(h) {
			again++
		}
	}
	if again > 0 && h.Mode == identity.Write || again == maxAgain {
		return s
	}
	held := s.held
	if len(held) == maxHeld {
		held = held[1:]
	}
	s.held = append(slices.Clip(held), h)
	return s
}

// stuck reports whether an acquisition of h waits for this goroutine itself: it
// holds that very lock. Control does not go on. Errs to misses where another
// goroutine gives the lock up.
func (s state) stuck(h model.Held) bool {
	return !h.Kind.Counts() && !h.Partial && slices.ContainsFunc(s.held, func(g model.Held) bool {
		return !g.Partial && g.Kind == h.Kind && (g.Mode == identity.Write || h.Mode == identity.Write) &&
			identity.SameInstance(g.Lock, h.Lock) == identity.Same
	})
}

// release gives up a lock: the one held, else the latest that it may be, and
// otherwise, or besides, one of the caller's.
func (s state) release(l identity.Lock) state {
	i := lastIndex(s.held, func(h model.Held) bool {
		return identity.SameInstance(h.Lock, l) >= identity.Inverse
	})
	exact := i >= 0
	if !exact {
		i = lastIndex(s.held, func(h model.Held) bool { return h.Kind == l.Kind && identity.MayBe(h.Lock, l) })
	}
	if i >= 0 {
		s.held = slices.Delete(slices.Clone(s.held), i, i+1)
	}
	if !exact && (i < 0 || l.Path.Exportable()) && !slices.Contains(s.released, l) {
		s.released = append(slices.Clip(s.released), l)
	}
	return s
}

func lastIndex[T any](list []T, f func(T) bool) int {
	for i := len(list) - 1; i >= 0; i-- {
		if f(list[i]) {
			return i
		}
	}
	return -1
}

// agreed are the facts of each that the other knows to hold.
func agreed(a, b []*fact) []*fact {
	if slices.Equal(a, b) {
		return a
	}
	follows := func(l *fact, from []*fact) bool {
		return slices.Contains(from, l) || slices.ContainsFunc(from, func(k *fact) bool {
			value, known := k.decides(l)
			return known && value
		})
	}
	out := make([]*fact, 0, len(a))
	for _, l := range a {
		if follows(l, b) {
			out = append(out, l)
		}
	}
	for _, l := range b {
		if follows(l, a) && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// states is the value of a block.
type states []state

// joins is the state that s is joined to: one that holds the same and knows the same of what
// correlates, or, if there are many, any that holds the same. It is negative if there is none.
func (ss states) joins(s state) int {
	alike := -1
	for i := range ss {
		switch t := &ss[i]; {
		case !t.like(s):
		case !t.apart(s):
			return i
		case alike < 0 && len(ss) >= maxStates/2:
			alike = i
		}
	}
	return alike
}

// add joins s to the set; changed says whether that made a difference, cut
// that the set was full.
// States that hold the same and know different things of what correlates
// stay apart while there are few. The result may take up room behind ss: another
// state can be added to the result only.
func (ss states) add(s state) (out states, changed, cut bool) {
	if i := ss.joins(s); i >= 0 {
		t := &ss[i]
		known, entry, stored := agreed(t.known, s.known), identity.Common(t.entry, s.entry), identity.Union(t.stored, s.stored)
		if slices.Equal(known, t.known) && len(entry) == len(t.entry) && len(stored) == len(t.stored) {
			return ss, false, false
		}
		out = slices.Clone(ss)
		out[i].known, out[i].entry, out[i].stored = known, entry, stored
		return out, true, false
	}
	if len(ss) < maxStates {
		return append(ss, s), true, false
	}
	// Full: the last state stands for all that are left out.
	last := ss[len(ss)-1]
	held := model.CommonHeld(last.held, s.held)
	if len(held) == len(last.held) && len(last.known) == 0 && len(last.entry) == 0 &&
		identity.Subset(s.released, last.released) && identity.Subset(s.stored, last.stored) {
		return ss, false, true
	}
	out = slices.Clone(ss)
	last.held, last.known, last.entry = held, nil, nil
	last.released, last.stored = identity.Union(last.released, s.released), identity.Union(last.stored, s.stored)
	out[len(out)-1] = last
	return out, true, true
}
