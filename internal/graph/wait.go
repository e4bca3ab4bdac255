package graph

import (
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

// A wait is a node like a lock: A -> W, where A is held while waiting for W, and
// W -> B, where B must be acquired before W can be completed. The edges from a
// wait that belong to one goroutine have its completer in common; one that needs
// nothing has an edge to no lock.

// completerEdges are the edges from a wait: what its completer needs.
func completerEdges(p *summary.Package, c summary.Completer) []Edge {
	if c.Of.Class == "" {
		return nil
	}
	c = inOwnGoroutine(c)
	base := Edge{
		From:    newEnd(p, c.Of, identity.Write, c.Witness, p.Place(c.Func, c.Of.Path), c.Through),
		Roots:   c.Roots,
		Package: p.PathOf(c.Func),
		Site:    p.Pos(c.Site),
		Test:    p.InTestFile(c.Func),
		Pos:     c.Site,
		Weak:    c.Weak,
		Started: c.Start,
	}
	base.From.Lone = p.Lone(c.Of.Class)
	base.Completer = base.Site + " " + string(base.From.Class) + " " + c.Witness.First().Pos + " " + c.Witness.Last().Pos
	var out []Edge
	for _, n := range c.Needs {
		at := p.Place(c.Func, n.Lock.Path)
		if at.Class != "" && identity.ClassOf(n.Lock.Path) == "" {
			n.Lock.Class = at.Class
		}
		if n.Lock.Class == "" {
			continue
		}
		e := base
		e.To = newEnd(p, n.Lock, n.Mode, n.Witness, at, p.Through(c.Func, n.Lock))
		e.To.Lone = p.Lone(n.Lock.Class)
		e.Or, e.Before = nodes(p.Named(c.Func, n.Cases)), n.Before
		e.Objects = objects(c.Of.Path, n.Lock.Path)
		if e.To.Class == e.From.Class && c.Joins() {
			e.Same = identity.SameInstance(c.Of, n.Lock)
		}
		out = append(out, e)
	}
	if out == nil {
		out = []Edge{base}
	}
	return out
}

// inOwnGoroutine leaves out of the ways to a completion, and to what it needs, what
// others do until the goroutine starts. Who passed a function that runs there stays.
func inOwnGoroutine(c summary.Completer) summary.Completer {
	if c.Supplied {
		return c
	}
	begin, i := 0, 0
	for w := c.Witness; w != nil; w = w.Next {
		if w.Kind == identity.Starts && w.Next != nil && w.Next.Func == w.What {
			begin = i
		}
		i++
	}
	for _, n := range c.Needs {
		begin = min(begin, n.Witness.Shared(c.Witness))
	}
	c.Witness = c.Witness.Skip(begin)
	c.Needs = identity.Map(c.Needs, func(n model.Need) model.Need {
		n.Witness = n.Witness.Skip(begin)
		return n
	})
	return c
}

// nodes are the nodes of locks, sorted, each once.
func nodes(in []identity.Lock) []identity.Class {
	var out []identity.Class
	for _, l := range in {
		out = append(out, l.Node())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// holdsWaiting holds for a goroutine that waits under a lock.
func (e *Edge) holdsWaiting() bool {
	return e.To.Kind.Waits() && !e.From.Kind.Waits() || e.To.Kind.IsSlot() && !e.From.Kind.IsSlot() && e.Completer == ""
}

// completer is an operation that ends a wait, in one goroutine, with what it needs.
type completer struct {
	needs []*Edge
	weak  bool
	by    string // where the chain begins, and the operation
	of    *End   // what it completes
}

// findCompleters sorts the completers by what they complete. One that needs
// nothing as far as is known counts only if nobody says more of it: a chain that
// leads through it, from further up, to the same operation.
func (s *search) findCompleters() {
	s.completers, s.received = make(map[identity.Class][]*completer), make(map[identity.Class]bool)
	index := make(map[string]*completer)
	strong := make(map[string]bool)
	for i := range s.Edges {
		e := &s.Edges[i]
		if e.Completer == "" {
			continue
		}
		if e.From.Kind == identity.Send && !e.From.closes() {
			s.received[e.From.Class] = true
		}
		c := index[e.Completer]
		if c == nil {
			c = &completer{weak: e.Weak, of: &e.From, by: e.From.Witness.First().Pos + e.From.Witness.Last().Pos}
			index[e.Completer] = c
			s.completers[e.From.Class] = append(s.completers[e.From.Class], c)
		}
		if e.To.Class != "" {
			c.needs = append(c.needs, e)
		}
		if !e.Weak {
			last := e.From.Witness.Last().Pos
			for w := e.From.Witness; w != nil; w = w.Next {
				strong[string(e.From.Class)+w.Pos+last] = true
			}
		}
	}
	for wait, list := range s.completers {
		s.completers[wait] = slices.DeleteFunc(list, func(c *completer) bool {
			return c.weak && strong[string(wait)+c.by] || c.of.closes() && s.received[wait]
		})
	}
}

// closes holds for a completer that closes the channel. Who waits to send then panics:
// that is told as an end of the wait, and counts as one, only if nobody is seen to
// receive.
func (of *End) closes() bool { return of.Witness.Last().Kind == identity.Closes }

// completed drops cycles of which a wait comes to its end in another way: another
// completer needs nothing of the cycle, or the goroutine that waits has done itself
// what the completer waits for. Source: GCatch's constraints; DESIGN's AND and OR
// of waits. Errs to misses: who can complete a wait may not do it.
func (s *search) completed(c *candidate) bool {
	if c.rule != HeldWait {
		return false
	}
	st := s.standstill(c)
	for i, e := range c.edges {
		if !e.To.Kind.Waits() {
			continue
		}
		next := c.edges[(i+1)%len(c.edges)]
		if st.ended(identity.Receiving(e.To.Class)) || s.comesFrom(e, next) || st.toldBefore(e.To.Class) {
			return true
		}
		if e.To.Kind == identity.Join {
			continue // one that is not done is enough
		}
		for _, other := range s.completers[e.To.Class] {
			if !slices.ContainsFunc(other.needs, func(f *Edge) bool { return f.Completer == next.Completer }) && concurrentWith(e, other) && !s.differ(&e.To, other.of) && st.goesOn(other) {
				return true
			}
		}
	}
	return false
}

// comesFrom reports whether a completer comes from the very wait that it is to end, in
// the function that waits: it ends that for others, if at all, and what it has made for
// itself after all is done (defer cancel()).
func (s *search) comesFrom(waits, completes *Edge) bool {
	at := waits.To.Witness.Last()
	if waits == completes || completes.From.Kind == identity.Join || at.Func != completes.From.Witness.Last().Func {
		return false
	}
	return slices.ContainsFunc(s.completers[waits.To.Class], func(c *completer) bool {
		return slices.ContainsFunc(c.needs, func(f *Edge) bool {
			return f.Completer == completes.Completer && f.To.Class == waits.To.Class && f.To.Witness.Last().Pos == at.Pos
		})
	})
}

// concurrentWith reports whether a completer can run beside who waits.
func concurrentWith(waiting *Edge, c *completer) bool {
	return waiting.Completer != "" || len(c.needs) == 0 || assign([]*Edge{waiting, c.needs[0]}, concurrent)
}

// startedAfter drops cycles of which who waits starts only once the completer has
// what it needs: the goroutine that starts it goes on to complete the wait. Source:
// DESIGN's "the goroutine starts after the last conflicting acquisition". Errs to
// misses: it may not come to complete it.
func (s *search) startedAfter(c *candidate) bool {
	for i, e := range c.edges {
		if e.Started != "" && slices.Contains(c.edges[(i+1)%len(c.edges)].Before, e.Started) {
			return true
		}
	}
	return false
}

// timed drops cycles of which a wait ends after a time, or of which a completer
// waits for something else as well, and gets it.
func (s *search) timed(c *candidate) bool {
	if c.rule != HeldWait {
		return false
	}
	st := s.standstill(c)
	return slices.ContainsFunc(c.edges, func(e *Edge) bool {
		return slices.ContainsFunc(e.Or, isTimer) || e.Completer != "" && st.anyOver(e.Or)
	})
}

func isTimer(w identity.Class) bool {
	return w == identity.Lock{Class: identity.Timer, Kind: identity.Receive}.Node()
}

// waitReasons lists what speaks against a cycle with waits.
func (s *search) waitReasons(c *candidate, add func(bool, Reason)) {
	if c.rule != HeldWait {
		return
	}
	if len(c.edges) == 1 { // it waits for itself, and nobody else is there
		add(c.edges[0].Same == identity.May, classOnly)
		add(c.edges[0].many() > 0, foreign)
	}
	st := s.standstill(c)
	waits := 0
	for i, e := range c.edges {
		if e.To.Kind.IsSlot() {
			add(st.anyOver(e.Or), wayOut)
		}
		if !e.To.Kind.Waits() {
			continue
		}
		waits++
		add(endsItself(e, c.edges[(i+1)%len(c.edges)]), itself)
		add(e.Completer == "" && st.anyOver(e.Or), wayOut)
		add(s.Escaped[identity.Receiving(e.To.Class)], escaped)
		add(e.Buffer == model.Flagged, toldSent)
		add(e.Buffer == model.CanFill && !e.Test, buffered)
		add(e.Buffer == model.CanFill && e.Test, testsRoom)
		add(e.Buffer == model.Fits, fits)
	}
	add(waits > 1 && len(c.owners()) <= 1, manyWaits)
	add(waits > 1 && len(c.owners()) > 1, scattered)
	add(AnyTwo(c.edges, bringsAny), anyMessage)
	add(len(c.edges) == 2 && crosswise(c.edges[0].Objects, c.edges[1].Objects), classOnly)
}

// crosswise holds for one object on one side, and two on the other.
func crosswise(a, b Objects) bool {
	return a == OneObject && b == TwoObjects || a == TwoObjects && b == OneObject
}

// owners are the types that the locks and waits of a cycle are fields of, but for those that
// are one for both who come to them.
func (c *candidate) owners() (types []string) {
	for i, e := range c.edges {
		before := c.edges[(i+len(c.edges)-1)%len(c.edges)]
		one := e.From.one() && before.To.one()
		if t := e.From.Class.Declared(); t != "" && !one && !e.From.Variable && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types
}

// endsItself holds for a wait for the end of something, where the goroutine that
// waits is one of those that bring it about: of two objects it is no deadlock, and of
// one it waits for itself. Errs to misses where the two share the lock.
func endsItself(waits, completes *Edge) bool {
	return waits.Started != "" && !waits.Shared && waits != completes && waits.Started == completes.Started &&
		(waits.To.Kind == identity.Receive || waits.To.Kind == identity.End || waits.To.Kind == identity.Join)
}

// bringsAny holds for a completer that waits itself, for a message from, or to, whoever
// calls a function. What they need who are seen says little of others, and of those who
// came before. Who waits for it under the lock may be meant to.
func bringsAny(a, b *Edge) bool {
	for _, pair := range [][2]*Edge{{a, b}, {b, a}} {
		waits, brings := pair[0], pair[1]
		if waits.Completer != "" && waits.To.Class == brings.From.Class && brings.Weak &&
			brings.From.Kind != identity.Join && brings.From.Witness.Last().Kind == identity.Completes {
			return true
		}
	}
	return false
}

// The reasons of waits.
var (
	foreign   = Reason{"dispatch", Low, "a call is dynamic: that its callee belongs to the goroutine that makes it is not shown"}
	itself    = Reason{"goroutines", Low, "who waits is in the goroutine that must end the wait; that there are two for one lock is not shown"}
	wayOut    = Reason{"way-out", Low, "the select has another case, and who fires it needs none of the locks"}
	escaped   = Reason{"escapes", Low, "the channel is known to code that is not seen, which may complete the wait"}
	buffered  = Reason{"buffer", Medium, "the channel is buffered: a send waits only once the buffer is full"}
	fits      = Reason{"buffer", Low, "the channel has a buffer that seems to be as large as it must be"}
	testsRoom = Reason{"buffer", Low, "a test sends to a channel with a buffer, as often as it means to: if that were full, the test would hang, and be mended"}
	toldSent  = Reason{"sent", Low, "a flag that is set with the message says that there is one"}
	manyWaits = Reason{"waits", Medium, "it takes more than one wait"}
	// Each wait is for something of its class; with each the case grows that it is of
	// another object than the one at hand (docs/precision.md, calibration).
	scattered = Reason{"waits", Low, "it takes more than one wait, and objects of several types: that they belong together is not shown"}

	anyMessage = Reason{"callers", Low, "it takes more than one wait, one of them for a message that any caller may bring, or has brought already"}
)
