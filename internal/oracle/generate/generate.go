// Package generate makes small concurrent programs, by seed.
//
// A program is made in two steps. The first writes one that cannot deadlock:
// its locks have an order, and every goroutine takes them in that order, in
// any of the ways in which people write critical sections. The second puts in
// defects, each of a kind that has a name, and twins of defects: what looks
// like one, but is harmless. So programs have one or two deadlocks of various
// kinds, or none, rather than any number by chance.
//
// No program unlocks what is not locked: all code is made of pieces that leave
// the locks as they find them, except for helpers, that only code calls that
// knows what they leave.
package generate

import (
	"math/rand/v2"

	"github.com/lockorder/lockorder/internal/oracle/program"
)

// Generate makes the program of a seed: always the same.
func Generate(seed uint64, c Config) *program.Program {
	p, _ := Explain(seed, c)
	return p
}

// Explain makes the program of a seed, and names the defects and the twins of
// defects that were put in.
func Explain(seed uint64, c Config) (p *program.Program, names []string) {
	g := &generator{
		rand:    rand.New(rand.NewPCG(seed, 0)),
		c:       c,
		p:       new(program.Program),
		helpers: make(map[helper]int),
		once:    make(map[int]program.Call),
	}
	g.world()
	g.base()
	if g.chance(c.Recursion) {
		g.put(recursive)
	}
	for range g.weighted(c.Twins) {
		g.put(twins)
	}
	for range g.weighted(c.Defects) {
		g.put(defects)
	}
	for range g.times(c.WaitTwins) {
		g.put(waitTwins)
	}
	for range g.times(c.Waits) {
		g.put(waitDefects)
	}
	g.finish()
	return g.p, g.kinds
}

// A generator makes one program.
type generator struct {
	rand    *rand.Rand
	c       Config
	p       *program.Program // its functions are added last
	funcs   []*function
	locks   []lock // in the order in which they are taken
	left    int    // acquisitions that may still be written
	fuel    int    // items that may still be tried
	helpers map[helper]int
	once    map[int]program.Call // what each Once does, in terms of the objects
	kinds   []string             // of defects and twins put in
	busy    []int                // functions of goroutines that do part of what is being put in
}

// A lock is one of an object.
type lock struct {
	object, field int
	kind          program.Kind
}

// finish makes the program of what was collected, without what nobody uses.
func (g *generator) finish() {
	for _, f := range g.funcs {
		g.p.Funcs = append(g.p.Funcs, f.Func)
	}
	g.p.DropUnused()
	for i := range g.p.Funcs {
		g.dropParams(i)
	}
	g.p.DropUnused()
}

// dropParams removes most of the parameters that a function does not use.
func (g *generator) dropParams(fn int) {
	f := &g.p.Funcs[fn]
	for k := len(f.Params) - 1; k >= 0; k-- {
		if f.Uses(k) || k == 0 && f.Style == program.Method || g.chance(0.05) {
			continue
		}
		g.p.DropParam(fn, k)
	}
}
