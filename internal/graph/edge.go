package graph

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

// An Edge says that at some place one lock is taken while another is held. One
// that comes from no lock is a writer: a goroutine that waits to write To. One that
// comes from a wait says what its completer needs (wait.go). One that leads from a
// lock to none is a leak: From is left held, and To.Witness tells where, and where
// other ways release it (leak.go). Two edges are equal if their keys are, in
// whichever variant of a package they were seen.
type Edge struct {
	From, To End
	Same     identity.Strength // how surely the two are one lock
	Pairs    []summary.Pair    // of one class: how the two are chosen
	Gates    []Gate            // other locks held there
	Again    identity.Strength // how surely To is held there already
	Upgrade  bool              // To is held for reading there
	Roots    []string          // goroutines that come there; see summary.Context
	Package  string            // import path
	Site     string            // importpath/base.go:line:col, where To is taken or called for
	Partial  bool              // other paths come there without From
	Returns  bool              // see flow.Edge
	Test     bool              // in a _test.go file
	Excuse   summary.Excuse    // of a leak
	Objects  Objects           // of a lock and a wait: whether they lie in one object
	Fresh    bool              // one of the locks is not known to anybody else yet
	Started  string            // of a wait, or of a completer: the go statement of which alone the goroutines come there
	Shared   bool              // of a wait: who comes there has one lock
	Way      string            // tells edges of one place apart that one comes to on different ways

	// Of a wait To: what else the goroutine waits for at the same time, and what
	// it has completed before, as nodes.
	Or, Ended []identity.Class
	Buffer    model.Buffer // of a send

	// Completer names the goroutine and operation that completes the wait From,
	// with all that it needs. If that is nothing, To is no lock.
	Completer string
	Weak      bool // others may say more of what the completer needs
	// Before are the go statements that the completer comes to only after it has had
	// To. Of other edges: the goroutines that start only after it, by their roots, and
	// the function literals that are made only then, with the lock that lies in what they
	// capture; see madeWith.
	Before []string

	// Tie says how the lock lies to the place, of an edge to or from the call of
	// what is at a place.
	Tie string
	// Parts are the edges that this was put together from, by binding such a call
	// to what is put there; Supplied is to how many functions it was bound.
	Parts    []*Edge
	Supplied int

	Pos token.Pos // of Site; only in the package under analysis
}

// An End is one of the locks of an edge.
type End struct {
	Class   identity.Class
	Kind    identity.Kind
	Mode    identity.Mode
	Witness *identity.Witness // how it was taken
	Partial bool              // From: a helper leaves it held on some exits only
	Inside  bool              // From: held by a callee that calls back
	// Certain names the one lock that it is, in a package variable; empty if
	// that is not known.
	Certain string
	// Through is that through which the object is reached that it lies in; see
	// summary.Package.Through.
	Through identity.Class
	// In are the structs around it; see identity.Lock.Containers.
	In string
	// Lone says that such locks lie in objects of one making; see summary.Package.Lone.
	Lone bool
	// Variable says that the class is of a variable; see summary.Package.IsVariable.
	Variable bool
}

// Objects says whether a lock and a wait of one type lie in one object.
type Objects uint8

const (
	AnyObjects Objects = iota // nothing is known
	OneObject
	TwoObjects // reached on two ways
	OneRoot    // of two types, reached from one variable
)

// objects compares where two places lie: the innermost objects of one type.
func objects(a, b identity.Path) Objects {
	objectA, ownerA := identity.Owner(a)
	objectB, ownerB := identity.Owner(b)
	switch {
	case !a.Known() || a.Root != b.Root:
		return AnyObjects
	case ownerA == "" || ownerA != ownerB:
		return OneRoot
	case objectA == objectB:
		return OneObject
	}
	return TwoObjects
}

// A Gate is a lock that is held, beside From, where To is taken. Two goroutines
// that both need it for writing cannot be there at a time.
type Gate struct {
	Class identity.Class
	Mode  identity.Mode
	// Ties say by what the gate is one lock whenever the edge's locks are:
	// it is a global, or lies in the same object.
	Ties []string
}

// A Key is equal for edges that are one.
type Key struct {
	site             string
	from             identity.Class
	fromMode         identity.Mode
	fromHow, fromWay string // where From is taken, and where the way there begins
	to               identity.Class
	toMode           identity.Mode
	toHow            string
	same             identity.Strength
	completer, way   string
	fromIn, toIn     string // the structs around the locks
	// through what they are reached
	fromThrough, toThrough identity.Class
}

// Key is that of the edge.
func (e *Edge) Key() Key {
	return Key{e.Site, e.From.Class, e.From.Mode, e.From.Witness.Last().Pos, e.From.Witness.First().Pos,
		e.To.Class, e.To.Mode, e.To.Witness.Last().Pos, e.Same, e.Completer, e.Way, e.From.In, e.To.In, e.From.Through, e.To.Through}
}

// untold are the keys of edges that say less of through what their objects are reached.
func (k Key) untold(each func(less Key)) {
	if k.fromThrough != "" {
		less := k
		less.fromThrough = ""
		each(less)
		if less.toThrough != "" {
			less.toThrough = ""
			each(less)
		}
	}
	if k.toThrough != "" {
		k.toThrough = ""
		each(k)
	}
}

func (k Key) compare(l Key) int {
	return cmp.Or(strings.Compare(k.site, l.site), cmp.Compare(k.from, l.from), cmp.Compare(k.fromMode, l.fromMode),
		strings.Compare(k.fromWay, l.fromWay), strings.Compare(k.fromHow, l.fromHow),
		cmp.Compare(k.to, l.to), cmp.Compare(k.toMode, l.toMode), strings.Compare(k.toHow, l.toHow),
		cmp.Compare(k.same, l.same), strings.Compare(k.completer, l.completer), strings.Compare(k.way, l.way),
		strings.Compare(k.fromIn, l.fromIn), strings.Compare(k.toIn, l.toIn),
		cmp.Compare(k.fromThrough, l.fromThrough), cmp.Compare(k.toThrough, l.toThrough))
}

// profile is equal for edges that all filters judge alike. Through what an object is
// reached matters for classes of which some has a home.
func (e *Edge) profile(homed map[identity.Class]bool) string {
	through := func(x *End) string {
		if !homed[x.Class] {
			return ""
		}
		return string(x.Through)
	}
	b := []byte{byte(e.From.Mode), byte(e.To.Mode), byte(e.Again), byte(e.Buffer), byte(e.Objects), byte(e.Supplied)}
	for _, is := range []bool{e.Test, e.Fresh, e.Partial, e.Upgrade, e.Returns, e.Shared, e.From.Lone, e.To.Lone} {
		b = strconv.AppendBool(b, is)
	}
	list := func(texts ...string) {
		for _, t := range texts {
			b = append(append(b, t...), 0)
		}
		b = append(b, 1)
	}
	for _, g := range e.Gates {
		b = append(b, byte(g.Mode))
		list(string(g.Class))
		list(g.Ties...)
	}
	for _, p := range e.Pairs {
		b = append(b, byte(p.Pairing))
		list(p.First, p.Then)
	}
	list(e.Roots...)
	list(texts(e.Or)...)
	list(texts(e.Ended)...)
	list(e.Before...)
	list(e.Package, e.Completer, e.Tie, e.Started, e.From.literal(), e.To.literal(),
		e.From.Certain, through(&e.From), e.From.In, e.To.Certain, through(&e.To), e.To.In)
	return string(b)
}

// depth is the number of steps that explain the edge; those with which both of its traces
// begin, and which explain where its locks come from, count once.
func (e *Edge) depth() int {
	return e.From.Witness.Depth() + e.To.Witness.Depth() - e.From.Witness.Shared(e.To.Witness)
}

// chain is depth without the steps by which a function calls a literal of its own, or has
// it called back: that is written there, and no call further away. It is what speaks against
// a finding, not what explains it.
func (e *Edge) chain() int {
	from, to := e.From.Witness, e.To.Witness
	return acrossFunctions(from) + acrossFunctions(to.Skip(from.Shared(to)))
}

func acrossFunctions(w *identity.Witness) (n int) {
	for ; w != nil; w = w.Next {
		if w.Next == nil || w.Many > 0 || !strings.HasPrefix(w.Next.Func, w.Func+".func") {
			n++
		}
	}
	return n
}

// many is the largest number of callees of a dynamic call on the way.
func (e *Edge) many() int {
	n := 0
	for _, w := range []*identity.Witness{e.From.Witness, e.To.Witness} {
		for ; w != nil; w = w.Next {
			n = max(n, w.Many)
		}
	}
	return n
}

// dynamic is the largest number of calls on one way, to the one lock or to the other,
// whose callee is found by type flow, or where it is put.
func (e *Edge) dynamic() int {
	count := func(w *identity.Witness) (n int) {
		for ; w != nil; w = w.Next {
			if w.Many > 0 {
				n++
			}
		}
		return n
	}
	to := count(e.To.Witness)
	if e.Supplied > 0 {
		to++
	}
	return max(count(e.From.Witness), to)
}

// compare orders edges: those that say most come first.
func (e *Edge) compare(f *Edge) int {
	s, t := e.standing(), f.standing()
	return s.compare(&t)
}

// A standing is what an edge is compared by: numbers that say how much it says, then
// where it is. Texts are compared only of those that are alike so far.
type standing struct {
	*Edge
	says      [8]int
	file      string
	line, col int
}

func (e *Edge) standing() standing {
	is := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	s := standing{Edge: e, says: [...]int{is(e.Fresh), is(e.Test), int(e.Again), max(e.many(), 1), is(e.Partial || e.From.Partial), len(e.Or), len(e.Gates), e.depth()}}
	s.file, s.line, s.col = CutPosition(e.Site)
	return s
}

func (s *standing) compare(t *standing) int {
	if by := cmp.Or(slices.Compare(s.says[:], t.says[:]), cmp.Compare(s.file, t.file), cmp.Compare(s.line, t.line), cmp.Compare(s.col, t.col)); by != 0 {
		return by
	}
	return s.Key().compare(t.Key())
}

// ComparePositions orders texts file:line:col by file, then by the numbers.
func ComparePositions(a, b string) int {
	fileA, lineA, colA := CutPosition(a)
	fileB, lineB, colB := CutPosition(b)
	return cmp.Or(cmp.Compare(fileA, fileB), cmp.Compare(lineA, lineB), cmp.Compare(colA, colB))
}

// CutPosition cuts a text file:line:col.
func CutPosition(s string) (file string, line, col int) {
	j := strings.LastIndexByte(s, ':')
	i := strings.LastIndexByte(s[:max(j, 0)], ':')
	if i < 0 {
		return s, 0, 0
	}
	line, _ = strconv.Atoi(s[i+1 : j])
	col, _ = strconv.Atoi(s[j+1:])
	return s[:i], line, col
}

// Merge puts edges together, each once, the surest first. One that does not say through
// what its objects are reached goes, if another that is the same says so: mostly it stands
// for a callee that was followed once more, without its callers.
func Merge(lists ...[]Edge) []Edge {
	out, _, _ := merge(lists)
	return out
}

// merge is [Merge]; it also numbers the edges, and says which of them each list has.
func merge(lists [][]Edge) (merged []Edge, number *numbers, has []set) {
	most := 0
	for _, list := range lists {
		most = max(most, len(list)) // what imports tell is mostly the same
	}
	number = &numbers{make(map[string][]int, most), make([]Key, 0, most)}
	has, best := make([]set, len(lists)), make([]standing, 0, most)
	for l, list := range lists {
		for i := range list {
			n := number.add(list[i].Key())
			has[l].add(n)
			if s := list[i].standing(); n == len(best) {
				best = append(best, s)
			} else if by := s.compare(&best[n]); by < 0 || by == 0 && len(s.Roots) > len(best[n].Roots) {
				best[n] = s // from a test there are more ways to the same function
			}
		}
	}
	for _, key := range number.keys {
		key.untold(func(less Key) {
			if n, ok := number.find(less); ok {
				best[n].Edge = nil
			}
		})
	}
	best = slices.DeleteFunc(best, func(s standing) bool { return s.Edge == nil })
	slices.SortStableFunc(best, func(a, b standing) int { return a.compare(&b) })
	return identity.Map(best, func(s standing) Edge { return *s.Edge }), number, has
}

// numbers number edges by their keys. Few edges are at one site, so that their keys are
// found by that: to hash all of a key takes longer.
type numbers struct {
	at   map[string][]int
	keys []Key
}

func (n *numbers) find(k Key) (int, bool) {
	for _, i := range n.at[k.site] {
		if n.keys[i] == k {
			return i, true
		}
	}
	return 0, false
}

// add is the number of a key, which is the next one if the key is new.
func (n *numbers) add(k Key) int {
	i, ok := n.find(k)
	if !ok {
		i = len(n.keys)
		n.keys = append(n.keys, k)
		n.at[k.site] = append(n.at[k.site], i)
	}
	return i
}
