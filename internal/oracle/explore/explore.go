// Package explore knows the truth about a [program.Program]: which deadlocks its
// goroutines can get into, found by going through all that can happen.
//
// It does so in two layers. What one goroutine does by itself is a graph of
// nodes, each of which is a moment just before an operation on a lock, together
// with the locks held then (automaton.go, by the machine of local.go). The
// program is the product of those graphs: a node for each goroutine, and the
// Onces that are done (product.go). A deadlock is a cycle of goroutines of which
// each waits for the next (cycle.go). Such a cycle never goes away again, so that
// the search may leave out states as long as it meets later ones (search.eager).
//
// Goroutines may also wait for each other by other things than locks: WaitGroups,
// channels, conditions. Then a goroutine is stuck if it cannot go on in any way in
// which the others may: if it does not move in a component of the states that no
// run leaves (stuck.go). Whoever waits for a lock does so for all that hold it,
// for a WaitGroup for all that it counts: one that is stuck is enough. Whoever
// waits at a channel or for a condition is served by any of those that may still
// come to do so: it is stuck only if all of them are, and that it is stuck has been
// seen. So, among the stuck, each waits for the others that hold the lock or may
// still do what it waits for, and a cycle of such is a deadlock. It is told by its
// rule and by the locks, and what else there is, that the cycle goes through; those
// that merely wait behind it are not in it. A select goes through the channel by
// which the next in the cycle would serve it. A cycle without any lock is none of
// our business, and a goroutine that waits for what nobody will do is in none.
//
// The locks are those of package sync. A writer of an RWMutex first announces
// itself, which keeps new readers out, and then waits for the readers there are.
package explore

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// Limits bound an exploration, and say whether it is of an open program. A
// number that is zero means the default.
type Limits struct {
	Nodes   int // of all goroutines: moments before an operation on a lock; at most 65,535
	States  int // of the whole program, in each of two searches
	Threads int // up to which a root that stands for many is three goroutines, else two
	Calls   int // that a client can choose from, if the program is open

	// Open adds the most general client of package lib: goroutines that call
	// any of its functions, with any objects and flags, one call after the
	// other. Such a call that leaves a lock held, or gives up one it does not
	// hold, is no fault: that goroutine stops there.
	Open bool

	// Loose makes programs of more runs than there are: what the analysis supposes where
	// it does not know better. A deadlock of such a run only is a false finding that is
	// explained.
	Loose Loose
}

// Loose says what may happen beyond what can.
type Loose struct {
	Try     bool // a Try may come out either way if another goroutine takes the lock, or that of another object, at some time
	Own     bool // a Try may take a lock that its goroutine has
	Once    bool // a Once may run its function again
	Endless bool // a recursion that never ends returns after all, by a field, an interface or a function that is passed
	// Free are what goroutines wait at without having to: they may go on at any time, and
	// find in a flag what they like.
	Free map[program.Lock]bool
}

// Most is as many Threads as there can be.
const Most = maxThreads

// clients are the goroutines that call into an open program. Three can close
// the cycles of three locks; a call of one can be over before the next begins,
// so that few stand for many.
const clients = 3

func (l Limits) orDefault() Limits {
	set := func(n *int, d int) {
		if *n == 0 {
			*n = d
		}
	}
	set(&l.Nodes, 1<<13)
	set(&l.States, 1<<17)
	set(&l.Threads, 6)
	set(&l.Calls, 256)
	l.Nodes = min(l.Nodes, 1<<16-1)
	return l
}

// Names of rules, as in the tool.
const (
	Reacquire = "reacquire"
	Inversion = "inversion"
	HeldWait  = "heldwait"
)

// A Deadlock is a set of locks, and of what else goroutines wait for each other
// by, that they wait for in a circle. It is a [HeldWait] if both are in it, and
// else a [Reacquire] if that is one lock, which each of them then holds, too.
type Deadlock struct {
	Rule  string
	Locks []program.Lock // of objects, never of parameters; sorted
}

// Key is the same for equal deadlocks only.
func (d Deadlock) Key() string {
	var b strings.Builder
	b.WriteString(d.Rule)
	for _, l := range d.Locks {
		fmt.Fprintf(&b, " %d.%d", l.Index, l.Field)
	}
	return b.String()
}

// A Truth is what is known of a program.
type Truth struct {
	// Must are the deadlocks that can happen in the program as it stands, May
	// those and the ones that show once a goroutine that waits for itself alone
	// goes on as if it did not have to: it would hide all that comes later.
	// Both are sorted.
	Must, May []Deadlock

	// Fault says what is wrong with an invalid program, of which nothing else
	// is known then: it gives up a lock that it does not hold, ends with one,
	// drops a guard that it never took, or a function run by a Once leaves
	// other locks held than it found; or it is not even well formed.
	Fault string

	// Cut is whether a limit was reached. What was found is true, but there may
	// be more.
	Cut bool

	// Few is whether a root that stands for many was two goroutines only, of which
	// there may be more.
	Few bool

	// Schedules has, for the key of each deadlock, a run into it. There is none
	// shorter, if one does not count what is done as soon as it can be: to give
	// up a lock that nobody tries to take, and to end a Once.
	Schedules map[string][]Step

	// Threads are the goroutines that were looked at: the root of each, or -1
	// for a client of an open program. Others may start more, that count from
	// there on.
	Threads []int

	// Stuck are the ways in which a program with waits can come to rest: what
	// its goroutines are stuck at for ever then, in the words of the runtime,
	// sorted; it is empty if all of them are over. Spins is whether it may also
	// go on for ever.
	Stuck map[string]bool
	Spins bool

	States int // that were met; some are passed through without being kept
}

// A Step of a schedule is what happens to one lock in one goroutine. The last
// steps are those of the goroutines that wait for each other.
type Step struct {
	Thread int // of Truth.Threads
	Root   int // its entry there, or Started
	Event  Event
	Lock   program.Lock
}

// Started is the root of a goroutine that another one starts.
const Started = -2

func (s Step) String() string {
	return fmt.Sprintf("%d: %s %d.%d", s.Thread, s.Event, s.Lock.Index, s.Lock.Field)
}

// An Event is how an operation on a lock comes out.
type Event int

const (
	Locks     Event = iota
	Announces       // a writer that now waits for readers
	Unlocks
	ReadLocks
	ReadUnlocks
	TryLocks
	TryLockFails
	TryReadLocks
	TryReadLockFails
	Begins // to run the function of a Once
	Ends
	Skips // a Once that is done
	Waits

	Goes // to start a goroutine
	GoesIn
	Adds
	Dones
	WaitsFor
	Sends
	Receives
	Closes
	SelectsSend
	SelectsReceive
	TriesSend
	TriesReceive
	FallsAsleep
	WakesUp
	Signals
	Broadcasts
	Assigns
	Tests
)

var eventNames = [...]string{
	"Lock", "announce Lock", "Unlock", "RLock", "RUnlock", "TryLock", "TryLock fails",
	"TryRLock", "TryRLock fails", "begin Do", "end Do", "skip Do", "wait for",
	"go", "Go", "Add", "Done", "Wait", "send", "receive", "close", "select to send", "select to receive",
	"try to send", "try to receive", "Cond.Wait", "wake up", "Signal", "Broadcast", "assign", "test",
}

func (e Event) String() string { return eventNames[e] }

// Explore finds the deadlocks of p.
func Explore(p *program.Program, limits Limits) *Truth {
	limits = limits.orDefault()
	truth := &Truth{Schedules: make(map[string][]Step)}
	if err := p.Check(); err != nil {
		truth.Fault = err.Error()
		return truth
	}
	a, err := newAutomaton(p, limits)
	if err != nil {
		var f fault
		if errors.As(err, &f) {
			truth.Fault = f.Error()
		}
		truth.Cut = errors.Is(err, errCut)
		return truth
	}
	truth.Few = slices.ContainsFunc(a.roots, func(r root) bool { return r.index >= 0 && p.Roots[r.index].Many && r.count < 3 })
	strict := newSearch(a, limits, false)
	for _, root := range strict.root[:strict.n] {
		truth.Threads = append(truth.Threads, a.roots[root].index)
	}
	strict.run()
	if truth.Fault = strict.fault; truth.Fault != "" {
		return truth
	}
	truth.Stuck, truth.Spins = strict.stuck, strict.spins
	truth.Must = truth.add(nil, strict)
	truth.May = truth.Must
	if (strict.selfish || strict.sleeps()) && !strict.cut { // there is something to mend, and it may be known
		relaxed := newSearch(a, limits, true)
		relaxed.run()
		truth.May = truth.add(truth.Must, relaxed)
	}
	return truth
}

// sleeps reports whether somebody may wait for ever for what is no lock.
func (s *search) sleeps() bool {
	return s.waits && slices.ContainsFunc(slices.Collect(maps.Keys(s.stuck)), func(at string) bool { return at != "" })
}

// add joins what a search found to what is known already.
func (t *Truth) add(known []Deadlock, s *search) []Deadlock {
	t.Cut = t.Cut || s.cut
	t.States += len(s.states)
	all := slices.Clone(known)
	for locks, end := range s.found {
		d := s.deadlock(locks)
		if key := d.Key(); t.Schedules[key] == nil {
			t.Schedules[key] = s.schedule(end)
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(x, y Deadlock) int { return strings.Compare(x.Key(), y.Key()) })
	return all
}
