package oracle

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/lockorder/lockorder/analyzer"
	"github.com/lockorder/lockorder/internal/engine"
	"github.com/lockorder/lockorder/internal/explain"
	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/oracle/render"
)

// An Analysis runs the analyzer over programs, many at a time.
type Analysis struct {
	std    types.Importer
	engine *analysis.Analyzer
	rules  map[string]bool // that there are
}

// NewAnalysis reads the packages of std that programs import, once.
func NewAnalysis() *Analysis {
	a := &Analysis{std: &shared{from: importer.ForCompiler(token.NewFileSet(), "source", nil)}, engine: engine.New(nil), rules: make(map[string]bool)}
	for _, rule := range analyzer.New(&analyzer.Config{}).All() {
		a.rules[rule.Name] = true
	}
	return a
}

// shared lets several goroutines import.
type shared struct {
	mu   sync.Mutex
	from types.Importer
}

func (s *shared) Import(path string) (*types.Package, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.from.Import(path)
}

// A Finding is what the analysis reports at the default confidence.
type Finding struct {
	Defect
	Library bool   // found in the library alone, whoever uses it
	Text    string // what the user reads
}

// Findings analyses the packages of a program as go vet does, the library
// first, and lists what is reported.
func (a *Analysis) Findings(files render.Files) ([]Finding, error) {
	fset := token.NewFileSet()
	loaded := make(map[string]*packages.Package)
	var all []*packages.Package
	for _, name := range slices.SortedFunc(maps.Keys(files), libraryFirst) {
		p, err := a.load(fset, name, files[name], loaded)
		if err != nil {
			return nil, fmt.Errorf("loading a rendered program: %w", err)
		}
		loaded[p.PkgPath] = p
		all = append(all, p)
	}
	ran, err := checker.Analyze([]*analysis.Analyzer{a.engine}, all, &checker.Options{Sequential: true})
	if err != nil {
		return nil, fmt.Errorf("analysing a rendered program: %w", err)
	}
	var found []Finding
	for _, action := range ran.Roots {
		if action.Err != nil {
			return nil, fmt.Errorf("analysing a rendered program: %w", action.Err)
		}
		for _, f := range action.Result.(*engine.Result).Findings {
			if f.Confidence >= graph.Medium {
				found = append(found, Finding{defectOf(&f.Finding), action.Package.Name != "main", explain.Message(&f.Finding)})
			}
		}
	}
	slices.SortFunc(found, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(a.Text, b.Text)) })
	return found, nil
}

// libraryFirst orders files as their packages depend on each other.
func libraryFirst(a, b string) int {
	return cmp.Or(cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(a, b))
}

// load type-checks the package in one file, over those already loaded.
func (a *Analysis) load(fset *token.FileSet, name string, source []byte, loaded map[string]*packages.Package) (*packages.Package, error) {
	file, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p := &packages.Package{
		Name: file.Name.Name, PkgPath: importPath(name), ID: importPath(name),
		Fset: fset, Syntax: []*ast.File{file}, CompiledGoFiles: []string{name},
		Imports:    loadedBy(file, loaded),
		TypesSizes: types.SizesFor("gc", "amd64"),
		TypesInfo: &types.Info{
			Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
			Implicits: make(map[ast.Node]types.Object), Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
			Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
		},
	}
	config := types.Config{Sizes: p.TypesSizes, Importer: importerFunc(func(path string) (*types.Package, error) {
		if own := loaded[path]; own != nil {
			return own.Types, nil
		}
		return a.std.Import(path)
	})}
	p.Types, err = config.Check(p.PkgPath, fset, p.Syntax, p.TypesInfo)
	return p, err
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// importPath is that of the package in a file: the program's own is main.
func importPath(file string) string {
	if dir, _, ok := strings.Cut(file, "/"); ok {
		return Module + "/" + dir
	}
	return Module
}

// loadedBy lists those packages that a file imports and that have sources here:
// std is known by the model alone, as under Bazel's nogo.
func loadedBy(file *ast.File, loaded map[string]*packages.Package) map[string]*packages.Package {
	imports := make(map[string]*packages.Package)
	for _, spec := range file.Imports {
		if p := loaded[strings.Trim(spec.Path.Value, `"`)]; p != nil {
			imports[p.PkgPath] = p
		}
	}
	return imports
}
