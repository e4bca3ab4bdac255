package generate

import (
	"slices"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// world draws the types, the objects, and the order of their locks.
func (g *generator) world() {
	library := g.chance(g.c.Library)
	left := 2 + g.weighted(g.c.Locks)
	once := g.chance(g.c.Once)
	for left > 0 {
		t := g.newType(left, library && (len(g.p.Types) == 0 || g.chance(0.4)))
		left -= g.newObjects(t, left)
	}
	if once {
		g.addOnce()
	}
	for i, o := range g.p.Objects {
		for k, kind := range g.p.Types[o.Type].Locks {
			g.locks = append(g.locks, lock{i, k, kind})
		}
	}
	g.rand.Shuffle(len(g.locks), func(i, k int) { g.locks[i], g.locks[k] = g.locks[k], g.locks[i] })
	// What a Once runs takes locks more often than it is run under them.
	if i := slices.IndexFunc(g.locks, func(l lock) bool { return l.kind == program.Once }); i > 0 && g.chance(0.7) {
		g.locks[0], g.locks[i] = g.locks[i], g.locks[0]
	}
}

// newType draws a type of at most n locks.
func (g *generator) newType(n int, library bool) int {
	t := program.Type{Library: library, Bare: g.chance(g.c.Bare)}
	t.Locks = []program.Kind{g.kind()}
	if !t.Bare {
		t.Embedded = g.chance(g.c.Embedded)
		if n > 1 && g.chance(0.4) {
			t.Locks = append(t.Locks, g.kind())
		}
	}
	g.p.Types = append(g.p.Types, t)
	return len(g.p.Types) - 1
}

func (g *generator) kind() program.Kind {
	if g.chance(g.c.RWMutex) {
		return program.RWMutex
	}
	return program.Mutex
}

// newObjects draws the objects of a type, and says how many locks they have.
func (g *generator) newObjects(t, most int) int {
	n := 1
	if size := len(g.p.Types[t].Locks); size*2 <= most && g.chance(g.c.TwoObjects) {
		n = 2
	}
	for range n {
		g.p.Objects = append(g.p.Objects, program.Object{Type: t, Captured: g.chance(g.c.Captured)})
	}
	return n * len(g.p.Types[t].Locks)
}

// addOnce adds a Once: to a struct, or as a variable.
func (g *generator) addOnce() {
	t := g.rand.IntN(len(g.p.Types))
	if !g.p.Types[t].Bare && g.countObjects(t) == 1 {
		g.p.Types[t].Locks = append(g.p.Types[t].Locks, program.Once)
		return
	}
	g.p.Types = append(g.p.Types, program.Type{Locks: []program.Kind{program.Once}, Bare: true})
	g.p.Objects = append(g.p.Objects, program.Object{Type: len(g.p.Types) - 1})
}

func (g *generator) countObjects(t int) int {
	n := 0
	for _, o := range g.p.Objects {
		if o.Type == t {
			n++
		}
	}
	return n
}
