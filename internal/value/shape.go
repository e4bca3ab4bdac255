package value

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// Shapes are invariants of objects, shown by the functions that build them:
//
//	s.cond.L is &s.mu         (one field, or a field of a field)
//	s.child.parent is s       (a back pointer)
//	s.onClose is a closure over s
//
// A path that matches a rule is rewritten to what it is. Two functions that
// disagree make the rule void. Source: Infer drops this$0 the same way. May
// report falsely, when an object is later rebuilt; lowers confidence.
type Shapes struct {
	rules map[string][]*rule // by the first step of the pattern
	vars  map[*ssa.Global][]*ssa.Store
}

type rule struct {
	pattern []string
	what    identity.Val // rooted at Self
	void    bool
}

// NewShapes returns no shapes.
func NewShapes() *Shapes { return &Shapes{rules: make(map[string][]*rule)} }

// Variables are the stores of the functions to package variables, found once.
func (s *Shapes) Variables(funcs []*ssa.Function) map[*ssa.Global][]*ssa.Store {
	if s.vars != nil {
		return s.vars
	}
	s.vars = make(map[*ssa.Global][]*ssa.Store)
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					if g, ok := st.Addr.(*ssa.Global); ok {
						s.vars[g] = append(s.vars[g], st)
					}
				}
			}
		}
	}
	return s.vars
}

// Learn adds the rules that one function's flows show.
func (s *Shapes) Learn(flows []model.Flow) {
	type place struct {
		tail string
		what identity.Val
	}
	stored := make(map[identity.Path][]place) // by object
	for _, f := range flows {
		if object, tail := cutTail(f.To); object.Known() && len(stored[object]) < maxStored {
			stored[object] = append(stored[object], place{tail, f.What})
		}
	}
	for _, f := range flows {
		object, tail := cutTail(f.To)
		if !object.Known() || !ownedStep(tail) || tail == "[]" {
			continue
		}
		s.learn(object, tail, f.What)
		if f.What.Path == object {
			continue
		}
		for _, inner := range stored[f.What.Path] {
			what := inner.what
			for _, other := range stored[object] { // what the part leads to lies in the object itself, too
				if what.Path.Known() && what.Path == other.what.Path && ownedStep(other.tail) && other.tail != "[]" {
					what.Path = object.Append(other.tail + "*")
					break
				}
			}
			s.learn(object, tail+"*"+inner.tail, what)
		}
	}
}

// maxStored bounds the fields of one object that rules are learnt from.
const maxStored = 32

// cutTail splits a place into the object and the steps of its last field.
func cutTail(p identity.Path) (object identity.Path, tail string) {
	i := identity.LastField(p.Steps)
	if i < 0 {
		if p.Steps == "[]" { // an element of a map made here
			return identity.Path{Root: p.Root}, p.Steps
		}
		return identity.Path{}, ""
	}
	if !ownedStep(p.Steps[i:]) {
		// A field of a struct in a field, such as what an atomic holds.
		if j := identity.LastField(p.Steps[:i]); j >= 0 && !strings.ContainsAny(p.Steps[j:i], "*[") {
			i = j
		}
	}
	return identity.Path{Root: p.Root, Steps: p.Steps[:i]}, p.Steps[i:]
}

func ownedStep(s string) bool {
	return !strings.HasPrefix(s, ".:") && !strings.HasPrefix(s, ".!:")
}

func (s *Shapes) learn(object identity.Path, tail string, what identity.Val) {
	pattern := identity.Split(tail + "*")
	from := what.Path
	what, ok := relative(object, what)
	if !ok && !otherwise(from) || what.Path.Known() && strings.HasSuffix(tail, "]") && !strings.HasSuffix(what.Path.Steps, "]*") {
		return // that o is among the elements does not make each of them o
	}
	r := &rule{pattern: pattern, what: what, void: !ok}
	for _, old := range s.rules[r.pattern[0]] {
		if slices.EqualFunc(old.pattern, r.pattern, sameStep) {
			old.void = old.void || old.what.String() != what.String()
			return
		}
	}
	s.rules[r.pattern[0]] = append(s.rules[r.pattern[0]], r)
}

// otherwise reports whether a store of p shows that a field leads elsewhere. A
// plain parameter does not: that is for the callers to show.
func otherwise(p identity.Path) bool {
	switch p.Kind {
	case identity.Param, identity.Free:
		return p.Steps != ""
	}
	return false
}

// relative is what as seen from the object; false if it does not lead there.
func relative(object identity.Path, what identity.Val) (identity.Val, bool) {
	if len(what.Funcs) == 1 {
		f := identity.Func{Fn: what.Funcs[0].Fn}
		found := false
		for _, b := range what.Funcs[0].Binds {
			x, ok := relative(object, b)
			found = found || ok
			f.Binds = append(f.Binds, x)
		}
		return identity.Val{Funcs: []identity.Func{f}}, found
	}
	if what.Holds != nil {
		held, ok := relative(object, *what.Holds)
		return identity.Val{Holds: &held}, ok
	}
	rest, ok := what.Path.HasPrefix(object)
	if !ok || !what.Path.Known() {
		return identity.Val{}, false
	}
	self := identity.Path{Root: identity.Root{Kind: identity.Self}}
	return identity.Val{Path: self.Append(anyElement(rest)), Type: what.Type}, true
}

// anyElement leaves out which element is meant, where only this function can say.
func anyElement(steps string) string {
	if !strings.Contains(steps, "[#") && !strings.Contains(steps, "[p") {
		return steps
	}
	split := identity.Split(steps)
	for i, s := range split {
		if strings.HasPrefix(s, "[#") || strings.HasPrefix(s, "[p") {
			split[i] = "[]"
		}
	}
	return strings.Join(split, "")
}

func sameStep(a, b string) bool { return a == b || a[0] == '[' && b[0] == '[' }

// maxRewrites bounds how many rules are applied one after another: objects refer to each
// other in circles. Errs to misses.
const maxRewrites = 4

// Rewrite applies the rules to p until none fits. Shown says that one did. Of what is
// among other elements, too, only a function is told by that: of a lock the index
// tells more.
func (s *Shapes) Rewrite(p identity.Path) identity.Val {
	x := identity.Val{Path: p}
	var element *identity.Val // what it was before that
	for range maxRewrites {
		what, base, rest := s.match(x.Path)
		if what == nil {
			break
		}
		y := instance(*what, base)
		y.Shown = true
		if rest != "" {
			y.Path = y.Path.Append(rest)
		}
		if y.Funcs != nil {
			return y
		}
		if element == nil && strings.HasSuffix(x.Path.Steps, "]*") && strings.HasSuffix(y.Path.Steps, "]*") {
			before := x
			element = &before
		}
		x = y
	}
	if element != nil {
		return *element
	}
	return x
}

// Inverses are the ways from an object to another from which the steps lead
// back to it: .child* for .parent*, if s.child.parent is s. Elements are any.
func (s *Shapes) Inverses(steps string) []string {
	var out []string
	for _, rules := range s.rules {
		for _, r := range rules {
			if r.void || r.what.Path.Kind != identity.Self || r.what.Path.Steps != "" {
				continue
			}
			if there, ok := strings.CutSuffix(strings.Join(r.pattern, ""), steps); ok && strings.HasSuffix(there, "*") {
				out = append(out, there)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (s *Shapes) match(p identity.Path) (what *identity.Val, base identity.Path, rest string) {
	if len(s.rules) == 0 || !p.Known() {
		return nil, base, ""
	}
	steps := identity.Split(p.Steps)
	for i, first := range steps {
		for _, r := range s.rules[first] {
			end := i + len(r.pattern)
			if r.void || end > len(steps) || !slices.EqualFunc(r.pattern, steps[i:end], sameStep) {
				continue
			}
			if r.what.Funcs != nil && end < len(steps) {
				continue
			}
			base = identity.Path{Root: p.Root, Steps: strings.Join(steps[:i], "")}
			return &r.what, base, strings.Join(steps[end:], "")
		}
	}
	return nil, base, ""
}

// instance puts the object base for Self.
func instance(x identity.Val, base identity.Path) identity.Val {
	y := identity.Val{Type: x.Type}
	if x.Path.Kind == identity.Self {
		y.Path = base.Append(x.Path.Steps)
	}
	if x.Holds != nil {
		held := instance(*x.Holds, base)
		y.Holds = &held
	}
	for _, f := range x.Funcs {
		g := identity.Func{Fn: f.Fn}
		for _, b := range f.Binds {
			g.Binds = append(g.Binds, instance(b, base))
		}
		y.Funcs = append(y.Funcs, g)
	}
	return y
}
