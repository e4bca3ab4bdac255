// Package cond waits on conditions while it holds more than their own lock.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package cond

import "sync"

func work() {}

// plainOk: waiting gives up the one lock that is held.
type plainOk struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func newPlainOk() *plainOk {
	q := &plainOk{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *plainOk) Put() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.n++
	q.cond.Signal()
}

func (q *plainOk) Get() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.cond.Wait()
	}
	q.n--
}

// secondBad: a second lock stays held, and who signals takes it.
type secondBad struct {
	outer, mu sync.Mutex
	cond      *sync.Cond
	n         int
}

func newSecondBad() *secondBad {
	q := &secondBad{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *secondBad) Put() {
	q.outer.Lock() // NEED
	defer q.outer.Unlock()
	q.mu.Lock()
	q.n++
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *secondBad) Get() {
	q.outer.Lock()
	defer q.outer.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.cond.Wait() // WAIT cond.secondBad.outer // want `cond\.secondBad\.outer is held .*\[heldwait\]`
	}
	q.n--
}

// secondOk: who signals does not take it.
type secondOk struct {
	outer, mu sync.Mutex
	cond      *sync.Cond
	n         int
}

func newSecondOk() *secondOk {
	q := &secondOk{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *secondOk) Put() {
	q.mu.Lock()
	q.n++
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *secondOk) Get() {
	q.outer.Lock()
	defer q.outer.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.cond.Wait()
	}
	q.n--
}

// signalFirstOk: who signals takes the second lock afterwards.
type signalFirstOk struct {
	outer, mu sync.Mutex
	cond      *sync.Cond
	n         int
}

func newSignalFirstOk() *signalFirstOk {
	q := &signalFirstOk{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *signalFirstOk) Put() {
	q.mu.Lock()
	q.n++
	q.cond.Signal()
	q.mu.Unlock()
	q.outer.Lock()
	work()
	q.outer.Unlock()
}

func (q *signalFirstOk) Get() {
	q.outer.Lock()
	defer q.outer.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.cond.Wait()
	}
	q.n--
}

// otherOk: of two functions that signal one needs nothing.
type otherOk struct {
	outer, mu sync.Mutex
	cond      *sync.Cond
	n         int
	closed    bool
}

func newOtherOk() *otherOk {
	q := &otherOk{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *otherOk) Put() {
	q.outer.Lock()
	defer q.outer.Unlock()
	q.mu.Lock()
	q.n++
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *otherOk) Close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

func (q *otherOk) Get() {
	q.outer.Lock()
	defer q.outer.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 && !q.closed {
		q.cond.Wait()
	}
	q.n--
}

// nestedBad: a queue with a lock of its own, both ends of which are used under the lock of its owner (nested monitors).
type nestedBad struct {
	mu sync.Mutex
	q  *queueBad
}

type queueBad struct {
	cond  *sync.Cond
	items []int
}

func (q *queueBad) put(v int) {
	q.cond.L.Lock()
	q.items = append(q.items, v)
	q.cond.L.Unlock()
	q.cond.Signal()
}

func (q *queueBad) get() int {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait() // WAIT cond.nestedBad.mu
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v
}

func newNestedBad() *nestedBad {
	return &nestedBad{q: &queueBad{cond: sync.NewCond(new(sync.Mutex))}}
}

func (o *nestedBad) Put(v int) {
	o.mu.Lock() // NEED
	defer o.mu.Unlock()
	o.q.put(v)
}

func (o *nestedBad) Get() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.q.get() // want `cond\.nestedBad\.mu is held .*\[heldwait\]`
}

// nestedOk: only the end that waits is used under it.
type nestedOk struct {
	mu sync.Mutex
	q  *queueOk
}

type queueOk struct {
	cond  *sync.Cond
	items []int
}

func (q *queueOk) put(v int) {
	q.cond.L.Lock()
	q.items = append(q.items, v)
	q.cond.L.Unlock()
	q.cond.Signal()
}

func (q *queueOk) get() int {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait()
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v
}

func newNestedOk() *nestedOk {
	return &nestedOk{q: &queueOk{cond: sync.NewCond(new(sync.Mutex))}}
}

func (o *nestedOk) Put(v int) { o.q.put(v) }

func (o *nestedOk) Get() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.q.get()
}

// starvedBad: waiting for the condition it keeps the read side; who signals reads, too, but a writer may come between.
type starvedBad struct {
	rw   sync.RWMutex
	mu   sync.Mutex
	cond sync.Cond
	n    int
	conf int
}

func newStarvedBad() *starvedBad {
	q := &starvedBad{}
	q.cond.L = &q.mu
	return q
}

func (q *starvedBad) Put() {
	q.rw.RLock() // NEED
	defer q.rw.RUnlock()
	q.mu.Lock()
	q.n += q.conf
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *starvedBad) Get() {
	q.rw.RLock()
	defer q.rw.RUnlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.cond.Wait() // WAIT cond.starvedBad.rw // want `cond\.starvedBad\.rw is held .*\[heldwait\]`
	}
}

func (q *starvedBad) Configure() {
	q.rw.Lock()
	q.conf++
	q.rw.Unlock()
}

// starvedOk: nobody writes.
type starvedOk struct {
	rw   sync.RWMutex
	mu   sync.Mutex
	cond sync.Cond
	n    int
}

func newStarvedOk() *starvedOk {
	q := &starvedOk{}
	q.cond.L = &q.mu
	return q
}

func (q *starvedOk) Put() {
	q.rw.RLock()
	defer q.rw.RUnlock()
	q.mu.Lock()
	q.n++
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *starvedOk) Get() {
	q.rw.RLock()
	defer q.rw.RUnlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 {
		q.cond.Wait()
	}
}

// workerBad: workers keep the read side while they wait for work; the writer starves them, and who brings work comes after the writer (kubernetes 58107, told to the end).
type workerBad struct {
	rw   sync.RWMutex
	cond *sync.Cond
	work int
}

func newWorkerBad() *workerBad {
	return &workerBad{cond: sync.NewCond(new(sync.Mutex))}
}

func (w *workerBad) get() {
	w.cond.L.Lock()
	defer w.cond.L.Unlock()
	for w.work == 0 {
		w.cond.Wait() // WAIT cond.workerBad.rw
	}
	w.work--
}

func (w *workerBad) Work() {
	w.rw.RLock()
	defer w.rw.RUnlock()
	w.get() // want `cond\.workerBad\.rw is held .*\[heldwait\]`
}

func (w *workerBad) Sync() {
	w.rw.Lock() // NEED
	work()
	w.rw.Unlock()
	w.cond.L.Lock()
	w.work++
	w.cond.L.Unlock()
	w.cond.Signal()
}

// workerOk: Sync brings the work before it writes.
type workerOk struct {
	rw   sync.RWMutex
	cond *sync.Cond
	work int
}

func newWorkerOk() *workerOk {
	return &workerOk{cond: sync.NewCond(new(sync.Mutex))}
}

func (w *workerOk) get() {
	w.cond.L.Lock()
	defer w.cond.L.Unlock()
	for w.work == 0 {
		w.cond.Wait()
	}
	w.work--
}

func (w *workerOk) Work() {
	w.rw.RLock()
	defer w.rw.RUnlock()
	w.get()
}

func (w *workerOk) Sync() {
	w.cond.L.Lock()
	w.work++
	w.cond.L.Unlock()
	w.cond.Signal()
	w.rw.Lock()
	work()
	w.rw.Unlock()
}

// helperBad: waiting is behind a function that is given the condition and a test.
type helperBad struct {
	outer, mu sync.Mutex
	cond      *sync.Cond
	ready     bool
}

func until(c *sync.Cond, ok func() bool) {
	for !ok() {
		c.Wait() // WAIT cond.helperBad.outer
	}
}

func newHelperBad() *helperBad {
	h := new(helperBad)
	h.cond = sync.NewCond(&h.mu)
	return h
}

func (h *helperBad) Await() {
	h.outer.Lock()
	defer h.outer.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	until(h.cond, func() bool { return h.ready }) // want `cond\.helperBad\.outer is held .*\[heldwait\]`
}

func (h *helperBad) Set() {
	h.outer.Lock() // NEED
	work()
	h.outer.Unlock()
	h.mu.Lock()
	h.ready = true
	h.mu.Unlock()
	h.cond.Broadcast()
}

// helperOk: without the other lock.
type helperOk struct {
	outer, mu sync.Mutex
	cond      *sync.Cond
	ready     bool
}

func newHelperOk() *helperOk {
	h := new(helperOk)
	h.cond = sync.NewCond(&h.mu)
	return h
}

func (h *helperOk) Await() {
	h.mu.Lock()
	defer h.mu.Unlock()
	until(h.cond, func() bool { return h.ready })
}

func (h *helperOk) Set() {
	h.outer.Lock()
	work()
	h.outer.Unlock()
	h.mu.Lock()
	h.ready = true
	h.mu.Unlock()
	h.cond.Broadcast()
}

// joinBad: it joins, under the condition's lock, a goroutine that waits for the condition, and must have that lock to return from there (kubernetes 11298).
type joinBad struct {
	mu    sync.Mutex
	cond  *sync.Cond
	ready bool
}

func newJoinBad() *joinBad {
	j := &joinBad{}
	j.cond = sync.NewCond(&j.mu)
	return j
}

func (j *joinBad) wait(done chan<- struct{}) {
	j.mu.Lock()
	for !j.ready {
		j.cond.Wait() // NEED
	}
	j.mu.Unlock()
	close(done)
}

func (j *joinBad) Run() {
	done := make(chan struct{})
	go j.wait(done)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ready = true
	j.cond.Broadcast()
	<-done // WAIT cond.joinBad.mu // want `cond\.joinBad\.mu is held .*\[heldwait\]`
}

// joinOk: it joins it without the lock.
type joinOk struct {
	mu    sync.Mutex
	cond  *sync.Cond
	ready bool
}

func newJoinOk() *joinOk {
	j := &joinOk{}
	j.cond = sync.NewCond(&j.mu)
	return j
}

func (j *joinOk) wait(done chan<- struct{}) {
	j.mu.Lock()
	for !j.ready {
		j.cond.Wait()
	}
	j.mu.Unlock()
	close(done)
}

func (j *joinOk) Run() {
	done := make(chan struct{})
	go j.wait(done)
	j.mu.Lock()
	j.ready = true
	j.cond.Broadcast()
	j.mu.Unlock()
	<-done
}

// readLockOk: the condition's lock is the read side of the only lock.
type readLockOk struct {
	rw   sync.RWMutex
	cond *sync.Cond
	n    int
}

func newReadLockOk() *readLockOk {
	q := &readLockOk{}
	q.cond = sync.NewCond(q.rw.RLocker())
	return q
}

func (q *readLockOk) Get() {
	q.rw.RLock()
	defer q.rw.RUnlock()
	for q.n == 0 {
		q.cond.Wait()
	}
}

func (q *readLockOk) Put() {
	q.rw.Lock()
	q.n++
	q.rw.Unlock()
	q.cond.Broadcast()
}

// embeddedOk: lock and condition are embedded; the condition's is the same lock.
type embeddedOk struct {
	sync.Mutex
	*sync.Cond
	n int
}

func newEmbeddedOk() *embeddedOk {
	e := &embeddedOk{}
	e.Cond = sync.NewCond(e)
	return e
}

func (e *embeddedOk) Get() {
	e.Lock()
	defer e.Unlock()
	for e.n == 0 {
		e.Wait()
	}
}

func (e *embeddedOk) Put() {
	e.Lock()
	e.n++
	e.Unlock()
	e.Signal()
}

// embeddedBad: the condition's is another lock, which Wait gives up in vain.
type embeddedBad struct {
	sync.Mutex
	*sync.Cond
	n int
}

func newEmbeddedBad() *embeddedBad {
	return &embeddedBad{Cond: sync.NewCond(new(sync.Mutex))}
}

func (e *embeddedBad) Get() {
	e.Lock()
	defer e.Unlock()
	for e.n == 0 {
		e.L.Lock()
		e.Wait() // WAIT cond.embeddedBad // want `cond\.embeddedBad\.Mutex is held .*\[heldwait\]`
		e.L.Unlock()
	}
}

func (e *embeddedBad) Put() {
	e.Lock() // NEED
	e.n++
	e.Unlock()
	e.Signal()
}
