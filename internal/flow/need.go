package flow

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// A needKey is equal for what a completion needs alike.
type needKey struct {
	lockKey
	mode identity.Mode
}

func keyOfNeed(l identity.Lock, m identity.Mode) needKey { return needKey{keyOfLock(l), m} }

// maxNeeds bounds the needs of a completion: those with known paths stay, then
// short witnesses. Errs to misses.
const maxNeeds = 8

// needOf is an acquisition as something to do before a completion.
func needOf(a model.Acquire) model.Need {
	return model.Need{Lock: a.Lock, Mode: a.Mode, Witness: a.Witness, Cases: a.Cases}
}

// AddNeeds adds what a completion needs, each once, with its shortest witness. It
// leaves needs as they are.
func AddNeeds(needs []model.Need, more ...model.Need) []model.Need {
	if len(more) == 0 {
		return needs
	}
	own := append(make([]model.Need, 0, len(needs)+len(more)), needs...)
	for i := range more {
		own = addNeed(own, more[i])
	}
	return own
}

// addNeed adds to needs of its own.
func addNeed(own []model.Need, n model.Need) []model.Need {
	key := keyOfNeed(n.Lock, n.Mode)
	at := slices.IndexFunc(own, func(n model.Need) bool { return keyOfNeed(n.Lock, n.Mode) == key })
	if at < 0 {
		return append(own, n)
	}
	own[at] = sooner(own[at], n)
	return own
}

// sooner is one need out of two alike: the one that is there from the first time on, then
// the one that matters to more of those who start on the way, then the one that is told in
// fewer steps.
func sooner(a, b model.Need) model.Need {
	before := identity.Common(a.Before, b.Before)
	by := cmp.Or(identity.FalseFirst(b.Again, a.Again), cmp.Compare(len(b.Before), len(a.Before)))
	if by < 0 || by == 0 && b.Witness.Shorter(a.Witness) {
		a = b
	}
	a.Before = before
	return a
}

// compareNeeds puts first what says most.
func compareNeeds(a, b *possible) int {
	if by := cmp.Or(identity.FalseFirst(!a.Lock.Path.Known(), !b.Lock.Path.Known()), cmp.Compare(a.Witness.Depth(), b.Witness.Depth())); by != 0 {
		return by
	}
	if by := strings.Compare(a.name(), b.name()); by != 0 {
		return by
	}
	return cmp.Or(cmp.Compare(a.Lock.Class, b.Lock.Class), cmp.Compare(keyOfLock(a.Lock).wait, keyOfLock(b.Lock).wait), cmp.Compare(a.Mode, b.Mode))
}

// rankNeeds puts the needs that say most first, and cuts the others.
func rankNeeds(needs []model.Need) []model.Need {
	all, ranked := make([]possible, len(needs)), make([]*possible, len(needs))
	for i := range needs {
		all[i].Need, ranked[i] = &needs[i], &all[i]
	}
	slices.SortStableFunc(ranked, compareNeeds)
	return identity.Map(ranked[:min(len(ranked), maxNeeds)], func(n *possible) model.Need { return *n.Need })
}

// comesBefore is all that a function takes, what says most first, for its completions
// to look up what each needs.
type comesBefore struct {
	rec   *recorder
	taken []*possible
}

// A possible need is one at a point.
type possible struct {
	*model.Need
	text string // see name
	at   point
	over bool   // a wait that the function has ended itself by then, or what never waits
	made *point // where the function makes the lock, if it does
}

// name is the text of the lock, made once.
func (n *possible) name() string {
	if n.text == "" {
		n.text = n.Lock.String()
	}
	return n.text
}

func (rec *recorder) newBefore() *comesBefore {
	b := &comesBefore{rec: rec, taken: make([]*possible, 0, len(rec.history.taken))}
	for _, t := range rec.history.taken {
		n := &possible{Need: &t.Need, at: t.at}
		waits := t.Lock
		if waits.Kind == identity.End {
			waits.Kind = identity.Receive // what it has closed itself, or has put in
		}
		n.over = waits.Kind.Waits() && slices.Contains(rec.endedBefore(t.at), waits) || rec.f.env.Unshared(t.Lock.Path, t.at.instr())
		if at, ok := rec.f.makes(t.Lock.Path); ok {
			n.made = &at
		}
		b.taken = append(b.taken, n)
	}
	slices.SortFunc(b.taken, func(x, y *possible) int { return cmp.Or(compareNeeds(x, y), x.at.compare(y.at)) })
	return b
}

// needs are those of a completion: what must be over before it, and once somebody
// else can know what to wait for. Starts are the go statements on the way. What comes
// before, but does not count, is counted (since.go).
func (b *comesBefore) needs(e ended, starts []string) []model.Need {
	out := e.Needs
	if e.Spawned != model.Inline {
		return rankNeeds(out)
	}
	cuts := b.rec.f.cuts(e.Of)
	most := len(out) + maxNeeds
	out = append(make([]model.Need, 0, most), out...)
	for i := 0; i < len(b.taken) && len(out) < most; i++ {
		switch t := b.taken[i]; {
		case t.over || offers(t.Need, e.Of) || t.Lock == e.Of && !e.Joins():
			// Ended, or the last of many that come and go.
		case !b.rec.f.before(t.at, e.at):
		case !b.counts(t, e, cuts):
			b.rec.f.result.Since++
		default:
			n := *t.Need
			n.Before, n.Again = b.startsAfter(t.at, e, starts), b.rec.f.onlyAgain(e, t.at)
			out = addNeed(out, n)
		}
	}
	return rankNeeds(out)
}

// counts reports whether what comes before a completion does so since the wait can be
// for it.
func (b *comesBefore) counts(t *possible, e ended, cuts []cut) bool {
	return !e.Counted && uncut(t.at, e.at, cuts) && !b.rec.f.env.Unshared(e.Of.Path, t.at.instr()) &&
		(t.made == nil || leads(t.at, e.at, append(slices.Clip(cuts), cut{point: *t.made})))
}

// maxStarts bounds the go statements that are kept. Errs to reports.
const maxStarts = 4

func addStarts(a, b []string) []string {
	out := identity.Union(a, b)
	return out[:min(len(out), maxStarts)]
}

// starts are the go statements on the way to a completion.
func (b *comesBefore) starts(e ended) []string {
	out := e.Starts
	for _, s := range b.rec.history.starts {
		if b.rec.f.before(s.at, e.at) {
			out = addStarts(out, []string{s.pos})
		}
	}
	return out
}

// startsAfter are those of the go statements on the way to a completion that control
// does not come back from to a point.
func (b *comesBefore) startsAfter(at point, e ended, starts []string) []string {
	if len(starts) == 0 || b.rec.f.before(e.at, at) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(starts), func(pos string) bool {
		return slices.ContainsFunc(b.rec.history.starts, func(s start) bool {
			return s.pos == pos && (s.at == at || b.rec.f.before(s.at, at))
		})
	})
}

// since reports for points whether what happens there comes before a completion,
// since the wait can be for it.
func (b *comesBefore) since(e ended) func(point) bool {
	cuts := b.rec.f.cuts(e.Of)
	return func(at point) bool {
		return b.rec.f.before(at, e.at) && uncut(at, e.at, cuts)
	}
}

// uncut reports of two points, the one before the other, whether control may come from
// the one to the other without a cut.
func uncut(from, to point, cuts []cut) bool { return len(cuts) == 0 || leads(from, to, cuts) }

func (at point) instr() ssa.Instruction { return at.block.Instrs[at.index] }

// offers holds for who is ready, for as long as it waits, to complete what is waited
// for: it waits at the other end of the channel, if only in one case of its select.
func offers(waits *model.Need, of identity.Lock) bool {
	return sameChannel(waits.Lock, of) || slices.ContainsFunc(waits.Cases, func(l identity.Lock) bool { return sameChannel(l, of) })
}

// sameChannel holds for the two ends of one channel: who waits at the one is let go
// on by who comes to the other.
func sameChannel(a, b identity.Lock) bool {
	return a.Class == b.Class && a.Kind.Waits() && b.Kind.Waits() && (a.Kind == identity.Send) != (b.Kind == identity.Send)
}
