package summary

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

// builds compiles a package, which is not what is measured.
func builds(b *testing.B, src string) (*ssa.Package, []*ssa.Function) {
	b.Helper()
	file, err := parser.ParseFile(stdFset, "p.go", prelude+src, parser.SkipObjectResolution)
	if err != nil {
		b.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: std}, stdFset, types.NewPackage("p", ""), []*ast.File{file}, ssa.BuilderMode(0))
	if err != nil {
		b.Fatal(err)
	}
	return pkg, sourceFuncs(pkg)
}

// functions are n functions, of which each is written by f.
func functions(n int, f func(i int) string) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, "func f%d(x *T) { %s }\n", i, f(i))
	}
	return s.String()
}

const taken = "x.mu.Lock(); x.n++; x.mu.Unlock()"

var shapes = []struct {
	name string
	most int
	body func(n, i int) string
}{
	// Each calls the next; the last locks.
	{"chain", 10000, func(n, i int) string {
		if i == n-1 {
			return taken
		}
		return fmt.Sprintf("f%d(x)", i+1)
	}},
	// Each calls two; the leaves lock.
	{"tree", 10000, func(n, i int) string {
		if 2*i+2 >= n {
			return taken
		}
		return fmt.Sprintf("f%d(x); f%d(x.next)", 2*i+1, 2*i+2)
	}},
	// Each calls the next under a lock of its own object.
	{"held", 10000, func(n, i int) string {
		if i == n-1 {
			return taken
		}
		return fmt.Sprintf("x.rw.RLock(); f%d(x.next); x.rw.RUnlock()", i+1)
	}},
	// All call one, and nothing else.
	{"star", 10000, func(_, i int) string {
		if i == 0 {
			return taken
		}
		return "x.rw.Lock(); f0(x); x.rw.Unlock()"
	}},
	// Each starts the next as a goroutine.
	{"go", 1000, func(n, i int) string {
		if i == n-1 {
			return taken
		}
		return fmt.Sprintf("%s; go f%d(x)", taken, i+1)
	}},
	// All in one component.
	{"ring", 1000, func(n, i int) string { return fmt.Sprintf("if x.on { f%d(x.next) }; %s", (i+1)%n, taken) }},
}

func BenchmarkAnalyze(b *testing.B) {
	for _, tt := range shapes {
		for n := 100; n <= tt.most; n *= 10 {
			b.Run(fmt.Sprintf("%s/%d", tt.name, n), func(b *testing.B) {
				pkg, fns := builds(b, functions(n, func(i int) string { return tt.body(n, i) }))
				b.ReportAllocs()
				for b.Loop() {
					p := Analyze(pkg, fns, known{}, nil)
					for _, e := range p.Edges {
						p.Fresh(e)
						p.Context(e.Func)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/node")
			})
		}
	}
}
