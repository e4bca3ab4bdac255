package reference

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

// A program is packages with all that they import, from source.
type program struct {
	named []*packages.Package
	all   []*packages.Package // imports first
	ssa   *ssa.Program
	at    map[*token.File]*types.Package
}

// load reads the packages that the patterns match in a directory, and builds the
// program.
func load(dir string, patterns ...string) (*program, error) {
	p := &program{at: make(map[*token.File]*types.Package)}
	var err error
	if p.named, err = packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, patterns...); err != nil {
		return nil, fmt.Errorf("loading %v: %w", patterns, err)
	}
	var errs []error
	packages.Visit(p.named, nil, func(pkg *packages.Package) {
		p.all = append(p.all, pkg)
		for _, e := range pkg.Errors {
			errs = append(errs, e)
		}
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return p, p.build()
}

// build makes the SSA form of the program, as buildssa does of a package.
func (p *program) build() error {
	noReturn, err := p.noReturn()
	if err != nil {
		return err
	}
	p.ssa = ssa.NewProgram(p.all[0].Fset, ssa.BuilderMode(0))
	p.ssa.SetNoReturn(noReturn)
	for _, pkg := range p.all {
		p.ssa.CreatePackage(pkg.Types, pkg.Syntax, pkg.TypesInfo, true)
		for _, f := range pkg.Syntax {
			p.at[p.ssa.Fset.File(f.FileStart)] = pkg.Types
		}
	}
	for _, pkg := range p.all {
		if !model.Packages[pkg.PkgPath] {
			p.ssa.Package(pkg.Types).Build()
		}
	}
	return nil
}

// noReturn reports which functions never return.
func (p *program) noReturn() (func(*types.Func) bool, error) {
	var mu sync.Mutex
	known := make(map[*types.Package]*ctrlflow.CFGs)
	keep := &analysis.Analyzer{
		Name: "keep", Doc: "keep which functions never return", Requires: []*analysis.Analyzer{ctrlflow.Analyzer},
		FactTypes: []analysis.Fact{new(fact)}, // so that it runs on imports
		Run: func(pass *analysis.Pass) (any, error) {
			mu.Lock()
			defer mu.Unlock()
			known[pass.Pkg] = pass.ResultOf[ctrlflow.Analyzer].(*ctrlflow.CFGs)
			return nil, nil
		},
	}
	ran, err := checker.Analyze([]*analysis.Analyzer{keep}, p.named, nil)
	if err != nil {
		return nil, fmt.Errorf("finding what never returns: %w", err)
	}
	for _, root := range ran.Roots {
		if root.Err != nil {
			return nil, root.Err
		}
	}
	return func(fn *types.Func) bool {
		cfgs := known[fn.Pkg()]
		return cfgs != nil && cfgs.NoReturn(fn)
	}, nil
}

type fact struct{}

func (*fact) AFact() {}

// functions are those of the packages that were named, as buildssa gives them.
func (p *program) functions() []*ssa.Function {
	var out []*ssa.Function
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		out = append(out, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	for _, pkg := range p.named {
		add(p.ssa.Package(pkg.Types).Func("init"))
		for _, f := range pkg.Syntax {
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					add(p.ssa.FuncValue(pkg.TypesInfo.Defs[d.Name].(*types.Func)))
				}
			}
		}
	}
	return out
}

// reachable are the functions that these can come to: what is mentioned, and the
// methods of what is made into an interface. Model before body: what the model
// tells of has none.
func (p *program) reachable(from []*ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	seen := make(map[*ssa.Function]bool)
	made := make(map[types.Type]bool)
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		if fn == nil || seen[fn] {
			return
		}
		seen[fn] = true
		out = append(out, fn)
		if modelled(fn) {
			fn.Blocks = nil
		}
		visit(fn.Origin())
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				for _, op := range instr.Operands(nil) {
					if g, ok := (*op).(*ssa.Function); ok {
						visit(g)
					}
				}
				if mi, ok := instr.(*ssa.MakeInterface); ok && !made[mi.X.Type()] {
					made[mi.X.Type()] = true
					for m := range p.ssa.MethodSets.MethodSet(mi.X.Type()).Methods() {
						visit(p.ssa.MethodValue(m))
					}
				}
			}
		}
	}
	for _, fn := range from {
		visit(fn)
	}
	return out
}

// modelled reports whether the model tells what a function does.
func modelled(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Synthetic != "" { // wrappers share the object of what they wrap
		return false
	}
	name := obj.Origin().FullName()
	return model.Primitives[name] != nil || model.Callback(name) != nil
}

// analyze runs the rooms over the program.
func (p *program) analyze() *graph.Part {
	roots := p.functions()
	return graph.PartOf(summary.AnalyzeProgram(&summary.Program{
		SSA: p.ssa, Functions: roots, Reachable: p.reachable(roots),
		PackageAt: p.packageAt,
	}, nil))
}

// packageAt is the package of a place; of what has none, any.
func (p *program) packageAt(pos token.Pos) *types.Package {
	if pkg := p.at[p.ssa.Fset.File(pos)]; pkg != nil {
		return pkg
	}
	return p.named[0].Types
}

// payloads say of each package what go vet would have it say.
func (p *program) payloads() ([]*engine.Payload, error) {
	all := p.analyze()
	parts := make(map[string]*graph.Part)
	for _, pkg := range p.all {
		parts[pkg.PkgPath] = graph.NewPart()
	}
	for _, e := range all.Edges {
		part := parts[e.Package]
		if part == nil {
			return nil, fmt.Errorf("edge of an unknown package %q: %v", e.Package, e.Site)
		}
		part.Edges = append(part.Edges, e)
	}
	var out []*engine.Payload
	for i, pkg := range p.all {
		part := parts[pkg.PkgPath]
		if i == 0 { // what is said of classes has no place
			maps.Copy(part.HandedOff, all.HandedOff)
			maps.Copy(part.Sent, all.Sent)
			maps.Copy(part.Escaped, all.Escaped)
			maps.Copy(part.Unlocked, all.Unlocked)
			maps.Copy(part.Slots, all.Slots)
			maps.Copy(part.Homes, all.Homes)
		}
		data, err := part.Encode()
		if err != nil {
			return nil, err
		}
		out = append(out, &engine.Payload{Package: pkg.PkgPath, Imports: imports(pkg), Graph: data})
	}
	return out, nil
}

// imports are the places of the import declarations, by path.
func imports(p *packages.Package) map[string]string {
	out := make(map[string]string)
	files := slices.Clone(p.Syntax)
	slices.SortFunc(files, func(a, b *ast.File) int { return int(a.FileStart - b.FileStart) })
	for _, f := range files {
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if imported := p.Imports[path]; err == nil && imported != nil && out[imported.PkgPath] == "" {
				at := p.Fset.Position(spec.Pos())
				out[imported.PkgPath] = fmt.Sprintf("%s/%s:%d:%d", p.PkgPath, filepath.Base(at.Filename), at.Line, at.Column)
			}
		}
	}
	return out
}
