package flow

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// A Slot says how the channels of a class are a lock.
type Slot struct {
	// Kind is Slot, or Slots; of other channels that of no lock of a channel.
	Kind identity.Kind
	// Takes is the operation that takes a slot, Send or Receive: the other gives it back.
	Takes identity.Kind
}

// slot is how the channel of an operation is a lock: with its lock, and whether the
// operation takes it. False if it is none.
func (f *function) slot(op operation) (l identity.Lock, takes, ok bool) {
	l = f.channel(op.channel, op.kind)
	s := f.env.Slot(l.Class)
	l.Kind = s.Kind
	return l, op.kind == s.Takes, s.Kind.IsSlot()
}

// slotHeld is the slot that an operation takes, with how it does so.
func (f *function) slotHeld(op operation, l identity.Lock) model.Held {
	how := ", by receiving from it"
	if op.kind == identity.Send {
		how = ", by sending to it"
	}
	step := identity.Step{Kind: identity.Acquires, Pos: f.env.Pos(op.pos), Func: f.name, What: f.channelText(op.pos, op.channel, l) + how, Lock: l.Kind}
	return model.Held{Lock: l, Witness: identity.Chain([]identity.Step{step})}
}

// slots adds the states after an instruction that takes slots, or gives them back;
// false if it does neither. A select takes one in one of its cases.
func (f *function) slots(instr ssa.Instruction, s state, out []state) ([]state, bool) {
	ops, waits := operations(instr)
	others := !waits
	rest, any := s, false
	for _, op := range ops {
		l, takes, ok := f.slot(op)
		if !ok {
			others = true
			continue
		}
		any = true
		t := s
		if test := caseTest(instr, op); test != nil {
			if t, ok = f.decide(test, true, s); !ok {
				continue
			}
			rest, _ = f.decide(test, false, rest)
		}
		switch h := f.slotHeld(op, l); {
		case Alone(f.env, f.r, op.channel, instr): // it fills what it makes
		case !takes:
			t = t.release(l)
		case t.stuck(h):
			continue
		default:
			t = t.acquire(h)
		}
		out = append(out, t)
	}
	if any && others {
		out = append(out, rest)
	}
	return out, any
}

// Alone reports whether nobody else knows a channel when control comes to an instruction.
func Alone(env Env, r *value.Resolver, channel ssa.Value, at ssa.Instruction) bool {
	if load, ok := channel.(*ssa.UnOp); ok && load.Op == token.MUL && env.Unshared(r.Val(load.X).Path, at) {
		return true // in an object that nobody else knows
	}
	return env.Unshared(r.Val(channel).Path, at)
}

// caseTest is the test whether a select has come to the case of an operation; nil if it
// is none, or nobody asks.
func caseTest(instr ssa.Instruction, op operation) ssa.Value {
	if sel, ok := instr.(*ssa.Select); ok {
		if _, test := value.CaseOf(sel, op.arm); test != nil {
			return test
		}
	}
	return nil
}

// takeSlot records that an operation waits for a slot. To give one back is no wait.
func (rec *recorder) takeSlot(instr ssa.Instruction, op operation, s state, or []identity.Lock) {
	l, takes, _ := rec.f.slot(op)
	if !takes || Alone(rec.f.env, rec.f.r, op.channel, instr) {
		return
	}
	h := rec.f.slotHeld(op, l)
	rec.acquire(instr, s, model.Acquire{Lock: l, Mode: identity.Write, Cases: or, Witness: h.Witness})
}

// handed are the slots that who starts a goroutine takes for it: the goroutine has them
// from the start, and gives them back.
func handed(effects []Effect, s state) (out []model.Held) {
	for _, h := range s.held {
		if h.Kind.IsSlot() && slices.ContainsFunc(effects, func(e Effect) bool {
			return slices.ContainsFunc(givenUp(e), func(l identity.Lock) bool { return l.Kind == h.Kind && identity.MayBe(h.Lock, l) })
		}) {
			out = append(out, forStarted(h))
		}
	}
	return out
}

// endsOwn holds for a goroutine of a group with a limit that waits for the end of a
// group of that class: of its own it would wait for itself, which is told as such, and
// in a recursion it is another.
func endsOwn(h model.Held, a model.Acquire) bool {
	return h.Kind.IsSlot() && a.Lock.Kind == identity.Join && h.Class == a.Lock.Class
}

// forStarted is a slot that is taken for the goroutine that starts next.
func forStarted(h model.Held) model.Held {
	if steps := h.Witness.Steps(); len(steps) > 0 {
		steps[len(steps)-1].Kind = identity.TakesFor
		h.Witness = identity.Chain(steps)
	}
	return h
}

// handSlots records what a goroutine takes while it has the slots that it was handed.
func (rec *recorder) handSlots(g *ssa.Go, e Effect, slots []model.Held) {
	for _, h := range slots {
		for _, a := range e.Acquires {
			a.Witness = rec.f.witness(g, identity.Starts, e, a.Lock, a.Mode, a.Witness)
			if !givesUp(a, h) && !endsOwn(h, a) {
				rec.edge(rec.edges, g, state{held: []model.Held{h}}, h, a)
			}
		}
	}
}
