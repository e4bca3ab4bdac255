// Package contexts waits under locks for contexts, and for what a context can end.
//
// WAIT marks where a goroutine waits under the lock that it names, NEED where
// one that could end the wait acquires it.
package contexts

import (
	"context"
	"sync"
	"time"
)

func work() {}

// fieldBad: context and cancel function are two fields; what cancels needs mu, which who waits holds.
type fieldBad struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	n      int
}

func newFieldBad() *fieldBad {
	ctx, cancel := context.WithCancel(context.Background())
	return &fieldBad{ctx: ctx, cancel: cancel}
}

func (s *fieldBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.cancel()
}

func (s *fieldBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done() // WAIT contexts.fieldBad.mu // want `contexts\.fieldBad\.mu is held .*\[heldwait\]`
}

// fieldOk: it waits first.
type fieldOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	n      int
}

func newFieldOk() *fieldOk {
	ctx, cancel := context.WithCancel(context.Background())
	return &fieldOk{ctx: ctx, cancel: cancel}
}

func (s *fieldOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *fieldOk) Wait() {
	<-s.ctx.Done()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

// kickOk: there is a second way to cancel, which needs nothing.
type kickOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func newKickOk() *kickOk {
	s := &kickOk{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *kickOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *kickOk) Kick() { s.cancel() }

func (s *kickOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// kickClosureOk: that way is a function literal in another field.
type kickClosureOk struct {
	mu   sync.Mutex
	ctx  context.Context
	stop func()
	kick func()
}

func newKickClosureOk() *kickClosureOk {
	s := &kickClosureOk{}
	ctx, cancel := context.WithCancel(context.Background())
	s.ctx, s.stop = ctx, cancel
	s.kick = func() { cancel() }
	return s
}

func (s *kickClosureOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
}

func (s *kickClosureOk) Kick() { s.kick() }

func (s *kickClosureOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// goroutineBad: only the cancel function is kept; the goroutine has the context, and Stop joins it under mu.
type goroutineBad struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
	n      int
}

func newGoroutineBad() *goroutineBad {
	ctx, cancel := context.WithCancel(context.Background())
	s := &goroutineBad{cancel: cancel, done: make(chan struct{})}
	go s.run(ctx)
	return s
}

func (s *goroutineBad) run(ctx context.Context) {
	defer close(s.done)
	<-ctx.Done()
	s.mu.Lock() // NEED
	s.n = 0
	s.mu.Unlock()
}

func (s *goroutineBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	<-s.done // WAIT contexts.goroutineBad.mu // want `contexts\.goroutineBad\.mu is held .*\[heldwait\]`
}

// goroutineOk: the goroutine locks nothing.
type goroutineOk struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
	n      int
}

func newGoroutineOk() *goroutineOk {
	ctx, cancel := context.WithCancel(context.Background())
	s := &goroutineOk{cancel: cancel, done: make(chan struct{})}
	go s.run(ctx)
	return s
}

func (s *goroutineOk) run(ctx context.Context) {
	defer close(s.done)
	<-ctx.Done()
	work()
}

func (s *goroutineOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	<-s.done
}

// forgetBad: Stop joins a goroutine that ends with the context, and forgets to cancel, which Close does under mu.
type forgetBad struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
}

func newForgetBad() *forgetBad {
	ctx, cancel := context.WithCancel(context.Background())
	s := &forgetBad{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		<-ctx.Done()
	}()
	return s
}

func (s *forgetBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.cancel()
}

func (s *forgetBad) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.done // WAIT contexts.forgetBad.mu // want `contexts\.forgetBad\.mu is held .*\[heldwait\]`
}

// forgetOk: it cancels before it joins.
type forgetOk struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
}

func newForgetOk() *forgetOk {
	ctx, cancel := context.WithCancel(context.Background())
	s := &forgetOk{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		<-ctx.Done()
	}()
	return s
}

func (s *forgetOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *forgetOk) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	<-s.done
}

// parentOk: whoever has made the parent may end it.
type parentOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func NewParentOk(parent context.Context) *parentOk {
	s := &parentOk{}
	s.ctx, s.cancel = context.WithCancel(parent)
	return s
}

func (s *parentOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *parentOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// childBad: a child ends with its parent, which is cancelled under mu as well.
type childBad struct {
	mu           sync.Mutex
	root, ctx    context.Context
	stop, cancel context.CancelFunc
}

func newChildBad() *childBad {
	s := &childBad{}
	s.root, s.stop = context.WithCancel(context.Background())
	s.ctx, s.cancel = context.WithCancel(context.WithValue(s.root, s, 1))
	return s
}

func (s *childBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.stop()
}

func (s *childBad) End() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.cancel()
}

func (s *childBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done() // WAIT contexts.childBad.mu // want `contexts\.childBad\.mu is held .*\[heldwait\]`
}

// childOk: the parent is cancelled without mu.
type childOk struct {
	mu           sync.Mutex
	root, ctx    context.Context
	stop, cancel context.CancelFunc
}

func newChildOk() *childOk {
	s := &childOk{}
	s.root, s.stop = context.WithCancel(context.Background())
	s.ctx, s.cancel = context.WithCancel(context.WithValue(s.root, s, 1))
	return s
}

func (s *childOk) Close() { s.stop() }

func (s *childOk) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *childOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// childTimeOk: the parent has a deadline.
type childTimeOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func newChildTimeOk() *childTimeOk {
	root, _ := context.WithTimeout(context.Background(), time.Second)
	s := &childTimeOk{}
	s.ctx, s.cancel = context.WithCancel(root)
	return s
}

func (s *childTimeOk) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *childTimeOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// timeOk: a context with a deadline ends by itself.
type timeOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func newTimeOk() *timeOk {
	s := &timeOk{}
	s.ctx, s.cancel = context.WithTimeout(context.Background(), time.Second)
	return s
}

func (s *timeOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *timeOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// deadlineOrOk: a helper makes it, with a deadline or without.
type deadlineOrOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func maybeTimed(d time.Duration) (context.Context, context.CancelFunc) {
	if d > 0 {
		return context.WithTimeout(context.Background(), d)
	}
	return context.WithCancel(context.Background())
}

func newDeadlineOrOk(d time.Duration) *deadlineOrOk {
	s := &deadlineOrOk{}
	s.ctx, s.cancel = maybeTimed(d)
	return s
}

func (s *deadlineOrOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *deadlineOrOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// helperBad: a helper makes the context and what cancels it.
type helperBad struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel func()
}

func untimed() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	return ctx, cancel
}

func newHelperBad() *helperBad {
	s := &helperBad{}
	s.ctx, s.cancel = untimed()
	return s
}

func (s *helperBad) Close() {
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.cancel()
}

func (s *helperBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done() // WAIT contexts.helperBad.mu // want `contexts\.helperBad\.mu is held .*\[heldwait\]`
}

// helperOk: the helper makes one for somebody else, too, who cancels without a lock; that is another one.
type helperOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel func()
}

func newHelperOk() *helperOk {
	s := &helperOk{}
	s.ctx, s.cancel = untimed()
	return s
}

func (s *helperOk) Close() {
	s.cancel()
	s.mu.Lock()
	s.mu.Unlock()
}

func (s *helperOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}

// twoBad: of two contexts it waits for the one that is cancelled under mu.
type twoBad struct {
	mu         sync.Mutex
	a, b       context.Context
	endA, endB context.CancelFunc
}

func newTwoBad() *twoBad {
	s := &twoBad{}
	s.a, s.endA = context.WithCancel(context.Background())
	s.b, s.endB = context.WithCancel(context.Background())
	return s
}

func (s *twoBad) Close() {
	s.endB()
	s.mu.Lock() // NEED
	defer s.mu.Unlock()
	s.endA()
}

func (s *twoBad) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.a.Done() // WAIT contexts.twoBad.mu // want `contexts\.twoBad\.mu is held .*\[heldwait\]`
}

// twoOk: it waits for the other.
type twoOk struct {
	mu         sync.Mutex
	a, b       context.Context
	endA, endB context.CancelFunc
}

func newTwoOk() *twoOk {
	s := &twoOk{}
	s.a, s.endA = context.WithCancel(context.Background())
	s.b, s.endB = context.WithCancel(context.Background())
	return s
}

func (s *twoOk) Close() {
	s.endB()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endA()
}

func (s *twoOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.b.Done()
}

// replacedOk: others may set another context.
type replacedOk struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
}

func newReplacedOk() *replacedOk {
	s := &replacedOk{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *replacedOk) Use(ctx context.Context) { s.ctx = ctx }

func (s *replacedOk) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

func (s *replacedOk) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.ctx.Done()
}
