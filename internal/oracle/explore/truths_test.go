package explore_test

import . "github.com/lockorder/lockorder/internal/oracle/program"

var (
	mutexes = []Kind{Mutex, Mutex, Mutex}
	rw      = []Kind{RWMutex, Mutex, RWMutex}
	onces   = []Kind{Once, Mutex, Once}

	twice      = Block{lock(1), lock(1), unlock(1), unlock(1)}
	readTwice  = Block{rlock(0), rlock(0), runlock(0), runlock(0)}
	takeGuard1 = Stmt{Op: TakeGuard, Local: 3, Call: Call{Func: 2, Args: []Ref{object0}}}
	guard      = Func{Params: []int{0}, Body: Block{on(Acquire, of(0, 0))}, Release: Block{on(Unlock, of(0, 0))}}
	dropGuard  = Stmt{Op: DropGuard, Local: 3}
	nested     = Func{Params: []int{0, 0}, Body: Block{
		on(Acquire, of(0, 0)), on(Acquire, of(1, 0)), on(Unlock, of(1, 0)), on(Unlock, of(0, 0)),
	}}
)

func otherwise(s Stmt, b Block) Stmt { s.Else = b; return s }

// truths are programs with their deadlocks: those that can happen, and if these
// are others, those that may once the first are mended.
var truths = []struct {
	name      string
	prog      *Program
	must, may []string
}{
	{"double lock", build(mutexes, twice), []string{"reacquire 0.1"}, nil},
	{"two orders", build(mutexes, within(0, 1), within(1, 0)), []string{"inversion 0.0 0.1"}, nil},
	{"one order", build(mutexes, within(0, 1), within(0, 1)), nil, nil},
	{"one after the other", build(mutexes, join(within(0), within(1)), within(1, 0)), nil, nil},
	{"gate", build(mutexes, within(2, 0, 1), within(2, 1, 0)), nil, nil},
	{"gate of one", build(mutexes, within(2, 0, 1), within(1, 0)), []string{"inversion 0.0 0.1"}, nil},
	{"three in a circle", build(mutexes, within(0, 1), within(1, 2), within(2, 0)),
		[]string{"inversion 0.0 0.1 0.2"}, nil},
	{"one goroutine", build(mutexes, join(within(0, 1), within(1, 0))), nil, nil},
	{"tries", build(mutexes, within(0, 1), Block{lock(1), try(Try, 0, unlock(0)), unlock(1)}), nil, nil},
	{"holds what it tried", build(mutexes, Block{try(Try, 0, lock(1), unlock(1), unlock(0))}, within(1, 0)),
		[]string{"inversion 0.0 0.1"}, nil},
	{"tries its own", build(mutexes, Block{lock(0), try(Try, 0, lock(0)), unlock(0)}), nil, nil},
	{"sees another hold", build(mutexes, Block{otherwise(try(Try, 0, unlock(0)), twice)}, within(0)),
		[]string{"reacquire 0.1"}, nil},
	{"nobody to see", build(mutexes, Block{otherwise(try(Try, 0, unlock(0)), twice)}), nil, nil},

	{"read twice", build(rw, readTwice, readTwice), nil, nil},
	{"read twice, with a writer", build(rw, readTwice, within(0)), []string{"reacquire 0.0"}, nil},
	{"read twice, with a writer of another", build(rw, readTwice, within(2)), nil, nil},
	{"upgrade", build(rw, Block{rlock(0), lock(0), unlock(0), runlock(0)}), []string{"reacquire 0.0"}, nil},
	{"downgrade", build(rw, Block{lock(0), rlock(0), runlock(0), unlock(0)}), []string{"reacquire 0.0"}, nil},
	{"readers in two orders", build(rw, Block{rlock(0), rlock(2), runlock(2), runlock(0)},
		Block{rlock(2), rlock(0), runlock(0), runlock(2)}), nil, nil},
	{"reader in between", build(rw, Block{rlock(0), lock(1), unlock(1), runlock(0)},
		Block{lock(1), rlock(0), runlock(0), unlock(1)}), nil, nil},
	{"reader in between, with a writer", build(rw, Block{rlock(0), lock(1), unlock(1), runlock(0)},
		Block{lock(1), rlock(0), runlock(0), unlock(1)}, within(0)), []string{"inversion 0.0 0.1"}, nil},
	{"read gate", build(rw, join(Block{rlock(2)}, within(0, 1), Block{runlock(2)}),
		join(Block{rlock(2)}, within(1, 0), Block{runlock(2)})), []string{"inversion 0.0 0.1"}, nil},
	{"one gate for writing", build(rw, within(2, 0, 1), join(Block{rlock(2)}, within(1, 0), Block{runlock(2)})),
		nil, nil},
	{"reader does not keep out a try", build(rw, Block{otherwise(try(TryRead, 0, runlock(0)), twice)},
		Block{rlock(0), runlock(0)}), nil, nil},
	{"waiting writer keeps out a try", build(rw, Block{otherwise(try(TryRead, 0, runlock(0)), twice)},
		Block{rlock(0), lock(1), unlock(1), runlock(0)}, within(0)), []string{"reacquire 0.1"}, nil},
	{"reader keeps out a try to write", build(rw, Block{otherwise(try(Try, 0, unlock(0)), twice)},
		Block{rlock(0), runlock(0)}), []string{"reacquire 0.1"}, nil},

	{"once in itself", with(build(onces, Block{once(0, 1)}), Func{Body: Block{once(0, 1)}}),
		[]string{"reacquire 0.0"}, nil},
	{"lock in once, once in lock", with(build(onces, Block{once(0, 2)}, Block{lock(1), once(0, 3), unlock(1)}),
		Func{Body: within(1)}, Func{}), []string{"inversion 0.0 0.1"}, nil},
	{"once takes what is held", with(build(onces, Block{lock(1), once(0, 1), unlock(1)}), Func{Body: within(1)}),
		[]string{"reacquire 0.1"}, nil},
	{"once is done already", with(build(onces, Block{once(0, 1), lock(1), once(0, 1), unlock(1)}),
		Func{Body: within(1)}), nil, nil},
	{"two onces", with(build(onces, Block{once(0, 2)}, Block{once(2, 3)}),
		Func{Body: Block{once(2, 4)}}, Func{Body: Block{once(0, 4)}}, Func{}), []string{"inversion 0.0 0.2"}, nil},

	{"a flag decides", with(build(mutexes, Block{{Op: Invoke, Call: Call{Func: 2, Flags: []Cond{unknown}}}}, within(1, 0)),
		Func{Flags: 1, Body: join(Block{when(flag0, lock(0))}, within(1), Block{when(flag0, unlock(0))})}),
		[]string{"inversion 0.0 0.1"}, nil},
	{"a flag excludes", with(build(mutexes, Block{{Op: Invoke, Call: Call{Func: 1, Flags: []Cond{unknown}}}}),
		Func{Flags: 1, Body: Block{when(flag0, lock(0)), when(not(flag0), lock(0)), unlock(0)}}), nil, nil},
	{"a flag is constant", with(build(mutexes, Block{{Op: Invoke, Call: Call{Func: 1, Flags: []Cond{always}}}}),
		Func{Flags: 1, Body: Block{when(not(flag0), twice...)}}), nil, nil},
	{"deferred flags are those of then", with(build(mutexes, Block{call(1)}),
		Func{Locals: 1, Body: Block{
			deferred(Stmt{Op: Invoke, Call: Call{Func: 2, Flags: []Cond{flag0}}}), set(0, always),
		}}, Func{Flags: 1, Body: Block{when(flag0, twice...)}}), nil, nil},
	{"defer unlocks", with(build(mutexes, Block{call(1), call(1)}),
		Func{Body: Block{lock(0), deferred(unlock(0)), when(unknown, Stmt{Op: Return}), lock(1), deferred(unlock(1))}}),
		nil, nil},
	{"deferred call under the lock", with(build(mutexes, Block{lock(0), deferred(unlock(0)), deferred(call(2))}, within(1, 0)),
		Func{Body: within(1)}), []string{"inversion 0.0 0.1"}, nil},
	{"deferred call after the lock", with(build(mutexes, Block{deferred(call(2)), lock(0), deferred(unlock(0))}, within(1, 0)),
		Func{Body: within(1)}), nil, nil},
	{"guard", with(build(mutexes, join(Block{takeGuard1}, within(1), Block{dropGuard}), within(1, 0)), guard),
		[]string{"inversion 0.0 0.1"}, nil},
	{"guard is dropped", with(build(mutexes, join(Block{takeGuard1, dropGuard}, within(1)), within(1, 0)), guard),
		nil, nil},
	{"guard is dropped at the end", with(build(mutexes, join(Block{takeGuard1, deferred(dropGuard)}, within(1)),
		within(1, 0)), guard), []string{"inversion 0.0 0.1"}, nil},
	{"early return", build(mutexes,
		Block{lock(0), when(unknown, unlock(0), Stmt{Op: Return}), lock(1), unlock(1), unlock(0)}, within(1, 0)),
		[]string{"inversion 0.0 0.1"}, nil},
	{"early return before", build(mutexes,
		Block{lock(0), when(always, unlock(0), Stmt{Op: Return}), lock(1), unlock(1), unlock(0)}, within(1, 0)),
		nil, nil},
	{"asks", with(build(mutexes, nil, within(1, 0)), Func{Locals: 1, Body: Block{
		{Op: Ask, Call: Call{Func: 3}}, when(flag0, lock(1), unlock(1), unlock(0)),
	}}, Func{Reports: true, Body: Block{try(Try, 0, Stmt{Op: Return, Cond: always})}}), nil, nil},
	{"asks, and is run", with(build(mutexes, Block{call(2)}, within(1, 0)), Func{Locals: 1, Body: Block{
		{Op: Ask, Call: Call{Func: 3}}, when(flag0, lock(1), unlock(1), unlock(0)),
	}}, Func{Reports: true, Body: Block{try(Try, 0, Stmt{Op: Return, Cond: always})}}),
		[]string{"inversion 0.0 0.1"}, nil},
	{"loop", build(mutexes, Block{loop(within(0, 1)...)}, within(0, 1)), nil, nil},
	{"loop that comes again", build(mutexes, Block{
		lock(0), loop(unlock(0), lock(1), unlock(1), lock(0)), unlock(0)}, within(1, 0)), nil, nil},
	{"loop with continue and break", build(mutexes, Block{loop(lock(1),
		when(unknown, unlock(1), Stmt{Op: Continue}), lock(0), unlock(0),
		when(unknown, unlock(1), Stmt{Op: Break}), unlock(1))}, within(0, 1)), []string{"inversion 0.0 0.1"}, nil},
	{"second time round", with(build(mutexes, Block{call(1)}), Func{Locals: 1, Body: Block{
		loop(lock(0), when(flag0, twice...), unlock(0), set(0, always))}}), []string{"reacquire 0.1"}, nil},
	{"recursion", with(build(mutexes, Block{call(1)}), Func{Body: Block{lock(0), unlock(0), when(unknown, call(1))}}),
		nil, nil},
	{"recursion under the lock", with(build(mutexes, Block{call(1)}),
		Func{Body: Block{lock(0), when(unknown, call(1)), unlock(0)}}), []string{"reacquire 0.0"}, nil},

	{"masked", build(mutexes, Block{lock(0), lock(0), lock(1), unlock(1), unlock(0), unlock(0)}, within(1, 0)),
		[]string{"reacquire 0.0"}, []string{"inversion 0.0 0.1", "reacquire 0.0"}},
	{"masked by an upgrade", build(rw, Block{rlock(0), lock(0), lock(1), unlock(1), unlock(0), runlock(0)},
		Block{lock(1), rlock(0), runlock(0), unlock(1)}),
		[]string{"reacquire 0.0"}, []string{"inversion 0.0 0.1", "reacquire 0.0"}},
	{"masked by a once", with(build(onces, Block{once(0, 2)}, Block{lock(1), once(0, 3), unlock(1)}),
		Func{Body: Block{once(0, 3), lock(1), unlock(1)}}, Func{}),
		[]string{"reacquire 0.0"}, []string{"inversion 0.0 0.1", "reacquire 0.0"}},

	{"one", build(mutexes, Block{otherwise(when(unknown, within(0, 1)...), within(1, 0))}), nil, nil},
	{"many", many(build(mutexes, Block{otherwise(when(unknown, within(0, 1)...), within(1, 0))})),
		[]string{"inversion 0.0 0.1"}, nil},
	{"three of many", many(build(mutexes, Block{otherwise(when(unknown, within(0, 1)...),
		Block{otherwise(when(unknown, within(1, 2)...), within(2, 0))})})), []string{"inversion 0.0 0.1 0.2"}, nil},
	{"instances", instances(with(build(mutexes), nested), Call{Args: []Ref{object0, object1}}, Call{Args: []Ref{object1, object0}}),
		[]string{"inversion 0.0 1.0"}, nil},
	{"instances in order", instances(with(build(mutexes), nested), Call{Args: []Ref{object0, object1}}, Call{Args: []Ref{object0, object1}}),
		nil, nil},
	{"one instance twice", instances(with(build(mutexes), nested), Call{Args: []Ref{object1, object1}}),
		[]string{"reacquire 1.0"}, nil},
}
