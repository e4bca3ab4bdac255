package summary

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// Lone reports whether the locks of a class lie in objects that come from one place
// in this package, to which one way leads: whoever comes to two of them by calls that
// are dynamic comes to those of one making. Source: the unique allocation sites of
// Naik's conditional must-not-aliasing, without the proof. May report falsely: the way
// may be gone twice.
func (p *Package) Lone(class identity.Class) bool {
	i := strings.LastIndexByte(string(class), '.')
	if p.makers == nil {
		p.findMakers()
	}
	return i > 0 && p.makers[string(class[:i])] == 1
}

// several is more than one maker.
const several = 2

// findMakers counts the places where objects of each type are made.
func (p *Package) findMakers() {
	p.makers = make(map[string]int)
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Alloc:
					n := 1
					if value.InLoop(b) || !p.oneWay(fn, 0) {
						n = several
					}
					p.noteMade(instr.Type().Underlying().(*types.Pointer).Elem(), n, 0)
				case *ssa.MakeSlice, *ssa.MakeMap:
					// Of a type parameter it is not known what is made.
					if of, ok := instr.(ssa.Value).Type().Underlying().(interface{ Elem() types.Type }); ok {
						p.noteMade(of.Elem(), several, 0)
					}
				}
			}
		}
	}
	if p.pkg == nil {
		return
	}
	for _, m := range p.pkg.Members {
		if g, ok := m.(*ssa.Global); ok {
			p.noteMade(g.Type().Underlying().(*types.Pointer).Elem(), 1, 0)
		}
	}
}

// noteMade counts n objects of type t, and of what lies in it.
func (p *Package) noteMade(t types.Type, n, depth int) {
	if _, pointer := types.Unalias(t).(*types.Pointer); pointer || depth > maxSeen {
		return
	}
	if name := model.TypeName(t); name != "" {
		p.makers[name] += n
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			p.noteMade(f.Type(), n, depth+1)
		}
	case *types.Array:
		p.noteMade(u.Elem(), several, depth+1)
	}
}

// oneWay reports whether one way of calls, without a loop, leads to fn from a function
// that others call, or that a goroutine runs.
func (p *Package) oneWay(fn *ssa.Function, depth int) bool {
	calls := p.incoming[fn]
	switch {
	case len(calls) == 0:
		return true
	case len(calls) > 1 || depth > maxSeen:
		return false
	case calls[0].Spawned != model.Inline:
		return true
	case len(p.ownRoots(fn)) > 0 || value.InLoop(calls[0].Site.Block()):
		return false
	}
	return p.oneWay(calls[0].caller, depth+1)
}
