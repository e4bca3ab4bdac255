// Package use stops, under its locks, goroutines of package lib, to which it has given
// functions that take them.
package use

import (
	"context"
	"sync"

	"heldwait/libs/lib"
)

// optionFN: an option says what the service does, which is known as an interface. Missed: of which type an object is that another package returns as an interface, importers are not told.
type optionFN struct {
	mu sync.Mutex
	s  lib.Service
	n  int
}

func newOptionFN() *optionFN {
	t := &optionFN{}
	t.s = lib.NewTicker(lib.WithTick(t.work))
	t.s.Start()
	return t
}

func (t *optionFN) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *optionFN) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.s.Stop() // WAIT use.optionFN.mu
}

// optionOk: after Unlock.
type optionOk struct {
	mu sync.Mutex
	s  lib.Service
	n  int
}

func newOptionOk() *optionOk {
	t := &optionOk{}
	t.s = lib.NewTicker(lib.WithTick(t.work))
	t.s.Start()
	return t
}

func (t *optionOk) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *optionOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.s.Stop()
}

// taskBad: it waits for the channel that a method returns.
type taskBad struct {
	mu   sync.Mutex
	task *lib.Task
	n    int
}

func newTaskBad() *taskBad {
	t := &taskBad{}
	t.task = lib.Run(t.work)
	return t
}

func (t *taskBad) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *taskBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	<-t.task.Done() // want `use\.taskBad\.mu is held .*\[heldwait\]`
}

// taskOk: after Unlock.
type taskOk struct {
	mu   sync.Mutex
	task *lib.Task
	n    int
}

func newTaskOk() *taskOk {
	t := &taskOk{}
	t.task = lib.Run(t.work)
	return t
}

func (t *taskOk) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *taskOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	<-t.task.Done()
}

// loopBad: the loop that it stops handles a number, by what it has given.
type loopBad struct {
	mu sync.Mutex
	l  *lib.Loop
	n  int
}

func newLoopBad() *loopBad {
	t := &loopBad{}
	t.l = lib.NewLoop(t.work)
	return t
}

func (t *loopBad) work(int) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *loopBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.l.Stop() // want `use\.loopBad\.mu is held .*\[heldwait\]`
}

// loopOk: after Unlock.
type loopOk struct {
	mu sync.Mutex
	l  *lib.Loop
	n  int
}

func newLoopOk() *loopOk {
	t := &loopOk{}
	t.l = lib.NewLoop(t.work)
	return t
}

func (t *loopOk) work(int) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *loopOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.l.Stop()
}

// postBad: it posts to the loop that handles a number, by what it has given.
type postBad struct {
	mu sync.Mutex
	l  *lib.Loop
	n  int
}

func newPostBad() *postBad {
	t := &postBad{}
	t.l = lib.NewLoop(t.work)
	return t
}

func (t *postBad) work(int) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *postBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.l.Post(1) // want `use\.postBad\.mu is held .*\[heldwait\]`
}

// postOk: after Unlock.
type postOk struct {
	mu sync.Mutex
	l  *lib.Loop
	n  int
}

func newPostOk() *postOk {
	t := &postOk{}
	t.l = lib.NewLoop(t.work)
	return t
}

func (t *postOk) work(int) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *postOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.l.Post(1)
}

// jobBad: the goroutine begins with what it has given.
type jobBad struct {
	mu sync.Mutex
	j  lib.Job
	n  int
}

func newJobBad() *jobBad {
	t := &jobBad{}
	t.j.Start(t.work)
	return t
}

func (t *jobBad) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *jobBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.j.Stop() // want `use\.jobBad\.mu is held .*\[heldwait\]`
}

// jobOk: after Unlock.
type jobOk struct {
	mu sync.Mutex
	j  lib.Job
	n  int
}

func newJobOk() *jobOk {
	t := &jobOk{}
	t.j.Start(t.work)
	return t
}

func (t *jobOk) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *jobOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.j.Stop()
}

// embeddedBad: a group that a library type has embedded.
type embeddedBad struct {
	mu    sync.Mutex
	tasks *lib.Tasks
	n     int
}

func newEmbeddedBad() *embeddedBad {
	t := &embeddedBad{}
	t.tasks = lib.NewTasks("n")
	t.tasks.Add(1)
	go func() {
		defer t.tasks.Done()
		t.work()
	}()
	return t
}

func (t *embeddedBad) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *embeddedBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tasks.Wait() // want `use\.embeddedBad\.mu is held .*\[heldwait\]`
}

// embeddedOk: after Unlock.
type embeddedOk struct {
	mu    sync.Mutex
	tasks *lib.Tasks
	n     int
}

func newEmbeddedOk() *embeddedOk {
	t := &embeddedOk{}
	t.tasks = lib.NewTasks("n")
	t.tasks.Add(1)
	go func() {
		defer t.tasks.Done()
		t.work()
	}()
	return t
}

func (t *embeddedOk) work() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *embeddedOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.tasks.Wait()
}

// pollBad: it cancels and waits for the end.
type pollBad struct {
	mu sync.Mutex
	p  *lib.Poller
	n  int
}

func newPollBad() *pollBad {
	t := &pollBad{}
	t.p = lib.Poll(context.Background(), t.ask)
	return t
}

func (t *pollBad) ask(context.Context) error {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	return nil
}

func (t *pollBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.p.Close() // want `use\.pollBad\.mu is held .*\[heldwait\]`
}

// pollOk: after Unlock.
type pollOk struct {
	mu sync.Mutex
	p  *lib.Poller
	n  int
}

func newPollOk() *pollOk {
	t := &pollOk{}
	t.p = lib.Poll(context.Background(), t.ask)
	return t
}

func (t *pollOk) ask(context.Context) error {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	return nil
}

func (t *pollOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	_ = t.p.Close()
}

// busBad: the dispatcher that it joins calls what it has subscribed.
type busBad struct {
	mu sync.Mutex
	b  *lib.Bus
	n  int
}

func newBusBad() *busBad {
	t := &busBad{}
	t.b = lib.NewBus()
	t.b.Subscribe(t.event)
	return t
}

func (t *busBad) event(string) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *busBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b.Close() // want `use\.busBad\.mu is held .*\[heldwait\]`
}

// busOk: after Unlock.
type busOk struct {
	mu sync.Mutex
	b  *lib.Bus
	n  int
}

func newBusOk() *busOk {
	t := &busOk{}
	t.b = lib.NewBus()
	t.b.Subscribe(t.event)
	return t
}

func (t *busOk) event(string) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}

func (t *busOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.b.Close()
}

// replyBad: who answers calls what it has given.
type replyBad struct {
	mu sync.Mutex
	c  *lib.Client
	n  int
}

func newReplyBad() *replyBad {
	t := &replyBad{}
	t.c = lib.NewClient(t.answer)
	return t
}

func (t *replyBad) answer(string) int {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	return 1
}

func (t *replyBad) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = t.c.Do("a") // want `use\.replyBad\.mu is held .*\[heldwait\]`
}

// replyOk: after Unlock.
type replyOk struct {
	mu sync.Mutex
	c  *lib.Client
	n  int
}

func newReplyOk() *replyOk {
	t := &replyOk{}
	t.c = lib.NewClient(t.answer)
	return t
}

func (t *replyOk) answer(string) int {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	return 1
}

func (t *replyOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.c.Do("a")
}

// monitorFN: a worker in an object in an object, and what it does in a configuration by value. Missed: what a function calls that is passed to a goroutine, is not told with what comes after: low.
type monitorFN struct {
	mu sync.Mutex
	m  *lib.Monitor
	n  int
}

func newMonitorFN() *monitorFN {
	t := &monitorFN{}
	t.m = lib.NewMonitor(lib.Config{Name: "m", OnCheck: t.check})
	return t
}

func (t *monitorFN) check() error {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	return nil
}

func (t *monitorFN) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m.Shutdown() // WAIT use.monitorFN.mu
}

// monitorOk: after Unlock.
type monitorOk struct {
	mu sync.Mutex
	m  *lib.Monitor
	n  int
}

func newMonitorOk() *monitorOk {
	t := &monitorOk{}
	t.m = lib.NewMonitor(lib.Config{Name: "m", OnCheck: t.check})
	return t
}

func (t *monitorOk) check() error {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	return nil
}

func (t *monitorOk) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.m.Shutdown()
}

// queueBad: the consumer takes the lock under which the producer waits for room.
type queueBad struct {
	mu sync.Mutex
	q  *lib.Queue
	n  int
}

func newQueueBad() *queueBad {
	t := &queueBad{q: lib.NewQueue(4)}
	go t.consume()
	return t
}

func (t *queueBad) consume() {
	for {
		t.q.Get()
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	}
}

func (t *queueBad) Put(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.q.Put(n) // want `use\.queueBad\.mu is held .*\[heldwait\]`
}

// queueOk: the producer waits without it.
type queueOk struct {
	mu sync.Mutex
	q  *lib.Queue
	n  int
}

func newQueueOk() *queueOk {
	t := &queueOk{q: lib.NewQueue(4)}
	go t.consume()
	return t
}

func (t *queueOk) consume() {
	for {
		t.q.Get()
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	}
}

func (t *queueOk) Put(n int) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	t.q.Put(n)
}
