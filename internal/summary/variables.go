package summary

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/model"
)

// What importers call by an exported variable of a package is what the package itself has put
// there, once: a function, or the methods of an object behind an interface. So it is told with
// the package's functions, by the name of the variable. It counts as found by type flow. May
// report falsely, if somebody else has put something else there; that is told as an open call.

// heldByVariables are the functions that importers may call so, by their names in a bundle. Of
// methods of interfaces of std nothing is told: these are anything.
func (p *Package) heldByVariables() map[string]*ssa.Function {
	if p.held != nil || p.program != nil || isMain(p.pkg.Pkg) {
		return p.held
	}
	p.held, p.isHeld = make(map[string]*ssa.Function), make(map[*ssa.Function]bool)
	for at, stores := range p.shapes.Variables(p.funcs) {
		if len(stores) != 1 || at.Pkg != p.pkg || at.Object() == nil || !at.Object().Exported() {
			continue
		}
		switch v := stores[0].Val.(type) {
		case *ssa.Function:
			p.held[at.Name()] = origin(v)
		case *ssa.MakeInterface:
			i, ok := v.Type().Underlying().(*types.Interface)
			if !ok || i.NumMethods() > maxMethods {
				continue
			}
			for m := range i.Methods() {
				if fn := p.methodOf(v.X.Type(), m.Pkg(), m.Name()); fn != nil && m.Exported() && !isStd(m.Pkg()) {
					p.held[at.Name()+"."+m.Name()] = fn
				}
			}
		}
	}
	for _, fn := range p.held {
		p.isHeld[fn] = true
	}
	return p.held
}

// calledByVariable reports whether importers can call fn so.
func (p *Package) calledByVariable(fn *ssa.Function) bool {
	p.heldByVariables()
	return p.isHeld[fn]
}

// heldElsewhere is what a call of what is in an exported variable of another package calls,
// as that package says; nil if it does not.
func (p *Package) heldElsewhere(common *ssa.CallCommon) *model.Foreign {
	load, ok := common.Value.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || p.program != nil {
		return nil
	}
	at, ok := load.X.(*ssa.Global)
	if !ok || at.Pkg == p.pkg || at.Object() == nil {
		return nil
	}
	name := at.Name()
	if common.IsInvoke() {
		name += "." + common.Method.Name()
	}
	s := p.importer.Held(at.Object().Pkg(), name)
	if s == nil {
		return nil
	}
	return &model.Foreign{Name: at.Object().Pkg().Name() + "." + name, Summary: s, Body: true}
}
