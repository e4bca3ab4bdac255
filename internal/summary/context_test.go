package summary

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/ssa"
)

// function finds a function by name, or a literal in it such as F$1.
func (p *Package) function(t *testing.T, name string) *ssa.Function {
	t.Helper()
	for _, fn := range p.funcs {
		if fn.Name() == name {
			return fn
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

// gates are the locks held on every way into a function.
func (p *Package) gates(t *testing.T, name string) string {
	var out []string
	for _, g := range p.Context(p.function(t, name)).Gates {
		out = append(out, strings.ReplaceAll(g.Lock.String(), ".p.T:", ".")+" "+g.Mode.String())
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// g is entered in various ways.
const entered = "func g(x *T) { x.once.Do(func() { x.n++ }) }\n"

func TestGatesAreWhatIsHeldOnEveryWayIn(t *testing.T) {
	const held, free = "func held(x *T) { x.mu.Lock(); g(x); x.mu.Unlock() }\n", "func free(x *T) { g(x) }\n"
	for _, tt := range []struct{ name, src, fn, want string }{
		{"one caller, with it", held, "g", "p0.mu write"},
		{"one caller, without it", free, "g", ""},
		{"two callers, both with it", held + `func F(x *T) { x.mu.Lock(); g(x); x.mu.Unlock() }`, "g", "p0.mu write"},
		{"two callers, one without it", held + free, "g", ""},
		{"two callers, one with more", held + `func F(x *T) { global.Lock(); x.mu.Lock(); g(x); x.mu.Unlock(); global.Unlock() }`, "g", "p0.mu write"},
		{"one caller, that calls twice", `func F(x *T) { x.mu.Lock(); g(x); x.mu.Unlock(); g(x) }`, "g", ""},
		{"through two calls", `func h(x *T) { g(x) }; func F(x *T) { x.mu.Lock(); h(x); x.mu.Unlock() }`, "g", "p0.mu write"},
		{"through two calls, of one caller without it", `func h(x *T) { g(x) }; func F(x *T) { x.mu.Lock(); h(x); x.mu.Unlock(); h(x) }`, "g", ""},
		{"from both calls", `func h(x *T) { x.rw.RLock(); g(x); x.rw.RUnlock() }; func F(x *T) { x.mu.Lock(); h(x); x.mu.Unlock() }`, "g", "p0.mu write, p0.rw read"},
		{"released before the call", `func F(x *T) { x.mu.Lock(); x.mu.Unlock(); g(x) }`, "g", ""},
		{"taken after the call", `func F(x *T) { g(x); x.mu.Lock(); x.mu.Unlock() }`, "g", ""},
		{"released in between", `func h(x *T) { x.mu.Unlock(); g(x); x.mu.Lock() }; func F(x *T) { x.mu.Lock(); h(x); x.mu.Unlock() }`, "g", ""},
		{"released in between on some path", `func h(x *T) { if x.on { x.mu.Unlock() }; g(x) }; func F(x *T) { x.mu.Lock(); h(x) }`, "g", ""},
		{"held on some path", `func F(x *T) { if x.on { x.mu.Lock() }; g(x) }`, "g", ""},
		{"held on all paths", `func F(x *T) { if x.on { x.mu.Lock() } else { x.n++; x.mu.Lock() }; g(x) }`, "g", "p0.mu write"},
		{"held in two modes", `func F(x *T) { if x.on { x.rw.Lock() } else { x.rw.RLock() }; g(x) }`, "g", ""},
		{"deferred before the release", `func F(x *T) { x.mu.Lock(); defer x.mu.Unlock(); defer g(x) }`, "g", "p0.mu write"},
		{"deferred after the release", `func F(x *T) { x.mu.Lock(); defer g(x); defer x.mu.Unlock() }`, "g", ""},
		{"a package variable", `func F(x *T) { global.Lock(); g(x); global.Unlock() }`, "g", "p.global write"},
		{"of another object", `func F(x, y *T) { y.mu.Lock(); g(x); y.mu.Unlock() }`, "g", "class p.T.mu write"},
		{"of the object above", `func F(x *T) { x.mu.Lock(); g(x.next); x.mu.Unlock() }`, "g", "class p.T.mu write"},
		{"of the object below", `func F(x *T) { x.next.mu.Lock(); g(x); x.next.mu.Unlock() }`, "g", "p0.next*.mu write"},
		{"of different objects", held + `func F(x, y *T) { y.mu.Lock(); g(x); y.mu.Unlock() }`, "g", "class p.T.mu write"},
		{"left held by a helper", `func lock(x *T) { x.mu.Lock() }; func F(x *T) { lock(x); g(x); x.mu.Unlock() }`, "g", "p0.mu write"},
		{"exported", `func G(x *T) { g(x) }; func F(x *T) { x.mu.Lock(); G(x); x.mu.Unlock() }`, "G", ""},
		{"below one that is exported", `func G(x *T) { g(x) }; func F(x *T) { x.mu.Lock(); G(x); x.mu.Unlock() }`, "g", ""},
		{"nobody calls", ``, "g", ""},
		{"kept as a value", held + `var Kept = g`, "g", ""},
		{"returned as a value", held + `func F() func(*T) { return g }`, "g", ""},
		{"passed to one who is not known", held + `func F(f func(func(*T))) { f(g) }`, "g", ""},
		{"called by value", `func F(x *T) { f := g; x.mu.Lock(); f(x); x.mu.Unlock() }`, "g", "p0.mu write"},
		{"passed to one who calls it under the lock", `func with(x *T, f func(*T)) { x.mu.Lock(); f(x); x.mu.Unlock() }; func F(x *T) { with(x, g) }`, "g", "p0.mu write"},
		{"passed to one who calls it after the lock", `func with(x *T, f func(*T)) { x.mu.Lock(); x.mu.Unlock(); f(x) }; func F(x *T) { with(x, g) }`, "g", ""},
		{"a closure, passed to one who calls it under the lock",
			`func with(x *T, f func()) { x.mu.Lock(); f(); x.mu.Unlock() }; func F(x *T) { with(x, func() { g(x) }) }`, "F$1", "f0*.mu write"},
		{"below such a closure",
			`func with(x *T, f func()) { x.mu.Lock(); f(); x.mu.Unlock() }; func F(x *T) { with(x, func() { g(x) }) }`, "g", "p0.mu write"},
		{"spawned", held + `func F(x *T) { x.mu.Lock(); go g(x); x.mu.Unlock() }`, "g", ""},
		{"spawned only", `func F(x *T) { x.mu.Lock(); go g(x); x.mu.Unlock() }`, "g", ""},
		{"below a goroutine that takes it itself", `func F(x *T) { go func() { x.mu.Lock(); g(x); x.mu.Unlock() }() }`, "g", "p0.mu write"},
		{"calls itself", `func h(x *T) { if x.on { h(x) }; g(x) }; func F(x *T) { x.mu.Lock(); h(x); x.mu.Unlock() }`, "g", "p0.mu write"},
		{"calls itself without it", `func h(x *T) { g(x); x.mu.Unlock(); h(x); x.mu.Lock() }; func F(x *T) { x.mu.Lock(); h(x); x.mu.Unlock() }`, "g", ""},
		{"calls itself with one more of the class", `func h(x *T) { x.mu.Lock(); if x.on { h(x.next) }; g(x); x.mu.Unlock() }; func F(x, y *T) { y.mu.Lock(); h(x); y.mu.Unlock() }`, "g", "p0.mu write"},
		{"calls itself with one more of the class, seen inside", `func h(x *T) { x.rw.RLock(); if x.on { h(x.next) }; g(x); x.rw.RUnlock() }; func F(x, y *T) { y.rw.RLock(); h(x); y.rw.RUnlock() }`, "h", "class p.T.rw read"},
		{"two that call each other", `func h(x *T) { if x.on { k(x) }; g(x) }; func k(x *T) { h(x) }; func F(x *T) { x.mu.Lock(); h(x); x.mu.Unlock() }`, "g", "p0.mu write"},
		{"a method", `func (x *T) m() { g(x) }; func F(x *T) { x.mu.Lock(); x.m(); x.mu.Unlock() }`, "m", "p0.mu write"},
		{"a method that is called by an interface, too", `type I interface { m() }; func (x *T) m() { g(x) }
			func F(x *T) { x.mu.Lock(); x.m(); x.mu.Unlock() }; func G(i I) { i.m() }; func H(x *T) { G(x) }`, "m", ""},
	} {
		if got := analyze(t, entered+tt.src).gates(t, tt.fn); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

var goAt = regexp.MustCompile(` go p/[a-z_]*\.go:(\d+):\d+`)

// roots are the goroutines in which a function runs. Of a go statement it shows
// the line.
func (p *Package) roots(t *testing.T, name string) string {
	return goAt.ReplaceAllString(strings.Join(p.Context(p.function(t, name)).Roots, ", "), " go $1")
}

func TestRootsAreTheGoroutinesThatComeThere(t *testing.T) {
	for _, tt := range []struct{ name, src, fn, want string }{
		{"main", "func main() { g() }", "g", "main"},
		{"main itself", "func main() { g() }", "main", "main"},
		{"init", "func init() { g() }; func main() {}", "g", "init"},
		{"a variable", "var x = g(); func main() {}", "g", "init"},
		{"init and main", "func init() { g() }; func main() { g() }", "g", "init, main"},
		{"below main", "func f() { g() }; func main() { f(); f() }", "g", "main"},
		{"nobody", "func main() {}", "g", "*"},
		{"exported, in a program", "func F() { g() }; func main() { F() }", "g", "main"},
		{"a value that escapes", "var f any = g; func main() { g() }", "g", "*"},
		{"a variable that nobody reads", "var f = g; func main() { g() }", "g", "main"},
		{"a variable that is called", "var f = g; func main() { f() }", "g", "main"},
		{"a variable that is passed on", "var f = g; func call(any) {}; func main() { call(f) }", "g", "*"},
		{"a field that is called", "type T struct { f func() int }; var x = T{g}; func main() { x.f() }", "g", "main"},
		{"a field that is passed on", "type T struct { f func() int }; var x = T{g}; func call(any) {}; func main() { call(x.f) }", "g", "*"},
		{"a variable that a closure captures and calls", "func main() { f := g; func() { f() }() }", "g", "main"},
		{"a value that is called", "func main() { f := g; f() }", "g", "main"},
		{"passed to one who calls it", "func call(f func() int) { f() }; func main() { call(g) }", "g", "main"},
		{"deferred", "func main() { defer g() }", "g", "main"},
		{"started once", "func main() {\n go g()\n}", "g", "main go 5"},
		{"started once, in a closure", "func main() {\n go func() { g() }()\n}", "g", "main go 5"},
		{"started at two places", "func main() {\n go g()\n go g()\n}", "g", "main go 5, main go 6"},
		{"started, and called", "func main() {\n go g()\n g()\n}", "g", "main, main go 5"},
		{"started by init", "func init() {\n go g()\n}\nfunc main() {}", "g", "init go 5"},
		{"started in a loop", "func main() { for range 3 { go g() } }", "g", "*"},
		{"started in a loop of calls", "func f() { go g() }; func main() { for range 3 { f() } }", "g", "*"},
		{"started by a function that is called once", "func main() { f(); g() }\nfunc f() { go g() }", "g", "main, main go 5"},
		{"started by a function that is called twice", "func f() { go g() }; func main() { f(); f() }", "g", "*"},
		{"started by a function that anybody calls", "func f() { go g() }; var h any = f; func main() { f() }", "g", "*"},
		{"started by a function that calls itself", "func f(n int) { go g(); if n > 0 { f(n-1) } }; func main() { f(1) }", "g", "*"},
		{"started by a goroutine", "func main() {\n go func() {\n  go g()\n  g()\n }()\n}", "g", "main go 5, main go 6"},
		{"started by one of many goroutines", "func main() { for range 3 { go func() { go g() }() } }", "g", "*"},
		{"started after a loop", "func main() {\n for range 3 { n++ }\n go g()\n}", "g", "main go 6"},
		{"started on one of two branches", "func main() {\n if n > 0 { go g() } else { g() }\n}", "g", "main, main go 5"},
		{"too many to tell", "func main() {" + strings.Repeat("\n go g()", maxRoots+1) + "\n}", "g", "*"},
		{"as many as can be told", "func main() {" + strings.Repeat("\n go g()", maxRoots) + "\n}", "g", "main go 10, main go 5, main go 6, main go 7, main go 8, main go 9"},
	} {
		p := analyzeFiles(t, "p", map[string]string{"p.go": "package main\nimport \"sync\"\nvar (mu sync.Mutex; n int); func g() int { mu.Lock(); defer mu.Unlock(); return n }\n" + tt.src})
		if got := p.roots(t, tt.fn); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, tt := range []struct{ name, src, fn, want string }{
		{"a library's function", "func F(x *T) { g(x) }", "g", "callers"},
		{"a library's function, also started", "func F(x *T) { g(x) }; func init() { go F(nil) }", "g", "callers"},
		{"a library's function, also started by each caller", "func F(x *T) { g(x) }; func G(x *T) { go F(x) }", "g", "*"},
		{"a library's function, passed on", "func F(x *T) { g(x) }; func call(any) {}; func init() { call(F) }", "g", "*"},
		{"a method behind an interface of the package", "type I interface{ M() }; func (x *T) M() { g(x) }; func F() I { return new(T) }", "g", "callers"},
		{"a method behind another's interface", "func (x *T) Lock() { g(x) }; func (x *T) Unlock() {}; func F() sync.Locker { return new(T) }", "g", "*"},
		{"a type behind an interface that has no such method", "func (x *T) M() { g(x) }; func F() any { return new(T) }", "g", "callers"},
		{"a library's init", "var shared T; func init() { g(&shared) }", "g", "init"},
		{"a library's main is none", "func main(x *T) { g(x) }", "g", "*"},
	} {
		if got := analyze(t, entered+tt.src).roots(t, tt.fn); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// tests are so many tests that call G.
func tests(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "func Test%d(t *testing.T) { G() }\n", i)
	}
	return b.String()
}

func TestRootsOfTests(t *testing.T) {
	for _, tt := range []struct{ name, src, fn, want string }{
		{"a test", "func TestA(t *testing.T) { g() }", "g", "test p.TestA"},
		{"two tests", "func TestA(t *testing.T) { g() }; func TestB(t *testing.T) { g() }", "g", "test p.TestA, test p.TestB"},
		{"benchmark, example, fuzz test", "func BenchmarkA(b *testing.B) { g() }; func ExampleA() { g() }; func FuzzA(f *testing.F) { g() }", "g",
			"test p.BenchmarkA, test p.ExampleA, test p.FuzzA"},
		{"a parallel test", "func TestA(t *testing.T) { t.Parallel(); g() }", "g", "tests in parallel"},
		{"parallel by a helper", "func setup(t *testing.T) { t.Helper(); t.Parallel() }; func TestA(t *testing.T) { setup(t); g() }", "g", "tests in parallel"},
		{"a subtest", `func TestA(t *testing.T) { t.Run("x", func(t *testing.T) { g() }) }`, "g", "test p.TestA"},
		{"a parallel subtest", `func TestA(t *testing.T) { t.Run("x", func(t *testing.T) { t.Parallel(); g() }) }`, "g", "test p.TestA, tests in parallel"},
		{"a subtest of a parallel test", `func TestA(t *testing.T) { t.Parallel(); t.Run("x", func(t *testing.T) { g() }) }`, "g", "tests in parallel"},
		{"a goroutine of a test", "func TestA(t *testing.T) {\n go g()\n}", "g", "test p.TestA go 5"},
		{"a goroutine of a parallel test", "func TestA(t *testing.T) { t.Parallel(); go g() }", "g", "*"},
		{"of the package and a test", "func TestA(t *testing.T) { G() }", "G", "callers, test p.TestA"},
		{"of the package and too many tests", tests(maxRoots), "G", "callers, test *"},
		{"as many tests as can be told beside it", tests(maxRoots - 2), "G", "callers, test p.Test0, test p.Test1, test p.Test2, test p.Test3"},
		{"an exported helper", "func Help() { g() }; func TestA(t *testing.T) { Help() }", "g", "test p.TestA"},
		{"a method called like a test", "type s struct{}; func (s) TestA(t *testing.T) { g() }; func TestB(t *testing.T) { s{}.TestA(t) }", "g", "test p.TestB"},
	} {
		p := analyzeFiles(t, "p", map[string]string{
			"p.go":      "package p\nimport \"sync\"\nvar mu sync.Mutex\nfunc g() { mu.Lock(); mu.Unlock() }\nfunc G() { mu.Lock(); mu.Unlock() }",
			"p_test.go": "package p\nimport \"testing\"\n\n" + tt.src,
		})
		if got := p.roots(t, tt.fn); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		for _, fn := range p.funcs {
			if want := fn.Name() != "g" && fn.Name() != "G" && fn.Synthetic == "" && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "p"; want && p.InTestFile(fn) != want {
				t.Errorf("%s: that %s is in a test file is %v", tt.name, fn, p.InTestFile(fn))
			}
		}
	}
}

func TestContextsAreTheSameEachTime(t *testing.T) {
	const src = entered + `func h(x *T) { if x.on { k(x) }; g(x) }
		func k(x *T) { x.rw.RLock(); h(x.next); g(x); x.rw.RUnlock() }
		func l(x *T) { global.Lock(); k(x); global.Unlock() }
		func F(x, y *T) { x.mu.Lock(); h(y); l(x); x.mu.Unlock() }`
	all := func() string {
		p := analyze(t, src)
		var out []string
		for _, fn := range p.funcs {
			out = append(out, fmt.Sprintln(fn, p.gates(t, fn.Name()), p.Context(fn).Roots))
		}
		return strings.Join(out, "")
	}
	want := all()
	for range 10 {
		if diff := cmp.Diff(want, all()); diff != "" {
			t.Fatalf("-first +again:\n%s", diff)
		}
	}
}
