package value_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/value"
)

var (
	fset = token.NewFileSet()
	std  = importer.ForCompiler(fset, "source", nil)
)

// nothing knows no other package.
type nothing struct{}

func (nothing) Summary(*types.Func) *model.Summary         { return nil }
func (nothing) Makes(*types.Func) bool                     { return false }
func (nothing) Held(*types.Package, string) *model.Summary { return nil }

// prelude is before the source of each case. The marks show their argument.
const prelude = `package p
import "sync"
type T struct {
	mu    sync.Mutex
	n     int
	next, parent, child *T
	ptr   *sync.Mutex
	byKey map[string]*T
	list  []*T
	arr   [4]struct{ mu sync.Mutex }
	f     func()
}
func at(*sync.Mutex)
func is(*T)
func call(func())
func other(*T)
var global T
var shared *T
`

// build compiles a case.
func build(t *testing.T, src string) (*ssa.Package, *summary.Package) {
	t.Helper()
	file, err := parser.ParseFile(fset, "p.go", prelude+src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: std}, fset, types.NewPackage("p", "p"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var fns []*ssa.Function
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		if fn.Pkg == pkg && len(fn.Blocks) > 0 && fn.Synthetic == "" {
			fns = append(fns, fn)
		}
	}
	slices.SortFunc(fns, func(a, b *ssa.Function) int { return int(a.Pos() - b.Pos()) })
	return pkg, summary.Analyze(pkg, fns, nothing{}, nil)
}

// function finds F, or a literal in it such as F$1.
func function(t *testing.T, pkg *ssa.Package, name string) *ssa.Function {
	t.Helper()
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		if fn.Pkg == pkg && fn.Name() == name {
			return fn
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

// marks are the arguments of the marking calls of a function, in order.
func marks(fn *ssa.Function, world value.World) []string {
	r := value.NewResolver(fn, world)
	var out []string
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			c, ok := instr.(*ssa.Call)
			if !ok || c.Call.StaticCallee() == nil || len(c.Call.Args) == 0 {
				continue
			}
			switch c.Call.StaticCallee().Name() {
			case "at", "is", "call":
				out = append(out, show(r.Val(c.Call.Args[0])))
			}
		}
	}
	return out
}

// show is a value with the names of the source.
func show(v identity.Val) string {
	if len(v.Funcs) > 0 {
		var fs []string
		for _, f := range v.Funcs {
			var binds []string
			for _, b := range f.Binds {
				binds = append(binds, show(b))
			}
			fs = append(fs, fmt.Sprintf("%s{%s}", f.Fn.(*ssa.Function).Name(), strings.Join(binds, ",")))
		}
		return strings.Join(fs, " or ")
	}
	s := showPath(v.Path)
	if v.Holds != nil {
		s += " holding " + show(*v.Holds)
	}
	return s + v.Const
}

func showPath(p identity.Path) string {
	root := ""
	switch p.Kind {
	case identity.Local:
		root = "local " + value.Expr(p.Ref)
	case identity.Value:
		root = "value " + value.Expr(p.Ref)
	default:
		s := p.String()
		root = strings.TrimSuffix(s, p.Steps)
	}
	steps := identity.Split(p.Steps)
	for i, s := range steps {
		steps[i] = strings.Replace(s, ".p.T:", ".", 1)
	}
	return root + strings.Join(steps, "")
}
