package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// A helper does part of what is done to a lock, and leaves the rest to its
// callers. There is at most one of each kind.
type helper struct {
	role   role
	read   bool
	coin   bool // asks: takes the lock or not as it likes, rather than tries to
	typ    int  // of the object that it takes
	field  int
	object int // that it names, if it takes none: 1 more
}

type role int

const (
	locks   role = iota // leaves the lock held
	unlocks             // gives up the lock that its caller holds
	guards              // leaves it held, and returns what gives it up
	asks                // leaves it held, or not, and says so
)

// helper is a call of a helper for a lock, which is written if there is none.
func (g *generator) helper(pl place, h helper, id int) (program.Call, bool) {
	l := g.locks[id]
	if pl.fn < 0 {
		return program.Call{}, false
	}
	h.typ, h.field = g.p.Objects[l.object].Type, l.field
	if fn, ok := g.helpers[h]; ok {
		return g.callOf(pl, fn, []int{l.object}), true
	}
	// Called with another object, the place means another lock by its parameter.
	r, _ := g.ref(pl, l.object)
	h.object = l.object + 1
	if fn, ok := g.helpers[h]; ok && !r.Param && g.canCall(pl, fn, nil) {
		return g.callOf(pl, fn, nil), true
	}
	h.object = 0
	if len(g.funcs) >= g.c.Funcs+3 {
		return program.Call{}, false
	}
	o := g.p.Objects[l.object]
	fn := &function{helper: true, written: true}
	fn.Library = g.p.Types[o.Type].Library
	if fn.Library || o.Captured || r.Param || g.chance(0.8) {
		fn.objects, fn.Params = []int{l.object}, []int{o.Type}
	} else {
		h.object = l.object + 1
	}
	if fn.Style = g.style(fn.Library, false); fn.Style == program.Method {
		g.receiver(fn)
	}
	g.funcs = append(g.funcs, fn)
	g.helpers[h] = len(g.funcs) - 1
	g.writeHelper(h, id)
	return g.callOf(pl, g.helpers[h], fn.objects), true
}

func (g *generator) writeHelper(h helper, id int) {
	i := g.helpers[h]
	f, pl := g.funcs[i], place{fn: i, objects: g.funcs[i].objects}
	take := g.stmt(pl, takes(h.read), id)
	give := g.stmt(pl, gives(h.read), id)
	yes := program.Stmt{Op: program.Return, Cond: program.Cond{Kind: program.Always}}
	no := program.Stmt{Op: program.Return, Cond: program.Cond{Kind: program.Always, Not: true}}
	switch h.role {
	case locks:
		f.Body = program.Block{take}
	case unlocks:
		f.Body = program.Block{give}
	case guards:
		f.Body, f.Release = program.Block{take}, program.Block{give}
	case asks:
		f.Reports = true
		if !h.coin {
			s := g.stmt(pl, tries(h.read), id)
			s.Then = program.Block{yes}
			f.Body = program.Block{s, no}
			return
		}
		f.Body = program.Block{
			{Op: program.If, Cond: unknown(), Then: program.Block{take, yes}},
			no,
		}
	}
}

// canCall reports whether a function is known at a place, with those objects.
func (g *generator) canCall(pl place, fn int, objects []int) bool {
	f := g.funcs[fn]
	if pl.fn >= 0 {
		at := g.funcs[pl.fn]
		if f.local && !at.local || at.Library && !f.Library {
			return false
		}
	}
	return !slices.ContainsFunc(objects, func(o int) bool {
		_, ok := g.ref(pl, o)
		return !ok
	})
}

// canOutline reports whether there may be one more function, and one more call.
func (g *generator) canOutline(pl place) bool {
	most := g.c.Funcs
	if pl.wild {
		most += 3
	}
	return len(g.funcs) < most && pl.depth < g.c.Depth
}

func distinct(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}
