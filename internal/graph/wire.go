package graph

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
)

// wireVersion changes whenever the meaning of the encoding does.
const wireVersion = 14

// maxDepth bounds the steps of a witness that is read: flow makes shorter ones.
const maxDepth = 256

// Encode packs the part. The first byte is the version. Equal parts make equal bytes.
func (p *Part) Encode() ([]byte, error) {
	data, _, err := p.encode(new(wire.Packer))
	return data, err
}

// encode is Encode with a packer, and says about how many of the bytes are not for edges.
func (p *Part) encode(packer *wire.Packer) (data []byte, beside int, err error) {
	c := codec{Codec: wire.NewWriter(), steps: make(map[identity.Step]int), chains: make(map[link]int), numbers: make(map[*identity.Witness]int)}
	c.rest(p)
	beside = c.Size()
	c.edges(p)
	plain := c.Bytes()
	packed, err := packer.Pack(plain)
	if err != nil {
		return nil, 0, fmt.Errorf("packing a lock graph: %w", err)
	}
	data = append([]byte{wireVersion}, packed...)
	return data, beside * len(data) / len(plain), nil
}

// errVersion is that a part was packed by another version of the tool.
var errVersion = errors.New("of another version")

// Decode unpacks a part. It returns an error for what Encode cannot have made.
func Decode(data []byte) (*Part, error) { return DecodeWith(new(wire.Packer), data) }

// DecodeWith is Decode for who decodes many.
func DecodeWith(packer *wire.Packer, data []byte) (*Part, error) {
	if len(data) == 0 || data[0] != wireVersion {
		return nil, fmt.Errorf("unpacking a lock graph: %w", errVersion)
	}
	text, err := packer.Unpack(data[1:])
	if err != nil {
		return nil, fmt.Errorf("unpacking a lock graph: %w", err)
	}
	p, c := NewPart(), codec{Codec: wire.NewReader(text)}
	c.rest(p)
	c.edges(p)
	if err := c.Err(); err != nil {
		return nil, fmt.Errorf("unpacking a lock graph: %w", err)
	}
	return p, nil
}

// A codec writes a part, or reads it. Each step and each witness of its edges goes once, and
// is a number from there on.
type codec struct {
	*wire.Codec
	witnesses []*identity.Witness // by number; 0 is none

	// To write:
	steps   map[identity.Step]int
	chains  map[link]int
	numbers map[*identity.Witness]int // of those that were met
}

// A link is a witness: its first step, and the number of the witness that follows, which
// is a lesser one.
type link struct{ step, next int }

// rest is all but the edges.
func (c *codec) rest(p *Part) {
	z := c.Codec
	for _, m := range []map[identity.Class]bool{p.HandedOff, p.Sent, p.Holdable, p.Waitable, p.Escaped} {
		members(z, m)
	}
	members(z, p.Unlocked)
	dict(z, p.Slots,
		func(s *Slot) { z.Bool(&s.Many) },
		func(s *Slot) { z.Bool(&s.Receive) },
		func(s *Slot) { z.Bool(&s.Group) },
		func(s *Slot) { wire.Text(z, &s.Func) },
		func(s *Slot) { wire.Text(z, &s.Pos) })
	homes := make(map[identity.Class]summary.Home)
	for field, h := range p.Homes {
		homes[field] = *h
	}
	dict(z, homes,
		func(h *summary.Home) { wire.Text(z, &h.Of) },
		func(h *summary.Home) { z.Bool(&h.Stays) },
		func(h *summary.Home) { z.Bool(&h.PassedOut) },
		func(h *summary.Home) { names(z, &h.Passed) })
	if z.Reading() {
		for field, h := range homes {
			p.Homes[field] = &h
		}
	}
	wire.List(z, &p.Ignores,
		func(i *Ignore) { wire.Text(z, &i.At) },
		func(i *Ignore) { z.Int(&i.From) },
		func(i *Ignore) { z.Int(&i.To) },
		func(i *Ignore) { names(z, &i.Rules) },
		func(i *Ignore) { wire.Text(z, &i.Package) },
		func(i *Ignore) { z.Bool(&i.Test) })
}

// names are a list of texts.
func names[T ~string](z *wire.Codec, list *[]T) {
	wire.List(z, list, func(s *T) { wire.Text(z, s) })
}

// members are a set of texts, in order.
func members[T ~string](z *wire.Codec, m map[T]bool) {
	list := slices.Sorted(maps.Keys(m))
	names(z, &list)
	if z.Reading() {
		for _, s := range list {
			m[s] = true
		}
	}
}

// dict is a map, in order of its keys, field by field.
func dict[T any](z *wire.Codec, m map[identity.Class]T, fields ...func(*T)) {
	type entry struct {
		class identity.Class
		value T
	}
	var list []entry
	for _, class := range slices.Sorted(maps.Keys(m)) {
		list = append(list, entry{class, m[class]})
	}
	of := []func(*entry){func(e *entry) { wire.Text(z, &e.class) }}
	for _, field := range fields {
		of = append(of, func(e *entry) { field(&e.value) })
	}
	wire.List(z, &list, of...)
	if z.Reading() {
		for _, e := range list {
			m[e.class] = e.value
		}
	}
}

// edges are the witnesses, then the edges.
func (c *codec) edges(p *Part) {
	c.chained(p)
	z := c.Codec
	pair := []func(*summary.Pair){
		func(p *summary.Pair) {
			if wire.Small(z, &p.Pairing); p.Pairing > summary.Offered {
				z.Fail(errors.New("a pairing is not there"))
			}
		},
		func(p *summary.Pair) { wire.Text(z, &p.First) },
		func(p *summary.Pair) { wire.Text(z, &p.Then) },
	}
	gate := []func(*Gate){
		func(g *Gate) { wire.Text(z, &g.Class) },
		func(g *Gate) { wire.Small(z, &g.Mode) },
		func(g *Gate) { names(z, &g.Ties) },
	}
	from := c.end(func(e *Edge) *End { return &e.From })
	to := c.end(func(e *Edge) *End { return &e.To })
	wire.List(z, &p.Edges, slices.Concat(from, to, []func(*Edge){
		func(e *Edge) { wire.Small(z, &e.Same) },
		func(e *Edge) { wire.Small(z, &e.Again) },
		func(e *Edge) { wire.List(z, &e.Pairs, pair...) },
		func(e *Edge) { wire.List(z, &e.Gates, gate...) },
		func(e *Edge) { names(z, &e.Roots) },
		func(e *Edge) { wire.Text(z, &e.Package) },
		func(e *Edge) { wire.Text(z, &e.Site) },
		func(e *Edge) { z.Bool(&e.Partial) },
		func(e *Edge) { z.Bool(&e.Test) },
		func(e *Edge) { z.Bool(&e.Fresh) },
		func(e *Edge) { names(z, &e.Or) },
		func(e *Edge) { names(z, &e.Ended) },
		func(e *Edge) { wire.Text(z, &e.Completer) },
		func(e *Edge) { wire.Text(z, &e.Tie) },
		func(e *Edge) { z.Bool(&e.Weak) },
		func(e *Edge) { wire.Small(z, &e.Buffer) },
		func(e *Edge) { wire.Small(z, &e.Excuse) },
		func(e *Edge) { wire.Text(z, &e.Started) },
		func(e *Edge) { z.Bool(&e.Shared) },
		func(e *Edge) { names(z, &e.Before) },
		func(e *Edge) { wire.Small(z, &e.Objects) },
		func(e *Edge) { wire.Text(z, &e.Way) },
		func(e *Edge) { z.Bool(&e.Upgrade) },
		func(e *Edge) { z.Bool(&e.Returns) },
	})...)
}

// end are the fields of one of the ends of edges.
func (c *codec) end(of func(*Edge) *End) []func(*Edge) {
	z := c.Codec
	return []func(*Edge){
		func(e *Edge) { wire.Text(z, &of(e).Class) },
		func(e *Edge) { wire.Small(z, &of(e).Kind) },
		func(e *Edge) { wire.Small(z, &of(e).Mode) },
		func(e *Edge) { c.witness(&of(e).Witness) },
		func(e *Edge) { z.Bool(&of(e).Partial) },
		func(e *Edge) { z.Bool(&of(e).Inside) },
		func(e *Edge) { wire.Text(z, &of(e).Certain) },
		func(e *Edge) { wire.Text(z, &of(e).Through) },
		func(e *Edge) { wire.Text(z, &of(e).In) },
		func(e *Edge) { z.Bool(&of(e).Lone) },
		func(e *Edge) { z.Bool(&of(e).Variable) },
	}
}

// chained are the steps and the witnesses of all edges: as they are read they share what
// follows.
func (c *codec) chained(p *Part) {
	var steps []identity.Step
	var chains []link
	if !c.Reading() {
		for i := range p.Edges {
			c.number(p.Edges[i].From.Witness, &steps, &chains)
			c.number(p.Edges[i].To.Witness, &steps, &chains)
		}
	}
	z := c.Codec
	wire.List(z, &steps,
		func(s *identity.Step) { wire.Text(z, &s.Pos) },
		func(s *identity.Step) { wire.Text(z, &s.Func) },
		func(s *identity.Step) { wire.Text(z, &s.What) },
		func(s *identity.Step) { wire.Small(z, &s.Kind) },
		func(s *identity.Step) { wire.Small(z, &s.Mode) },
		func(s *identity.Step) { wire.Small(z, &s.Lock) },
		func(s *identity.Step) { z.Int(&s.Many) })
	wire.List(z, &chains,
		func(l *link) { z.Int(&l.step) },
		func(l *link) { z.Int(&l.next) })
	if !c.Reading() {
		return
	}
	c.witnesses = make([]*identity.Witness, 1, 1+len(chains))
	for _, w := range chains {
		if w.step >= len(steps) || w.next >= len(c.witnesses) || c.witnesses[w.next].Depth() >= maxDepth {
			z.Fail(errors.New("a witness is not there"))
			return
		}
		c.witnesses = append(c.witnesses, c.witnesses[w.next].Share(&steps[w.step]))
	}
}

// number is the number of a witness that is written.
func (c *codec) number(w *identity.Witness, steps *[]identity.Step, chains *[]link) int {
	if w == nil {
		return 0
	}
	n, ok := c.numbers[w]
	if ok {
		return n
	}
	step, ok := c.steps[*w.Step]
	if !ok {
		step = len(*steps)
		c.steps[*w.Step] = step
		*steps = append(*steps, *w.Step)
	}
	next := link{step, c.number(w.Next, steps, chains)}
	if n, ok = c.chains[next]; !ok {
		*chains = append(*chains, next)
		n = len(*chains)
		c.chains[next] = n
	}
	c.numbers[w] = n
	return n
}

// witness is one of those that came before, by its number.
func (c *codec) witness(w **identity.Witness) {
	n := c.numbers[*w]
	if c.Int(&n); !c.Reading() {
		return
	}
	if n >= len(c.witnesses) {
		c.Fail(errors.New("a witness is not there"))
		return
	}
	*w = c.witnesses[n]
}
