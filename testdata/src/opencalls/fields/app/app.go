// Package app stores functions into fields of package lib.
//
// REACQUIRE and INVERSION stand where this package binds what the finding
// goes through, with a lock of the finding.
package app

import (
	"sync"

	"opencalls/fields/lib"
)

func work() {}

// setterBad: the hook locks what it is called under.
type setterBad struct{ h *lib.Hook }

func newSetterBad() *setterBad {
	s := &setterBad{new(lib.Hook)}
	s.h.SetHook(func() { s.h.Get() }) // REACQUIRE lib.Hook.mu
	return s
}

func (s *setterBad) Do() { s.h.Fire() }

// setterOk: it is called after Unlock.
type setterOk struct{ h *lib.Late }

func newSetterOk() *setterOk {
	s := &setterOk{new(lib.Late)}
	s.h.SetHook(func() { s.h.Get() })
	return s
}

func (s *setterOk) Do() { s.h.Fire() }

// setterOtherOk: the hook locks another Late than the one it hangs on, and is called without a lock.
type setterOtherOk struct{ a, b *lib.Late }

func newSetterOtherOk() *setterOtherOk {
	s := &setterOtherOk{new(lib.Late), new(lib.Late)}
	s.a.SetHook(func() { s.b.Get() })
	return s
}

func (s *setterOtherOk) Do() { s.a.Fire() }

// ownerBad: it fires under its own lock, and the hook takes that under the other.
type ownerBad struct {
	mu sync.Mutex
	h  lib.Hook
	n  int
}

func newOwnerBad() *ownerBad {
	o := &ownerBad{}
	o.h.SetHook(o.fired) // INVERSION app.ownerBad.mu lib.Hook.mu
	return o
}

func (o *ownerBad) fired() {
	o.mu.Lock()
	o.n++
	o.mu.Unlock()
}

func (o *ownerBad) Get() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.h.Get() + o.n
}

func (o *ownerBad) Do() { o.h.Fire() }

// ownerOk: it asks before it locks.
type ownerOk struct {
	mu sync.Mutex
	h  lib.Hook
	n  int
}

func newOwnerOk() *ownerOk {
	o := &ownerOk{}
	o.h.SetHook(o.fired)
	return o
}

func (o *ownerOk) fired() {
	o.mu.Lock()
	o.n++
	o.mu.Unlock()
}

func (o *ownerOk) Get() int {
	n := o.h.Get()
	o.mu.Lock()
	defer o.mu.Unlock()
	return n + o.n
}

func (o *ownerOk) Do() { o.h.Fire() }

// fieldBad: an exported field set in a composite literal, with a method value.
type fieldBad struct {
	mu   sync.Mutex
	o    *lib.Open
	last int
}

func newFieldBad() *fieldBad {
	f := &fieldBad{}
	f.o = &lib.Open{OnChange: f.changed} // INVERSION app.fieldBad.mu lib.Open.mu
	return f
}

func (f *fieldBad) changed(n int) {
	f.mu.Lock()
	f.last = n
	f.mu.Unlock()
}

func (f *fieldBad) Do() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = f.o.Get()
}

func (f *fieldBad) Set() { f.o.Set(1) }

// fieldOk: the other type calls after.
type fieldOk struct {
	mu   sync.Mutex
	o    *lib.OpenLate
	last int
}

func newFieldOk() *fieldOk {
	f := &fieldOk{}
	f.o = &lib.OpenLate{OnChange: f.changed}
	return f
}

func (f *fieldOk) changed(n int) {
	f.mu.Lock()
	f.last = n
	f.mu.Unlock()
}

func (f *fieldOk) Do() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = f.o.Get()
}

func (f *fieldOk) Set() { f.o.Set(1) }

// assignBad: the field is assigned after the object was made, in a function that is passed it.
type assignBad struct{ o *lib.Open }

func watch(o *lib.Open) {
	o.OnChange = func(int) { o.Get() } // REACQUIRE lib.Open.mu
}

func newAssignBad() *assignBad {
	a := &assignBad{new(lib.Open)}
	watch(a.o)
	return a
}

func (a *assignBad) Do() { a.o.Set(1) }

// assignOk: what is assigned uses what it is told.
type assignOk struct {
	o    *lib.Open
	last int
}

func newAssignOk() *assignOk {
	a := &assignOk{o: new(lib.Open)}
	a.o.OnChange = func(n int) { a.last = n }
	return a
}

func (a *assignOk) Do() { a.o.Set(1) }

// busBad: a handler in the slice adds another, for which it must write what is read.
type busBad struct{ b *lib.Bus }

func newBusBad() *busBad {
	b := &busBad{lib.NewBus()}
	b.b.Add(func() { b.b.Add(work) }) // REACQUIRE lib.Bus.mu
	return b
}

func (b *busBad) Do() { b.b.Emit() }

// busOk: a copy is called.
type busOk struct{ b *lib.Copying }

func newBusOk() *busOk {
	b := &busOk{new(lib.Copying)}
	b.b.Add(func() { b.b.Add(work) })
	return b
}

func (b *busOk) Do() { b.b.Emit() }

// namedBad: a handler in the map takes the lock under which its owner adds handlers.
type namedBad struct {
	mu sync.Mutex
	b  *lib.Bus
	n  int
}

func newNamedBad() *namedBad {
	n := &namedBad{b: lib.NewBus()}
	n.b.Name("x", n.called) // INVERSION app.namedBad.mu lib.Bus.mu
	return n
}

func (n *namedBad) called() {
	n.mu.Lock()
	n.n++
	n.mu.Unlock()
}

func (n *namedBad) More() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.b.Name("y", work)
}

func (n *namedBad) Do() { n.b.Call("x") }

// namedOk: it adds them without its lock.
type namedOk struct {
	mu sync.Mutex
	b  *lib.Bus
	n  int
}

func newNamedOk() *namedOk {
	n := &namedOk{b: lib.NewBus()}
	n.b.Name("x", n.called)
	return n
}

func (n *namedOk) called() {
	n.mu.Lock()
	n.n++
	n.mu.Unlock()
}

func (n *namedOk) More() {
	n.mu.Lock()
	n.n = 0
	n.mu.Unlock()
	n.b.Name("y", work)
}

func (n *namedOk) Do() { n.b.Call("x") }

// nestedBad: the function is in a struct in a struct that the object is given.
type nestedBad struct{ o *lib.Outer }

func newNestedBad() *nestedBad {
	n := &nestedBad{}
	in := &lib.Inner{}
	in.Handlers.OnClose = func() { n.o.Len() } // REACQUIRE lib.Outer.mu
	n.o = lib.NewOuter(in)
	return n
}

func (n *nestedBad) Do() { n.o.Close() }

// nestedOk: it does not lock.
type nestedOk struct{ o *lib.Outer }

func newNestedOk() *nestedOk {
	n := &nestedOk{}
	in := &lib.Inner{}
	in.Handlers.OnClose = work
	n.o = lib.NewOuter(in)
	return n
}

func (n *nestedOk) Do() { n.o.Close() }

// queueOk: it asks under the lock of its own queue; the list takes that of another under its lock.
type queueOk struct {
	l *lib.List
	q *lib.Queue
}

func newQueueOk() *queueOk {
	o := &queueOk{l: lib.NewList()}
	o.q = &lib.Queue{Size: o.size}
	return o
}

func (o *queueOk) size() int { return o.l.Len() }

// queueBad: the board has its queue.
type queueBad struct {
	b *lib.Board
	q *lib.Queue
}

func newQueueBad() *queueBad {
	o := &queueBad{q: &lib.Queue{}}
	o.q.Size = o.size // INVERSION lib.Queue.mu lib.Board.mu
	o.b = lib.NewBoard(o.q)
	return o
}

func (o *queueBad) size() int { return o.b.Len() }
