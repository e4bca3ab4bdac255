package flow

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// A place is a subject of facts: one pointer for each path of a function, so that
// states that know many facts are cheap to compare and to copy.
type place struct {
	identity.Path
	// tests counts the branches that test it. What is known of a place that is
	// tested more than once keeps states apart, so that branches that depend on
	// one another agree.
	tests  int
	tested []*ssa.BasicBlock        // the blocks of the branches
	lapses map[*ssa.BasicBlock]bool // by heads of loops, as far as asked
}

// A fact is a literal: one pointer for each that a function meets.
type fact struct {
	identity.Literal
	of *place
}

// decides is Literal.Decides.
func (k *fact) decides(l *fact) (value, known bool) {
	if k.of != l.of {
		return false, false
	}
	return k.Tells(&l.Literal)
}

// correlates holds for a fact that keeps states apart.
func (k *fact) correlates() bool { return k.of.tests > 1 }

// facts are those that a function meets. Two are equal if their pointers are.
type facts struct {
	places map[identity.Path]*place
	facts  map[claim]*fact
	refs   map[ssa.Value]bool // that places start from
	keys   map[string]bool    // names of values that places are indexed by
}

// A claim is what a fact says of a place.
type claim struct {
	of      *place
	value   string
	negated bool
}

func newFacts() *facts {
	return &facts{make(map[identity.Path]*place), make(map[claim]*fact), make(map[ssa.Value]bool), make(map[string]bool)}
}

func (fs *facts) place(p identity.Path) *place {
	at := fs.places[p]
	if at == nil {
		at = &place{Path: p}
		fs.places[p] = at
		if p.Ref != nil {
			fs.refs[p.Ref] = true
		}
		for rest := p.Steps; ; {
			_, after, ok := strings.Cut(rest, "[#")
			if !ok {
				break
			}
			key, left, _ := strings.Cut(after, "]")
			fs.keys[key] = true
			rest = left
		}
	}
	return at
}

func (fs *facts) fact(l identity.Literal) *fact { return fs.about(fs.place(l.Subject), l) }

// about is the fact that the place is what l says of its own subject.
func (fs *facts) about(at *place, l identity.Literal) *fact {
	says := claim{at, l.Const, l.Negated}
	k := fs.facts[says]
	if k == nil {
		l.Subject = at.Path
		k = &fact{l, at}
		fs.facts[says] = k
	}
	return k
}

func (fs *facts) all(ls []identity.Literal) []*fact {
	var out []*fact
	for _, l := range ls {
		out = append(out, fs.fact(l))
	}
	return out
}

// dependOn reports whether the subject of some fact depends on v.
func (fs *facts) dependOn(v ssa.Value) bool {
	return fs.refs[v] || len(fs.keys) > 0 && fs.keys[v.Name()]
}

func literals(known []*fact) []identity.Literal {
	if len(known) == 0 {
		return nil
	}
	out := make([]identity.Literal, 0, len(known))
	for _, k := range known {
		out = append(out, k.Literal)
	}
	return out
}

func paths(places []*place) []identity.Path {
	var out []identity.Path
	for _, p := range places {
		out = append(out, p.Path)
	}
	return out
}
