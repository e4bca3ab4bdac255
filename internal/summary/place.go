package summary

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// A Place is where a lock lies, whoever calls the function that locks it: in a
// package variable, or in a variable of some function.
type Place struct {
	// Name is equal for locks of one place; empty if that is not known.
	Name  string
	Class identity.Class
	// One says that there is one such lock in the life of the program.
	One bool
}

// Certain names a place to which no pointer leads, but one of a variable that holds one
// object for good: one of another name is another. It is empty if a pointer does.
func (p Place) Certain() string {
	if strings.ContainsAny(p.Name, "*~[") {
		return ""
	}
	return p.Name
}

// maxPlaces bounds how many callers up a place is looked for. Errs to reports.
const maxPlaces = 8

// Place is the place of a lock that fn names: a parameter, or what a literal has
// captured, is what all callers pass, if all are in view and pass the same.
func (p *Package) Place(fn *ssa.Function, path identity.Path) Place {
	at, home := p.place(fn, path, 0)
	return p.placeAt(at, home)
}

// Named are waits by the places where they lie, as far as all callers say so.
func (p *Package) Named(fn *ssa.Function, waits []identity.Lock) []identity.Lock {
	return identity.Map(waits, func(l identity.Lock) identity.Lock {
		if identity.ClassOf(l.Path) == "" && passed(l.Path) {
			l.Class = cmp.Or(p.classAbove(spot{l.Path, fn}, 0), l.Class)
		}
		return l
	})
}

// classAbove is the class of what all callers pass, if they agree.
func (p *Package) classAbove(n spot, depth int) (class identity.Class) {
	if !passed(n.path) {
		return p.resolver(n.home).ClassOf(n.path)
	}
	if depth == maxPlaces || len(p.ownRoots(n.home)) > 0 {
		return ""
	}
	if class, ok := p.above[n]; ok {
		return class
	}
	p.above[n] = "" // as long as it is not known
	defer func() { p.above[n] = class }()
	for _, in := range p.incoming[n.home] {
		up := spot{outwardPath(n.path, in), in.caller}
		if up == n {
			continue // just passed on
		}
		above := p.classAbove(up, depth+1)
		if above == "" || class != "" && class != above {
			return ""
		}
		class = above
	}
	return class
}

// placeAt is the place that a path of home leads to, from a variable.
func (p *Package) placeAt(at identity.Path, home *ssa.Function) Place {
	if !at.Unique() || strings.Contains(at.Steps, identity.ReadSide) {
		return Place{}
	}
	out := Place{Class: p.resolver(home).ClassOf(at)}
	switch at.Kind {
	case identity.Global:
		out.Name, out.One = at.String(), true
		if rest, ok := strings.CutPrefix(at.Steps, "*"); ok && p.keepsOne(at.Name) {
			at.Steps = ""
			out.Name = at.String() + " -> " + rest
		}
	case identity.Local:
		if strings.ContainsAny(at.Steps, "*[") {
			return Place{}
		}
		out.Name = "variable at " + p.Pos(at.Ref.Pos()) + at.Steps
		out.One = p.runsOnce(home) != "" && !value.InLoop(at.Ref.(ssa.Instruction).Block())
	case identity.Value:
		if strings.ContainsAny(at.Steps, "*[") {
			return Place{}
		}
		out.Name, out.One = "object of "+p.Pos(at.Ref.Pos())+at.Steps, p.runsOnce(home) != ""
	}
	return out
}

// lies reports whether a path says where a lock lies, whoever calls: it leads from a
// variable, or from an object that a callee makes, once in the function.
func (p *Package) lies(path identity.Path) bool {
	switch path.Kind {
	case identity.Global, identity.Local:
		return true
	case identity.Value:
		at, ok := path.Ref.(ssa.Instruction)
		fn := makerOf(path.Ref)
		return ok && fn != nil && len(fn.Blocks) > 0 && p.isMade(path.Ref) && !p.showsEarly(fn) && !value.InLoop(at.Block())
	}
	return false
}

// makerOf is the function of which an object is a result; nil if there is none.
func makerOf(object ssa.Value) *ssa.Function {
	if part, ok := object.(*ssa.Extract); ok {
		object = part.Tuple
	}
	call, ok := object.(*ssa.Call)
	if !ok || call.Call.StaticCallee() == nil {
		return nil
	}
	return origin(call.Call.StaticCallee())
}

// showsEarly reports whether others may know an object before the function that makes it
// has returned: it starts a goroutine, makes a function literal, or calls what could. They
// have another name for it.
func (p *Package) showsEarly(fn *ssa.Function) bool {
	shows, ok := p.early[fn]
	if !ok {
		shows = p.startsOrCalls(fn)
		p.early[fn] = shows
	}
	return shows
}

func (p *Package) startsOrCalls(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			switch instr := instr.(type) {
			case *ssa.Go, *ssa.MakeClosure, *ssa.Defer:
				return true
			case *ssa.Call:
				callee := instr.Call.StaticCallee()
				return value.Builtin(&instr.Call) == "" && (callee == nil || len(callee.Blocks) > 0 || !p.modelled(p.nameOf(callee)))
			}
			return false
		})
	})
}

// place is path in the terms of the function in which the lock lies.
func (p *Package) place(fn *ssa.Function, path identity.Path, depth int) (identity.Path, *ssa.Function) {
	if p.lies(path) {
		return path, fn
	}
	if mc, outer := p.Enclosing(fn); path.Kind == identity.Free && mc != nil && depth < maxPlaces {
		in := incoming{flow.Call{Free: outer.Bindings(mc)}, mc.Parent()}
		return p.place(mc.Parent(), outwardPath(path, in), depth+1)
	}
	if path.Kind != identity.Param || depth == maxPlaces || len(p.ownRoots(fn)) > 0 {
		return identity.Path{}, nil
	}
	var found identity.Path
	var home *ssa.Function
	for _, in := range p.incoming[fn] {
		up := outwardPath(path, in)
		if in.caller == fn && up == path {
			continue // just passed on
		}
		at, in := p.place(in.caller, up, depth+1)
		if !at.Known() || found.Known() && (at != found || in != home && at.Kind != identity.Global) {
			return identity.Path{}, nil
		}
		found, home = at, in
	}
	return found, home
}
