package summary

import (
	"testing"

	"github.com/lockorder/lockorder/internal/identity"
)

func TestVariablesAreToldFromFields(t *testing.T) {
	const src = "package q\nimport \"sync\"\ntype T struct{ mu, M sync.Mutex }\nfunc (t *T) f() { var mu sync.Mutex; mu.Lock() }\nfunc g() { var mu sync.Mutex; mu.Lock() }\nvar v sync.Mutex\n"
	p := analyzeFiles(t, "example.com/p", map[string]string{"q.go": src})
	for class, want := range map[identity.Class]bool{
		"example.com/p!q.T.mu":       false,
		"example.com/p!q.T.mu.Mutex": false,
		"example.com/p!q.T.f.mu":     true,
		"example.com/p!q.g.mu":       true,
		"example.com/p!q.v":          true,
		"example.com/other.v":        false, // not known
		"example.com/p!q":            false,
		"":                           false,
	} {
		if got := p.IsVariable(class); got != want {
			t.Errorf("%s is a variable: %v", class, got)
		}
	}
}
