package summary

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/value"
)

// An object that has its home in one field is none that is reached through another, nor
// one that is passed to a function which it is not passed to. So each end of an edge
// says through what its object is reached, whoever has made that.

// Through is the field, package variable or parameter through which a function reaches
// the object that a lock, or what is waited for, lies in; empty if that is not known, as
// of a receiver.
func (p *Package) Through(fn *ssa.Function, l identity.Lock) identity.Class {
	return p.through(fn, l, 0)
}

func (p *Package) through(fn *ssa.Function, l identity.Lock, depth int) identity.Class {
	if through := l.Through(); through != "" || depth > maxHeld {
		return through
	}
	if l.Path.Ref != nil {
		return p.throughValue(l, 0)
	}
	if l.Path.Kind == identity.Free {
		mc, outer := p.Enclosing(fn)
		if mc == nil {
			return ""
		}
		l.Path = outwardPath(l.Path, incoming{Call: flow.Call{Free: outer.Bindings(mc)}, caller: mc.Parent()})
		return p.through(mc.Parent(), l, depth+1)
	}
	steps := l.Lies()
	if l.Kind.Waits() { // what is waited for behind a pointer is the object's own, as in throughValue
		steps = strings.TrimSuffix(steps, "*")
	}
	if steps == "" || strings.Contains(steps[1:], "*") {
		return ""
	}
	switch l.Path.Kind {
	case identity.Global:
		return identity.Class(l.Path.Name)
	case identity.Param:
		return p.throughParameter(fn, l, depth)
	}
	return ""
}

// throughValue is Through for a lock in an object that a function makes, or has from a
// call; depth is that of heldIn.
func (p *Package) throughValue(l identity.Lock, depth int) identity.Class {
	steps := l.Lies()
	switch {
	case l.Path.Ref == nil:
		return ""
	case strings.Contains(steps, "*"):
		// What it points to is its own, unless it is seen that something else is stored
		// there: a wrapper of an errgroup. Errs to misses.
		return p.madeForFunc(l.Path.Ref)
	case steps == "": // a channel, or a pointer to a lock
		return p.madeForFunc(l.Path.Ref)
	}
	return cmp.Or(p.heldIn(l.Path.Ref, depth), p.madeForFunc(l.Path.Ref))
}

// lostThrough is what callers are told of a lock that they cannot name. Std, whose facts
// must be small, tells nothing of the kind: errs to reports.
func (p *Package) lostThrough(l identity.Lock) identity.Class {
	if p.pkg != nil && isStd(p.pkg.Pkg) {
		return ""
	}
	return cmp.Or(l.Through(), p.throughValue(l, maxHeld))
}

// maxUps bounds the callers that are asked. Errs to reports.
const maxUps = 16

// throughParameter is what all callers pass, if all are in view; otherwise the parameter.
func (p *Package) throughParameter(fn *ssa.Function, l identity.Lock, depth int) (field identity.Class) {
	path := l.Path
	if len(p.incoming[fn]) > maxUps {
		return p.parameter(fn, path.Index)
	}
	for _, in := range p.incoming[fn] {
		l.Path = outwardPath(path, in)
		if in.caller == fn && l.Path == path {
			continue // just passed on
		}
		at := p.through(in.caller, l, depth+1)
		if len(p.ownRoots(fn)) > 0 || at == "" || field != "" && at != field {
			return p.parameter(fn, path.Index)
		}
		field = at
	}
	if field == "" {
		return p.parameter(fn, path.Index)
	}
	return field
}

// parameter stands for a parameter of a function; empty if that is a receiver, and in
// std, as lostThrough.
func (p *Package) parameter(fn *ssa.Function, i int) identity.Class {
	if fn.Pkg == nil || fn.Parent() != nil || i == 0 && fn.Signature.Recv() != nil || isStd(fn.Pkg.Pkg) {
		return ""
	}
	pkg := fn.Pkg.Pkg
	return identity.ParameterOf(identity.Package(pkg.Path(), pkg.Name()), fn.RelString(pkg), i)
}

// heldIn is the field that a value was loaded from, or that it is stored to, here or by
// all who call a function that returns it.
func (p *Package) heldIn(v ssa.Value, depth int) identity.Class {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		return p.placeOf(load.X)
	}
	if field := p.heldByCallee(v); field != "" {
		return field
	}
	if refs := v.Referrers(); refs != nil {
		for _, ref := range *refs {
			switch ref := ref.(type) {
			case *ssa.Store:
				if field := p.placeOf(ref.Addr); field != "" && ref.Val == v {
					return field
				}
			case *ssa.Return:
				return p.heldByCallers(v.Parent(), slices.Index(ref.Results, v), depth)
			}
		}
	}
	return ""
}

// placeOf is the field or package variable of an address, or empty.
func (p *Package) placeOf(addr ssa.Value) identity.Class {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		return p.fieldClass(addr)
	case *ssa.Global:
		return identity.Class(value.GlobalPath(addr).Name)
	}
	return ""
}

// heldByCallee is the field in which a function keeps an object that it makes and returns.
func (p *Package) heldByCallee(v ssa.Value) identity.Class {
	i := 0
	if part, ok := v.(*ssa.Extract); ok {
		v, i = part.Tuple, part.Index
	}
	call, ok := v.(*ssa.Call)
	if !ok || call.Call.StaticCallee() == nil {
		return ""
	}
	s := p.summaryOfFunc(origin(call.Call.StaticCallee()))
	if s == nil {
		return ""
	}
	for j := range s.Flows {
		if to, what := s.Flows[j].To, s.Flows[j].What.Path; what.Kind == identity.Result && what.Index == i && what.Steps == "" && to.Root != what.Root {
			return identity.ClassOf(to)
		}
	}
	return ""
}

// maxHeld bounds the calls from who makes an object to who keeps it. Errs to reports.
const maxHeld = 3

// heldByCallers is the field in which all who call a function keep what it returns, if
// all are in view.
func (p *Package) heldByCallers(fn *ssa.Function, i, depth int) (field identity.Class) {
	if depth == maxHeld {
		return ""
	}
	for _, site := range p.arguments.callers(fn) {
		call, ok := site.(*ssa.Call)
		if !ok {
			return ""
		}
		kept := ssa.Value(call)
		if fn.Signature.Results().Len() > 1 {
			kept = result(call, i)
		}
		if kept == nil {
			continue
		}
		at := p.heldIn(kept, depth+1)
		if at == "" || field != "" && at != field {
			return ""
		}
		field = at
	}
	return field
}
