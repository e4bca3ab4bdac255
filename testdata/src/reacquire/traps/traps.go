// Package traps has the control flow that confuses analyzers: flags, switches, jumps, hand-offs, upgrades.
package traps

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// State has an exclusive lock.
type State struct {
	mu     sync.Mutex
	n      int
	closed bool
}

// Cache has a reader/writer lock with writers.
type Cache struct {
	mu sync.RWMutex
	m  map[string]int
}

var (
	errClosed = errors.New("closed")
	lastErr   error
)

func work() {}

func try() error { return lastErr }

// Fail makes try fail.
func Fail(err error) { lastErr = err }

func (s *State) load() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *State) count() int { return s.n }

// Flags.

// flagOk: the flag is true where the lock is held.
func (s *State) flagOk(x bool) {
	needUnlock := false
	if x {
		s.mu.Lock()
		needUnlock = true
	}
	work()
	if needUnlock {
		s.mu.Unlock()
	}
	s.load()
}

// flagBad: calls where the flag is true.
func (s *State) flagBad(x bool) {
	needUnlock := false
	if x {
		s.mu.Lock()
		needUnlock = true
	}
	if needUnlock {
		s.load() // want `traps\.State\.mu .*\[reacquire\]`
		s.mu.Unlock()
	}
}

// flagNotOk: calls where the flag is false.
func (s *State) flagNotOk(x bool) {
	held := false
	if x {
		s.mu.Lock()
		held = true
	}
	if !held {
		s.load()
		return
	}
	s.mu.Unlock()
}

// flagLoopOk: locks at most once, by its flag.
func (s *State) flagLoopOk(xs []int) {
	locked := false
	for _, x := range xs {
		if x < 0 {
			continue
		}
		if !locked {
			s.mu.Lock()
			locked = true
		}
		s.n += x
	}
	if locked {
		s.mu.Unlock()
	}
}

// flagLoopBad: the flag is never set.
func (s *State) flagLoopBad(xs []int) {
	locked := false
	for _, x := range xs {
		if !locked {
			s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
		}
		s.n += x
	}
	s.mu.Unlock()
}

// flagDeferOk: the deferred literal reads the flag at the end.
func (s *State) flagDeferOk(x bool) int {
	unlock := true
	s.mu.Lock()
	defer func() {
		if unlock {
			s.mu.Unlock()
		}
	}()
	if !x {
		return s.n
	}
	unlock = false
	s.mu.Unlock()
	return s.load()
}

// compareOk: one comparison, kept in a variable.
func (s *State) compareOk(n int) {
	many := n > 10
	if many {
		s.mu.Lock()
	}
	work()
	if many {
		s.mu.Unlock()
	}
	s.load()
}

// compareAgainOk: one comparison, written twice, of a value that cannot change.
func (s *State) compareAgainOk(n int) {
	if n > 10 {
		s.mu.Lock()
	}
	work()
	if n > 10 {
		s.mu.Unlock()
	}
	s.load()
}

// compareCallOk: two calls of a getter of what nothing here writes in between.
func (s *State) compareCallOk() {
	if s.count() > 10 {
		s.mu.Lock()
	}
	work()
	if s.count() > 10 {
		s.mu.Unlock()
	}
	s.load()
}

// equalOk: two comparisons that exclude each other.
func (s *State) equalOk(n int) {
	if n == 3 {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	if n == 4 {
		s.load()
	}
}

// errFlagOk: err is the flag.
func (s *State) errFlagOk() {
	err := try()
	if err == nil {
		s.mu.Lock()
	}
	work()
	if err == nil {
		s.mu.Unlock()
	}
	s.load()
}

// nilFlagOk: the pointer is the flag.
func nilFlagOk(s, o *State) {
	if s != nil {
		s.mu.Lock()
	}
	o.n++
	if s != nil {
		s.mu.Unlock()
	}
	if s != nil {
		s.load()
	}
}

// stringFlagOk: a string is the flag.
func (s *State) stringFlagOk(mode string) {
	if mode == "exclusive" {
		s.mu.Lock()
	}
	work()
	if mode == "exclusive" {
		s.mu.Unlock()
	}
	s.load()
}

// funcFlagOk: the function to call at the end is the flag.
func (s *State) funcFlagOk(x bool) {
	unlock := func() {}
	if x {
		s.mu.Lock()
		unlock = s.mu.Unlock
	}
	work()
	unlock()
	s.load()
}

// Switches.

// switchOk: each case unlocks.
func (s *State) switchOk(k int) {
	s.mu.Lock()
	switch k {
	case 0:
		s.mu.Unlock()
	case 1, 2:
		s.n = k
		s.mu.Unlock()
	default:
		s.mu.Unlock()
		return
	}
	s.load()
}

// switchBad: one case does not.
func (s *State) switchBad(k int) {
	s.mu.Lock()
	switch k {
	case 0:
		s.mu.Unlock()
	case 1, 2:
		s.n = k
	default:
		s.mu.Unlock()
		return
	}
	s.load() // want `traps\.State\.mu .*\[reacquire\]`
}

// switchPairOk: two switches over one value.
func (s *State) switchPairOk(k int) {
	switch k {
	case 1, 2:
		s.mu.Lock()
	}
	work()
	switch k {
	case 1, 2:
		s.mu.Unlock()
	}
	s.load()
}

// fallthroughBad: the first case falls into the second.
func (s *State) fallthroughBad(k int) {
	switch k {
	case 0:
		s.mu.Lock()
		fallthrough
	case 1:
		s.load() // want `traps\.State\.mu .*\[reacquire\]`
	}
}

// fallthroughOk: it does not.
func (s *State) fallthroughOk(k int) {
	switch k {
	case 0:
		s.mu.Lock()
		s.mu.Unlock()
	case 1:
		s.load()
	}
}

// Jumps.

// gotoOk: every way to out holds the lock.
func (s *State) gotoOk(k int) {
	s.mu.Lock()
	if k < 0 {
		goto out
	}
	s.n = k
out:
	s.mu.Unlock()
	s.load()
}

// gotoBad: retry jumps above the Lock with the lock held.
func (s *State) gotoBad() {
retry:
	s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
	if s.n < 0 {
		s.n++
		goto retry
	}
	s.mu.Unlock()
}

// gotoRetryOk: unlocks before it jumps.
func (s *State) gotoRetryOk() {
retry:
	s.mu.Lock()
	if s.n < 0 {
		s.n++
		s.mu.Unlock()
		goto retry
	}
	s.mu.Unlock()
}

// labelOk: leaves both loops with the lock, and unlocks.
func (s *State) labelOk(xs [][]int) {
	s.mu.Lock()
outer:
	for _, ys := range xs {
		for _, y := range ys {
			if y == s.n {
				break outer
			}
		}
	}
	s.mu.Unlock()
	s.load()
}

// labelBad: goes on with the outer loop, with the lock.
func (s *State) labelBad(xs [][]int) {
outer:
	for _, ys := range xs {
		s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
		for _, y := range ys {
			if y == s.n {
				continue outer
			}
		}
		s.mu.Unlock()
	}
}

// labelUnlockOk: unlocks before it goes on.
func (s *State) labelUnlockOk(xs [][]int) {
outer:
	for _, ys := range xs {
		s.mu.Lock()
		for _, y := range ys {
			if y == s.n {
				s.mu.Unlock()
				continue outer
			}
		}
		s.mu.Unlock()
	}
}

// Loops over channels.

// selectOk: each case locks and unlocks.
func (s *State) selectOk(in chan int, done chan struct{}) {
	for {
		select {
		case v := <-in:
			s.mu.Lock()
			s.n = v
			s.mu.Unlock()
		case <-time.After(time.Second):
			s.load()
		case <-done:
			return
		}
	}
}

// selectBad: one case keeps the lock for the next round.
func (s *State) selectBad(in chan int, done chan struct{}) {
	for {
		select {
		case v := <-in:
			s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
			if v < 0 {
				break
			}
			s.n = v
			s.mu.Unlock()
		case <-done:
			return
		}
	}
}

// Named results.

// namedOk: the deferred literal unlocks only where there was no error.
func (s *State) namedOk() (err error) {
	s.mu.Lock()
	defer func() {
		if err == nil {
			s.mu.Unlock()
		}
	}()
	if err := try(); err != nil {
		s.mu.Unlock()
		return err
	}
	return nil
}

// namedCallOk: namedOk gives the lock back either way.
func (s *State) namedCallOk() {
	if err := s.namedOk(); err != nil {
		s.load()
	}
	s.load()
}

// namedBad: the error path calls before it unlocks.
func (s *State) namedBad() (err error) {
	s.mu.Lock()
	defer func() {
		if err == nil {
			s.mu.Unlock()
		}
	}()
	if err := try(); err != nil {
		s.load() // want `traps\.State\.mu .*\[reacquire\]`
		s.mu.Unlock()
		return err
	}
	return nil
}

// Defers.

// deferLoopBad: the deferred Unlocks wait for the end of the function.
func (s *State) deferLoopBad(xs []int) {
	for _, x := range xs {
		s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
		defer s.mu.Unlock()
		s.n += x
	}
}

// deferLoopOk: the literal's defer runs at the end of each round.
func (s *State) deferLoopOk(xs []int) {
	for _, x := range xs {
		func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.n += x
		}()
	}
}

// deferLoopReturnOk: locks in a loop, but at most once.
func (s *State) deferLoopReturnOk(xs []int) int {
	for _, x := range xs {
		if x > 0 {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.n
		}
	}
	return s.load()
}

// recovered locks, panics, recovers; its deferred Unlock runs.
func (s *State) recovered() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n < 0 {
		panic("negative")
	}
	return nil
}

// recoverOk: recovered gives the lock back, panic or not.
func (s *State) recoverOk() {
	if err := s.recovered(); err != nil {
		s.load()
	}
	s.load()
}

// recoverCallOk: the handler locks, and runs after the deferred Unlock.
func (s *State) recoverCallOk() {
	defer func() {
		if recover() != nil {
			s.load()
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n < 0 {
		panic("negative")
	}
}

// recoverCallBad: the handler locks, and runs before the deferred Unlock.
func (s *State) recoverCallBad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { // want `traps\.State\.mu .*\[reacquire\]`
		if recover() != nil {
			s.load()
		}
	}()
	if s.n < 0 {
		panic("negative")
	}
}

// recoverFN: only after the panic does the handler run with the lock held.
func (s *State) recoverFN() {
	defer func() {
		if recover() != nil {
			s.load()
		}
	}()
	s.mu.Lock()
	if s.n < 0 {
		panic("negative")
	}
	s.mu.Unlock()
}

// Readers and writers.

// doubleCheckOk: RLock, RUnlock, Lock, look again.
func (c *Cache) doubleCheckOk(k string) int {
	c.mu.RLock()
	v, ok := c.m[k]
	c.mu.RUnlock()
	if ok {
		return v
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.m[k]; ok {
		return v
	}
	c.m[k] = len(k)
	return c.m[k]
}

// doubleCheckBad: the RUnlock is in the branch that returns only.
func (c *Cache) doubleCheckBad(k string) int {
	c.mu.RLock()
	if v, ok := c.m[k]; ok {
		c.mu.RUnlock()
		return v
	}
	c.mu.Lock() // want `traps\.Cache\.mu .*\[reacquire\]`
	defer c.mu.Unlock()
	c.m[k] = len(k)
	return c.m[k]
}

// doubleCheckBranchOk: the RUnlock is in both branches.
func (c *Cache) doubleCheckBranchOk(k string) int {
	c.mu.RLock()
	if v, ok := c.m[k]; ok {
		c.mu.RUnlock()
		return v
	}
	c.mu.RUnlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = len(k)
	return c.m[k]
}

// upgradeDeferBad: the RUnlock is deferred.
func (c *Cache) upgradeDeferBad(k string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.m[k] == 0 {
		c.mu.Lock() // want `traps\.Cache\.mu .*\[reacquire\]`
		c.m[k] = 1
		c.mu.Unlock()
	}
}

// upgradeBackOk: gives the read lock up for the write lock, and takes it back for its deferred RUnlock.
func (c *Cache) upgradeBackOk(k string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.m[k] == 0 {
		c.mu.RUnlock()
		c.mu.Lock()
		c.m[k] = 1
		c.mu.Unlock()
		c.mu.RLock()
	}
	work()
}

// modeOk: one of the two modes, and its own Unlock.
func (c *Cache) modeOk(write bool) {
	if write {
		c.mu.Lock()
	} else {
		c.mu.RLock()
	}
	work()
	if write {
		c.mu.Unlock()
	} else {
		c.mu.RUnlock()
	}
	c.mu.Lock()
	c.mu.Unlock()
}

// modeBad: gives back only where it wrote.
func (c *Cache) modeBad(write bool) {
	if write {
		c.mu.Lock()
	} else {
		c.mu.RLock()
	}
	work()
	if write {
		c.mu.Unlock()
	}
	c.mu.Lock() // want `traps\.Cache\.mu .*\[reacquire\]`
	c.mu.Unlock()
}

// Errors.

// errorOk: each error path unlocks.
func (s *State) errorOk() error {
	s.mu.Lock()
	if err := try(); err != nil {
		s.mu.Unlock()
		s.load()
		return err
	}
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	s.mu.Unlock()
	s.load()
	return nil
}

// errorBad: an error path that goes on without the Unlock.
func (s *State) errorBad() error {
	s.mu.Lock()
	err := try()
	if err == nil {
		s.n++
		s.mu.Unlock()
	}
	s.load() // want `traps\.State\.mu .*\[reacquire\]`
	return err
}

func (s *State) lockCtx(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	return nil
}

// lockCtxOk: an error means that it does not hold.
func (s *State) lockCtxOk(ctx context.Context) error {
	if err := s.lockCtx(ctx); err != nil {
		s.load()
		return err
	}
	s.mu.Unlock()
	s.load()
	return nil
}

// lockCtxBad: no error means that it does.
func (s *State) lockCtxBad(ctx context.Context) error {
	if err := s.lockCtx(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
	return nil
}

func (s *State) lockPoll(ctx context.Context) error {
	for !s.mu.TryLock() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

// lockPollBad: no error means that it holds.
func (s *State) lockPollBad(ctx context.Context) error {
	if err := s.lockPoll(ctx); err != nil {
		return err
	}
	s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
	s.mu.Unlock()
	return nil
}

// lockPollOk: unlocked before.
func (s *State) lockPollOk(ctx context.Context) error {
	if err := s.lockPoll(ctx); err != nil {
		return err
	}
	s.mu.Unlock()
	s.load()
	return nil
}

func (s *State) enter() bool {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return false
	}
	return true
}

// enterOk: false means that it does not hold.
func (s *State) enterOk() {
	if !s.enter() {
		s.load()
		return
	}
	s.mu.Unlock()
}

// enterBad: true means that it does.
func (s *State) enterBad() {
	if s.enter() {
		s.mu.Lock() // want `traps\.State\.mu .*\[reacquire\]`
		s.mu.Unlock()
	}
}

// Elsewhere released.

// Stage keeps the function that unlocks it in a field.
type Stage struct {
	mu      sync.Mutex
	n       int
	release func()
}

func (s *Stage) load() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *Stage) begin() {
	s.mu.Lock()
	s.release = s.mu.Unlock
}

func (s *Stage) end() { s.release() }

// storedOk: end calls the Unlock that begin stored.
func (s *Stage) storedOk() {
	s.begin()
	s.n++
	s.end()
	s.load()
}

// storedBad: end was not called yet.
func (s *Stage) storedBad() {
	s.begin()
	s.mu.Lock() // want `traps\.Stage\.mu .*\[reacquire\]`
	s.end()
}

// Baton is passed to other goroutines while locked.
type Baton struct {
	mu sync.Mutex
	n  int
}

// relay unlocks what it receives: such a lock is a hand-off.
func relay(ch chan *Baton) {
	for b := range ch {
		b.n++
		b.mu.Unlock()
	}
}

// handoffChannelOk: relay unlocks; the second Lock waits for it.
func handoffChannelOk(b *Baton, ch chan *Baton) {
	b.mu.Lock()
	ch <- b
	b.mu.Lock()
	b.mu.Unlock()
}

// handoffGoOk: the goroutine unlocks; the second Lock waits for it.
func (b *Baton) handoffGoOk() {
	b.mu.Lock()
	go b.finish()
	b.mu.Lock()
	b.mu.Unlock()
}

func (b *Baton) finish() {
	b.n++
	b.mu.Unlock()
}

// handoffAfterFuncOk: the timer unlocks; the second Lock waits for it.
func (b *Baton) handoffAfterFuncOk() {
	b.mu.Lock()
	time.AfterFunc(time.Millisecond, func() { b.mu.Unlock() })
	b.mu.Lock()
	b.mu.Unlock()
}

// handoffLoopOk: a turnstile: each round's goroutine opens it for the next.
func (b *Baton) handoffLoopOk(xs []int) {
	for range xs {
		b.mu.Lock()
		go func() {
			work()
			b.mu.Unlock()
		}()
	}
}

// callbackUnlockOk: a function that is given the Unlock and calls it.
func (s *State) callbackUnlockOk() {
	s.mu.Lock()
	finishWith(s.mu.Unlock)
	s.load()
}

func finishWith(unlock func()) {
	work()
	unlock()
}

// callbackUnlockBad: one that is given the Unlock and drops it.
func (s *State) callbackUnlockBad() {
	s.mu.Lock()
	forget(s.mu.Unlock)
	s.load() // want `traps\.State\.mu .*\[reacquire\]`
}

func forget(func()) { work() }

// cleanupListFP: a list of functions to call, one of which unlocks.
func (s *State) cleanupListFP() {
	var cleanup []func()
	s.mu.Lock()
	cleanup = append(cleanup, s.mu.Unlock)
	for _, f := range cleanup {
		f()
	}
	s.load() // want `traps\.State\.mu .*\[reacquire\]`
}
