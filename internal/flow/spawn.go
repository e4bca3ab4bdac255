package flow

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// spawn records what happens in a goroutine that starts here: nothing of it is
// ours, but what is passed to its function may be called under its locks.
func (rec *recorder) spawn(g *ssa.Go, e Effect, slots []model.Held) {
	spawn := model.Spawned
	if value.InLoop(g.Block()) {
		spawn = model.SpawnedMany
	}
	theirs := rec.elsewhere(spawn, rec.f.env.Pos(g.Pos()))
	theirs.call(g, state{held: slots}, e)
	theirs.handSlots(g, e, slots)
	for _, c := range e.Completions {
		c.When = nil // of its own entry
		theirs.complete(rec.completion(g, identity.Starts, e, c))
	}
	for _, b := range e.Bound {
		theirs.bound(g, state{}, theirs.through(g, identity.Starts, e, b.Open), b.Effects)
	}
	rec.deliver(g, theirs)
	for _, o := range e.Opens {
		o.Spawned, o.Start = max(o.Spawned, spawn), cmp.Or(o.Start, theirs.start)
		rec.open(state{}, rec.through(g, identity.Starts, e, o))
	}
}

// elsewhere records what happens in another goroutine that starts here, by the go
// statement at a position: the edges, but none of what our callers must know.
func (rec *recorder) elsewhere(spawned model.Spawn, at string) *recorder {
	rec.history.starts = append(rec.history.starts, start{rec.history.at, at})
	theirs := *rec
	theirs.states = nil
	theirs.writes = make(map[string]*Edge)
	theirs.acquires = make(map[string]*acquired)
	theirs.opens = make(map[string]*model.Open)
	theirs.spawned, theirs.start = spawned, at
	theirs.history = newHistory(true)
	theirs.history.at = rec.history.at
	return &theirs
}

// deliver notes what a goroutine that starts here completes. What only our callers
// can name is theirs to note.
func (rec *recorder) deliver(site ssa.CallInstruction, theirs *recorder) {
	for _, c := range theirs.completions() {
		c.Start = cmp.Or(c.Start, theirs.start)
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
		step = &identity.Step{Kind: primitiveKind(c), Pos: step.Pos, Func: step.Func, What: "calls " + primitiveCall(e), Lock: c.Of.Kind}
		c.Witness = c.Witness.Share(step)
	} else {
		c.Witness = rec.f.prefix(c.Witness, step)
	}
	needs := slices.Clone(c.Needs)
	for i, n := range needs {
		if n.Witness == nil { // of a primitive
			needs[i].Witness = rec.f.witness(call, how, e, n.Lock, n.Mode, nil)
		} else {
			needs[i].Witness = rec.f.prefix(n.Witness, step)
		}
	}
	c.Needs = needs
	return c
}

// primitiveKind is how a primitive completes: it closes a channel, or not.
func primitiveKind(c model.Completion) identity.StepKind {
	if c.Of.Kind == identity.Receive && !c.Passes {
		return identity.Closes
	}
	return identity.Completes
}

// primitiveCall is the call of a primitive as written: of a method, or of a function that
// has a name only.
func primitiveCall(e Effect) string {
	dot := strings.LastIndexByte(e.Callee, '.')
	if e.Expr == "" || dot < 0 {
		return e.Callee
	}
	return e.Expr + e.Callee[dot:]
}
