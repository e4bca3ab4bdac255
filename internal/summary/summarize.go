package summary

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// Outline implements value.World.
func (p *Package) Outline(call ssa.CallInstruction, r *value.Resolver) *value.Outline {
	common := call.Common()
	if value.Builtin(common) != "" {
		return nil
	}
	args := r.Args(common)
	fn := common.StaticCallee()
	if common.IsInvoke() {
		// The method of the one type that the value is seen to have.
		if fn = p.methodOf(args[0].Type, common.Method.Pkg(), common.Method.Name()); fn != nil {
			args = receive(fn, args)
		}
	}
	b := value.Binding{Params: args, Result: func(i int) identity.Val { return r.ResultVal(call, i) }}
	if mc, ok := common.Value.(*ssa.MakeClosure); ok {
		b.Free = r.Bindings(mc)
	}
	if fn == nil && !common.IsInvoke() {
		// The one function that the value is known to be.
		if x := r.Val(common.Value); len(x.Funcs) == 1 {
			fn, _ = x.Funcs[0].Fn.(*ssa.Function)
			b.Free = x.Funcs[0].Binds
		}
	}
	if fn == nil && common.IsInvoke() {
		if s := p.primitive(p.fullName(common.Method)); s != nil && s.Results != nil {
			return &value.Outline{Results: s.Results, Bind: b}
		}
	}
	if fn == nil {
		if fn = p.typeFlow(call); fn != nil && common.IsInvoke() {
			b.Params = receive(fn, args)
		}
	}
	if fn == nil {
		return nil
	}
	fn = origin(fn)
	if o := p.outlines[fn]; o != nil {
		b.Late = o.late
		return &value.Outline{Results: o.exportedResults, Flows: o.exportedFlows, Bind: b}
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || len(fn.Blocks) > 0 {
		return nil
	}
	s := p.primitive(p.fullName(obj.Origin()))
	if s == nil {
		s = p.imported(obj)
	}
	if s == nil {
		return nil
	}
	return &value.Outline{Results: s.Results, Flows: s.Flows, Bind: b}
}

// late are the fields that the function literals of fn store to, and those of its
// callees: a Once has run by the time that fn returns.
func (p *Package) late(fn *ssa.Function) map[string]bool {
	late := make(map[string]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			if callee := call.Call.StaticCallee(); callee != nil && p.outlines[origin(callee)] != nil {
				maps.Copy(late, p.outlines[origin(callee)].late)
			}
			for _, a := range call.Call.Args {
				if mc, ok := a.(*ssa.MakeClosure); ok && p.outlines[mc.Fn.(*ssa.Function)] != nil {
					maps.Copy(late, p.outlines[mc.Fn.(*ssa.Function)].written)
				}
			}
		}
	}
	return late
}

// typeFlow is the one function that type flow finds for a dynamic call, unless it
// has captured something, or is a parameter, which the callers know; or nil.
func (p *Package) typeFlow(call ssa.CallInstruction) *ssa.Function {
	callees := p.callees[call]
	if _, ok := call.Common().Value.(*ssa.Parameter); ok && !call.Common().IsInvoke() {
		return nil
	}
	if len(callees) != 1 || len(callees[0].FreeVars) > 0 {
		return nil
	}
	return origin(callees[0])
}

// Written implements value.World.
func (p *Package) Written(call ssa.CallInstruction) map[string]bool {
	fn := call.Common().StaticCallee()
	if fn == nil {
		return nil
	}
	if o := p.outlines[origin(fn)]; o != nil {
		return o.written
	}
	return nil
}

// summarize restates what a function does for its callers.
func (p *Package) summarize(fn *ssa.Function, res *flow.Result, round int) *model.Summary {
	s := &model.Summary{}
	o := p.outlines[fn]
	s.Results, s.Flows = o.exportedResults, o.exportedFlows
	x := p.newExporter(fn, o.made)
	x.wide, x.ungated = p.wide || round >= wideRound, p.wide || round > wideRound
	var locks, waits []*model.Acquire
	for _, own := range res.Acquires {
		a := x.acquire(own)
		if a.Lock.Kind.Waits() {
			waits = append(waits, a)
		} else {
			locks = append(locks, a)
		}
	}
	cuts := make(map[string]int)
	p.cuts[fn] = cuts
	locks, cuts["acquires"] = rank(locks, p.mostAcquires())
	waits, cuts["waits"] = rank(waits, maxWaits)
	s.Acquires = identity.Map(append(locks, waits...), func(a *model.Acquire) model.Acquire { return *a })
	near, deep := byDepth(res.Completions)
	p.deep[fn] = deep
	s.Completions, cuts["completions"] = x.completions(near, maxCompletions)
	s.Counts, cuts["counts"] = x.counts(res.Counts)
	s.Opens, cuts["opens"] = x.opens(res.Opens)
	s.Exits = p.exits(fn, res.Exits, x)
	p.ownReleased(res.Exits)
	return s
}

// exportArg is an argument as callers see it: of a variable of ours, that there
// is one.
func exportArg(x identity.Val) identity.Val {
	if x.Path.Exportable() {
		return x
	}
	out := identity.Val{Const: x.Const, Type: x.Type}
	if x.Path.Kind == identity.Local && x.Path.Steps == "" {
		out.Holds = &identity.Val{}
	}
	return out
}

// An exporter restates a function's paths for callers.
type exporter struct {
	p    *Package
	fn   *ssa.Function
	made map[identity.Root]int // objects made here, by the result they are
	wide bool                  // keep only short paths, so that recursion ends
	// ungated leaves gates out: a round later, for those of a function that calls itself
	// are known a round later.
	ungated bool
	lists   map[listKey][]identity.Literal  // what happens in one state has one list of conditions
	placed  map[identity.Root]identity.Path // where what is waited for is kept; see place
}

func (p *Package) newExporter(fn *ssa.Function, made map[identity.Root]int) exporter {
	return exporter{p: p, fn: fn, made: made, lists: make(map[listKey][]identity.Literal), placed: make(map[identity.Root]identity.Path)}
}

// path names an object made here by the result it is.
func (x exporter) path(p identity.Path) identity.Path {
	if i, ok := x.made[p.Root]; ok {
		p.Root = identity.Root{Kind: identity.Result, Index: i}
	}
	return p
}

// place names what is waited for, of what is made here, by the place where callers find
// it: a channel or group by that where it is kept in a result or in what they pass, or in
// something that is kept there itself. Errs as [value.Resolver.Places].
func (x exporter) place(p identity.Path, depth int) identity.Path {
	if p.Ref == nil || p.Kind == identity.Stale || depth > maxHeld {
		return p
	}
	at, ok := x.placed[p.Root]
	if !ok {
		x.placed[p.Root] = at // until it is known
		for found := range x.p.resolver(x.fn).Places(p.Ref) {
			if q := x.place(x.path(found), depth+1); q.Exportable() {
				at = q
				break
			}
		}
		x.placed[p.Root] = at
	}
	if !at.Known() {
		return p
	}
	return at.Append(p.Steps)
}

// long holds for paths that recursion may make longer without end.
func (x exporter) long(p identity.Path) bool {
	return x.wide && identity.CountSteps(p.Steps) > wideSteps
}

// acquire is one of ours as callers see it.
func (x exporter) acquire(own *model.Acquire) *model.Acquire {
	a := *own
	a.Lock = x.lock(a.Lock)
	a.Released = x.locks(a.Released)
	a.Gates, a.Past = x.gates(a.Gates), x.locks(a.Past)
	a.When = x.literals(a.When)
	if a.Lock.Kind.Waits() {
		a.Cases, a.Ended = identity.Map(a.Cases, x.lock), identity.Map(a.Ended, x.lock)
	}
	return &a
}

func (x exporter) lock(l identity.Lock) identity.Lock {
	l.Path = x.path(l.Path)
	if l.Kind.Waits() && l.Path.Ref != nil {
		l.Path = x.place(l.Path, 0)
	}
	if !l.Path.Exportable() || x.long(l.Path) {
		l = l.LostFrom(x.p.lostThrough(l))
	}
	return l
}

// literals leaves out, where recursion must end, what is known of places
// reached from parameters; the step into an atomic does not count. Fewer
// conditions say more: may report falsely.
func (x exporter) literals(in []identity.Literal) []identity.Literal {
	if len(in) == 0 {
		return nil
	}
	out, ok := x.lists[keyOfList(in)]
	if ok {
		return out
	}
	most := literalSteps
	if x.wide {
		most = 0
	}
	for _, l := range in {
		if identity.CountSteps(l.Subject.Steps)-strings.Count(l.Subject.Steps, model.AtomicPlace+"*") <= most {
			out = append(out, l)
		}
	}
	out = slices.Clip(out)
	x.lists[keyOfList(in)] = out
	return out
}

// locks leaves out what the caller cannot have: locks of objects made here.
func (x exporter) locks(in []identity.Lock) []identity.Lock {
	var out []identity.Lock
	for _, l := range in {
		if x.path(l.Path).Kind == identity.Local {
			continue
		}
		if l = x.lock(l); !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// held leaves out locks whose path is lost: nobody could release them.
func (x exporter) held(in []model.Held) []model.Held {
	var out []model.Held
	for _, h := range in {
		if h.Lock = x.lock(h.Lock); h.Path.Known() {
			out = append(out, h)
		}
	}
	return out
}

// gates are what is held around an acquisition: of a lock whose path is lost
// the class stays. Where recursion must end there are none: may report falsely.
func (x exporter) gates(in []model.Held) []model.Held {
	if x.ungated {
		return nil
	}
	var out []model.Held
	for _, g := range in {
		g = model.Held{Lock: x.lock(g.Lock), Mode: g.Mode, Partial: g.Partial}
		if len(out) < maxGates && !slices.ContainsFunc(out, g.Is) {
			out = append(out, g)
		}
	}
	return out
}

// mostAcquires is how many acquires a summary keeps.
func (p *Package) mostAcquires() int {
	if p.large {
		return largeKept
	}
	return maxAcquires
}

// acquireText is an acquire without its witness.
func acquireText(a model.Acquire) string {
	b := append(append(a.Lock.AppendTo(nil), ' '), a.Lock.Node()...)
	b = append(strconv.AppendInt(append(b, '/'), int64(a.Mode), 10), ' ')
	b = append(identity.AppendTexts(b, a.Released), ' ')
	b = identity.AppendTexts(b, a.When)
	if len(a.Gates) > 0 {
		b = append(appendHeld(append(b, " under "...), a.Gates), '|')
	}
	return string(b)
}

// unchanged reports whether the callers of one round need not run again for b in place of a:
// their lines are the same, in whichever order witnesses have put them.
func unchanged(a, b *model.Summary, round int) bool {
	if len(a.Opens) != len(b.Opens) || len(a.Exits) != len(b.Exits) {
		return false
	}
	return slices.Equal(slices.Sorted(slices.Values(lines(a, round))), slices.Sorted(slices.Values(lines(b, round))))
}

// lines are a summary without its witnesses. Of waits only the first round goes on to
// the next: what a recursion needs to complete something it needs the first time
// round. Errs to misses.
func lines(s *model.Summary, round int) []string {
	out := make([]string, 0, len(s.Acquires)+len(s.Opens)+len(s.Exits))
	for _, a := range s.Acquires {
		if !a.Lock.Kind.Waits() || round == 0 {
			out = append(out, acquireText(a))
		}
	}
	if round == 0 {
		for _, c := range s.Completions {
			out = append(out, completionText(c))
		}
		for _, c := range s.Counts {
			out = append(out, fmt.Sprintf("counts %s %v", c.Of.Key(), c.Last))
		}
	}
	for _, o := range s.Opens {
		out = append(out, fmt.Sprintf("%s.%s%s %s %s %s", o.Target, o.Method, strings.Repeat(" spawned", int(o.Spawned)), exitText(model.Exit{Held: o.Held}), identity.Texts(o.Released), identity.Texts(o.When)))
	}
	for _, e := range s.Exits {
		out = append(out, fmt.Sprintf("%s %s %s", exitText(e), identity.Texts(e.When), identity.Texts(e.Then)))
	}
	return out
}

// stay puts what was found to be taken in the round before to what is in this round: a
// recursion may take it and not take it in turns, for the conditions come from what the
// function is about to say itself (join of abstract interpretation). Errs to reports.
func stay(before, now []model.Acquire) []model.Acquire {
	seen := make(map[string]bool)
	for _, a := range now {
		seen[acquireText(a)] = true
	}
	for _, a := range before {
		if len(now) < maxAcquires && !seen[acquireText(a)] {
			now = append(now, a)
		}
	}
	return now
}
