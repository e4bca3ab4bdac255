package dispatch

import "sync"

// spool calls back under its lock.
type spool struct {
	mu    sync.Mutex
	items []int
}

func (s *spool) drain(each func(int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.items {
		each(i)
	}
	s.items = nil
}

func (s *spool) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items)
}

// boardBad: the function is kept in a field, and there it is not called but passed on
// to the spool, which calls it under its lock.
type boardBad struct {
	mu   sync.Mutex
	feed *feedBad
	n    int
}

type feedConf struct {
	spool *spool
	each  func(int)
}

type feedBad struct{ conf feedConf }

func newFeedBad(each func(int)) *feedBad {
	conf := &feedConf{spool: new(spool), each: each}
	return &feedBad{conf: *conf}
}

func (f *feedBad) Flush() {
	f.conf.spool.drain(f.conf.each) // want `dispatch\.(spool|boardBad)\.mu .*\[inversion\]`
}

func NewBoardBad() *boardBad {
	b := &boardBad{}
	b.feed = newFeedBad(func(i int) { b.show(i) })
	return b
}

func (b *boardBad) show(i int) {
	b.mu.Lock()
	b.n += i
	b.mu.Unlock()
}

func (b *boardBad) Left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n + b.feed.conf.spool.size()
}

// boardOk: what it passes on takes nothing; that others pass to the spool what locks
// says nothing of it.
type boardOk struct {
	mu   sync.Mutex
	feed *feedOk
	n    int
}

type feedOk struct {
	spool *spool
	each  func(int)
	after func(int)
}

func (f *feedOk) Flush() {
	f.spool.drain(f.each)
	f.after(0)
}

func NewBoardOk() *boardOk {
	b := &boardOk{}
	b.feed = &feedOk{spool: new(spool), each: func(i int) { println(i) }, after: func(i int) { b.show(i) }}
	return b
}

func (b *boardOk) show(i int) {
	b.mu.Lock()
	b.n += i
	b.mu.Unlock()
}

func (b *boardOk) Left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n + b.feed.spool.size()
}

// openOk: the stream that is initialised under mu is made by the function passed, and
// nobody else knows it yet.
type openOk struct {
	mu      sync.Mutex
	streams map[int]streamOk
}

type streamOk interface{ init(*openOk) }

func (s *openOk) get(id int, made func() streamOk) streamOk {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.streams[id]; ok {
		return st
	}
	st := made()
	st.init(s)
	s.streams[id] = st
	return st
}

func (s *openOk) Open(id int) streamOk { return s.get(id, newReadOk) }

type readOk struct {
	mu    sync.Mutex
	owner *openOk
	id    int
}

func newReadOk() streamOk { return &readOk{} }

func (r *readOk) init(s *openOk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.owner = s
}

func (r *readOk) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.owner.mu.Lock()
	delete(r.owner.streams, r.id)
	r.owner.mu.Unlock()
}

// openBad: the function passed returns one that others know.
type openBad struct {
	mu      sync.Mutex
	streams map[int]streamBad
}

type streamBad interface{ init(*openBad) }

func (s *openBad) get(id int, made func() streamBad) streamBad {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.streams[id]; ok {
		return st
	}
	st := made()
	st.init(s) // want `dispatch\.openBad\.mu and dispatch\.readBad\.mu are taken in opposite orders.*\[inversion\]`
	s.streams[id] = st
	return st
}

func (s *openBad) Open(id int) streamBad { return s.get(id, sharedReadBad) }

type readBad struct {
	mu    sync.Mutex
	owner *openBad
	id    int
}

var reads = make(map[int]*readBad)

func sharedReadBad() streamBad {
	r := &readBad{}
	reads[len(reads)] = r
	return r
}

func (r *readBad) init(s *openBad) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.owner = s
}

func (r *readBad) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.owner.mu.Lock()
	delete(r.owner.streams, r.id)
	r.owner.mu.Unlock()
}
