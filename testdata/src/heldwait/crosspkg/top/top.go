// Package top joins, under its locks, goroutines of other packages, to which it has given functions.
//
// WAIT (in package work) marks where a goroutine waits under the lock that it
// names, JOIN the call that leads there, NEED where one that could end the wait
// acquires it.
package top

import (
	"sync"

	"heldwait/crosspkg/api"
	"heldwait/crosspkg/mid"
	"heldwait/crosspkg/work"
)

type nobody struct{}

func (nobody) Changed(int) {}

// stepBad: the worker of a service of a service takes mu.
type stepBad struct {
	mu sync.Mutex
	s  *mid.Service
	n  int
}

func newStepBad() *stepBad {
	t := &stepBad{}
	t.s = mid.NewService(t.step, nobody{})
	return t
}

func (t *stepBad) step() {
	t.mu.Lock() // NEED
	t.n++
	t.mu.Unlock()
}

func (t *stepBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.Stop() // JOIN // want `top\.stepBad\.mu is held .*\[heldwait\]`
}

// stepOk: joined after Unlock.
type stepOk struct {
	mu sync.Mutex
	s  *mid.Service
	n  int
}

func newStepOk() *stepOk {
	t := &stepOk{}
	t.s = mid.NewService(t.step, nobody{})
	return t
}

func (t *stepOk) step() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *stepOk) Close() {
	t.mu.Lock()
	s := t.s
	t.mu.Unlock()
	s.Stop()
}

// bellBad: it rings under mu, and is what hears it.
type bellBad struct {
	mu   sync.Mutex
	bell *work.Bell
	n    int
}

func newBellBad() *bellBad {
	t := &bellBad{}
	t.bell = work.NewBell(t)
	return t
}

func (t *bellBad) Changed(v int) {
	t.mu.Lock() // NEED
	t.n = v
	t.mu.Unlock()
}

func (t *bellBad) Set(v int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bell.Ring(v) // JOIN // want `top\.bellBad\.mu is held .*\[heldwait\]`
}

// bellOk: what hears it takes no lock.
type bellOk struct {
	mu   sync.Mutex
	bell *work.Bell
	n    int
}

func newBellOk() *bellOk { return &bellOk{bell: work.NewBell(nobody{})} }

func (t *bellOk) Changed(v int) {
	t.mu.Lock()
	t.n = v
	t.mu.Unlock()
}

func (t *bellOk) Set(v int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bell.Ring(v)
}

// eachBad: runs a method in goroutines that are joined by the helper.
type eachBad struct {
	mu    sync.Mutex
	items []int
}

func (t *eachBad) touch(i int) {
	t.mu.Lock() // NEED
	t.items[i]++
	t.mu.Unlock()
}

func (t *eachBad) All() {
	t.mu.Lock()
	defer t.mu.Unlock()
	work.Each(len(t.items), t.touch) // JOIN // want `top\.eachBad\.mu is held .*\[heldwait\]`
}

// eachOk: a copy of the items, without mu.
type eachOk struct {
	mu    sync.Mutex
	items []int
}

func (t *eachOk) touch(i int) {
	t.mu.Lock()
	t.items[i]++
	t.mu.Unlock()
}

func (t *eachOk) All() {
	t.mu.Lock()
	n := len(t.items)
	t.mu.Unlock()
	work.Each(n, t.touch)
}

// futureBad: what is computed needs mu; generic, instantiated here.
type futureBad struct {
	mu sync.Mutex
	n  int
}

func (t *futureBad) compute() int {
	t.mu.Lock() // NEED
	defer t.mu.Unlock()
	return t.n + 1
}

func (t *futureBad) Next() {
	f := work.Go(t.compute)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = f.Get() // JOIN // want `top\.futureBad\.mu is held .*\[heldwait\]`
}

// futureOk: it waits before it takes mu.
type futureOk struct {
	mu sync.Mutex
	n  int
}

func (t *futureOk) compute() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n + 1
}

func (t *futureOk) Next() {
	f := work.Go(t.compute)
	v := f.Get()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = v
}

// doneBad: it waits on the channel that another package's method returns.
type doneBad struct {
	mu sync.Mutex
	n  int
}

func (t *doneBad) compute() int {
	t.mu.Lock() // NEED
	defer t.mu.Unlock()
	return t.n + 1
}

func (t *doneBad) Next() {
	f := work.Go(t.compute)
	t.mu.Lock()
	defer t.mu.Unlock()
	<-f.Done() // WAIT top.doneBad.mu // want `top\.doneBad\.mu is held .*\[heldwait\]`
}

// doneOk: it does not need what the others hold.
type doneOk struct {
	mu sync.Mutex
	n  int
}

func (t *doneOk) Next() {
	f := work.Go(func() int { return 1 })
	t.mu.Lock()
	defer t.mu.Unlock()
	<-f.Done()
	t.n++
}

// ifaceBad: what it stops is known as an interface of a third package.
type ifaceBad struct {
	mu    sync.Mutex
	parts []api.Joiner
	n     int
}

func newIfaceBad() *ifaceBad {
	t := &ifaceBad{}
	w := work.New(t.step)
	w.Start()
	t.parts = append(t.parts, w)
	return t
}

func (t *ifaceBad) step() {
	t.mu.Lock() // NEED
	t.n++
	t.mu.Unlock()
}

func (t *ifaceBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.parts {
		p.Stop() // JOIN // want `top\.ifaceBad\.mu is held .*\[heldwait\]`
	}
}

// ifaceOk: joined after Unlock.
type ifaceOk struct {
	mu    sync.Mutex
	parts []api.Joiner
	n     int
}

func newIfaceOk() *ifaceOk {
	t := &ifaceOk{}
	w := work.New(t.step)
	w.Start()
	t.parts = append(t.parts, w)
	return t
}

func (t *ifaceOk) step() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *ifaceOk) Close() {
	t.mu.Lock()
	parts := t.parts
	t.parts = nil
	t.mu.Unlock()
	for _, p := range parts {
		p.Stop()
	}
}

// limitBad: it counts itself in before it takes mu.
type limitBad struct {
	mu  sync.Mutex
	lim *work.Limit
	n   int
}

func newLimitBad() *limitBad { return &limitBad{lim: &work.Limit{}} }

func (t *limitBad) Serve() {
	t.lim.Begin()
	defer t.lim.End()
	t.mu.Lock() // NEED
	t.n++
	t.mu.Unlock()
}

func (t *limitBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lim.Join() // JOIN // want `top\.limitBad\.mu is held .*\[heldwait\]`
}

// limitOk: only once it has had mu.
type limitOk struct {
	mu  sync.Mutex
	lim *work.Limit
	n   int
}

func newLimitOk() *limitOk { return &limitOk{lim: &work.Limit{}} }

func (t *limitOk) Serve() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	t.lim.Begin()
	defer t.lim.End()
}

func (t *limitOk) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lim.Join()
}

// partOk: who takes mu is counted in one field, and joined is another.
type partOk struct {
	mu            sync.Mutex
	first, second *work.Limit
	n             int
}

func newPartOk() *partOk {
	t := &partOk{first: work.NewLimit(1), second: &work.Limit{}}
	go t.serve(t.first)
	return t
}

func (t *partOk) serve(l *work.Limit) {
	defer l.End()
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *partOk) Close() {
	t.first.Join()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.second.Join()
}

// partBad: it is joined.
type partBad struct {
	mu            sync.Mutex
	first, second *work.Limit
	n             int
}

func newPartBad() *partBad {
	t := &partBad{first: work.NewLimit(1), second: &work.Limit{}}
	go t.serve(t.first)
	return t
}

func (t *partBad) serve(l *work.Limit) {
	defer l.End()
	t.mu.Lock() // NEED
	t.n++
	t.mu.Unlock()
}

func (t *partBad) Close() {
	t.second.Join()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.first.Join() // JOIN // want `top\.partBad\.mu is held .*\[heldwait\]`
}

// sharedBad: the two fields have one.
type sharedBad struct {
	mu            sync.Mutex
	first, second *work.Limit
	n             int
}

func newSharedBad() *sharedBad {
	l := work.NewLimit(1)
	t := &sharedBad{first: l, second: l}
	go t.serve()
	return t
}

func (t *sharedBad) serve() {
	defer t.first.End()
	t.mu.Lock() // NEED
	t.n++
	t.mu.Unlock()
}

func (t *sharedBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.second.Join() // JOIN // want `top\.sharedBad\.mu is held .*\[heldwait\]`
}

// startedOk: as partOk, but who starts the goroutine has no name for the counter: its variable is set anew.
type startedOk struct {
	mu            sync.Mutex
	first, second *work.Limit
	n             int
}

func newStartedOk(full bool) *startedOk {
	t := &startedOk{second: work.NewLimit(0)}
	defer func() {
		if full {
			t = nil
		}
	}()
	t.first = work.NewLimit(1)
	go func() {
		defer t.first.End()
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	}()
	return t
}

func (t *startedOk) Close() {
	t.first.Join()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.second.Join()
}

// startedBad: it is joined.
type startedBad struct {
	mu            sync.Mutex
	first, second *work.Limit
	n             int
}

func newStartedBad(full bool) *startedBad {
	t := &startedBad{second: work.NewLimit(0)}
	defer func() {
		if full {
			t = nil
		}
	}()
	t.first = work.NewLimit(1)
	go func() {
		defer t.first.End()
		t.mu.Lock() // NEED
		t.n++
		t.mu.Unlock()
	}()
	return t
}

func (t *startedBad) Close() {
	t.second.Join()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.first.Join() // JOIN // want `top\.startedBad\.mu is held .*\[heldwait\]`
}
