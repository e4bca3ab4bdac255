// Package lib has goroutines, as libraries have them, that run what they are given and are
// joined by who stops them.
package lib

import (
	"context"
	"sync"
	"time"
)

// Service is something that runs until it is stopped.
type Service interface {
	Start()
	Stop()
}

// An Option configures a service.
type Option func(*ticker)

type ticker struct {
	tick func()
	wait time.Duration
	quit chan struct{}
	wg   sync.WaitGroup
}

// WithTick says what to do each time.
func WithTick(f func()) Option { return func(t *ticker) { t.tick = f } }

// WithWait says how long to wait between.
func WithWait(d time.Duration) Option { return func(t *ticker) { t.wait = d } }

// NewTicker is a service that does something again and again.
func NewTicker(opts ...Option) Service {
	t := &ticker{wait: time.Second, quit: make(chan struct{})}
	for _, o := range opts {
		o(t)
	}
	return t
}

func (t *ticker) Start() {
	t.wg.Add(1)
	go t.loop()
}

func (t *ticker) loop() {
	defer t.wg.Done()
	for {
		select {
		case <-t.quit:
			return
		case <-time.After(t.wait):
			t.tick()
		}
	}
}

func (t *ticker) Stop() {
	close(t.quit)
	t.wg.Wait()
}

// Task runs one function, from when it is made.
type Task struct{ done chan struct{} }

// Run makes a task.
func Run(f func()) *Task {
	t := &Task{done: make(chan struct{})}
	go func() {
		defer close(t.done)
		f()
	}()
	return t
}

// Done is closed when the function has returned.
func (t *Task) Done() <-chan struct{} { return t.done }

// Loop handles what is posted, one after the other.
type Loop struct {
	handle func(int)
	posts  chan int
	quit   chan chan struct{}
}

// NewLoop starts one.
func NewLoop(handle func(int)) *Loop {
	l := &Loop{handle, make(chan int), make(chan chan struct{})}
	go l.run()
	return l
}

func (l *Loop) run() {
	for {
		select {
		case ack := <-l.quit:
			close(ack)
			return
		case n := <-l.posts:
			l.handle(n)
		}
	}
}

// Post hands n over.
func (l *Loop) Post(n int) { l.posts <- n }

// Stop ends the loop, and waits until it has ended.
func (l *Loop) Stop() {
	ack := make(chan struct{})
	l.quit <- ack
	<-ack
}

// Job is started and stopped.
type Job struct {
	quit chan struct{}
	done chan struct{}
}

// Start starts a goroutine that first runs pre.
func (j *Job) Start(pre func()) {
	j.quit, j.done = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(j.done)
		pre()
		<-j.quit
	}()
}

// Stop ends it.
func (j *Job) Stop() {
	close(j.quit)
	<-j.done
}

// Tasks counts what runs.
type Tasks struct {
	sync.WaitGroup
	name string
}

// NewTasks makes some.
func NewTasks(name string) *Tasks { return &Tasks{name: name} }

// Name is for messages.
func (t *Tasks) Name() string { return t.name }

// Poller asks again and again.
type Poller struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// Poll starts to ask.
func Poll(ctx context.Context, ask func(context.Context) error) *Poller {
	ctx, cancel := context.WithCancel(ctx)
	p := &Poller{cancel, make(chan struct{})}
	go p.run(ctx, ask)
	return p
}

func (p *Poller) run(ctx context.Context, ask func(context.Context) error) {
	defer close(p.done)
	for ctx.Err() == nil {
		if err := ask(ctx); err != nil {
			return
		}
	}
}

// Close ends it.
func (p *Poller) Close() error {
	p.cancel()
	<-p.done
	return nil
}
