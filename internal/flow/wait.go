package flow

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// An operation is what an instruction does to a channel.
type operation struct {
	channel ssa.Value
	kind    identity.Kind // the wait: Receive or Send
	pos     token.Pos
	arm     int // of a select: which case
}

// ends are the waits of others that an operation is the end of: a receive lets a
// sender go on, a send a receiver.
func (o operation) ends() identity.Kind {
	if o.kind == identity.Send {
		return identity.Receive
	}
	return identity.Send
}

// verbs say what is done to a channel.
var verbs = map[identity.Kind]string{identity.Receive: "receives from", identity.Send: "sends to"}

// operations are what an instruction may do to channels, and whether it waits for
// one of them. A nil channel in a select is none.
func operations(instr ssa.Instruction) (ops []operation, waits bool) {
	switch instr := instr.(type) {
	case *ssa.Send:
		return []operation{{channel: instr.Chan, kind: identity.Send, pos: instr.Pos()}}, true
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return []operation{{channel: instr.X, kind: identity.Receive, pos: instr.Pos()}}, true
		}
	case *ssa.Select:
		for i, s := range instr.States {
			if _, ok := s.Chan.(*ssa.Const); ok {
				continue
			}
			op := operation{channel: s.Chan, kind: identity.Receive, pos: s.Pos, arm: i}
			if s.Dir == types.SendOnly {
				op.kind = identity.Send
			}
			ops = append(ops, op)
		}
		return ops, instr.Blocking
	}
	return nil, false
}

// Communicates reports whether an instruction is an operation on a channel that
// others may wait for, or that waits for others.
func Communicates(instr ssa.Instruction) bool {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return closes(call) != nil
	}
	ops, _ := operations(instr)
	return slices.ContainsFunc(ops, func(o operation) bool { return !isTimer(o.channel.Type()) })
}

// Fills are the channels that an instruction may send to or close.
func Fills(instr ssa.Instruction) []ssa.Value {
	if call, ok := instr.(ssa.CallInstruction); ok {
		if ch := closes(call); ch != nil {
			return []ssa.Value{ch}
		}
	}
	return channelsOf(instr, identity.Send)
}

// Receives are the channels that an instruction may receive from.
func Receives(instr ssa.Instruction) []ssa.Value { return channelsOf(instr, identity.Receive) }

func channelsOf(instr ssa.Instruction, kind identity.Kind) (out []ssa.Value) {
	ops, _ := operations(instr)
	for _, o := range ops {
		if o.kind == kind {
			out = append(out, o.channel)
		}
	}
	return out
}

// communicate records what an instruction does to channels: where it waits, and
// what it ends. In a select it waits for all cases at once.
func (rec *recorder) communicate(instr ssa.Instruction, s state) {
	ops, waits := rec.f.awaits(instr)
	var locks []identity.Lock
	for _, op := range ops {
		locks = append(locks, rec.f.channel(op.channel, op.kind))
	}
	for i, op := range ops {
		l := locks[i]
		if rec.f.env.Slot(l.Class).Kind.IsSlot() {
			if waits {
				rec.takeSlot(instr, op, s, slices.Delete(slices.Clone(locks), i, i+1))
			}
			continue
		}
		text := rec.f.channelText(op.pos, op.channel, l)
		if waits && l.Class != identity.Timer && !value.Unnamed(l.Class) {
			step := identity.Step{Kind: identity.Acquires, Pos: rec.f.env.Pos(op.pos), Func: rec.f.name, What: text, Lock: op.kind}
			or := slices.Delete(slices.Clone(locks), i, i+1)
			a := model.Acquire{Lock: l, Cases: or, Witness: identity.Chain([]identity.Step{step})}
			if op.kind == identity.Send && rec.f.flagged(instr) {
				a.Buffer = model.Flagged
			} else if op.kind == identity.Receive {
				a.Tests = tests(instr)
			}
			rec.acquire(instr, s, a)
			if rec.f.drains(instr) {
				a.Lock.Kind, step.Lock = identity.End, identity.End
				a.Witness = identity.Chain([]identity.Step{step})
				rec.acquire(instr, s, a)
			}
		}
		rec.end(instr, op.ends(), l, identity.Completes, verbs[op.kind]+" "+text)
	}
}

// channel is the channel v as something to wait for.
func (f *function) channel(v ssa.Value, kind identity.Kind) identity.Lock {
	if isTimer(v.Type()) {
		return identity.Lock{Class: identity.Timer, Kind: kind}
	}
	p := f.r.Val(v).Path
	return identity.Lock{Path: p, Class: f.r.ClassOf(p), Kind: kind}
}

// channelText is a channel as written at an operation, or its class.
func (f *function) channelText(pos token.Pos, v ssa.Value, l identity.Lock) string {
	return cmp.Or(value.ChannelExpr(f.r.Fn, pos, v), l.Class.String())
}

// isTimer holds for the channels of timers and tickers: they are ready after a
// time, whatever others do.
func isTimer(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	return ok && ch.Dir() == types.RecvOnly && types.TypeString(ch.Elem(), nil) == "time.Time"
}

// closes is the channel that a call closes, or nil.
func closes(call ssa.CallInstruction) ssa.Value {
	if value.Builtin(call.Common()) == "close" {
		return call.Common().Args[0]
	}
	return nil
}

// close records that a channel is closed: receivers go on, and senders, too, by a
// panic.
func (rec *recorder) close(call ssa.CallInstruction, channel ssa.Value) {
	l := rec.f.channel(channel, identity.Receive)
	text := rec.f.channelText(call.Pos(), channel, l)
	rec.end(call, identity.Receive, l, identity.Closes, "closes "+text)
	rec.end(call, identity.Send, l, identity.Closes, "closes "+text)
}

// end records an operation of this function that ends the waits of one kind.
func (rec *recorder) end(instr ssa.Instruction, kind identity.Kind, l identity.Lock, how identity.StepKind, what string) {
	if l.Class == identity.Timer || value.Unnamed(l.Class) || kind == identity.Send && strings.HasSuffix(l.Path.Steps, model.DoneChannel) {
		return // nobody waits to send to a context
	}
	l.Kind = kind
	step := identity.Step{Kind: how, Pos: rec.f.env.Pos(Position(instr)), Func: rec.f.name, What: what, Lock: kind}
	rec.complete(model.Completion{Of: l, Witness: identity.Chain([]identity.Step{step})})
}

// completes reports whether the function may complete what others wait for, itself or
// in a call.
func (f *function) completes() bool {
	for _, b := range f.r.Fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send, *ssa.Select:
				return true
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			case ssa.CallInstruction:
				if closes(instr) != nil || slices.ContainsFunc(f.effectsOf(instr), completing) {
					return true
				}
			}
		}
	}
	return false
}

// completing reports whether a callee may complete something, or what it is supplied.
func completing(e Effect) bool {
	return len(e.Completions) > 0 || slices.ContainsFunc(e.Bound, func(b Bound) bool {
		return len(b.Then) > 0 || slices.ContainsFunc(b.Effects, completing)
	})
}
