// Package summary computes what every function of a package does to locks,
// callees first, and restates at each call what the callee does in the
// caller's terms (composition).
package summary

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// An Importer knows the functions of other packages.
type Importer interface {
	// Summary is what a call to fn does; nil if nothing is known.
	Summary(fn *types.Func) *model.Summary
	// Held is what is called by a variable of another package, or by a field or method of
	// what that holds; nil if nothing is known.
	Held(pkg *types.Package, name string) *model.Summary
	// Makes reports whether fn is known never to return nil.
	Makes(fn *types.Func) bool
}

// A Package is the work on one package.
type Package struct {
	// Edges, of all functions in order.
	Edges []*flow.Edge
	// HandedOff are classes whose locks one goroutine takes and another
	// releases.
	HandedOff map[identity.Class]bool
	// Sent are classes whose locks are sent over channels, for who receives them to
	// release.
	Sent map[identity.Class]bool
	// Writes are edges from no lock: who waits to lock a mutex for writing.
	Writes []*flow.Edge
	// Completers are who completes what others wait for.
	Completers []Completer
	// Supplies are edges from what is called at a place to what is taken there.
	Supplies []*flow.Edge
	// Escaped are waits, as nodes, that code which is not seen may complete.
	Escaped map[identity.Class]bool
	// Cut counts what bounds left out, by the bound; Incomplete names
	// functions without a fixpoint.
	Cut        map[string]int
	Incomplete []string
	// Dropped counts the leaks that are meant to be, by the reason for that.
	Dropped map[string]int

	pkg          *ssa.Package // nil for a whole program
	program      *Program     // nil for a package
	prog         *ssa.Program
	fset         *token.FileSet
	importer     Importer
	types        *model.Types
	locks        *model.Locks
	shapes       *value.Shapes
	funcs        []*ssa.Function
	callees      map[ssa.CallInstruction][]*ssa.Function
	callers      map[*ssa.Function][]*ssa.Function // who mentions or calls whom
	resolvers    map[*ssa.Function]*value.Resolver
	outlines     map[*ssa.Function]*outline
	closures     map[*ssa.Function]*ssa.MakeClosure
	values       map[*ssa.Function]bool // used as values
	funcVars     funcVars
	arguments    *arguments
	inFields     inFields
	uses         map[*ssa.Function][]ssa.Instruction
	permits      map[identity.Class]bool
	takes        *takings // once asked for
	homes        Homes
	keeping      map[string]bool     // package variables, by name; see keepsOne
	exposed      map[types.Type]bool // made into interfaces
	madeInto     map[types.Type][]types.Type
	foreign      map[types.Type]bool    // of other packages, made into interfaces
	serial       map[*ssa.Function]bool // whether they take a lock themselves
	reach        map[*ssa.Function]value.Reach
	converted    map[types.Type]bool // interfaces made into others
	incoming     map[*ssa.Function][]incoming
	toldAround   []ssa.CallInstruction // of what a literal has captured; see dropSupposed
	contexts     map[*ssa.Function]*Context
	edgesOf      map[*ssa.Function][]*flow.Edge
	goroutines   map[*ssa.Function][]flow.Goroutine // started by a function
	rooted       map[*ssa.Function][]string         // own roots, once known
	early        map[*ssa.Function]bool             // see showsEarly
	above        map[spot]identity.Class            // see classAbove
	once         map[*ssa.Function]string           // what functions that run once run in
	launches     map[string][]launch                // goroutines of which there is one, by their roots
	startedAt    map[*ssa.Function]string           // the go statement that alone leads to a function
	parallel     map[*ssa.Function]bool             // in tests: those that call Parallel
	makers       map[string]int                     // places where objects of a type are made, once counted
	making       map[ssa.Value]bool                 // objects that come to be where they are computed
	published    map[publication]bool
	globals      map[*ssa.Global]identity.Val
	summaries    map[*ssa.Function]*model.Summary
	places       map[identity.Class]bool // places of which not all is known that is there
	channels     map[identity.Class]*channels
	allMessages  *messages // once asked for
	slots        map[identity.Class]Slots
	cancels      *cancels                             // what is done with cancel functions of contexts
	deep         map[*ssa.Function][]model.Completion // which no caller is told of
	untold       map[identity.Class]bool              // waits of which callers are not told of all completions
	cuts         map[*ssa.Function]map[string]int     // what bounds left out of a summary
	following    map[*ssa.Function]bool               // functions of the component at work that may matter
	leads        map[*ssa.Function]bool               // functions that lead to an edge; see notesLead
	paired       map[identity.Callee]bool             // functions that release what a caller holds
	unready      bool                                 // a summary was asked for that was not there yet
	restated     map[ssa.CallInstruction]restated     // of a recursive component at work
	asked        []summaryOf                          // summaries of the component at work that were asked for
	held         map[string]*ssa.Function             // see heldByVariables
	isHeld       map[*ssa.Function]bool
	unreached    map[*ssa.BasicBlock]int      // how many of their instructions control comes to
	invoked      map[string][]ssa.Instruction // where methods of a name are called by interfaces, once asked for
	leaks        []flow.Leak
	exitsOf      map[*ssa.Function][]flow.Exit     // of functions with leaks
	endedWith    map[*ssa.Function][]identity.Lock // given up by functions that then end for good
	unlocked     []*identity.Witness               // see flow.Result
	large        bool                              // the component at work is
	wide         bool                              // likewise: so large that it is wide from the start
	surfaced     *shown                            // once asked for
	positions    map[token.Pos]string              // as text, once asked for
	names        map[*types.Func]string            // full ones, likewise
	funcNames    map[*ssa.Function]string          // short ones, likewise
	variables    map[identity.Class]bool           // see IsVariable
	madeForFuncs map[ssa.Value]identity.Class
	keptAt       map[identity.Class]identity.Class // fields whose channels are those of another
}

type outline struct {
	results  []identity.Val
	keepings []keeping
	stored   []value.Stored // what can be called
	written  map[string]bool
	late     map[string]bool // see Package.late
	made     map[identity.Root]int

	// As callers see them:
	exportedResults []identity.Val
	exportedFlows   []model.Flow
}

// Analyze computes the summaries of a package. Locks are those that the user names.
func Analyze(pkg *ssa.Package, src []*ssa.Function, imports Importer, locks *model.Locks) *Package {
	p := newPackage(pkg.Prog, imports, locks)
	p.pkg = pkg
	p.analyze(src)
	return p
}

func newPackage(prog *ssa.Program, imports Importer, locks *model.Locks) *Package {
	return &Package{
		HandedOff:    make(map[identity.Class]bool),
		Sent:         make(map[identity.Class]bool),
		Escaped:      make(map[identity.Class]bool),
		untold:       make(map[identity.Class]bool),
		Cut:          make(map[string]int),
		Dropped:      make(map[string]int),
		cuts:         make(map[*ssa.Function]map[string]int),
		deep:         make(map[*ssa.Function][]model.Completion),
		prog:         prog,
		fset:         prog.Fset,
		importer:     imports,
		types:        model.NewTypes(locks),
		locks:        locks,
		shapes:       value.NewShapes(),
		resolvers:    make(map[*ssa.Function]*value.Resolver),
		outlines:     make(map[*ssa.Function]*outline),
		closures:     make(map[*ssa.Function]*ssa.MakeClosure),
		values:       make(map[*ssa.Function]bool),
		uses:         make(map[*ssa.Function][]ssa.Instruction),
		exposed:      make(map[types.Type]bool),
		foreign:      make(map[types.Type]bool),
		madeInto:     make(map[types.Type][]types.Type),
		serial:       make(map[*ssa.Function]bool),
		reach:        make(map[*ssa.Function]value.Reach),
		converted:    make(map[types.Type]bool),
		incoming:     make(map[*ssa.Function][]incoming),
		edgesOf:      make(map[*ssa.Function][]*flow.Edge),
		goroutines:   make(map[*ssa.Function][]flow.Goroutine),
		rooted:       make(map[*ssa.Function][]string),
		early:        make(map[*ssa.Function]bool),
		above:        make(map[spot]identity.Class),
		once:         make(map[*ssa.Function]string),
		startedAt:    make(map[*ssa.Function]string),
		parallel:     make(map[*ssa.Function]bool),
		making:       make(map[ssa.Value]bool),
		published:    make(map[publication]bool),
		globals:      make(map[*ssa.Global]identity.Val),
		summaries:    make(map[*ssa.Function]*model.Summary),
		leads:        make(map[*ssa.Function]bool),
		paired:       make(map[identity.Callee]bool),
		unreached:    make(map[*ssa.BasicBlock]int),
		exitsOf:      make(map[*ssa.Function][]flow.Exit),
		endedWith:    make(map[*ssa.Function][]identity.Lock),
		positions:    make(map[token.Pos]string),
		names:        make(map[*types.Func]string),
		funcNames:    make(map[*ssa.Function]string),
		variables:    make(map[identity.Class]bool),
		madeForFuncs: make(map[ssa.Value]identity.Class),
	}
}

func (p *Package) analyze(src []*ssa.Function) {
	// 1. The functions, and who refers to whom.
	graph := p.references(src)
	p.funcVars = p.newFuncVars()
	p.funcVars.mention(graph)
	p.arguments = p.newArguments()
	p.inFields = p.newInFields(graph)
	order := components(p.funcs, graph)
	p.callers = make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range p.funcs {
		for _, g := range graph[fn] {
			p.callers[g] = append(p.callers[g], fn)
		}
	}
	// 2. What functions return and store; what objects look like.
	for _, scc := range order {
		p.outline(scc)
	}
	p.findGlobals()
	p.findPlaces()
	p.findSlots(order)
	p.findAliases()
	p.findCancels()
	// 3. What functions do to locks.
	for _, scc := range order {
		p.solve(scc)
	}
	// 4. What the whole package shows: of hand-offs, and of how functions
	// come to run.
	p.findHandOffs()
	p.findContexts()
	p.findCompleters()
	p.cancels.ends()
	p.findServers()
	p.findChannels()
	p.findOnlyOnce()
	p.findSupplies()
}

// resolver is the resolver of fn.
func (p *Package) resolver(fn *ssa.Function) *value.Resolver {
	r := p.resolvers[fn]
	if r == nil {
		r = value.NewResolver(fn, p)
		p.resolvers[fn] = r
	}
	return r
}

func (p *Package) cut(bound string, n int) {
	if n > 0 {
		p.Cut[bound] += n
	}
}

// Summaries are the summaries of the package's functions.
func (p *Package) Summaries() map[*ssa.Function]*model.Summary { return p.summaries }

// primitive is what the function of that full name does if it is applied by name:
// what the user says, else what the table of sync says.
func (p *Package) primitive(full string) *model.Summary {
	if s := p.locks.Summary(full); s != nil {
		return s
	}
	return model.Primitives[full]
}

// imported is what a function of another package does, as that has told; nil if it is
// applied by name, or nothing is known.
func (p *Package) imported(fn *types.Func) *model.Summary {
	if fn.Pkg() == nil || model.Packages[fn.Pkg().Path()] {
		return nil
	}
	return p.importer.Summary(fn.Origin())
}

// userLock is what a method of a lock type does that the user names, or nil. Its body
// does not count.
func (p *Package) userLock(fn *ssa.Function) *model.Summary {
	if obj, ok := fn.Object().(*types.Func); ok && p.locks != nil && fn.Synthetic == "" {
		return p.locks.Summary(p.fullName(obj.Origin()))
	}
	return nil
}

// Types implements value.World.
func (p *Package) Types() *model.Types { return p.types }

// Pos implements flow.Env.
func (p *Package) Pos(pos token.Pos) string {
	text, ok := p.positions[pos]
	switch {
	case ok:
		return text
	case p.program != nil:
		text = Position(p.fset, p.program.PackageAt(pos), pos)
	default:
		text = Position(p.fset, p.pkg.Pkg, pos)
	}
	p.positions[pos] = text
	return text
}

// fullName is the name of a function as tables have it.
func (p *Package) fullName(fn *types.Func) string {
	full, ok := p.names[fn]
	if !ok {
		full = fn.FullName()
		p.names[fn] = full
	}
	return full
}

// funcName is the name of a function as findings have it.
func (p *Package) funcName(fn *ssa.Function) string {
	name, ok := p.funcNames[fn]
	if !ok {
		name = value.FuncName(fn)
		p.funcNames[fn] = name
	}
	return name
}

// methodName is the name by which the method of an interface is known to the model.
func (p *Package) methodName(method *types.Func) string {
	if name := model.EndsTest(method); name != "" {
		return name
	}
	return p.fullName(method)
}

// Enclosing implements value.World.
func (p *Package) Enclosing(fn *ssa.Function) (*ssa.MakeClosure, *value.Resolver) {
	mc := p.closures[fn]
	if mc == nil {
		return nil, nil
	}
	return mc, p.resolver(mc.Parent())
}

// GlobalFunc implements value.World.
func (p *Package) GlobalFunc(g *ssa.Global) (identity.Val, bool) {
	if fn := p.funcVars.at[g]; fn != nil {
		return identity.Val{Funcs: []identity.Func{{Fn: fn}}}, true
	}
	x, ok := p.globals[g]
	return x, ok
}

// findGlobals finds the package variables that hold one function for good.
func (p *Package) findGlobals() {
	for g, list := range p.shapes.Variables(p.funcs) {
		if len(list) != 1 || !callable(list[0].Val.Type()) || !strings.HasPrefix(list[0].Parent().Name(), "init") || list[0].Parent().Parent() != nil {
			continue
		}
		r := p.resolver(list[0].Parent())
		if x := r.Val(list[0].Val); len(x.Funcs) > 0 {
			p.globals[g] = named(x, list[0].Val, r.Val(g).Path.Load())
		}
	}
	for _, fn := range p.funcs {
		if slices.ContainsFunc(fn.Blocks, p.loadsGlobal) {
			delete(p.resolvers, fn) // it did not know what it loads
		}
	}
}

// loadsGlobal reports whether a block loads a variable that holds one function.
func (p *Package) loadsGlobal(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
		load, ok := instr.(*ssa.UnOp)
		if !ok {
			return false
		}
		g, ok := load.X.(*ssa.Global)
		return ok && p.globals[g].Funcs != nil
	})
}

// named puts the variable's path for the value itself among the bindings.
func named(x identity.Val, v ssa.Value, as identity.Path) identity.Val {
	out := identity.Val{}
	for _, f := range x.Funcs {
		g := identity.Func{Fn: f.Fn}
		for _, b := range f.Binds {
			if b.Path.Ref == v && v != nil {
				b.Path = as
			}
			g.Binds = append(g.Binds, b)
		}
		out.Funcs = append(out.Funcs, g)
	}
	return out
}
