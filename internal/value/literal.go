package value

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// Subject is v as something facts are known of: a variable or field is its
// place, whatever is stored there, so that two loads of it have one subject.
// May miss, when another goroutine stores in between.
func (r *Resolver) Subject(v ssa.Value) identity.Path {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			if p := r.Val(v.X).Path; p.Known() {
				return r.subjectAt(p)
			}
		}
	case *ssa.BinOp:
		return r.opaque(r.firstEqual(v))
	case *ssa.Call, *ssa.Extract:
		// What a getter returns is the place it reads.
		if p := r.Val(v).Path; p.Known() && p.Ref != v && strings.HasSuffix(p.Steps, "*") {
			return p
		}
	case *ssa.Phi:
		if p := r.foundOrMade(v); p.Known() {
			return p
		}
	case *ssa.Alloc:
	case *ssa.MakeInterface:
		return r.Subject(v.X)
	case *ssa.ChangeInterface:
		return r.Subject(v.X)
	case *ssa.ChangeType:
		return r.Subject(v.X)
	default:
		if x := r.Val(v); x.Path.Known() {
			return x.Path
		}
	}
	return r.opaque(v)
}

// subjectAt is what is stored at p. A variable that is stored to once, such as
// a parameter that a function literal captures, is what is stored.
func (r *Resolver) subjectAt(p identity.Path) identity.Path {
	alloc, ok := p.Ref.(*ssa.Alloc)
	if !ok || p.Kind != identity.Local || p.Steps != "" {
		return p.Load()
	}
	stores := r.stores[alloc]
	if len(stores) != 1 || stores[0].Addr != ssa.Value(alloc) || storedByClosure(alloc) {
		return p.Load()
	}
	if _, ok := stores[0].Val.(*ssa.Parameter); !ok {
		return p.Load()
	}
	return r.Subject(stores[0].Val)
}

// firstEqual is the first comparison or sum of the same operands. What is
// loaded for them is taken to be the same: may miss.
func (r *Resolver) firstEqual(v *ssa.BinOp) ssa.Value {
	if first, ok := r.firsts[v]; ok {
		return first
	}
	text := func(x ssa.Value) string {
		if c, ok := x.(*ssa.Const); ok {
			return ConstText(c)
		}
		return r.Subject(x).String()
	}
	key := text(v.X) + v.Op.String() + text(v.Y)
	first, ok := r.exprs[key]
	if !ok {
		first = v
		r.exprs[key] = v
	}
	r.firsts[v] = first
	return first
}

// FuncConst is a function as a constant in literals.
func FuncConst(fn identity.Callee) string { return "func " + fn.String() }

// Flags are what is known of the flags of an object made here: set to one
// constant, or not set at all.
func (r *Resolver) Flags(result identity.Path, v ssa.Value) []identity.Literal {
	alloc, ok := r.Val(v).Path.Ref.(*ssa.Alloc)
	if !ok || r.Val(v).Path.Steps != "" {
		return nil
	}
	var out []identity.Literal
	for _, i := range flagsOf(alloc) {
		if c, ok := r.flag(alloc, i); ok {
			step := r.fieldStep(alloc.Type(), i)
			out = append(out, identity.Literal{Subject: result.Append(step + "*"), Const: c})
		}
	}
	return out
}

// flagsOf are the bool fields of an object made here.
func flagsOf(alloc *ssa.Alloc) []int {
	st, ok := structOf(alloc.Type())
	if !ok {
		return nil
	}
	var out []int
	for i := range st.NumFields() {
		if b, ok := st.Field(i).Type().Underlying().(*types.Basic); ok && b.Kind() == types.Bool {
			out = append(out, i)
		}
	}
	return out
}

// maxUnset bounds the flags that are known of a new object. Errs to reports.
const maxUnset = 4

// Unset are the flags of an object just made: false.
func (r *Resolver) Unset(alloc *ssa.Alloc) []identity.Literal {
	flags := flagsOf(alloc)
	if len(flags) > maxUnset {
		return nil
	}
	var out []identity.Literal
	for _, i := range flags {
		place := r.Val(alloc).Path.Append(r.fieldStep(alloc.Type(), i))
		out = append(out, identity.Literal{Subject: place.Load(), Const: "false"})
	}
	return out
}

// flag is the constant that a field of an object made here is set to.
func (r *Resolver) flag(alloc *ssa.Alloc, field int) (value string, ok bool) {
	value = "false"
	set := false
	for _, s := range r.stores[alloc] {
		fa, isField := s.Addr.(*ssa.FieldAddr)
		if isField && fa.Field != field {
			continue
		}
		c, isConst := s.Val.(*ssa.Const)
		if !isField || !isConst || set && ConstText(c) != value {
			return "", false
		}
		value, set = ConstText(c), true
	}
	return value, true
}

// Literal is what holds when cond is true.
func (r *Resolver) Literal(cond ssa.Value) identity.Literal {
	switch v := cond.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			return r.Literal(v.X).Not()
		}
	case *ssa.BinOp:
		if v.Op != token.EQL && v.Op != token.NEQ {
			break
		}
		x, c := v.X, v.Y
		if _, ok := x.(*ssa.Const); ok {
			x, c = c, x
		}
		if c, ok := c.(*ssa.Const); ok {
			l := identity.Literal{Subject: r.Subject(x), Const: ConstText(c)}
			if v.Op == token.NEQ {
				return l.Not()
			}
			return l
		}
		if l, ok := r.compared(v); ok {
			return l
		}
	}
	return identity.Literal{Subject: r.Subject(cond), Const: "true"}
}

// compared is what holds when a comparison of two parameters is true: callers say whether
// they pass one object for both (if l != other { other.mu.Lock() }). Exact.
func (r *Resolver) compared(v *ssa.BinOp) (identity.Literal, bool) {
	x, y := r.Subject(v.X), r.Subject(v.Y)
	if x.Kind != identity.Param || y.Kind != identity.Param || x.Steps != "" || y.Steps != "" {
		return identity.Literal{}, false
	}
	return identity.Compare(x, y.Index, v.Op == token.NEQ), true
}

// Given are the constants that all callers pass.
func (r *Resolver) Given() []identity.Literal {
	var out []identity.Literal
	for _, p := range r.Fn.Params {
		if _, c := r.world.Argument(p); c != "" {
			out = append(out, identity.Literal{Subject: r.Val(p).Path, Const: c})
		}
	}
	return out
}

// Fact is what the value by itself tells: a constant, or that it is not nil.
func (r *Resolver) Fact(subject identity.Path, v ssa.Value) (identity.Literal, bool) {
	switch v := v.(type) {
	case *ssa.Const:
		return identity.Literal{Subject: subject, Const: ConstText(v)}, true
	case *ssa.Function:
		return identity.Literal{Subject: subject, Const: FuncConst(v)}, true
	case *ssa.MakeClosure:
		return identity.Literal{Subject: subject, Const: FuncConst(v.Fn)}, true
	}
	if r.world.NonNil(v) {
		return identity.NotNil(subject), true
	}
	return identity.Literal{}, false
}

// Implied are what else holds when the literal of cond does: a type assertion
// that succeeded was on something, a list that has elements is not nil, the last part
// of a conjunction that is true is true, of a disjunction that is false, false. The
// rest say nothing.
func (r *Resolver) Implied(cond ssa.Value, holds bool) []identity.Literal {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		return r.Implied(not.X, !holds)
	}
	if phi, ok := cond.(*ssa.Phi); ok {
		return r.conjunct(phi, holds)
	}
	if b, ok := cond.(*ssa.BinOp); ok {
		if list := hasElements(b, holds); list != nil {
			return []identity.Literal{identity.NotNil(r.Subject(list))}
		}
		return nil
	}
	e, ok := cond.(*ssa.Extract)
	if !ok || e.Index != 1 || !holds {
		return nil
	}
	if a, ok := e.Tuple.(*ssa.TypeAssert); ok {
		return []identity.Literal{identity.NotNil(r.Subject(a.X))}
	}
	return nil
}

// hasElements is the parameter of which a comparison of its length says that it has
// elements, or nil: who passes none to a variadic function passes nil.
func hasElements(b *ssa.BinOp, holds bool) ssa.Value {
	call, ok := b.X.(*ssa.Call)
	if !ok || Builtin(&call.Call) != "len" {
		return nil
	}
	list, isParam := call.Call.Args[0].(*ssa.Parameter)
	n, isConst := b.Y.(*ssa.Const)
	if !isParam || !isConst || !isSlice(list.Type()) {
		return nil
	}
	if holds != constant.Compare(constant.MakeInt64(0), b.Op, n.Value) {
		return list // what holds of none is not so
	}
	return nil
}

func isSlice(t types.Type) bool {
	_, ok := t.Underlying().(*types.Slice)
	return ok
}

// conjunct is what a variable that holds a && b tells of b when it is true, or
// one that holds a || b when it is false: all other ways to it are constants.
func (r *Resolver) conjunct(phi *ssa.Phi, holds bool) []identity.Literal {
	var last ssa.Value
	for _, v := range phi.Edges {
		c, ok := v.(*ssa.Const)
		switch {
		case ok && c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value) != holds:
		case last == nil && !ok:
			last = v
		default:
			return nil
		}
	}
	if last == nil {
		return nil
	}
	l := r.Literal(last)
	if !holds {
		l = l.Not()
	}
	return []identity.Literal{l}
}
