package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// A Pairing says how two locks of one class that are held together are chosen,
// which decides whether somebody else may take them the other way round.
type Pairing uint8

const (
	OneWay  Pairing = iota // nothing shows that the order can be reversed
	Free                   // any two: transfer(a, b)
	Ordered                // any two, but put in order before (lockdep's nesting by address)
	Chained                // one is reached through the other (hand-over-hand)
	Fixed                  // two certain ones
	Offered                // any two, but no caller is known that shows both orders
)

func (p Pairing) String() string {
	return [...]string{"one-way", "free", "ordered", "chained", "fixed", "offered"}[p]
}

// A Pair is a pairing, with the two instances if they are fixed.
type Pair struct {
	Pairing     Pairing
	First, Then string
}

// maxLift bounds how far up callers are asked which two locks they mean.
const maxLift = 8

// Pairs are the ways in which the two locks of an edge between locks of one
// class are chosen, as the callers show.
func (p *Package) Pairs(e *flow.Edge) []Pair {
	var out []Pair
	left := maxAsked
	p.lift(e.Func, e.At, e.From.Path, e.To.Lock.Path, 0, &left, func(q Pair) {
		if !slices.Contains(out, q) {
			out = append(out, q)
		}
	})
	return out
}

// lift asks who calls fn until it is known which two locks first and then are.
// Where other packages can call, too, those who are known speak for them.
func (p *Package) lift(fn *ssa.Function, at ssa.Instruction, first, then identity.Path, depth int, left *int, found func(Pair)) {
	q := p.pair(first, then)
	if q.Pairing == Free && p.ordered(fn, at, first, then) {
		q.Pairing = Ordered
	}
	*left--
	more := q.Pairing == Free || q.Pairing == OneWay && first.Root != then.Root && (passed(first) || passed(then))
	if !more || depth == maxLift || *left < 0 || len(p.incoming[fn]) == 0 {
		if len(p.incoming[fn]) == 0 && isInternal(p.PathOf(fn)) {
			q = unknownCaller(q)
		}
		found(q)
		if q.Pairing == Chained {
			p.backwards(q, found)
		}
		return
	}
	for _, in := range p.incoming[fn] {
		if isNil(first, in) || isNil(then, in) {
			continue
		}
		a, b := outwardPath(first, in), outwardPath(then, in)
		if !a.Known() || !b.Known() {
			found(unknownCaller(q))
			continue
		}
		if in.caller != fn || a != first || b != then { // not just passed on
			p.lift(in.caller, in.Site, a, b, depth+1, left, found)
		}
	}
	if len(p.ownRoots(fn)) > 0 {
		found(unknownCaller(q))
	}
}

// isInternal holds for packages that only their module can import: all who call are in
// it, and of those who could come with two locks in both orders none has been seen. Of
// the three that were read (restic, nsq, emitter) none does, but each merges a new one.
// Errs to misses.
func isInternal(path string) bool { return strings.Contains("/"+path+"/", "/internal/") }

// unknownCaller is a pair if who calls is not known.
func unknownCaller(q Pair) Pair {
	if q.Pairing == Free {
		q.Pairing = Offered
	}
	return q
}

// isNil reports whether a caller passes nil for what the path starts from.
func isNil(p identity.Path, in incoming) bool {
	return p.Kind == identity.Param && p.Index < len(in.Args) && in.Args[p.Index].Const == "nil"
}

// outwardPath is a callee's path as the caller names it.
func outwardPath(p identity.Path, in incoming) identity.Path {
	vals := in.Args
	switch p.Kind {
	case identity.Param:
	case identity.Free:
		vals = in.Free
	case identity.Global:
		return p
	default:
		return identity.Path{}
	}
	if p.Index >= len(vals) || strings.Contains(p.Steps, "[p") {
		return identity.Path{}
	}
	if held, ok := strings.CutPrefix(p.Steps, "*"); ok && vals[p.Index].Holds != nil {
		return vals[p.Index].Holds.Path.Append(held) // a captured variable
	}
	return vals[p.Index].Path.Append(p.Steps)
}

// pair compares the two paths.
func (p *Package) pair(first, then identity.Path) Pair {
	switch {
	case !first.Known() || !then.Known() || first.IsStale() || then.IsStale():
		return Pair{}
	case first.Root != then.Root && p.fixedRoot(first) && p.fixedRoot(then):
		return Pair{Fixed, p.instanceName(first), p.instanceName(then)}
	case chosen(first, then):
		return Pair{Pairing: Free}
	case first.Root != then.Root || !first.Unique() && !then.Unique():
		return Pair{}
	}
	return within(first, then)
}

// within is the pair of two locks that are reached from one object.
func within(first, then identity.Path) Pair {
	a, b := identity.Diverge(first.Steps, then.Steps)
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] && a[len(a)-1] != "*" {
		a, b = a[:len(a)-1], b[:len(b)-1] // the lock's own field
	}
	q := Pair{Fixed, anyKey(strings.Join(a, "")), anyKey(strings.Join(b, ""))}
	switch {
	case q.First == q.Then:
		return Pair{}
	case q.First == "" || q.Then == "":
		q.Pairing = Chained
	}
	return q
}

var keys = regexp.MustCompile(`\[[#p][^]]*\]`)

// anyKey leaves out which element is meant, unless it is a certain one.
func anyKey(steps string) string { return keys.ReplaceAllString(steps, "[]") }

// backwards finds what a chain is, seen from its other end, by the invariants
// that constructors show: to go from a child to its parent is to go from a
// parent to its child, backwards.
func (p *Package) backwards(q Pair, found func(Pair)) {
	for _, there := range p.shapes.Inverses(q.First + q.Then) {
		if q.First == "" {
			found(Pair{Chained, there, ""})
		} else {
			found(Pair{Chained, "", there})
		}
	}
}

// chosen holds if the two paths differ in nothing but what somebody chooses:
// parameters, keys, answers of a lookup. Then the order can be reversed.
func chosen(first, then identity.Path) bool {
	a, b := identity.Split(first.Steps), identity.Split(then.Steps)
	if len(a) != len(b) {
		return false
	}
	differ := false
	for i := range a {
		switch {
		case a[i] == b[i]:
		case strings.HasPrefix(a[i], "[p") && strings.HasPrefix(b[i], "[p"):
			differ = true
		default:
			return false
		}
	}
	switch {
	case first.Root == then.Root:
		return differ
	case first.Kind != then.Kind:
		return false
	case first.Kind == identity.Value:
		return alike(first.Ref, then.Ref)
	}
	return first.Kind == identity.Param || first.Kind == identity.Free
}

// fixedRoot holds for what is reached from a variable, or from an object that is made
// where it is: from a certain one, each time that its function runs.
func (p *Package) fixedRoot(path identity.Path) bool {
	return (path.Kind == identity.Global || path.Kind == identity.Local || path.Kind == identity.Value && p.isMade(path.Ref)) &&
		path.Unique() && !strings.Contains(path.Steps, "[#")
}

// alike holds for two lookups, or two answers of one function, that differ in
// what callers choose.
func alike(a, b ssa.Value) bool {
	if x, ok := a.(*ssa.Extract); ok {
		y, ok := b.(*ssa.Extract)
		return ok && x.Index == y.Index && x.Tuple != y.Tuple && alike(x.Tuple, y.Tuple)
	}
	switch x := a.(type) {
	case *ssa.Lookup:
		y, ok := b.(*ssa.Lookup)
		return ok && types.Identical(x.X.Type(), y.X.Type()) && choosable(x.Index, y.Index)
	case *ssa.Call:
		y, ok := b.(*ssa.Call)
		if !ok || x.Call.StaticCallee() == nil || x.Call.StaticCallee() != y.Call.StaticCallee() {
			return false
		}
		differ := false
		for i, arg := range x.Call.Args {
			if arg == y.Call.Args[i] {
				continue
			}
			if !choosable(arg, y.Call.Args[i]) {
				return false
			}
			differ = true
		}
		return differ
	case *ssa.Phi:
		_, ok := b.(*ssa.Phi)
		return ok && !value.InLoop(x.Block()) // two swapped, or not
	}
	return false
}

// choosable holds for two parameters, or the same field of two.
func choosable(a, b ssa.Value) bool {
	switch x := a.(type) {
	case *ssa.Parameter:
		y, ok := b.(*ssa.Parameter)
		return ok && x != y
	case *ssa.UnOp:
		y, ok := b.(*ssa.UnOp)
		return ok && choosable(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && choosable(x.X, y.X)
	}
	return false
}

// instanceName names a fixed instance for the whole program.
func (p *Package) instanceName(path identity.Path) string {
	if path.Kind == identity.Global {
		return path.String()
	}
	return p.Pos(path.Ref.Pos()) + " " + path.Steps
}

// ordered reports whether a comparison of the two objects, other than for
// equality, decides on the way to the instruction which comes first: by id, name
// or address, or by a function that is given both. Either it chooses the objects
// (they are swapped), or only one of its branches comes here, and the other does
// not do the same. Errs to misses.
func (p *Package) ordered(fn *ssa.Function, at ssa.Instruction, first, then identity.Path) bool {
	a, b := origins(fn, first), origins(fn, then)
	onlyA, onlyB := minus(a, b), minus(b, a)
	swapped := len(onlyA) == 0 && len(onlyB) == 0
	for d := at.Block(); d != nil; d = d.Idom() {
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || d == at.Block() || isEquality(cond.Cond) {
			continue
		}
		of := make(map[ssa.Value]bool)
		trace(cond.Cond, of, make(map[ssa.Value]bool), 0)
		if swapped {
			if overlap(of, a) > 1 {
				return true
			}
			continue
		}
		if overlap(of, onlyA) == 0 || overlap(of, onlyB) == 0 {
			continue
		}
		for i, arm := range d.Succs {
			if arm.Dominates(at.Block()) && !p.alsoTaken(fn, d.Succs[1-i], first, then) {
				return true
			}
		}
	}
	return false
}

// alsoTaken reports whether the same two locks are taken in the same order in
// the branch that begins at b.
func (p *Package) alsoTaken(fn *ssa.Function, b *ssa.BasicBlock, first, then identity.Path) bool {
	return slices.ContainsFunc(p.edgesOf[fn], func(e *flow.Edge) bool {
		return e.From.Path == first && e.To.Lock.Path == then && b.Dominates(e.At.Block())
	})
}

// isEquality holds for a comparison that puts nothing in order.
func isEquality(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.BinOp:
		c, ok := v.Y.(*ssa.Const)
		signed := ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Sign(c.Value) != 0
		return (v.Op == token.EQL || v.Op == token.NEQ) && !signed // cmp.Compare(a, b) == -1
	case *ssa.UnOp:
		return v.Op == token.NOT && isEquality(v.X)
	}
	return false
}

// origins are the values that decide which lock a path is.
func origins(fn *ssa.Function, p identity.Path) map[ssa.Value]bool {
	out := make(map[ssa.Value]bool)
	switch p.Kind {
	case identity.Param:
		if p.Index < len(fn.Params) {
			leaf(fn.Params[p.Index], out)
		}
	case identity.Free:
		if p.Index < len(fn.FreeVars) {
			leaf(fn.FreeVars[p.Index], out)
		}
	case identity.Value, identity.Local:
		leaf(p.Ref, out)
	}
	for _, step := range identity.EachStep(p.Steps) {
		key, ok := strings.CutPrefix(step, "[p")
		if !ok {
			continue
		}
		if i, err := strconv.Atoi(strings.TrimSuffix(key, "]")); err == nil && i < len(fn.Params) {
			leaf(fn.Params[i], out)
		}
	}
	return out
}

// maxTrace bounds how far a value is traced to where it comes from.
const maxTrace = 12

func leaf(v ssa.Value, out map[ssa.Value]bool) { trace(v, out, make(map[ssa.Value]bool), 0) }

// trace collects the parameters, variables and calls that v is computed from.
func trace(v ssa.Value, out, seen map[ssa.Value]bool, depth int) {
	if _, constant := v.(*ssa.Const); constant || seen[v] || depth > maxTrace {
		return
	}
	seen[v] = true
	next := func(w ssa.Value) { trace(w, out, seen, depth+1) }
	switch v := v.(type) {
	case *ssa.Alloc:
		stored := false
		for _, use := range *v.Referrers() {
			if st, ok := use.(*ssa.Store); ok && st.Addr == v {
				next(st.Val)
				stored = true
			}
		}
		if !stored {
			out[v] = true
		}
	case *ssa.Call:
		out[v] = true
		for _, a := range v.Call.Args {
			next(a)
		}
	case ssa.Instruction:
		for _, op := range v.Operands(nil) {
			if *op != nil {
				next(*op)
			}
		}
	default:
		if _, fn := v.(*ssa.Function); !fn {
			out[v] = true
		}
	}
}

func minus(a, b map[ssa.Value]bool) map[ssa.Value]bool {
	out := make(map[ssa.Value]bool)
	for v := range a {
		if !b[v] {
			out[v] = true
		}
	}
	return out
}

func overlap(a, b map[ssa.Value]bool) int {
	n := 0
	for v := range a {
		if b[v] {
			n++
		}
	}
	return n
}
