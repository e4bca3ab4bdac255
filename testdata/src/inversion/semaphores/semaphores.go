// Package semaphores crosses locks and golang.org/x/sync/semaphore.
package semaphores

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

func work() {}

// poolBad: a slot is acquired under mu, and mu is taken with a slot.
type poolBad struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
}

func NewPoolBad() *poolBad { return &poolBad{slot: semaphore.NewWeighted(1)} }

func (p *poolBad) Get(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.slot.Acquire(ctx, 1); err != nil { // want `semaphores\.poolBad\..*\[inversion\]`
		return err
	}
	defer p.slot.Release(1)
	work()
	return nil
}

func (p *poolBad) Put(ctx context.Context) error {
	if err := p.slot.Acquire(ctx, 1); err != nil {
		return err
	}
	defer p.slot.Release(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	work()
	return nil
}

// poolOk: the slot first.
type poolOk struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
}

func NewPoolOk() *poolOk { return &poolOk{slot: semaphore.NewWeighted(1)} }

func (p *poolOk) Get(ctx context.Context) error {
	if err := p.slot.Acquire(ctx, 1); err != nil {
		return err
	}
	defer p.slot.Release(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	work()
	return nil
}

func (p *poolOk) Put(ctx context.Context) error {
	if err := p.slot.Acquire(ctx, 1); err != nil {
		return err
	}
	p.mu.Lock()
	p.slot.Release(1)
	work()
	p.mu.Unlock()
	return nil
}

// tryOk: under mu a slot is only tried for.
type tryOk struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
}

func NewTryOk() *tryOk { return &tryOk{slot: semaphore.NewWeighted(1)} }

func (p *tryOk) Get() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.slot.TryAcquire(1) {
		return false
	}
	p.slot.Release(1)
	return true
}

func (p *tryOk) Put(ctx context.Context) {
	if p.slot.Acquire(ctx, 1) == nil {
		p.mu.Lock()
		p.mu.Unlock()
		p.slot.Release(1)
	}
}

// tryBad: a slot that was tried for is held like another.
type tryBad struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
}

func NewTryBad() *tryBad { return &tryBad{slot: semaphore.NewWeighted(1)} }

func (p *tryBad) Get() bool {
	if !p.slot.TryAcquire(1) {
		return false
	}
	p.mu.Lock() // want `semaphores\.tryBad\..*\[inversion\]`
	p.mu.Unlock()
	p.slot.Release(1)
	return true
}

func (p *tryBad) Put(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slot.Acquire(ctx, 1) == nil {
		p.slot.Release(1)
	}
}

// failOk: mu is taken where there is no slot.
type failOk struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
	errs int
}

func NewFailOk() *failOk { return &failOk{slot: semaphore.NewWeighted(1)} }

func (p *failOk) Get(ctx context.Context) {
	if err := p.slot.Acquire(ctx, 1); err != nil {
		p.mu.Lock()
		p.errs++
		p.mu.Unlock()
		return
	}
	p.slot.Release(1)
}

func (p *failOk) Put(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slot.Acquire(ctx, 1) == nil {
		p.slot.Release(1)
	}
}

// timeoutFP: whoever waits for a slot under mu gives up after a second.
type timeoutFP struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
}

func NewTimeoutOk() *timeoutFP { return &timeoutFP{slot: semaphore.NewWeighted(1)} }

func (p *timeoutFP) Get() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.slot.Acquire(ctx, 1); err != nil { // want `semaphores\.timeoutFP\..*\[inversion\]`
		return err
	}
	p.slot.Release(1)
	return nil
}

func (p *timeoutFP) Put() {
	if p.slot.Acquire(context.Background(), 1) == nil {
		p.mu.Lock()
		p.mu.Unlock()
		p.slot.Release(1)
	}
}

// manyBad: four slots can all be held by goroutines that wait for mu.
type manyBad struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
}

func NewManyBad() *manyBad { return &manyBad{slot: semaphore.NewWeighted(4)} }

func (p *manyBad) Get(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slot.Acquire(ctx, 1) == nil { // want `semaphores\.manyBad\..*\[inversion\]`
		p.slot.Release(1)
	}
}

func (p *manyBad) Put(ctx context.Context) {
	if p.slot.Acquire(ctx, 1) != nil {
		return
	}
	defer p.slot.Release(1)
	p.mu.Lock()
	defer p.mu.Unlock()
}

// twoBad: two semaphores and no lock at all.
type twoBad struct{ read, write *semaphore.Weighted }

func NewTwoBad() *twoBad {
	return &twoBad{read: semaphore.NewWeighted(1), write: semaphore.NewWeighted(1)}
}

func take(s *semaphore.Weighted) func() {
	s.Acquire(context.Background(), 1)
	return func() { s.Release(1) }
}

func (t *twoBad) Copy() {
	defer take(t.read)()
	defer take(t.write)() // want `semaphores\.twoBad\..*\[inversion\]`
	work()
}

func (t *twoBad) Sync() {
	defer take(t.write)()
	defer take(t.read)()
	work()
}

// twoOk: in one order.
type twoOk struct{ read, write *semaphore.Weighted }

func NewTwoOk() *twoOk {
	return &twoOk{read: semaphore.NewWeighted(1), write: semaphore.NewWeighted(1)}
}

func (t *twoOk) Copy() {
	defer take(t.read)()
	defer take(t.write)()
	work()
}

func (t *twoOk) Sync() {
	leave := take(t.read)
	defer take(t.write)()
	leave()
	work()
}

// manyOk: four slots, and mu under them only.
type manyOk struct {
	mu   sync.Mutex
	slot *semaphore.Weighted
}

func NewManyOk() *manyOk { return &manyOk{slot: semaphore.NewWeighted(4)} }

func (p *manyOk) Get(ctx context.Context) {
	p.mu.Lock()
	p.mu.Unlock()
	if p.slot.Acquire(ctx, 1) == nil {
		p.slot.Release(1)
	}
}

func (p *manyOk) Put(ctx context.Context) {
	if p.slot.Acquire(ctx, 1) != nil {
		return
	}
	defer p.slot.Release(1)
	p.mu.Lock()
	defer p.mu.Unlock()
}

// gateOk: who has the only slot has the two locks in either order, nobody else has both.
type gateOk struct {
	a, b sync.Mutex
	slot *semaphore.Weighted
}

func NewGateOk() *gateOk { return &gateOk{slot: semaphore.NewWeighted(1)} }

func (p *gateOk) Start(ctx context.Context) {
	p.a.Lock()
	defer p.a.Unlock()
	if p.slot.TryAcquire(1) {
		p.b.Lock()
		work()
		p.b.Unlock()
		p.slot.Release(1)
	}
}

func (p *gateOk) Run(ctx context.Context) error {
	if err := p.slot.Acquire(ctx, 1); err != nil {
		return err
	}
	defer p.slot.Release(1)
	p.b.Lock()
	defer p.b.Unlock()
	p.a.Lock()
	defer p.a.Unlock()
	work()
	return nil
}

// gateBad: there are two slots.
type gateBad struct {
	a, b sync.Mutex
	slot *semaphore.Weighted
}

func NewGateBad() *gateBad { return &gateBad{slot: semaphore.NewWeighted(2)} }

func (p *gateBad) Start(ctx context.Context) {
	p.a.Lock()
	defer p.a.Unlock()
	if p.slot.TryAcquire(1) {
		p.b.Lock() // want `semaphores\.gateBad\..*\[inversion\]`
		work()
		p.b.Unlock()
		p.slot.Release(1)
	}
}

func (p *gateBad) Run(ctx context.Context) error {
	if err := p.slot.Acquire(ctx, 1); err != nil {
		return err
	}
	defer p.slot.Release(1)
	p.b.Lock()
	defer p.b.Unlock()
	p.a.Lock()
	defer p.a.Unlock()
	work()
	return nil
}

// ownGateOk: the slot is a mutex of the program's own.
type ownGateOk struct {
	a, b sync.Mutex
	slot *oneSlot
}

type oneSlot semaphore.Weighted

func newOneSlot() *oneSlot { return (*oneSlot)(semaphore.NewWeighted(1)) }

func (s *oneSlot) Lock(ctx context.Context) error {
	return (*semaphore.Weighted)(s).Acquire(ctx, 1)
}

func (s *oneSlot) Unlock() { (*semaphore.Weighted)(s).Release(1) }

func NewOwnGateOk() *ownGateOk { return &ownGateOk{slot: newOneSlot()} }

func (p *ownGateOk) Start(ctx context.Context) {
	if err := p.slot.Lock(ctx); err == nil {
		p.a.Lock()
		p.b.Lock()
		work()
		p.b.Unlock()
		p.a.Unlock()
		p.slot.Unlock()
	}
}

func (p *ownGateOk) Run(ctx context.Context) error {
	if err := p.slot.Lock(ctx); err != nil {
		return err
	}
	defer p.slot.Unlock()
	p.b.Lock()
	defer p.b.Unlock()
	p.a.Lock()
	defer p.a.Unlock()
	work()
	return nil
}
