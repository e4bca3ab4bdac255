package summary

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
)

// findHandOffs finds the classes of locks that one goroutine takes and another
// releases: some function releases one that it has not taken, and is handed
// about as a value rather than called, or returned as a guard, by those who
// hold it. Unlocking in another goroutine is legal in Go; a finding on such a
// lock says less. May rank a real deadlock down.
func (p *Package) findHandOffs() {
	returned := p.returnedFuncs()
	for _, fn := range p.funcs {
		s := p.summaries[fn]
		if s == nil || p.paired[identity.Callee(fn)] || returned[fn] || !p.values[fn] {
			continue
		}
		for _, e := range s.Exits {
			for _, l := range e.Released {
				if l.Path.Known() {
					p.HandedOff[l.Class] = true
				}
			}
		}
	}
}

// ownReleased notes the variables of a function that it gives up without having
// taken them: a goroutine or closure that it has let have them did. May rank a
// real deadlock down.
func (p *Package) ownReleased(exits []flow.Exit) {
	for _, e := range exits {
		for _, l := range e.Released {
			if l.Path.Kind == identity.Local && (l.Path.Steps == "" || l.Path.Steps == "*") {
				p.HandedOff[l.Class] = true
			}
		}
	}
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
