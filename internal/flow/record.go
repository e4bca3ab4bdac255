package flow

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"

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
		history:  newHistory(f.completes()),
		sites:    make(map[string]point),
		ends:     make(map[*ssa.BasicBlock]states),
	}
}

func (rec *recorder) exit(ret *ssa.Return, s state) {
	rec.f.result.Exits = append(rec.f.result.Exits, Exit{Held: s.held, Released: s.released, Known: literals(s.known), Entry: literals(s.entry), Stored: paths(s.stored), Return: ret})
}

func (rec *recorder) handOff(l identity.Lock) { rec.handOffs[l.String()] = l }

// effect records what a callee does in state s.
func (rec *recorder) effect(call ssa.CallInstruction, how identity.StepKind, at *Effect, s state) {
	e := *at
	for _, a := range e.Acquires {
		a.Witness = rec.f.witness(call, how, e, a.Lock, a.Mode, a.Witness)
		rec.acquire(call, s, a)
	}
	if a, ok := rec.f.spins(call, at); ok {
		a.Witness = rec.f.witness(call, how, e, a.Lock, a.Mode, nil)
		rec.acquire(call, s, a)
	}
	first := rec.history.first(at)
	rec.completed(call, how, at, s)
	rec.pairs(s.held, e)
	rec.call(call, s, e)
	for _, o := range e.Opens {
		rec.open(s, rec.through(call, how, e, o))
	}
	for _, b := range e.Bound {
		rec.supplied(call, s, rec.through(call, how, e, b.Open), b, first)
	}
}

// call notes what is held when a callee of this package runs.
func (rec *recorder) call(site ssa.CallInstruction, s state, e Effect) {
	if _, ok := e.Fn.(*ssa.Function); !ok {
		return
	}
	key := callKey{site, e.Fn}
	if old := rec.calls[key]; old != nil {
		old.Partly = addPartly(old, s.held)
		old.Held = model.CommonHeld(old.Held, s.held)
		old.Released = identity.Union(old.Released, s.released)
		if !slices.Equal(old.entry, s.entry) {
			old.entry = identity.Common(old.entry, s.entry)
		}
		old.known = agreed(old.known, s.known)
		return
	}
	rec.calls[key] = &Call{Site: site, Callee: e.Fn, Held: slices.Clone(s.held), Released: s.released, Args: e.Args, Free: e.Free, Spawned: rec.spawned,
		entry: s.entry, known: s.known}
}

// addPartly are the locks held on some of the paths to a call, once it comes with others.
func addPartly(c *Call, held []model.Held) []model.Held {
	out := c.Partly
	add := func(these, those []model.Held) {
		for _, h := range these {
			if !slices.ContainsFunc(those, h.Is) && !slices.ContainsFunc(out, h.Is) {
				out = append(out, h)
			}
		}
	}
	add(c.Held, held)
	add(held, c.Held)
	return out
}

// prefix puts a step before a witness, unless it is long, or we are made up by the
// compiler.
func (f *function) prefix(w *identity.Witness, s *identity.Step) *identity.Witness {
	if f.wrapper || w.Depth() >= maxChain {
		return w
	}
	return w.Share(s)
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
	for _, h := range s.held {
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
	edges[string(rec.key)] = &Edge{From: h, To: a, Same: same, Gates: around, Released: released, Past: a.Past, Func: rec.f.r.Fn, At: at, Site: Position(at), When: when, Done: done, Partial: rec.partial(h), Spawned: rec.spawned, point: rec.history.at}
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
	res.Edges, res.Writes = make([]*Edge, 0, len(rec.edges)), make([]*Edge, 0, len(rec.writes))
	res.Acquires, res.Opens = make([]model.Acquire, 0, len(rec.acquires)), make([]model.Open, 0, len(rec.opens))
	res.Completions = rec.completions()
	res.Counts = rec.f.counts()
	for _, k := range sortedKeys(rec.edges) {
		e := rec.edges[k]
		e.Returns = e.From.Kind.Counts() && slices.ContainsFunc(rec.drops, func(d drop) bool { return d.held.Is(e.From) })
		if e.To.Lock.Kind.Waits() {
			e.To.Ended = identity.Union(e.To.Ended, rec.endedBefore(e.point))
		}
		res.Edges = append(res.Edges, e)
	}
	for _, k := range sortedKeys(rec.writes) {
		res.Writes = append(res.Writes, rec.writes[k])
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
		c.When, c.Known = decidable(nil, c.entry), literals(c.known)
		c.entry, c.known = nil, nil
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
