// Package model says what a call does to locks.
//
// A [Summary] is the effect of one function in terms of its own parameters,
// free variables and results. The primitives of sync and the std functions that
// call back are summaries written by hand (primitives.go, callbacks.go); all
// others are computed from the function's body by later rooms, in the same form.
package model

import (
	"go/token"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
)

// An Acquire says that a lock is taken at some time during the call, whether
// or not it is still held at the end.
type Acquire struct {
	Lock identity.Lock
	Mode identity.Mode
	// Released are locks of the caller that have been given up by then.
	Released []identity.Lock
	// Gates are the locks that are held around it within the call, however
	// one comes there: two goroutines that hold one of them cannot both wait.
	// Their witnesses are not kept.
	Gates []Held
	// Past are locks that have been taken for writing before, within the call, and given up
	// again: who holds one waits for itself before it comes here. Importers are not told.
	Past []identity.Lock
	// When must hold on entry for the lock to be taken; empty is always.
	When []identity.Literal
	// Witness leads from this function to the acquisition; nil in a primitive,
	// whose call is the acquisition.
	Witness *identity.Witness
	// Told says, of a call, that the callee knows the class already.
	Told bool
	// Cases are, of a wait in a select, the other waits that would end it.
	Cases []identity.Lock
	// Ended are the waits that have been completed by then.
	Ended []identity.Lock
	// Buffer is what the waiting function knows of the room in the channel.
	Buffer Buffer
	// Tests are the flags tested on every way to a receive, in its function.
	Tests []Flag
}

// A Flag is a field, in whatever object, or a variable that function literals
// capture. Two are equal if they are declared at one place.
type Flag interface{ Pos() token.Pos }

// A Buffer is what is known of the room in a channel that somebody sends to, or,
// if it is flagged, receives from.
type Buffer uint8

const (
	Unbuffered Buffer = iota // it has none, or nothing is known
	Flagged                  // a flag keeps more than one from being sent: any room will do; or says that one has been
	CanFill                  // a fixed number, and somebody receives again and again
	Fits                     // as many as are needed, or as many as are ever sent
)

// In is the room for a send of which a is known, to a channel of which b is known.
func (a Buffer) In(b Buffer) Buffer {
	switch {
	case a == Flagged && b > Flagged:
		return Fits
	case a == Flagged:
		return b
	}
	return max(a, b)
}

// A Completion says that what others wait for is done at some time during the
// call. It ends the waits for Of.
type Completion struct {
	Of identity.Lock
	// Needs are the locks taken before, and the waits, on some path.
	Needs []Need
	// Witness leads from this function to what completes; nil in a primitive.
	Witness *identity.Witness
	// Spawned says in which goroutine it is done, beginning at a go statement.
	Spawned Spawn
	// Start is the go statement of that goroutine, by position; empty if it is ours.
	Start string
	// Weak says that others may say more of what it needs: callers, or those who
	// supply a function that is called before.
	Weak bool
	// Starts are the go statements on the way to it, by position.
	Starts []string
	// Counted says that nobody waits for it before the function has begun it: what
	// callers did before is no need.
	Counted bool
	// When are conditions on entry without which it is not done; some may be missing.
	When []identity.Literal
	// Between are, of what follows a call of what others supply, the go statements that are
	// passed in between, by position. Importers are not told.
	Between []string
	// Supplied says that it comes after what a caller supplies, by whom its way begins.
	Supplied bool
	// Passes says, of a primitive, that it lets one go on who waits; else it ends the wait
	// for good.
	Passes bool
}

// A Count says that a call counts into the group Of, for others to wait. It is the
// Last thing if the call takes nothing and waits for nothing after it.
type Count struct {
	Of   identity.Lock
	Last bool
}

// A Need is a lock that must be taken, or a wait that must be over, before something
// is completed.
type Need struct {
	Lock    identity.Lock
	Mode    identity.Mode
	Witness *identity.Witness // leads from this function to it
	Cases   []identity.Lock   // of a wait in a select, the other waits that would end it
	// Before are the go statements that come only after it, by position: who starts
	// there finds it done.
	Before []string
	// Again says that it is needed only for another of the kind, once one has been
	// completed. Importers are not told.
	Again bool
}

// Joins reports whether the completion is the end of something, which comes once:
// who must wait for it before never comes to it.
func (c Completion) Joins() bool {
	return c.Of.Kind == identity.Join || c.Of.Kind == identity.End || c.Of.Kind == identity.Receive && c.Witness.Last().Kind == identity.Closes
}

// Or is a, with the gates that b, which takes the same lock, has as well. It leads
// to b if there are fewer: that is where one comes without them.
func (a Acquire) Or(b Acquire) Acquire {
	if len(b.Gates) < len(a.Gates) {
		a.Witness = b.Witness
	}
	a.Gates = CommonHeld(a.Gates, b.Gates)
	a.Past = identity.Common(a.Past, b.Past)
	return a
}

// GatedBesides reports whether a and b are each under a lock of one class that the other has
// by another name, or not at all: callers may know the two to be one.
func (a Acquire) GatedBesides(b Acquire) bool {
	other := func(g Held, of []Held) bool {
		return !slices.ContainsFunc(of, g.Is) && slices.ContainsFunc(of, func(h Held) bool { return h.Class == g.Class && h.Mode == g.Mode })
	}
	return slices.ContainsFunc(a.Gates, func(g Held) bool { return other(g, b.Gates) })
}

// Held is a lock held at some point, and how it was taken.
type Held struct {
	identity.Lock
	Mode    identity.Mode
	Witness *identity.Witness
	// Partial marks a lock that a helper leaves held on some of its exits
	// only, not told apart by its results.
	Partial bool
	// Inside marks a lock that a callee holds while it calls back.
	Inside bool
}

// Is reports whether two are one lock, held in one mode.
func (h Held) Is(g Held) bool { return h.Lock == g.Lock && h.Mode == g.Mode }

// CommonHeld are the locks of a that b has in the same mode; a itself if b has all.
func CommonHeld(a, b []Held) []Held {
	lost := func(h Held) bool { return !slices.ContainsFunc(b, h.Is) }
	if !slices.ContainsFunc(a, lost) {
		return a
	}
	return slices.DeleteFunc(slices.Clone(a), lost)
}

// An Exit is one alternative of the net effect of a call.
type Exit struct {
	Held     []Held             // taken and kept
	Released []identity.Lock    // locks of the caller, given up for good
	When     []identity.Literal // held on entry, for this exit
	Then     []identity.Literal // known on return, of results and of what was stored
}

// An Open is a call of a function that the caller supplies: what is at Target,
// or its method Method.
type Open struct {
	Target   identity.Path
	Method   string
	Args     []identity.Val
	Held     []Held
	Released []identity.Lock
	When     []identity.Literal
	Witness  *identity.Witness // down to the function that makes the call
	Spawned  Spawn
	// Start is the go statement of the goroutine, by position; empty if it is ours, or
	// another package's.
	Start string
	// Then is what is completed once the function has returned.
	Then []Completion
}

// A Spawn says in which goroutine a call is made.
type Spawn uint8

const (
	Inline      Spawn = iota // in the caller's
	Spawned                  // in one that is started for it
	SpawnedMany              // in any number of them
)

// A Flow says that What is stored at To.
type Flow struct {
	To   identity.Path
	What identity.Val
}

// A Summary is what a call to a function does.
type Summary struct {
	Acquires    []Acquire
	Completions []Completion
	// Counts are the groups that the call counts into: who waits for one of them
	// waits for what comes after, too.
	Counts []Count
	Opens  []Open
	// Exits are the alternatives on return. A function without exits never
	// returns; one that does nothing has one empty exit.
	Exits []Exit
	// Results are what is known of the results.
	Results []identity.Val
	// Flows are the pointers and functions stored in parameters and results.
	Flows []Flow
}

// Returns reports whether a call can return.
func (s *Summary) Returns() bool { return len(s.Exits) > 0 }

// Matters reports whether a caller must know the summary: something is taken,
// completed, counted, kept, given up or called, or a function is returned.
func (s *Summary) Matters() bool {
	if len(s.Acquires)+len(s.Completions)+len(s.Counts)+len(s.Opens) > 0 || len(s.Exits) != 1 {
		return true
	}
	e := s.Exits[0]
	if len(e.Held)+len(e.Released) > 0 {
		return true
	}
	for _, r := range s.Results {
		if r.Funcs != nil {
			return true
		}
	}
	return false
}

// Asserts reports whether all that a caller learns of a call is that it has returned,
// which it does under conditions only: an assertion (see [EndsTest]).
func (s *Summary) Asserts() bool {
	return !s.Matters() && len(s.Results) == 0 && len(s.Flows) == 0 && len(s.Exits[0].When) > 0
}

// Foreign is a function literal of another package, or of the model, known by
// its summary only.
type Foreign struct {
	Name    string
	Summary *Summary
	Body    bool // has a body elsewhere, which its witnesses lead through
}

func (f *Foreign) String() string { return f.Name }
