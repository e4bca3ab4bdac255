package summary

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// ownRoots are the goroutines in which fn is the first of this package to run.
func (p *Package) ownRoots(fn *ssa.Function) []string {
	if roots, ok := p.rooted[fn]; ok {
		return roots
	}
	var roots []string
	switch {
	case fn.Synthetic == "package initializer" || fn.Parent() == nil && strings.HasPrefix(fn.Name(), "init#"):
		roots = []string{"init"}
	case p.mainHas(fn) && fn.Name() == "main" && fn.Parent() == nil && fn.Signature.Recv() == nil:
		roots = []string{"main"}
	case p.isTest(fn):
		roots = []string{"test " + p.PathOf(fn) + "." + fn.Name()}
		if p.callsParallel(fn) {
			roots = []string{Parallel}
		}
	case fn.Parent() != nil && p.callsParallel(fn):
		roots = []string{Parallel}
	case p.importersCall(fn):
		roots = []string{Callers}
	case p.anybodyCalls(fn):
		roots = []string{p.many(fn)}
	}
	p.rooted[fn] = roots
	return roots
}

// importersCall reports whether the callers of fn that are not known are all in packages
// that import this one: it is exported, its value goes nowhere, and no interface of
// another package has such a method. Errs to misses where such a package finds it by reflection or
// in an interface of its own.
func (p *Package) importersCall(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Synthetic != "" || !obj.Exported() || p.mainHas(fn) || p.InTestFile(fn) {
		return false
	}
	if recv := obj.Signature().Recv(); recv != nil && p.hasElsewhere(namedType(recv.Type()), obj) {
		return false
	}
	return !slices.ContainsFunc(p.uses[fn], func(instr ssa.Instruction) bool { return p.escapes(fn, instr) })
}

// hasElsewhere reports whether a type is made into an interface with such a method that
// the method's package does not declare.
func (p *Package) hasElsewhere(t types.Type, method *types.Func) bool {
	return slices.ContainsFunc(p.madeInto[t], func(i types.Type) bool {
		if obj, _, _ := types.LookupFieldOrMethod(i, false, nil, method.Name()); obj == nil {
			return false
		}
		named, ok := types.Unalias(i).(*types.Named)
		return !ok || named.Obj().Pkg() != method.Pkg()
	})
}

// many is the root of any number of goroutines that run fn: of a literal in a
// test, any number that the test has.
func (p *Package) many(fn *ssa.Function) string {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if p.isTest(fn) {
		if root := p.ownRoots(fn)[0]; root != Parallel {
			return root + AnyOfTest
		}
	}
	return Many
}

// isTest holds for the functions that go test runs, one after another.
func (p *Package) isTest(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && p.OnlyTests(obj)
}

// InTestFile reports whether fn is declared in a _test.go file.
func (p *Package) InTestFile(fn *ssa.Function) bool {
	return strings.HasSuffix(p.fset.Position(fn.Pos()).Filename, "_test.go")
}

// maxParallel bounds how many calls away from a test Parallel is looked for.
const maxParallel = 8

// callsParallel holds for tests, and literals in them, that run beside others.
func (p *Package) callsParallel(fn *ssa.Function) bool {
	known, ok := p.parallel[fn]
	if !ok {
		known = p.reachesParallel(fn)
		p.parallel[fn] = known
	}
	return known
}

func (p *Package) reachesParallel(fn *ssa.Function) bool {
	seen := map[*ssa.Function]bool{fn: true}
	level := []*ssa.Function{fn}
	for range maxParallel + 1 {
		var next []*ssa.Function
		for _, fn := range level {
			if !p.InTestFile(fn) {
				continue
			}
			for _, callee := range calledBy(fn) {
				if obj, ok := callee.Object().(*types.Func); ok && p.fullName(obj) == "(*testing.T).Parallel" {
					return true
				}
				if len(callee.Blocks) > 0 && !seen[callee] {
					seen[callee] = true
					next = append(next, callee)
				}
			}
		}
		level = next
	}
	return false
}

// calledBy are the static callees of fn, but for goroutines and deferred calls.
func calledBy(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && call.Call.StaticCallee() != nil {
				out = append(out, origin(call.Call.StaticCallee()))
			}
		}
	}
	return out
}

// anybodyCalls reports whether callers of fn may be unknown: other packages
// can call it, it is passed about as a value, or nobody is seen to call it.
func (p *Package) anybodyCalls(fn *ssa.Function) bool {
	return p.unseenCalls(fn, func(t types.Type) bool { return p.exposed[t] })
}

// unseenCalls is anybodyCalls where others may call the methods of the types that
// shown holds for.
func (p *Package) unseenCalls(fn *ssa.Function, shown func(types.Type) bool) bool {
	if len(p.incoming[fn]) == 0 {
		return !p.neverCalled(fn, nil)
	}
	if obj, ok := fn.Object().(*types.Func); ok && fn.Synthetic == "" && obj.Exported() {
		recv := obj.Signature().Recv()
		if !p.mainHas(fn) || recv != nil && shown(namedType(recv.Type())) {
			return !p.InTestFile(fn)
		}
	}
	return slices.ContainsFunc(p.uses[fn], func(instr ssa.Instruction) bool { return p.escapes(fn, instr) })
}

// shown reports whether other packages may call the methods of a type: it is made
// into an interface that they know. One of package main they do not, as long as it is
// not made into another. Errs to misses where they find the methods by reflection.
func (p *Package) shown(t types.Type) bool {
	return slices.ContainsFunc(p.madeInto[t], func(i types.Type) bool {
		i = types.Unalias(i)
		named, ok := i.(*types.Named)
		return !ok || !isMain(named.Obj().Pkg()) || p.converted[i]
	})
}

// neverCalled reports whether a function that no call was seen of but by a group of functions
// is called, itself, by a variable that it is kept in, or by an interface, only where control
// never comes: it does not run. Of one of a group a call by name must be seen that is none of
// theirs, or nobody calls them in view. May miss, if flow is wrong about that.
func (p *Package) neverCalled(fn *ssa.Function, by []*ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	invoked := ok && obj.Signature().Recv() != nil && p.exposed[namedType(obj.Signature().Recv().Type())]
	if ok && obj.Exported() && (!p.mainHas(fn) || invoked) || invoked && !p.neverInvoked(obj) {
		return false
	}
	e := escape{p, fn, make(map[ssa.Value]bool), true, by}
	called := len(by) == 0 && len(p.uses[fn]) > 0 || slices.ContainsFunc(p.arguments.sites[fn], func(site ssa.CallInstruction) bool { return !e.among(site) })
	return (invoked && len(by) == 0 || called) && !slices.ContainsFunc(p.uses[fn], e.by)
}

// neverInvoked reports whether methods of this name, which other packages cannot call, are
// called by interfaces, but only where control never comes.
func (p *Package) neverInvoked(method *types.Func) bool {
	if p.invoked == nil {
		p.invoked = make(map[string][]ssa.Instruction)
		for _, fn := range p.funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() {
						name := call.Common().Method.Name()
						p.invoked[name] = append(p.invoked[name], instr)
					}
				}
			}
		}
	}
	calls := p.invoked[method.Name()]
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(call ssa.Instruction) bool { return !p.never(call) })
}

// never reports whether control comes to an instruction in no run: it waits for itself
// before, or a condition fails.
func (p *Package) never(instr ssa.Instruction) bool {
	b := instr.Block()
	n, ok := p.unreached[b]
	return ok && slices.Index(b.Instrs, instr) >= n
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
	return escape{p, fn, make(map[ssa.Value]bool), false, nil}.by(use)
}

// An escape follows a function value through the variables it is kept in.
type escape struct {
	*Package
	fn   *ssa.Function
	seen map[ssa.Value]bool
	// uncalled asks for a call, too, by that value: there is none where control never
	// comes, nor where the model says that what is passed is not called.
	uncalled bool
	within   []*ssa.Function // whose calls do not count
}

func (e escape) among(instr ssa.Instruction) bool {
	return slices.Contains(e.within, origin(instr.Parent()))
}

func (e escape) by(use ssa.Instruction) bool {
	if mc, ok := use.(*ssa.MakeClosure); ok && origin(mc.Fn.(*ssa.Function)) == e.fn {
		return e.value(mc)
	}
	return e.use(use, nil)
}

func (e escape) value(v ssa.Value) bool {
	if e.seen[v] {
		return false
	}
	e.seen[v] = true
	return slices.ContainsFunc(*v.Referrers(), func(instr ssa.Instruction) bool { return e.use(instr, v) })
}

func (e escape) use(use ssa.Instruction, v ssa.Value) bool {
	if e.uncalled && (e.never(use) || e.among(use)) {
		return false
	}
	switch use := use.(type) {
	case ssa.CallInstruction:
		if use.Common().Value == v && v != nil {
			return e.uncalled
		}
		if e.uncalled && e.knownByName(use) {
			return false
		}
		return !slices.ContainsFunc(e.incoming[e.fn], func(in incoming) bool { return in.Site == use })
	case *ssa.DebugRef, *ssa.BinOp: // compared with nil
		return false
	case *ssa.Phi:
		return e.value(use)
	case *ssa.Store:
		// A variable that is only called.
		if g, ok := use.Addr.(*ssa.Global); ok && e.funcVars.of[e.fn] == g {
			return slices.ContainsFunc(e.funcVars.loads[g], func(load *ssa.UnOp) bool { return e.value(load) })
		}
		if fa, ok := use.Addr.(*ssa.FieldAddr); ok && e.funcVars.private(e.Package, fa) {
			return slices.ContainsFunc(e.funcVars.fields[fieldOf(fa)], func(load *ssa.UnOp) bool { return e.value(load) })
		}
		alloc, ok := use.Addr.(*ssa.Alloc)
		if fn, isFn := use.Val.(*ssa.Function); !ok || use.Val != v && !(isFn && origin(fn) == e.fn) {
			return true
		}
		return e.variable(alloc, use)
	}
	return true
}

// knownByName holds for a call of a function that is known by its name: it calls what it
// is passed where flow says so.
func (p *Package) knownByName(call ssa.CallInstruction) bool {
	return p.primitive(p.nameOf(call.Common().StaticCallee())) != nil
}

// variable follows what is loaded from a variable, here or in the literals that
// capture it.
func (e escape) variable(v ssa.Value, store ssa.Instruction) bool {
	if e.seen[v] {
		return false
	}
	e.seen[v] = true
	return slices.ContainsFunc(*v.Referrers(), func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			return e.value(instr)
		case *ssa.MakeClosure:
			i := slices.Index(instr.Bindings, v)
			return e.variable(instr.Fn.(*ssa.Function).FreeVars[i], nil)
		case *ssa.DebugRef:
			return false
		}
		return instr != store
	})
}

// startIn is the go statement of the goroutine that starts in a call, by position: that of
// a callee, if it runs there what it is passed.
func (p *Package) startIn(in incoming) string { return cmp.Or(in.Start, p.Pos(in.Site.Pos())) }

// goRoot is the goroutine that starts in a call, at the go statement at start: of its
// own if that is passed once, in the life of the program or of one test.
func (p *Package) goRoot(in incoming, start string) string {
	scope := p.runsOnce(in.caller)
	if scope == "" || in.Spawned == model.SpawnedMany || value.InLoop(in.Site.Block()) {
		return p.many(in.caller)
	}
	return scope + " go " + start
}

// runsOnce is what fn runs in if it runs at most once: main, init or a test;
// otherwise empty.
func (p *Package) runsOnce(fn *ssa.Function) (scope string) {
	if scope, ok := p.once[fn]; ok {
		return scope
	}
	p.once[fn] = "" // recursion is more than once
	switch own := p.ownRoots(fn); {
	case len(own) > 0 && !repeats(own[0]):
		scope = own[0]
	case len(own) == 0 && len(p.incoming[fn]) == 1:
		if in := p.incoming[fn][0]; !value.InLoop(in.Site.Block()) {
			scope = p.runsOnce(in.caller)
		}
	}
	p.once[fn] = scope
	return scope
}

// StartedAt is the go statement of which alone the goroutines run fn, if it is in no
// loop: each time that its function runs there is one. Otherwise it is empty.
func (p *Package) StartedAt(fn *ssa.Function) string {
	at, ok := p.startedAt[fn]
	if !ok {
		p.startedAt[fn] = "" // recursion adds nothing
		if !p.unseenCalls(fn, p.shown) {
			at = p.startOf(p.incoming[fn])
		}
		p.startedAt[fn] = at
	}
	return at
}

func (p *Package) startOf(calls []incoming) string {
	var at string
	for _, in := range calls {
		from := p.StartedAt(in.caller)
		if in.Spawned != model.Inline {
			from = p.startIn(in)
		}
		if from == "" || at != "" && from != at || in.Spawned == model.SpawnedMany {
			return ""
		}
		at = from
	}
	return at
}
