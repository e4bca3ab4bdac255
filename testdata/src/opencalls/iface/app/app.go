// Package app has types that implement interfaces of api, and gives them to lib.
//
// REACQUIRE and INVERSION stand where this package binds what the finding
// goes through, with a lock of the finding.
package app

import (
	"sync"

	"opencalls/iface/api"
	"opencalls/iface/lib"
)

// listenBad: it listens with a lock under which it asks.
type listenBad struct {
	mu  sync.Mutex
	src *lib.Source
	n   int
}

func newListenBad() *listenBad {
	l := &listenBad{}
	l.src = lib.NewSource(l) // INVERSION app.listenBad.mu lib.Source.mu
	return l
}

func (l *listenBad) Changed(n int) {
	l.mu.Lock()
	l.n = n
	l.mu.Unlock()
}

func (l *listenBad) Get() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.src.Get()
}

func (l *listenBad) Do() { l.src.Set(1) }

// listenOk: Late tells it without a lock.
type listenOk struct {
	mu  sync.Mutex
	src *lib.Late
	n   int
}

func newListenOk() *listenOk {
	l := &listenOk{}
	l.src = lib.NewLate(l)
	return l
}

func (l *listenOk) Changed(n int) {
	l.mu.Lock()
	l.n = n
	l.mu.Unlock()
}

func (l *listenOk) Get() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.src.Get()
}

func (l *listenOk) Do() { l.src.Set(1) }

// backBad: it asks its source from Changed.
type backBad struct{ src *lib.Source }

func newBackBad() *backBad {
	b := &backBad{}
	b.src = lib.NewSource(b) // REACQUIRE lib.Source.mu
	return b
}

func (b *backBad) Changed(int) { b.src.Get() }

func (b *backBad) Do() { b.src.Set(1) }

// backOk: it uses what it is told.
type backOk struct {
	src  *lib.Source
	last int
}

func newBackOk() *backOk {
	b := &backOk{}
	b.src = lib.NewSource(b)
	return b
}

func (b *backOk) Changed(n int) { b.last = n }

func (b *backOk) Do() { b.src.Set(1) }

// wrapped is a listener around another; valuable as a value, not a pointer.
type wrapped struct{ api.Listener }

// embedBad: the implementation is promoted from an embedded interface.
type embedBad struct {
	mu  sync.Mutex
	src *lib.Source
	n   int
}

func newEmbedBad() *embedBad {
	e := &embedBad{}
	e.src = lib.NewSource(wrapped{e}) // INVERSION app.embedBad.mu lib.Source.mu
	return e
}

func (e *embedBad) Changed(n int) {
	e.mu.Lock()
	e.n = n
	e.mu.Unlock()
}

func (e *embedBad) Get() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.src.Get()
}

func (e *embedBad) Do() { e.src.Set(1) }

// funcListener is a function that listens.
type funcListener func(int)

func (f funcListener) Changed(n int) { f(n) }

// adapterBad: a function type with the method (http.HandlerFunc).
type adapterBad struct{ src *lib.Source }

func newAdapterBad() *adapterBad {
	a := &adapterBad{}
	a.src = lib.NewSource(funcListener(func(int) { a.src.Get() })) // REACQUIRE lib.Source.mu
	return a
}

func (a *adapterBad) Do() { a.src.Set(1) }

// adapterOk: the function does not come back.
type adapterOk struct {
	src  *lib.Source
	last int
}

func newAdapterOk() *adapterOk {
	a := &adapterOk{}
	a.src = lib.NewSource(funcListener(func(n int) { a.last = n }))
	return a
}

func (a *adapterOk) Do() { a.src.Set(1) }

// storeBad: an argument of each call; its lock is held around it elsewhere.
type storeBad struct {
	mu  sync.Mutex
	idx *lib.Index
	m   map[string]int
}

func newStoreBad() *storeBad { return &storeBad{idx: new(lib.Index), m: map[string]int{}} }

func (s *storeBad) Put(k string) {
	s.mu.Lock()
	s.m[k]++
	s.mu.Unlock()
}

func (s *storeBad) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m) + s.idx.Len()
}

func (s *storeBad) Get() int { return s.Len() }

func (s *storeBad) Do() {
	s.idx.Add(s, "k") // INVERSION app.storeBad.mu lib.Index.mu
}

// storeOk: Len asks before.
type storeOk struct {
	mu  sync.Mutex
	idx *lib.Index
	m   map[string]int
}

func newStoreOk() *storeOk { return &storeOk{idx: new(lib.Index), m: map[string]int{}} }

func (s *storeOk) Put(k string) {
	s.mu.Lock()
	s.m[k]++
	s.mu.Unlock()
}

func (s *storeOk) Len() int {
	n := s.idx.Len()
	s.mu.Lock()
	defer s.mu.Unlock()
	return n + len(s.m)
}

func (s *storeOk) Get() int { return s.Len() }

func (s *storeOk) Do() { s.idx.Add(s, "k") }

// growBad: the visitor adds to what it walks.
type growBad struct{ t *lib.Tree }

func newGrowBad() *growBad { return &growBad{lib.NewTree(1, 2)} }

func (g *growBad) Visit(n int) api.Visitor {
	g.t.Add(n)
	return nil
}

func (g *growBad) Do() {
	g.t.Walk(g) // REACQUIRE lib.Tree.mu
}

// growOk: it collects, and adds after.
type growOk struct {
	t    *lib.Tree
	more []int
}

func newGrowOk() *growOk { return &growOk{t: lib.NewTree(1, 2)} }

func (g *growOk) Visit(n int) api.Visitor {
	g.more = append(g.more, n)
	return g
}

func (g *growOk) Do() {
	g.t.Walk(g)
	for _, n := range g.more {
		g.t.Add(n)
	}
}

// logBad: it logs, under its lock, to itself.
type logBad struct {
	mu    sync.Mutex
	log   *lib.Log
	lines int
}

func newLogBad() *logBad {
	l := &logBad{}
	l.log = lib.NewLog(l)
	return l
}

func (l *logBad) Write(p []byte) (int, error) {
	l.mu.Lock() // INVERSION app.logBad.mu
	defer l.mu.Unlock()
	l.lines++
	return len(p), nil
}

func (l *logBad) Do() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.log.Line("done")
}

// logOk: it logs after.
type logOk struct {
	mu    sync.Mutex
	log   *lib.Log
	lines int
}

func newLogOk() *logOk {
	l := &logOk{}
	l.log = lib.NewLog(l)
	return l
}

func (l *logOk) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines++
	return len(p), nil
}

func (l *logOk) Do() {
	l.mu.Lock()
	l.lines = 0
	l.mu.Unlock()
	l.log.Line("done")
}

// filterBad: as logBad, by a type that takes no lock, so that what it writes to could
// be anything.
type filterBad struct {
	mu    sync.Mutex
	log   *lib.Filter
	lines int
}

func newFilterBad() *filterBad {
	l := &filterBad{}
	l.log = lib.NewFilter(l)
	return l
}

func (l *filterBad) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines++
	return len(p), nil
}

func (l *filterBad) Do() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.log.Line("done") // REACQUIRE app.filterBad.mu
}
