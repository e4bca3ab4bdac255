package graph

import (
	"cmp"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
)

// An Ignore is a directive in the source: findings that lead through its lines are
// not to be reported. It holds wherever the rest of the finding is, in packages that
// import this one, too.
type Ignore struct {
	At       string   // where the directive is: importpath/base.go:line:col
	From, To int      // lines of its file, inclusive
	Rules    []string // none is all
	Package  string   // import path
	Test     bool     // in a _test.go file
}

// file is the file of the directive.
func (i *Ignore) file() string {
	file, _, _ := CutPosition(i.At)
	return file
}

func compareIgnores(a, b Ignore) int {
	return cmp.Or(ComparePositions(a.At, b.At), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// mergeIgnores are the directives of all lists, each once, in order.
func mergeIgnores(lists ...[]Ignore) []Ignore {
	out := slices.Concat(lists...)
	slices.SortFunc(out, compareIgnores)
	return slices.CompactFunc(out, func(a, b Ignore) bool { return compareIgnores(a, b) == 0 })
}

// ignored drops candidates that lead through a line with a directive. It comes
// last: what it drops would be reported otherwise, and the directive is of use.
func (s *search) ignored(c *candidate) bool {
	drops := false
	for _, e := range c.edges {
		for _, w := range []*identity.Witness{e.From.Witness, e.To.Witness} {
			for ; w != nil; w = w.Next {
				drops = s.ignoredAt(w.Pos, c.rule) || drops
			}
		}
	}
	return drops
}

// ignoredAt notes the directives for a rule that a position is under.
func (s *search) ignoredAt(pos, rule string) bool {
	if len(s.Ignores) == 0 {
		return false
	}
	file, line, _ := CutPosition(pos)
	drops := false
	for _, i := range s.ignores[file] {
		if i.From <= line && line <= i.To && (len(i.Rules) == 0 || slices.Contains(i.Rules, rule)) {
			s.Used[i.At] = true
			drops = true
		}
	}
	return drops
}
