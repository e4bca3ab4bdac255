package abba

import "sync"

// backlog works off its items under its lock, by a function that the puller keeps.
type backlog struct{ mu sync.RWMutex }

func (b *backlog) Synced() {
	b.mu.Lock()
	defer b.mu.Unlock()
}

func (b *backlog) Pop(work func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	work()
}

// queue is what a puller knows of it.
type queue interface {
	Synced()
	Pop(func())
}

// The work is to take the lock under which the informer asks whether all is in sync.
// The fix asks without.
type pullUnfixed struct {
	from queue
	work func()
}

func (p *pullUnfixed) run() { p.from.Pop(p.work) } // found: inversion

type informUnfixed struct {
	sync.Mutex
	pull *pullUnfixed
}

func newInformUnfixed() *informUnfixed {
	i := &informUnfixed{}
	i.pull = &pullUnfixed{from: &backlog{}, work: func() { i.add() }}
	return i
}

func (i *informUnfixed) add() {
	i.Lock()
	defer i.Unlock()
}

func (i *informUnfixed) Synced() {
	i.Lock()
	defer i.Unlock()
	i.pull.from.Synced()
}

// backlogFixed is a type of its own: as upstream, each kind of queue is made in one
// place.
type backlogFixed struct{ mu sync.RWMutex }

func (b *backlogFixed) Synced() {
	b.mu.Lock()
	defer b.mu.Unlock()
}

func (b *backlogFixed) Pop(work func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	work()
}

type pullFixed struct {
	from queue
	work func()
}

func (p *pullFixed) run() { p.from.Pop(p.work) }

type informFixed struct {
	sync.Mutex
	pull *pullFixed
}

func newInformFixed() *informFixed {
	i := &informFixed{}
	i.pull = &pullFixed{from: &backlogFixed{}, work: func() { i.add() }}
	return i
}

func (i *informFixed) add() {
	i.Lock()
	defer i.Unlock()
}

func (i *informFixed) Synced() {
	i.Lock()
	from := i.pull.from
	i.Unlock()
	from.Synced()
}
