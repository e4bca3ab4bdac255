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
	acquires map[string]*acquired
	opens    map[string]*model.Open
	calls    map[callKey]*Call
	handOffs map[string]identity.Lock
	spawned  model.Spawn // in which goroutine it happens
	start    string      // and the go statement of that; empty if it is ours
	supposed bool        // that is only supposed to be called
	key      []byte      // being made
	history  *history
	entry    []*fact // last asked for, and what callers can decide of it
	decided  []identity.Literal

	ends  map[*ssa.BasicBlock]states
	gains []gain
	drops []drop
}

// An acquired is an acquisition as callers see it, and where it was seen first.
type acquired struct {
	model.Acquire
	at point
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
		acquires: make(map[string]*acquired),
		opens:    make(map[string]*model.Open),
		calls:    make(map[callKey]*Call),
		handOffs: make(map[string]identity.Lock),
		history:  newHistory(f.completes()),
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
	if !e.Returns() {
		rec.f.result.Ended = identity.Union(rec.f.result.Ended, s.released)
	}
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
		old.Supposed = old.Supposed && rec.supposed
		old.Partly = addPartly(old, s.held)
		old.Held = model.CommonHeld(old.Held, s.held)
		old.Released = identity.Union(old.Released, s.released)
		if !slices.Equal(old.entry, s.entry) {
			old.entry = identity.Common(old.entry, s.entry)
		}
		old.known = agreed(old.known, s.known)
		return
	}
	rec.calls[key] = &Call{Site: site, Callee: e.Fn, Held: slices.Clone(s.held), Released: s.released, Args: e.Args, Free: e.Free, Spawned: rec.spawned, Start: rec.start, Supposed: rec.supposed,
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
	res.Acquires, res.Opens = make([]*model.Acquire, 0, len(rec.acquires)), make([]model.Open, 0, len(rec.opens))
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
		a := rec.acquires[k]
		if a.Lock.Kind.Waits() {
			a.Ended = identity.Union(a.Ended, rec.endedBefore(a.at))
		}
		res.Acquires = append(res.Acquires, &a.Acquire)
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
