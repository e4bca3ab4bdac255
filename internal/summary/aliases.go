package summary

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// A channel that is kept in the fields of two types is one: where all that is ever stored
// in a field of a type is what lies in one field of another (a worker has its pool's
// queue), it has the class of that one. Field-based, as [inFields]; errs to misses where
// somebody stores something that is not followed.

// KeptAt implements value.World.
func (p *Package) KeptAt(c identity.Class) identity.Class { return cmp.Or(p.keptAt[c], c) }

// findAliases finds the fields whose channels are those of another field.
func (p *Package) findAliases() {
	from := make(map[identity.Class][]identity.Class)
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok || !isChan(st.Val.Type()) {
					continue
				}
				if fa, ok := st.Addr.(*ssa.FieldAddr); ok {
					if field := p.fieldClass(fa); field != "" {
						from[field] = append(from[field], p.keptFrom(st.Val, p.shownField(fa), 0)...)
					}
				}
			}
		}
	}
	p.keptAt = make(map[identity.Class]identity.Class)
	for field := range from {
		if at := p.alone(from, field); at != field {
			p.keptAt[field] = at
		}
	}
}

// ofOwn holds for a field of a type of this package; others put in theirs what they
// like, and take out something else.
func (p *Package) ofOwn(c identity.Class) bool { return c != "" && (p.program != nil || p.owns(c)) }

// maxAliases bounds how many fields a channel is followed through.
const maxAliases = 3

// alone is the field from which all that lies in a field comes; the field itself if
// there is not one.
func (p *Package) alone(from map[identity.Class][]identity.Class, field identity.Class) identity.Class {
	at := field
	for range maxAliases {
		sources := from[at]
		if len(sources) == 0 || sources[0] == at || !p.ofOwn(sources[0]) || slices.ContainsFunc(sources, func(c identity.Class) bool { return c != sources[0] }) {
			return at
		}
		at = sources[0]
	}
	return field
}

// keptFrom are the fields that a channel comes from which is stored: empty if it comes
// from elsewhere. A parameter is what the callers in view pass.
func (p *Package) keptFrom(v ssa.Value, shown bool, depth int) []identity.Class {
	switch v := v.(type) {
	case *ssa.Const:
		return nil
	case *ssa.Parameter:
		i := slices.Index(v.Parent().Params, v)
		callers := p.arguments.callers(v.Parent())
		if depth == maxPassed || len(callers) == 0 || shown {
			return []identity.Class{""}
		}
		var out []identity.Class
		for _, call := range callers {
			out = append(out, p.keptFrom(call.Common().Args[i], false, depth+1)...)
		}
		return out
	case *ssa.ChangeType:
		return p.keptFrom(v.X, shown, depth)
	case *ssa.UnOp:
		if fa, ok := v.X.(*ssa.FieldAddr); ok && !shown {
			return []identity.Class{p.fieldClass(fa)}
		}
	case *ssa.Field:
		if !shown {
			return []identity.Class{p.classOfField(v.X, v.Field)}
		}
	}
	r := p.resolver(parentOf(v))
	if made, ok := r.Val(v).Path.Ref.(*ssa.MakeChan); ok && !shown {
		return []identity.Class{r.ClassOf(r.Val(made).Path)} // by the first place that it is stored to
	}
	return []identity.Class{""}
}
