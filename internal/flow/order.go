package flow

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// Before a wait can be completed, what comes first must be over: each lock that is
// taken on the way to the completion is one that it needs, be it on some path only
// or, in a loop, the last time round (Infer's starvation domain has nothing like
// it; GCatch's channel constraints do). Errs to reports: conditions do not count.

// A point is where something happens in a function: at an instruction, and among
// the deferred calls that run there, at one of these.
type point struct {
	block    *ssa.BasicBlock
	index    int
	deferred int // grows as they run
}

// compare orders points as they are written.
func (at point) compare(b point) int {
	return cmp.Or(cmp.Compare(at.block.Index, b.block.Index), cmp.Compare(at.index, b.index), cmp.Compare(at.deferred, b.deferred))
}

// before reports whether control can come from a to b.
func (f *function) before(a, b point) bool {
	if a.block == b.block && cmp.Or(cmp.Compare(a.index, b.index), cmp.Compare(a.deferred, b.deferred)) < 0 {
		return true
	}
	return f.reach.leads(a.block, b.block)
}

// Things that happen at a point.
type (
	taken struct {
		at point
		model.Acquire
	}
	ended struct {
		at point
		model.Completion
	}
	called struct {
		at point
		*model.Open
	}
)

// Whatever happens at a point is kept once.
type (
	takenAt struct {
		at   point
		what needKey
	}
	endedAt struct {
		at   point
		what Operation
	}
	calledAt struct {
		at   point
		what string
	}
)

// A history is what happens in one function, or in one goroutine that it starts.
type history struct {
	at     point
	taken  map[takenAt]taken
	ended  map[endedAt]ended
	called map[calledAt]called

	// Once all is there:
	inOrder []ended
	over    map[point][]identity.Lock // what has been ended before a point
}

func newHistory() *history {
	return &history{taken: make(map[takenAt]taken), ended: make(map[endedAt]ended), called: make(map[calledAt]called)}
}

// take notes what is acquired, or waited for.
func (h *history) take(a model.Acquire) {
	key := takenAt{h.at, keyOfNeed(a)}
	if old, ok := h.taken[key]; !ok || a.Witness.Shorter(old.Witness) {
		h.taken[key] = taken{h.at, a}
	}
}

// complete records that something is done which others wait for.
func (rec *recorder) complete(c model.Completion) {
	h := rec.history
	key := endedAt{h.at, OperationOf(c)}
	old, ok := h.ended[key]
	if !ok || c.Witness.Shorter(old.Witness) {
		c.Needs = AddNeeds(slices.Clip(c.Needs), old.Needs...)
		c.Counted = c.Counted && (old.Counted || !ok)
		h.ended[key] = ended{h.at, c}
	} else {
		old.Needs = AddNeeds(slices.Clip(old.Needs), c.Needs...)
		old.Counted = old.Counted && c.Counted
		h.ended[key] = old
	}
}

// A lockKey is a lock as far as it is named, and what is waited for there.
type lockKey struct {
	path  identity.Path
	class identity.Class
	wait  identity.Kind
}

func keyOfLock(l identity.Lock) lockKey {
	k := lockKey{path: l.Path, class: l.Class}
	if l.Kind.Waits() {
		k.wait = l.Kind
	}
	return k
}

// compare orders as texts do, for the same output twice.
func (k lockKey) compare(l lockKey) int {
	if k == l {
		return 0
	}
	text := func(k lockKey) string { return identity.Lock{Path: k.path, Class: k.class}.String() }
	return cmp.Or(strings.Compare(text(k), text(l)), cmp.Compare(k.class, l.class), cmp.Compare(k.wait, l.wait))
}

// A needKey is equal for acquires that a completion needs alike.
type needKey struct {
	lockKey
	mode identity.Mode
}

func keyOfNeed(a model.Acquire) needKey { return needKey{keyOfLock(a.Lock), a.Mode} }

// An Operation is equal for completions by one operation.
type Operation struct {
	lockKey
	pos     string
	spawned model.Spawn
}

// OperationOf is the operation that completes something.
func OperationOf(c model.Completion) Operation {
	return Operation{keyOfLock(c.Of), c.Witness.Last().Pos, c.Spawned}
}

func (k Operation) compare(l Operation) int {
	return cmp.Or(k.lockKey.compare(l.lockKey), strings.Compare(k.pos, l.pos), cmp.Compare(k.spawned, l.spawned))
}

// maxNeeds bounds the needs of a completion: those with known paths stay, then
// short witnesses. Errs to misses.
const maxNeeds = 8

// AddNeeds adds what a completion needs, each once.
func AddNeeds(needs []model.Acquire, more ...model.Acquire) []model.Acquire {
	for _, a := range more {
		a.Released, a.When = nil, nil
		key := keyOfNeed(a)
		i := slices.IndexFunc(needs, func(b model.Acquire) bool { return keyOfNeed(b) == key })
		switch {
		case i < 0:
			needs = append(needs, a)
		case a.Witness.Shorter(needs[i].Witness):
			needs = slices.Clone(needs)
			needs[i] = a
		}
	}
	return needs
}

// completions are what the function completes, each with what comes before.
func (rec *recorder) completions() []model.Completion {
	h := rec.history
	if len(h.ended) == 0 {
		return nil
	}
	h.inOrder, h.over = h.endedInOrder(), make(map[point][]identity.Lock)
	before := rec.newBefore()
	calls := inOrder(h.called, func(a, b calledAt) int { return cmp.Or(a.at.compare(b.at), strings.Compare(a.what, b.what)) })
	merged := make(map[Operation]int)
	var out []model.Completion
	var needs []*needSet
	for _, e := range h.inOrder {
		if rec.fills(e) {
			continue
		}
		c := e.Completion
		all := before.needs(e)
		if c.Spawned == model.Inline && !c.Counted {
			c.Weak = thenOf(calls, c, all, before.counts(e)) || c.Weak
		}
		c.Counted = rec.counted(e)
		key := OperationOf(c)
		if i, ok := merged[key]; ok {
			needs[i].join(all) // two ways to one operation: it needs what either does
			out[i].Counted = out[i].Counted && c.Counted
			continue
		}
		merged[key] = len(out)
		out, needs = append(out, c), append(needs, all)
	}
	for i := range out {
		out[i].Needs = rankNeeds(needs[i].acquires())
	}
	slices.SortFunc(out, func(a, b model.Completion) int { return OperationOf(a).compare(OperationOf(b)) })
	return out
}

// fills holds for what goes into a channel, or comes out of it, before anybody else
// knows it: the tokens that a constructor puts in. That ends no wait that is to come.
// Errs to reports: the first waits find it.
func (rec *recorder) fills(e ended) bool {
	return rec.spawned == model.Inline && e.Witness.Last().Kind == identity.Completes && (e.Of.Kind == identity.Send || e.Of.Kind == identity.Receive) &&
		e.Spawned == model.Inline && rec.f.env.Unshared(e.Of.Path, e.at.instr())
}

func (h *history) endedInOrder() []ended {
	return inOrder(h.ended, func(a, b endedAt) int {
		if by := a.at.compare(b.at); by != 0 {
			return by
		}
		return a.what.compare(b.what)
	})
}

// inOrder are the values of a map, by their keys.
func inOrder[K comparable, V any](m map[K]V, compare func(a, b K) int) []V {
	keys := slices.SortedFunc(maps.Keys(m), compare)
	out := make([]V, len(keys))
	for i, k := range keys {
		out[i] = m[k]
	}
	return out
}

// comesBefore is all that a function takes, in order, for its completions to look up
// what each needs.
type comesBefore struct {
	rec   *recorder
	taken []taken
	keys  []needKey
	over  []bool   // a wait that the function has ended itself by then, or what never waits
	made  []*point // where the function makes the lock, if it does
}

func (rec *recorder) newBefore() *comesBefore {
	b := &comesBefore{rec: rec, taken: inOrder(rec.history.taken, func(a, b takenAt) int {
		if by := a.at.compare(b.at); by != 0 {
			return by
		}
		return cmp.Or(a.what.lockKey.compare(b.what.lockKey), cmp.Compare(a.what.mode, b.what.mode))
	})}
	for _, t := range b.taken {
		b.keys = append(b.keys, keyOfNeed(t.Acquire))
		b.over = append(b.over, t.Lock.Kind.Waits() && slices.Contains(rec.endedBefore(t.at), t.Lock) || rec.f.env.Unshared(t.Lock.Path, t.at.instr()))
		var made *point
		if at, ok := rec.f.makes(t.Lock.Path); ok {
			made = &at
		}
		b.made = append(b.made, made)
	}
	return b
}

// needs are those of a completion: what must be over before it, and once somebody
// else can know what to wait for.
func (b *comesBefore) needs(e ended) *needSet {
	set := newNeedSet(e.Needs)
	if e.Spawned != model.Inline || e.Counted {
		return set
	}
	cuts := b.rec.f.cuts(e.Of)
	counts := b.counts(e)
	var at point // of the last one
	before := false
	for i := range b.taken {
		t := &b.taken[i]
		if t.at != at {
			at = t.at
			before = counts(at) && !b.rec.f.env.Unshared(e.Of.Path, at.instr())
		}
		if !before || b.over[i] || sameChannel(t.Lock, e.Of) || t.Lock == e.Of && !e.Joins() {
			continue // the last: one of many that come and go
		}
		if b.made[i] == nil || leads(at, e.at, append(slices.Clip(cuts), *b.made[i])) {
			set.add(b.keys[i], &t.Acquire)
		}
	}
	return set
}

// counts reports for points whether what happens there comes before a completion,
// since the wait can be for it.
func (b *comesBefore) counts(e ended) func(point) bool {
	cuts := b.rec.f.cuts(e.Of)
	return func(at point) bool {
		return b.rec.f.before(at, e.at) && (len(cuts) == 0 || leads(at, e.at, cuts))
	}
}

// A needSet is what a completion needs, each once, with its shortest witness.
type needSet struct {
	index map[needKey]int
	keys  []needKey
	list  []*model.Acquire
}

func newNeedSet(needs []model.Acquire) *needSet {
	s := &needSet{index: make(map[needKey]int, len(needs))}
	for i := range needs {
		s.add(keyOfNeed(needs[i]), &needs[i])
	}
	return s
}

func (s *needSet) add(key needKey, a *model.Acquire) {
	i, ok := s.index[key]
	switch {
	case !ok:
		s.index[key] = len(s.list)
		s.keys, s.list = append(s.keys, key), append(s.list, a)
	case a.Witness.Shorter(s.list[i].Witness):
		s.list[i] = a
	}
}

func (s *needSet) join(t *needSet) {
	for i, key := range t.keys {
		s.add(key, t.list[i])
	}
}

func (s *needSet) acquires() []model.Acquire {
	out := make([]model.Acquire, len(s.list))
	for i, a := range s.list {
		out[i] = *a
		out[i].Released, out[i].When = nil, nil
	}
	return out
}

func (at point) instr() ssa.Instruction { return at.block.Instrs[at.index] }

// sameChannel holds for the two ends of one channel: who waits at the one is let go
// on by who comes to the other.
func sameChannel(a, b identity.Lock) bool {
	return a.Class == b.Class && a.Kind.Waits() && b.Kind.Waits() && a.Kind != b.Kind
}

// rankNeeds puts the needs that say most first, and cuts the others.
func rankNeeds(needs []model.Acquire) []model.Acquire {
	slices.SortStableFunc(needs, func(a, b model.Acquire) int {
		if by := cmp.Or(identity.FalseFirst(b.Lock.Path.Known(), a.Lock.Path.Known()), cmp.Compare(a.Witness.Depth(), b.Witness.Depth())); by != 0 {
			return by
		}
		return cmp.Or(keyOfLock(a.Lock).compare(keyOfLock(b.Lock)), cmp.Compare(a.Mode, b.Mode))
	})
	return needs[:min(len(needs), maxNeeds)]
}

// maxThen bounds what a call of what others supply is followed by. Errs to misses.
const maxThen = 2

// thenOf notes at the calls that come before a completion that it follows, with all
// that it needs: whoever supplies what is called there says what it needs.
func thenOf(calls []called, c model.Completion, all *needSet, before func(point) bool) (any bool) {
	for _, o := range calls {
		if !before(o.at) {
			continue
		}
		if !any {
			any, c.Needs = true, all.acquires()
		}
		o.Open.Then = addThen(o.Open.Then, c)
	}
	return any
}

func addThen(then []model.Completion, c model.Completion) []model.Completion {
	c.Weak = false
	if len(then) == maxThen || slices.ContainsFunc(then, func(d model.Completion) bool { return OperationOf(d) == OperationOf(c) }) {
		return then
	}
	return append(slices.Clip(then), c)
}

// endedBefore are the waits of others that the function has ended when it comes to
// a point. It is asked once all is recorded.
func (rec *recorder) endedBefore(at point) []identity.Lock {
	h := rec.history
	if len(h.ended) == 0 {
		return nil
	}
	out, ok := h.over[at]
	if ok {
		return out
	}
	for i := range h.inOrder {
		e := &h.inOrder[i]
		if e.Spawned == model.Inline && rec.f.before(e.at, at) && !slices.Contains(out, e.Of) {
			out = append(out, e.Of)
		}
	}
	h.over[at] = out
	return out
}
