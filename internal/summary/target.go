package summary

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A target is one function that a call may mean, with its arguments.
type target struct {
	fn   identity.Callee
	args []identity.Val
	free []identity.Val
	many int
	when identity.Literal // what the callee's value must be
	// shown marks a callee that is found by a constructor's invariant.
	shown bool
}

// calleeName is what a dynamic call calls, as written.
func (c composer) calleeName() string {
	common := c.call.Common()
	if common.IsInvoke() {
		return value.Expr(common.Value) + "." + common.Method.Name()
	}
	if s := value.Expr(common.Value); s != "" {
		return s
	}
	return "a function value"
}

// targets are the functions that the call may mean; open is the call itself,
// if our callers supply the function.
func (c composer) targets() (known []target, open *model.Open) {
	common := c.call.Common()
	args := c.r.Args(common)
	if fn := common.StaticCallee(); fn != nil {
		t := target{fn: origin(fn), args: args}
		if mc, ok := common.Value.(*ssa.MakeClosure); ok {
			t.free = c.r.Bindings(mc)
		}
		return []target{t}, nil
	}
	callee := c.r.Val(common.Value)
	method := ""
	if common.IsInvoke() {
		method = common.Method.Name()
		if t, ok := c.invoke(callee, args); ok {
			return []target{t}, nil
		}
	}
	if found := c.funcs(callee); found.Funcs != nil && method == "" {
		known = bound(found, args)
		for i, t := range known {
			if len(known) > 1 {
				known[i].when = identity.Literal{Subject: c.r.Subject(common.Value), Const: value.FuncConst(t.fn)}
			}
		}
		return known, nil
	}
	if callee.Path.Exportable() && callee.Path.Kind != identity.Global && (method == "" || callee.Path.Steps == "" && !isStd(common.Method.Pkg())) {
		open = &model.Open{Target: callee.Path, Method: method, Args: args}
		if method != "" {
			open.Args = args[1:]
		}
		if method == "" && callee.Path.Kind == identity.Param && callee.Path.Steps == "" {
			return nil, open
		}
	}
	for _, fn := range c.callees[c.call] {
		t := target{fn: origin(fn), args: args, many: len(c.callees[c.call])}
		if method != "" {
			t.args = receive(t.fn.(*ssa.Function), args)
		}
		known = append(known, t)
	}
	if held := c.heldElsewhere(common); held != nil && len(known) == 0 {
		known = []target{{fn: held, args: args, many: 1}}
	}
	return known, open
}

// isStd reports whether a package is of the standard library. Its interfaces
// are too common to say anything.
func isStd(pkg *types.Package) bool {
	if pkg == nil {
		return true
	}
	first, _, _ := strings.Cut(pkg.Path(), "/")
	return !strings.Contains(first, ".") && model.Std[first]
}

// invoke resolves an interface call: a method of sync, or the method of the
// one type the value is seen to have.
func (c composer) invoke(recv identity.Val, args []identity.Val) (target, bool) {
	common := c.call.Common()
	full := c.methodName(common.Method)
	if s := c.primitive(full); s != nil && s.Matters() {
		return target{fn: &model.Foreign{Name: full, Summary: s}, args: args}, true
	}
	if fn := c.methodOf(recv.Type, common.Method.Pkg(), common.Method.Name()); fn != nil {
		return target{fn: fn, args: receive(fn, args)}, true
	}
	return target{}, false
}

// receive are the arguments of a method called on an interface: a struct in
// the interface is passed by its place.
func receive(fn *ssa.Function, args []identity.Val) []identity.Val {
	recv := fn.Signature.Recv()
	if recv == nil || len(args) == 0 {
		return args
	}
	args = slices.Clone(args)
	args[0] = value.Receiver(args[0], recv.Type())
	return args
}

// methodOf is the method that a value of dynamic type t has, or nil.
func (p *Package) methodOf(t types.Type, pkg *types.Package, name string) *ssa.Function {
	if t == nil || types.IsInterface(t) {
		return nil
	}
	if _, ok := t.(*types.TypeParam); ok {
		return nil
	}
	sel := p.prog.MethodSets.MethodSet(t).Lookup(pkg, name)
	if sel == nil {
		return nil
	}
	fn := p.prog.MethodValue(sel)
	if fn == nil {
		return nil
	}
	return origin(fn)
}

// funcs are the functions that x is known to be, by itself or by a
// constructor's invariant.
func (c composer) funcs(x identity.Val) identity.Val {
	if x.Funcs != nil {
		return x
	}
	return c.shapes.Rewrite(x.Path)
}

func bound(x identity.Val, args []identity.Val) []target {
	var out []target
	for _, f := range x.Funcs {
		t := target{fn: f.Fn, args: args, free: f.Binds, shown: x.Shown}
		if len(x.Funcs) > 1 {
			t.many = len(x.Funcs)
		}
		out = append(out, t)
	}
	return out
}
