package summary

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/model"
)

// A goroutine of which there is one in the life of the program, or of a test, has not
// begun as long as control has not come to its go statement: what its starter does before
// then it does beside nobody of it. Source: fork edges of happens-before (Lamport; Go's
// memory model), as far as the order of calls shows them. Errs to reports for what a deferred
// call does, which is not looked at, and to misses in a benchmark, which runs several times.

// A launch is where such a goroutine starts.
type launch struct {
	root string // that it is
	fn   *ssa.Function
	site ssa.Instruction
}

// launched are the launches, by the program or test that they are of.
func (p *Package) launched() map[string][]launch {
	if p.launches == nil {
		p.launches = make(map[string][]launch)
		for _, fn := range p.funcs {
			for _, in := range p.incoming[fn] {
				if in.Spawned == model.Inline {
					continue
				}
				root := p.goRoot(in, p.startIn(in))
				if scope, _, one := strings.Cut(root, " go "); one && !strings.HasSuffix(root, AnyOfTest) {
					p.launches[scope] = append(p.launches[scope], launch{root, in.caller, in.Site})
				}
			}
		}
	}
	return p.launches
}

// startLater are the goroutines that start only once control has passed an instruction of
// a function that runs once, in order.
func (p *Package) startLater(fn *ssa.Function, at ssa.Instruction) (out []string) {
	scope := p.runsOnce(fn)
	if scope == "" || at == nil || len(p.launched()[scope]) == 0 {
		return nil
	}
	passed := p.passing(fn, at)
	later := make(map[string]bool)
	for _, l := range p.launched()[scope] {
		before, known := later[l.root]
		later[l.root] = (before || !known) && p.comesLater(l, passed)
	}
	for root, is := range later {
		if is {
			out = append(out, root)
		}
	}
	slices.Sort(out)
	return out
}

// passing is where control is in each function of the goroutine that leads, by its one
// call, to an instruction of one that runs once.
func (p *Package) passing(fn *ssa.Function, at ssa.Instruction) map[*ssa.Function]ssa.Instruction {
	out := make(map[*ssa.Function]ssa.Instruction)
	for {
		if _, deferred := at.(*ssa.Defer); deferred {
			return out
		}
		out[fn] = at
		if len(p.ownRoots(fn)) > 0 || p.incoming[fn][0].Spawned != model.Inline {
			return out
		}
		fn, at = p.incoming[fn][0].caller, p.incoming[fn][0].Site
	}
}

// comesLater reports whether control comes to a launch only once it has passed: in the
// innermost function that leads to both.
func (p *Package) comesLater(l launch, passed map[*ssa.Function]ssa.Instruction) bool {
	for {
		if at, both := passed[l.fn]; both {
			return l.site != at && !p.comesBefore(l.site, at)
		}
		if len(p.ownRoots(l.fn)) > 0 {
			return false
		}
		l.fn, l.site = p.incoming[l.fn][0].caller, p.incoming[l.fn][0].Site
	}
}

// laterOfBoth are the goroutines that start later on two ways to an edge: on each, or on
// the one while the other is of other programs or tests.
func laterOfBoth(a, b Way) []string {
	elsewhere := func(w Way, root string) bool {
		scope, _, _ := strings.Cut(root, " go ")
		return !slices.ContainsFunc(w.Roots, func(r string) bool {
			own, _, _ := strings.Cut(r, " go ")
			return own == scope || repeats(r) || r == Serial
		})
	}
	both := slices.DeleteFunc(slices.Concat(a.Later, b.Later), func(root string) bool {
		return !(slices.Contains(a.Later, root) || elsewhere(a, root)) || !(slices.Contains(b.Later, root) || elsewhere(b, root))
	})
	slices.Sort(both)
	return slices.Compact(both)
}
