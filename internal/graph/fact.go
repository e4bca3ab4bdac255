package graph

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/scc"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
)

// A Fact is a packed part: what importers must know of a package and of all
// that it imports.
type Fact struct{ Data []byte }

// AFact marks a fact.
func (*Fact) AFact() {}

// String lists the edges, for tests.
func (f *Fact) String() string {
	p, err := Decode(f.Data)
	if err != nil {
		return err.Error()
	}
	return p.String()
}

// Bounds of a fact. All err to misses, and are counted. There are at most twice as many
// edges with completers, and as many writers more.
const (
	maxFactEdges = 512
	maxFactWays  = 4 // edges between two classes, or writers of one
)

// Fit is the part as a fact of at most so many bytes: pruned to as many edges as there is
// room for, and packed; nil if there is nothing to tell. What is left out is counted.
func (p *Part) Fit(extensible map[identity.Class]bool, bytes int, packer *wire.Packer) (f *Fact, cut int, err error) {
	most := maxFactEdges
	pruned, cut := p.prune(extensible, most)
	for {
		if pruned.Empty() {
			return nil, cut, nil
		}
		data, beside, err := pruned.encode(packer)
		switch {
		case err != nil:
			return nil, cut, err
		case len(data) <= bytes:
			return &Fact{data}, cut, nil
		case len(pruned.Edges) == 0:
			return nil, cut, nil
		}
		// Edges share texts: the fewer there are, the more does each take.
		share := 0.93 * math.Pow(max(float64(bytes-beside), 0)/float64(len(data)-beside), 1.25)
		for edges := int(share * float64(len(pruned.Edges))); len(pruned.Edges) > edges; {
			most = min(most, len(pruned.Edges)) * edges / len(pruned.Edges)
			pruned, cut = p.prune(extensible, most)
		}
	}
}

// Extensible are the classes that a cycle through an importer can go on from: those
// that lead to one that it can hold, or to a call of what it may have put in its
// place.
func (p *Part) Extensible() map[identity.Class]bool {
	into := make(map[identity.Class][]identity.Class) // predecessors
	todo := slices.Collect(maps.Keys(p.Holdable))
	for i := range p.Edges {
		e := &p.Edges[i]
		if e.writes() || e.To.Class == "" {
			continue
		}
		into[e.To.Class] = append(into[e.To.Class], e.From.Class)
		if e.To.Kind == identity.Call {
			todo = append(todo, e.To.Class)
		}
	}
	out := scc.Reach(todo, into)
	waited := p.waited(out)
	maps.DeleteFunc(out, func(c identity.Class, _ bool) bool { return identity.KindOf(c).Waits() && !waited[c] })
	return out
}

// prune leaves out what no importer can make a cycle of: an importer can go on
// from the extensible classes, so edges that lead to none of them end here; and
// an edge of a lock that is not known to anybody else. What is beyond the bounds, of which
// the number of edges is one, is counted.
func (p *Part) prune(extensible map[identity.Class]bool, most int) (pruned *Part, cut int) {
	out := &Part{HandedOff: p.HandedOff, Sent: p.Sent, Holdable: p.Holdable, Waitable: make(map[identity.Class]bool), Escaped: make(map[identity.Class]bool), Ignores: p.Ignores}
	writers := make(map[identity.Class][]*Edge)
	for i := range p.Edges {
		if e := &p.Edges[i]; e.writes() {
			writers[e.To.Class] = append(writers[e.To.Class], e)
		}
	}
	waited := p.waited(extensible)
	for c := range waited {
		if p.Waitable[c] {
			out.Waitable[c] = true
		}
		if p.Escaped[c] {
			out.Escaped[c] = true
		}
	}
	used := make(map[identity.Class]bool)
	kept := make(map[[2]identity.Class]int)
	out.Edges = make([]Edge, 0, min(len(p.Edges), 2*most))
	for _, e := range p.ranked() {
		pair := [2]identity.Class{e.From.Class, e.To.Class}
		switch {
		case e.Completer != "" && !waited[e.From.Class] || e.To.Kind.Waits() && !waited[e.To.Class]:
		case slices.ContainsFunc(e.Or, func(c identity.Class) bool { return !extensible[c] }): // a way out of which importers are told nothing
		case e.writes() || e.leaks() || e.Fresh || !extensible[e.To.Class] || pair[0] == pair[1] && !e.needsWriter(writers[e.To.Class]):
		case kept[pair] == maxFactWays || len(out.Edges) == most:
			cut++
		default:
			kept[pair]++
			used[e.From.Class], used[e.To.Class] = true, true
			out.Edges = append(out.Edges, *e)
		}
	}
	cut += p.pruneCompleters(out, waited, 2*most)
	out.Slots = p.knownSlots(out.Edges, extensible)
	edges := len(out.Edges)
	for _, c := range slices.Sorted(maps.Keys(writers)) {
		if !used[c] && !p.Holdable[c] {
			continue
		}
		n := min(len(writers[c]), maxFactWays, edges+2*most-len(out.Edges))
		cut += len(writers[c]) - n
		for _, w := range writers[c][:n] {
			out.Edges = append(out.Edges, *w)
		}
	}
	out.pruneThrough(p)
	out.Homes = p.knownHomes(out.Edges, extensible)
	return out, cut
}

// pruneThrough leaves out through what an object is reached that cannot have its home in a
// field: only if its type can be named by others it may have one there, or if some have
// theirs here.
func (p *Part) pruneThrough(all *Part) {
	homed := make(map[string]bool)
	for _, h := range all.Homes {
		homed[h.Of] = true
	}
	for i := range p.Edges {
		for _, end := range []*End{&p.Edges[i].From, &p.Edges[i].To} {
			if of := end.Class.Declared(); !homed[of] && !token.IsExported(of[strings.LastIndexByte(of, '.')+1:]) {
				end.Through = ""
			}
		}
	}
}

// knownHomes are those through which an edge reaches what it is about, or an importer
// may.
func (p *Part) knownHomes(edges []Edge, extensible map[identity.Class]bool) summary.Homes {
	through, types := make(map[identity.Class]bool), make(map[string]bool)
	for i := range edges {
		through[edges[i].From.Through], through[edges[i].To.Through] = true, true
	}
	for c := range extensible {
		types[c.Declared()] = true
	}
	out := make(summary.Homes)
	for field, h := range p.Homes {
		if through[field] || types[h.Of] {
			out[field] = h
		}
	}
	return out
}

// ranked are the edges in the order in which a fact has room for them: those of the
// package itself, which nobody else tells, then the others, the surest first. So what a
// large library does with its own locks does not crowd out its users.
func (p *Part) ranked() []*Edge {
	var own, others []*Edge
	for i := range p.Edges {
		if e := &p.Edges[i]; e.Pos.IsValid() {
			own = append(own, e)
		} else {
			others = append(others, e)
		}
	}
	return append(own, others...)
}

// waited are the waits that a cycle through an importer can come to: it waits there
// itself, or under a lock somebody below does, or before completing such a wait.
func (p *Part) waited(extensible map[identity.Class]bool) map[identity.Class]bool {
	next := make(map[identity.Class][]identity.Class)
	ends := p.alwaysCompleted(extensible)
	var todo []identity.Class
	for c := range p.Waitable {
		if extensible[c] && !ends[c] {
			todo = append(todo, c)
		}
	}
	for i := range p.Edges {
		switch e := &p.Edges[i]; {
		case !e.To.Kind.Waits() || !extensible[e.To.Class] || ends[e.To.Class]:
		case e.Completer != "":
			next[e.From.Class] = append(next[e.From.Class], e.To.Class)
		default:
			todo = append(todo, e.To.Class)
		}
	}
	return scc.Reach(todo, next)
}

// maxFactCompleters bounds the completers of a wait for any one of them: with more,
// importers are not told of the wait. Errs to misses.
const maxFactCompleters = 4

// alwaysCompleted are the waits for any one completer of which one needs nothing that
// an importer could keep from it, or there are many.
func (p *Part) alwaysCompleted(extensible map[identity.Class]bool) map[identity.Class]bool {
	needy, counted := make(map[string]bool), make(map[string]bool)
	completers := make(map[identity.Class]int)
	for i := range p.Edges {
		e := &p.Edges[i]
		if e.Completer == "" || e.From.Kind == identity.Join {
			continue
		}
		needy[e.Completer] = needy[e.Completer] || extensible[e.To.Class]
		if !counted[e.Completer] {
			counted[e.Completer] = true
			completers[e.From.Class]++
		}
	}
	out := make(map[identity.Class]bool)
	for i := range p.Edges {
		if e := &p.Edges[i]; counted[e.Completer] && (!e.Weak && !needy[e.Completer] || completers[e.From.Class] > maxFactCompleters) {
			out[e.From.Class] = true
		}
	}
	return out
}

// pruneCompleters keeps of each completer of a wait that it is there: one of which
// all needs have been left out needs nothing. Of a wait with one for which there is no
// room, importers are told of none: it would seem to need the others.
func (p *Part) pruneCompleters(out *Part, waited map[identity.Class]bool, most int) (cut int) {
	kept := make(map[string]bool)
	for i := range out.Edges {
		kept[out.Edges[i].Completer] = true
	}
	lacks := make(map[identity.Class]bool)
	for i := range p.Edges {
		e := p.Edges[i]
		if e.Completer == "" || kept[e.Completer] || !waited[e.From.Class] {
			continue
		}
		if len(out.Edges) >= most {
			cut++
			lacks[e.From.Class] = true
			continue
		}
		kept[e.Completer] = true
		e.To = End{}
		out.Edges = append(out.Edges, e)
	}
	told := len(out.Edges)
	out.Edges = slices.DeleteFunc(out.Edges, func(e Edge) bool { return e.Completer != "" && lacks[e.From.Class] })
	return cut + told - len(out.Edges)
}

// needsWriter holds for a lock that is read twice, if none of these writers can
// come between.
func (e *Edge) needsWriter(writers []*Edge) bool {
	if e.Same == identity.Different || e.From.Mode != identity.Read || e.To.Mode != identity.Read {
		return false
	}
	possible, _ := between([]*Edge{e}, writers)
	return len(possible) == 0
}

// String is the graph as text, an edge a line: who is taken under whom, where,
// and what filters look at; last the writers.
func (p *Part) String() string {
	var b strings.Builder
	for _, writers := range []bool{false, true} {
		for i := range p.Edges {
			if e := &p.Edges[i]; e.writes() == writers {
				fmt.Fprintln(&b, e.String())
			}
		}
	}
	for _, c := range slices.Sorted(maps.Keys(p.HandedOff)) {
		fmt.Fprintf(&b, "handed off %s\n", c)
	}
	for _, c := range slices.Sorted(maps.Keys(p.Homes)) {
		fmt.Fprintf(&b, "home %s of %s\n", c, p.Homes[c])
	}
	for _, c := range slices.Sorted(maps.Keys(p.Slots)) {
		fmt.Fprintf(&b, "slots of %s given back at %s\n", c, p.Slots[c].Pos)
	}
	return b.String()
}

// texts are nodes as they are, for people to search.
func texts(in []identity.Class) []string {
	var out []string
	for _, c := range in {
		out = append(out, string(c))
	}
	return out
}

// String is the lock and how it is taken, or the wait and for what.
func (e End) String() string {
	switch {
	case e.Class == "":
		return ""
	case e.Kind.Waits():
		return e.Class.String() + " " + e.Kind.String()
	}
	return e.Class.String() + " " + e.Mode.String()
}

// String is the edge as a line of text.
func (e *Edge) String() string {
	var b strings.Builder
	switch {
	case e.writes():
		fmt.Fprintf(&b, "write %s at %s", e.To.Class, e.Site)
	case e.leaks():
		fmt.Fprintf(&b, "leak %s at %s", e.From, e.Site)
	case e.From.Kind.Waits():
		fmt.Fprintf(&b, "%s needs %s at %s", e.From, cmp.Or(e.To.String(), "nothing"), e.Site)
	default:
		fmt.Fprintf(&b, "%s -> %s at %s", e.From, e.To, e.Site)
	}
	fmt.Fprintf(&b, " in %s", strings.Join(e.Roots, ", "))
	if len(e.Or) > 0 {
		fmt.Fprintf(&b, " or %s", texts(e.Or))
	}
	for _, g := range e.Gates {
		fmt.Fprintf(&b, " under %s %s", g.Class, g.Mode)
	}
	for _, q := range e.Pairs {
		fmt.Fprintf(&b, " %s", q.Pairing)
	}
	for _, flag := range []struct {
		on   bool
		name string
	}{{e.Test, "test"}, {e.Fresh, "fresh"}, {e.Partial, "partial"}, {e.Weak, "weak"}, {e.Buffer == model.CanFill, "buffered"}, {e.Buffer == model.Fits, "fits"}} {
		if flag.on {
			b.WriteString(" " + flag.name)
		}
	}
	return b.String()
}
