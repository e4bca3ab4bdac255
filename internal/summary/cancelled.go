package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// withCancels adds to what a call does that it closes the channels of contexts, which the
// value that is called does not tell.
func (c composer) withCancels(effects []flow.Effect) []flow.Effect {
	for _, channel := range c.cancels.at[c.call] {
		of := identity.Lock{Class: channel, Kind: identity.Receive}
		if slices.ContainsFunc(effects, func(e flow.Effect) bool {
			return slices.ContainsFunc(e.Completions, func(x model.Completion) bool { return x.Of.Node() == of.Node() })
		}) {
			continue
		}
		if len(effects) == 0 {
			effects = []flow.Effect{{Callee: c.calleeName(), Primitive: true, Summary: model.Summary{Exits: []model.Exit{{}}}}}
		}
		if model.EndsContext(c.nameOf(c.call.Common().StaticCallee())) {
			whenOver(&effects[0], of)
		} else {
			effects[0].Completions = append(slices.Clip(effects[0].Completions), model.Completion{Of: of})
		}
	}
	return effects
}

// whenOver adds to what a method of a group does that it closes the channel of the
// group's context: Wait when all are done, who runs a function when this has failed.
// Errs to misses where the function fails in none of its runs.
func whenOver(e *flow.Effect, of identity.Lock) {
	over := model.Completion{Of: of}
	if len(e.Bound)+len(e.Opens) == 0 {
		over.Needs = identity.Map(e.Acquires, func(a model.Acquire) model.Need { return model.Need{Lock: a.Lock} })
		e.Completions = append(slices.Clip(e.Completions), over)
		return
	}
	e.Opens, e.Bound = slices.Clone(e.Opens), slices.Clone(e.Bound)
	for i := range e.Opens {
		e.Opens[i].Then = append(slices.Clip(e.Opens[i].Then), over)
	}
	for i, b := range e.Bound {
		if slices.ContainsFunc(b.Effects, func(x flow.Effect) bool { return mayFail(x.Fn) }) {
			e.Bound[i].Then = append(slices.Clip(b.Then), over)
		}
	}
}

// mayFail reports whether a function may return something else than nil.
func mayFail(fn identity.Callee) bool {
	f, ok := fn.(*ssa.Function)
	return !ok || len(f.Blocks) == 0 || slices.ContainsFunc(f.Blocks, func(b *ssa.BasicBlock) bool {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		return ok && slices.ContainsFunc(ret.Results, func(v ssa.Value) bool {
			k, ok := v.(*ssa.Const)
			return !ok || !k.IsNil()
		})
	})
}

// ends notes that contexts end with their parents, each in a goroutine of its own.
func (c *cancels) ends() {
	for _, x := range c.children {
		fn := x.call.Parent()
		parent := c.resolver(fn).ClassOf(x.parent.Append(model.DoneChannel))
		if at := c.Place(fn, x.parent.Append(model.DoneChannel)); at.Class != "" {
			parent = at.Class
		}
		if x.channel == "" || parent == identity.Never {
			continue
		}
		pos, name := c.Pos(x.call.Pos()), value.FuncName(fn)
		of := identity.Lock{Class: x.channel, Kind: identity.Receive}
		step := identity.Step{Kind: identity.Closes, Pos: pos, Func: name, What: "makes a context that ends with its parent", Lock: identity.Receive}
		done := model.Completion{Of: of, Witness: identity.Chain([]identity.Step{step}), Spawned: model.SpawnedMany}
		if parent != "" {
			step := identity.Step{Kind: identity.Acquires, Pos: pos, Func: name, What: "the end of its parent", Lock: identity.Receive}
			done.Needs = []model.Need{{Lock: identity.Lock{Class: parent, Kind: identity.Receive}, Witness: identity.Chain([]identity.Step{step})}}
		}
		c.Completers = append(c.Completers, Completer{done, fn, x.call.Pos(), []string{Many}, ""})
	}
}
