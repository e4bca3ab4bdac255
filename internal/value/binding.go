package value

import (
	"cmp"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// A Binding gives the values that stand for a callee's roots in its caller.
type Binding struct {
	Params []identity.Val
	Free   []identity.Val
	Result func(i int) identity.Val
	// Late are the fields that function literals of the callee store to: what it tells
	// to be there is what they leave.
	Late map[string]bool
}

func (b Binding) root(p identity.Root) identity.Val {
	switch {
	case p.Kind == identity.Param && p.Index < len(b.Params):
		return b.Params[p.Index]
	case p.Kind == identity.Free && p.Index < len(b.Free):
		return b.Free[p.Index]
	case p.Kind == identity.Result && b.Result != nil:
		return b.Result(p.Index)
	case p.Kind == identity.Global:
		return path(identity.Path{Root: p})
	}
	return identity.Val{}
}

// Walk takes steps from x.
func (r *Resolver) Walk(x identity.Val, steps string) identity.Val { return r.walk(x, steps, nil) }

// walk takes steps from x; what is in the late fields is not what was stored here.
func (r *Resolver) walk(x identity.Val, steps string, late map[string]bool) identity.Val {
	last := ""
	for _, s := range identity.EachStep(steps) {
		if s != "*" || late[last] {
			x, last = path(x.Path.Append(s)), s
			continue
		}
		last = s
		if x.Holds != nil {
			x = *x.Holds
			continue
		}
		y, n := r.content(x.Path, nil)
		switch {
		case n == 1:
			x = y
		case n > 1:
			return identity.Val{}
		default:
			x = path(x.Path.Load())
		}
	}
	return x
}

// PathOf is p, a path of a callee, in this function's terms.
func (r *Resolver) PathOf(p identity.Path, b Binding) identity.Val {
	if !strings.Contains(p.Steps, "[p") {
		return r.walk(b.root(p.Root), p.Steps, b.Late)
	}
	steps := identity.Split(p.Steps)
	for i, s := range steps {
		if n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(s, "[p"), "]")); err == nil && n < len(b.Params) {
			steps[i] = "[" + keyOf(b.Params[n]) + "]"
		}
	}
	return r.walk(b.root(p.Root), strings.Join(steps, ""), b.Late)
}

// SubjectOf is p, a place that a callee knows something of, in our terms.
func (r *Resolver) SubjectOf(p identity.Path, b Binding) identity.Path {
	root := b.root(p.Root)
	steps, loaded := strings.CutSuffix(p.Steps, "*")
	switch {
	case p.Steps == "" && root.Subject.Known():
		return root.Subject
	case p.Steps == "*" && root.Path.Known():
		return r.subjectAt(root.Path)
	case p.Steps == "*" && root.Holds != nil:
		return root.Holds.Path
	case !loaded:
		return r.PathOf(p, b).Path
	}
	p.Steps = steps
	return r.PathOf(p, b).Path.Load()
}

// Compares says whether a callee's literal that compares two parameters holds, as far as
// what they stand for tells: two constants, one place, or two variables.
func (b Binding) Compares(l identity.Literal) (holds, known bool) {
	i, ok := l.Other()
	if !ok || l.Subject.Kind != identity.Param {
		return false, false
	}
	x, y := b.root(l.Subject.Root), b.root(identity.Root{Kind: identity.Param, Index: i})
	p, q := cmp.Or(x.Path, x.Subject), cmp.Or(y.Path, y.Subject)
	switch {
	case x.Const != "" && y.Const != "":
		return (x.Const == y.Const) != l.Negated, true
	case p.Unique() && p == q:
		return !l.Negated, true
	case p.Kind == identity.Local && q.Kind == identity.Local && p.Steps == "" && q.Steps == "":
		return l.Negated, true
	}
	return false, false
}

// Other is a comparison of two parameters of a callee in its caller's terms, if these
// are parameters, too.
func (b Binding) Other(l identity.Literal) identity.Literal {
	i, _ := l.Other()
	x, y := b.root(l.Subject.Root).Path, b.root(identity.Root{Kind: identity.Param, Index: i}).Path
	if x.Kind != identity.Param || y.Kind != identity.Param || x.Steps != "" || y.Steps != "" {
		return identity.Literal{}
	}
	return identity.Compare(x, y.Index, l.Negated)
}

// LiteralOf is a callee's literal in our terms: what is said of an argument !x is
// the contrary of what is said of x.
func (r *Resolver) LiteralOf(l identity.Literal, b Binding) identity.Literal {
	if _, ok := l.Other(); ok {
		return b.Other(l)
	}
	l.Subject = r.SubjectOf(l.Subject, b)
	not, ok := l.Subject.Ref.(*ssa.UnOp)
	if !ok || not.Op != token.NOT || l.Subject.Kind != identity.Value || l.Subject.Steps != "" {
		return l
	}
	switch x := r.Literal(not); {
	case l.Const == "true" && !l.Negated:
		return x
	case l.Const == "false" && !l.Negated:
		return x.Not()
	}
	return l
}

// keyOf is an argument as an index.
func keyOf(x identity.Val) string {
	switch {
	case x.Const != "":
		return x.Const
	case x.Path.Kind == identity.Param && x.Path.Steps == "":
		return paramKey(x.Path.Index)
	case x.Path.Kind == identity.Value && x.Path.Steps == "":
		return "#" + x.Path.Ref.Name()
	}
	return ""
}

// Instance is v, a value of a callee, in this function's terms.
func (r *Resolver) Instance(v identity.Val, b Binding) identity.Val {
	return r.instance(v, b, 0)
}

// maxNesting bounds closures over closures over ... Errs to misses.
const maxNesting = 4

func (r *Resolver) instance(v identity.Val, b Binding, depth int) identity.Val {
	out := identity.Val{Const: v.Const, Type: v.Type}
	if depth > maxNesting {
		return out
	}
	if v.Path.Known() {
		out = r.PathOf(v.Path, b)
		if out.Type == nil {
			out.Type = v.Type
		}
	}
	if v.Holds != nil {
		held := r.instance(*v.Holds, b, depth+1)
		out.Holds = &held
	}
	for _, f := range v.Funcs {
		g := identity.Func{Fn: f.Fn}
		for _, x := range f.Binds {
			g.Binds = append(g.Binds, r.instance(x, b, depth+1))
		}
		out.Funcs = append(out.Funcs, g)
	}
	return out
}
