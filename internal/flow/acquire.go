package flow

import (
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// acquire records an acquisition under the locks of s.
func (rec *recorder) acquire(at ssa.Instruction, s state, a model.Acquire) {
	for _, l := range a.When {
		if s.contradicts(l) {
			return
		}
	}
	if waitsBefore(s, a) {
		return
	}
	a.Past = past(s, a)
	for i, h := range s.held {
		a := keeps(a, h, s.held[i+1:])
		if !givesUp(a, h) && !unlockedUnknown(s, a) && !endsOwn(h, a) {
			rec.edge(rec.edges, at, s, h, a)
		}
	}
	if a.Mode == identity.Write && a.Lock.Kind == identity.Mutex && !a.Told {
		rec.edge(rec.writes, at, s, model.Held{}, a)
	}
	rec.history.take(a)
	if !rec.f.env.Unshared(a.Lock.Path, at) && !waitsForItself(s, a) { // else it never waits, or our callers learn nothing new
		rec.keepAcquire(rec.outward(s, a))
	}
}

// waitsBefore reports whether a callee waits for this goroutine itself before it comes
// to take a: for a lock that it holds then, or has had before, and that is held here.
func waitsBefore(s state, a model.Acquire) bool {
	return slices.ContainsFunc(a.Past, func(l identity.Lock) bool { return s.stuck(model.Held{Lock: l}) }) || slices.ContainsFunc(a.Gates, func(g model.Held) bool {
		return s.stuck(g) && !slices.ContainsFunc(a.Released, func(l identity.Lock) bool { return could(g.Lock, l) })
	})
}

// past are the locks that have been taken before a, and given up again: by the callee, or
// what is held here, by its very name. A lock of the caller's that was given up, and taken
// again, is not held here.
func past(s state, a model.Acquire) []identity.Lock {
	out := a.Past
	for _, h := range s.held {
		if h.Mode == identity.Write && !h.Partial && h.Kind == identity.Mutex && len(out) < maxPast && !slices.Contains(out, h.Lock) &&
			slices.ContainsFunc(a.Released, func(l identity.Lock) bool { return identity.SameInstance(h.Lock, l) == identity.Same }) {
			out = append(slices.Clip(out), h.Lock)
		}
	}
	return out
}

// maxPast bounds the locks of the past of an acquisition. Errs to reports.
const maxPast = 2

// unlockedUnknown holds for a wait on a Cond that gives up a lock which may be any
// of those that are held. One that its function was shown to hold is told no more
// (outward). Errs to misses.
func unlockedUnknown(s state, a model.Acquire) bool {
	return a.Lock.Kind == identity.Notice && len(a.Released) > 0 && !slices.ContainsFunc(s.held, func(h model.Held) bool {
		return slices.ContainsFunc(a.Released, func(l identity.Lock) bool { return identity.MayBe(h.Lock, l) })
	})
}

// could reports whether l, released on the way, may be the held h.
func could(h, l identity.Lock) bool {
	switch identity.SameInstance(h, l) {
	case identity.Same, identity.Inverse:
		return true
	case identity.May:
		return !h.Path.Unique() || !l.Path.Unique()
	}
	return false
}

// edge adds the acquisition of a under h, or under nothing in particular, to edges.
func (rec *recorder) edge(edges map[string]*Edge, at ssa.Instruction, s state, h model.Held, a model.Acquire) {
	rec.key = strconv.AppendInt(rec.key[:0], int64(Position(at)), 10)
	rec.key = appendMode(h.Lock.AppendTo(append(rec.key, '|')), h.Mode)
	rec.key = append(appendMode(a.Lock.AppendTo(append(rec.key, '|')), a.Mode), byte(a.Lock.Kind))
	for _, l := range a.Released {
		if l.Class == h.Class || !l.Named() || !h.Named() {
			rec.key = l.AppendTo(append(rec.key, '|')) // which callers may know to be h
		}
	}
	old := edges[string(rec.key)]
	released := identity.Union(s.released, a.Released)
	when := rec.entryLiterals(s, a.When)
	var around []model.Held
	done := doneOnces(s)
	if old != nil {
		done = identity.Common(old.Done, done)
		old.Done = done
		released, when = identity.Union(released, old.Released), identity.Common(when, old.When)
		around = commonGates(old.Gates, s, h, a)
		old.Gates, old.Released, old.When = around, released, when
		old.Past = identity.Common(old.Past, a.Past)
		old.To.When = identity.Common(old.To.When, a.When)
		a.Past, a.When = old.Past, old.To.When
	} else {
		around = gates(s, h, a)
	}
	if old != nil && !a.Witness.Shorter(old.To.Witness) && (old.From.Partial || !h.Partial) {
		return
	}
	same := identity.SameInstance(h.Lock, a.Lock)
	if h.Kind != a.Lock.Kind && same >= identity.May {
		same = identity.Different
	}
	edges[string(rec.key)] = &Edge{From: h, To: a, Same: same, Gates: around, Released: released, Past: a.Past, Func: rec.f.r.Fn, At: at, Site: Position(at), When: when, Done: done, Partial: rec.partial(h), Spawned: rec.spawned, Start: rec.start, point: rec.history.at}
}

// doneOnces are the Onces that the state knows to be over.
func doneOnces(s state) (out []identity.Path) {
	for _, k := range s.known {
		if k.Const == identity.Done && !k.Negated {
			out = append(out, k.Subject)
		}
	}
	return out
}

// gates are the locks besides h that are held when a is taken: what is still
// held here, and what the callee holds around it.
func gates(s state, h model.Held, a model.Acquire) []model.Held {
	if len(s.held) == 0 && h.Class == "" {
		return a.Gates
	}
	out := make([]model.Held, 0, len(s.held)+len(a.Gates))
	for _, g := range s.held {
		if g.Lock != h.Lock && !givesUp(a, g) {
			out = append(out, g)
		}
	}
	for _, g := range a.Gates {
		if g.Lock != h.Lock && !slices.ContainsFunc(out, g.Is) {
			out = append(out, g)
		}
	}
	return out
}

// commonGates are those that are gates of another acquisition, too.
func commonGates(of []model.Held, s state, h model.Held, a model.Acquire) []model.Held {
	lost := func(g model.Held) bool {
		return g.Lock == h.Lock || !(slices.ContainsFunc(s.held, g.Is) && !givesUp(a, g)) && !slices.ContainsFunc(a.Gates, g.Is)
	}
	if !slices.ContainsFunc(of, lost) {
		return of
	}
	return slices.DeleteFunc(slices.Clone(of), lost)
}

// givesUp reports whether what is held may be released on the way to an acquisition.
func givesUp(a model.Acquire, h model.Held) bool {
	return slices.ContainsFunc(a.Released, func(l identity.Lock) bool { return could(h.Lock, l) })
}

// keeps is a without giving up h, if that is held for reading and has been taken for that
// once more since, as TryRLock does without harm: who gives up one of the two still reads.
// Errs to reports where both are given up.
func keeps(a model.Acquire, h model.Held, since []model.Held) model.Acquire {
	if h.Mode == identity.Read && slices.ContainsFunc(since, h.Is) {
		a.Released = slices.DeleteFunc(slices.Clone(a.Released), func(l identity.Lock) bool { return identity.SameInstance(h.Lock, l) == identity.Same })
	}
	return a
}

// partial reports whether some state at this point does not hold h.
func (rec *recorder) partial(h model.Held) bool {
	return h.Class != "" && slices.ContainsFunc(rec.states, func(s state) bool {
		return !slices.ContainsFunc(s.held, func(g model.Held) bool { return g.Lock == h.Lock })
	})
}

// waitsForItself reports whether a lock is taken that is held for writing: our callers
// have been told of when it was taken first, and nobody comes here without it. Who writes
// what it reads waits for other readers, too.
func waitsForItself(s state, a model.Acquire) bool {
	return !givesUp(a, model.Held{Lock: a.Lock}) && slices.ContainsFunc(s.held, func(h model.Held) bool {
		return identity.SameInstance(h.Lock, a.Lock) == identity.Same && h.Mode == identity.Write && h.Kind == identity.Mutex
	})
}

// outward is an acquisition as our callers see it: given up are, besides what
// the callee released, what we released; and only what is not ours.
func (rec *recorder) outward(s state, a model.Acquire) model.Acquire {
	var released []identity.Lock
	for _, l := range a.Released {
		if !slices.ContainsFunc(s.held, func(h model.Held) bool { return identity.SameInstance(h.Lock, l) >= identity.Inverse }) {
			released = append(released, l)
		}
	}
	for _, l := range s.released {
		if !slices.Contains(released, l) {
			released = append(released, l)
		}
	}
	a.Gates = gates(s, model.Held{}, a)
	a.Released = released
	a.When = rec.entryLiterals(s, a.When)
	return a
}

func (rec *recorder) keepAcquire(a model.Acquire) {
	rec.key = append(appendMode(a.Lock.AppendTo(rec.key[:0]), a.Mode), byte(a.Lock.Kind))
	rec.key = identity.AppendTexts(append(rec.key, '|'), a.Released)
	rec.key = identity.AppendTexts(append(rec.key, '|'), a.When)
	old, ok := rec.acquires[string(rec.key)]
	if ok && a.GatedBesides(old.Acquire) {
		rec.key = append(rec.key, '|')
		for _, g := range a.Gates {
			rec.key = appendMode(g.Lock.AppendTo(rec.key), g.Mode)
		}
		old, ok = rec.acquires[string(rec.key)]
	}
	if !ok {
		rec.acquires[string(rec.key)] = &acquired{a, rec.history.at}
		return
	}
	if a.Witness.Shorter(old.Witness) {
		*old = acquired{a.Or(old.Acquire), rec.history.at}
	} else {
		old.Acquire = old.Acquire.Or(a)
	}
}
