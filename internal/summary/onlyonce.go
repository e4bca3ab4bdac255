package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// findOnlyOnce leaves out what completers need for another message only, where nobody
// waits for a second one: so many are ever sent, or received ([messages]). What finds
// room is not waited for.
func (p *Package) findOnlyOnce() {
	again := func(n model.Need) bool { return n.Again }
	for i := range p.Completers {
		c := &p.Completers[i]
		if !slices.ContainsFunc(c.Needs, again) {
			continue
		}
		of := c.Of
		of.Kind = other(of.Kind)
		most := int64(1)
		if of.Kind == identity.Receive {
			most += p.leastRoom(of.Class)
		}
		if n, ok := p.messages().ever(of); ok && n <= most {
			c.Needs = slices.DeleteFunc(slices.Clone(c.Needs), again)
		}
	}
}

// leastRoom is the room that the channels of a class have at least.
func (p *Package) leastRoom(class identity.Class) int64 {
	if c := p.channels[class]; c != nil && c.made != nil && !c.computed {
		return c.least
	}
	return 0
}

// messages are the operations by which messages come, or go, by position, for each wait
// that they end. How many there ever are is known if control passes each once, in the life
// of the program or of the function whose variable the channel is. All of it errs to
// reports, but for what bounds have left out.
type messages struct {
	*Package
	of map[identity.Class]map[string]bool
	at map[string]ssa.Instruction
}

// ever is how many messages there ever are that end a wait, if that is known: not of a
// channel of which nobody is seen to send one.
func (m *messages) ever(wait identity.Lock) (int64, bool) {
	if m.untold[wait.Node()] || m.Escaped[wait.Node()] || m.nameable(wait.Class) {
		return 0, false
	}
	maker := m.makerOf(wait.Class)
	for pos := range m.of[wait.Node()] {
		if op := m.at[pos]; op == nil || value.InLoop(op.Block()) || !m.oncePer(op.Parent(), maker, 0) {
			return 0, false
		}
	}
	n := len(m.of[wait.Node()])
	return int64(n), n > 0
}

// stream reports whether somebody receives from the channels of a class in a loop.
func (m *messages) stream(class identity.Class) bool {
	for pos := range m.of[identity.Lock{Class: class, Kind: identity.Send}.Node()] {
		op := m.at[pos]
		if op != nil && slices.ContainsFunc(flow.Receives(op), func(v ssa.Value) bool { return m.inStream(op, v) }) {
			return true
		}
	}
	return false
}

// other is what somebody waits for at the other end of a channel.
func other(k identity.Kind) identity.Kind {
	if k == identity.Send {
		return identity.Receive
	}
	return identity.Send
}

// nameable reports whether other packages can name the channels of a class.
func (p *Package) nameable(class identity.Class) bool {
	return lockableOutside(class) && !(p.program == nil && isMain(p.pkg.Pkg) && p.owns(class))
}

// messages finds those of the package, once.
func (p *Package) messages() *messages {
	if p.allMessages != nil {
		return p.allMessages
	}
	out := make(map[identity.Class]map[string]bool)
	for _, c := range p.Completers {
		if c.Witness.Last().Kind != identity.Completes {
			continue
		}
		wait := c.Of.Node()
		if out[wait] == nil {
			out[wait] = make(map[string]bool)
		}
		out[wait][c.Witness.Last().Pos] = true
	}
	p.allMessages = &messages{p, out, p.operations()}
	return p.allMessages
}

// operations are the instructions that send or receive, by position.
func (p *Package) operations() map[string]ssa.Instruction {
	out := make(map[string]ssa.Instruction)
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if _, closes := instr.(ssa.CallInstruction); !closes && flow.Communicates(instr) {
					out[p.Pos(flow.Position(instr))] = instr
				}
			}
		}
	}
	return out
}

// makerOf is the function that makes the channels of a class, if they are a variable of it.
func (p *Package) makerOf(class identity.Class) *ssa.Function {
	if c := p.channels[class]; c != nil && len(c.made) == 1 && p.IsVariable(class) {
		return c.made[0]
	}
	return nil
}

// oncePer reports whether fn runs at most once, in the life of the program or of maker.
func (p *Package) oncePer(fn, maker *ssa.Function, depth int) bool {
	if fn == maker || p.runsOnce(fn) != "" {
		return true
	}
	if depth > maxSeen || len(p.ownRoots(fn)) > 0 || len(p.incoming[fn]) != 1 {
		return false
	}
	in := p.incoming[fn][0]
	return in.Spawned != model.SpawnedMany && !value.InLoop(in.Site.Block()) && p.oncePer(in.caller, maker, depth+1)
}
