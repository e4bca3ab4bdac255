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
	if !ok || fn.Object() == nil {
		return flow.Effect{}, false
	}
	full := fn.Object().(*types.Func).FullName()
	printer, ok := model.Printers[full]
	args := c.call.Common().Args
	if !ok || c.call.Common().StaticCallee() != fn || printer.Operands >= len(args) {
		return flow.Effect{}, false
	}
	e := flow.Effect{Callee: shortName(full), Primitive: true}
	if p := model.Primitives[full]; p == nil || p.Returns() {
		e.Exits = []model.Exit{{}}
	}
	operands := value.Elements(args[printer.Operands])
	asked := stringed(args, printer, len(operands))
	for i, v := range operands {
		if asked != nil && !asked[i] {
			continue
		}
		if mi, ok := v.(*ssa.MakeInterface); ok {
			c.prints(&e, mi)
		}
	}
	return e, true
}

// stringed says which operands a constant format prints by their String; nil
// if all may be.
func stringed(args []ssa.Value, p model.Printer, operands int) []bool {
	if p.Format < 0 || p.Format >= len(args) {
		return nil
	}
	format, ok := args[p.Format].(*ssa.Const)
	if !ok || format.Value == nil {
		return nil
	}
	return model.Stringed(constant.StringVal(format.Value), operands)
}

func (c composer) prints(e *flow.Effect, operand *ssa.MakeInterface) {
	t := operand.X.Type()
	for _, name := range []string{"Error", "String"} {
		fn := c.methodOf(t, c.pkg.Pkg, name)
		if fn == nil {
			continue
		}
		inner, ok := c.effect(target{fn: fn, args: []identity.Val{c.r.Val(operand.X)}}, 1)
		if ok {
			step := identity.Step{Kind: identity.Calls, Pos: c.Pos(c.call.Pos()), Func: e.Callee, What: inner.Callee}
			var w *identity.Witness
			e.Bound = append(e.Bound, flow.Bound{Open: model.Open{Witness: w.Prefix(step)}, Effects: []flow.Effect{inner}})
		}
		return
	}
}
