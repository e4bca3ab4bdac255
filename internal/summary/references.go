package summary

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/scc"
	"github.com/lockorder/lockorder/internal/value"
)

// Position is pos as text that means the same on every machine:
// importpath/base.go:line:col.
func Position(fset *token.FileSet, pkg *types.Package, pos token.Pos) string {
	at := fset.Position(pos)
	return fmt.Sprintf("%s/%s:%d:%d", pkg.Path(), filepath.Base(at.Filename), at.Line, at.Column)
}

// references collects the functions to analyse, and for each the functions it
// mentions or may call. A function comes before those that mention it.
func (p *Package) references(src []*ssa.Function) map[*ssa.Function][]*ssa.Function {
	m := &mentions{Package: p, graph: make(map[*ssa.Function][]*ssa.Function), seen: make(map[*ssa.Function]bool)}
	if p.program == nil {
		if init := p.pkg.Func("init"); init != nil {
			m.visit(init)
		}
	}
	for _, fn := range src {
		m.visit(fn)
	}
	p.dispatch()
	for i := 0; i < len(p.funcs); i++ { // also of those that are found here
		fn := p.funcs[i]
		m.add(fn, value.Literals(fn, func(of *ssa.Function) *ssa.MakeClosure { return p.closures[of] }))
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					m.add(fn, p.callees[call])
				}
			}
		}
	}
	return m.graph
}

// mentions are the functions that each function mentions.
type mentions struct {
	*Package
	graph    map[*ssa.Function][]*ssa.Function
	seen     map[*ssa.Function]bool
	operands []*ssa.Value // of the instruction at work
}

// add notes that a function mentions others, and visits these.
func (m *mentions) add(fn *ssa.Function, to []*ssa.Function) {
	for _, g := range to {
		if g = origin(g); len(g.Blocks) > 0 {
			m.graph[fn] = append(m.graph[fn], g)
			m.visit(g)
		}
	}
}

func (m *mentions) visit(fn *ssa.Function) {
	if m.seen[fn] {
		return
	}
	m.seen[fn] = true
	m.funcs = append(m.funcs, fn)
	var to []*ssa.Function
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			to = m.instr(fn, instr, to)
		}
	}
	m.add(fn, to)
}

// instr adds to out what an instruction mentions, and notes what it makes of it.
func (m *mentions) instr(fn *ssa.Function, instr ssa.Instruction, out []*ssa.Function) []*ssa.Function {
	switch instr := instr.(type) {
	case *ssa.MakeClosure:
		if lit := instr.Fn.(*ssa.Function); lit.Parent() == fn {
			m.closures[lit] = instr
		}
	case *ssa.MakeInterface:
		of := namedType(instr.X.Type())
		m.exposed[of] = true
		m.madeInto[of] = append(m.madeInto[of], instr.Type())
		if m.isForeign(instr.X.Type()) {
			m.foreign[instr.X.Type()] = true
		}
		out = append(out, m.handed(instr)...)
	case *ssa.ChangeInterface:
		m.converted[types.Unalias(instr.X.Type())] = true
	}
	m.operands = instr.Operands(m.operands[:0])
	for _, op := range m.operands {
		if g, ok := (*op).(*ssa.Function); ok {
			out = append(out, g)
			if !isCallee(instr, g) {
				m.values[origin(g)] = true
				m.uses[origin(g)] = append(m.uses[origin(g)], instr)
			}
		}
	}
	return out
}

// handed are the methods by which a function of another package, which is passed an
// object as an interface, may call back: its callers come after them. Errs to misses:
// promoted methods are left out, as type flow leaves them out.
func (p *Package) handed(mi *ssa.MakeInterface) (out []*ssa.Function) {
	outside := func(ref ssa.Instruction) bool {
		call, ok := ref.(ssa.CallInstruction)
		return ok && call.Common().StaticCallee() != nil && len(call.Common().StaticCallee().Blocks) == 0
	}
	if !slices.ContainsFunc(*mi.Referrers(), outside) {
		return nil
	}
	for m := range mi.Type().Underlying().(*types.Interface).Methods() {
		if fn := p.methodOf(mi.X.Type(), m.Pkg(), m.Name()); fn != nil && fn.Synthetic == "" {
			out = append(out, fn)
		}
	}
	return out
}

// origin is the generic function that stands for its instances.
func origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// dispatch resolves the dynamic calls of the package, or of the program, by VTA.
func (p *Package) dispatch() {
	p.callees = make(map[ssa.CallInstruction][]*ssa.Function)
	set := make(map[*ssa.Function]bool)
	dynamic, invoked := false, make(map[*types.Func]bool)
	from := p.funcs
	if p.program != nil {
		from = p.program.Reachable
	}
	for _, fn := range from {
		set[fn] = true
		dynamic = hasDynamicCall(fn, invoked) || dynamic
	}
	if !dynamic {
		return
	}
	if p.program == nil {
		p.addForeign(set, invoked)
	}
	for _, node := range vta.CallGraph(set, nil).Nodes {
		if !set[node.Func] {
			continue
		}
		for _, e := range node.Out {
			if e.Site != nil && e.Site.Common().StaticCallee() == nil && !slices.Contains(p.callees[e.Site], e.Callee.Func) {
				p.callees[e.Site] = append(p.callees[e.Site], e.Callee.Func)
			}
		}
	}
	for site, list := range p.callees {
		if len(list) > maxCallees {
			p.cut("callees", 1)
			delete(p.callees, site)
			continue
		}
		slices.SortFunc(list, compareFuncs)
	}
}

// hasDynamicCall reports whether a function makes one, and notes the methods of interfaces
// that it invokes.
func hasDynamicCall(fn *ssa.Function, invoked map[*types.Func]bool) (dynamic bool) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || call.Common().StaticCallee() != nil {
				continue
			}
			if call.Common().IsInvoke() {
				invoked[call.Common().Method] = true
			}
			if value.Builtin(call.Common()) == "" {
				dynamic = true
			}
		}
	}
	return dynamic
}

// addForeign adds the methods by which this package may call objects of other packages
// through interfaces: of types that it makes into interfaces itself. Type flow finds only
// what is in the set. Types of std are left out, for they are in most interfaces of std:
// errs to misses.
func (p *Package) addForeign(set map[*ssa.Function]bool, invoked map[*types.Func]bool) {
	for t := range p.foreign {
		for m := range invoked {
			if sel := p.prog.MethodSets.MethodSet(t).Lookup(m.Pkg(), m.Name()); sel != nil {
				if fn := p.prog.MethodValue(sel); fn != nil && len(fn.Blocks) == 0 {
					set[fn] = true
				}
			}
		}
	}
}

// isForeign holds for the types of other packages that are not of std.
func (p *Package) isForeign(t types.Type) bool {
	named, ok := types.Unalias(namedType(t)).(*types.Named)
	return ok && named.Obj().Pkg() != nil && p.pkg != nil && named.Obj().Pkg() != p.pkg.Pkg && !isStd(named.Obj().Pkg())
}

func compareFuncs(a, b *ssa.Function) int {
	switch as, bs := a.String(), b.String(); {
	case as < bs:
		return -1
	case as > bs:
		return 1
	}
	return int(a.Pos() - b.Pos())
}

// components are the strongly connected components of the graph, callees
// first, and within one mostly so.
func components(funcs []*ssa.Function, graph map[*ssa.Function][]*ssa.Function) [][]*ssa.Function {
	out := scc.Of(funcs, func(fn *ssa.Function) []*ssa.Function { return graph[fn] })
	for _, component := range out {
		slices.Reverse(component)
	}
	return out
}
