package real

import "sync"

// queuesBad: the workers of a pool have its queue in a field of their own; they need mu for what the pool sends under it.
type queuesBad struct {
	mu    sync.Mutex
	queue chan int
	n     int
}

type handBad struct {
	pool *queuesBad
	in   <-chan int
}

func newQueuesBad() *queuesBad {
	p := &queuesBad{queue: make(chan int)}
	for range 2 {
		go newHandBad(p, p.queue).run()
	}
	return p
}

func newHandBad(p *queuesBad, in <-chan int) *handBad { return &handBad{pool: p, in: in} }

func (h *handBad) run() {
	for range h.in {
		h.pool.mu.Lock() // NEED
		h.pool.n++
		h.pool.mu.Unlock()
	}
}

func (p *queuesBad) Put(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue <- n // WAIT real.queuesBad.mu // want `real\.queuesBad\.mu is held .*\[heldwait\]`
}

// queuesOk: they count by themselves.
type queuesOk struct {
	mu    sync.Mutex
	queue chan int
	n     int
}

type handOk struct {
	pool *queuesOk
	in   <-chan int
	n    int
}

func newQueuesOk() *queuesOk {
	p := &queuesOk{queue: make(chan int)}
	for range 2 {
		go newHandOk(p, p.queue).run()
	}
	return p
}

func newHandOk(p *queuesOk, in <-chan int) *handOk { return &handOk{pool: p, in: in} }

func (h *handOk) run() {
	for range h.in {
		h.n++
	}
}

func (p *queuesOk) Put(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue <- n
}

// kindsOk: there are workers of two queues; those of the one need mu, under which the other is sent to.
type kindsOk struct {
	mu         sync.Mutex
	fast, slow chan int
	n          int
}

type kindOk struct {
	pool *kindsOk
	in   <-chan int
}

func newKindsOk() *kindsOk {
	p := &kindsOk{fast: make(chan int), slow: make(chan int)}
	go newKindOk(p, p.fast).run()
	go newKindOk(p, p.slow).runSlow()
	return p
}

func newKindOk(p *kindsOk, in <-chan int) *kindOk { return &kindOk{pool: p, in: in} }

func (h *kindOk) run() {
	for range h.in {
		work()
	}
}

func (h *kindOk) runSlow() {
	for range h.in {
		h.pool.mu.Lock()
		h.pool.n++
		h.pool.mu.Unlock()
	}
}

func (p *kindsOk) Put(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fast <- n
}
