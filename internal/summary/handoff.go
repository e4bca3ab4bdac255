package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// findHandOffs finds the classes of locks that one goroutine takes and another
// releases: some function releases one that it has not taken, and is handed
// about as a value, beyond the calls that are seen, rather than called, or returned
// as a guard, by those who hold it. Of calls that are seen it does not matter whether
// they are by name; flow notes those that start a goroutine. Unlocking in another
// goroutine is legal in Go; a finding on such a lock says less. May rank a real
// deadlock down.
func (p *Package) findHandOffs() {
	returned := p.returnedFuncs()
	for _, fn := range p.funcs {
		s := p.summaries[fn]
		if s == nil || p.paired[identity.Callee(fn)] || returned[fn] || !p.handedAbout(fn) {
			continue
		}
		for _, e := range s.Exits {
			p.handOff(e.Released)
		}
	}
	// Who ends for good, a test or its goroutine, gives them up all the same: a timer's
	// function that lets go who is blocked, and then ends the test.
	for fn, released := range p.endedWith {
		if p.handedAbout(fn) || slices.ContainsFunc(p.incoming[fn], func(in incoming) bool { return in.Spawned != model.Inline }) {
			p.handOff(released)
		}
	}
}

// handOff notes locks that are released by who has not taken them.
func (p *Package) handOff(released []identity.Lock) {
	for _, l := range released {
		if l.Path.Known() {
			p.HandedOff[l.Class] = true
		}
	}
}

// handedAbout reports whether a function is used as a value so that others may call it.
func (p *Package) handedAbout(fn *ssa.Function) bool {
	return slices.ContainsFunc(p.uses[fn], func(use ssa.Instruction) bool { return p.escapes(fn, use) })
}

// ownReleased notes what a function gives up without having taken it: its variables,
// which a goroutine or closure took that it has let have them, and the locks of messages
// that it has received, which the sender took (wireguard). May rank a real deadlock down.
func (p *Package) ownReleased(exits []flow.Exit) {
	for _, e := range exits {
		for _, l := range e.Released {
			if l.Path.Kind == identity.Local && (l.Path.Steps == "" || l.Path.Steps == "*") {
				p.HandedOff[l.Class] = true
			}
			if isMessage(l.Path.Ref) {
				p.Sent[l.Class] = true
			}
		}
	}
}

// isMessage reports whether v is received from a channel.
func isMessage(v ssa.Value) bool {
	if part, ok := v.(*ssa.Extract); ok {
		v = part.Tuple
	}
	receive, ok := v.(*ssa.UnOp)
	return ok && receive.Op == token.ARROW
}

// returnedFuncs are the functions that some function returns.
func (p *Package) returnedFuncs() map[*ssa.Function]bool {
	out := make(map[*ssa.Function]bool)
	for _, o := range p.outlines {
		for _, r := range o.results {
			for _, f := range r.Funcs {
				if fn, ok := f.Fn.(*ssa.Function); ok {
					out[fn] = true
				}
			}
		}
	}
	return out
}

// isCallee reports whether an operand is what the instruction calls.
func isCallee(instr ssa.Instruction, op ssa.Value) bool {
	call, ok := instr.(ssa.CallInstruction)
	return ok && call.Common().Value == op
}
