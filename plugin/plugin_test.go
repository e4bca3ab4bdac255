package plugin_test

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/plugin"
)

// TestSettings reads settings as golangci-lint hands them over. What they do is
// tested with golangci-lint itself, in internal/integration.
func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings any
		rules    []string // or
		err      string
	}{
		{"none", nil, graph.Rules, ""},
		{"empty", map[string]any{}, graph.Rules, ""},
		{"no rules", map[string]any{"rules": []any{}, "confidence": "high"}, graph.Rules, ""},
		{"one rule, twice", map[string]any{"rules": []any{"inversion", "inversion"}}, []string{"inversion"}, ""},
		{"unknown rule", map[string]any{"rules": []any{"order"}}, nil, `reading settings: no rule "order", there are ` + strings.Join(graph.Rules, ", ")},
		{"unknown confidence", map[string]any{"confidence": "sure"}, nil, `reading settings: confidence is low, medium or high, not "sure"`},
		{"a lock type", map[string]any{"locks": []any{"p.T:Grab,Drop", "p.U:Enter,Leave"}}, graph.Rules, ""},
		{"no lock type", map[string]any{"locks": []any{"p.T"}}, nil, `reading settings: lock: a lock is importpath.Type:Lock,Unlock[,RLock,RUnlock,TryLock], not "p.T"`},
		{"unknown setting", map[string]any{"level": "high"}, nil, `reading settings: decoding settings: json: unknown field "level"`},
	} {
		linter, err := plugin.New(tt.settings)
		if tt.err != "" {
			if err == nil || err.Error() != tt.err {
				t.Errorf("%s: error %v, want %s", tt.name, err, tt.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if mode := linter.GetLoadMode(); mode != register.LoadModeTypesInfo {
			t.Errorf("%s: load mode %s", tt.name, mode)
		}
		analyzers, err := linter.BuildAnalyzers()
		if err != nil || len(analyzers) != len(tt.rules) {
			t.Errorf("%s: %d analyzers, error %v", tt.name, len(analyzers), err)
			continue
		}
		for i, a := range analyzers {
			if a.Name != tt.rules[i] {
				t.Errorf("%s: %s, want %s", tt.name, a.Name, tt.rules[i])
			}
		}
	}
}

func TestRegistered(t *testing.T) {
	if _, err := register.GetPlugin("lockorder"); err != nil {
		t.Error(err)
	}
}
