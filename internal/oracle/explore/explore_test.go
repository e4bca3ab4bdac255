package explore_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lockorder/lockorder/internal/oracle/explore"
	. "github.com/lockorder/lockorder/internal/oracle/program"
)

func TestTruth(t *testing.T) {
	for _, test := range truths {
		t.Run(test.name, func(t *testing.T) {
			truth := explore.Explore(test.prog, explore.Limits{})
			if truth.Fault != "" || truth.Cut {
				t.Fatalf("fault %q, cut %v", truth.Fault, truth.Cut)
			}
			may := test.may
			if may == nil {
				may = test.must
			}
			if diff := cmp.Diff(test.must, keys(truth.Must)); diff != "" {
				t.Error("must:", diff)
			}
			if diff := cmp.Diff(may, keys(truth.May)); diff != "" {
				t.Error("may:", diff)
			}
			if diff := cmp.Diff(test.must, walkAll(t, test.prog, truth.Threads, 2000)); diff != "" {
				t.Error("walks find:", diff)
			}
			replayAll(t, test.prog, truth)
		})
	}
}

func keys(deadlocks []explore.Deadlock) []string {
	var out []string
	for _, d := range deadlocks {
		out = append(out, d.Key())
	}
	return out
}

func TestFault(t *testing.T) {
	guarded := Func{Body: Block{lock(0)}, Release: Block{unlock(0)}}
	leaves := Func{Body: Block{lock(1)}}
	for _, test := range []struct {
		name, fault string
		prog        *Program
	}{
		{"not held", "does not hold", build(mutexes, Block{unlock(0)})},
		{"held by another", "does not hold", build(mutexes, Block{unlock(0)}, Block{lock(0)})},
		{"held for reading", "does not hold", build(rw, Block{rlock(0), unlock(0)})},
		{"twice", "does not hold", build(mutexes, join(within(0), Block{unlock(0)}))},
		{"kept", "ends with a lock", build(mutexes, Block{lock(0)})},
		{"kept by an early return", "ends with a lock", build(mutexes,
			Block{lock(0), when(unknown, Stmt{Op: Return}), unlock(0)})},
		{"grows in a loop", "ends with a lock", build(rw, Block{loop(rlock(0))})},
		{"no guard", "guard", with(build(mutexes, Block{{Op: DropGuard}}), guarded)},
		{"a guard on one way only", "guard", with(build(mutexes, Block{
			when(unknown, Stmt{Op: TakeGuard, Call: Call{Func: 1}}), deferred(Stmt{Op: DropGuard}),
		}), guarded)},
		{"once keeps a lock", "Once", with(build(onces, Block{once(0, 1)}), leaves)},
		{"malformed", "no func", build(mutexes, Block{call(7)})},
		{"only if a flag is set, which is not", "", build(mutexes, Block{when(not(always), unlock(0))})},
		{"only past a deadlock", "", build(mutexes, Block{lock(0), lock(0), unlock(0)})},
	} {
		t.Run(test.name, func(t *testing.T) {
			truth := explore.Explore(test.prog, explore.Limits{})
			if !strings.Contains(truth.Fault, test.fault) || (truth.Fault == "") != (test.fault == "") {
				t.Errorf("fault is %q, want %q", truth.Fault, test.fault)
			}
			if truth.Fault != "" && len(truth.May) > 0 {
				t.Errorf("an invalid program has deadlocks: %v", keys(truth.May))
			}
		})
	}
}

// TestOpen: what nobody in the program calls together, others may.
func TestOpen(t *testing.T) {
	p := build(mutexes, within(0, 1))
	p.Types[0].Library = true
	p.Funcs[0].Library = true
	with(p,
		Func{Library: true, Body: within(1, 0)},
		Func{Library: true, Params: []int{0, 0}, Flags: 1, Body: Block{
			on(Acquire, of(0, 2)), when(flag0, on(Acquire, of(1, 2)), on(Unlock, of(1, 2))), on(Unlock, of(0, 2)),
		}},
		Func{Library: true, Body: Block{lock(2)}}, // to be used by those who unlock it
		Func{Library: true, Body: Block{unlock(2)}})
	p.Objects = append(p.Objects, Object{})
	closed := explore.Explore(p, explore.Limits{})
	if closed.Fault != "" || closed.Cut || len(closed.May) > 0 {
		t.Errorf("closed: %+v", closed)
	}
	open := explore.Explore(p, explore.Limits{Open: true})
	want := []string{"inversion 0.0 0.1", "inversion 0.2 1.2", "reacquire 0.2", "reacquire 1.2"}
	if diff := cmp.Diff(want, keys(open.Must)); diff != "" || open.Cut {
		t.Errorf("open: cut %v, %s", open.Cut, diff)
	}
}

// TestOpenNothing: a client that can do nothing does not keep others from it.
func TestOpenNothing(t *testing.T) {
	p := with(build(mutexes, twice), Func{Library: true})
	if truth := explore.Explore(p, explore.Limits{Open: true}); len(truth.Must) != 1 {
		t.Errorf("deadlocks are %v", keys(truth.Must))
	}
}

func TestCut(t *testing.T) {
	p := build(mutexes, within(0, 1), within(1, 0))
	for _, limits := range []explore.Limits{{Nodes: 3}, {States: 3}, {Calls: 1, Open: true}} {
		if limits.Open {
			for i := range p.Funcs {
				p.Funcs[i].Library = true
			}
			p.Types[0].Library = true
		}
		if truth := explore.Explore(p, limits); !truth.Cut {
			t.Errorf("with %+v the truth is not cut", limits)
		}
	}
}

// TestSchedule looks at the words of one.
func TestSchedule(t *testing.T) {
	p := build(rw, Block{rlock(0), rlock(0), runlock(0), runlock(0)}, within(0))
	truth := explore.Explore(p, explore.Limits{})
	var got []string
	for _, step := range truth.Schedules["reacquire 0.0"] {
		got = append(got, step.String())
	}
	want := []string{"0: RLock 0.0", "1: announce Lock 0.0", "0: wait for 0.0", "1: wait for 0.0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
