package real

import "sync"

// informerBad: stop waits, under the lock of the listeners, for goroutines that call handlers; one handler takes itself out.
type informerBad struct {
	listenersLock sync.RWMutex
	listeners     map[*processorBad]bool
	wg            sync.WaitGroup
}

type processorBad struct {
	nextCh  chan int
	addCh   chan int
	handler func(int)
}

func newInformerBad() *informerBad { return &informerBad{listeners: map[*processorBad]bool{}} }

func (i *informerBad) AddHandler(handler func(int)) *processorBad {
	p := &processorBad{make(chan int), make(chan int, 4), handler}
	i.listenersLock.Lock()
	defer i.listenersLock.Unlock()
	i.listeners[p] = true
	i.wg.Go(p.run)
	i.wg.Go(p.pop)
	return p
}

func (p *processorBad) run() {
	for n := range p.nextCh {
		p.handler(n)
	}
}

func (p *processorBad) pop() {
	defer close(p.nextCh)
	for n := range p.addCh {
		p.nextCh <- n
	}
}

func (i *informerBad) Remove(p *processorBad) {
	i.listenersLock.Lock() // NEED
	defer i.listenersLock.Unlock()
	if i.listeners[p] {
		delete(i.listeners, p)
		close(p.addCh)
	}
}

func (i *informerBad) Distribute(n int) {
	i.listenersLock.RLock()
	defer i.listenersLock.RUnlock()
	for p := range i.listeners {
		select {
		case p.addCh <- n:
		default:
		}
	}
}

func (i *informerBad) Stop() {
	i.listenersLock.Lock()
	defer i.listenersLock.Unlock()
	for p := range i.listeners {
		close(p.addCh)
	}
	clear(i.listeners)
	i.wg.Wait() // WAIT real.informerBad.listenersLock // want `real\.informerBad\.listenersLock is held .*\[heldwait\]`
}

// WatchOnce has a handler that takes itself out when it is called.
func (i *informerBad) WatchOnce() {
	var p *processorBad
	got := make(chan *processorBad, 1)
	p = i.AddHandler(func(int) {
		select {
		case p := <-got:
			i.Remove(p)
		default:
		}
	})
	got <- p
}

// informerOk: stop waits when it has given the lock up (upstream does so, for this reason).
type informerOk struct {
	listenersLock sync.RWMutex
	listeners     map[*processorOk]bool
	wg            sync.WaitGroup
}

type processorOk struct {
	nextCh  chan int
	addCh   chan int
	handler func(int)
}

func newInformerOk() *informerOk { return &informerOk{listeners: map[*processorOk]bool{}} }

func (i *informerOk) AddHandler(handler func(int)) *processorOk {
	p := &processorOk{make(chan int), make(chan int, 4), handler}
	i.listenersLock.Lock()
	defer i.listenersLock.Unlock()
	i.listeners[p] = true
	i.wg.Go(p.run)
	i.wg.Go(p.pop)
	return p
}

func (p *processorOk) run() {
	for n := range p.nextCh {
		p.handler(n)
	}
}

func (p *processorOk) pop() {
	defer close(p.nextCh)
	for n := range p.addCh {
		p.nextCh <- n
	}
}

func (i *informerOk) Remove(p *processorOk) {
	i.listenersLock.Lock()
	defer i.listenersLock.Unlock()
	if i.listeners[p] {
		delete(i.listeners, p)
		close(p.addCh)
	}
}

func (i *informerOk) Distribute(n int) {
	i.listenersLock.RLock()
	defer i.listenersLock.RUnlock()
	for p := range i.listeners {
		select {
		case p.addCh <- n:
		default:
		}
	}
}

func (i *informerOk) Stop() {
	i.listenersLock.Lock()
	for p := range i.listeners {
		close(p.addCh)
	}
	clear(i.listeners)
	i.listenersLock.Unlock()
	i.wg.Wait()
}

// WatchOnce has a handler that takes itself out when it is called.
func (i *informerOk) WatchOnce() {
	var p *processorOk
	got := make(chan *processorOk, 1)
	p = i.AddHandler(func(int) {
		select {
		case p := <-got:
			i.Remove(p)
		default:
		}
	})
	got <- p
}

// mailboxBad: an actor that is asked under mu, and asks for mu itself; the loop is made of labels.
type mailboxBad struct {
	mu   sync.Mutex
	mail chan envelope
	n    int
}

type envelope struct {
	do    func() int
	reply chan<- int
}

func newMailboxBad() *mailboxBad {
	m := &mailboxBad{mail: make(chan envelope)}
	go m.serve()
	return m
}

func (m *mailboxBad) serve() {
again:
	e, ok := <-m.mail
	if !ok {
		return
	}
	e.reply <- e.do()
	goto again
}

func (m *mailboxBad) ask(do func() int) int {
	reply := make(chan int)
	m.mail <- envelope{do: do, reply: reply}
	return <-reply // WAIT real.mailboxBad.mu
}

func (m *mailboxBad) size() int {
	m.mu.Lock() // NEED
	defer m.mu.Unlock()
	return m.n
}

func (m *mailboxBad) Grow() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n = m.ask(m.size) + 1 // want `real\.mailboxBad\.mu is held .*\[heldwait\]`
}

// mailboxOk: what it is asked under mu does not lock.
type mailboxOk struct {
	mu   sync.Mutex
	mail chan envelope
	n    int
}

func newMailboxOk() *mailboxOk {
	m := &mailboxOk{mail: make(chan envelope)}
	go m.serve()
	return m
}

func (m *mailboxOk) serve() {
again:
	e, ok := <-m.mail
	if !ok {
		return
	}
	e.reply <- e.do()
	goto again
}

func (m *mailboxOk) ask(do func() int) int {
	reply := make(chan int)
	m.mail <- envelope{do: do, reply: reply}
	return <-reply
}

func (m *mailboxOk) Grow() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n = m.ask(func() int { return 1 }) + 1
}
