// Package jobs runs what others give it, until they stop it.
package jobs

import (
	"context"
	"sync"
	"time"
)

// Ticker runs one function again and again.
type Ticker struct {
	tick   func()
	cancel context.CancelFunc
	done   chan struct{}
}

// Every starts one.
func Every(d time.Duration, tick func()) *Ticker {
	ctx, cancel := context.WithCancel(context.Background())
	t := &Ticker{tick: tick, cancel: cancel, done: make(chan struct{})}
	go t.run(ctx, d)
	return t
}

func (t *Ticker) run(ctx context.Context, d time.Duration) {
	defer close(t.done)
	clock := time.NewTicker(d)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
			t.tick()
		}
	}
}

// Stop ends it, and waits for the function to return.
func (t *Ticker) Stop() {
	t.cancel()
	<-t.done
}

// Tasks runs functions side by side.
type Tasks struct {
	slots chan struct{}
	wg    sync.WaitGroup
}

// NewTasks makes room for n at a time.
func NewTasks(n int) *Tasks { return &Tasks{slots: make(chan struct{}, n)} }

// Go runs f.
func (t *Tasks) Go(f func() error, failed func(error)) {
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		t.slots <- struct{}{}
		defer func() { <-t.slots }()
		if err := f(); err != nil {
			failed(err)
		}
	}()
}

// Drain waits for all.
func (t *Tasks) Drain() { t.wg.Wait() }

// Member is told when it leaves a group.
type Member interface{ Left() }

// Group has members, each with a goroutine.
type Group struct {
	mu   sync.Mutex
	quit chan struct{}
	wg   sync.WaitGroup
}

// NewGroup is one without members.
func NewGroup() *Group { return &Group{quit: make(chan struct{})} }

// Join adds a member.
func (g *Group) Join(m Member) {
	g.wg.Add(1)
	go g.keep(m)
}

func (g *Group) keep(m Member) {
	defer g.wg.Done()
	<-g.quit
	m.Left()
}

// Close makes all leave, and waits for that.
func (g *Group) Close() {
	close(g.quit)
	g.wg.Wait()
}
