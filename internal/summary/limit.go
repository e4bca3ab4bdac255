package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// findLimits finds the groups of goroutines that have a limit, by their classes: each
// goroutine has a slot. One whose limit is taken away somewhere has none. Errs to
// misses, and where the limit is for others of the class only, to reports.
func (p *Package) findLimits() {
	without := make(map[identity.Class]bool)
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || p.nameOf(call.Call.StaticCallee()) != model.SetsLimit {
					continue
				}
				r := p.resolver(fn)
				class := r.ClassOf(r.Val(call.Call.Args[0]).Path)
				n, known := call.Call.Args[1].(*ssa.Const)
				one := known && constant.Compare(n.Value, token.EQL, constant.MakeInt64(1))
				without[class] = without[class] || known && constant.Sign(n.Value) < 0
				s, again := p.slots[class]
				switch {
				case !again:
					s = Slots{Slot: flow.Slot{Kind: identity.Slots}, Back: call.Pos(), Func: fn, Group: true}
					if one {
						s.Kind = identity.Slot
					}
				case !one:
					s.Kind = identity.Slots
				}
				p.slots[class] = s
			}
		}
	}
	maps.DeleteFunc(p.slots, func(class identity.Class, _ Slots) bool { return without[class] })
}

// nameOf is the full name of a function that has one.
func (p *Package) nameOf(fn *ssa.Function) string {
	if fn == nil {
		return ""
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return ""
	}
	return p.fullName(obj.Origin())
}

// limited is what a function does that runs another in a group with a limit, or nil.
func (c composer) limited(t target) *model.Summary {
	fn, ok := t.fn.(*ssa.Function)
	if !ok || len(c.slots) == 0 || len(t.args) == 0 {
		return nil
	}
	s := c.slots[c.r.ClassOf(t.args[0].Path)]
	if !s.Group {
		return nil
	}
	return model.Limited(c.nameOf(fn), s.Kind)
}
