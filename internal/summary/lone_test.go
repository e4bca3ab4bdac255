package summary

import "testing"

func TestLoneComesFromOneMaking(t *testing.T) {
	const types = "type U struct { mu sync.Mutex }\ntype S struct { t U }\n"
	for _, tt := range []struct {
		name, src string
		want      bool
	}{
		{"one constructor", `func New() *U { return &U{} }`, true},
		{"one, called once", `func Run() { use(newT()) }; func newT() *U { return &U{} }; func use(*U) {}`, true},
		{"one, called twice", `func Run() { use(newT()); use(newT()) }; func newT() *U { return &U{} }; func use(*U) {}`, false},
		{"one, called in a loop", `func Run() { for { use(newT()) } }; func newT() *U { return &U{} }; func use(*U) {}`, false},
		{"one in each of many goroutines", `func Run() { for { go func() { use(newT()) }() } }; func newT() *U { return &U{} }; func use(*U) {}`, true},
		{"an exported constructor that the package calls, too", `func New() *U { return &U{} }; func Run() { use(New()) }; func use(*U) {}`, false},
		{"two places", `func New() *U { return &U{} }; func Other() *U { return new(U) }`, false},
		{"in a loop", `func New() (out []*U) { for range 3 { out = append(out, &U{}) }; return out }`, false},
		{"in another object", `func New() *S { return &S{} }`, true},
		{"in two others", `func New() *S { return &S{} }; func Other() *S { return &S{} }`, false},
		{"a package variable", `var t U; func Lock() { t.mu.Lock() }`, true},
		{"elements", `func New() []U { return make([]U, 3) }`, false},
		{"elements of a type parameter", `func New[M ~map[int]U, S ~[]U]() (M, S) { return make(M), make(S, 3) }`, false},
		{"made by nobody here", `func Lock(t *U) { t.mu.Lock() }`, false},
	} {
		if got := analyze(t, types+tt.src).Lone("p.U.mu"); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
