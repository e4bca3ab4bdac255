package graph

import (
	"bytes"
	"compress/flate"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/lockorder/lockorder/internal/identity"
	"github.com/lockorder/lockorder/internal/model"
	"github.com/lockorder/lockorder/internal/summary"
)

// wireVersion changes whenever the meaning of the encoding does.
const wireVersion = 8

// maxWire bounds what an encoded part may unpack to, in bytes.
const maxWire = 64 << 20

// A wirePart is a part with each text and each step once; the rest are indexes.
// Lists are sorted: equal parts make equal bytes.
type wirePart struct {
	Texts     []string
	Steps     []wireStep
	Edges     []wireEdge
	HandedOff []int
	Sent      []int
	Holdable  []int
	Waitable  []int
	Escaped   []int
	Unlocked  []int
	Ignores   []wireIgnore
}

type (
	wireStep struct {
		Pos, Func, What int
		Kind, Mode      uint8
		Lock, Many      int
	}
	wireEnd struct {
		Class           int
		Kind, Mode      uint8
		Witness         []int
		Partial, Inside bool
		Certain         int
		Lone            bool
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
	}
)

// Encode packs the part. The first byte is the version.
func (p *Part) Encode() ([]byte, error) {
	e := encoder{texts: make(map[string]int), steps: make(map[identity.Step]int)}
	e.text("") // 0
	e.HandedOff = e.classes(p.HandedOff)
	e.Sent = e.classes(p.Sent)
	e.Holdable = e.classes(p.Holdable)
	e.Waitable = e.classes(p.Waitable)
	e.Escaped = e.classes(p.Escaped)
	for _, way := range slices.Sorted(maps.Keys(p.Unlocked)) {
		e.Unlocked = append(e.Unlocked, e.text(way))
	}
	for _, i := range p.Ignores {
		e.Ignores = append(e.Ignores, wireIgnore{e.text(i.At), i.From, i.To, e.list(i.Rules), e.text(i.Package), i.Test})
	}
	for i := range p.Edges {
		e.Edges = append(e.Edges, e.edge(&p.Edges[i]))
	}
	var b bytes.Buffer
	b.WriteByte(wireVersion)
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("packing a lock graph: %w", err)
	}
	if err := gob.NewEncoder(w).Encode(e.wirePart); err != nil {
		return nil, fmt.Errorf("packing a lock graph: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing a lock graph: %w", err)
	}
	return b.Bytes(), nil
}

type encoder struct {
	wirePart
	texts map[string]int
	steps map[identity.Step]int
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

func (e *encoder) end(x *End) wireEnd {
	w := wireEnd{Class: e.text(string(x.Class)), Kind: uint8(x.Kind), Mode: uint8(x.Mode), Partial: x.Partial, Inside: x.Inside, Certain: e.text(x.Certain), Lone: x.Lone}
	for _, s := range x.Witness.Steps() {
		w.Witness = append(w.Witness, e.step(s))
	}
	return w
}

func (e *encoder) edge(x *Edge) wireEdge {
	w := wireEdge{From: e.end(&x.From), To: e.end(&x.To), Same: uint8(x.Same), Again: uint8(x.Again), Roots: e.list(x.Roots),
		Package: e.text(x.Package), Site: e.text(x.Site), Partial: x.Partial, Test: x.Test, Fresh: x.Fresh,
		Or: e.nodes(x.Or), Ended: e.nodes(x.Ended), Completer: e.text(x.Completer), Tie: e.text(x.Tie), Weak: x.Weak, Buffer: uint8(x.Buffer), Excuse: uint8(x.Excuse), Started: e.text(x.Started), Shared: x.Shared, Before: e.list(x.Before), Objects: uint8(x.Objects)}
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
func Decode(data []byte) (*Part, error) {
	if len(data) == 0 || data[0] != wireVersion {
		return nil, fmt.Errorf("unpacking a lock graph: %w", errVersion)
	}
	var w wirePart
	r := gob.NewDecoder(io.LimitReader(flate.NewReader(bytes.NewReader(data[1:])), maxWire))
	if err := r.Decode(&w); err != nil {
		return nil, fmt.Errorf("unpacking a lock graph: %w", err)
	}
	if err := r.Decode(new(wirePart)); err != io.EOF {
		return nil, errors.New("unpacking a lock graph: it does not end where it should")
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
	bad bool
}

func (d *decoder) part() *Part {
	p := NewPart()
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
	for _, i := range d.Ignores {
		p.Ignores = append(p.Ignores, Ignore{d.text(i.At), i.From, i.To, d.list(i.Rules), d.text(i.Package), i.Test})
	}
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

func (d *decoder) step(i int) identity.Step {
	if i < 0 || i >= len(d.Steps) {
		d.bad = true
		return identity.Step{}
	}
	w := d.Steps[i]
	return identity.Step{Kind: identity.StepKind(w.Kind), Pos: d.text(w.Pos), Func: d.text(w.Func), What: d.text(w.What),
		Mode: identity.Mode(w.Mode), Lock: identity.Kind(w.Lock), Many: w.Many}
}

func (d *decoder) end(w *wireEnd) End {
	var steps []identity.Step
	for _, i := range w.Witness {
		steps = append(steps, d.step(i))
	}
	return End{Class: identity.Class(d.text(w.Class)), Kind: identity.Kind(w.Kind), Mode: identity.Mode(w.Mode),
		Witness: identity.Chain(steps), Partial: w.Partial, Inside: w.Inside, Certain: d.text(w.Certain), Lone: w.Lone}
}

func (d *decoder) edge(w *wireEdge) Edge {
	e := Edge{From: d.end(&w.From), To: d.end(&w.To), Same: identity.Strength(w.Same), Again: identity.Strength(w.Again), Roots: d.list(w.Roots),
		Package: d.text(w.Package), Site: d.text(w.Site), Partial: w.Partial, Test: w.Test, Fresh: w.Fresh,
		Or: d.nodes(w.Or), Ended: d.nodes(w.Ended), Completer: d.text(w.Completer), Tie: d.text(w.Tie), Weak: w.Weak, Buffer: model.Buffer(w.Buffer), Excuse: summary.Excuse(w.Excuse), Started: d.text(w.Started), Shared: w.Shared, Before: d.list(w.Before), Objects: Objects(w.Objects)}
	for _, p := range w.Pairs {
		d.bad = d.bad || p.Pairing > uint8(summary.Offered)
		e.Pairs = append(e.Pairs, summary.Pair{Pairing: summary.Pairing(p.Pairing), First: d.text(p.First), Then: d.text(p.Then)})
	}
	for _, g := range w.Gates {
		e.Gates = append(e.Gates, Gate{identity.Class(d.text(g.Class)), identity.Mode(g.Mode), d.list(g.Ties)})
	}
	return e
}
