package summary

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/scc"
	"github.com/lockorder/lockorder/internal/value"
)

// An open call is one of a function, or of an interface's method, that other
// packages put where it is called: in a field, an element, a package variable. The
// place is a node of the lock graph. Who calls makes an edge to it, as to a lock;
// who puts something there, directly or through a setter, an option or a
// constructor, makes edges from it to what that takes; the graph puts the two
// together. Source: the compile-and-link scheme of Infer's specs, for places
// instead of procedures. May report falsely: who puts something there need not
// have put it in that object.

// callNode is the node for what is called at a place: p is the place.
func callNode(p identity.Path, place identity.Class, method string) identity.Lock {
	p.Steps = strings.TrimSuffix(p.Steps, "*")
	return identity.Lock{Path: p, Class: identity.CallOf(place, method), Kind: identity.Call}
}

// findPlaces finds the places of which this package does not know all that is
// there: others can store to them, or a parameter is stored.
func (p *Package) findPlaces() {
	if p.program != nil || isMain(p.pkg.Pkg) {
		return
	}
	var shown []identity.Class
	aliases := make(map[identity.Class][]identity.Class) // what is put from one place to others
	for _, fn := range p.funcs {
		for _, s := range p.outlines[fn].stored {
			to := identity.ClassOf(s.To.Load())
			if to == "" {
				continue
			}
			from := s.What.Path
			if from.Kind == identity.Param || from.Kind == identity.Free {
				shown = append(shown, to)
			}
			if place := identity.ClassOf(from); place != "" {
				aliases[place] = append(aliases[place], to)
			}
		}
	}
	p.places = scc.Reach(shown, aliases)
}

// Hands reports whether a function puts what it is given where it is called.
func (p *Package) Hands(s *model.Summary) bool {
	return slices.ContainsFunc(s.Flows, func(f model.Flow) bool { return p.places[identity.ClassOf(f.To.Load())] })
}

// callable holds for functions and interfaces; nil is not known, and may be.
func callable(t types.Type) bool {
	if t == nil {
		return true
	}
	switch t.Underlying().(type) {
	case *types.Signature, *types.Interface:
		return true
	}
	return false
}

// openCall is the node for a dynamic call; false if it is known what is called,
// or not where it comes from, or if it is a method of an interface of std, which
// could be anything, unless who calls it takes locks: a logger that writes one message
// at a time. May miss.
func (p *Package) openCall(call ssa.CallInstruction) (identity.Lock, bool) {
	common := call.Common()
	method := ""
	switch {
	case common.StaticCallee() != nil || p.program != nil:
		return identity.Lock{}, false
	case common.IsInvoke():
		if method = common.Method.Name(); isStd(common.Method.Pkg()) && !p.serializes(call.Parent()) {
			return identity.Lock{}, false
		}
	}
	if value.Builtin(common) != "" {
		return identity.Lock{}, false
	}
	at := p.resolver(call.Parent()).Val(common.Value)
	if at.Funcs != nil {
		return identity.Lock{}, false
	}
	place := identity.ClassOf(at.Path)
	if place == "" || !p.places[place] && (isMain(p.pkg.Pkg) || !lockableOutside(place)) {
		return identity.Lock{}, false
	}
	return callNode(at.Path, place, method), true
}

// serializes reports whether a function takes a lock itself.
func (p *Package) serializes(fn *ssa.Function) bool {
	known, ok := p.serial[fn]
	if !ok {
		known = slices.ContainsFunc(calledBy(fn), func(callee *ssa.Function) bool {
			s := p.primitive(p.nameOf(callee))
			return s != nil && slices.ContainsFunc(s.Exits, func(e model.Exit) bool { return len(e.Held) > 0 })
		})
		p.serial[fn] = known
	}
	return known
}

// withOpen adds to what the known callees of a call do that it calls what other
// packages have put there. A caller who knows what is there says so.
func (c composer) withOpen(effects []flow.Effect, open *model.Open) []flow.Effect {
	node, ok := c.openCall(c.call)
	if !ok {
		return effects
	}
	a := model.Acquire{Lock: node}
	if open != nil {
		a.When = []identity.Literal{{Subject: open.Target, Const: identity.Unresolved}}
	}
	if len(effects) == 0 {
		effects = []flow.Effect{{Callee: c.calleeName(), Summary: model.Summary{Exits: []model.Exit{{}}}}}
	}
	effects[0].Acquires = append(slices.Clip(effects[0].Acquires), a)
	return effects
}

// findSupplies finds what this package puts where others call it.
func (p *Package) findSupplies() {
	if p.program != nil {
		return
	}
	seen := make(map[string]bool)
	for _, fn := range p.funcs {
		stored, passing := p.outlines[fn].stored, passing(fn)
		if len(stored)+len(passing) == 0 {
			continue
		}
		left := maxEffects
		s := supplier{composer: composer{Package: p, r: p.resolver(fn), left: &left}, fn: fn, seen: seen}
		for _, f := range stored {
			s.at = f.At
			s.supply(f.To, f.What, f.Type)
			s.options(f.What)
		}
		for _, call := range passing {
			s.at = call
			for _, a := range call.Common().Args {
				if isFunc(a) {
					s.options(s.r.Val(a))
				}
			}
		}
		delete(p.resolvers, fn)
	}
}

// passing are the calls of fn that pass a function.
func passing(fn *ssa.Function) (out []ssa.CallInstruction) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && slices.ContainsFunc(call.Common().Args, isFunc) {
				out = append(out, call)
			}
		}
	}
	return out
}

// A supplier is the work on what one function puts somewhere.
type supplier struct {
	composer
	fn   *ssa.Function
	at   ssa.Instruction
	seen map[string]bool // places and types that have been looked at
}

// options supplies what a function stores that is made here with what it stores.
func (s supplier) options(x identity.Val) {
	for _, f := range x.Funcs {
		var flows []model.Flow
		switch fn := f.Fn.(type) {
		case *model.Foreign:
			flows = fn.Summary.Flows
		case *ssa.Function:
			if o := s.outlines[origin(fn)]; o != nil && len(f.Binds) > 0 {
				flows = o.exportedFlows
			}
		}
		for _, w := range flows {
			if w.What.Path.Kind == identity.Free {
				s.supply(w.To, s.r.Instance(w.What, value.Binding{Free: f.Binds}), nil)
			}
		}
	}
}

// supply makes the edges for what is put at a place of another package, and for
// what is passed on from one place to another.
func (s supplier) supply(to identity.Path, what identity.Val, t types.Type) {
	place := identity.ClassOf(to.Load())
	if place == "" || !callable(t) {
		return
	}
	foreign := !s.owns(place)
	switch {
	case foreign && what.Funcs != nil:
		for _, t := range bound(s.funcs(what), nil) {
			s.edges(callNode(to, place, ""), t)
		}
	case foreign && what.Type != nil && !types.IsInterface(what.Type):
		s.object(to, place, what, t)
	case t != nil && what.Path.Known():
		if from := identity.ClassOf(what.Path); from != "" && from != place && s.places[place] {
			s.alias(to, place, what.Path, from, t)
		}
	}
}

// maxMethods bounds the methods of an object that are supplied with it. Errs to
// misses.
const maxMethods = 12

// object supplies the methods of an object that is put at a place of interface type
// t, once for each type and place.
func (s supplier) object(to identity.Path, place identity.Class, what identity.Val, t types.Type) {
	of := what.Type
	if t != nil {
		of = t
	}
	key := string(place) + " " + types.TypeString(what.Type, nil)
	set := s.prog.MethodSets.MethodSet(of)
	if s.seen[key] || set.Len() > maxMethods {
		return
	}
	s.seen[key] = true
	for i := range set.Len() {
		m := set.At(i).Obj()
		if fn := s.methodOf(what.Type, m.Pkg(), m.Name()); fn != nil && m.Exported() {
			s.edges(callNode(to, place, m.Name()), target{fn: fn, args: receive(fn, []identity.Val{what})})
		}
	}
}

// alias says that what is called at one place is what is called at another.
func (s supplier) alias(to identity.Path, place identity.Class, what identity.Path, from identity.Class, t types.Type) {
	methods := []string{""}
	if i, ok := t.Underlying().(*types.Interface); ok {
		if i.NumMethods() > maxMethods {
			return
		}
		methods = nil
		for m := range i.Methods() {
			methods = append(methods, m.Name())
		}
	}
	for _, m := range methods {
		s.edge(callNode(to, place, m), model.Acquire{Lock: callNode(what, from, m)})
	}
}

// owns reports whether a place is of this package.
func (p *Package) owns(place identity.Class) bool {
	own := identity.Package(p.pkg.Pkg.Path(), p.pkg.Pkg.Name())
	return strings.HasPrefix(string(place), own+".")
}

// edges says what is taken when a function is called at a place. What it takes
// only after giving up a caller's lock says nothing of who calls it there.
func (s supplier) edges(node identity.Lock, t target) {
	e, ok := s.effect(t, 1)
	if !ok {
		return
	}
	for _, a := range e.Acquires {
		if len(a.Released) > 0 || a.Lock.Class == "" {
			continue
		}
		if a.Witness == nil {
			a.Witness = identity.Chain([]identity.Step{{Kind: identity.Acquires, Pos: s.Pos(flow.Position(s.at)), Func: e.Callee, What: a.Lock.Class.String(), Mode: a.Mode, Lock: a.Lock.Kind}})
		}
		step := identity.Step{Kind: identity.Supplies, Pos: s.Pos(flow.Position(s.at)), Func: value.FuncName(s.fn), What: e.Callee}
		a.Witness = a.Witness.Prefix(step)
		s.edge(node, a)
	}
}

func (s supplier) edge(node identity.Lock, a model.Acquire) {
	s.Supplies = append(s.Supplies, &flow.Edge{From: model.Held{Lock: node}, To: a, Func: s.fn, At: s.at, Site: flow.Position(s.at)})
}
