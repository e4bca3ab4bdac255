package summary

import (
	"strings"
	"testing"
)

func TestParameterIsTheVariableThatAllCallersPass(t *testing.T) {
	const g = "; func g(a *T) { a.mu.Lock(); a.mu.Unlock() }"
	for _, tt := range []struct{ name, src, want string }{
		{"one variable", "func main() { g(&x); g(&x) }" + g, "x"},
		{"what a variable points to", "var ptr = &x; func main() { g(ptr) }" + g, "ptr*"},
		{"two variables", "func main() { g(&x); g(&y) }" + g, ""},
		{"a variable, and something else", "func main() { g(&x); g(new(T)) }" + g, ""},
		{"in a goroutine", "func main() { go g(&x); defer g(&x) }" + g, "x"},
		{"through another", "func h(a *T) { g(a) }; func main() { h(&x) }" + g, "x"},
		{"through two others that differ", "func h(a *T) { g(a) }; func k(a *T) { g(a) }; func main() { h(&x); k(&y) }" + g, ""},
		{"calls itself", "func main() { g(&x) }; func g(a *T) { a.mu.Lock(); a.mu.Unlock(); g(a) }", "x"},
		{"as the receiver", "func main() { x.g() }; func (a *T) g() { a.mu.Lock(); a.mu.Unlock() }", "x"},
		{"as the receiver of a method value", "func main() { f := x.g; f() }; func (a *T) g() { a.mu.Lock(); a.mu.Unlock() }", "x"},
		{"by an interface, too", "type I interface { g() }; func main() { x.g(); I(&y).g() }; func (a *T) g() { a.mu.Lock(); a.mu.Unlock() }", ""},
		{"kept as a value", "var f any = g; func main() { g(&x) }" + g, ""},
		{"nobody calls", "func main() {}" + g, ""},
	} {
		p := analyzeFiles(t, "p", map[string]string{"p.go": "package main\nimport \"sync\"\ntype T struct { mu sync.Mutex; n int }; var x, y T\n" + tt.src})
		name := "g"
		if strings.Contains(tt.src, "(a *T) g()") {
			name = "(*T).g"
		}
		got := ""
		for fn, s := range p.summaries {
			if fn.RelString(p.pkg.Pkg) == name && len(s.Acquires) > 0 {
				got = s.Acquires[0].Lock.Path.String()
			}
		}
		want := "p0.p!main.T:mu"
		if tt.want != "" {
			want = "p!main." + tt.want + ".p!main.T:mu"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", tt.name, got, want)
		}
	}
}

func TestParameterOfAFunctionVariable(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"called by its name", "var f = func(a *T) { a.mu.Lock(); a.mu.Unlock() }; func main() { f(&x) }", "p!main.x.p!main.T:mu"},
		{"set again", "var f = func(a *T) { a.mu.Lock(); a.mu.Unlock() }; func main() { f(&x); f = nil }", "p0.p!main.T:mu"},
		{"passed on", "var f = func(a *T) { a.mu.Lock(); a.mu.Unlock() }; var kept any; func main() { f(&x); kept = f }", "p0.p!main.T:mu"},
	} {
		p := analyzeFiles(t, "p", map[string]string{"p.go": "package main\nimport \"sync\"\ntype T struct { mu sync.Mutex; n int }; var x, y T\n" + tt.src})
		got := ""
		for fn, s := range p.summaries {
			if strings.HasPrefix(fn.Name(), "init$") && len(s.Acquires) > 0 {
				got = s.Acquires[0].Lock.Path.String()
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
