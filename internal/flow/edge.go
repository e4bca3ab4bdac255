package flow

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// edge is the state as it arrives at a successor; false if it cannot.
func (f *function) edge(b, succ *ssa.BasicBlock, i int, s state) (state, bool) {
	if cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && b.Succs[0] != b.Succs[1] {
		if c, ok := cond.Cond.(*ssa.Const); ok {
			if (c.Value != nil && c.Value.String() == "true") != (i == 0) {
				return s, false
			}
		} else if holds, known := f.compare(cond.Cond, s); known {
			if holds != (i == 0) {
				return s, false
			}
		} else {
			if s, ok = f.decide(cond.Cond, i == 0, s); !ok {
				return s, false
			}
			if k, ok := inOneRound(cond.Cond); ok && i == 0 {
				round := f.fact(identity.Literal{Subject: identity.Path{Root: identity.Root{Kind: identity.Value, Ref: k}}, Const: "true"})
				if _, again := s.knows(round.of); again {
					return s, false
				}
				s, _ = s.assume(round)
			}
		}
	}
	s = f.enter(b, succ, s)
	_, s.leaving = succ.Instrs[len(succ.Instrs)-1].(*ssa.Return)
	return s, true
}

// inOneRound reports whether a test is for one round of a loop: what counts the
// rounds is k. The loop is in no other, or there would be one such round in each.
func inOneRound(cond ssa.Value) (k *ssa.Const, ok bool) {
	test, ok := cond.(*ssa.BinOp)
	if !ok || test.Op != token.EQL {
		return nil, false
	}
	if k, ok = test.Y.(*ssa.Const); !ok {
		return nil, false
	}
	phi, isPhi := test.X.(*ssa.Phi)
	if step, ok := test.X.(*ssa.BinOp); ok && !isPhi {
		phi, isPhi = step.X.(*ssa.Phi)
		isPhi = isPhi && counts(step, phi)
	}
	if !isPhi || !isLoopHead(phi.Block()) {
		return nil, false
	}
	for i, pred := range phi.Block().Preds {
		if phi.Block().Dominates(pred) {
			if !counts(phi.Edges[i], phi) {
				return nil, false
			}
		} else if value.InLoop(pred) {
			return nil, false
		}
	}
	return k, true
}

// counts reports whether v is one more than phi, or so many.
func counts(v ssa.Value, phi *ssa.Phi) bool {
	step, ok := v.(*ssa.BinOp)
	if !ok || step.Op != token.ADD || step.X != ssa.Value(phi) {
		return false
	}
	by, ok := step.Y.(*ssa.Const)
	return ok && by.Value != nil && by.Value.Kind() == constant.Int && constant.Sign(by.Value) > 0
}

// A condition is what a test tells, by its outcome.
type condition struct{ holds, fails []*fact }

func (f *function) condition(v ssa.Value) *condition {
	c := f.conds[v]
	if c == nil {
		l := f.r.Literal(v)
		c = &condition{holds: f.all(append([]identity.Literal{l}, f.r.Implied(v, true)...)), fails: f.all(append([]identity.Literal{l.Not()}, f.r.Implied(v, false)...))}
		f.conds[v] = c
	}
	return c
}

// decide is the state if cond holds, or does not; false if that cannot be.
func (f *function) decide(cond ssa.Value, holds bool, s state) (state, bool) {
	told := f.condition(cond).fails
	if holds {
		told = f.condition(cond).holds
	}
	ok := true
	for _, l := range told {
		if ok {
			s, ok = s.branch(l)
		}
	}
	return s, ok
}

// compare decides a comparison of two constants, as far as they are known.
func (f *function) compare(cond ssa.Value, s state) (holds, known bool) {
	b, ok := cond.(*ssa.BinOp)
	if !ok {
		return false, false
	}
	switch b.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
	default:
		return false, false
	}
	x, y := f.constant(b.X, s), f.constant(b.Y, s)
	if x != nil && b.Op == token.LSS && constant.Sign(x) == 0 && isLen(b.Y) {
		// A length that is not 0 is more.
		l, ok := s.knows(f.place(f.r.Subject(b.Y)))
		return true, ok && l.Negated && l.Const == "0"
	}
	if x == nil || y == nil {
		return false, false
	}
	return constant.Compare(x, b.Op, y), true
}

func isLen(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && value.Builtin(&call.Call) == "len"
}

// constant is the number that v is known to be, or nil.
func (f *function) constant(v ssa.Value, s state) constant.Value {
	if c, ok := v.(*ssa.Const); ok {
		if c.Value != nil && c.Value.Kind() == constant.Int {
			return c.Value
		}
		return nil
	}
	if l, ok := s.knows(f.place(f.r.Subject(v))); ok && !l.Negated {
		if c := constant.MakeFromLiteral(l.Const, token.INT, 0); c.Kind() == constant.Int {
			return c
		}
	}
	return nil
}

// enter gives the phis their values. Along a back edge, a place tested from there
// on may have changed since: a loop that waits for it must end. A
// held lock that is reached through the value a phi takes is from now on
// reached through the phi.
func (f *function) enter(b, succ *ssa.BasicBlock, s state) state {
	back := succ.Dominates(b)
	if back {
		s = s.forget(func(p *place) bool { return f.lapses(p, succ) })
	}
	if _, ok := succ.Instrs[0].(*ssa.Phi); !ok {
		return s
	}
	a := f.arrival(b, succ)
	var learned []*fact
	for _, t := range a.takes {
		if t.tells != nil {
			learned = append(learned, t.tells)
		} else if l, ok := s.knows(t.from); ok {
			learned = append(learned, f.about(t.to, l.Literal))
		}
	}
	s = f.move(s, a)
	for _, l := range learned {
		s, _ = s.assume(l)
	}
	return s
}

// A hop is an edge between blocks.
type hop struct{ from, to *ssa.BasicBlock }

// An arrival is what the phis of a block take, in all states that come by a hop.
type arrival struct {
	phis  []*ssa.Phi
	takes []taking
	moves map[identity.Path]*ssa.Phi // what goes by the name of a phi from now on
}

// A taking is what is known of a phi: a fact, or what is known of another place.
type taking struct {
	to, from *place
	tells    *fact
}

func (f *function) arrival(b, succ *ssa.BasicBlock) *arrival {
	a := f.arrivals[hop{b, succ}]
	if a != nil {
		return a
	}
	a = &arrival{moves: make(map[identity.Path]*ssa.Phi)}
	f.arrivals[hop{b, succ}] = a
	pred := slices.Index(succ.Preds, b)
	for _, instr := range succ.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		a.phis = append(a.phis, phi)
		t := taking{to: f.place(f.r.Subject(phi))}
		if l, ok := f.r.Fact(t.to.Path, phi.Edges[pred]); ok {
			t.tells = f.about(t.to, l)
		} else {
			t.from = f.place(f.r.Subject(phi.Edges[pred]))
		}
		a.takes = append(a.takes, t)
		if p := f.r.Val(phi.Edges[pred]).Path; movable(p) && isLoopHead(succ) && f.r.Val(phi).Path.Ref == ssa.Value(phi) {
			a.moves[p] = phi
		}
	}
	return a
}

func isLoopHead(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Preds, func(p *ssa.BasicBlock) bool { return b.Dominates(p) })
}

// movable holds for a value that goes by its phi's name inside the loop: not
// a parameter, which keeps its own.
func movable(p identity.Path) bool {
	return p.Known() && (p.Ref != nil && p.Kind != identity.Stale || p.Steps != "")
}

func (f *function) move(s state, a *arrival) state {
	for _, phi := range a.phis {
		if f.dependOn(phi) {
			s = s.forget(func(p *place) bool { return p.DependsOn(phi) })
		}
	}
	if len(s.held)+len(s.released) == 0 {
		return s
	}
	return s.rename(func(p identity.Path) identity.Path {
		var longest identity.Path
		for from := range a.moves {
			if rest, ok := p.HasPrefix(from); ok && rest != "" && len(from.Steps) >= len(longest.Steps) {
				longest = from
			}
		}
		if phi, ok := a.moves[longest]; ok {
			rest, _ := p.HasPrefix(longest)
			return f.r.Val(phi).Path.Append(rest)
		}
		for _, phi := range a.phis {
			if p.DependsOn(phi) {
				return p.Aged(phi)
			}
		}
		return p
	})
}
