package explore_test

import (
	"iter"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

// A world is a run of a program as Go would run it, but for the scheduler: every
// goroutine is one, that asks before each operation on a lock. It has nothing in
// common with what it is to check.
type world struct {
	t         *testing.T
	p         *Program
	choose    func() bool // decides what nobody knows
	goroutine []*goroutine
	owner     map[Lock]*goroutine // who writes, or runs a Once
	drainer   map[Lock]*goroutine // a writer that waits for readers
	readers   map[Lock][]*goroutine
	done      map[Lock]bool
	values    map[Lock]int  // of WaitGroups, channels and Bools
	closed    map[Lock]bool // channels
	robbed    bool          // of a lock: see rob
}

type goroutine struct {
	w     *world
	root  int
	next  func() (request, bool)
	stop  func()
	ask   func(request) bool
	want  *request    // nil if it is over
	depth map[int]int // by function; its release has a negative number
	at    string      // what it asks to do last, in the words of the runtime
	given int         // the case in which somebody gave it a signal, or none
	awake bool        // after a wait for a condition
}

// A request is an operation that a goroutine is about to do.
type request struct {
	lock  Lock
	waits func() []*goroutine
	do    func() explore.Event
	ready func() bool // or nil
	takes []Lock      // channels that it receives from, by case
}

// over ends a goroutine early.
type over struct{}

func newWorld(t *testing.T, p *Program, choose func() bool) *world {
	return &world{t: t, p: p, choose: choose, owner: map[Lock]*goroutine{}, drainer: map[Lock]*goroutine{},
		readers: map[Lock][]*goroutine{}, done: map[Lock]bool{}, values: map[Lock]int{}, closed: map[Lock]bool{}}
}

// start adds a goroutine.
func (w *world) start(root int) {
	call := w.p.Roots[root].Call
	w.launch(root, func(g *goroutine) {
		g.run(call.Func, nil, g.refs(nil, call.Args), g.flags(nil, call.Flags), g.passed(nil, call))
	})
}

func (w *world) launch(root int, run func(*goroutine)) {
	g := &goroutine{w: w, root: root, depth: map[int]int{}, given: none}
	g.next, g.stop = iter.Pull(func(yield func(request) bool) {
		defer func() {
			if r := recover(); r != nil && r != (over{}) {
				panic(r)
			}
		}()
		g.ask = yield
		run(g)
		for l, o := range w.owner {
			if o == g || slices.Contains(w.readers[l], g) {
				w.t.Errorf("a goroutine ends with %v held", l)
			}
		}
	})
	w.goroutine = append(w.goroutine, g)
	g.advance()
}

func (g *goroutine) advance() {
	g.want = nil
	if r, ok := g.next(); ok {
		g.want = &r
	}
}

// step does what a goroutine wants to do, if it can.
func (g *goroutine) step() (explore.Event, bool) {
	if g.want == nil || len(g.want.waits()) > 0 || g.want.ready != nil && !g.want.ready() {
		return 0, false
	}
	event := g.want.do()
	g.advance()
	return event, true
}

func (w *world) stop() {
	for _, g := range w.goroutine {
		g.stop()
	}
}

// cycles are the keys of all deadlocks that there are now.
func (w *world) cycles() []string {
	var out []string
	var follow func(path []*goroutine)
	follow = func(path []*goroutine) {
		last := path[len(path)-1]
		if last.want == nil {
			return
		}
		for _, next := range last.want.waits() {
			if next == path[0] {
				out = append(out, key(path))
			} else if !slices.Contains(path, next) {
				follow(append(slices.Clone(path), next))
			}
		}
	}
	for _, g := range w.goroutine {
		follow([]*goroutine{g})
	}
	return out
}

func key(path []*goroutine) string {
	var d explore.Deadlock
	for _, g := range path {
		if !slices.Contains(d.Locks, g.want.lock) {
			d.Locks = append(d.Locks, g.want.lock)
		}
	}
	d.Rule = explore.Inversion
	if len(d.Locks) == 1 {
		d.Rule = explore.Reacquire
	}
	slices.SortFunc(d.Locks, func(a, b Lock) int { return (a.Index-b.Index)*100 + a.Field - b.Field })
	return d.Key()
}

func (g *goroutine) request(l Lock, waits func() []*goroutine, do func() explore.Event) {
	g.demand(request{lock: l, waits: waits, do: do})
}

func (g *goroutine) demand(r request) {
	if !g.ask(r) {
		panic(over{})
	}
}

// An activation is what a call of a function knows.
type activation struct {
	args   []int
	flags  map[int]bool
	guards map[int]func()
	passed func(*goroutine)
	defers []func()
	result bool
}

type control int

const (
	goesOn control = iota
	breaks
	continues
	returns
)

func (g *goroutine) refs(a *activation, refs []Ref) []int {
	var out []int
	for _, r := range refs {
		if r.Param {
			out = append(out, a.args[r.Index])
		} else {
			out = append(out, r.Index)
		}
	}
	return out
}

func (g *goroutine) cond(a *activation, c Cond) bool {
	switch c.Kind {
	case Always:
		return !c.Not
	case Flag:
		return a.flags[c.Index] != c.Not
	case Shared:
		return g.shared(Lock{Ref: Ref{Index: g.refs(a, []Ref{c.Lock.Ref})[0]}, Field: c.Lock.Field}) != c.Not
	}
	return g.w.choose()
}

func (g *goroutine) flags(a *activation, conds []Cond) []bool {
	var out []bool
	for _, c := range conds {
		out = append(out, g.cond(a, c))
	}
	return out
}

// passed is what is passed in a call, if anything.
func (g *goroutine) passed(a *activation, c Call) func(*goroutine) {
	if c.Passed == nil {
		return nil
	}
	args, flags := g.refs(a, c.Passed.Args), g.flags(a, c.Passed.Flags)
	return func(g *goroutine) { g.run(c.Passed.Func, nil, args, flags, nil) }
}

// run calls a function, or its release if body is not nil. It returns what it
// reports.
func (g *goroutine) run(fn int, body *Block, args []int, flags []bool, passed func(*goroutine)) bool {
	depth := fn
	if body != nil {
		depth = -fn - 1
	} else {
		body = &g.w.p.Funcs[fn].Body
	}
	if g.depth[depth]++; g.depth[depth] > 3 {
		panic(over{})
	}
	a := &activation{args: args, passed: passed, flags: map[int]bool{}, guards: map[int]func(){}}
	for i, is := range flags {
		a.flags[i] = is
	}
	g.block(a, *body)
	for len(a.defers) > 0 {
		last := a.defers[len(a.defers)-1]
		a.defers = a.defers[:len(a.defers)-1]
		last()
	}
	g.depth[depth]--
	return a.result
}

func (g *goroutine) block(a *activation, b Block) control {
	for _, s := range b {
		if c := g.stmt(a, s); c != goesOn {
			return c
		}
	}
	return goesOn
}

func (g *goroutine) stmt(a *activation, s Stmt) control {
	l := Lock{Ref: Ref{Index: g.refs(a, []Ref{s.Lock.Ref})[0]}, Field: s.Lock.Field}
	args, flags := g.refs(a, s.Call.Args), g.flags(a, s.Call.Flags)
	passed := g.passed(a, s.Call)
	call := func() { g.run(s.Call.Func, nil, args, flags, passed) }
	later := func(f func()) {
		if s.Defer {
			a.defers = append(a.defers, f)
		} else {
			f()
		}
	}
	branch := func(is bool) control {
		if is {
			return g.block(a, s.Then)
		}
		return g.block(a, s.Else)
	}
	switch s.Op {
	case Acquire:
		g.lock(l)
	case AcquireRead:
		g.rlock(l)
	case Unlock:
		later(func() { g.unlock(l) })
	case UnlockRead:
		later(func() { g.runlock(l) })
	case Try, TryRead:
		return branch(g.try(l, s.Op == TryRead))
	case Invoke:
		later(call)
	case Do:
		g.once(l, call)
	case TakeGuard:
		call()
		a.guards[s.Local] = func() { g.run(s.Call.Func, &g.w.p.Funcs[s.Call.Func].Release, args, nil, nil) }
	case DropGuard:
		later(a.guards[s.Local])
	case Set:
		a.flags[s.Local] = g.cond(a, s.Cond)
	case Ask:
		a.flags[s.Local] = g.run(s.Call.Func, nil, args, flags, passed)
	case If:
		return branch(g.cond(a, s.Cond))
	case Loop:
		return g.loop(a, s.Then, func() bool { return g.cond(a, s.Cond) })
	case Break:
		return breaks
	case Continue:
		return continues
	case Return:
		a.result = g.cond(a, s.Cond)
		return returns
	default:
		return g.wait(a, s, l, later, func(g *goroutine) { g.run(s.Call.Func, nil, args, flags, passed) })
	}
	return goesOn
}

func (g *goroutine) loop(a *activation, b Block, again func() bool) control {
	for again() {
		switch g.block(a, b) {
		case returns:
			return returns
		case breaks:
			return goesOn
		}
	}
	return goesOn
}
