package summary

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// Path is the import path of the package.
func (p *Package) Path() string { return p.pkg.Pkg.Path() }

// Holdable are the classes that an importer can hold when it calls on: locks
// that it can take itself, and those that exported functions leave held or call
// back under. An edge to any other class leads an importer nowhere, but that to a call of
// what others supply, of which only the type is told: it may have homes.
func (p *Package) Holdable() map[identity.Class]bool {
	out := make(map[identity.Class]bool)
	waited, completed := make(map[identity.Class]bool), make(map[identity.Class]bool)
	note := func(l identity.Lock) {
		switch {
		case !lockableOutside(l.Class):
		case l.Kind == identity.Call:
			out[l.Class.AnyCallIn()] = true
		default:
			out[l.Node()] = true
		}
	}
	for _, e := range p.Edges {
		note(e.From.Lock)
		note(e.To.Lock)
		waited[e.To.Lock.Node()] = true
	}
	for fn, s := range p.summaries {
		for _, a := range s.Acquires {
			note(a.Lock)
			waited[a.Lock.Node()] = waited[a.Lock.Node()] || p.calledByName(fn)
		}
		if p.calledByName(fn) {
			p.keptBy(s, out, 0)
			returned(fn, s, waited)
			for _, c := range completedBy(s) {
				completed[c.Of.Node()] = completed[c.Of.Node()] || near(c)
			}
		}
	}
	// An importer may be who completes what is waited for, or say what comes before.
	for wait := range completed {
		if waited[wait] {
			out[wait] = true
		}
	}
	return out
}

// completedBy is what a function completes, itself or once what it is supplied has returned.
func completedBy(s *model.Summary) []model.Completion {
	out := slices.Clip(s.Completions)
	for _, o := range s.Opens {
		out = append(out, o.Then...)
	}
	return out
}

// Waitable are the waits, as nodes, that an importer comes to when it calls on, or with
// the channels that it is returned.
func (p *Package) Waitable() map[identity.Class]bool {
	out := make(map[identity.Class]bool)
	for fn, s := range p.summaries {
		if !p.calledByName(fn) {
			continue
		}
		for _, a := range s.Acquires {
			if a.Lock.Kind.Waits() && a.Witness.Depth() <= maxFactDepth {
				out[a.Lock.Node()] = true
			}
		}
		returned(fn, s, out)
	}
	for _, c := range p.Completers {
		if lockableOutside(c.Of.Class) {
			out[c.Of.Node()] = true // it can wait there itself
		}
	}
	return out
}

// returned adds the waits at the channels that a function returns.
func returned(fn *ssa.Function, s *model.Summary, out map[identity.Class]bool) {
	results := fn.Signature.Results()
	for i, r := range s.Results {
		if i >= results.Len() || !r.Path.Known() {
			continue
		}
		ch, ok := results.At(i).Type().Underlying().(*types.Chan)
		class := identity.ClassOf(r.Path)
		if !ok || class == "" {
			continue
		}
		for kind, never := range map[identity.Kind]types.ChanDir{identity.Receive: types.SendOnly, identity.End: types.SendOnly, identity.Send: types.RecvOnly} {
			if ch.Dir() != never {
				out[identity.Lock{Class: class, Kind: kind}.Node()] = true
			}
		}
	}
}

// keptBy adds what a function, or one that it hands out, leaves held or calls back
// under.
func (p *Package) keptBy(s *model.Summary, out map[identity.Class]bool, depth int) {
	if s == nil || depth > maxFactNesting {
		return
	}
	note := func(held []model.Held) {
		for _, h := range held {
			out[h.Class] = true
		}
	}
	handed := slices.Clone(s.Results)
	for _, w := range s.Flows {
		handed = append(handed, w.What)
	}
	for _, e := range s.Exits {
		note(e.Held)
	}
	for _, o := range s.Opens {
		note(o.Held)
		handed = append(handed, o.Args...)
	}
	for _, v := range handed {
		for ; v.Holds != nil; v = *v.Holds {
		}
		for _, f := range v.Funcs {
			switch fn := f.Fn.(type) {
			case *ssa.Function:
				p.keptBy(p.summaryOfFunc(fn), out, depth+1)
			case *model.Foreign:
				p.keptBy(fn.Summary, out, depth+1)
			}
		}
	}
}

// Prune leaves out of a summary what no importer can make a cycle of: locks that
// are not of one of the extensible classes (graph.Part), from which alone a cycle
// can go on. A lock that gets its class from the caller stays, and so does what
// stands for a call of something that others supply. Nil is all classes. Of a wait in a
// select another case counts as a way out of which importers are told nothing: errs to
// misses, of what would be low.
func Prune(s *model.Summary, extensible map[identity.Class]bool) *model.Summary {
	if extensible == nil {
		return s
	}
	useless := func(l identity.Lock) bool {
		if l.Class == identity.Never {
			return true
		}
		if l.Kind == identity.Call || extensible[l.Node()] {
			return false
		}
		return !l.Path.Known() || settled(l)
	}
	wayOut := func(l identity.Lock) bool { return l.Class != identity.Never && useless(l) }
	acquires := func(in []model.Acquire) []model.Acquire {
		return slices.DeleteFunc(slices.Clone(in), func(a model.Acquire) bool { return useless(a.Lock) || slices.ContainsFunc(a.Cases, wayOut) })
	}
	completions := func(in []model.Completion) []model.Completion {
		var out []model.Completion
		for _, c := range in {
			if near(c) && (extensible[c.Of.Node()] || c.Of.Path.Known() && !settled(c.Of)) {
				c.Needs = slices.DeleteFunc(slices.Clone(c.Needs), func(n model.Need) bool { return useless(n.Lock) || slices.ContainsFunc(n.Cases, wayOut) })
				out = append(out, c)
			}
		}
		return out
	}
	out := *s
	out.Acquires, out.Completions = acquires(s.Acquires), completions(s.Completions)
	out.Opens = identity.Map(s.Opens, func(o model.Open) model.Open {
		o.Then = completions(o.Then)
		return o
	})
	return &out
}

// maxNear is how many steps away a function completes what its caller is told of.
// What lies deeper is a matter of its own package. Errs to misses.
const maxNear = 3

func near(c model.Completion) bool { return c.Witness.Depth() <= maxNear }

// settled is identity.Settled for a channel, too, which is what is loaded from the
// place that names the class.
func settled(l identity.Lock) bool {
	p := l.Path
	if l.Kind.OfChannel() || l.Kind.IsSlot() {
		p.Steps = strings.TrimSuffix(p.Steps, "*")
	}
	return identity.Settled(p)
}

// callableOutside holds also for methods that are called through interfaces only.
func callableOutside(fn *ssa.Function) bool {
	return fn.Object() != nil && fn.Object().Exported()
}

// Exports reports whether importers must know what fn does: they can call it by name, and
// do not know already.
func (p *Package) Exports(fn *types.Func) bool {
	return fn.Pkg() == p.pkg.Pkg && p.nameableOutside(fn) && !p.OnlyTests(fn) && !p.isModelled(fn)
}

// calledByName reports whether importers can call fn, be it by a variable, and know that it is
// fn. To what the model knows they do not come.
func (p *Package) calledByName(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && p.program == nil && p.nameableOutside(obj) && !p.isModelled(obj) || p.calledByVariable(fn)
}

// isModelled holds for a function that is applied by name everywhere else.
func (p *Package) isModelled(fn *types.Func) bool { return p.modelled(p.fullName(fn.Origin())) }

// modelled is isModelled by the full name.
func (p *Package) modelled(full string) bool {
	return p.primitive(full) != nil || model.Callback(full) != nil
}

// lockableOutside reports whether another package can lock the class itself:
// the lock is an exported field or variable.
func lockableOutside(c identity.Class) bool {
	name := strings.TrimRight(string(c), "[]")
	return token.IsExported(name[strings.LastIndexByte(name, '.')+1:])
}

// OnlyTests holds for functions that only the testing package calls.
func (p *Package) OnlyTests(fn *types.Func) bool {
	if fn.Signature().Recv() != nil || !strings.HasSuffix(p.fset.Position(fn.Pos()).Filename, "_test.go") {
		return false
	}
	return slices.ContainsFunc([]string{"Test", "Benchmark", "Fuzz", "Example"}, func(prefix string) bool {
		return strings.HasPrefix(fn.Name(), prefix)
	})
}
