package summary

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/value"
)

// outline finds what the functions of a component return and store. Within a
// recursive component callees are unknown on the first round: may miss.
func (p *Package) outline(scc []*ssa.Function) {
	for round := range min(len(scc), 2) {
		for _, fn := range scc {
			delete(p.resolvers, fn)
			r := p.resolver(fn)
			o := &outline{results: r.Results(), written: r.Written(), late: p.late(fn), made: r.Made()}
			var flows []model.Flow
			for s := range r.EachFlow() {
				flows = append(flows, s.Flow)
				if callable(s.Type) {
					o.stored = append(o.stored, s)
				}
			}
			o.exportedResults, o.exportedFlows = value.Exported(o.results, flows, o.made)
			p.outlines[fn] = o
			if last := round == min(len(scc), 2)-1; last {
				p.shapes.Learn(p.built(fn, flows))
				o.keepings = keepings(flows)
			}
		}
	}
	for _, fn := range scc {
		if len(scc) > 1 {
			delete(p.resolvers, fn)
		}
	}
}

// A keeping says that a parameter itself is stored at a place.
type keeping struct {
	param int
	to    identity.Path
}

func keepings(flows []model.Flow) []keeping {
	var out []keeping
	for i := range flows {
		if f := &flows[i]; f.What.Path.Kind == identity.Param && f.What.Path.Steps == "" {
			out = append(out, keeping{f.What.Path.Index, f.To})
		}
	}
	return out
}

// solve iterates over a component until its summaries no longer change.
func (p *Package) solve(scc []*ssa.Function) {
	followed := p.relevant(scc)
	for _, fn := range scc {
		if !p.following[fn] {
			p.summaries[fn] = p.idle(fn)
			p.callIn(fn, p.plainCalls(fn))
		}
	}
	results := p.fixpoint(followed)
	for _, fn := range followed {
		p.collect(fn, results[fn])
	}
	for _, fn := range scc {
		delete(p.resolvers, fn) // rarely asked again, and most of what a package takes
	}
}

// fixpoint runs the functions of a component, and again those whose callees'
// summaries have changed.
func (p *Package) fixpoint(scc []*ssa.Function) map[*ssa.Function]*flow.Result {
	results := make(map[*ssa.Function]*flow.Result)
	if len(scc) > 1 {
		p.restated = make(map[ssa.CallInstruction]restated)
		defer func() { p.restated = nil }()
	}
	dirty := make(map[*ssa.Function]bool)
	position := make(map[*ssa.Function]int)
	for i, fn := range scc {
		dirty[fn] = true
		position[fn] = i
	}
	p.wide = len(scc) > wideSize
	rounds := maxRounds
	if p.large = len(scc) > large; p.large {
		rounds = largeRounds
		p.cut("component", len(scc))
	}
	for round := 0; len(dirty) > 0; round++ {
		if round > rounds {
			p.Incomplete = append(p.Incomplete, value.FuncName(scc[0])+": recursion")
			break
		}
		again := make(map[*ssa.Function]bool)
		for i, fn := range scc {
			if !dirty[fn] {
				continue
			}
			p.unready = false
			results[fn] = flow.Run(p.resolver(fn), p)
			s := p.summarize(fn, results[fn], round)
			old := p.summaries[fn]
			if round > joinRound && old != nil {
				s.Acquires = stay(old.Acquires, s.Acquires)
			}
			if old == nil || !unchanged(old, s, round) {
				p.summaries[fn] = s
				for _, caller := range p.callers[fn] {
					if position[caller] > i {
						dirty[caller] = true // still to come
					} else if p.following[caller] {
						again[caller] = true
					}
				}
			}
			if p.unready && round == 0 {
				again[fn] = true
			}
		}
		dirty = again
	}
	return results
}

// collect keeps what the whole package must know of a function.
func (p *Package) collect(fn *ssa.Function, res *flow.Result) {
	p.Edges = append(p.Edges, res.Edges...)
	p.edgesOf[fn] = res.Edges
	p.notesLead(fn, res)
	p.Writes = append(p.Writes, res.Writes...)
	p.goroutines[fn] = res.Goroutines
	p.callIn(fn, res.Calls)
	if !res.Incomplete {
		maps.Copy(p.unreached, res.Unreached)
	}
	p.leaks = append(p.leaks, res.Leaks...)
	p.unlocked = append(p.unlocked, res.Unlocked...)
	if len(res.Leaks) > 0 {
		p.exitsOf[fn] = res.Exits
	}
	p.cut("states", res.Cut)
	if res.Since > 0 {
		p.Dropped["since"] += res.Since
	}
	for bound, n := range p.cuts[fn] {
		p.cut(bound, n)
	}
	if res.Incomplete {
		p.Incomplete = append(p.Incomplete, value.FuncName(fn))
	}
	for _, l := range res.HandedOff {
		p.HandedOff[l.Class] = true
	}
	if len(res.Ended) > 0 {
		p.endedWith[fn] = res.Ended
	}
	for callee := range res.Paired {
		p.paired[callee] = true
	}
}

// built are the flows that show how objects are made for all: not what a test stores in
// those of the code under test, which is how it ties some for once (m3, two blocks each
// merged into the other). Errs to misses where only tests tie them so.
func (p *Package) built(fn *ssa.Function, flows []model.Flow) []model.Flow {
	if !p.InTestFile(fn) {
		return flows
	}
	return slices.DeleteFunc(slices.Clone(flows), func(f model.Flow) bool { return !p.ofTests(f.To) })
}

// ofTests reports whether the last field of a path is one of a type of a test file.
func (p *Package) ofTests(at identity.Path) bool {
	i := identity.LastField(at.Steps)
	if i < 0 {
		return false
	}
	owner, _, _ := strings.Cut(strings.TrimPrefix(at.Steps[i:], "."), ":")
	obj := p.pkg.Pkg.Scope().Lookup(owner[strings.LastIndexByte(owner, '.')+1:])
	return obj != nil && strings.HasSuffix(p.fset.Position(obj.Pos()).Filename, "_test.go")
}
