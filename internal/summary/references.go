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
	graph := make(map[*ssa.Function][]*ssa.Function)
	seen := make(map[*ssa.Function]bool)
	var visit func(fn *ssa.Function)
	mention := func(from, to *ssa.Function) {
		to = origin(to)
		if len(to.Blocks) > 0 {
			graph[from] = append(graph[from], to)
			visit(to)
		}
	}
	visit = func(fn *ssa.Function) {
		if seen[fn] {
			return
		}
		seen[fn] = true
		p.funcs = append(p.funcs, fn)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn.(*ssa.Function).Parent() == fn {
					p.closures[mc.Fn.(*ssa.Function)] = mc
				}
				if mi, ok := instr.(*ssa.MakeInterface); ok {
					p.exposed[namedType(mi.X.Type())] = true
					p.madeInto[namedType(mi.X.Type())] = append(p.madeInto[namedType(mi.X.Type())], mi.Type())
					for _, m := range p.handed(mi) {
						mention(fn, m)
					}
				}
				if ci, ok := instr.(*ssa.ChangeInterface); ok {
					p.converted[types.Unalias(ci.X.Type())] = true
				}
				for _, op := range instr.Operands(nil) {
					if g, ok := (*op).(*ssa.Function); ok {
						mention(fn, g)
						if !isCallee(instr, g) {
							p.values[origin(g)] = true
							p.uses[origin(g)] = append(p.uses[origin(g)], instr)
						}
					}
				}
			}
		}
	}
	if p.program == nil {
		if init := p.pkg.Func("init"); init != nil {
			visit(init)
		}
	}
	for _, fn := range src {
		visit(fn)
	}
	p.dispatch()
	for i := 0; i < len(p.funcs); i++ { // also of those that are found here
		fn := p.funcs[i]
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					for _, g := range p.callees[call] {
						mention(fn, g)
					}
				}
			}
		}
	}
	return graph
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
	dynamic := false
	from := p.funcs
	if p.program != nil {
		from = p.program.Reachable
	}
	for _, fn := range from {
		set[fn] = true
		dynamic = dynamic || hasDynamicCall(fn)
	}
	if !dynamic {
		return
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

func hasDynamicCall(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && call.Common().StaticCallee() == nil {
				if _, builtin := call.Common().Value.(*ssa.Builtin); !builtin {
					return true
				}
			}
		}
	}
	return false
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
