package summary

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// maxWays bounds the ways to an edge that are told apart. Beyond, they are taken
// together: may report falsely, and miss.
const maxWays = 12

// maxChain bounds the calls of one way. Beyond, as for maxWays.
const maxChain = 12

// A Way is how control comes to an edge: where its locks lie, what else is held, and
// in which goroutines. Either it is one chain of calls from where goroutines begin,
// or stands for all that alike.
type Way struct {
	From, To Place
	Around   []Around
	Roots    []string
	// Pairs are, of two locks of one class, how they are chosen; nil if that is asked
	// of the callers.
	Pairs []Pair
	// Later are the goroutines that start only after; see startLater.
	Later []string
	// Name is equal for equal ways to one edge; empty if it stands for all.
	Name string

	busy []busy // of who takes a lock: what must be held by others for that
}

// An Around is a lock held where an edge comes to be, beside its own.
type Around struct {
	model.Held // in the terms of the function that holds it
	At         Place
	// From and To are the edge's locks in the same terms.
	From, To identity.Path
}

// Together are all ways to an edge as one: what they have in common.
func (p *Package) Together(e *flow.Edge) Way {
	c := p.At(e)
	way := Way{From: p.Place(e.Func, e.From.Path), To: p.Place(e.Func, e.To.Lock.Path), Roots: c.Roots}
	if e.Spawned == model.Inline {
		way.Later = p.startLater(e.Func, e.At)
	}
	for _, g := range c.Gates {
		way.Around = append(way.Around, Around{g, p.Place(e.Func, g.Path), e.From.Path, e.To.Lock.Path})
	}
	return way
}

// Ways are the ways to an edge, followed up the calls one by one (call strings): those
// on which a condition fails, or somebody waits for what it holds itself, are none.
// False if there are too many, or recursion leads there.
func (p *Package) Ways(e *flow.Edge) ([]Way, bool) { return p.waysOf(e, false) }

func (p *Package) waysOf(e *flow.Edge, takes bool) ([]Way, bool) {
	w := ways{Package: p, edge: e, left: maxAsked, index: make(map[string]int), takes: takes, seen: make(map[*ssa.Function][]coming)}
	start := coming{
		fn: e.Func, from: w.named(e.Func, e.From.Path), to: w.named(e.Func, e.To.Lock.Path), when: e.When,
		fromPath: e.From.Path, toPath: e.To.Lock.Path, roots: p.startedFor(e),
	}
	if start.roots == nil {
		start.later = p.startLater(e.Func, e.At)
	}
	start = start.settleBusy(p)
	start.past = w.given(e.Func, e.Past)
	for _, g := range e.Gates {
		start.around = append(start.around, around{Held: g, at: w.named(e.Func, g.Path), from: e.From.Path, to: e.To.Lock.Path, released: ofClass(w.given(e.Func, e.To.Released), g.Lock)})
	}
	start.released, start.before = w.given(e.Func, e.Released), ofClass(w.given(e.Func, e.To.Released), e.From.Lock)
	if start.roots == nil {
		start = start.under(&w, w.over(e.Func, e.Done))
	}
	w.up(start)
	return w.out, w.left >= 0 && len(w.out) <= maxWays && (w.begins || !w.recurs)
}

// ways is the work on one edge.
type ways struct {
	*Package
	edge   *flow.Edge
	left   int  // calls to look at; negative if something was left out
	recurs bool // functions that only call themselves begin somewhere
	takes  bool // asked for who takes a lock: what it needs is told, not judged
	begins bool // some chain came to where a goroutine begins
	out    []Way
	index  map[string]int // of out, by what it says
	seen   map[*ssa.Function][]coming
}

// A spot is a lock's path in the terms of a function on the way.
type spot struct {
	path identity.Path
	home *ssa.Function
}

// fixed holds if callers can say no more.
func (n spot) fixed() bool { return !passed(n.path) }

// coming is an edge as a function on the way to it sees it.
type coming struct {
	fn               *ssa.Function
	from, to         spot
	fromPath, toPath identity.Path // in the terms of fn
	when             []identity.Literal
	around           []around
	busy             []busy
	released         []givenUp // by now, of what callers hold
	before           []givenUp // before To is taken, of the class of From
	past             []givenUp // by then, once they had been taken: callers did not hold them
	roots            []string  // once a go statement has been passed
	later            []string  // goroutines that have not started
	depth            int       // calls
}

// A givenUp is a caller's lock that has been released.
type givenUp struct {
	identity.Lock
	at spot
}

// An around is an [Around] that callers may still name.
type around struct {
	model.Held
	at       spot
	from, to identity.Path
	released []givenUp // of its class, which may be it
}

// named is a path of fn; what a literal has captured is a variable of the function
// around it.
func (w *ways) named(fn *ssa.Function, path identity.Path) spot {
	if path.Kind == identity.Free {
		if at, home := w.place(fn, path, 0); at.Known() {
			return spot{at, home}
		}
	}
	return spot{path, fn}
}

// given are locks that fn gives up.
func (w *ways) given(fn *ssa.Function, locks []identity.Lock) []givenUp {
	return identity.Map(locks, func(l identity.Lock) givenUp { return givenUp{l, w.named(fn, l.Path)} })
}

// ofClass are those that may be a lock, by their classes.
func ofClass(in []givenUp, l identity.Lock) []givenUp {
	return slices.DeleteFunc(slices.Clone(in), func(r givenUp) bool { return r.Class != l.Class && l.Named() && r.Named() })
}

// lift is a name as a caller has it.
func (w *ways) lift(n spot, in incoming) spot {
	if n.fixed() {
		return n
	}
	return w.named(in.caller, outwardPath(n.path, in))
}

// settled holds if callers have no more to say of the locks.
func (q coming) settled() bool {
	return q.from.fixed() && q.to.fixed() && !slices.ContainsFunc(q.around, func(a around) bool {
		return !a.at.fixed() || slices.ContainsFunc(a.released, func(r givenUp) bool { return !r.at.fixed() })
	})
}

// up asks those who call, until the goroutine begins.
func (w *ways) up(q coming) {
	w.seen[q.fn] = append(w.seen[q.fn], q)
	if q.roots != nil && q.settled() {
		w.found(q, q.roots)
		return
	}
	if own := w.ownRoots(q.fn); len(own) > 0 {
		if q.roots != nil {
			own = q.roots
		} else {
			q = q.under(w, w.givenUp(q.fn))
		}
		w.found(q, own)
	}
	for _, in := range w.incoming[q.fn] {
		if w.left--; w.left < 0 {
			return
		}
		next, ok := w.outward(q, in)
		switch {
		case !ok:
		case slices.ContainsFunc(w.seen[in.caller], func(old coming) bool { return old.covers(next) }):
			w.recurs = true // whoever calls says no more than it did
		case q.depth == maxChain:
			w.left = -1
			return
		default:
			w.up(next)
		}
	}
}

// covers reports whether every way through r is one through q, too, that fewer locks keep
// others from: so recursion is followed until its calls bring nothing new. (The functional
// approach of Sharir and Pnueli; as long as maxChain allows.)
func (q coming) covers(r coming) bool {
	return q.fn == r.fn && q.from == r.from && q.to == r.to && q.fromPath == r.fromPath && q.toPath == r.toPath && slices.Equal(q.roots, r.roots) &&
		identity.Subset(q.when, r.when) && identity.Subset(q.later, r.later) && identity.Subset(q.busy, r.busy) &&
		identity.Subset(q.before, r.before) && identity.Subset(q.past, r.past) && identity.Subset(r.released, q.released) &&
		!slices.ContainsFunc(q.around, func(a around) bool { return !slices.ContainsFunc(r.around, a.keeps) })
}

// keeps reports whether what waits for a, or is kept away by it, does so for b.
func (a around) keeps(b around) bool {
	return a.Held.Is(b.Held) && (a.Partial || !b.Partial) && a.at == b.at && a.from == b.from && a.to == b.to && identity.Subset(a.released, b.released) && identity.Subset(b.released, a.released)
}

// outward is what a call makes of it; false if it does not lead there.
func (w *ways) outward(q coming, in incoming) (coming, bool) {
	if isNil(q.fromPath, in) || isNil(q.toPath, in) {
		return q, false
	}
	left := maxEffects
	c := composer{w.Package, w.resolver(in.caller), in.Site, &left}
	when, ok := c.literals(q.when, &binding{Binding: value.Binding{Params: in.Args, Free: in.Free}})
	if !ok || slices.ContainsFunc(when, in.rulesOut) {
		return q, false
	}
	next := coming{
		fn: in.caller, from: w.lift(q.from, in), to: w.lift(q.to, in), when: append(slices.DeleteFunc(when, func(l identity.Literal) bool { return w.changes(in, l) }), in.When...),
		fromPath: outwardPath(q.fromPath, in), toPath: outwardPath(q.toPath, in),
		roots: q.roots, later: q.later, depth: q.depth + 1, busy: q.busy,
	}
	if q.roots == nil && in.Spawned == model.Inline && w.runsOnce(q.fn) == "" {
		next.later = w.startLater(in.caller, in.Site)
	}
	next = next.settleBusy(w.Package).explained(in.Held, in.Partly)
	for _, a := range q.around {
		a.at = w.lift(a.at, in)
		a.released = w.liftAll(a.released, in)
		next.around = append(next.around, a)
	}
	next.released, next.before = w.liftAll(q.released, in), w.liftAll(q.before, in)
	if q.roots != nil {
		return next, true
	}
	next.past = w.liftAll(q.past, in)
	if slices.ContainsFunc(next.past, func(l givenUp) bool { return w.holds(in, l) }) {
		return next, false
	}
	next.past = slices.DeleteFunc(next.past, func(l givenUp) bool { return len(ofClass(w.given(in.caller, in.Released), l.Lock)) > 0 })
	next = next.under(w, in.Held).under(w, w.over(in.caller, doneOnces(in.Known)))
	next.released = append(next.released, w.given(in.caller, in.Released)...)
	if in.Spawned != model.Inline {
		next.roots = []string{w.goRoot(in, w.startIn(in))} // what is held is held in there
	}
	return next, true
}

// rulesOut reports whether a condition cannot hold at the call.
func (in incoming) rulesOut(l identity.Literal) bool {
	if l.OfLock() {
		return l.Subject.Unique() && slices.ContainsFunc(in.Held, func(h model.Held) bool { return h.Path == l.Subject && l.Free(h.Mode) && !h.Partial })
	}
	return slices.ContainsFunc(in.Known, l.Contradicts)
}

// changes holds for a condition that may have begun to hold only in the caller: of a
// place that may be stored to, a value of its own, or a lock that it gives up.
func (w *ways) changes(in incoming, l identity.Literal) bool {
	switch l.Const {
	case identity.Busy, identity.Writing, identity.BusyOrOwn, identity.WritingOrOwn:
		return false
	case identity.Unheld, identity.Unwritten:
		return !l.Subject.Exportable() || len(in.Released) > 0
	case identity.Done:
		return !l.Subject.Exportable()
	}
	if l.Subject.Kind == identity.Free && l.Subject.Steps == "*" {
		return !w.resolver(in.caller).Settled(l.Subject.Index)
	}
	return !l.Subject.Exportable() || l.Subject.Steps != ""
}

// holds reports whether a lock is held at the call that has been taken after it: who comes
// there waits for itself.
func (w *ways) holds(in incoming, l givenUp) bool {
	return slices.ContainsFunc(in.Held, func(h model.Held) bool {
		at := w.named(in.caller, h.Path)
		return !h.Partial && h.Kind == l.Kind && at.path.Unique() && at.path == l.at.path && (at.home == l.at.home || at.path.Kind == identity.Global)
	})
}

func (w *ways) liftAll(in []givenUp, by incoming) []givenUp {
	return identity.Map(in, func(r givenUp) givenUp {
		r.at = w.lift(r.at, by)
		return r
	})
}

// under adds what q.fn holds.
func (q coming) under(w *ways, held []model.Held) coming {
	q = q.explained(held)
	q.around = slices.Clip(q.around)
	for _, h := range held {
		q.around = append(q.around, around{h, w.named(q.fn, h.Path), q.fromPath, q.toPath, ofClass(q.released, h.Lock)})
	}
	return q
}

// over are Onces that fn knows to be over, as if it held them for reading: no goroutine
// is in their functions then, and to enter them is no wait. (A happens-before edge of
// Go's memory model.)
func (w *ways) over(fn *ssa.Function, onces []identity.Path) []model.Held {
	return identity.Map(onces, func(p identity.Path) model.Held {
		return model.Held{Lock: identity.Lock{Path: p, Class: w.resolver(fn).ClassOf(p), Kind: identity.Once}, Mode: identity.Read}
	})
}

// doneOnces are the Onces that are over by what is known.
func doneOnces(known []identity.Literal) (out []identity.Path) {
	for _, l := range known {
		if l.Const == identity.Done && !l.Negated {
			out = append(out, l.Subject)
		}
	}
	return out
}

// placeOf is where a lock lies, if it has been named so far.
func (w *ways) placeOf(n spot) Place {
	if !w.lies(n.path) {
		return Place{}
	}
	return w.placeAt(n.path, n.home)
}

// found adds a way that begins in goroutines, unless it contradicts itself.
func (w *ways) found(q coming, roots []string) {
	w.begins = true
	way := Way{From: w.placeOf(q.from), To: w.placeOf(q.to), Roots: roots, Later: q.later}
	e := w.edge
	if !w.takes && (w.otherClass(e.From.Lock, way.From) || w.otherClass(e.To.Lock, way.To)) {
		return
	}
	if a, b := way.From.Certain(), way.To.Certain(); a != "" && b != "" && e.From.Kind == e.To.Lock.Kind && e.From.Class != "" {
		if (a == b) != (e.Same >= identity.Inverse) {
			return
		}
	}
	if slices.ContainsFunc(q.before, func(r givenUp) bool { return way.From.Name != "" && w.placeOf(r.at).Name == way.From.Name }) {
		return
	}
	taken := []Around{{Held: e.From, At: way.From, From: e.From.Path}}
	for _, a := range q.around {
		out := Around{a.Held, w.placeOf(a.at), a.from, a.to}
		if slices.ContainsFunc(a.released, func(r givenUp) bool { return !apart(w.placeOf(r.at), out.At) }) {
			continue
		}
		if !a.Partial && slices.ContainsFunc(taken, func(own Around) bool { return stuckIn(own, out) }) {
			return
		}
		way.Around = append(way.Around, out)
		taken = append(taken, out)
	}
	if e.From.Class == e.To.Lock.Class && w.fixedRoot(q.from.path) && w.fixedRoot(q.to.path) {
		way.Pairs = []Pair{w.pair(q.from.path, q.to.path)}
	}
	q = q.explainedBy(taken)
	if w.takes {
		way.busy = q.busy
	} else if roots = w.contendedIn(roots, q.busy); len(roots) == 0 {
		return
	}
	way.Roots = roots
	key := way.key()
	i, ok := w.index[key]
	if !ok {
		i = len(w.out)
		w.index[key] = i
		way.Name = name(key)
		w.out = append(w.out, way)
		return
	}
	w.out[i].Later = laterOfBoth(w.out[i], way)
	for _, r := range roots {
		w.out[i].Roots = addRoot(w.out[i].Roots, r)
	}
}

// otherClass reports whether a lock that callers name is, on this way, not the one
// that the edge is about.
func (w *ways) otherClass(l identity.Lock, at Place) bool {
	return passed(l.Path) && identity.ClassOf(l.Path) == "" && at.Class != "" && at.Class != l.Class
}

// apart holds for two certain places, or two classes.
func apart(a, b Place) bool {
	return a.Class != "" && b.Class != "" && a.Class != b.Class || a.Certain() != "" && b.Certain() != "" && a.Certain() != b.Certain()
}

// stuckIn reports whether who takes a lock waits for the one that a caller holds.
func stuckIn(own, held Around) bool {
	return own.Kind == held.Kind && !own.Kind.Counts() && !own.Partial && own.Class != "" &&
		(own.Mode == identity.Write || held.Mode == identity.Write) && own.At.Name != "" && own.At.Name == held.At.Name
}

// name is short for a key.
func name(key string) string {
	h := fnv.New32a()
	h.Write([]byte(key))
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// key is equal for ways that differ at most in their goroutines.
func (w Way) key() string {
	var b strings.Builder
	b.WriteString(w.From.Name + "|" + w.To.Name)
	for _, a := range w.Around {
		b.WriteString("|" + string(a.Class) + " " + a.Mode.String() + " " + a.At.Name + " " + strconv.FormatBool(a.Partial) + " " + a.Path.String() + " " + a.From.String() + " " + a.To.String())
	}
	for _, n := range w.busy {
		b.WriteString("|" + n.text())
	}
	return b.String()
}
