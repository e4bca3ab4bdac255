package summary

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nodes declares what the cases below lock.
const nodes = `
type node struct { mu sync.Mutex; id int; name string; left, right, parent *node; kids []*node; ends [2]lockable }
type lockable struct { mu sync.Mutex }
func (n *node) Less(m *node) bool { return n.id < m.id }
func (n *node) key() int { return n.id }
var one, two node
var byName map[string]*node
func find(name string) *node { return byName[name] }
`

const lock2 = "func lock2(a, b *node) { a.mu.Lock(); b.mu.Lock(); b.mu.Unlock(); a.mu.Unlock() }\n"

// pairings are those of the edges between locks of one class, each once.
func (p *Package) pairings() []string {
	out := []string{}
	for _, e := range p.Edges {
		if e.From.Class != e.To.Lock.Class {
			continue
		}
		for _, q := range p.Pairs(e) {
			s := q.Pairing.String()
			if q.First+q.Then != "" {
				s += fmt.Sprintf(" %s, %s", q.First, q.Then)
			}
			s = strings.ReplaceAll(s, ".p.node:", ".")
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return out
}

// ab locks a, then b.
const ab = "; a.mu.Lock(); b.mu.Lock(); b.mu.Unlock(); a.mu.Unlock()"

func TestPairsSayHowTwoLocksAreChosen(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		// Chosen by who calls.
		{"two parameters", "func F(a, b *node) { _ = 0" + ab + " }", []string{"free"}},
		{"receiver and parameter", "func (a *node) m(b *node) { _ = 0" + ab + " }; func F(a, b *node) { a.m(b) }", []string{"free"}},
		{"fields of two parameters", "func F(x, y *node) { a, b := x.left, y.left" + ab + " }", []string{"free"}},
		{"different fields of two parameters", "func F(x, y *node) { a, b := x.left, y.right" + ab + " }", []string{"one-way"}},
		{"a parameter and a new one", "func F(a *node) { b := &node{}" + ab + " }", []string{"one-way"}},
		{"in a callee", "func take(b *node) { b.mu.Lock(); b.mu.Unlock() }; func F(a, b *node) { a.mu.Lock(); take(b); a.mu.Unlock() }", []string{"free"}},
		// Put in order.
		{"by id, both ways", "func F(a, b *node) { if a.id < b.id { lock2(a, b) } else { lock2(b, a) } }", []string{"ordered"}},
		{"by id, both ways here", "func F(a, b *node) { if a.id < b.id { a.mu.Lock(); b.mu.Lock() } else { b.mu.Lock(); a.mu.Lock() } }", []string{"ordered"}},
		{"by id, both ways the same", "func F(a, b *node) { if a.id < b.id { a.mu.Lock(); b.mu.Lock() } else { a.mu.Lock(); b.mu.Lock() } }", []string{"free"}},
		{"by id, one way", "func F(a, b *node) { if a.id > b.id { return }" + ab + " }", []string{"ordered"}},
		{"swapped by id", "func F(a, b *node) { if a.id > b.id { a, b = b, a }" + ab + " }", []string{"ordered"}},
		{"swapped by name", "func F(a, b *node) { if a.name > b.name { a, b = b, a }" + ab + " }", []string{"ordered"}},
		{"swapped by a getter", "func F(a, b *node) { if a.key() > b.key() { a, b = b, a }" + ab + " }", []string{"ordered"}},
		{"swapped by a method", "func F(a, b *node) { if b.Less(a) { a, b = b, a }" + ab + " }", []string{"ordered"}},
		{"swapped by something else", "func F(a, b *node, c bool) { if c { a, b = b, a }" + ab + " }", []string{"free"}},
		{"swapped by one of the two", "func F(a, b *node) { if a.id > 0 { a, b = b, a }" + ab + " }", []string{"free"}},
		{"not equal", "func F(a, b *node) { if a == b { return }" + ab + " }", []string{"free"}},
		{"not of one id", "func F(a, b *node) { if a.id != b.id {" + ab[1:] + " } }", []string{"free"}},
		{"by a three-way comparison", "func F(a, b *node) { if compare(a, b) == -1 { lock2(a, b) } else { lock2(b, a) } }; func compare(a, b *node) int { return a.id - b.id }", []string{"ordered"}},
		{"by a comparison for equality that takes both", "func F(a, b *node) { if compare(a, b) == 0 { return }" + ab + " }; func compare(a, b *node) int { return a.id - b.id }", []string{"free"}},
		{"compared too late", "func F(a, b *node) { a.mu.Lock(); b.mu.Lock(); if a.id < b.id { a.n() } }; func (n *node) n() {}", []string{"free"}},
		{"in order by all callers", "func F(a, b *node) { if a.id < b.id { lock2(a, b) } }; func G(a, b *node) { if a.id > b.id { a, b = b, a }; lock2(a, b) }", []string{"ordered"}},
		{"in order by one caller", "func F(a, b *node) { if a.id < b.id { lock2(a, b) } }; func G(a, b *node) { lock2(a, b) }", []string{"free", "ordered"}},
		// Looked up.
		{"two keys", "func F(m map[string]*node, k, l string) { a, b := m[k], m[l]" + ab + " }", []string{"free"}},
		{"one key", "func F(m map[string]*node, k string) { a, b := m[k], m[k]" + ab + " }", []string{"one-way"}},
		{"two certain keys", `func F(m map[string]*node) { a, b := m["x"], m["y"]` + ab + " }", []string{`fixed ["x"]*, ["y"]*`}},
		{"two keys, in order", "func F(m map[string]*node, k, l string) { if k > l { k, l = l, k }; a, b := m[k], m[l]" + ab + " }", []string{"one-way"}}, // the keys are no parameters
		{"two answers", "func F(k, l string) { a, b := find(k), find(l)" + ab + " }", []string{"free"}},
		{"two answers, in a loop", "func F(list []string) { for _, k := range list { a, b := find(k), find(k+k)" + ab + " } }", []string{"one-way"}},
		{"two indexes", "func F(s []*node, i, j int) { a, b := s[i], s[j]" + ab + " }", []string{"free"}},
		{"an index and the next", "func F(s []*node, i int) { a, b := s[i], s[i+1]" + ab + " }", []string{"one-way"}},
		{"two certain indexes", "func F(s []*node) { a, b := s[0], s[1]" + ab + " }", []string{"fixed [0]*, [1]*"}},
		{"all in a loop", "func F(s []*node) { for _, n := range s { n.mu.Lock() } }", []string{"one-way"}},
		// Certain ones.
		{"two fields", "func F(x *node) { a, b := x.left, x.right" + ab + " }", []string{"fixed .left*, .right*"}},
		{"two fields, the other way", "func F(x *node) { b, a := x.left, x.right" + ab + " }", []string{"fixed .right*, .left*"}},
		{"two embedded", "func F(x *node) { a, b := &x.ends[0], &x.ends[1]" + ab + " }", []string{"fixed [0], [1]"}},
		{"two package variables", "func F() { a, b := &one, &two" + ab + " }", []string{"fixed p.one.mu, p.two.mu"}},
		// One through the other.
		{"a child", "func F(a *node) { b := a.left" + ab + " }", []string{"chained , .left*"}},
		{"its parent", "func F(b *node) { a := b.left; b.mu.Lock(); a.mu.Lock() }", []string{"chained , .left*"}},
		{"from a child", "func F(b *node) { a := b.left" + ab + " }", []string{"chained .left*, "}},
		{"a grandchild", "func F(a *node) { b := a.left.right" + ab + " }", []string{"chained , .left*.right*"}},
		{"a child of any number", "func F(a *node) { for _, b := range a.kids { a.mu.Lock(); b.mu.Lock(); b.mu.Unlock(); a.mu.Unlock() } }", []string{"chained , .kids*[]*"}},
		{"a child, and by a constructor its parent", "func New(p *node) { n := &node{parent: p}; p.left = n }; func F(a *node) { b := a.left" + ab + " }",
			[]string{"chained , .left*", "chained .parent*, "}},
		{"a walk", "func F(n *node) { for n.left != nil { n.left.mu.Lock(); n.mu.Unlock(); n = n.left } }", []string{}},
		// As the callers show.
		{"lifted, certain ones", "func F(x *node) { lock2(x.left, x.right) }", []string{"fixed .left*, .right*"}},
		{"lifted, both ways", "func F(x *node) { lock2(x.left, x.right) }; func G(x *node) { lock2(x.right, x.left) }", []string{"fixed .left*, .right*", "fixed .right*, .left*"}},
		{"lifted, package variables", "func F() { lock2(&one, &two) }", []string{"fixed p.one.mu, p.two.mu"}},
		{"lifted twice", "func h(x, y *node) { lock2(x, y) }; func F(x *node) { h(x.left, x.right) }", []string{"fixed .left*, .right*"}},
		{"lifted, what is no longer alike", "func h(x, y *node) { lock2(x.left, y) }; func F(x *node) { h(x, x) }", []string{"chained .left*, "}},
		{"lifted, and nil is passed by one", "func F(x *node) { lock2(x.left, x.right) }; func G(x *node) { lock2(x, nil) }", []string{"fixed .left*, .right*"}},
		{"lifted from a closure", "func F(x *node) { func() { lock2(x.left, x.right) }() }", []string{"fixed .left*, .right*"}},
		{"lifted to new ones", "func F() { lock2(&node{}, &node{}) }", []string{"fixed p/p.go:13:23 .mu, p/p.go:13:32 .mu"}},
		{"lifted to what is not known", "func F(c chan *node) { lock2(<-c, <-c) }", []string{"one-way"}},
		{"lifted, but anybody calls", "func Lock2(a, b *node) { _ = 0" + ab + " }; func F(x *node) { Lock2(x.left, x.right) }", []string{"fixed .left*, .right*", "offered"}},
	} {
		src := nodes + tt.src
		if strings.Contains(src, "lock2(") {
			src += "\n" + lock2
		}
		if diff := cmp.Diff(tt.want, analyze(t, src).pairings()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
