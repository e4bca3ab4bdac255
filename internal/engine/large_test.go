//go:build unix

package engine

import (
	"fmt"
	goimporter "go/importer"
	"go/parser"
	"go/token"
	"maps"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/packages"
)

// clump is one recursive component of n functions, each of which calls three others
// and takes one of 50 locks. That these are neighbours is for the type checker: to
// order initialisation it joins what calls a function with what that calls.
func clump(n int) string {
	const locks = 50
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

// interpreter is a loop around a switch of n cases, each of which goes on with another
// instruction, under a lock (goccy/go-json's encoders).
func interpreter(n int) string {
	var b strings.Builder
	b.WriteString("package p\n\nimport \"sync\"\n\nvar mu sync.Mutex\n\ntype code struct {\n\top   int\n\tnext *code\n}\n\n")
	b.WriteString("func run(c *code) {\n\tfor {\n\t\tswitch c.op {\n\t\tdefault:\n\t\t\treturn\n")
	for i := range n {
		fmt.Fprintf(&b, "\t\tcase %d:\n\t\t\tmu.Lock()\n\t\t\tc = c.next\n\t\t\tmu.Unlock()\n", i)
	}
	b.WriteString("\t\t}\n\t}\n}\n")
	return b.String()
}

// stackMachine is a loop around a switch of n cases, each of which makes an object that holds
// the one before (vitess' sqlparser): of each it is asked who has seen it.
func stackMachine(n int) string {
	var b strings.Builder
	b.WriteString("package p\n\nimport \"sync\"\n\ntype node struct {\n\tmu   sync.Mutex\n\tnext *node\n}\n\ntype code struct {\n\top   int\n\tnext *code\n}\n\n")
	b.WriteString("func parse(c *code) *node {\n\tvar top *node\n\tfor {\n\t\tswitch c.op {\n\t\tdefault:\n\t\t\treturn top\n")
	for i := range n {
		fmt.Fprintf(&b, "\t\tcase %d:\n\t\t\tn := &node{next: top}\n\t\t\tn.mu.Lock()\n\t\t\tc = c.next\n\t\t\tn.mu.Unlock()\n\t\t\ttop = n\n", i)
	}
	b.WriteString("\t\t}\n\t}\n}\n\nfunc use(c *code) {\n\tn := parse(c)\n\tn.mu.Lock()\n\tn.mu.Unlock()\n}\n")
	return b.String()
}

// TestObjectsOfOneFunctionEnd: of 500 objects that are made in one loop the question who
// has seen them took minutes, as it walked the blocks anew for each use of each. It is
// go test's own timeout that would tell. What they cost still grows by more than their
// number.
func TestObjectsOfOneFunctionEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses a function of 2,500 blocks")
	}
	out := analyseAlone(t, generated(t, stackMachine(500)))
	if why := out.broken(); why != "" {
		t.Error(why)
	}
	if len(out.result.Findings) > 0 {
		t.Errorf("found %v", out.result.Findings)
	}
}

// largePackages are such as no person writes.
var largePackages = []struct {
	name   string
	source func(n int) string
	n      int
	few    int  // as many as are a large component, and a few more
	cut    bool // more than is followed
}{
	{"functions in one component", clump, 10_000, 1_000, true},
	{"locks in one clique", everyUnderEvery, 2_000, 600, true},
	{"cases in one loop", interpreter, 4_000, 1_000, false},
}

// generated is the package of such a source.
func generated(t testing.TB, src string) *packages.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	p, err := source(fset, goimporter.ForCompiler(token.NewFileSet(), "source", nil), file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestLargePackagesEnd: it is said what was left out, twice the same. That they end at
// all is for go test's own timeout; TestLargePackagesGrow and
// BenchmarkLargePackages tell what they cost.
func TestLargePackagesEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses 10,000 functions")
	}
	for _, tt := range largePackages {
		t.Run(tt.name, func(t *testing.T) {
			p := generated(t, tt.source(tt.n))
			first := analyseAlone(t, p)
			t.Logf("%d findings, dropped %v, incomplete %.200q", len(first.result.Findings), first.result.Dropped, first.result.Incomplete)
			if why := first.broken(); why != "" {
				t.Error(why)
			}
			said := len(first.result.Incomplete) > 0 || slices.ContainsFunc(slices.Collect(maps.Keys(first.result.Dropped)), func(k string) bool { return strings.HasPrefix(k, "limit:") })
			if said != tt.cut {
				t.Errorf("what was cut is said: %v, want %v", said, tt.cut)
			}
			if second := analyseAlone(t, p); second.text != first.text {
				t.Error("twice, and not the same")
			}
		})
	}
}

// TestLargePackagesGrow: four times as much takes about four times the CPU, not
// sixteen, beyond the building of SSA (whose dominance frontiers grow as the square of a
// switch in a loop). CPU of the process and a ratio within one run, so that a busy or
// slow machine does not matter.
func TestLargePackagesGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses thousands of functions")
	}
	for _, tt := range largePackages {
		t.Run(tt.name, func(t *testing.T) {
			quarter, whole := generated(t, tt.source(tt.few)), generated(t, tt.source(4*tt.few))
			ours := func(p *packages.Package) time.Duration {
				return cpu(t, func() { analyseAlone(t, p) }) - cpu(t, func() { buildAlone(t, p) })
			}
			before, after := ours(quarter), ours(whole)
			ratio := after.Seconds() / before.Seconds()
			t.Logf("%v, then %v: %.1f x", before, after, ratio)
			if ratio > 10 {
				t.Errorf("%.1f x the CPU for 4 x the package", ratio)
			}
		})
	}
}

// BenchmarkLargePackages compares the engine with the building of SSA alone.
func BenchmarkLargePackages(b *testing.B) {
	for _, bb := range largePackages {
		b.Run(bb.name, func(b *testing.B) {
			p := generated(b, bb.source(bb.n))
			var floor, all time.Duration
			for b.Loop() {
				floor += cpu(b, func() { buildAlone(b, p) })
				all += cpu(b, func() { analyseAlone(b, p) })
			}
			b.ReportMetric(all.Seconds()/floor.Seconds(), "x-ssa")
			b.ReportMetric(all.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

func buildAlone(t testing.TB, p *packages.Package) {
	t.Helper()
	if _, err := checker.Analyze([]*analysis.Analyzer{buildssa.Analyzer}, []*packages.Package{p}, nil); err != nil {
		t.Fatal(err)
	}
}

// cpu is the CPU time that the process takes for f, garbage of before apart.
func cpu(t testing.TB, f func()) time.Duration {
	t.Helper()
	runtime.GC()
	usage := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			t.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := usage()
	f()
	return usage() - before
}
