package engine

import (
	"fmt"
	"go/ast"
	goimporter "go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

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
func analyseAlone(t *testing.T, p *packages.Package) outcome {
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

// mostTime is what no file of the Go tree may take, in a test that shares the
// machine with others: they take hundredths of a second.
const mostTime = time.Minute

// TestGoTreeIsAnalysed runs over each file that type-checks by itself of the tests of
// the compiler and of the type checker: whatever the language has. There is no
// panic, no file takes long, and twice the same is said, at any GOMAXPROCS.
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
			start := time.Now()
			first := analyseAlone(t, p)
			if took := time.Since(start); took > mostTime {
				t.Errorf("%s: %v", name, took)
			}
			if why := first.broken(); why != "" {
				t.Errorf("%s: %s", name, why)
			}
			if analysed%5 == 0 { // each would take minutes
				old := runtime.GOMAXPROCS(1)
				second := analyseAlone(t, p)
				runtime.GOMAXPROCS(old)
				if first.text != second.text {
					t.Errorf("%s: first\n%s\nthen\n%s", name, first.text, second.text)
				}
			}
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

// clump is one recursive component of n functions, each of which calls three others
// and takes one of some locks. That these are neighbours is for the type checker: to
// order initialisation it joins what calls a function with what that calls.
func clump(n, locks int) string {
	var b strings.Builder
	b.WriteString("package p\n\nimport \"sync\"\n\n")
	for i := range locks {
		fmt.Fprintf(&b, "var mu%d sync.Mutex\n", i)
	}
	for i := range n {
		fmt.Fprintf(&b, "func f%d(n int) {\n\tif n > %d {\n\t\tf%d(n)\n\t}\n\tmu%d.Lock()\n\tf%d(n - 1)\n\tmu%[4]d.Unlock()\n\tf%d(n)\n}\n", i, i, (i+1)%n, i%locks, (i+n-1)%n, 0)
	}
	return b.String()
}

// everyUnderEvery is n locks, each of which is held where a function is called that
// takes all the others, and so on.
func everyUnderEvery(n int) string {
	var b strings.Builder
	b.WriteString("package p\n\nimport \"sync\"\n\n")
	for i := range n {
		fmt.Fprintf(&b, "var mu%d sync.Mutex\n\nfunc f%[1]d() {\n\tmu%[1]d.Lock()\n\tall()\n\tmu%[1]d.Unlock()\n}\n", i)
	}
	b.WriteString("func all() {\n")
	for i := range n {
		fmt.Fprintf(&b, "\tf%d()\n", i)
	}
	b.WriteString("}\n")
	return b.String()
}

// TestLargePackagesEnd: packages that no person writes end within seconds, and it is
// said what was left out.
func TestLargePackagesEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses 10,000 functions")
	}
	std := goimporter.ForCompiler(token.NewFileSet(), "source", nil)
	for _, tt := range []struct {
		name, source string
	}{
		{"10,000 functions in one component", clump(10_000, 50)},
		{"2,000 locks in one clique", everyUnderEvery(2_000)},
	} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", tt.source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		p, err := source(fset, std, file)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		first := analyseAlone(t, p)
		took := time.Since(start)
		t.Logf("%s: %v, %d findings, dropped %v, incomplete %.200q", tt.name, took, len(first.result.Findings), first.result.Dropped, first.result.Incomplete)
		if took > mostTime {
			t.Errorf("%s: %v", tt.name, took)
		}
		if why := first.broken(); why != "" {
			t.Errorf("%s: %s", tt.name, why)
		}
		said := len(first.result.Incomplete) > 0 || slices.ContainsFunc(slices.Collect(maps.Keys(first.result.Dropped)), func(k string) bool { return strings.HasPrefix(k, "limit:") })
		if !said {
			t.Errorf("%s: nothing is said of what was cut", tt.name)
		}
		if second := analyseAlone(t, p); second.text != first.text {
			t.Errorf("%s: twice, and not the same", tt.name)
		}
	}
}
