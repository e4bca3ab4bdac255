package summary

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// A channel of slots is a lock: who sends to it has a slot until it receives, or who
// receives the token that a constructor has sent has it until it sends it back. It
// is told from a channel of messages by what the whole package does with it (RacerX
// takes a semaphore for a lock by how often it is paired):
//
//   - It is made in view, with room, and known to nobody else ([slotGroups]).
//   - Nobody looks at what is received, ranges over the channel, or closes it.
//   - Whoever gives back has taken before, on every way: in the same function, in a
//     callee that returns with a slot, in the function that starts the goroutine or
//     makes the function literal that gives back, or in all callers.
//   - Of tokens, a constructor sends them before anybody else knows the channel; where
//     slots are taken by sending, it sends none.
//
// Errs to misses: a channel that is not shown to be a lock is one of messages, as
// all channels were.

// A Slots says how the channels of a class are a lock.
type Slots struct {
	flow.Slot
	// Back is where a slot is given back, and Func the function that does so.
	Back token.Pos
	Func *ssa.Function
	// Group says that it is no channel, but a group of goroutines with a limit, which
	// Func sets there.
	Group bool
}

// findSlots finds the channels that are locks, by their classes.
func (p *Package) findSlots(order [][]*ssa.Function) {
	p.slots = make(map[identity.Class]Slots)
	p.findLimits()
	gs := p.findSlotGroups()
	if gs == nil {
		return
	}
	sending, receiving := newPairing(gs, identity.Send, order), newPairing(gs, identity.Receive, order)
	for class, g := range gs.of {
		g = g.root()
		by := sending.paired[g]
		switch a, b := sending.holds(g), receiving.holds(g); {
		case a == b:
			continue
		case b:
			by = receiving.paired[g]
		}
		by.Kind = identity.Slot
		if g.many {
			by.Kind = identity.Slots
		}
		p.slots[class] = by
	}
}

// Slot implements flow.Env.
func (p *Package) Slot(class identity.Class) flow.Slot { return p.slots[class].Slot }

// Slots are the channels of the package that are locks.
func (p *Package) Slots() map[identity.Class]Slots { return p.slots }

// A pairing supposes that slots are taken in one direction, and follows who has one.
type pairing struct {
	*slotGroups
	takes  identity.Kind // the operation that takes a slot
	does   map[*ssa.Function]map[*slotGroup]slotEffect
	called map[*ssa.Function]bool // somewhere in view
	paired map[*slotGroup]Slots   // a slot that is given back by who has taken it
	filled map[*slotGroup]bool    // by who makes it
	stray  map[*slotGroup]bool    // one is given back that nobody is seen to have taken
}

// A slotEffect is what a call does to a group.
type slotEffect struct {
	leaves bool          // it returns having taken one
	gives  *ssa.Function // it gives back one that it has not taken: the function that does,
	back   token.Pos     // and where
}

// maxSlotRounds bounds the rounds over a recursive component. Errs to misses.
const maxSlotRounds = 3

func newPairing(gs *slotGroups, takes identity.Kind, order [][]*ssa.Function) *pairing {
	pr := &pairing{gs, takes, make(map[*ssa.Function]map[*slotGroup]slotEffect), make(map[*ssa.Function]bool),
		make(map[*slotGroup]Slots), make(map[*slotGroup]bool), make(map[*slotGroup]bool)}
	for _, scc := range order {
		for round := 0; round < min(len(scc)*2-1, maxSlotRounds); round++ {
			for _, fn := range scc {
				pr.follow(fn)
			}
		}
	}
	for fn, does := range pr.does {
		for g, e := range does {
			if e.gives != nil && !pr.called[fn] {
				pr.stray[g] = true
			}
		}
	}
	return pr
}

// holds reports whether a group is of locks that are taken in this direction.
func (pr *pairing) holds(g *slotGroup) bool {
	_, ok := pr.paired[g]
	return ok && !pr.stray[g] && (pr.takes == identity.Send || pr.filled[g])
}

// makesFor reports whether a function makes channels of a group for an object, or for the
// package.
func (pr *pairing) makesFor(fn *ssa.Function, g *slotGroup) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			if _, ok := st.Val.(*ssa.MakeChan); !ok {
				continue
			}
			if _, local := st.Addr.(*ssa.Alloc); !local && pr.group(fn, st.Val) == g {
				return true
			}
		}
	}
	return false
}

// A slotEvent is what an instruction does to a group.
type slotEvent struct {
	group  *slotGroup
	effect slotEffect
	// Later says that it is deferred, until RunDefers.
	later bool
}

// follow finds what a function does to the groups that it comes to.
func (pr *pairing) follow(fn *ssa.Function) {
	at := make(map[ssa.Instruction][]slotEvent) // and by the test of a case
	groups := make(map[*slotGroup]bool)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			pr.note(fn, instr, func(where ssa.Instruction, e slotEvent) {
				at[where] = append(at[where], e)
				groups[e.group] = true
			})
		}
	}
	for g := range groups {
		w := slotWalk{pairing: pr, fn: fn, group: g, at: at}
		if pr.does[fn] == nil {
			pr.does[fn] = make(map[*slotGroup]slotEffect)
		}
		pr.does[fn][g] = w.run()
		if pr.takes == identity.Send && pr.does[fn][g].leaves && pr.makesFor(fn, g) {
			pr.stray[g] = true // those are tokens (nats-server)
		}
	}
}

// note finds what an instruction does, and where it is done.
func (pr *pairing) note(fn *ssa.Function, instr ssa.Instruction, add func(ssa.Instruction, slotEvent)) {
	op := func(where ssa.Instruction, ch ssa.Value, kind identity.Kind, pos token.Pos) {
		if _, null := ch.(*ssa.Const); null {
			return
		}
		g := pr.group(fn, ch)
		if !g.mayBeLock() {
			return
		}
		if kind == identity.Send && pr.fills(fn, ch, instr) && pr.takes == identity.Receive {
			pr.filled[g] = true
			return
		}
		e := slotEvent{group: g}
		if kind == pr.takes {
			e.effect.leaves = true
		} else {
			e.effect.gives, e.effect.back = fn, pos
		}
		add(where, e)
	}
	switch instr := instr.(type) {
	case *ssa.Send:
		op(instr, instr.Chan, identity.Send, instr.Pos())
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			op(instr, instr.X, identity.Receive, instr.Pos())
		}
	case *ssa.Select:
		for i, s := range instr.States {
			kind := identity.Receive
			if s.Dir == types.SendOnly {
				kind = identity.Send
			}
			where := ssa.Instruction(instr)
			if _, test := value.CaseOf(instr, i); test != nil {
				where = test
			}
			op(where, s.Chan, kind, s.Pos)
		}
	case *ssa.MakeClosure:
		if onlyCalled(instr) {
			return
		}
		pr.callee(instr, instr.Fn.(*ssa.Function), false, add)
	case ssa.CallInstruction:
		pr.call(instr, add)
	}
	for _, callee := range pr.mentioned[instr] { // it counts from here on
		pr.callee(instr, callee, false, add)
	}
}

// fills reports whether a send puts a token into a channel that nobody else knows yet.
func (pr *pairing) fills(fn *ssa.Function, ch ssa.Value, at ssa.Instruction) bool {
	return strings.HasPrefix(fn.Name(), "init") && fn.Parent() == nil && fn.Signature.Recv() == nil && fn.Pos() == token.NoPos ||
		flow.Alone(pr.Package, pr.resolver(fn), ch, at)
}

// call notes what the callees of a call do. A function literal that goes elsewhere
// counts where it is made.
func (pr *pairing) call(call ssa.CallInstruction, add func(ssa.Instruction, slotEvent)) {
	common := call.Common()
	if mc, ok := common.Value.(*ssa.MakeClosure); ok {
		if onlyCalled(mc) {
			pr.callee(call, mc.Fn.(*ssa.Function), true, add)
		}
		return
	}
	if callee := common.StaticCallee(); callee != nil {
		pr.callee(call, origin(callee), true, add)
		return
	}
	if common.IsInvoke() {
		for _, callee := range pr.callees[call] {
			pr.callee(call, origin(callee), true, add)
		}
	}
}

// callee notes what a function does that is called at an instruction, or may run from
// there on. One that is only handed on, to run in a goroutine for instance, leaves us
// nothing. Errs to misses, where it is called at once.
func (pr *pairing) callee(at ssa.Instruction, fn *ssa.Function, called bool, add func(ssa.Instruction, slotEvent)) {
	pr.called[fn] = true
	_, runs := at.(*ssa.Call)
	_, later := at.(*ssa.Defer)
	for g, e := range pr.does[fn] {
		e.leaves = e.leaves && called && runs
		if e.leaves || e.gives != nil {
			add(at, slotEvent{g, e, later})
		}
	}
}

// A slotWalk follows one group through one function. A state is a set of what may be:
// each way has a slot or none, and has put off giving one back or has not.
type slotWalk struct {
	*pairing
	fn     *ssa.Function
	group  *slotGroup
	at     map[ssa.Instruction][]slotEvent
	later  slotEffect // what is put off
	effect slotEffect
}

const (
	slotHas   = 1 << iota // the number of a way, not of a set
	slotLater             // likewise
	slotWays  = 4
)

func (w *slotWalk) run() slotEffect {
	in := map[*ssa.BasicBlock]uint8{w.fn.Blocks[0]: 1} // one way: it has none
	todo := []*ssa.BasicBlock{w.fn.Blocks[0]}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		s := in[b]
		for _, instr := range b.Instrs {
			if _, isCase := instr.(*ssa.BinOp); !isCase {
				s = w.instr(instr, s)
			}
		}
		for i, succ := range b.Succs {
			if t := in[succ] | w.branch(b, i, s); t != in[succ] {
				in[succ] = t
				todo = append(todo, succ)
			}
		}
	}
	return w.effect
}

// instr is the state after an instruction.
func (w *slotWalk) instr(instr ssa.Instruction, s uint8) uint8 {
	switch instr.(type) {
	case *ssa.RunDefers:
		return w.each(s, func(way int) int {
			if way&slotLater != 0 {
				way = w.giveBack(way, w.later)
			}
			return way &^ slotLater
		})
	case *ssa.Return:
		if w.each(s, func(way int) int { return way & slotHas })&(1<<slotHas) != 0 {
			w.effect.leaves = true
		}
		return s
	}
	for _, e := range w.at[instr] {
		if e.group == w.group {
			s = w.each(s, func(way int) int { return w.event(way, e) })
		}
	}
	return s
}

func (w *slotWalk) event(way int, e slotEvent) int {
	if e.effect.gives != nil {
		if e.later {
			w.later = e.effect
			return way | slotLater
		}
		way = w.giveBack(way, e.effect)
	}
	if e.effect.leaves {
		way |= slotHas
	}
	return way
}

// giveBack is a way on which a slot is given back.
func (w *slotWalk) giveBack(way int, e slotEffect) int {
	if way&slotHas == 0 {
		w.effect.gives, w.effect.back = e.gives, e.back
	} else if old, ok := w.paired[w.group]; !ok || e.back < old.Back {
		w.paired[w.group] = Slots{Slot: flow.Slot{Takes: w.takes}, Back: e.back, Func: e.gives}
	}
	return way &^ slotHas
}

// each is the set of what its ways become.
func (w *slotWalk) each(s uint8, f func(way int) int) (out uint8) {
	for way := range slotWays {
		if s&(1<<way) != 0 {
			out |= 1 << f(way)
		}
	}
	return out
}

// branch is the state on the way to a successor: where a select has come to a case of
// the group, that is done. There is no such way where the channel is nil.
func (w *slotWalk) branch(b *ssa.BasicBlock, succ int, s uint8) uint8 {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return s
	}
	test, ok := branch.Cond.(*ssa.BinOp)
	if !ok {
		return s
	}
	if isChan(test.X.Type()) && (test.Op == token.EQL) == (succ == 0) {
		if k, ok := test.Y.(*ssa.Const); ok && k.IsNil() && w.pairing.group(w.fn, test.X) == w.group {
			return 0
		}
	}
	if succ != 0 {
		return s
	}
	return w.instr(test, s)
}
