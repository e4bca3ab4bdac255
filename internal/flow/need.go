package flow

import (
	"cmp"
	"slices"

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
	own := slices.Clip(needs)
	for i := range more {
		key := keyOfNeed(more[i].Lock, more[i].Mode)
		switch at := slices.IndexFunc(own, func(n model.Need) bool { return keyOfNeed(n.Lock, n.Mode) == key }); {
		case at < 0:
			own = append(own, more[i])
		case more[i].Witness.Shorter(own[at].Witness):
			own = slices.Clone(own)
			own[at] = more[i]
		}
	}
	return own
}

// compareNeeds puts first what says most.
func compareNeeds(a, b *model.Need) int {
	if by := cmp.Or(identity.FalseFirst(!a.Lock.Path.Known(), !b.Lock.Path.Known()), cmp.Compare(a.Witness.Depth(), b.Witness.Depth())); by != 0 {
		return by
	}
	return cmp.Or(keyOfLock(a.Lock).compare(keyOfLock(b.Lock)), cmp.Compare(a.Mode, b.Mode))
}

// rankNeeds puts the needs that say most first, and cuts the others.
func rankNeeds(needs []model.Need) []model.Need {
	out := slices.Clone(needs)
	slices.SortStableFunc(out, func(a, b model.Need) int { return compareNeeds(&a, &b) })
	return out[:min(len(out), maxNeeds)]
}

// comesBefore is all that a function takes, what says most first, for its completions
// to look up what each needs.
type comesBefore struct {
	rec   *recorder
	taken []possible
}

// A possible need is one at a point.
type possible struct {
	model.Need
	at   point
	over bool   // a wait that the function has ended itself by then, or what never waits
	made *point // where the function makes the lock, if it does
}

func (rec *recorder) newBefore() *comesBefore {
	b := &comesBefore{rec: rec, taken: make([]possible, 0, len(rec.history.taken))}
	for _, t := range rec.history.taken {
		n := possible{Need: needOf(t.Acquire), at: t.at}
		n.over = t.Lock.Kind.Waits() && slices.Contains(rec.endedBefore(t.at), t.Lock) || rec.f.env.Unshared(t.Lock.Path, t.at.instr())
		if at, ok := rec.f.makes(t.Lock.Path); ok {
			n.made = &at
		}
		b.taken = append(b.taken, n)
	}
	slices.SortFunc(b.taken, func(x, y possible) int {
		return cmp.Or(compareNeeds(&x.Need, &y.Need), x.at.compare(y.at))
	})
	return b
}

// needs are those of a completion: what must be over before it, and once somebody
// else can know what to wait for.
func (b *comesBefore) needs(e ended) []model.Need {
	out := e.Needs
	if e.Spawned == model.Inline && !e.Counted {
		counts := b.counts(e)
		var last model.Need
		for found, i := 0, 0; i < len(b.taken) && found < maxNeeds; i++ {
			t := &b.taken[i]
			if t.over || found > 0 && keyOfNeed(last.Lock, last.Mode) == keyOfNeed(t.Lock, t.Mode) || !b.needed(t, e, counts) {
				continue
			}
			last, found = t.Need, found+1
			out = AddNeeds(out, t.Need)
		}
	}
	return rankNeeds(out)
}

// needed reports whether what is taken at a point must be over before a completion.
func (b *comesBefore) needed(t *possible, e ended, counts func(point) bool) bool {
	if sameChannel(t.Lock, e.Of) || t.Lock == e.Of && !e.Joins() {
		return false // the last: one of many that come and go
	}
	return counts(t.at) && !b.rec.f.env.Unshared(e.Of.Path, t.at.instr()) &&
		(t.made == nil || leads(t.at, e.at, append(slices.Clip(b.rec.f.cuts(e.Of)), *t.made)))
}

// counts reports for points whether what happens there comes before a completion,
// since the wait can be for it.
func (b *comesBefore) counts(e ended) func(point) bool {
	cuts := b.rec.f.cuts(e.Of)
	return func(at point) bool {
		return b.rec.f.before(at, e.at) && (len(cuts) == 0 || leads(at, e.at, cuts))
	}
}

func (at point) instr() ssa.Instruction { return at.block.Instrs[at.index] }

// sameChannel holds for the two ends of one channel: who waits at the one is let go
// on by who comes to the other.
func sameChannel(a, b identity.Lock) bool {
	return a.Class == b.Class && a.Kind.Waits() && b.Kind.Waits() && a.Kind != b.Kind
}
