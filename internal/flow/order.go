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
	return f.reach.Leads(a.block, b.block)
}

// Things that happen at a point.
type (
	taken struct {
		at point
		model.Need
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
	start struct {
		at  point
		pos string // of the go statement
	}
	seenAt struct {
		at   point
		what any // a pointer to it
	}
)

// A history is what happens in one function, or in one goroutine that it starts.
type history struct {
	at     point
	taken  map[takenAt]*taken
	ended  map[endedAt]ended
	called map[calledAt]called
	seen   map[seenAt]bool
	known  map[seenAt]endedAt // what a callee completes
	starts []start

	// Once all is there:
	inOrder []ended
	over    map[point][]identity.Lock // what has been ended before a point
}

// newHistory is one that keeps what is taken only if something may be completed.
func newHistory(completes bool) *history {
	h := &history{ended: make(map[endedAt]ended), called: make(map[calledAt]called), seen: make(map[seenAt]bool), known: make(map[seenAt]endedAt)}
	if completes {
		h.taken = make(map[takenAt]*taken)
	}
	return h
}

// first reports whether an effect, or a part of one, is met for the first time at
// this point: much of what it does is the same in all states.
func (h *history) first(what any) bool {
	key := seenAt{h.at, what}
	old := h.seen[key]
	h.seen[key] = true
	return !old
}

// take notes what is acquired, or waited for.
func (h *history) take(a model.Acquire) {
	if h.taken == nil {
		return
	}
	key := takenAt{h.at, keyOfNeed(a.Lock, a.Mode)}
	if old, ok := h.taken[key]; !ok || a.Witness.Shorter(old.Witness) {
		h.taken[key] = &taken{h.at, needOf(a)}
	}
}

// complete records that something is done which others wait for.
func (rec *recorder) complete(c model.Completion) {
	h := rec.history
	key := endedAt{h.at, OperationOf(c)}
	old, ok := h.ended[key]
	if !ok || c.Witness.Shorter(old.Witness) {
		c.Needs = AddNeeds(c.Needs, old.Needs...)
		c.Counted = c.Counted && (old.Counted || !ok)
		if ok {
			c.When = identity.Common(c.When, old.When)
			c.Weak = c.Weak && old.Weak // with who supplies what is called before, all is said
		}
		h.ended[key] = ended{h.at, c}
	} else {
		old.Needs = AddNeeds(old.Needs, c.Needs...)
		old.Counted = old.Counted && c.Counted
		old.When = identity.Common(old.When, c.When)
		old.Weak = old.Weak && c.Weak
		h.ended[key] = old
	}
}

// completed records what a callee completes in state s. That is the same in all
// states but for the conditions, of which those stay that hold in all.
func (rec *recorder) completed(call ssa.CallInstruction, how identity.StepKind, at *Effect, s state) {
	h := rec.history
	for i := range at.Completions {
		c := &at.Completions[i]
		if slices.ContainsFunc(c.When, s.contradicts) {
			continue
		}
		key := seenAt{h.at, c}
		if before, ok := h.known[key]; !ok {
			own := rec.completion(call, how, *at, *c)
			own.When = rec.entryLiterals(s, c.When)
			h.known[key] = endedAt{h.at, OperationOf(own)}
			rec.complete(own)
		} else if old := h.ended[before]; len(old.When) > 0 {
			old.When = identity.Common(old.When, rec.entryLiterals(s, c.When))
			h.ended[before] = old
		}
	}
}

// A lockKey is a lock as far as it is named, and what is waited for there.
type lockKey struct {
	path  identity.Path
	class identity.Class
	wait  identity.Kind
	in    string // of a path that is lost
}

func keyOfLock(l identity.Lock) lockKey {
	k := lockKey{path: l.Path, class: l.Class, in: l.In}
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
	text := func(k lockKey) string { return identity.Lock{Path: k.path, Class: k.class, In: k.in}.String() }
	by := 0
	if k.path != l.path || !k.path.Known() {
		by = strings.Compare(text(k), text(l))
	}
	return cmp.Or(by, cmp.Compare(k.class, l.class), cmp.Compare(k.wait, l.wait))
}

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
	for _, e := range h.inOrder {
		if rec.fills(e) {
			continue
		}
		c := e.Completion
		c.Starts = before.starts(e)
		c.Needs = before.needs(e, c.Starts)
		if c.Spawned == model.Inline && !c.Counted {
			c.Weak = before.thenOf(calls, c, e) || c.Weak
		}
		c.Counted = rec.counted(e)
		key := OperationOf(c)
		if i, ok := merged[key]; ok {
			out[i].Needs = rankNeeds(AddNeeds(out[i].Needs, c.Needs...)) // two ways to one operation: it needs what either does
			out[i].Counted = out[i].Counted && c.Counted
			out[i].When = identity.Common(out[i].When, c.When)
			out[i].Starts = addStarts(out[i].Starts, c.Starts)
			continue
		}
		merged[key] = len(out)
		out = append(out, c)
	}
	rec.countThen(calls)
	slices.SortFunc(out, func(a, b model.Completion) int { return OperationOf(a).compare(OperationOf(b)) })
	return out
}

// countThen says of what follows a call of what others supply, too, whether it is waited
// for only since the function made it (x/sync's singleflight).
func (rec *recorder) countThen(calls []called) {
	for _, o := range calls {
		o.Open.Then = identity.Map(o.Open.Then, func(c model.Completion) model.Completion {
			c.Counted = rec.counted(ended{o.at, c})
			return c
		})
	}
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

// maxThen bounds what a call of what others supply is followed by. Errs to misses.
const maxThen = 4

// thenOf notes at the calls that come before a completion that it follows, with all
// that it needs: whoever supplies what is called there says what it needs.
func (b *comesBefore) thenOf(calls []called, c model.Completion, e ended) (any bool) {
	since := b.since(e)
	for _, o := range calls {
		if since(o.at) {
			c.Between = b.startsAfter(o.at, e, c.Starts)
			any, o.Open.Then = true, addThen(o.Open.Then, c)
		}
	}
	return any
}

// addThen leaves out that a close ends a send, as a panic.
func addThen(then []model.Completion, c model.Completion) []model.Completion {
	if c.Of.Kind == identity.Send && c.Witness.Last().Kind == identity.Closes {
		return then
	}
	c.Weak, c.When = false, nil
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
