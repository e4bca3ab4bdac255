package engine

import (
	"fmt"
	"go/ast"
	goimporter "go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/lockorder/lockorder/internal/explain"
)

// source is a package in memory, type-checked.
func source(fset *token.FileSet, std types.Importer, files ...*ast.File) (*packages.Package, error) {
	p := &packages.Package{
		Name: files[0].Name.Name, PkgPath: "p", ID: "p", Fset: fset, Syntax: files,
		TypesSizes: types.SizesFor("gc", "amd64"),
		TypesInfo: &types.Info{
			Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
			Implicits: make(map[ast.Node]types.Object), Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
			Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
		},
	}
	var err error
	p.Types, err = (&types.Config{Sizes: p.TypesSizes, Importer: std}).Check(p.PkgPath, fset, p.Syntax, p.TypesInfo)
	return p, err
}

// outcome is all that the engine says of a package: findings, counts and facts.
type outcome struct {
	text   string
	result *Result
}

// analyseAlone runs the engine over a package, dependencies unknown.
func analyseAlone(t testing.TB, p *packages.Package) outcome {
	t.Helper()
	ran, err := checker.Analyze([]*analysis.Analyzer{New(nil)}, []*packages.Package{p}, nil)
	if err != nil {
		t.Fatal(err)
	}
	action := ran.Roots[0]
	if action.Err != nil {
		t.Fatal(action.Err)
	}
	r := action.Result.(*Result)
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintln(&b, p.Fset.Position(f.Pos), f.Confidence, explain.Message(&f.Finding))
	}
	fmt.Fprintln(&b, r.Dropped, r.Incomplete)
	var facts []string
	for _, f := range action.AllPackageFacts() { // in any order
		facts = append(facts, fmt.Sprintf("%T %x\n", f.Fact, gobOf(t, f.Fact)))
	}
	slices.Sort(facts)
	return outcome{b.String() + strings.Join(facts, ""), r}
}

// broken says why a package was not analysed.
func (o outcome) broken() string {
	for _, why := range o.result.Incomplete {
		if strings.HasPrefix(why, internalError) {
			return why
		}
	}
	return ""
}

// TestGoTreeIsAnalysed runs over each file that type-checks by itself of the tests of
// the compiler and of the type checker: whatever the language has. There is no
// panic, and twice the same is said, at any GOMAXPROCS. Where one hangs, the panic of
// go test's own timeout names the file.
func TestGoTreeIsAnalysed(t *testing.T) {
	if testing.Short() {
		t.Skip("type-checks thousands of files")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	std := goimporter.ForCompiler(token.NewFileSet(), "source", nil)
	analysed := 0
	for _, dir := range []string{"test", "src/internal/types/testdata"} {
		err := filepath.WalkDir(filepath.Join(strings.TrimSpace(string(goroot)), dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
				return err
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil // a test of the parser
			}
			p, err := checked(fset, std, file)
			if err != nil {
				return nil // a test of an error
			}
			analysed++
			t.Run(name, func(t *testing.T) {
				first := analyseAlone(t, p)
				if why := first.broken(); why != "" {
					t.Error(why)
				}
				if analysed%5 == 0 { // each would take minutes
					old := runtime.GOMAXPROCS(1)
					second := analyseAlone(t, p)
					runtime.GOMAXPROCS(old)
					if first.text != second.text {
						t.Errorf("first\n%s\nthen\n%s", first.text, second.text)
					}
				}
			})
			return nil
		})
		if os.IsNotExist(err) {
			t.Skipf("this Go tree is without its tests: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if analysed < 1000 {
		t.Errorf("only %d files type-check", analysed)
	}
	t.Logf("%d files", analysed)
}

// checked type-checks a file; go/types itself panics over some that are made for
// that.
func checked(fset *token.FileSet, std types.Importer, file *ast.File) (p *packages.Package, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("type-checking: %v", r)
		}
	}()
	return source(fset, std, file)
}
