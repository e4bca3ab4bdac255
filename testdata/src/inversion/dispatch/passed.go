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
