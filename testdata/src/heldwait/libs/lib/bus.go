package lib

import (
	"errors"
	"sync"
)

// Bus hands events to all who have subscribed.
type Bus struct {
	mu    sync.Mutex
	subs  []func(string)
	queue chan string
	wg    sync.WaitGroup
}

// NewBus starts one.
func NewBus() *Bus {
	b := &Bus{queue: make(chan string, 16)}
	b.wg.Add(1)
	go b.dispatch()
	return b
}

// Subscribe adds one who is called.
func (b *Bus) Subscribe(f func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs, f)
}

func (b *Bus) dispatch() {
	defer b.wg.Done()
	for e := range b.queue {
		b.mu.Lock()
		subs := append([]func(string){}, b.subs...)
		b.mu.Unlock()
		for _, f := range subs {
			f(e)
		}
	}
}

// Publish queues an event.
func (b *Bus) Publish(e string) { b.queue <- e }

// Close waits until all events are handed over.
func (b *Bus) Close() {
	close(b.queue)
	b.wg.Wait()
}

type request struct {
	arg   string
	reply chan int
}

// Client has a goroutine that answers.
type Client struct {
	answer   func(string) int
	requests chan request
}

// NewClient starts it.
func NewClient(answer func(string) int) *Client {
	c := &Client{answer, make(chan request)}
	go c.serve()
	return c
}

func (c *Client) serve() {
	for r := range c.requests {
		r.reply <- c.answer(r.arg)
	}
}

// Do asks, and waits for the answer.
func (c *Client) Do(arg string) int {
	r := request{arg, make(chan int, 1)}
	c.requests <- r
	return <-r.reply
}

// Queue has room for so many.
type Queue struct {
	mu       sync.Mutex
	notFull  *sync.Cond
	notEmpty *sync.Cond
	items    []int
	room     int
}

// NewQueue makes one.
func NewQueue(room int) *Queue {
	q := &Queue{room: room}
	q.notFull, q.notEmpty = sync.NewCond(&q.mu), sync.NewCond(&q.mu)
	return q
}

// Put waits until there is room.
func (q *Queue) Put(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == q.room {
		q.notFull.Wait()
	}
	q.items = append(q.items, n)
	q.notEmpty.Signal()
}

// Get waits until there is something.
func (q *Queue) Get() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.notEmpty.Wait()
	}
	n := q.items[0]
	q.items = q.items[1:]
	q.notFull.Signal()
	return n
}

// Stopper can be stopped.
type Stopper interface{ Stop() error }

// Registry stops all that is registered.
type Registry struct {
	mu   sync.Mutex
	list map[string]Stopper
}

// NewRegistry makes one.
func NewRegistry() *Registry { return &Registry{list: make(map[string]Stopper)} }

// Add registers one.
func (r *Registry) Add(name string, s Stopper) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list[name] = s
}

// Remove takes one out.
func (r *Registry) Remove(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.list, name)
}

// StopAll stops all, under its lock.
func (r *Registry) StopAll() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []error
	for _, s := range r.list {
		all = append(all, s.Stop())
	}
	return errors.Join(all...)
}

// Config says what a Monitor does.
type Config struct {
	Name    string
	OnCheck func() error
}

// Monitor has a worker that checks.
type Monitor struct {
	cfg    Config
	worker *worker
}

type worker struct {
	quit chan struct{}
	done chan struct{}
}

// NewMonitor starts one.
func NewMonitor(cfg Config) *Monitor {
	m := &Monitor{cfg: cfg, worker: &worker{make(chan struct{}), make(chan struct{})}}
	go m.worker.run(m.check)
	return m
}

func (w *worker) run(f func()) {
	defer close(w.done)
	for {
		select {
		case <-w.quit:
			return
		default:
			f()
		}
	}
}

func (w *worker) stop() {
	close(w.quit)
	<-w.done
}

func (m *Monitor) check() {
	if err := m.cfg.OnCheck(); err != nil {
		m.cfg.Name = err.Error()
	}
}

// Shutdown ends it.
func (m *Monitor) Shutdown() { m.worker.stop() }
