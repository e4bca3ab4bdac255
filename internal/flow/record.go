package flow

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// A recorder collects what happens once the states are final. Whatever can
// be seen in several states is kept once, with the shortest witness.
type recorder struct {
	f        *function
	states   states // at the current instruction
	edges    map[string]*Edge
	writes   map[string]*Edge
	acquires map[string]*model.Acquire
	opens    map[string]*model.Open
	calls    map[callKey]*Call
	handOffs map[string]identity.Lock
	spawned  model.Spawn // in which goroutine it happens
	key      []byte      // being made
	history  *history
	sites    map[string]point // of acquires, by their keys
	entry    []*fact          // last asked for, and what callers can decide of it
	decided  []identity.Literal

	ends  map[*ssa.BasicBlock]states
	gains []gain
	drops []drop
}

// A callKey is one callee at one call.
type callKey struct {
	site ssa.CallInstruction
	fn   identity.Callee
}

func newRecorder(f *function) *recorder {
	return &recorder{
		f:        f,
		edges:    make(map[string]*Edge),
		writes:   make(map[string]*Edge),
		acquires: make(map[string]*model.Acquire),
		opens:    make(map[string]*model.Open),
		calls:    make(map[callKey]*Call),
		handOffs: make(map[string]identity.Lock),
		history:  newHistory(),
		sites:    make(map[string]point),
		ends:     make(map[*ssa.BasicBlock]states),
	}
}

func (rec *recorder) exit(ret *ssa.Return, s state) {
	rec.f.result.Exits = append(rec.f.result.Exits, Exit{Held: s.held, Released: s.released, Known: literals(s.known), Entry: literals(s.entry), Stored: paths(s.stored), Return: ret})
}

func (rec *recorder) handOff(l identity.Lock) { rec.handOffs[l.String()] = l }

// effect records what a callee does in state s.
func (rec *recorder) effect(call ssa.CallInstruction, how identity.StepKind, e Effect, s state) {
	for _, a := range e.Acquires {
		a.Witness = rec.f.witness(call, how, e, a.Lock, a.Mode, a.Witness)
		rec.acquire(call, s, a)
	}
	for _, c := range e.Completions {
		rec.complete(rec.completion(call, how, e, c))
	}
	rec.pairs(s.held, e)
	rec.call(call, s, e)
	for _, o := range e.Opens {
		rec.open(s, rec.through(call, how, e, o))
	}
	for _, b := range e.Bound {
		if b.Spawned != model.Inline {
			theirs := rec.elsewhere(b.Spawned)
			theirs.bound(call, state{}, rec.through(call, how, e, b.Open), b.Effects)
			rec.deliver(call, theirs)
		} else {
			rec.bound(call, s, rec.through(call, how, e, b.Open), b.Effects)
		}
	}
}

// call notes what is held when a callee of this package runs.
func (rec *recorder) call(site ssa.CallInstruction, s state, e Effect) {
	if _, ok := e.Fn.(*ssa.Function); !ok {
		return
	}
	key := callKey{site, e.Fn}
	if old := rec.calls[key]; old != nil {
		old.Held = model.CommonHeld(old.Held, s.held)
		old.Released = identity.Union(old.Released, s.released)
		return
	}
	rec.calls[key] = &Call{Site: site, Callee: e.Fn, Held: slices.Clone(s.held), Released: s.released, Args: e.Args, Free: e.Free, Spawned: rec.spawned}
}

// spawn records what happens in a goroutine that starts here: nothing of it is
// ours, but what is passed to its function may be called under its locks.
func (rec *recorder) spawn(g *ssa.Go, e Effect) {
	spawn := model.Spawned
	if InLoop(g.Block()) {
		spawn = model.SpawnedMany
	}
	theirs := rec.elsewhere(spawn)
	theirs.call(g, state{}, e)
	for _, c := range e.Completions {
		theirs.complete(rec.completion(g, identity.Starts, e, c))
	}
	for _, b := range e.Bound {
		theirs.bound(g, state{}, theirs.through(g, identity.Starts, e, b.Open), b.Effects)
	}
	rec.deliver(g, theirs)
	for _, o := range e.Opens {
		o.Spawned = max(o.Spawned, spawn)
		rec.open(state{}, rec.through(g, identity.Calls, e, o))
	}
}

// elsewhere records what happens in another goroutine: the edges, but none of
// what our callers must know.
func (rec *recorder) elsewhere(spawned model.Spawn) *recorder {
	theirs := *rec
	theirs.states = nil
	theirs.writes = make(map[string]*Edge)
	theirs.acquires = make(map[string]*model.Acquire)
	theirs.opens = make(map[string]*model.Open)
	theirs.spawned = spawned
	theirs.history = newHistory()
	theirs.history.at = rec.history.at
	return &theirs
}

// deliver notes what a goroutine that starts here completes. What only our callers
// can name is theirs to note.
func (rec *recorder) deliver(site ssa.CallInstruction, theirs *recorder) {
	for _, c := range theirs.completions() {
		c.Spawned = max(c.Spawned, theirs.spawned)
		if c.Of.Named() {
			rec.f.result.Goroutines = append(rec.f.result.Goroutines, Goroutine{site, c})
		} else {
			rec.complete(c)
		}
	}
}

// completion is a callee's, in our terms, with the call before its witnesses.
func (rec *recorder) completion(call ssa.CallInstruction, how identity.StepKind, e Effect, c model.Completion) model.Completion {
	step := rec.f.callStep(call, how, e)
	if c.Witness == nil {
		step = identity.Step{Kind: identity.Completes, Pos: step.Pos, Func: step.Func, What: "calls " + primitiveCall(e), Lock: c.Of.Kind}
		c.Witness = identity.Chain([]identity.Step{step})
	} else {
		c.Witness = rec.f.prefix(c.Witness, step)
	}
	needs := slices.Clone(c.Needs)
	for i := range needs {
		needs[i].Witness = rec.f.prefix(needs[i].Witness, step)
	}
	c.Needs = needs
	return c
}

// primitiveCall is the call of a primitive as written.
func primitiveCall(e Effect) string {
	if e.Expr == "" {
		return e.Callee
	}
	return e.Expr + e.Callee[strings.LastIndexByte(e.Callee, '.'):]
}

// prefix puts a step before a witness, unless it is long, or we are made up by the
// compiler.
func (f *function) prefix(w *identity.Witness, s identity.Step) *identity.Witness {
	if f.wrapper || w.Depth() >= maxChain {
		return w
	}
	return w.Prefix(s)
}

// pairs notes a callee that releases what is held.
func (rec *recorder) pairs(held []model.Held, e Effect) {
	for _, exit := range e.Exits {
		for _, l := range exit.Released {
			if slices.ContainsFunc(held, func(h model.Held) bool { return identity.MayBe(h.Lock, l) }) {
				rec.f.result.Paired[e.Fn] = true
			}
		}
	}
}

// through is a callee's open with the call before its witness.
func (rec *recorder) through(call ssa.CallInstruction, how identity.StepKind, e Effect, o model.Open) model.Open {
	step := rec.f.callStep(call, how, e)
	if e.Primitive && o.Witness == nil {
		step.Kind = identity.CallsBack
	}
	if !rec.f.wrapper {
		o.Witness = o.Witness.Prefix(step)
	}
	held := slices.Clone(o.Held)
	for i, h := range held {
		held[i].Witness = rec.f.witness(call, how, e, h.Lock, h.Mode, h.Witness)
		held[i].Inside = true
	}
	o.Held = held
	return o
}

// bound records what the functions supplied for an open do under its locks.
func (rec *recorder) bound(call ssa.CallInstruction, s state, o model.Open, effects []Effect) {
	for _, l := range o.When {
		if s.contradicts(l) {
			return
		}
	}
	for _, l := range o.Released {
		s = s.release(l)
	}
	s.held = append(slices.Clip(s.held), o.Held...)
	s = s.forget(rec.f.volatile(call)) // by the time that they run
	for _, e := range effects {
		rec.pairs(s.held, e)
		rec.call(call, s, e)
		for _, a := range e.Acquires {
			a.Witness = concat(o.Witness, a.Witness)
			a.When = append(slices.Clip(a.When), o.When...)
			rec.acquire(call, s, a)
		}
		for _, c := range e.Completions {
			if c.Witness == nil {
				c.Witness = rec.completes(call, e, "runs")
			}
			c = inside(o, c)
			if c.Spawned == model.Inline && !c.Counted {
				c.Needs = AddNeeds(slices.Clip(c.Needs), heldAround(o)...)
			}
			rec.complete(c)
		}
		for _, inner := range e.Opens {
			rec.open(s, below(o, inner))
		}
		for _, b := range e.Bound {
			rec.bound(call, s, below(o, b.Open), b.Effects)
		}
		for _, c := range o.Then {
			if c.Witness == nil {
				c.Witness = concat(o.Witness, rec.completes(call, e, "returns"))
			}
			for _, a := range e.Acquires {
				a.Witness = concat(o.Witness, a.Witness)
				c.Needs = AddNeeds(slices.Clip(c.Needs), a)
			}
			rec.complete(c)
		}
	}
}

// completes is the step of a function that is run by another, and what it does there.
func (rec *recorder) completes(call ssa.CallInstruction, e Effect, does string) *identity.Witness {
	return identity.Chain([]identity.Step{{Kind: identity.Completes, Pos: rec.f.env.Pos(Position(call)), Func: e.Callee, What: does}})
}

// heldAround are the locks that a callee takes before it calls back.
func heldAround(o model.Open) []model.Acquire {
	return convert(o.Held, func(h model.Held) model.Acquire {
		return model.Acquire{Lock: h.Lock, Mode: h.Mode, Witness: h.Witness}
	})
}

// inside is what a function supplied for the open o completes, with the way to it
// before its witnesses.
func inside(o model.Open, c model.Completion) model.Completion {
	c.Witness = concat(o.Witness, c.Witness)
	c.Needs = convert(c.Needs, func(a model.Acquire) model.Acquire {
		a.Witness = concat(o.Witness, a.Witness)
		return a
	})
	return c
}

func convert[A, B any](in []A, f func(A) B) []B {
	var out []B
	for _, x := range in {
		out = append(out, f(x))
	}
	return out
}

// below is an open of a function supplied for the open o, with the way to it
// before its witnesses.
func below(o, inner model.Open) model.Open {
	inner.Witness = concat(o.Witness, inner.Witness)
	inner.Held = slices.Clone(inner.Held)
	for i := range inner.Held {
		inner.Held[i].Witness = concat(o.Witness, inner.Held[i].Witness)
		inner.Held[i].Inside = true
	}
	return inner
}

func concat(a, b *identity.Witness) *identity.Witness {
	for _, step := range slices.Backward(a.Steps()) {
		b = b.Prefix(step)
	}
	return b
}

// acquire records an acquisition under the locks of s.
func (rec *recorder) acquire(at ssa.Instruction, s state, a model.Acquire) {
	for _, l := range a.When {
		if s.contradicts(l) {
			return
		}
	}
	for _, h := range s.held {
		if !slices.ContainsFunc(a.Released, func(l identity.Lock) bool { return could(h.Lock, l) }) && !unlockedUnknown(s, a) {
			rec.edge(rec.edges, at, s, h, a)
		}
	}
	if a.Mode == identity.Write && a.Lock.Kind == identity.Mutex && !a.Told {
		rec.edge(rec.writes, at, s, model.Held{}, a)
	}
	rec.history.take(a)
	if !rec.f.env.Unshared(a.Lock.Path, at) { // else it never waits
		rec.keepAcquire(rec.outward(s, a))
	}
}

// unlockedUnknown holds for a wait on a Cond that gives up a lock which may be any
// of those that are held. Errs to misses.
func unlockedUnknown(s state, a model.Acquire) bool {
	return a.Lock.Kind == identity.Notice && !slices.ContainsFunc(s.held, func(h model.Held) bool {
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
	old := edges[string(rec.key)]
	released := identity.Union(s.released, a.Released)
	when := rec.entryLiterals(s, a.When)
	var around []model.Held
	if old != nil {
		if released = identity.Union(released, old.Released); len(old.Gates) > 0 {
			around = model.CommonHeld(gates(s, h, a), old.Gates)
		}
		when = identity.Common(when, old.When)
		old.Gates, old.Released, old.When = around, released, when
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
	edges[string(rec.key)] = &Edge{From: h, To: a, Same: same, Gates: around, Released: released, Func: rec.f.r.Fn, At: at, Site: Position(at), When: when, Partial: rec.partial(h), point: rec.history.at}
}

// gates are the locks besides h that are held when a is taken: what is still
// held here, and what the callee holds around it.
func gates(s state, h model.Held, a model.Acquire) []model.Held {
	out := make([]model.Held, 0, len(s.held))
	for _, g := range s.held {
		if g.Lock != h.Lock && !slices.ContainsFunc(a.Released, func(l identity.Lock) bool { return could(g.Lock, l) }) {
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

// partial reports whether some state at this point does not hold h.
func (rec *recorder) partial(h model.Held) bool {
	return h.Class != "" && slices.ContainsFunc(rec.states, func(s state) bool {
		return !slices.ContainsFunc(s.held, func(g model.Held) bool { return g.Lock == h.Lock })
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

// entryLiterals are the literals that a caller can decide: the first that reach
// least far, since callers pass constants for flags.
func (rec *recorder) entryLiterals(s state, more []identity.Literal) []identity.Literal {
	if len(more) > 0 {
		return decidable(more, s.entry)
	}
	if !slices.Equal(s.entry, rec.entry) { // it is the same for all that happens in a state
		rec.entry, rec.decided = s.entry, slices.Clip(decidable(nil, s.entry))
	}
	return rec.decided
}

// decidable chooses among literals met here and on entry.
func decidable(more []identity.Literal, entry []*fact) []identity.Literal {
	var out []identity.Literal
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
		slices.SortFunc(out, func(a, b identity.Literal) int { return cmp.Compare(a.String(), b.String()) })
	}
	return out
}

// maxWhen bounds the conditions of an event. Fewer say more: may report falsely.
const maxWhen = 4

func (rec *recorder) keepAcquire(a model.Acquire) {
	rec.key = append(appendMode(a.Lock.AppendTo(rec.key[:0]), a.Mode), byte(a.Lock.Kind))
	rec.key = identity.AppendTexts(append(rec.key, '|'), a.Released)
	rec.key = identity.AppendTexts(append(rec.key, '|'), a.When)
	old, ok := rec.acquires[string(rec.key)]
	if !ok {
		kept := a
		rec.acquires[string(rec.key)] = &kept
		rec.sites[string(rec.key)] = rec.history.at
		return
	}
	if a.Witness.Shorter(old.Witness) {
		*old = a.Or(*old)
		rec.sites[string(rec.key)] = rec.history.at
	} else {
		*old = old.Or(a)
	}
}

// open records a call of what our callers supply. What has been given up by then,
// of ours and of theirs, is not held around it.
func (rec *recorder) open(s state, o model.Open) {
	if o.Spawned != model.Inline {
		s.held, s.released = nil, nil
	}
	there := s
	for _, l := range o.Released {
		there = there.release(l)
	}
	o.Held = append(slices.Clone(there.held), o.Held...)
	o.Released = there.released
	o.When = rec.entryLiterals(s, o.When)
	rec.key = append(append(append(o.Target.AppendTo(rec.key[:0]), '.'), o.Method...), '|')
	rec.key = append(strconv.AppendInt(rec.key, int64(o.Spawned), 10), '|')
	for _, h := range o.Held {
		rec.key = append(h.Lock.AppendTo(rec.key), ';')
	}
	rec.key = identity.AppendTexts(append(rec.key, '|'), o.Released)
	rec.key = identity.AppendTexts(append(rec.key, '|'), o.When)
	old, ok := rec.opens[string(rec.key)]
	if !ok || o.Witness.Shorter(old.Witness) {
		kept := o
		rec.opens[string(rec.key)] = &kept
		old = &kept
	}
	if o.Spawned == model.Inline {
		at := rec.history.at
		rec.history.called[calledAt{at, string(rec.key)}] = called{at, old}
	}
}

// finish puts what was recorded into the result, in a stable order.
func (rec *recorder) finish() {
	res := rec.f.result
	res.Edges, res.Writes = make([]Edge, 0, len(rec.edges)), make([]Edge, 0, len(rec.writes))
	res.Acquires, res.Opens = make([]model.Acquire, 0, len(rec.acquires)), make([]model.Open, 0, len(rec.opens))
	res.Completions = rec.completions()
	for _, k := range sortedKeys(rec.edges) {
		e := *rec.edges[k]
		if e.To.Lock.Kind.Waits() {
			e.To.Ended = identity.Union(e.To.Ended, rec.endedBefore(e.point))
		}
		res.Edges = append(res.Edges, e)
	}
	for _, k := range sortedKeys(rec.writes) {
		res.Writes = append(res.Writes, *rec.writes[k])
	}
	for _, k := range sortedKeys(rec.acquires) {
		a := *rec.acquires[k]
		if a.Lock.Kind.Waits() {
			a.Ended = identity.Union(a.Ended, rec.endedBefore(rec.sites[k]))
		}
		res.Acquires = append(res.Acquires, a)
	}
	for _, k := range sortedKeys(rec.opens) {
		res.Opens = append(res.Opens, *rec.opens[k])
	}
	for _, c := range rec.calls {
		res.Calls = append(res.Calls, *c)
	}
	slices.SortFunc(res.Calls, func(a, b Call) int {
		if by := cmp.Compare(Position(a.Site), Position(b.Site)); by != 0 {
			return by
		}
		return cmp.Compare(a.Callee.String(), b.Callee.String())
	})
	rec.leaks()
	for _, d := range rec.drops {
		if d.held.Witness.Depth() > 1 {
			res.Unlocked = append(res.Unlocked, d.held.Witness)
		}
	}
	for _, k := range sortedKeys(rec.handOffs) {
		res.HandedOff = append(res.HandedOff, rec.handOffs[k])
	}
}

func appendMode(b []byte, m identity.Mode) []byte {
	return strconv.AppendInt(append(b, '|'), int64(m), 10)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Position is where an instruction is, or the function if the compiler made it up.
func Position(instr ssa.Instruction) token.Pos {
	if p := instr.Pos(); p.IsValid() {
		return p
	}
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return instr.Parent().Pos()
	}
	if p := call.Common().Pos(); p.IsValid() {
		return p
	}
	if p := call.Common().Value.Pos(); p.IsValid() {
		return p
	}
	return call.Parent().Pos()
}
