package engine

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/lockorder/lockorder/internal/graph"
	"github.com/lockorder/lockorder/internal/summary"
)

// tool is the name by which directives mean this program.
const tool = "lockorder"

// A directive is what a comment says: which rules are to be silent; none is all.
type directive struct {
	rules []string
	err   string // what is wrong with it
}

// parseDirective reads a comment as golangci-lint and staticcheck read theirs:
//
//	//nolint:lockorder // why
//	//lint:ignore lockorder/RULE why
//
// A list for other tools is none, and neither is //nolint alone. The reason is
// what staticcheck demands; to golangci-lint it is an option.
func parseDirective(comment string) (d directive, ok bool) {
	text, line := strings.CutPrefix(comment, "//")
	if !line {
		return d, false
	}
	if list, ok := strings.CutPrefix(strings.TrimLeft(text, " \t"), "nolint:"); ok {
		list, _, _ = strings.Cut(list, "//")
		list, _, _ = strings.Cut(strings.TrimSpace(list), " ")
		return directive{}, slices.Contains(strings.Split(list, ","), tool)
	}
	rest, isIgnore := strings.CutPrefix(text, "lint:ignore")
	if !isIgnore || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return d, false
	}
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return d, false // of no tool that we know
	}
	for _, check := range strings.Split(fields[0], ",") {
		name, rule, _ := strings.Cut(check, "/")
		if name != tool {
			continue
		}
		ok = true
		switch {
		case rule == "" || !slices.Contains(graph.Rules, rule):
			d.err = fmt.Sprintf("there is no rule %q; lint:ignore takes lockorder/%s", rule, strings.Join(graph.Rules, ", lockorder/"))
		default:
			d.rules = append(d.rules, rule)
		}
	}
	if ok && d.err == "" && len(fields) == 1 {
		d.err = "it gives no reason; write it after the rule"
	}
	return d, ok
}

// A BadDirective is one that says nothing that can be followed.
type BadDirective struct {
	At   string // importpath/base.go:line:col
	Text string // what is wrong with it
	Test bool   // in a _test.go file

	pos token.Pos
}

// Directive stands where a rule stands in what is said of directives.
const Directive = "directive"

// Message says what is wrong, in the style of a finding.
func (d BadDirective) Message() string {
	return "the directive is not followed: " + d.Text + " [" + Directive + "]"
}

// directives reads those of a package.
func directives(pass *analysis.Pass) (good []graph.Ignore, bad []BadDirective) {
	for _, f := range filesByName(pass) {
		lines := sync.OnceValue(func() func(*ast.CommentGroup, *ast.Comment) (int, int) { return coveredLines(pass.Fset, f) })
		test := strings.HasSuffix(pass.Fset.Position(f.Package).Filename, "_test.go")
		for _, group := range f.Comments {
			for _, c := range group.List {
				d, ok := parseDirective(c.Text)
				if !ok {
					continue
				}
				at := summary.Position(pass.Fset, pass.Pkg, c.Pos())
				if d.err != "" {
					bad = append(bad, BadDirective{at, d.err, test, c.Pos()})
					continue
				}
				from, to := lines()(group, c)
				good = append(good, graph.Ignore{At: at, From: from, To: to, Rules: d.rules, Package: pass.Pkg.Path(), Test: test})
			}
		}
	}
	return good, bad
}

// coveredLines says which lines a directive is about: its own, or, if it stands
// alone, the first behind its comment; if a function is declared there, all of that.
func coveredLines(fset *token.FileSet, f *ast.File) func(*ast.CommentGroup, *ast.Comment) (from, to int) {
	line := func(p token.Pos) int { return fset.Position(p).Line }
	code := make(map[int]token.Pos) // where code begins and ends, by line
	functions := make(map[int]int)  // last lines by first lines
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment, *ast.File:
			return n != nil
		case *ast.FuncDecl:
			functions[line(n.Type.Func)] = line(n.End())
		}
		for _, p := range []token.Pos{n.Pos(), n.End() - 1} {
			if old, ok := code[line(p)]; !ok || p < old {
				code[line(p)] = p
			}
		}
		return true
	})
	return func(group *ast.CommentGroup, c *ast.Comment) (from, to int) {
		at := line(c.Pos())
		if p, ok := code[at]; !ok || p > c.Pos() {
			at = line(group.End()) + 1
		}
		if last, ok := functions[at]; ok {
			return at, last
		}
		return at, at
	}
}
