package summary

import (
	"bytes"
	"encoding/gob"
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
)

var (
	stdFset = token.NewFileSet()
	std     = importer.ForCompiler(stdFset, "source", nil)
)

// known are the summaries of other packages, by full name.
type known map[string]*model.Summary

func (k known) Summary(fn *types.Func) *model.Summary      { return k[fn.FullName()] }
func (k known) Makes(*types.Func) bool                     { return false }
func (k known) Held(*types.Package, string) *model.Summary { return nil }

const prelude = `package p
import "sync"
type T struct { mu sync.Mutex; rw sync.RWMutex; once sync.Once; n int; on bool; next *T; f func() }
var global sync.Mutex
`

// analyze compiles and analyses one file.
func analyze(t *testing.T, src string) *Package {
	t.Helper()
	return analyzeFiles(t, "p", map[string]string{"p.go": prelude + src})
}

func analyzeFiles(t *testing.T, path string, sources map[string]string) *Package {
	t.Helper()
	var files []*ast.File
	for name, src := range sources {
		file, err := parser.ParseFile(stdFset, name, src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: std}, stdFset, types.NewPackage(path, ""), files, ssa.BuilderMode(0))
	if err != nil {
		t.Fatal(err)
	}
	return Analyze(pkg, sourceFuncs(pkg), known{}, nil)
}

// sourceFuncs are the functions in the order of the source, each before its
// literals, as package buildssa gives them.
func sourceFuncs(pkg *ssa.Package) []*ssa.Function {
	var fns []*ssa.Function
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		if fn.Pkg == pkg && len(fn.Blocks) > 0 && fn.Synthetic == "" {
			fns = append(fns, fn)
		}
	}
	slices.SortFunc(fns, func(a, b *ssa.Function) int { return int(a.Pos() - b.Pos()) })
	return fns
}

// of is the summary of a function of the package.
func (p *Package) of(t *testing.T, name string) *model.Summary {
	t.Helper()
	for fn, s := range p.summaries {
		if fn.Name() == name {
			return s
		}
	}
	t.Fatalf("no summary of %s", name)
	return nil
}

// brief is the text of a summary without what the cases share.
func brief(s *model.Summary) string {
	var out []string
	for _, line := range lines(s, 0) {
		out = append(out, strings.Join(strings.Fields(strings.ReplaceAll(line, ".p.T:", ".")), " "))
	}
	return strings.Join(out, "\n")
}

// edges are the self-edges of the package, with how surely they are one.
func (p *Package) reacquires() []string {
	strength := []string{"", "may", "inverse", "same"}
	out := []string{}
	for _, e := range p.Edges {
		if e.Same != identity.Different {
			out = append(out, e.Func.Name()+" "+e.To.Lock.Class.String()+" "+strength[e.Same])
		}
	}
	slices.Sort(out)
	return out
}

// bytesOf is the gob of a value, alone.
func bytesOf(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
