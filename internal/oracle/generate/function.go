package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A function is one being written, or written.
type function struct {
	program.Func
	objects []int // those that it is first called with
	guards  int
	local   bool // only main and functions like it call it: it can be a closure in main
	helper  bool // it does not leave locks as it finds them
	written bool
}

// A spec says what a function must be like.
type spec struct {
	need    []int // objects that it has to name
	flags   int
	reports bool
	helper  bool
	pass    bool // what it needs is passed
}

// outline writes a new function, and the call of it that belongs at the place.
func (g *generator) outline(pl place, s spec, write func(place) program.Block) program.Call {
	i := g.declare(pl, s)
	f := g.funcs[i]
	in := place{fn: i, objects: f.objects, held: pl.held, depth: pl.depth + 1, loop: -1, tail: true, exit: true, wild: pl.wild}
	f.Body = write(in)
	if f.Reports && !f.Body.Ends() {
		f.Body = append(f.Body, program.Stmt{Op: program.Return})
	}
	f.written = true
	return g.callOf(pl, i, f.objects)
}

// declare draws the signature of a function.
func (g *generator) declare(pl place, s spec) int {
	f := &function{helper: s.helper}
	f.Flags, f.Reports = s.flags, s.reports
	f.Library = g.toLibrary(pl, s.need)
	f.local = (pl.fn < 0 || g.funcs[pl.fn].local) && !f.Library
	f.Style = g.style(f.Library, f.local)
	f.local = f.local && f.Style == program.Literal
	for _, o := range g.wanted(s) {
		if _, ok := g.ref(pl, o); ok && (s.pass || g.mustPass(f, o) || g.chance(g.c.Param)) && g.canPass(f, o) {
			f.objects = append(f.objects, o)
		}
	}
	if f.Style == program.Method {
		g.receiver(f)
	}
	for _, o := range f.objects {
		f.Params = append(f.Params, g.p.Objects[o].Type)
	}
	g.funcs = append(g.funcs, f)
	return len(g.funcs) - 1
}

// wanted are the objects that a function has to name, or some.
func (g *generator) wanted(s spec) []int {
	if len(s.need) > 0 {
		return s.need
	}
	list := []int{g.rand.IntN(len(g.p.Objects))}
	for o := range g.p.Objects {
		if g.chance(0.5) {
			list = append(list, o)
		}
	}
	return distinct(list)
}

// toLibrary reports whether a function can and shall be in the library.
func (g *generator) toLibrary(pl place, need []int) bool {
	for _, o := range need {
		if !g.p.Types[g.p.Objects[o].Type].Library {
			return false
		}
	}
	if pl.fn >= 0 && g.funcs[pl.fn].Library {
		return true
	}
	library := slices.ContainsFunc(g.p.Types, func(t program.Type) bool { return t.Library })
	return library && pl.fn >= 0 && g.chance(0.6)
}

func (g *generator) mustPass(f *function, object int) bool {
	o := g.p.Objects[object]
	return o.Captured && !f.local
}

func (g *generator) canPass(f *function, object int) bool {
	return !f.Library || g.p.Types[g.p.Objects[object].Type].Library
}

// receiver puts an object first whose type is a struct of the package, or makes
// the function no method.
func (g *generator) receiver(f *function) {
	for i, o := range f.objects {
		if t := g.p.Types[g.p.Objects[o].Type]; !t.Bare && t.Library == f.Library {
			f.objects[0], f.objects[i] = f.objects[i], f.objects[0]
			return
		}
	}
	f.Style = program.Function
}

var styles = []construct[program.Style]{
	{"function", 30, program.Function},
	{"method", 45, program.Method},
	{"literal", 12, program.Literal},
	{"field", 5, program.Field},
	{"interface", 5, program.Interface},
	{"generic", 5, program.Generic},
}

// style draws one. A function that only main calls is often a closure.
func (g *generator) style(library, local bool) (style program.Style) {
	if local && !library && g.hasCaptured() && g.chance(0.5) {
		return program.Literal
	}
	draw(g, styles, func(c construct[program.Style]) bool {
		style = c.write
		return true
	})
	return style
}

func (g *generator) hasCaptured() bool {
	return slices.ContainsFunc(g.p.Objects, func(o program.Object) bool { return o.Captured })
}

var vias = []construct[program.Via]{
	{"direct", 85, program.Direct},
	{"wrapped", 4, program.Wrapped},
	{"value", 4, program.Value},
	{"callback", 5, program.Callback},
}

// callOf is a call with those objects, which the place can name.
func (g *generator) callOf(pl place, fn int, objects []int) program.Call {
	c := program.Call{Func: fn}
	for _, o := range objects {
		r, _ := g.ref(pl, o)
		c.Args = append(c.Args, r)
	}
	for range g.funcs[fn].Flags {
		c.Flags = append(c.Flags, g.argument(pl))
	}
	if pl.fn >= 0 {
		draw(g, vias, func(v construct[program.Via]) bool {
			c.Via = v.write
			return true
		})
	}
	return c
}

// argument draws what is passed for a flag.
func (g *generator) argument(pl place) program.Cond {
	if pl.fn >= 0 && g.funcs[pl.fn].Flags > 0 && g.chance(0.7) {
		return onFlag(g.rand.IntN(g.funcs[pl.fn].Flags), g.chance(0.2))
	}
	return one(g, []program.Cond{unknown(), {Kind: program.Always}, {Kind: program.Always, Not: true}})
}

// deferred is a call at the end of the function. Flags are read where it is
// written, which a closure would not do.
func deferred(c program.Call) program.Stmt {
	if len(c.Flags) > 0 && (c.Via == program.Wrapped || c.Via == program.Callback) {
		c.Via = program.Direct
	}
	return program.Stmt{Op: program.Invoke, Call: c, Defer: true}
}
