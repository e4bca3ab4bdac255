package summary

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// The roots that stand for more than one goroutine.
const (
	Many     = "*"                 // any number, at any time
	Parallel = "tests in parallel" // any number, once the other tests are over
)

// maxRoots bounds the roots of a function; beyond, they are many.
const maxRoots = 6

// A Context is how a function comes to run.
type Context struct {
	// Gates are the locks held on every way in, in the function's terms.
	Gates []model.Held
	// Roots name the goroutines that it can run in, sorted: main, init, a
	// test, one started at a place that is passed once; or [Many].
	Roots []string
	known bool // Gates are those of all callers that are known
}

// Context is how fn comes to run.
func (p *Package) Context(fn *ssa.Function) Context {
	if c := p.contexts[fn]; c != nil {
		return *c
	}
	return Context{Roots: []string{Many}}
}

// An incoming is a call of a function, as seen by the function.
type incoming struct {
	flow.Call
	caller *ssa.Function
}

// findContexts goes down the calls from those who call to those who are called:
// what is held on entry is what all callers hold, the goroutines are those of
// any caller. What anybody may call runs in many goroutines, under no lock
// (Infer's non-private procedures). May report falsely.
func (p *Package) findContexts() {
	p.contexts = make(map[*ssa.Function]*Context)
	callees := make(map[*ssa.Function][]*ssa.Function)
	var todo []*ssa.Function
	for _, fn := range slices.Backward(p.funcs) { // mostly callers first
		own := p.ownRoots(fn)
		// Called from outside, under nothing.
		p.contexts[fn] = &Context{Roots: own, known: len(own) > 0}
		for _, in := range p.incoming[fn] {
			callees[in.caller] = append(callees[in.caller], fn)
		}
		todo = append(todo, fn)
	}
	waiting := make(map[*ssa.Function]bool)
	for len(todo) > 0 {
		fn := todo[0]
		todo = todo[1:]
		waiting[fn] = false
		if !p.enter(fn) {
			continue
		}
		for _, g := range callees[fn] {
			if !waiting[g] {
				waiting[g] = true
				todo = append(todo, g)
			}
		}
	}
}

// enter computes the context of fn anew from its callers'. What is held in
// callers that are not known yet does not count.
func (p *Package) enter(fn *ssa.Function) (changed bool) {
	old := p.contexts[fn]
	now := &Context{Roots: old.Roots}
	held := func(gates []model.Held) {
		if now.known {
			gates = commonGates(now.Gates, gates)
		}
		now.Gates, now.known = gates, true
	}
	if len(p.ownRoots(fn)) > 0 {
		held(nil)
	}
	for _, in := range p.incoming[fn] {
		if in.Spawned {
			now.Roots = addRoot(now.Roots, p.goRoot(in))
			held(nil)
			continue
		}
		from := p.contexts[in.caller]
		for _, r := range from.Roots {
			now.Roots = addRoot(now.Roots, r)
		}
		if from.known {
			held(inward(in, from.Gates))
		}
	}
	p.contexts[fn] = now
	return now.known != old.known || !slices.Equal(now.Roots, old.Roots) ||
		!slices.EqualFunc(now.Gates, old.Gates, func(g, h model.Held) bool { return g.Lock == h.Lock && g.Mode == h.Mode })
}

// inward restates what is held at a call in the terms of the callee.
func inward(in incoming, entry []model.Held) []model.Held {
	var out []model.Held
	held := in.Held
	for _, h := range entry {
		if !slices.ContainsFunc(in.Released, func(l identity.Lock) bool { return l.Class == h.Class }) {
			held = append(slices.Clip(held), h)
		}
	}
	for _, h := range held {
		// One of a class, or recursion would add another each time around.
		if !slices.ContainsFunc(out, func(g model.Held) bool { return g.Class == h.Class && g.Mode == h.Mode }) {
			h.Path = inwardPath(h.Path, in.Args, in.Free)
			out = append(out, h)
		}
	}
	return out
}

// inwardPath is p as the callee names it: a global, or through the parameter or
// free variable that comes closest.
func inwardPath(p identity.Path, args, free []identity.Val) identity.Path {
	if p.Kind == identity.Global {
		return p
	}
	var best identity.Path
	short := -1
	try := func(kind identity.RootKind, vals []identity.Val) {
		for i, v := range vals {
			rest, ok := p.HasPrefix(v.Path)
			if ok && v.Path.Known() && (short < 0 || len(rest) < short) {
				best = identity.Path{Root: identity.Root{Kind: kind, Index: i}, Steps: rest}
				short = len(rest)
			}
		}
	}
	try(identity.Param, args)
	try(identity.Free, free)
	return best
}

// commonGates are the gates of a that b has, too. Where the paths differ the
// class stays.
func commonGates(a, b []model.Held) []model.Held {
	var out []model.Held
	for _, g := range a {
		i := slices.IndexFunc(b, func(h model.Held) bool { return h.Class == g.Class && h.Mode == g.Mode })
		if i < 0 {
			continue
		}
		if b[i].Path != g.Path {
			g.Path = identity.Path{}
		}
		out = append(out, g)
	}
	return out
}

func addRoot(roots []string, r string) []string {
	if slices.Contains(roots, Many) || slices.Contains(roots, r) {
		return roots
	}
	if r == Many || len(roots) == maxRoots {
		return []string{Many}
	}
	roots = append(slices.Clone(roots), r)
	slices.Sort(roots)
	return roots
}

// ownRoots are the goroutines in which fn is the first of this package to run.
func (p *Package) ownRoots(fn *ssa.Function) []string {
	if roots, ok := p.rooted[fn]; ok {
		return roots
	}
	var roots []string
	switch {
	case fn.Synthetic == "package initializer" || fn.Parent() == nil && strings.HasPrefix(fn.Name(), "init#"):
		roots = []string{"init"}
	case p.isMain() && fn.Name() == "main" && fn.Parent() == nil && fn.Signature.Recv() == nil:
		roots = []string{"main"}
	case p.isTest(fn):
		roots = []string{"test " + p.pkg.Pkg.Path() + "." + fn.Name()}
		if p.callsParallel(fn, 0) {
			roots = []string{Parallel}
		}
	case fn.Parent() != nil && p.callsParallel(fn, 0):
		roots = []string{Parallel}
	case p.anybodyCalls(fn):
		roots = []string{Many}
	}
	p.rooted[fn] = roots
	return roots
}

func (p *Package) isMain() bool { return p.pkg.Pkg.Name() == "main" }

// isTest holds for the functions that go test runs, one after another.
func (p *Package) isTest(fn *ssa.Function) bool {
	if fn.Parent() != nil || fn.Signature.Recv() != nil || !p.InTestFile(fn) {
		return false
	}
	for _, prefix := range []string{"Test", "Benchmark", "Example", "Fuzz"} {
		if strings.HasPrefix(fn.Name(), prefix) {
			return true
		}
	}
	return false
}

// InTestFile reports whether fn is declared in a _test.go file.
func (p *Package) InTestFile(fn *ssa.Function) bool {
	return strings.HasSuffix(p.fset.Position(fn.Pos()).Filename, "_test.go")
}

// callsParallel holds for tests that run beside others.
func (p *Package) callsParallel(fn *ssa.Function, depth int) bool {
	if !p.InTestFile(fn) || depth > maxSeen {
		return false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.StaticCallee() == nil {
				continue
			}
			callee := origin(call.Call.StaticCallee())
			obj, ok := callee.Object().(*types.Func)
			if ok && obj.FullName() == "(*testing.T).Parallel" || len(callee.Blocks) > 0 && callee != fn && p.callsParallel(callee, depth+1) {
				return true
			}
		}
	}
	return false
}

// anybodyCalls reports whether callers of fn may be unknown: other packages
// can call it, it is passed about as a value, or nobody is seen to call it.
func (p *Package) anybodyCalls(fn *ssa.Function) bool {
	if len(p.incoming[fn]) == 0 {
		return true
	}
	if obj, ok := fn.Object().(*types.Func); ok && fn.Synthetic == "" && obj.Exported() {
		recv := obj.Signature().Recv()
		if !p.isMain() || recv != nil && p.exposed[namedType(recv.Type())] {
			return !p.InTestFile(fn)
		}
	}
	return slices.ContainsFunc(p.uses[fn], func(instr ssa.Instruction) bool { return p.escapes(fn, instr) })
}

// namedType is the type that a receiver's type names or points to.
func namedType(t types.Type) types.Type {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin()
	}
	return t
}

// escapes reports whether a use of fn as a value lets others call it, beyond
// the calls that were seen.
func (p *Package) escapes(fn *ssa.Function, use ssa.Instruction) bool {
	if mc, ok := use.(*ssa.MakeClosure); ok && origin(mc.Fn.(*ssa.Function)) == fn {
		return p.valueEscapes(fn, mc)
	}
	return p.useEscapes(fn, use, nil)
}

func (p *Package) valueEscapes(fn *ssa.Function, v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(instr ssa.Instruction) bool { return p.useEscapes(fn, instr, v) })
}

func (p *Package) useEscapes(fn *ssa.Function, use ssa.Instruction, v ssa.Value) bool {
	switch use := use.(type) {
	case ssa.CallInstruction:
		if use.Common().Value == v && v != nil {
			return false
		}
		return !slices.ContainsFunc(p.incoming[fn], func(in incoming) bool { return in.Site == use })
	case *ssa.DebugRef:
		return false
	case *ssa.Phi:
		return use == v || p.valueEscapes(fn, use)
	case *ssa.Store:
		// A variable that is only called.
		alloc, ok := use.Addr.(*ssa.Alloc)
		if !ok || use.Val != v || v == nil {
			return true
		}
		return slices.ContainsFunc(*alloc.Referrers(), func(instr ssa.Instruction) bool {
			load, ok := instr.(*ssa.UnOp)
			return instr != ssa.Instruction(use) && (!ok || p.valueEscapes(fn, load))
		})
	}
	return true
}

// goRoot is the goroutine that starts at a call: of its own if the go statement
// is passed once, in the life of the program or of one test.
func (p *Package) goRoot(in incoming) string {
	scope, once := p.runsOnce(in.caller, make(map[*ssa.Function]bool))
	if !once || inLoop(in.Site.Block()) {
		return Many
	}
	return scope + " go " + p.Pos(in.Site.Pos())
}

// runsOnce reports whether fn runs at most once, in what.
func (p *Package) runsOnce(fn *ssa.Function, seen map[*ssa.Function]bool) (scope string, once bool) {
	if own := p.ownRoots(fn); len(own) > 0 {
		return own[0], own[0] != Many && own[0] != Parallel
	}
	if len(p.incoming[fn]) != 1 || seen[fn] {
		return "", false
	}
	seen[fn] = true
	in := p.incoming[fn][0]
	if inLoop(in.Site.Block()) {
		return "", false
	}
	return p.runsOnce(in.caller, seen)
}

// inLoop reports whether control can come back to the block.
func inLoop(b *ssa.BasicBlock) bool { return reaches(b, b) }

// reaches reports whether a path of at least one step leads from a to b.
func reaches(a, b *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	todo := slices.Clone(a.Succs)
	for len(todo) > 0 {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if c == b {
			return true
		}
		if !seen[c] {
			seen[c] = true
			todo = append(todo, c.Succs...)
		}
	}
	return false
}

// callIn notes the calls of a function that was followed.
func (p *Package) callIn(caller *ssa.Function, calls []flow.Call) {
	for _, c := range calls {
		if fn, ok := c.Callee.(*ssa.Function); ok {
			p.incoming[fn] = append(p.incoming[fn], incoming{c, caller})
		}
	}
}
