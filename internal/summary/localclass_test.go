package summary

import "testing"

// TestClassesOfLocals: a local of a method has the type's name, not its path, in the
// class, also if the path has dots.
func TestClassesOfLocals(t *testing.T) {
	const src = "package p\nimport \"sync\"\ntype T struct{}\nfunc (t *T) f() {\n\tvar a, b sync.Mutex\n\tgo func() { b.Lock(); a.Lock() }()\n\ta.Lock()\n\tb.Lock()\n}\n"
	for _, e := range analyzeFiles(t, "example.com/p", map[string]string{"p.go": src}).Edges {
		if e.From.Class == "example.com/p.T.f.a" && e.To.Lock.Class == "example.com/p.T.f.b" {
			return
		}
		t.Log(e.From.Class, e.To.Lock.Class)
	}
	t.Error("no edge from a to b")
}
