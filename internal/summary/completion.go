package summary

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockorder/lockorder/internal/flow"
	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
)

// A Completer is a goroutine, or a function that others may run in one, that
// completes what others wait for, and what it needs before.
type Completer struct {
	model.Completion
	Func  *ssa.Function // that starts it, or that it is
	Site  token.Pos
	Roots []string
	// Through is that through which the object is reached that Of lies in.
	Through identity.Class
}

// findCompleters finds who completes what: the goroutines that are started here,
// and the functions that are the first of this package to run. A function that
// others may call needs nothing on their account as long as nobody is seen to call
// it: weak.
func (p *Package) findCompleters() {
	for _, fn := range p.funcs {
		for _, g := range p.goroutines[fn] {
			in := incoming{Call: flow.Call{Site: g.Site, Spawned: g.Spawned}, caller: fn}
			p.Completers = append(p.Completers, Completer{g.Completion, fn, g.Site.Pos(), []string{p.goRoot(in, g.Start)}, cmp.Or(p.Through(fn, g.Of), p.throughIn(g))})
		}
		if roots := p.Context(fn).Roots; len(roots) > 0 {
			for _, c := range p.deep[fn] {
				c.Weak = true
				p.Completers = append(p.Completers, Completer{c, fn, fn.Pos(), p.startedIn(fn, c, roots), p.Through(fn, c.Of)})
			}
		}
		own := p.ownRoots(fn)
		if len(own) == 0 {
			continue
		}
		for _, c := range p.summaries[fn].Completions {
			c.Weak = c.Weak || p.anybodyCalls(fn)
			p.Completers = append(p.Completers, Completer{c, fn, fn.Pos(), p.startedIn(fn, c, own), p.Through(fn, c.Of)})
		}
	}
}

// startedIn are the goroutines in which something is completed that fn does, or that a
// goroutine does which fn, or a callee, starts: of those there may be any number. Errs to
// reports.
func (p *Package) startedIn(fn *ssa.Function, c model.Completion, roots []string) []string {
	if c.Spawned == model.Inline {
		return roots
	}
	return []string{p.many(fn)}
}

// throughIn is Through as the function of the goroutine names what it completes: who
// starts it may have stored there since, and then has no name for it.
func (p *Package) throughIn(g flow.Goroutine) identity.Class {
	var fn *ssa.Function
	switch v := g.Site.Common().Value.(type) {
	case *ssa.MakeClosure:
		fn = v.Fn.(*ssa.Function)
	case *ssa.Function:
		fn = origin(v)
	}
	s := p.summaries[fn]
	if s == nil {
		return ""
	}
	for _, c := range s.Completions {
		if c.Of.Class == g.Of.Class && c.Witness.Last() == g.Witness.Last() {
			return p.Through(fn, c.Of)
		}
	}
	return ""
}

// maxCarried bounds the steps from a function to what it completes, beyond which the
// function itself counts as the one that completes it, wherever it runs: what its
// callers do before is no need. Errs to misses.
const maxCarried = 4

// byDepth splits completions into those that callers are told of, and the deep.
func byDepth(in []model.Completion) (near, deep []model.Completion) {
	for _, c := range in {
		if c.Witness.Depth() > maxCarried && c.Of.Named() {
			deep = append(deep, c)
		} else {
			near = append(near, c)
		}
	}
	return near, deep
}

// completions are those that callers see, each once.
func (x exporter) completions(in []model.Completion, most int) (out []model.Completion, cut int) {
	index := make(map[flow.Operation]int)
	for _, c := range in {
		c.Of = x.lock(c.Of)
		c.Needs = x.needs(c.Needs)
		c.When = x.literals(c.When)
		key := flow.OperationOf(c)
		if i, ok := index[key]; ok {
			out[i].Needs = flow.AddNeeds(out[i].Needs, c.Needs...)
			out[i].Counted = out[i].Counted && c.Counted
			out[i].When = identity.Common(out[i].When, c.When)
			continue
		}
		index[key] = len(out)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b model.Completion) int {
		return cmp.Or(identity.FalseFirst(b.Of.Path.Known(), a.Of.Path.Known()), cmp.Compare(a.Witness.Depth(), b.Witness.Depth()))
	})
	if len(out) > most {
		for _, c := range out[most:] {
			x.p.untold[c.Of.Node()] = true
		}
		out, cut = out[:most], len(out)-most
	}
	return out, cut
}

// counts are the groups that callers can name.
func (x exporter) counts(in []model.Count) (out []model.Count, cut int) {
	for _, c := range in {
		if c.Of = x.lock(c.Of); c.Of.Path.Known() {
			out = flow.AddCount(out, c)
		}
	}
	most := min(len(out), maxCounts)
	return out[:most], len(out) - most
}

// needs are those that callers see, each once.
func (x exporter) needs(in []model.Need) []model.Need {
	return flow.AddNeeds(nil, identity.Map(in, func(n model.Need) model.Need {
		n.Lock, n.Cases = x.lock(n.Lock), identity.Map(n.Cases, x.lock)
		return n
	})...)
}

// completionText is a completion without its witnesses.
func completionText(c model.Completion) string {
	text := fmt.Sprintf("completes %s %d %v %v %s:", c.Of.Key(), c.Spawned, c.Weak, c.Counted, identity.Texts(c.When))
	for _, n := range c.Needs {
		text += fmt.Sprintf(" %s/%d%s%v", n.Lock.Key(), n.Mode, identity.Texts(n.Cases), n.Again)
	}
	return text
}
