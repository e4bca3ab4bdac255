// Package explain turns a finding into words, for a reader who has never seen
// the tool: one sentence, then every step, then who else is needed.
package explain

import (
	"fmt"
	"strings"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/identity"
)

// A Kind says what a line is.
type Kind uint8

const (
	Sentence Kind = iota // the first line: what is wrong, and the rule
	Heading              // says what a goroutine holds and waits for; its steps follow
	Step                 // one of the steps of a goroutine
	Likewise             // says that a goroutine does the same as the one before
	Writer               // another goroutine that is needed
	Note                 // anything else
)

// A Line is one line of a finding, as people read it.
type Line struct {
	Kind  Kind
	Who   string // the goroutine that it is of, if there are several
	N     int    // the number of the step, if it has one
	Depth int    // Step: how many calls deep, from where the goroutine's trace begins
	Pos   string // importpath/base.go:line:col, or nothing
	Text  string
}

// At is the line as it is written, with pos in place of its position.
func (l Line) At(pos string) string {
	switch {
	case l.N > 0:
		return fmt.Sprintf("%d. %s: %s", l.N, pos, l.Text)
	case l.Pos != "":
		return l.Text + " at " + pos
	}
	return l.Text
}

// Lines tells a finding.
func Lines(f *graph.Finding) []Line {
	t := new(text)
	t.add(Line{Kind: Sentence, Text: sentence(f) + " [" + f.Rule + "]"})
	switch f.Rule {
	case graph.Reacquire:
		t.reacquire(f)
	case graph.HeldWait:
		t.heldWait(f)
	case graph.LockLeak:
		t.lockleak(f)
	default:
		t.inversion(f)
	}
	t.slots(f)
	if f.Others > 0 {
		t.line("(" + count(f.Others, "more way", "more ways") + " to the same lock)")
	}
	return t.lines
}

// Message is the text of a finding. Its first line ends in the rule.
func Message(f *graph.Finding) string { return join(Lines(f)) }

func join(lines []Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.At(l.Pos))
	}
	return strings.Join(out, Break)
}

// Break is between two lines of a message.
const Break = "\n\t"

func sentence(f *graph.Finding) string {
	switch f.Rule {
	case graph.Reacquire:
		return again(&f.Cycle[0])
	case graph.HeldWait:
		return waited(f)
	case graph.LockLeak:
		return left(f)
	}
	return inverted(f)
}

// text is a message in the making: lines, and numbered steps.
type text struct {
	lines []Line
	who   string
	n     int
}

func (t *text) add(l Line) { t.lines = append(t.lines, l) }

func (t *text) line(s string) { t.add(Line{Kind: Note, Text: s}) }

// goroutine begins the steps of another goroutine.
func (t *text) goroutine(who, what string) {
	t.who, t.n = who, 0
	t.add(Line{Kind: Heading, Who: who, Text: who + " " + what})
}

func (t *text) step(pos, what string, depth int) {
	t.n++
	t.add(Line{Kind: Step, Who: t.who, N: t.n, Depth: depth, Pos: pos, Text: what})
}

// edge tells how a goroutine comes to hold one lock and to wait for the next.
func (t *text) edge(e *graph.Edge, ending string) {
	to := e.To.Witness.Steps()
	common := 0
	if e.From.Inside {
		common = shared(e.From.Witness, e.To.Witness) // the callee still holds it when it calls back
	}
	t.taken(e)
	for i := common; i < len(to); i++ {
		what := step(to[i])
		if i == len(to)-1 {
			what += ending
		}
		t.step(to[i].Pos, what, i)
	}
}

// taken tells how a goroutine comes to hold a lock.
func (t *text) taken(e *graph.Edge) {
	from := e.From.Witness.Steps()
	for i, s := range from {
		what := step(s)
		if i == len(from)-1 && i > 0 && !e.From.Inside {
			what += ", and returns holding it"
			if e.From.Partial {
				what += " on some paths"
			}
		}
		t.step(s.Pos, what, i)
	}
}

// shared is the number of calls that both traces begin with.
func shared(from, to *identity.Witness) int {
	return max(0, min(from.Shared(to), from.Depth()-1, to.Depth()-1))
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// unqualified is a function's name as its own package writes it: (*pkg.T).M is
// (*T).M, pkg.F is F.
func unqualified(name string) string {
	recv, method, ok := strings.Cut(name, ")")
	if !ok {
		return name[strings.IndexByte(name, '.')+1:]
	}
	star := strings.TrimRight(recv, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
	return star + recv[strings.LastIndexByte(recv, '.')+1:] + ")" + method
}

// step is one line of a trace.
func step(s identity.Step) string {
	switch s.Kind {
	case identity.Acquires:
		return s.Func + " " + verb(s) + " " + s.What
	case identity.TakesFor:
		return s.Func + " " + verb(s) + " " + s.What + ", for the goroutine that it starts"
	case identity.Defers:
		return s.Func + " calls " + s.What + ", deferred"
	case identity.CallsBack:
		return s.Func + " calls " + s.What + ", which calls back"
	case identity.Starts:
		return s.Func + " starts " + s.What
	case identity.Serves:
		return s.Func + " hands " + s.What + " to a server, which runs it"
	case identity.Supplies:
		return "which may be " + s.What + ": " + s.Func + " puts it there"
	case identity.Completes, identity.Closes:
		return s.Func + " " + s.What
	case identity.Leaves:
		return s.Func + " returns, and leaves it locked"
	case identity.LeavesFor:
		return s.Func + " goes on from here, and leaves it locked for good"
	case identity.DefersLock:
		return s.Func + " defers to lock it again, where Unlock must be meant"
	case identity.GoesRound:
		return s.Func + " goes round the loop, and leaves it locked"
	case identity.Releases:
		return "on another way, " + s.Func + " unlocks it"
	}
	text := s.Func + " calls " + s.What
	if s.Many > 1 {
		text += fmt.Sprintf(" (one of %d it may mean)", s.Many)
	}
	return text
}

func verb(s identity.Step) string {
	switch {
	case s.Lock == identity.Once:
		return "enters"
	case s.Lock == identity.Slot:
		return "takes the slot of"
	case s.Lock == identity.Slots:
		return "takes a slot of"
	case s.Lock == identity.End:
		return "receives all from"
	case s.Lock == identity.Receive:
		return "receives from"
	case s.Lock == identity.Send:
		return "sends to"
	case s.Lock.Waits():
		return "waits for"
	case s.Mode == identity.Read:
		return "read-locks"
	}
	return "locks"
}
