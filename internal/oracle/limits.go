package oracle

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A Limit is a shape of programs in which the analysis is known to err, and why.
// Each has a section in docs/limits.md, and a program that shows it in the
// tests. It excuses differences in programs of its shape only, and only as many
// as its bound allows.
type Limit struct {
	Name string
	// Shape holds for programs in which the limit can matter.
	Shape func(*program.Program) bool
}

// Limits are the known ones.
var Limits = []Limit{
	{"callback", leavesFromCallback},
	{"library", hasLibrary},
}

// leavesFromCallback holds if a function that is passed to another leaves a lock
// held there, or gives one up.
func leavesFromCallback(p *program.Program) bool {
	for s := range p.Stmts() {
		if s.Calls() && s.Call.Via == program.Callback && p.Funcs[s.Call.Func].Unbalanced() {
			return true
		}
	}
	return false
}

func hasLibrary(p *program.Program) bool {
	return slices.ContainsFunc(p.Funcs, func(f program.Func) bool { return f.Library }) ||
		slices.ContainsFunc(p.Types, func(t program.Type) bool { return t.Library })
}

// limit is the name of the first limit whose shape a program has, or empty.
func limit(p *program.Program) string {
	for _, l := range Limits {
		if l.Shape(p) {
			return l.Name
		}
	}
	return ""
}
