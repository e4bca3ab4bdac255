package flow

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// An Env answers what calls do.
type Env interface {
	// Effects are what the possible callees of a call do, one each, in the
	// terms of r's function. None means that nothing is known.
	Effects(call ssa.CallInstruction, r *value.Resolver) []Effect
	// Pos is the text of a position.
	Pos(token.Pos) string
	// Unshared reports whether nobody else can know what is at the path when
	// control comes to an instruction.
	Unshared(path identity.Path, at ssa.Instruction) bool
	// Makes reports whether a call makes the object that it returns.
	Makes(call *ssa.Call) bool
	// Slot is how the channels of a class are a lock.
	Slot(class identity.Class) Slot
	// Written are the steps to the places that the callees of a call store to; see
	// value.Stores.
	Written(call ssa.CallInstruction) map[string]bool
}

// An Effect is what one callee does, in its caller's terms.
type Effect struct {
	model.Summary
	Callee string
	Fn     identity.Callee
	// Primitive marks a call that is itself the acquisition.
	Primitive bool
	// Expr is the lock as written at a primitive's call.
	Expr string
	// If is what the callee's value must be for this callee.
	If identity.Literal
	// Many is the number of callees the call may mean, 1 or 0 if certain.
	Many int
	// Bound are the callee's opens whose target is known here.
	Bound []Bound
	// Args and Free are what the callee's parameters and free variables are.
	Args, Free []identity.Val
}

// A Bound is an open of a callee with what the functions supplied for it do.
type Bound struct {
	model.Open
	Effects []Effect
	// Loop marks the body of a range over the callee: it runs any number of
	// times, and what it does remains.
	Loop bool
}

// An Edge says that To was taken, at a site of Func, while From was held there.
type Edge struct {
	From model.Held
	To   model.Acquire
	// Same is how surely they are one lock.
	Same identity.Strength
	// Gates are the other locks held there, on every path that has From.
	Gates []model.Held
	// Released are the caller's locks that have been given up by then.
	Released []identity.Lock
	// Past are those that have been taken, and given up again: callers did not hold them.
	Past []identity.Lock
	Func *ssa.Function
	At   ssa.Instruction // takes To, or leads to it
	Site token.Pos
	// When held on entry wherever To was taken: what callers can decide.
	When []identity.Literal
	// Done are the Onces known to be over there, by their paths.
	Done []identity.Path
	// Partial says that other paths reach the site without From.
	Partial bool
	// Spawned says in which goroutine it comes to be: Func's, or one that starts At, by
	// the go statement at Start.
	Spawned model.Spawn
	Start   string
	// Returns says that Func, which has a semaphore's permit or a channel's slot from a
	// callee, gives it back, and does not keep it.
	Returns bool

	point point
}

// A Call says that Callee runs during a call, and what is held then on every
// path. Args and Free are what its parameters and free variables are.
type Call struct {
	Site       ssa.CallInstruction
	Callee     identity.Callee
	Held       []model.Held
	Partly     []model.Held    // on some paths only
	Released   []identity.Lock // the caller's, given up on some path
	Args, Free []identity.Val
	// Spawned says in which goroutine it runs, and Start where that starts.
	Spawned model.Spawn
	Start   string
	// Supposed says that it is one of those that may be called, as long as nobody says
	// which is.
	Supposed bool
	// When held on entry wherever the call is made, Known there.
	When, Known []identity.Literal

	entry, known []*fact // of these, until all states are seen
}

// A Goroutine is one that starts at a call, and something that it completes.
type Goroutine struct {
	Site ssa.CallInstruction
	model.Completion
}

// An Exit is a state on return.
type Exit struct {
	Held     []model.Held
	Released []identity.Lock
	Known    []identity.Literal
	Entry    []identity.Literal // of the known, what held on entry
	Stored   []identity.Path    // places stored to
	Return   *ssa.Return
}

// A Result is what one function does, in its own terms.
type Result struct {
	Acquires    []*model.Acquire
	Completions []model.Completion
	Counts      []model.Count // the groups that it counts into
	Opens       []model.Open
	Edges       []*Edge
	Writes      []*Edge // from no lock: who waits to lock a mutex for writing
	Calls       []Call
	Exits       []Exit
	// Goroutines are what those that start here complete.
	Goroutines []Goroutine
	Leaks      []Leak
	// Unlocked are the locks that a callee has left held and that are released
	// here: how each was taken.
	Unlocked []*identity.Witness
	// HandedOff are locks that a goroutine started here releases.
	HandedOff []identity.Lock
	// Ended are the caller's locks that have been given up where the function ends by a
	// call that never returns.
	Ended []identity.Lock
	// Paired are callees that release a lock which is held at their call.
	Paired map[identity.Callee]bool
	// Unreached are the blocks to which control never comes, or in which it ends before
	// the last instruction: the number of those that it comes to.
	Unreached map[*ssa.BasicBlock]int
	// Since counts what comes before a completion and does not count for it, Cut
	// states that did not fit; Incomplete says that no fixpoint
	// was reached.
	Since      int
	Cut        int
	Incomplete bool
}

// Run follows the function of r to a fixpoint, then once more to record; one without
// loops is recorded on the way.
func Run(r *value.Resolver, env Env) *Result {
	f := &function{
		r:        r,
		facts:    newFacts(),
		env:      env,
		in:       make([]states, len(r.Fn.Blocks)),
		effects:  make(map[ssa.CallInstruction][]Effect),
		conds:    make(map[ssa.Value]*condition),
		stores:   make(map[*ssa.Store]*assignment),
		arrivals: make(map[hop]*arrival),
		loops:    make(map[*ssa.BasicBlock]*loop),
		ticking:  make(map[*ssa.Select]map[int]bool),
		drained:  make(map[*ssa.UnOp]bool),
		stored:   make(map[ssa.CallInstruction][]*place),
		reach:    value.NewReach(len(r.Fn.Blocks)),
		name:     value.FuncName(r.Fn),
		wrapper:  strings.Contains(r.Fn.Synthetic, "wrapper") || strings.Contains(r.Fn.Synthetic, "thunk"),
		result:   &Result{Paired: make(map[identity.Callee]bool), Unreached: make(map[*ssa.BasicBlock]int)},
	}
	blocks := r.Fn.Blocks
	if len(blocks) == 0 {
		return f.result
	}
	work := newWorklist(blocks)
	f.countTests()
	if f.again = work.loops(); f.again != nil {
		f.solve(work, nil)
		rec := newRecorder(f)
		for i, b := range blocks {
			if len(f.in[i]) > 0 {
				f.block(b, f.in[i], rec)
			}
		}
		rec.finish()
	} else {
		rec := newRecorder(f)
		f.solve(work, rec) // which comes to each block once, with all its states
		slices.SortStableFunc(f.result.Exits, func(a, b Exit) int { return cmp.Compare(a.Return.Block().Index, b.Return.Block().Index) })
		rec.finish()
	}
	for i, b := range blocks {
		if len(f.in[i]) == 0 && !f.result.Incomplete {
			f.result.Unreached[b] = 0
		}
	}
	return f.result
}

// function is the work on one function.
type function struct {
	r       *value.Resolver
	env     Env
	name    string
	wrapper bool   // made up by the compiler; does not show in witnesses
	again   []bool // the blocks to which control may come again; nil if to none
	*facts
	conds    map[ssa.Value]*condition
	stores   map[*ssa.Store]*assignment
	arrivals map[hop]*arrival
	in       []states // by the block's index
	effects  map[ssa.CallInstruction][]Effect
	reach    value.Reach
	loops    map[*ssa.BasicBlock]*loop // by head
	begun    map[lockKey][]cut
	flags    map[model.Flag]bool              // stored to
	ticking  map[*ssa.Select]map[int]bool     // see ticks
	drained  map[*ssa.UnOp]bool               // see drains
	tested   []*place                         // that branches test
	stored   map[ssa.CallInstruction][]*place // see storedBy
	result   *Result
	out      []state // of the instruction at work

	lastCall stepKey // that callStep was asked for
	lastStep *identity.Step
}

// countTests counts how often each subject is tested.
func (f *function) countTests() {
	for _, b := range f.r.Fn.Blocks {
		if cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			at := f.place(f.r.Literal(cond.Cond).Subject)
			if at.tests++; at.tests == 1 && at.Steps != "" {
				f.tested = append(f.tested, at)
			}
			at.tested = append(at.tested, b)
		}
	}
}

// solve iterates to the fixpoint. A recorder is for functions without loops.
func (f *function) solve(work *worklist, rec *recorder) {
	var given state
	for _, l := range f.r.Given() {
		given.known = append(given.known, f.fact(l))
	}
	f.in[0] = states{given}
	visits := make([]int, len(f.in))
	work.push(f.r.Fn.Blocks[0])
	for {
		b, ok := work.pop()
		if !ok {
			return
		}
		if visits[b.Index]++; visits[b.Index] > maxVisits {
			f.result.Incomplete = true
			continue
		}
		ss := f.block(b, f.in[b.Index], rec)
		for i, succ := range b.Succs {
			for _, s := range ss {
				if s, ok := f.edge(b, succ, i, s); ok && f.arrive(succ, s) {
					work.push(succ)
				}
			}
		}
	}
}

// arrive adds a state to those of a block, and reports whether that made a difference.
func (f *function) arrive(b *ssa.BasicBlock, s state) bool {
	in, changed, cut := f.in[b.Index].add(s)
	if changed {
		f.in[b.Index] = in
		if cut {
			f.result.Cut++
		}
	}
	return changed
}

// block runs the states through a block.
func (f *function) block(b *ssa.BasicBlock, ss states, rec *recorder) states {
	again := f.again != nil && f.again[b.Index]
	for i, instr := range b.Instrs {
		if again {
			if v, ok := instr.(ssa.Value); ok {
				ss = f.redefined(v, ss)
			}
		}
		if !acts(instr) {
			continue
		}
		if rec != nil {
			rec.states = ss
			rec.history.at = point{block: b, index: i}
		}
		if ss = f.step(instr, ss, rec); len(ss) == 0 {
			if rec != nil && i < len(b.Instrs)-1 {
				f.result.Unreached[b] = i + 1
			}
			break
		}
	}
	if rec != nil {
		rec.ends[b] = ss
	}
	return ss
}

// step runs the states through one instruction, which mostly leaves them as they are.
func (f *function) step(instr ssa.Instruction, ss states, rec *recorder) states {
	out := f.out[:0]
	for _, s := range ss {
		before := len(out)
		out = f.instr(instr, s, rec, out)
		if rec != nil {
			rec.watch(instr, s, out[before:])
		}
	}
	f.out = out
	if slices.EqualFunc(ss, out, state.same) {
		return ss
	}
	next := make(states, 0, min(len(out), maxStates))
	for _, t := range out {
		next, _, _ = next.add(t)
	}
	return next
}
