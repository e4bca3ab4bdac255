package explore_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

// Fields of object 0 of programs with waits.
const (
	mu    = iota
	mu2   // another lock
	wg    // a WaitGroup
	ch    // a channel
	ch1   // one with room for one signal
	cond  // a CondVar of mu
	ready // a Bool
	quit  // another channel
)

var waitKinds = []Kind{Mutex, Mutex, WaitGroup, Chan, Chan1, CondVar, Bool, Chan}

func do(op Op, field int) Stmt { return Stmt{Op: op, Lock: at(0, field)} }
func add(n int) Stmt           { return Stmt{Op: Add, Lock: at(0, wg), Local: n} }
func start(fn int) Stmt        { return Stmt{Op: Go, Call: Call{Func: fn}} }
func startIn(fn int) Stmt      { return Stmt{Op: GoIn, Lock: at(0, wg), Call: Call{Func: fn}} }
func assign(is bool) Stmt {
	return Stmt{Op: Assign, Lock: at(0, ready), Cond: Cond{Kind: Always, Not: !is}}
}
func selects(op Op, field int, then, other Block) Stmt {
	return Stmt{Op: op, Lock: at(0, field), Quit: at(0, quit), Then: then, Else: other}
}
func tries(op Op, field int, then, other Block) Stmt {
	return Stmt{Op: op, Lock: at(0, field), Then: then, Else: other}
}
func ever(body ...Stmt) Stmt { return Stmt{Op: Loop, Cond: always, Then: body} }

// holding does something under the first lock.
func holding(b ...Stmt) Block { return join(Block{lock(mu)}, b, Block{unlock(mu)}) }

var (
	isReady  = Cond{Kind: Shared, Lock: at(0, ready)}
	waitsFor = Stmt{Op: Loop, Cond: not(isReady), Then: Block{do(CondWait, cond)}}
	locks    = within(mu)
	server   = Block{ever(selects(SelectReceive, ch, locks, Block{{Op: Return}}))}
)

// waits are programs with their deadlocks, and what their goroutines may be stuck
// at where nothing goes on.
var waits = []struct {
	name  string
	prog  *Program
	must  []string
	stuck []string
}{
	{"worker of a WaitGroup", with(build(waitKinds, join(Block{add(1), start(1)}, holding(do(Wait, wg)))),
		Func{Body: join(Block{deferred(do(Done, wg))}, locks)}),
		[]string{"heldwait 0.0 0.2"}, []string{"", "sync.Mutex.Lock, sync.WaitGroup.Wait"}},
	{"worker that is done first", with(build(waitKinds, join(Block{add(1), start(1)}, holding(do(Wait, wg)))),
		Func{Body: join(Block{do(Done, wg)}, locks)}), nil, []string{""}},
	{"worker with another lock", with(build(waitKinds, join(Block{add(1), start(1)}, holding(do(Wait, wg)))),
		Func{Body: join(within(mu2), Block{do(Done, wg)})}), nil, []string{""}},
	{"waits after unlock", with(build(waitKinds, join(Block{add(1), start(1)}, holding(), Block{do(Wait, wg)})),
		Func{Body: join(locks, Block{do(Done, wg)})}), nil, []string{""}},
	{"one of two workers", with(build(waitKinds, join(Block{add(2), start(1), start(2)}, holding(do(Wait, wg)))),
		Func{Body: join(locks, Block{do(Done, wg)})}, Func{Body: Block{do(Done, wg)}}),
		[]string{"heldwait 0.0 0.2"}, []string{"", "sync.Mutex.Lock, sync.WaitGroup.Wait"}},
	{"goroutine of a WaitGroup", with(build(waitKinds, join(holding(startIn(1), do(Wait, wg)))), Func{Body: locks}),
		[]string{"heldwait 0.0 0.2"}, []string{"sync.Mutex.Lock, sync.WaitGroup.Wait"}},
	{"workers wait for each other", build(waitKinds, Block{do(Receive, ch), do(Send, quit)}, Block{do(Receive, quit), do(Send, ch)}),
		nil, []string{"chan receive, chan receive"}},
	{"leak under a lock", build(waitKinds, holding(do(Receive, ch)), locks), nil, []string{"chan receive", "chan receive, sync.Mutex.Lock"}},

	{"done channel", build(waitKinds, holding(do(Receive, ch)), join(Block{deferred(do(Close, ch))}, locks)),
		[]string{"heldwait 0.0 0.3"}, []string{"", "chan receive, sync.Mutex.Lock"}},
	{"send of two", build(waitKinds, holding(do(Receive, ch)), join(locks, Block{do(Send, ch)}), Block{do(Send, ch)}),
		nil, []string{"chan send"}},
	{"one that both need", build(waitKinds, holding(do(Receive, ch)), join(locks, Block{do(Send, ch)}), join(locks, Block{do(Send, ch)})),
		[]string{"heldwait 0.0 0.3"}, []string{"chan receive, sync.Mutex.Lock, sync.Mutex.Lock", "chan send"}},
	// Who has sent is behind who received then, in the order of the goroutines of one root.
	{"within one root", many(build(waitKinds, join(Block{{Op: If, Then: Block{do(Receive, ch)}, Else: Block{do(Send, ch)}}}, locks))),
		nil, []string{"chan receive", "chan receive, chan receive, chan receive", "chan send", "chan send, chan send, chan send"}},
	{"two locks", build(waitKinds, join(Block{lock(mu), lock(mu2), do(Receive, ch), unlock(mu2), unlock(mu)}),
		join(locks, Block{do(Send, ch)}), join(within(mu2), Block{do(Send, ch)})),
		[]string{"heldwait 0.0 0.3", "heldwait 0.1 0.3"}, []string{"chan receive, sync.Mutex.Lock, sync.Mutex.Lock", "chan send"}},
	{"it fits", build(waitKinds, holding(do(Send, ch1)), join(locks, Block{do(Receive, ch1)})), nil, []string{""}},
	{"it does not fit", build(waitKinds, holding(do(Send, ch1), do(Send, ch1)), join(locks, Block{do(Receive, ch1)})),
		[]string{"heldwait 0.0 0.4"}, []string{"", "chan send, sync.Mutex.Lock"}},
	{"after the last acquisition", with(build(waitKinds, join(locks, Block{start(1), do(Close, ch)})), Func{Body: holding(do(Receive, ch))}),
		nil, []string{""}},
	{"longer", build(waitKinds, holding(do(Receive, ch)), join(within(mu2), Block{do(Close, ch)}), Block{lock(mu2), lock(mu), unlock(mu), unlock(mu2)}),
		[]string{"heldwait 0.0 0.1 0.3"}, []string{"", "chan receive, sync.Mutex.Lock, sync.Mutex.Lock"}},

	{"loop", build(waitKinds, holding(do(Send, ch), do(Send, ch)), server),
		[]string{"heldwait 0.0 0.3"}, []string{"chan send, sync.Mutex.Lock"}},
	{"loop that is stopped", build(waitKinds, Block{do(Send, ch), lock(mu), do(Close, quit), do(Receive, ch1), unlock(mu)},
		join(Block{deferred(do(Close, ch1))}, server)),
		[]string{"heldwait 0.0 0.4"}, []string{"", "chan receive, sync.Mutex.Lock"}},
	{"range", build(waitKinds, join(holding(do(Send, ch), do(Send, ch)), Block{do(Close, ch)}), Block{{Op: Range, Lock: at(0, ch), Then: within(mu2)}}),
		nil, []string{""}},
	{"range with the lock", build(waitKinds, join(holding(do(Send, ch), do(Send, ch)), Block{do(Close, ch)}), Block{{Op: Range, Lock: at(0, ch), Then: locks}}),
		[]string{"heldwait 0.0 0.3"}, []string{"chan send, sync.Mutex.Lock"}},
	{"way out", build(waitKinds, holding(selects(SelectReceive, ch, nil, nil)), join(locks, Block{do(Send, ch)}), Block{do(Close, quit)}),
		nil, []string{"", "chan send"}},
	{"way out that needs the lock", build(waitKinds, holding(selects(SelectReceive, ch, nil, nil)), join(locks, Block{do(Close, quit)})),
		[]string{"heldwait 0.0 0.7"}, []string{"", "select, sync.Mutex.Lock"}},
	{"sends or leaves", build(waitKinds, holding(selects(SelectSend, ch, nil, nil)), join(locks, Block{do(Receive, ch)})),
		[]string{"heldwait 0.0 0.3"}, []string{"", "select, sync.Mutex.Lock"}},
	{"default", build(waitKinds, holding(tries(TrySend, ch, nil, nil)), join(locks, Block{tries(TryReceive, ch, nil, nil)})), nil, []string{""}},

	{"condition", build(waitKinds, holding(waitsFor), holding(assign(true), do(Signal, cond))), nil, []string{""}},
	{"condition under another lock", build(waitKinds, join(Block{lock(mu2)}, holding(waitsFor), Block{unlock(mu2)}),
		join(within(mu2), holding(assign(true), do(Broadcast, cond)))),
		[]string{"heldwait 0.1 0.5"}, []string{"", "sync.Cond.Wait, sync.Mutex.Lock"}},
	{"one signal for two", build(waitKinds, holding(do(CondWait, cond)), holding(do(CondWait, cond)), holding(do(Signal, cond))), nil,
		[]string{"sync.Cond.Wait", "sync.Cond.Wait, sync.Cond.Wait"}},
	{"goes on for ever", build(waitKinds, holding(do(Receive, ch)), join(locks, Block{do(Close, ch)}), Block{ever(within(mu2)...)}),
		[]string{"heldwait 0.0 0.3"}, nil},
	{"taken function", &Program{
		Types: []Type{{Locks: waitKinds}}, Objects: []Object{{}},
		Funcs: []Func{
			{Takes: true, Body: Block{deferred(do(Close, ch)), {Op: Taken}}},
			{Params: []int{0}, Body: Block{on(Acquire, of(0, mu)), on(Unlock, of(0, mu))}},
			{Body: join(Block{{Op: Go, Call: Call{Func: 0, Passed: &Call{Func: 1, Args: []Ref{object0}}}}}, holding(do(Receive, ch)))},
		},
		Roots: []Root{{Call: Call{Func: 2}}},
	}, []string{"heldwait 0.0 0.3"}, []string{"", "chan receive, sync.Mutex.Lock"}},
	{"locks only", build(waitKinds, join(Block{start(0)}, within(mu, mu2)), within(mu2, mu)), []string{"inversion 0.0 0.1"}, nil},
}

func TestWaits(t *testing.T) {
	for _, c := range waits {
		t.Run(c.name, func(t *testing.T) {
			truth := explore.Explore(c.prog, explore.Limits{})
			if truth.Fault != "" || truth.Cut && c.name != "locks only" {
				t.Fatal(truth.Fault, truth.Cut)
			}
			if got := keys(truth.Must); !slices.Equal(got, c.must) {
				t.Errorf("deadlocks %v, want %v", got, c.must)
			}
			for key, steps := range truth.Schedules {
				if len(steps) == 0 {
					t.Errorf("no run into %s", key)
				}
			}
			if got := slices.Sorted(maps.Keys(truth.Stuck)); !truth.Cut && !slices.Equal(got, c.stuck) {
				t.Errorf("stuck at %q, want %q", got, c.stuck)
			}
		})
	}
}

// TestWaitFaults: what no program may do.
func TestWaitFaults(t *testing.T) {
	for name, p := range map[string]*Program{
		"Done too often":      build(waitKinds, Block{do(Done, wg)}),
		"closed twice":        build(waitKinds, Block{do(Close, ch)}, Block{do(Close, ch)}),
		"sent when closed":    build(waitKinds, Block{do(Close, ch1), do(Send, ch1)}),
		"waits without lock":  build(waitKinds, Block{do(CondWait, cond)}),
		"ends with lock held": with(build(waitKinds, Block{start(1)}), Func{Body: Block{lock(mu)}}),
	} {
		if truth := explore.Explore(p, explore.Limits{}); truth.Fault == "" {
			t.Errorf("%s: no fault", name)
		}
	}
}

// TestHiddenWait: what a goroutine that waits for ever would do later may happen
// once that is mended.
func TestHiddenWait(t *testing.T) {
	p := with(build(waitKinds, holding(start(1), do(Receive, ch), do(Receive, quit))),
		Func{Body: join(locks, Block{do(Close, ch), do(Close, quit)})})
	truth := explore.Explore(p, explore.Limits{})
	must, may := []string{"heldwait 0.0 0.3"}, []string{"heldwait 0.0 0.3", "heldwait 0.0 0.7"}
	if got := keys(truth.Must); !slices.Equal(got, must) {
		t.Errorf("must %v, want %v", got, must)
	}
	if got := keys(truth.May); !slices.Equal(got, may) {
		t.Errorf("may %v, want %v", got, may)
	}
}

// TestClientPasses: a client of a library passes what does nothing.
func TestClientPasses(t *testing.T) {
	p := &Program{
		Types: []Type{{Locks: []Kind{Mutex}, Library: true}}, Objects: []Object{{}},
		Funcs: []Func{{Takes: true, Library: true, Body: holding(Stmt{Op: Taken}, lock(mu), unlock(mu))}, {}},
		Roots: []Root{{Call: Call{Func: 1}}},
	}
	truth := explore.Explore(p, explore.Limits{Open: true})
	if got := keys(truth.May); truth.Fault != "" || !slices.Equal(got, []string{"reacquire 0.0"}) {
		t.Errorf("may %v, %s", got, truth.Fault)
	}
}
