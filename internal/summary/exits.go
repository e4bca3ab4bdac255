package summary

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// exits are the ways in which the function returns. Those that differ in what
// they hold and give up, or in when they are taken, are kept apart; if they are
// too many, or recursion must end, those that hold the same and tell the same
// of the results become one, then those that hold the same, then all. What is
// known on all that become one is known of it: joining errs to reports.
func (p *Package) exits(fn *ssa.Function, in []flow.Exit, x exporter) []model.Exit {
	var out []model.Exit
	for _, e := range in {
		out = append(out, model.Exit{Held: x.held(p.lasting(fn, e.Held, x)), Released: x.locks(e.Released), When: x.literals(exportLiterals(e.Entry)), Then: p.exitLiterals(fn, e, x)})
	}
	if isLoopBody(fn) {
		// What it tells is where the loop goes on.
		return sortExits(group(out, func(e model.Exit) string { return exitText(e) + identity.Texts(e.Then) }))
	}
	if !x.wide {
		out = simplify(group(out, func(e model.Exit) string { return exitText(e) + sortedTexts(e.When) }))
	}
	if x.wide || len(out) > maxExits {
		out = group(out, func(e model.Exit) string { return exitText(e) + sortedTexts(e.Then) })
	}
	if x.wide || len(out) > maxExits {
		out = group(out, exitText)
	}
	if len(out) > maxExits {
		out = []model.Exit{intersect(out)}
	}
	return sortExits(out)
}

// lasting are locks left held, each by the place where the caller finds it.
func (p *Package) lasting(fn *ssa.Function, held []model.Held, x exporter) []model.Held {
	r := p.resolver(fn)
	return identity.Map(held, func(h model.Held) model.Held {
		if q := x.path(h.Path); q.Kind == identity.Value {
			if at := r.Lasting(q.Ref); at.Exportable() {
				h.Path = at.Append(q.Steps)
			}
		}
		return h
	})
}

func sortExits(out []model.Exit) []model.Exit {
	slices.SortFunc(out, func(a, b model.Exit) int {
		return cmp.Or(cmp.Compare(exitText(a), exitText(b)), cmp.Compare(identity.Texts(a.When), identity.Texts(b.When)))
	})
	return out
}

// group makes one exit of those with the same key.
func group(in []model.Exit, key func(model.Exit) string) []model.Exit {
	var out []model.Exit
	index := make(map[string]int)
	for _, e := range in {
		k := key(e)
		i, ok := index[k]
		if !ok {
			index[k] = len(out)
			out = append(out, e)
			continue
		}
		out[i].When = identity.Common(out[i].When, e.When)
		out[i].Then = identity.Common(out[i].Then, e.Then)
	}
	return out
}

// simplify makes one exit of two that do the same, and of which one is taken
// if a literal holds and the other if not, or one is taken whenever the other
// is.
func simplify(in []model.Exit) []model.Exit {
	out := slices.Clone(in)
	for i := 0; i < len(out); i++ {
		for j := i + 1; j < len(out); j++ {
			if one, ok := merge(out[i], out[j]); ok {
				out[i] = one
				out = slices.Delete(out, j, j+1)
				i, j = -1, len(out)
			}
		}
	}
	return out
}

func merge(a, b model.Exit) (model.Exit, bool) {
	if !keepAlike(a, b) {
		return a, false
	}
	switch {
	case identity.Subset(a.When, b.When) && identity.Subset(a.Then, b.Then):
		return a, true
	case identity.Subset(b.When, a.When) && identity.Subset(b.Then, a.Then):
		return b, true
	case len(a.When) != len(b.When) || sortedTexts(a.Then) != sortedTexts(b.Then):
		return a, false
	}
	both := identity.Common(a.When, b.When)
	if len(both) != len(a.When)-1 {
		return a, false
	}
	other := func(l identity.Literal) bool { return !slices.Contains(both, l) }
	l, m := a.When[slices.IndexFunc(a.When, other)], b.When[slices.IndexFunc(b.When, other)]
	a.When = both
	return a, l == m.Not()
}

// sortedTexts are the texts of literals, whatever their order.
func sortedTexts(in []identity.Literal) string {
	texts := make([]string, 0, len(in))
	for _, l := range in {
		texts = append(texts, l.String())
	}
	slices.Sort(texts)
	return strings.Join(texts, ";")
}

// keepAlike reports whether two exits hold the same, and give up the same.
func keepAlike(a, b model.Exit) bool {
	if len(a.Held) != len(b.Held) || len(a.Released) != len(b.Released) {
		return false
	}
	return len(a.Held)+len(a.Released) == 0 || exitText(a) == exitText(b)
}

// exitText is equal for exits that keep alike.
func exitText(e model.Exit) string {
	if len(e.Held)+len(e.Released) == 0 {
		return "|"
	}
	return string(identity.AppendTexts(append(appendHeld(nil, e.Held), '|'), e.Released))
}

func appendHeld(b []byte, held []model.Held) []byte {
	for _, h := range held {
		b = append(strconv.AppendInt(append(h.Lock.AppendTo(b), '/'), int64(h.Mode), 10), ';')
	}
	return b
}

// intersect is one exit for many: what all hold, what any gives up.
func intersect(exits []model.Exit) model.Exit {
	one := model.Exit{Held: exits[0].Held}
	for _, e := range exits {
		one.Held = model.CommonHeld(one.Held, e.Held)
		one.Released = identity.Union(one.Released, e.Released)
	}
	return one
}

func exportLiterals(in []identity.Literal) []identity.Literal {
	return slices.DeleteFunc(slices.Clone(in), func(l identity.Literal) bool { return !l.Subject.Exportable() })
}

// exitLiterals is what a caller can know on a return: of what was stored in
// parameters, and of the results.
func (p *Package) exitLiterals(fn *ssa.Function, e flow.Exit, x exporter) []identity.Literal {
	var out []identity.Literal
	for _, l := range e.Known {
		stored := l.Subject.Exportable() && slices.Contains(e.Stored, l.Subject)
		l.Subject = x.path(l.Subject)
		stored = stored || l.Const == identity.Done && !l.Negated && l.Subject.Exportable() && !x.long(l.Subject)
		if stored || l.Subject.Kind == identity.Result && l.Subject.Steps != "" {
			out = append(out, l)
		}
	}
	r := p.resolver(fn)
	for i, v := range e.Return.Results {
		subject := identity.Path{Root: identity.Root{Kind: identity.Result, Index: i}}
		out = append(out, p.newObject(fn, subject, v)...)
		if l, ok := r.Fact(subject, v); ok {
			out = append(out, l)
			continue
		}
		for _, l := range e.Known {
			rest, ok := l.Subject.HasPrefix(r.Subject(v))
			// Of its fields, what is not known of them as the object's already.
			if ok && (rest == "" || rest[0] == '.' && l.Subject.Root != r.Val(v).Path.Root) {
				l.Subject = subject.Append(rest)
				out = append(out, l)
			}
		}
	}
	return out
}

// newObject is what is known of an object made here, as a result: its flags,
// and that the parameters it points to are not nil (constructed: an object that
// a constructor ties to its owner has an owner). May miss.
func (p *Package) newObject(fn *ssa.Function, result identity.Path, v ssa.Value) []identity.Literal {
	r := p.resolver(fn)
	out := r.Flags(result, v)
	object := r.Val(v).Path
	if !object.Known() {
		return out
	}
	for _, k := range p.outlines[fn].keepings {
		field, ok := k.to.HasPrefix(object)
		if !ok || identity.CountSteps(field) != 1 {
			continue
		}
		l := identity.NotNil(result.Append(field + "*"))
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}
