package flow

import (
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
)

// entryLiterals are the literals that a caller can decide: the first that reach
// least far, since callers pass constants for flags.
func (rec *recorder) entryLiterals(s state, more []identity.Literal) []identity.Literal {
	if len(more) > 0 {
		if slices.ContainsFunc(more, s.settles) {
			more = slices.DeleteFunc(identity.Map(more, s.asks), s.settles)
		}
		return decidable(more, s.entry)
	}
	if !slices.Equal(s.entry, rec.entry) { // it is the same for all that happens in a state
		rec.entry, rec.decided = s.entry, slices.Clip(decidable(nil, s.entry))
	}
	return rec.decided
}

// settles reports whether callers have no say in what a callee needs: it may be this
// function that holds the lock, or that has given it up.
func (s state) settles(l identity.Literal) bool { return s.explains(l) || s.frees(l) }

// frees reports whether the lock that a literal says is not held is one of the caller's
// that has been given up.
func (s state) frees(l identity.Literal) bool {
	return l.OfLock() && !l.Busy() && slices.ContainsFunc(s.released, func(r identity.Lock) bool { return r.Path == l.Subject })
}

// decidable chooses among literals met here and on entry.
func decidable(more []identity.Literal, entry []*fact) []identity.Literal {
	var room [maxWhen]identity.Literal
	out := room[:0]
	add := func(l *identity.Literal) {
		if !l.Subject.Exportable() || l.Subject.Kind == identity.Result || slices.Contains(out, *l) {
			return
		}
		at := len(out)
		for at > 0 && len(out[at-1].Subject.Steps) > len(l.Subject.Steps) {
			at--
		}
		if at < maxWhen {
			out = slices.Insert(out[:min(len(out), maxWhen-1)], at, *l)
		}
	}
	for i := range more {
		add(&more[i])
	}
	for _, k := range entry {
		add(&k.Literal)
	}
	if len(out) > 1 {
		slices.SortFunc(out, identity.Literal.Compare)
	}
	return append([]identity.Literal(nil), out...)
}

// maxWhen bounds the conditions of an event. Fewer say more: may report falsely.
const maxWhen = 4
