package value

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// StoredByClosure reports whether a function literal stores to the variable.
func (r *Resolver) StoredByClosure(v ssa.Value) bool { return storedByClosure(v) }

// FuncName is fn as a stack trace names it: (*T).Method, f, f.func1.
func FuncName(fn *ssa.Function) string {
	if p := fn.Parent(); p != nil {
		_, n, _ := strings.Cut(fn.Name()[len(p.Name()):], "$")
		return FuncName(p) + ".func" + n
	}
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	name, _, _ := strings.Cut(fn.Name(), "$")
	if n, ok := strings.CutPrefix(name, "init#"); ok {
		if i, err := strconv.Atoi(n); err == nil {
			name = fmt.Sprintf("init.%d", i-1)
		}
	}
	recv := fn.Signature.Recv()
	if recv == nil && len(fn.FreeVars) == 1 && strings.HasSuffix(fn.Name(), "$bound") {
		return MethodName(fn.FreeVars[0].Type().String(), name)
	}
	if recv == nil {
		return name
	}
	return MethodName(recv.Type().String(), name)
}

// MethodName is a method as a stack trace names it, without its package.
func MethodName(recv, name string) string {
	star := strings.HasPrefix(recv, "*")
	if i := strings.IndexByte(recv, '['); i >= 0 {
		recv = recv[:i] // type arguments
	}
	recv = strings.TrimPrefix(recv, "*")
	recv = recv[strings.LastIndexAny(recv, "/")+1:]
	recv = recv[strings.LastIndexByte(recv, '.')+1:]
	if star {
		return "(*" + recv + ")." + name
	}
	return recv + "." + name
}

// Expr is v as the source writes it, as far as SSA shows and as is short.
func Expr(v ssa.Value) string { return expr(v, 0) }

// maxExpr bounds how deep an expression is written out.
const maxExpr = 10

func expr(v ssa.Value, depth int) string {
	if depth++; depth > maxExpr {
		return "…"
	}
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Global:
		return v.Name()
	case *ssa.Alloc:
		return cmp.Or(allocated(v), made(v))
	case *ssa.MakeChan:
		return channelName(v)
	case *ssa.FieldAddr:
		return join(expr(v.X, depth), fieldName(v.X, v.Field))
	case *ssa.Field:
		return join(expr(v.X, depth), fieldName(v.X, v.Field))
	case *ssa.IndexAddr:
		return expr(v.X, depth) + "[" + expr(v.Index, depth+4) + "]"
	case *ssa.Lookup:
		return expr(v.X, depth) + "[" + expr(v.Index, depth+4) + "]"
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return expr(v.X, depth)
		}
	case *ssa.Phi:
		return v.Comment
	case *ssa.Const:
		return constExpr(v)
	case *ssa.MakeInterface:
		return expr(v.X, depth)
	case *ssa.ChangeInterface:
		return expr(v.X, depth)
	case *ssa.ChangeType:
		return expr(v.X, depth)
	case *ssa.Call:
		if list := copyOf(v); list != nil {
			return expr(list, depth)
		}
		return callExpr(v, depth)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return callExpr(call, depth)
		}
	}
	return ""
}

// constExpr is a constant, shortened.
func constExpr(c *ssa.Const) string {
	if c.Value == nil {
		return "nil"
	}
	return c.Value.String() // short by itself
}

func callExpr(v *ssa.Call, depth int) string {
	if f := v.Call.StaticCallee(); f != nil {
		if f.Signature.Recv() != nil && len(v.Call.Args) > 0 {
			return join(expr(v.Call.Args[0], depth), f.Name()) + "()"
		}
		return f.Name() + "()"
	}
	return ""
}

func join(base, field string) string {
	if base == "" {
		return field
	}
	return base + "." + field
}

func fieldName(x ssa.Value, i int) string {
	if st, ok := structOf(x.Type()); ok && i < st.NumFields() {
		return st.Field(i).Name()
	}
	return "?"
}

// ClassOf is the class of the lock at p, in this function's view. A lock that
// is no field of a named type goes by the variable it is reached from.
func (r *Resolver) ClassOf(p identity.Path) identity.Class {
	c := identity.ClassOf(p)
	if c == "" && p.Kind == identity.Free && p.Index >= len(r.Fn.FreeVars) {
		return r.carriedClass(p)
	}
	if c == "" {
		c = r.keptClass(p)
	}
	if c != "" {
		return r.world.KeptAt(c)
	}
	if c := r.contextClass(p); c != "" {
		return c
	}
	name, isType := r.variable(p)
	return identity.Class(name + identity.VisibleSteps(p, isType))
}

// HasClass reports whether the class of a path is that of a place or a type, and not only
// the name of a variable of the function.
func (r *Resolver) HasClass(p identity.Path) bool {
	if identity.ClassOf(p) != "" || r.keptClass(p) != "" {
		return true
	}
	if p.Kind == identity.Free && p.Index >= len(r.Fn.FreeVars) {
		return false
	}
	_, isType := r.variable(p)
	return isType
}

// methodName is Type.Func for a method, else Func.
func methodName(fn *ssa.Function) string {
	if recv := fn.Signature.Recv(); recv != nil {
		if t := model.TypeName(recv.Type()); t != "" { // its path may have dots
			return t[strings.LastIndexByte(t, '.')+1:] + "." + fn.Name()
		}
	}
	return fn.Name()
}

// variable is pkg.Func.name, or pkg.Type.Func.name, for the variable that p starts from, or pkg.Type
// if that is a pointer to a named type.
func (r *Resolver) variable(p identity.Path) (name string, isType bool) {
	fn := r.Fn
	if v := r.rootValue(p); v != nil && !model.IsPrimitive(v.Type()) && !model.IsGroup(v.Type()) && !isContext(v) {
		if n := model.TypeName(v.Type()); n != "" {
			return n, true
		}
	}
	switch p.Kind {
	case identity.Param:
		name = fn.Params[p.Index].Name()
	case identity.Free:
		name = fn.FreeVars[p.Index].Name()
		fn = declaring(fn, name)
	case identity.Local, identity.Value, identity.Stale:
		if name = indexes.ReplaceAllString(refName(p.Ref), "[]"); name == "" {
			name = unnamed
		}
		fn = p.Ref.Parent()
	}
	if fn == nil {
		return name, false
	}
	out := outermost(fn)
	pkg := ""
	if q := out.Package(); q != nil && q.Pkg != nil {
		pkg = identity.Package(q.Pkg.Path(), q.Pkg.Name()) + "."
	}
	return pkg + methodName(out) + "." + name, false
}

// unnamed is what stands for a value that has no name.
const unnamed = "(a value)"

// Unnamed reports whether a class says nothing but in which function a value is: two that
// are alike may be anything.
func Unnamed(c identity.Class) bool { return strings.HasSuffix(string(c), "."+unnamed) }

// indexes are the indexes in an expression; a class has none.
var indexes = regexp.MustCompile(`\[.*\]`)

// rootValue is the value that p starts from, nil if none.
func (r *Resolver) rootValue(p identity.Path) ssa.Value {
	switch p.Kind {
	case identity.Param:
		return r.Fn.Params[p.Index]
	case identity.Free:
		if p.Index >= len(r.Fn.FreeVars) {
			return nil // carried: see capturesOf
		}
		return r.Fn.FreeVars[p.Index]
	}
	return p.Ref
}

// declaring is the function that declares a variable captured under a name.
func declaring(fn *ssa.Function, name string) *ssa.Function {
	for fn.Parent() != nil {
		captured := false
		for _, fv := range fn.FreeVars {
			captured = captured || fv.Name() == name
		}
		if !captured {
			return fn
		}
		fn = fn.Parent()
	}
	return fn
}

// allocated is the name of a variable, or of the one that an object made in
// place is kept in; empty if it is in none.
func allocated(v *ssa.Alloc) string {
	if v.Comment != "new" && v.Comment != "complit" {
		return v.Comment
	}
	for _, ref := range *v.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Val == v {
			if variable, ok := st.Addr.(*ssa.Alloc); ok && variable.Comment != "" {
				return variable.Comment
			}
		}
	}
	return ""
}

// refName is what a local goes by in the name of its class.
func refName(v ssa.Value) string {
	if alloc, ok := v.(*ssa.Alloc); ok {
		return cmp.Or(allocated(alloc), alloc.Comment)
	}
	if isContext(v) {
		return contextName(v)
	}
	return Expr(v)
}

// made is an object that no variable is seen to hold: the syntax knows better.
func made(v *ssa.Alloc) string {
	named, ok := types.Unalias(v.Type().Underlying().(*types.Pointer).Elem()).(*types.Named)
	if !ok {
		return v.Comment
	}
	return "new(" + named.Obj().Name() + ")"
}
