package summary

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A binding is what stands for the roots of one callee at one call. A summary names few
// places, and the same conditions, many times: each is put in our terms once.
type binding struct {
	value.Binding
	places     map[identity.Path]place
	conditions map[listKey]conditions
}

// A listKey is equal for one list of literals that is shared.
type listKey struct {
	first *identity.Literal
	n     int
}

func keyOfList(in []identity.Literal) listKey { return listKey{&in[0], len(in)} }

// A place is where a lock lies, in our terms; unknown if we have no name for it.
type place struct {
	path  identity.Path
	class identity.Class
	shown bool
	read  bool // the read side is meant
}

// Conditions are a list of literals in our terms.
type conditions struct {
	out      []identity.Literal
	possible bool
}

// place is where a lock of the callee lies.
func (c composer) place(p identity.Path, b *binding) place {
	at, ok := b.places[p]
	if ok {
		return at
	}
	if x := c.shapes.Rewrite(c.r.PathOf(p, b.Binding).Path); x.Path.Known() {
		at.path, at.shown = x.Path, x.Shown
		at.path.Steps, at.read = strings.CutSuffix(at.path.Steps, identity.ReadSide)
		at.class = c.r.ClassOf(at.path)
	}
	if b.places == nil {
		b.places = make(map[identity.Path]place)
	}
	b.places[p] = at
	return at
}

// lock is a callee's lock in our terms. If its path is lost, its class stays.
func (c composer) lock(l identity.Lock, m identity.Mode, b *binding) (identity.Lock, identity.Mode) {
	if !l.Path.Known() {
		return c.madeByCall(l), m
	}
	at := c.place(l.Path, b)
	if !at.path.Known() {
		return l.LostFrom(c.lostThrough(l)), m
	}
	l.Shown = l.Shown || at.shown
	l.Path = at.path
	if l.Kind == identity.Call {
		return l, m // the place has its class by itself
	}
	if at.read {
		m = identity.Read
	}
	l.Class = at.class
	return l, m
}

// madeByCall says of what a callee makes for itself, and waits for, by which call of ours
// it is made (call strings, of one call): another call makes another. Errs to misses where
// the callee passes it on otherwise than by fields.
func (c composer) madeByCall(l identity.Lock) identity.Lock {
	call, ok := c.call.(*ssa.Call)
	if !ok || !l.Kind.Waits() || l.In == "" {
		return l
	}
	if through := l.Through(); through.IsObject() {
		return l.LostFrom(through.MadeBy(identity.ObjectIn(c.r.Fn.String(), call.Name())))
	}
	return l
}

func (c composer) locks(in []identity.Lock, b *binding) []identity.Lock {
	return identity.Map(in, func(l identity.Lock) identity.Lock {
		l, m := c.lock(l, identity.Write, b)
		l.Read = l.Read || m == identity.Read
		return l
	})
}

func (c composer) held(in []model.Held, b *binding) []model.Held {
	return identity.Map(in, func(h model.Held) model.Held {
		h.Lock, h.Mode = c.lock(h.Lock, h.Mode, b)
		return h
	})
}

// literals restates conditions; false if an argument contradicts one, or if two
// places are one here of which they say the contrary. What the arguments fulfil,
// and what we cannot express, is left out.
func (c composer) literals(in []identity.Literal, b *binding) (out []identity.Literal, possible bool) {
	if len(in) == 0 {
		return nil, true
	}
	key := keyOfList(in)
	known, ok := b.conditions[key]
	if !ok {
		known.out, known.possible = c.restate(in, b.Binding)
		if b.conditions == nil {
			b.conditions = make(map[listKey]conditions)
		}
		b.conditions[key] = known
	}
	return known.out, known.possible
}

// restate is literals, for a list that was not met yet.
func (c composer) restate(in []identity.Literal, b value.Binding) (out []identity.Literal, possible bool) {
	out = make([]identity.Literal, 0, len(in))
	from := make([]identity.Path, 0, len(in)) // their subjects in the callee
	for _, l := range in {
		if holds, known := b.Compares(l); known && !holds {
			return nil, false
		} else if known {
			continue
		}
		x := c.r.PathOf(l.Subject, b)
		if l.Const == identity.Unresolved && (c.funcs(x).Funcs != nil || x.Type != nil || c.unset(x.Path) || c.callersSay(x.Path)) {
			return nil, false
		}
		fact := identity.Literal{Subject: l.Subject, Const: x.Const}
		if x.Const == "" && (x.Funcs != nil || x.Holds != nil || x.Path.Kind == identity.Local && x.Path.Steps == "") {
			fact.Const, fact.Negated = "nil", true
		}
		if fact.Const != "" {
			if value, known := fact.Decides(l); known && !value {
				return nil, false
			} else if known {
				continue
			}
		}
		subject := l.Subject
		if l = c.r.LiteralOf(l, b); !l.Subject.Known() || slices.Contains(out, l) {
			continue
		}
		for i, k := range out {
			if from[i] != subject && l.Contradicts(k) {
				return nil, false
			}
		}
		out, from = append(out, l), append(from, subject)
	}
	return slices.Clip(out), true
}

// callersSay holds for a parameter that is a function: as where it is called here, type flow,
// which takes all callers together, is not asked.
func (c composer) callersSay(p identity.Path) bool {
	return p.Kind == identity.Param && p.Steps == "" && p.Index < len(c.r.Fn.Params) && isFunc(c.r.Fn.Params[p.Index])
}

// unset reports whether a path is a field of an object that is made here, that
// nobody else knows yet, and that does not have the field set: nothing is called
// there. May miss, when a callee sets it.
func (c composer) unset(p identity.Path) bool {
	field, loaded := strings.CutSuffix(p.Steps, "*")
	return loaded && identity.CountSteps(field) == 1 && c.unshared(identity.Path{Root: p.Root, Steps: field}, c.call, look{})
}
