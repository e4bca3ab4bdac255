package since

import "sync"

// What a function makes by a call, nobody waits for before (go-datastructures): those
// who get something stand in line, and are served with the lock held.

type ticket struct {
	ready    chan bool
	response *sync.WaitGroup
}

func newTicket() *ticket {
	return &ticket{ready: make(chan bool, 1), response: &sync.WaitGroup{}}
}

type lineOk struct {
	mu      sync.Mutex
	waiters []*ticket
	items   []int
}

func (q *lineOk) PutOk(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, n)
	for len(q.waiters) > 0 {
		t := q.waiters[0]
		q.waiters = q.waiters[1:]
		t.response.Add(1)
		t.ready <- true
		t.response.Wait()
	}
}

func (q *lineOk) get() int {
	q.mu.Lock()
	if len(q.items) > 0 {
		n := q.items[0]
		q.mu.Unlock()
		return n
	}
	t := newTicket()
	q.waiters = append(q.waiters, t)
	q.mu.Unlock()
	<-t.ready
	n := q.items[0]
	t.response.Done()
	return n
}

func (q *lineOk) serve(out chan<- int) {
	for {
		q.mu.Lock()
		n := len(q.items)
		q.mu.Unlock()
		out <- n + q.get()
	}
}

func startLineOk(out chan<- int) *lineOk {
	q := &lineOk{}
	go q.serve(out)
	return q
}

// lineBad asks for the lock once more, when it is served.
type lineBad struct {
	mu      sync.Mutex
	waiters []*request
	items   []int
}

type request struct {
	ready    chan bool
	response *sync.WaitGroup
}

func newRequest() *request {
	return &request{ready: make(chan bool, 1), response: &sync.WaitGroup{}}
}

func (q *lineBad) PutBad(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, n)
	for len(q.waiters) > 0 {
		t := q.waiters[0]
		q.waiters = q.waiters[1:]
		t.response.Add(1)
		t.ready <- true
		t.response.Wait() // want `since\.lineBad\.mu is held by \(\*lineBad\)\.PutBad while it waits .*\[heldwait\]`
	}
}

func (q *lineBad) get() int {
	q.mu.Lock()
	t := newRequest()
	q.waiters = append(q.waiters, t)
	q.mu.Unlock()
	<-t.ready
	q.mu.Lock()
	n := q.items[0]
	q.mu.Unlock()
	t.response.Done()
	return n
}

func (q *lineBad) serve(out chan<- int) {
	for {
		out <- q.get()
	}
}

func startLineBad(out chan<- int) *lineBad {
	q := &lineBad{}
	go q.serve(out)
	return q
}
