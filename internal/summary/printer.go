package summary

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// printer is the effect of a formatting function: it calls the Error or String
// method of the operands whose verbs ask for it. Errs to misses: operands of
// interface type and nested fields are not followed.
func (c composer) printer(t target) (flow.Effect, bool) {
	fn, ok := t.fn.(*ssa.Function)
	if !ok || c.call == nil || c.call.Common().StaticCallee() != fn {
		return flow.Effect{}, false
	}
	methods := c.printed(fn)
	if methods == nil {
		return flow.Effect{}, false
	}
	full := c.fullName(fn.Object().(*types.Func))
	e := flow.Effect{Callee: shortName(full), Primitive: true}
	if p := c.primitive(full); p == nil || p.Returns() {
		e.Exits = []model.Exit{{}}
	}
	for _, m := range methods {
		if inner, ok := c.effect(m, 1); ok {
			var w *identity.Witness
			step := identity.Step{Kind: identity.Calls, Pos: c.Pos(c.call.Pos()), Func: e.Callee, What: inner.Callee}
			e.Bound = append(e.Bound, flow.Bound{Open: model.Open{Witness: w.Prefix(step)}, Effects: []flow.Effect{inner}})
		}
	}
	return e, true
}

// printed are the methods that a call of fn, if that is a formatting function,
// calls of its operands.
func (c composer) printed(fn *ssa.Function) []target {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return nil
	}
	args := c.call.Common().Args
	printer, ok := model.Printers[c.fullName(obj)]
	if !ok || printer.Operands >= len(args) {
		return nil
	}
	operands := value.Elements(args[printer.Operands])
	asked := stringed(args, printer, len(operands))
	var out []target
	for i, v := range operands {
		mi, ok := v.(*ssa.MakeInterface)
		if !ok || asked != nil && !asked[i] {
			continue
		}
		for _, name := range []string{"Error", "String"} {
			if m := c.methodOf(mi.X.Type(), c.home(c.r.Fn), name); m != nil {
				out = append(out, target{fn: m, args: receive(m, []identity.Val{c.r.Val(mi.X)})})
				break
			}
		}
	}
	return out
}

// stringed says which operands a constant format prints by their String; nil
// if all may be.
func stringed(args []ssa.Value, p model.Printer, operands int) []bool {
	if p.Format < 0 || p.Format >= len(args) {
		return nil
	}
	format, ok := args[p.Format].(*ssa.Const)
	if !ok || format.Value == nil || format.Value.Kind() != constant.String {
		return nil
	}
	return model.Stringed(constant.StringVal(format.Value), operands)
}
