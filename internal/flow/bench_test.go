package flow_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

// nothing knows no other package.
type nothing struct{}

func (nothing) Summary(*types.Func) *model.Summary         { return nil }
func (nothing) Makes(*types.Func) bool                     { return false }
func (nothing) Held(*types.Package, string) *model.Summary { return nil }

// function compiles a package of one function.
func function(b *testing.B, src string) (*ssa.Package, []*ssa.Function) {
	b.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		b.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: importer.ForCompiler(fset, "source", nil)}, fset, types.NewPackage("p", ""), []*ast.File{file}, ssa.BuilderMode(0))
	if err != nil {
		b.Fatal(err)
	}
	return pkg, []*ssa.Function{pkg.Func("F")}
}

// BenchmarkFunction follows one function of n statements of a sort.
func BenchmarkFunction(b *testing.B) {
	for _, tt := range []struct {
		name string
		most int
		stmt string // %[1]d is its number
	}{
		{"locks", 10000, "x.m[%[1]d].Lock(); x.m[%[1]d].Unlock()"},                         // of other instances
		{"again", 10000, "x.mu.Lock(); x.n++; x.mu.Unlock()"},                              // of one
		{"branches", 10000, "if x.n == %[1]d { x.mu.Lock(); x.n++; x.mu.Unlock() }"},       // a test of its own each
		{"correlated", 10000, "if x.on { x.mu.Lock() }; x.n++; if x.on { x.mu.Unlock() }"}, // tests that depend on one another
		{"loops", 1000, "for range x.n { x.mu.Lock(); x.n++; x.mu.Unlock() }"},
		{"defers", 1000, "if x.n == %[1]d { x.mu.Lock(); defer x.mu.Unlock(); return }"},
		{"held", 1000, "x.m[%[1]d].Lock()"}, // and never released
	} {
		for n := 100; n <= tt.most; n *= 10 {
			b.Run(fmt.Sprintf("%s/%d", tt.name, n), func(b *testing.B) {
				var s strings.Builder
				fmt.Fprintf(&s, "package p\nimport \"sync\"\ntype T struct { mu sync.Mutex; m [%d]sync.Mutex; n int; on bool }\nfunc F(x *T) {\n", n)
				for i := range n {
					stmt := tt.stmt
					if strings.Contains(stmt, "%") {
						stmt = fmt.Sprintf(stmt, i)
					}
					s.WriteString(stmt + "\n")
				}
				pkg, fns := function(b, s.String()+"}\n")
				b.ReportAllocs()
				for b.Loop() {
					summary.Analyze(pkg, fns, nothing{}, nil)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/node")
			})
		}
	}
}

// BenchmarkParser follows a function as yacc makes them: a loop around a switch
// of n cases, each with variables and tests of its own.
func BenchmarkParser(b *testing.B) {
	for _, n := range []int{100, 1000, 3000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var s strings.Builder
			s.WriteString(`package p
import "sync"
type T struct { mu sync.Mutex; next *T; n int; on bool; l *T; r any }
func F(x *T, lex func() int, f func(*T)) int {
	var val T
	stack := make([]T, 200)
	at, state := -1, 0
	x.mu.Lock()
	x.mu.Unlock()
next:
	at++
	if at >= len(stack) {
		more := make([]T, len(stack)*2)
		copy(more, stack)
		stack = more
	}
	stack[at] = val
	state = lex()
	if state < 0 {
		return 1
	}
	if state == 7 && x.on {
		goto next
	}
	p := at
	at -= state % 5
	switch state {
`)
			for i := range n {
				fmt.Fprintf(&s, `	case %d:
		{
			a, c := stack[p-1].next, stack[p].l
			y := &T{next: a, n: %[1]d}
			if c != nil { y.l = c }
			if a.on { y.next = a.next } else if a.n == 3 { y.l = stack[p-2].next }
			if t, ok := stack[p].r.(*T); ok && t.next != nil { y.r = t.next; f(y) }
			val.next = y
		}
`, i)
			}
			s.WriteString("	}\n	goto next\n}\n")
			pkg, fns := function(b, s.String())
			b.ReportAllocs()
			for b.Loop() {
				summary.Analyze(pkg, fns, nothing{}, nil)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/case")
		})
	}
}
