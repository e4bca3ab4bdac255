package value

import (
	"go/token"

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
			if p := r.Val(v.X).Path.Load(); p.Known() {
				return p
			}
		}
	case *ssa.Call, *ssa.Extract, *ssa.Phi, *ssa.BinOp, *ssa.Alloc:
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
			l := identity.Literal{Subject: r.Subject(x), Const: constText(c)}
			if v.Op == token.NEQ {
				return l.Not()
			}
			return l
		}
	}
	return identity.Literal{Subject: r.Subject(cond), Const: "true"}
}

// Fact is what the value by itself tells: a constant, or that it is not nil.
func (r *Resolver) Fact(subject identity.Path, v ssa.Value) (identity.Literal, bool) {
	switch v := v.(type) {
	case *ssa.Const:
		return identity.Literal{Subject: subject, Const: constText(v)}, true
	case *ssa.Alloc, *ssa.MakeInterface, *ssa.MakeClosure, *ssa.Function, *ssa.MakeMap, *ssa.MakeChan:
		return identity.Literal{Subject: subject, Const: "nil", Negated: true}, true
	}
	return identity.Literal{}, false
}
