package flow

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// instr is the transfer function of one instruction. No state means that
// control does not go on.
func (f *function) instr(instr ssa.Instruction, s state, rec *recorder) []state {
	switch instr := instr.(type) {
	case *ssa.Call:
		return f.call(instr, identity.Calls, s, rec)
	case *ssa.Go:
		return []state{f.spawn(instr, s, rec)}
	case *ssa.Defer:
		if !slices.Contains(s.defers, instr) {
			s.defers = append(slices.Clip(s.defers), instr)
		}
	case *ssa.RunDefers:
		return f.runDefers(s, rec)
	case *ssa.Alloc:
		return []state{f.declare(instr, s)}
	case *ssa.Store:
		return []state{f.store(instr, s)}
	case *ssa.Return:
		if rec != nil {
			rec.exit(instr, s)
		}
	case *ssa.Panic:
		return nil
	}
	return []state{s}
}

// acts reports whether an instruction changes states by more than its value.
func acts(instr ssa.Instruction) bool {
	switch instr.(type) {
	case *ssa.Call, *ssa.Go, *ssa.Defer, *ssa.RunDefers, *ssa.Alloc, *ssa.Store, *ssa.Return, *ssa.Panic:
		return true
	}
	return false
}

// redefined are the states once v has been computed.
func redefined(v ssa.Value, ss states) states {
	var out states
	for i, s := range ss {
		if len(s.held)+len(s.known)+len(s.released) == 0 {
			continue
		}
		if out == nil {
			out = slices.Clone(ss)
		}
		out[i] = redefine(v, s)
	}
	if out == nil {
		return ss
	}
	return out
}

// redefine ages what depends on v. The parts of a tuple are computed with it;
// a phi is computed on the way in.
func redefine(v ssa.Value, s state) state {
	switch v := v.(type) {
	case *ssa.Phi, *ssa.Extract:
		return s
	case *ssa.Call, *ssa.TypeAssert, *ssa.Lookup, *ssa.Next, *ssa.Select, *ssa.UnOp:
		for _, ref := range *v.Referrers() {
			if e, ok := ref.(*ssa.Extract); ok {
				s = s.aged(e)
			}
		}
	}
	return s.aged(v)
}

// declare knows that a new variable is zero, if the function asks for it.
func (f *function) declare(v *ssa.Alloc, s state) state {
	place := f.r.Val(v).Path.Load()
	basic, ok := v.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Basic)
	if !ok || f.tests[place] == 0 {
		return s
	}
	zero := identity.Literal{Subject: place}
	switch {
	case basic.Info()&types.IsBoolean != 0:
		zero.Const = "false"
	case basic.Info()&types.IsInteger != 0:
		zero.Const = "0"
	default:
		return s
	}
	s, _ = s.assume(zero)
	return s
}

// store forgets what was known of the place, and learns the constant. Held
// locks that are reached through the place are no longer found there.
func (f *function) store(st *ssa.Store, s state) state {
	to := f.r.Val(st.Addr).Path.Load()
	if !to.Known() {
		return s
	}
	l, ok := f.r.Fact(to, st.Val)
	if !ok {
		l, ok = s.knows(f.r.Subject(st.Val))
		l.Subject = to
	}
	s = s.wrote(to)
	if ok {
		s, _ = s.assume(l)
	}
	through := func(p identity.Path) bool { _, ok := p.HasPrefix(to); return ok }
	if s.mentions(through) {
		s = s.rename(func(p identity.Path) identity.Path {
			if through(p) {
				return p.Aged(st.Addr)
			}
			return p
		})
	}
	return s
}

// runDefers calls what is pending, last in first out. States with as much
// left to run are joined as they are elsewhere.
func (f *function) runDefers(s state, rec *recorder) []state {
	todo := states{s}
	for n := len(s.defers); n > 0; n-- {
		d := s.defers[n-1]
		var next states
		for _, t := range todo {
			t.defers = t.defers[:n-1]
			for _, u := range f.call(d, identity.Defers, t, rec) {
				next, _, _ = next.add(u, f.retested)
			}
		}
		todo = next
	}
	return todo
}

// spawn starts a goroutine. It takes no lock of ours along, but what it
// releases it releases for us: a hand-off.
func (f *function) spawn(g *ssa.Go, s state, rec *recorder) state {
	for _, e := range f.effectsOf(g) {
		for _, exit := range e.Exits {
			for _, l := range exit.Released {
				if rec != nil && len(e.Exits) == 1 {
					rec.handOff(l)
				}
				if slices.ContainsFunc(s.held, func(h model.Held) bool { return identity.MayBe(h.Lock, l) }) {
					s = s.release(l)
				}
			}
		}
	}
	return s
}

func (f *function) effectsOf(call ssa.CallInstruction) []Effect {
	e, ok := f.effects[call]
	if !ok {
		e = f.env.Effects(call, f.r)
		f.effects[call] = e
	}
	return e
}

// call applies each possible callee; the states after are those of all.
func (f *function) call(call ssa.CallInstruction, how identity.StepKind, s state, rec *recorder) []state {
	effects := f.effectsOf(call)
	s = s.forget(f.volatile)
	if len(effects) == 0 {
		return []state{s}
	}
	var out []state
	for _, e := range effects {
		if s.contradicts(e.If) {
			continue
		}
		if rec != nil {
			rec.effect(call, how, e, s)
		}
		for _, t := range f.callBack(call, how, e, s) {
			for i, exit := range e.Exits {
				if u, ok := f.leave(t, call, how, e, i, exit); ok {
					out = append(out, u)
				}
			}
		}
	}
	return out
}

// callBack are the states once the functions passed to a callee have run: the
// body of a loop any number of times, others for what they release.
func (f *function) callBack(call ssa.CallInstruction, how identity.StepKind, e Effect, s state) []state {
	for _, b := range e.Bound {
		if !b.Loop {
			s = releaseBound(s, b)
		}
	}
	out := []state{s}
	for _, b := range e.Bound {
		if !b.Loop {
			continue
		}
		for _, body := range b.Effects {
			for i, exit := range body.Exits {
				if len(exit.Held)+len(exit.Released)+len(exit.Then) == 0 {
					continue
				}
				if t, ok := f.leave(s, call, how, body, i, exit); ok {
					out = append(out, t)
				}
			}
		}
	}
	return out
}

// releaseBound gives up what a function passed to the callee releases.
// What it would leave held is not taken as held: the callee may not call it.
func releaseBound(s state, b Bound) state {
	for _, e := range b.Effects {
		for _, exit := range e.Exits {
			for _, l := range exit.Released {
				if !slices.ContainsFunc(b.Held, func(h model.Held) bool { return identity.SameInstance(h.Lock, l) >= identity.Inverse }) &&
					slices.ContainsFunc(s.held, func(h model.Held) bool { return identity.MayBe(h.Lock, l) }) {
					s = s.release(l)
				}
			}
		}
	}
	return s
}

// leave is the state after a callee's exit; false if that exit cannot be.
func (f *function) leave(s state, call ssa.CallInstruction, how identity.StepKind, e Effect, i int, exit model.Exit) (state, bool) {
	ok := true
	for _, l := range exit.When {
		if s, ok = s.branch(l); !ok {
			return s, false
		}
	}
	for _, l := range exit.Then {
		if strings.HasSuffix(l.Subject.Steps, "*") {
			s = s.wrote(l.Subject)
		}
		s, _ = s.assume(l)
	}
	for _, l := range exit.Released {
		s = s.release(l)
	}
	for _, h := range exit.Held {
		h.Witness = f.witness(call, how, e, h.Lock, h.Mode, h.Witness)
		h.Partial = h.Partial || partial(e.Exits, i, h)
		s = s.acquire(h)
	}
	return s, true
}

// partial reports whether another exit, which the results do not tell apart
// from exit i, leaves h out.
func partial(exits []model.Exit, i int, h model.Held) bool {
	for j, other := range exits {
		if j == i || slices.ContainsFunc(other.Held, func(g model.Held) bool { return g.Lock == h.Lock }) {
			continue
		}
		apart := false
		for _, l := range append(slices.Clip(exits[i].When), exits[i].Then...) {
			for _, m := range append(slices.Clip(other.When), other.Then...) {
				if value, known := l.Decides(m); known && !value {
					apart = true
				}
			}
		}
		if !apart {
			return true
		}
	}
	return false
}

// witness is how a lock taken in a call is reached from here.
func (f *function) witness(call ssa.CallInstruction, how identity.StepKind, e Effect, l identity.Lock, m identity.Mode, below *identity.Witness) *identity.Witness {
	if f.wrapper || below.Depth() >= maxChain {
		return below
	}
	if below == nil || e.Primitive {
		what := e.Expr
		if what == "" {
			what = l.Class.String()
		}
		return below.Prefix(identity.Step{Kind: identity.Acquires, Pos: f.env.Pos(position(call)),
			Func: f.name, What: what, Mode: m, Lock: l.Kind})
	}
	return below.Prefix(f.callStep(call, how, e))
}

func (f *function) callStep(call ssa.CallInstruction, how identity.StepKind, e Effect) identity.Step {
	return identity.Step{Kind: how, Pos: f.env.Pos(position(call)), Func: f.name, What: e.Callee, Many: e.Many}
}

// volatile holds for variables that a function literal also stores to: a call
// may change them. How the body of a range over a function was left is told by
// the body's exits.
func (f *function) volatile(p identity.Path) bool {
	if p.Kind != identity.Local || p.Steps != "*" {
		return false
	}
	if alloc, ok := p.Ref.(*ssa.Alloc); ok && strings.HasPrefix(alloc.Comment, "jump$") {
		return false
	}
	return f.r.StoredByClosure(p.Ref)
}

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
			l := f.r.Literal(cond.Cond)
			if i == 1 {
				l = l.Not()
			}
			if s, ok = s.branch(l); !ok {
				return s, false
			}
		}
	}
	return f.enter(b, succ, s), true
}

// compare decides an ordering of two constants, as far as they are known.
func (f *function) compare(cond ssa.Value, s state) (holds, known bool) {
	b, ok := cond.(*ssa.BinOp)
	if !ok {
		return false, false
	}
	switch b.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
	default:
		return false, false
	}
	x, y := f.constant(b.X, s), f.constant(b.Y, s)
	if x != nil && b.Op == token.LSS && constant.Sign(x) == 0 && isLen(b.Y) {
		// A length that is not 0 is more.
		l, ok := s.knows(f.r.Subject(b.Y))
		return true, ok && l.Negated && l.Const == "0"
	}
	if x == nil || y == nil {
		return false, false
	}
	return constant.Compare(x, b.Op, y), true
}

func isLen(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len"
}

// constant is the number that v is known to be, or nil.
func (f *function) constant(v ssa.Value, s state) constant.Value {
	if c, ok := v.(*ssa.Const); ok {
		if c.Value != nil && c.Value.Kind() == constant.Int {
			return c.Value
		}
		return nil
	}
	if l, ok := s.knows(f.r.Subject(v)); ok && !l.Negated {
		if c := constant.MakeFromLiteral(l.Const, token.INT, 0); c.Kind() == constant.Int {
			return c
		}
	}
	return nil
}

// enter gives the phis their values. Along a back edge, a place tested in
// this function may have changed since: a loop that waits for it must end. A
// held lock that is reached through the value a phi takes is from now on
// reached through the phi.
func (f *function) enter(b, succ *ssa.BasicBlock, s state) state {
	back := succ.Dominates(b)
	if back {
		s = s.forget(func(p identity.Path) bool { return f.tests[p] > 0 && strings.Contains(p.Steps, "*") })
	}
	if _, ok := succ.Instrs[0].(*ssa.Phi); !ok {
		return s
	}
	var learned []identity.Literal
	moves := make(map[identity.Path]*ssa.Phi)
	var phis []*ssa.Phi
	pred := slices.Index(succ.Preds, b)
	for _, instr := range succ.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		phis = append(phis, phi)
		subject := f.r.Subject(phi)
		if l, ok := f.r.Fact(subject, phi.Edges[pred]); ok {
			learned = append(learned, l)
		} else if l, ok := s.knows(f.r.Subject(phi.Edges[pred])); ok {
			l.Subject = subject
			learned = append(learned, l)
		}
		if p := f.r.Val(phi.Edges[pred]).Path; movable(p) && isLoopHead(succ) && f.r.Val(phi).Path.Ref == ssa.Value(phi) {
			moves[p] = phi
		}
	}
	s = f.move(s, phis, moves)
	for _, l := range learned {
		s, _ = s.assume(l)
	}
	return s
}

func isLoopHead(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Preds, func(p *ssa.BasicBlock) bool { return b.Dominates(p) })
}

// movable holds for a value that goes by its phi's name inside the loop: not
// a parameter, which keeps its own.
func movable(p identity.Path) bool {
	return p.Known() && (p.Ref != nil && p.Kind != identity.Stale || p.Steps != "")
}

func (f *function) move(s state, phis []*ssa.Phi, moves map[identity.Path]*ssa.Phi) state {
	for _, phi := range phis {
		s = s.forget(func(p identity.Path) bool { return p.DependsOn(phi) })
	}
	if len(s.held)+len(s.released) == 0 {
		return s
	}
	return s.rename(func(p identity.Path) identity.Path {
		var longest identity.Path
		for from := range moves {
			if rest, ok := p.HasPrefix(from); ok && rest != "" && len(from.Steps) >= len(longest.Steps) {
				longest = from
			}
		}
		if phi, ok := moves[longest]; ok {
			rest, _ := p.HasPrefix(longest)
			return f.r.Val(phi).Path.Append(rest)
		}
		for _, phi := range phis {
			if p.DependsOn(phi) {
				return p.Aged(phi)
			}
		}
		return p
	})
}
