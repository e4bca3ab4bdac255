package explore

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A fault is what is wrong with a program.
type fault string

func (f fault) Error() string { return string(f) }

var errCut = errors.New("a limit was reached")

// A thread is where one goroutine is: all that decides what it does next, but
// for the other goroutines. It is copied by value; the slices are never changed
// in place, but for frames and held, which clone copies.
type thread struct {
	frames  []frame
	held    []hold // by number of lock
	phase   phase  // of the current statement
	stopped bool   // we look no further
	client  bool   // calls into an open program

	// lax is whether a fault is none but where we stop: in a client, and past a
	// place where a goroutine waits for itself, which no real one gets to.
	lax bool
}

// A phase is how far a statement is that others see more than one step of.
type phase uint8

const (
	begins    phase = iota
	announced       // as a writer, of its lock
	asleep          // in the Wait of a CondVar, until somebody wakes it
	awake           // then, to take the lock again
)

// A hold is how often a lock is held. A Once whose function runs is held, too.
type hold struct{ writes, reads uint8 }

// A frame is a call that has not returned.
type frame struct {
	fn      int
	release bool // the function's release, not its body
	pc      int
	args    []int  // objects
	passed  *frame // what begins when the function calls what it takes
	flags   flags
	guards  []guard
	defers  []deferred

	result bool // of a return, for the caller
	use    use  // what the caller does with the result
	local  int  // its flag or guard

	once   int    // the Once that runs this, or -1
	group  int    // the WaitGroup that is told when this is over, or -1
	before []hold // what was held when it began
}

// pcReturning is the place of a frame that has nothing left to do but what was
// deferred.
const pcReturning = -1

type (
	flags uint64
	use   int
)

const (
	unused use = iota
	asked
	guarded
)

// A guard is a release, with the arguments that it has captured.
type guard struct {
	local int
	fn    int
	args  []int
}

// A deferred is an operation on a lock, if stmt is one, or else a call.
type deferred struct {
	stmt *program.Stmt
	lock int
	call frame // that begins then
}

func (t *thread) clone() *thread {
	c := *t
	c.frames = slices.Clone(t.frames)
	c.held = slices.Clone(t.held)
	return &c
}

func (t *thread) top() *frame { return &t.frames[len(t.frames)-1] }

// stop ends a path.
func (t *thread) stop() {
	t.stopped = true
	t.frames = nil
}

// holdsAny reports whether a lock is held.
func (t *thread) holdsAny() bool {
	return slices.ContainsFunc(t.held, func(h hold) bool { return h != hold{} })
}

// masks are the locks held, as sets of their numbers.
func (t *thread) masks() (writes, reads uint64) {
	for i, h := range t.held {
		if h.writes > 0 {
			writes |= 1 << i
		}
		if h.reads > 0 {
			reads |= 1 << i
		}
	}
	return writes, reads
}

// key is equal for threads that do the same from here on. Locks get their
// numbers as they are met, so that held may be longer in one of them: trailing
// zeros do not count.
func (t *thread) key() string {
	var b []byte
	b = append(b, byte(t.phase))
	for _, is := range []bool{t.stopped, t.client, t.lax} {
		b = appendBool(b, is)
	}
	b = appendHeld(b, t.held)
	for i := range t.frames {
		b = t.frames[i].append(b)
	}
	return string(b)
}

func (f *frame) append(b []byte) []byte {
	b = appendInts(b, f.fn, f.pc, f.once, f.group, int(f.use), f.local)
	b = appendBool(appendBool(b, f.release), f.result)
	b = binary.AppendUvarint(b, uint64(f.flags))
	b = appendInts(appendInts(b, len(f.args)), f.args...)
	if b = appendBool(b, f.passed != nil); f.passed != nil {
		b = f.passed.append(b)
	}
	b = appendInts(b, len(f.guards))
	for _, g := range f.guards {
		b = appendInts(b, g.local, g.fn, len(g.args))
		b = appendInts(b, g.args...)
	}
	b = appendInts(b, len(f.defers))
	for _, d := range f.defers {
		b = appendInts(b, int(d.stmt.Op), d.lock)
		if d.isCall() {
			b = d.call.append(b)
		}
	}
	return appendHeld(b, f.before)
}

func (d deferred) isCall() bool { return !d.stmt.Locks() }

func appendHeld(b []byte, held []hold) []byte {
	n := len(held)
	for n > 0 && held[n-1] == (hold{}) {
		n--
	}
	b = appendInts(b, n)
	for _, h := range held[:n] {
		b = append(b, h.writes, h.reads)
	}
	return b
}

func appendInts(b []byte, ns ...int) []byte {
	for _, n := range ns {
		b = binary.AppendVarint(b, int64(n))
	}
	return b
}

func appendBool(b []byte, is bool) []byte {
	if is {
		return append(b, 1)
	}
	return append(b, 0)
}
