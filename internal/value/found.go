package value

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
)

// maxFound bounds the variables that are followed, one to another, to where their values
// are kept. Errs to misses.
const maxFound = 4

// foundOrMade is what lies at the place whose value a variable has, either way: it was
// found there, or else was made and put there.
//
//	m, ok := t.byKey[key]
//	if !ok {
//		m = make(map[int]*waiter)
//		t.byKey[key] = m
//	}
//	m[id] = w
//
// What is stored in m is stored there. Source: oxia's sequenceWaiterTracker. Errs to
// reports where another goroutine puts another there in between.
func (r *Resolver) foundOrMade(v *ssa.Phi) (at identity.Path) {
	if r.finding == maxFound {
		return at
	}
	r.finding++
	defer func() { r.finding-- }()
	for i, e := range v.Edges {
		pred := v.Block().Preds[i]
		p := r.foundAt(e)
		if !p.Known() {
			p = r.putAt(e, pred)
		}
		if !p.Known() || at.Known() && p != at || v.Block().Dominates(pred) {
			return identity.Path{}
		}
		at = p
	}
	return at
}

// foundAt is what v is loaded from, or looked up in.
func (r *Resolver) foundAt(v ssa.Value) identity.Path {
	if e, ok := v.(*ssa.Extract); ok && e.Index == 0 {
		v = e.Tuple
	}
	switch v := v.(type) {
	case *ssa.Lookup:
		return r.Subject(v.X).Elem(r.key(v.Index)).Load()
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return r.Val(v.X).Path.Load()
		}
	}
	return identity.Path{}
}

// putAt is where v has been put when control leaves a block.
func (r *Resolver) putAt(v ssa.Value, end *ssa.BasicBlock) identity.Path {
	refs := v.Referrers()
	if refs == nil {
		return identity.Path{}
	}
	for _, use := range *refs {
		switch use := use.(type) {
		case *ssa.MapUpdate:
			if use.Value == v && use.Block().Dominates(end) {
				return r.Subject(use.Map).Elem(r.key(use.Key)).Load()
			}
		case *ssa.Store:
			if use.Val == v && use.Block().Dominates(end) {
				return r.Val(use.Addr).Path.Load()
			}
		}
	}
	return identity.Path{}
}
