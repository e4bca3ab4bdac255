package identity

// StepKind says what a function does in one step of a trace.
type StepKind uint8

const (
	Acquires   StepKind = iota // takes a lock
	Calls                      // calls a function
	CallsBack                  // calls a function of the library that calls back
	Defers                     // calls a function on its way out
	Starts                     // starts a goroutine
	Completes                  // does what another goroutine waits for
	Closes                     // closes the channel that another waits at, for good
	Supplies                   // puts a function where another package calls it
	Leaves                     // is left by a return, a lock still held
	LeavesFor                  // goes on where the lock is not held on other ways
	DefersLock                 // defers to lock what it holds
	GoesRound                  // goes round a loop, a lock still held
	Releases                   // releases the lock, on another way
	TakesFor                   // takes a slot for the goroutine that it starts
	Serves                     // hands a function to a server, which runs it in goroutines of its own
)

// A Step is one line of a trace.
type Step struct {
	Kind StepKind
	Pos  string // importpath/base.go:line:col
	Func string // the function that acts, as a person writes it
	What string // Acquires, TakesFor: the lock as written there; Completes, Closes: what it does; otherwise the callee
	Mode Mode   // Acquires
	Lock Kind   // Acquires; Completes, Closes: the wait
	Many int    // calls: how many functions may be meant; 1 or 0 if certain
}

// A Witness is a chain of steps, from a function down to an acquisition. Tails
// are shared, and so are steps. The empty witness is nil.
type Witness struct {
	*Step
	Next  *Witness
	depth int
	last  *Witness
}

// Prefix is w with one more step before it.
func (w *Witness) Prefix(s Step) *Witness { return w.Share(&s) }

// Share is Prefix for a step that is in many witnesses. It must not change.
func (w *Witness) Share(s *Step) *Witness {
	p := &Witness{Step: s, Next: w, depth: w.Depth() + 1}
	if w == nil {
		p.last = p
	} else {
		p.last = w.last
	}
	return p
}

// Then is w with the steps of next after its own.
func (w *Witness) Then(next *Witness) *Witness {
	if w == nil {
		return next
	}
	return w.Next.Then(next).Share(w.Step)
}

// Shared is the number of steps with which both begin.
func (w *Witness) Shared(v *Witness) int {
	n := 0
	for ; w != nil && v != nil && *w.Step == *v.Step; w, v = w.Next, v.Next {
		n++
	}
	return n
}

// Skip is w without its first n steps.
func (w *Witness) Skip(n int) *Witness {
	for ; n > 0 && w != nil; n-- {
		w = w.Next
	}
	return w
}

// Depth is the number of steps.
func (w *Witness) Depth() int {
	if w == nil {
		return 0
	}
	return w.depth
}

// Steps lists the steps in order.
func (w *Witness) Steps() []Step {
	var out []Step
	for ; w != nil; w = w.Next {
		out = append(out, *w.Step)
	}
	return out
}

// First is the first step.
func (w *Witness) First() Step {
	if w == nil {
		return Step{}
	}
	return *w.Step
}

// Last is the last step, the acquisition itself.
func (w *Witness) Last() Step {
	if w == nil {
		return Step{}
	}
	return *w.last.Step
}

// Chain makes a witness of steps.
func Chain(steps []Step) *Witness {
	var w *Witness
	for i := len(steps) - 1; i >= 0; i-- {
		w = w.Prefix(steps[i])
	}
	return w
}

// LastMeaning is w with so many functions that its last call may mean.
func (w *Witness) LastMeaning(many int) *Witness {
	if w == nil || many <= w.Last().Many {
		return w
	}
	steps := w.Steps()
	steps[len(steps)-1].Many = many
	return Chain(steps)
}

// Shorter reports whether w tells the same with fewer steps than v, or, with
// as many, comes first in a fixed order.
func (w *Witness) Shorter(v *Witness) bool {
	if a, b := w.Depth(), v.Depth(); a != b {
		return a < b
	}
	for ; w != nil && v != nil; w, v = w.Next, v.Next {
		if w == v {
			return false
		}
		if w.Pos != v.Pos {
			return w.Pos < v.Pos
		}
	}
	return false
}
