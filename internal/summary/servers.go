package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// What is put into a server runs in goroutines of the server's own, for the end of which
// waits who shuts it down: a handler, a function that wraps one, or a router of another
// package, which calls what has been handed to its methods. So the value that is put
// there is followed back to these. May report falsely, for a router need not call what
// it is handed, nor in this server; errs to misses where it is followed no further.

// servers is the search for what the servers of a package run.
type servers struct {
	*Package
	handed map[router][]handed // to methods of routers, once asked for
}

// A router is an object of another package, by the value that it is, or by the place
// where it is kept.
type router struct {
	made ssa.Value
	at   identity.Class
}

// A handed is a value that an instruction hands to others, to run it.
type handed struct {
	v  ssa.Value
	by ssa.Instruction
}

// findServers finds what runs in goroutines of a server. Errs to misses in a package that
// has one without importing its package.
func (p *Package) findServers() {
	serves := func(pkg *types.Package) bool { return model.HasServers(pkg.Path()) }
	if p.program == nil && !slices.ContainsFunc(p.pkg.Pkg.Imports(), serves) {
		return
	}
	s := &servers{Package: p}
	for _, fn := range p.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					s.put(fn, st)
				}
			}
		}
	}
}

// put notes what a store puts into a server.
func (s *servers) put(fn *ssa.Function, st *ssa.Store) {
	field, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return
	}
	server, ok := model.Servers[model.TypeName(field.X.Type())]
	if !ok || fieldName(field) != server.Field {
		return
	}
	r := s.resolver(fn)
	path := r.Val(field.X).Path
	of := identity.Lock{Path: path, Class: r.ClassOf(path), Kind: identity.Join}
	for _, h := range s.behind(st.Val, st, 0) {
		s.runs(of, h, server.Method)
	}
}

func fieldName(fa *ssa.FieldAddr) string {
	return fa.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct).Field(fa.Field).Name()
}

// maxBehind bounds how far what is put somewhere is followed back.
const maxBehind = 4

// behind are the values that run if v does: itself, what a function wraps that made it,
// what has been handed to it, what the callers in view pass.
func (s *servers) behind(v ssa.Value, by ssa.Instruction, depth int) []handed {
	if depth > maxBehind {
		return nil
	}
	out := []handed{{v, by}}
	switch x := v.(type) {
	case *ssa.MakeInterface:
		return s.behind(x.X, by, depth)
	case *ssa.ChangeInterface:
		return s.behind(x.X, by, depth)
	case *ssa.ChangeType:
		return s.behind(x.X, by, depth)
	case *ssa.Parameter:
		callers := s.arguments.callers(x.Parent())
		i := slices.Index(x.Parent().Params, x)
		for _, call := range callers {
			out = append(out, s.behind(call.Common().Args[i], call, depth+1)...)
		}
		return out
	case *ssa.Call:
		for _, a := range x.Call.Args {
			if callable(a.Type()) {
				out = append(out, s.behind(a, x, depth+1)...)
			}
		}
	}
	for _, key := range s.routers(v, by.Parent(), 0) {
		for _, h := range s.allHanded()[key] {
			out = append(out, s.behind(h.v, h.by, depth+1)...)
		}
	}
	return out
}

// routers are the names of an object of another package, which fn uses; none if it is one
// of ours.
func (s *servers) routers(v ssa.Value, fn *ssa.Function, depth int) []router {
	named, ok := namedType(v.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || s.ours(named.Obj().Pkg()) || depth > maxBehind {
		return nil
	}
	switch x := v.(type) {
	case *ssa.Parameter:
		var out []router
		i := slices.Index(x.Parent().Params, x)
		for _, call := range s.arguments.callers(x.Parent()) {
			out = append(out, s.routers(call.Common().Args[i], call.Parent(), depth+1)...)
		}
		return out
	case *ssa.Call:
		// A part of a router, which a method of it returns.
		if recv := receiverOf(&x.Call); recv != nil {
			if out := s.routers(recv, fn, depth+1); out != nil {
				return out
			}
		}
	}
	path := s.resolver(fn).Val(v).Path
	if at := identity.ClassOf(path); at != "" {
		return []router{{at: at}}
	}
	made, ok := path.Ref, path.Steps == ""
	if !ok || made == nil {
		return nil
	}
	out := []router{{made: made}}
	refs := made.Referrers()
	if refs == nil { // no value of a function
		return out
	}
	for _, ref := range *refs {
		if st, ok := ref.(*ssa.Store); ok && st.Val == made {
			if at := identity.ClassOf(s.resolver(made.Parent()).Val(st.Addr).Path.Load()); at != "" {
				out = append(out, router{at: at})
			}
		}
	}
	return out
}

func (s *servers) ours(pkg *types.Package) bool { return s.program == nil && pkg == s.pkg.Pkg }

// receiverOf is the object whose method a call calls, or nil.
func receiverOf(call *ssa.CallCommon) ssa.Value {
	if call.IsInvoke() {
		return call.Value
	}
	if fn := call.StaticCallee(); fn != nil && fn.Signature.Recv() != nil {
		return call.Args[0]
	}
	return nil
}

// allHanded is what is handed to methods of other packages' objects.
func (s *servers) allHanded() map[router][]handed {
	if s.handed != nil {
		return s.handed
	}
	s.handed = make(map[router][]handed)
	for _, fn := range s.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(*ssa.Call); ok {
					s.hands(call)
				}
			}
		}
	}
	return s.handed
}

func (s *servers) hands(call *ssa.Call) {
	to := receiverOf(&call.Call)
	if to == nil || !slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool { return a != to && callable(a.Type()) }) {
		return
	}
	for _, key := range s.routers(to, call.Parent(), 0) {
		for _, a := range slices.Concat(call.Call.Args, value.Elements(call.Call.Args[len(call.Call.Args)-1])) {
			if a != to && callable(a.Type()) {
				s.handed[key] = append(s.handed[key], handed{a, call})
			}
		}
	}
}

// runs notes that a server runs a function, or the method of an object, and waits for it.
func (s *servers) runs(of identity.Lock, h handed, method string) {
	fn := h.by.Parent()
	left := maxEffects
	c := composer{Package: s.Package, r: s.resolver(fn), left: &left}
	x := c.r.Val(h.v)
	targets := bound(c.funcs(x), nil)
	if x.Type == nil && !types.IsInterface(h.v.Type()) {
		x.Type = h.v.Type()
	}
	if m := s.methodOf(x.Type, nil, method); targets == nil && m != nil {
		targets = []target{{fn: m, args: receive(m, []identity.Val{x})}}
	}
	pos := s.Pos(flow.Position(h.by))
	for _, t := range targets {
		e, ok := c.effect(t, 1)
		if !ok {
			continue
		}
		step := identity.Step{Kind: identity.Serves, Pos: pos, Func: value.FuncName(fn), What: e.Callee}
		over := identity.Step{Kind: identity.Completes, Pos: pos, Func: e.Callee, What: "returns", Lock: identity.Join}
		done := model.Completion{Of: of, Spawned: model.SpawnedMany, Witness: identity.Chain([]identity.Step{step, over})}
		for _, a := range e.Acquires {
			done.Needs = flow.AddNeeds(done.Needs, model.Need{Lock: a.Lock, Mode: a.Mode, Cases: a.Cases, Witness: a.Witness.Prefix(step)})
		}
		s.Completers = append(s.Completers, Completer{done, fn, flow.Position(h.by), []string{Many}, ""})
	}
}
