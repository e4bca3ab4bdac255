package flow

import (
	"cmp"
	"fmt"
	"slices"

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

// before reports whether control can come from a to b.
func (f *function) before(a, b point) bool {
	if a.block == b.block && cmp.Or(cmp.Compare(a.index, b.index), cmp.Compare(a.deferred, b.deferred)) < 0 {
		return true
	}
	key := [2]*ssa.BasicBlock{a.block, b.block}
	reaches, ok := f.reaches[key]
	if !ok {
		reaches = Reaches(a.block, b.block)
		f.reaches[key] = reaches
	}
	return reaches
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

// A history is what happens in one function, or in one goroutine that it starts.
type history struct {
	at     point
	taken  map[string]taken
	ended  map[string]ended
	called map[string]called
}

func newHistory() *history {
	return &history{taken: make(map[string]taken), ended: make(map[string]ended), called: make(map[string]called)}
}

func (at point) key() string { return fmt.Sprintf("%d.%d.%d ", at.block.Index, at.index, at.deferred) }

// take notes what is acquired, or waited for.
func (h *history) take(a model.Acquire) {
	key := h.at.key() + needKey(a)
	if old, ok := h.taken[key]; !ok || a.Witness.Shorter(old.Witness) {
		h.taken[key] = taken{h.at, a}
	}
}

// complete records that something is done which others wait for.
func (rec *recorder) complete(c model.Completion) {
	h := rec.history
	key := h.at.key() + completionKey(c)
	old, ok := h.ended[key]
	if !ok || c.Witness.Shorter(old.Witness) {
		c.Needs = AddNeeds(slices.Clip(c.Needs), old.Needs...)
		h.ended[key] = ended{h.at, c}
	} else {
		old.Needs = AddNeeds(slices.Clip(old.Needs), c.Needs...)
		h.ended[key] = old
	}
}

// needKey is equal for acquires that a completion needs alike.
func needKey(a model.Acquire) string {
	return fmt.Sprintf("%s %s/%d", a.Lock, a.Lock.Node(), a.Mode)
}

// completionKey is equal for completions by one operation.
func completionKey(c model.Completion) string {
	return fmt.Sprintf("%s %s %s %d", c.Of, c.Of.Node(), c.Witness.Last().Pos, c.Spawned)
}

// maxNeeds bounds the needs of a completion: those with known paths stay, then
// short witnesses. Errs to misses.
const maxNeeds = 16

// AddNeeds adds what a completion needs, each once.
func AddNeeds(needs []model.Acquire, more ...model.Acquire) []model.Acquire {
	for _, a := range more {
		a.Released, a.When = nil, nil
		i := slices.IndexFunc(needs, func(b model.Acquire) bool { return needKey(a) == needKey(b) })
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
	merged := make(map[string]model.Completion)
	for _, k := range sortedKeys(h.ended) {
		e := h.ended[k]
		c := e.Completion
		for _, k := range sortedKeys(h.taken) {
			t := h.taken[k]
			if c.Spawned == model.Inline && rec.needs(e, t) {
				c.Needs = AddNeeds(slices.Clip(c.Needs), t.Acquire)
			}
		}
		for _, k := range sortedKeys(h.called) {
			// Whoever supplies what is called here says what it needs.
			if o := h.called[k]; c.Spawned == model.Inline && rec.f.before(o.at, e.at) {
				c.Weak = true
				o.Open.Then = addThen(o.Open.Then, c)
			}
		}
		key := completionKey(c)
		if old, ok := merged[key]; ok {
			// Two ways to one operation: it needs what either does.
			old.Needs = AddNeeds(slices.Clip(old.Needs), c.Needs...)
			c = old
		}
		merged[key] = c
	}
	var out []model.Completion
	for _, k := range sortedKeys(merged) {
		c := merged[k]
		c.Needs = rankNeeds(c.Needs)
		out = append(out, c)
	}
	return out
}

// needs reports whether a completion must wait for what is taken somewhere: before
// it, and once somebody else can know what to wait for.
func (rec *recorder) needs(e ended, t taken) bool {
	return rec.f.before(t.at, e.at) && !sameChannel(t.Lock, e.Of) &&
		!slices.Contains(rec.endedBefore(t.at), t.Lock) && !rec.f.env.Unshared(e.Of.Path, t.at.instr())
}

func (at point) instr() ssa.Instruction { return at.block.Instrs[at.index] }

// sameChannel holds for the two ends of one channel: who waits at the one is let go
// on by who comes to the other.
func sameChannel(a, b identity.Lock) bool {
	return a.Class == b.Class && a.Kind.Waits() && b.Kind.Waits() && a.Kind != b.Kind || a == b
}

// rankNeeds puts the needs that say most first, and cuts the others.
func rankNeeds(needs []model.Acquire) []model.Acquire {
	slices.SortStableFunc(needs, func(a, b model.Acquire) int {
		return cmp.Or(
			cmp.Compare(btoi(b.Lock.Path.Known()), btoi(a.Lock.Path.Known())),
			cmp.Compare(a.Witness.Depth(), b.Witness.Depth()),
			cmp.Compare(needKey(a), needKey(b)))
	})
	return needs[:min(len(needs), maxNeeds)]
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// maxThen bounds what a call of what others supply is followed by. Errs to misses.
const maxThen = 4

func addThen(then []model.Completion, c model.Completion) []model.Completion {
	c.Weak = false
	if len(then) == maxThen || slices.ContainsFunc(then, func(d model.Completion) bool { return completionKey(d) == completionKey(c) }) {
		return then
	}
	return append(slices.Clip(then), c)
}

// endedBefore are the waits of others that the function has ended when it comes to
// a point.
func (rec *recorder) endedBefore(at point) []identity.Lock {
	var out []identity.Lock
	for _, k := range sortedKeys(rec.history.ended) {
		e := rec.history.ended[k]
		if e.Spawned == model.Inline && !slices.Contains(out, e.Of) && rec.f.before(e.at, at) {
			out = append(out, e.Of)
		}
	}
	return out
}
