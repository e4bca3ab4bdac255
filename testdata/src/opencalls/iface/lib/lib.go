// Package lib calls methods of interfaces that package api declares.
package lib

import (
	"io"
	"sync"

	"opencalls/iface/api"
)

// Source tells its listener under its lock.
type Source struct {
	mu sync.Mutex
	l  api.Listener
	n  int
}

// NewSource returns one.
func NewSource(l api.Listener) *Source { return &Source{l: l} }

// Set changes it.
func (s *Source) Set(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = n
	s.l.Changed(n)
}

// Get locks.
func (s *Source) Get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// Late tells its listener after.
type Late struct {
	mu sync.Mutex
	l  api.Listener
	n  int
}

// NewLate returns one.
func NewLate(l api.Listener) *Late { return &Late{l: l} }

// Set changes it.
func (s *Late) Set(n int) {
	s.mu.Lock()
	s.n = n
	s.mu.Unlock()
	s.l.Changed(n)
}

// Get locks.
func (s *Late) Get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// Index has its store as an argument each time, and its lock around it.
type Index struct {
	mu sync.Mutex
	n  int
}

// Add puts k into s.
func (i *Index) Add(s api.Store, k string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.n++
	s.Put(k)
}

// Len locks.
func (i *Index) Len() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.n
}

// Tree is walked under its lock.
type Tree struct {
	mu    sync.Mutex
	nodes []int
}

// NewTree returns one.
func NewTree(nodes ...int) *Tree { return &Tree{nodes: nodes} }

// Walk has v visit all; the visitor of the next is the result of the last.
func (t *Tree) Walk(v api.Visitor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range t.nodes {
		if v = v.Visit(n); v == nil {
			return
		}
	}
}

// Add locks.
func (t *Tree) Add(n int) {
	t.mu.Lock()
	t.nodes = append(t.nodes, n)
	t.mu.Unlock()
}

// Log writes one line at a time, as log.Logger does: what it writes to has a method of
// an interface of std.
type Log struct {
	mu  sync.Mutex
	out io.Writer
}

// NewLog returns one.
func NewLog(out io.Writer) *Log { return &Log{out: out} }

// Line writes a line.
func (l *Log) Line(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out.Write([]byte(s))
}

// Filter takes no lock around what it writes.
type Filter struct{ out io.Writer }

// NewFilter returns one.
func NewFilter(out io.Writer) *Filter { return &Filter{out: out} }

// Line writes a line.
func (f *Filter) Line(s string) { f.out.Write([]byte(s)) }
