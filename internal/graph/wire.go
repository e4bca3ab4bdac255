package graph

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
	"github.com/lockorder/lockorder/internal/wire"
)

// wireVersion changes whenever the meaning of the encoding does.
const wireVersion = 13

// maxDepth bounds the steps of a witness that is read: flow makes shorter ones.
const maxDepth = 256

// A wirePart is a part with each text, each step and each witness once; the rest are
// indexes. Lists are sorted: equal parts make equal bytes.
type wirePart struct {
	Texts     []string
	Steps     []wireStep
	Chains    []wireChain // witness n is that of index n-1; 0 is none
	Edges     []wireEdge
	HandedOff []int
	Sent      []int
	Holdable  []int
	Waitable  []int
	Escaped   []int
	Unlocked  []int
	Slots     []wireSlot
	Homes     []wireHome
	Ignores   []wireIgnore
}

type (
	wireStep struct {
		Pos, Func, What int
		Kind, Mode      uint8
		Lock, Many      int
	}
	// A wireChain is a step, and the number of the witness that follows, which is
	// a lesser one.
	wireChain struct{ Step, Next int }
	wireEnd   struct {
		Class           int
		Kind, Mode      uint8
		Witness         int
		Partial, Inside bool
		Certain         int
		Through, In     int
		Lone, Variable  bool
	}
	wireSlot struct {
		Class, Func, Pos int
		Many             bool
		Receive, Group   bool
	}
	wireHome struct {
		Field, Of        int
		Stays, PassedOut bool
		Passed           []int
	}
	wireIgnore struct {
		At, From, To int
		Rules        []int
		Package      int
		Test         bool
	}
	wireGate struct {
		Class int
		Mode  uint8
		Ties  []int
	}
	wirePair struct {
		Pairing     uint8
		First, Then int
	}
	wireEdge struct {
		From, To             wireEnd
		Same, Again          uint8
		Pairs                []wirePair
		Gates                []wireGate
		Roots                []int
		Package, Site        int
		Partial, Test, Fresh bool
		Or, Ended            []int
		Completer, Tie       int
		Weak                 bool
		Buffer               uint8
		Excuse               uint8
		Started              int
		Shared               bool
		Before               []int
		Objects              uint8
		Way                  int
		Upgrade, Returns     bool
	}
)

// Encode packs the part. The first byte is the version.
func (p *Part) Encode() ([]byte, error) {
	data, _, err := p.encode(new(wire.Packer))
	return data, err
}

// encode is Encode with a packer, and says about how many of the bytes are not for edges.
func (p *Part) encode(packer *wire.Packer) (data []byte, beside int, err error) {
	e := encoder{texts: make(map[string]int), steps: make(map[identity.Step]int), chains: make(map[wireChain]int)}
	e.text("") // 0
	e.HandedOff = e.classes(p.HandedOff)
	e.Sent = e.classes(p.Sent)
	e.Holdable = e.classes(p.Holdable)
	e.Waitable = e.classes(p.Waitable)
	e.Escaped = e.classes(p.Escaped)
	for _, way := range slices.Sorted(maps.Keys(p.Unlocked)) {
		e.Unlocked = append(e.Unlocked, e.text(way))
	}
	for _, c := range slices.Sorted(maps.Keys(p.Slots)) {
		s := p.Slots[c]
		e.Slots = append(e.Slots, wireSlot{e.text(string(c)), e.text(s.Func), e.text(s.Pos), s.Many, s.Receive, s.Group})
	}
	for _, c := range slices.Sorted(maps.Keys(p.Homes)) {
		h := p.Homes[c]
		e.Homes = append(e.Homes, wireHome{e.text(string(c)), e.text(h.Of), h.Stays, h.PassedOut, e.nodes(h.Passed)})
	}
	for _, i := range p.Ignores {
		e.Ignores = append(e.Ignores, wireIgnore{e.text(i.At), i.From, i.To, e.list(i.Rules), e.text(i.Package), i.Test})
	}
	for _, s := range e.Texts {
		beside += len(s)
	}
	e.Edges = slices.Grow(e.Edges, len(p.Edges))
	for i := range p.Edges {
		e.Edges = append(e.Edges, e.edge(&p.Edges[i]))
	}
	plain, err := wire.Marshal(e.wirePart)
	if err != nil {
		return nil, 0, fmt.Errorf("packing a lock graph: %w", err)
	}
	packed, err := packer.Pack(plain)
	if err != nil {
		return nil, 0, fmt.Errorf("packing a lock graph: %w", err)
	}
	data = append([]byte{wireVersion}, packed...)
	return data, beside * len(data) / len(plain), nil
}

type encoder struct {
	wirePart
	texts  map[string]int
	steps  map[identity.Step]int
	chains map[wireChain]int
}

func (e *encoder) text(s string) int {
	i, ok := e.texts[s]
	if !ok {
		i = len(e.Texts)
		e.texts[s] = i
		e.Texts = append(e.Texts, s)
	}
	return i
}

func (e *encoder) list(in []string) []int {
	var out []int
	for _, s := range in {
		out = append(out, e.text(s))
	}
	return out
}

func (e *encoder) classes(in map[identity.Class]bool) []int {
	var out []int
	for _, c := range slices.Sorted(maps.Keys(in)) {
		out = append(out, e.text(string(c)))
	}
	return out
}

func (e *encoder) nodes(in []identity.Class) []int {
	var out []int
	for _, c := range in {
		out = append(out, e.text(string(c)))
	}
	return out
}

func (e *encoder) step(s identity.Step) int {
	i, ok := e.steps[s]
	if !ok {
		w := wireStep{e.text(s.Pos), e.text(s.Func), e.text(s.What), uint8(s.Kind), uint8(s.Mode), int(s.Lock), s.Many}
		i = len(e.Steps)
		e.steps[s] = i
		e.Steps = append(e.Steps, w)
	}
	return i
}

// witness is the number of a witness.
func (e *encoder) witness(w *identity.Witness) int {
	if w == nil {
		return 0
	}
	chain := wireChain{e.step(*w.Step), e.witness(w.Next)}
	n, ok := e.chains[chain]
	if !ok {
		e.Chains = append(e.Chains, chain)
		n = len(e.Chains)
		e.chains[chain] = n
	}
	return n
}

func (e *encoder) end(x *End) wireEnd {
	return wireEnd{Class: e.text(string(x.Class)), Kind: uint8(x.Kind), Mode: uint8(x.Mode), Witness: e.witness(x.Witness), Partial: x.Partial, Inside: x.Inside, Certain: e.text(x.Certain), Through: e.text(string(x.Through)), In: e.text(x.In), Lone: x.Lone, Variable: x.Variable}
}

func (e *encoder) edge(x *Edge) wireEdge {
	w := wireEdge{From: e.end(&x.From), To: e.end(&x.To), Same: uint8(x.Same), Again: uint8(x.Again), Roots: e.list(x.Roots),
		Package: e.text(x.Package), Site: e.text(x.Site), Partial: x.Partial, Test: x.Test, Fresh: x.Fresh,
		Or: e.nodes(x.Or), Ended: e.nodes(x.Ended), Completer: e.text(x.Completer), Tie: e.text(x.Tie), Weak: x.Weak, Buffer: uint8(x.Buffer), Excuse: uint8(x.Excuse), Started: e.text(x.Started), Shared: x.Shared, Before: e.list(x.Before), Objects: uint8(x.Objects), Way: e.text(x.Way), Upgrade: x.Upgrade, Returns: x.Returns}
	for _, p := range x.Pairs {
		w.Pairs = append(w.Pairs, wirePair{uint8(p.Pairing), e.text(p.First), e.text(p.Then)})
	}
	for _, g := range x.Gates {
		w.Gates = append(w.Gates, wireGate{e.text(string(g.Class)), uint8(g.Mode), e.list(g.Ties)})
	}
	return w
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
	var w wirePart
	if err := wire.Unmarshal(text, &w); err != nil {
		return nil, fmt.Errorf("unpacking a lock graph: %w", err)
	}
	d := decoder{wirePart: w}
	p := d.part()
	if d.bad {
		return nil, errors.New("unpacking a lock graph: an index is out of range")
	}
	return p, nil
}

type decoder struct {
	wirePart
	steps     []identity.Step
	witnesses []*identity.Witness // by number
	bad       bool
}

func (d *decoder) part() *Part {
	p := NewPart()
	d.readWitnesses()
	for _, i := range d.Sent {
		p.Sent[identity.Class(d.text(i))] = true
	}
	for _, i := range d.HandedOff {
		p.HandedOff[identity.Class(d.text(i))] = true
	}
	for _, i := range d.Holdable {
		p.Holdable[identity.Class(d.text(i))] = true
	}
	for _, i := range d.Waitable {
		p.Waitable[identity.Class(d.text(i))] = true
	}
	for _, i := range d.Escaped {
		p.Escaped[identity.Class(d.text(i))] = true
	}
	for _, i := range d.Unlocked {
		p.Unlocked[d.text(i)] = true
	}
	for _, s := range d.Slots {
		p.Slots[identity.Class(d.text(s.Class))] = Slot{s.Many, s.Receive, s.Group, d.text(s.Func), d.text(s.Pos)}
	}
	for _, h := range d.Homes {
		p.Homes[identity.Class(d.text(h.Field))] = &summary.Home{Of: d.text(h.Of), Stays: h.Stays, PassedOut: h.PassedOut, Passed: d.nodes(h.Passed)}
	}
	for _, i := range d.Ignores {
		p.Ignores = append(p.Ignores, Ignore{d.text(i.At), i.From, i.To, d.list(i.Rules), d.text(i.Package), i.Test})
	}
	p.Edges = slices.Grow(p.Edges, len(d.Edges))
	for i := range d.Edges {
		p.Edges = append(p.Edges, d.edge(&d.Edges[i]))
	}
	return p
}

func (d *decoder) text(i int) string {
	if i < 0 || i >= len(d.Texts) {
		d.bad = true
		return ""
	}
	return d.Texts[i]
}

func (d *decoder) list(in []int) []string {
	var out []string
	for _, i := range in {
		out = append(out, d.text(i))
	}
	return out
}

func (d *decoder) nodes(in []int) []identity.Class {
	var out []identity.Class
	for _, i := range in {
		out = append(out, identity.Class(d.text(i)))
	}
	return out
}

// readWitnesses reads each once, so that they share what follows.
func (d *decoder) readWitnesses() {
	d.steps = make([]identity.Step, len(d.Steps))
	for i, w := range d.Steps {
		d.steps[i] = identity.Step{Kind: identity.StepKind(w.Kind), Pos: d.text(w.Pos), Func: d.text(w.Func), What: d.text(w.What),
			Mode: identity.Mode(w.Mode), Lock: identity.Kind(w.Lock), Many: w.Many}
	}
	d.witnesses = make([]*identity.Witness, 1, 1+len(d.Chains))
	for _, c := range d.Chains {
		next := d.witness(c.Next) // none that is not read yet
		if c.Step < 0 || c.Step >= len(d.steps) || next.Depth() >= maxDepth {
			d.bad = true
			return
		}
		d.witnesses = append(d.witnesses, next.Share(&d.steps[c.Step]))
	}
}

func (d *decoder) witness(n int) *identity.Witness {
	if n < 0 || n >= len(d.witnesses) {
		d.bad = true
		return nil
	}
	return d.witnesses[n]
}

func (d *decoder) end(w *wireEnd) End {
	return End{Class: identity.Class(d.text(w.Class)), Kind: identity.Kind(w.Kind), Mode: identity.Mode(w.Mode),
		Witness: d.witness(w.Witness), Partial: w.Partial, Inside: w.Inside, Certain: d.text(w.Certain), Through: identity.Class(d.text(w.Through)), In: d.text(w.In), Lone: w.Lone, Variable: w.Variable}
}

func (d *decoder) edge(w *wireEdge) Edge {
	e := Edge{From: d.end(&w.From), To: d.end(&w.To), Same: identity.Strength(w.Same), Again: identity.Strength(w.Again), Roots: d.list(w.Roots),
		Package: d.text(w.Package), Site: d.text(w.Site), Partial: w.Partial, Test: w.Test, Fresh: w.Fresh,
		Or: d.nodes(w.Or), Ended: d.nodes(w.Ended), Completer: d.text(w.Completer), Tie: d.text(w.Tie), Weak: w.Weak, Buffer: model.Buffer(w.Buffer), Excuse: summary.Excuse(w.Excuse), Started: d.text(w.Started), Shared: w.Shared, Before: d.list(w.Before), Objects: Objects(w.Objects), Way: d.text(w.Way), Upgrade: w.Upgrade, Returns: w.Returns}
	for _, p := range w.Pairs {
		d.bad = d.bad || p.Pairing > uint8(summary.Offered)
		e.Pairs = append(e.Pairs, summary.Pair{Pairing: summary.Pairing(p.Pairing), First: d.text(p.First), Then: d.text(p.Then)})
	}
	for _, g := range w.Gates {
		e.Gates = append(e.Gates, Gate{identity.Class(d.text(g.Class)), identity.Mode(g.Mode), d.list(g.Ties)})
	}
	return e
}
