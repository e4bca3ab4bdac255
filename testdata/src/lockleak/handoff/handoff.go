// Package handoff hands locks to others.
package handoff

import (
	"errors"
	"log"
	"sync"
	"time"
)

type Pool struct {
	mu   sync.Mutex
	free []int
	out  chan func()
}

// goOk: the goroutine unlocks.
func (p *Pool) goOk() {
	p.mu.Lock()
	if len(p.free) > 0 {
		go func() {
			p.free = nil
			p.mu.Unlock()
		}()
		return
	}
	p.mu.Unlock()
}

// guardOk: what is returned unlocks.
func (p *Pool) guardOk() func() {
	p.mu.Lock()
	if len(p.free) == 0 {
		p.mu.Unlock()
		return nil
	}
	return p.mu.Unlock
}

// literalOk: the same by a literal.
func (p *Pool) literalOk() func() {
	p.mu.Lock()
	if len(p.free) == 0 {
		p.mu.Unlock()
		return nil
	}
	return func() { p.mu.Unlock() }
}

// sentOk: somebody gets the function that unlocks.
func (p *Pool) sentOk() {
	p.mu.Lock()
	if len(p.free) > 0 {
		p.out <- p.mu.Unlock
		return
	}
	p.mu.Unlock()
}

// Job is passed on with its lock held; whoever does it unlocks.
type Job struct {
	mu   sync.Mutex
	done bool
}

func startOk(j *Job, todo chan *Job) {
	j.mu.Lock()
	if j.done {
		j.mu.Unlock()
		return
	}
	todo <- j
}

func work(todo chan *Job) {
	for j := range todo {
		j.done = true
		j.mu.Unlock()
	}
}

// dropFN: another function only releases such locks, and may be meant to release this
// one: low.
func dropFN(j *Job) {
	j.mu.Lock()
	if j.done {
		return
	}
	j.mu.Unlock()
}

// Card is passed on as well, but nobody unlocks it.
type Card struct {
	mu   sync.Mutex
	done bool
}

func playBad(c *Card, table chan *Card) {
	c.mu.Lock()
	if c.done {
		c.mu.Unlock()
		return
	}
	table <- c
} // want `handoff\.Card\.mu is left locked.*\[lockleak\]`

// Keyed has a lock for each key (files-sdk-go's KeyedMutex): who unlocks finds it by
// the key, which cannot be followed: low.
type Keyed struct{ m sync.Map }

func (k *Keyed) lockOk(key string) {
	own := new(sync.Mutex)
	found, _ := k.m.LoadOrStore(key, own)
	mu := found.(*sync.Mutex)
	mu.Lock()
	if mu != own {
		mu.Unlock()
		k.lockOk(key)
		return
	}
}

func (k *Keyed) unlock(key string) {
	if found, ok := k.m.LoadAndDelete(key); ok {
		found.(*sync.Mutex).Unlock()
	}
}

// inBad: whatever is found, an error leaves it locked.
func (k *Keyed) inBad(key string, fail bool) error {
	found, _ := k.m.LoadOrStore(key, new(sync.Mutex))
	mu := found.(*sync.Mutex)
	mu.Lock()
	if fail {
		return errFail // want `is left locked where \(\*Keyed\)\.inBad returns.*\[lockleak\]`
	}
	mu.Unlock()
	return nil
}

var errFail = errors.New("fail")

// Store is made elsewhere.
type Store interface {
	Add(n int, l sync.Locker) error
	Count(n int) error
}

type Prepared struct {
	mu    sync.Mutex
	n     int
	store Store
}

// addOk: whoever the store is, it is given the lock, and unlocks it.
func (p *Prepared) addOk() error {
	p.mu.Lock()
	if p.n > 0 {
		p.mu.Unlock()
		return nil
	}
	return p.store.Add(p.n, &p.mu)
}

// countBad: the store is not given the lock.
func (p *Prepared) countBad() error {
	p.mu.Lock()
	if p.n > 0 {
		p.mu.Unlock()
		return nil
	}
	return p.store.Count(p.n) // want `handoff\.Prepared\.mu is left locked.*\[lockleak\]`
}

// lateBad: it is given the lock on another way only.
func (p *Prepared) lateBad() error {
	p.mu.Lock()
	switch {
	case p.n > 0:
		p.mu.Unlock()
		return nil
	case p.n == 0:
		return p.store.Add(p.n, &p.mu)
	}
	return nil // want `handoff\.Prepared\.mu is left locked.*\[lockleak\]`
}

// ownStore is known to those who make one: it keeps the lock.
type ownStore struct{ l sync.Locker }

func (s *ownStore) Add(_ int, l sync.Locker) error {
	s.l = l
	return nil
}

// keptBad: what the callee does is known, and it does not unlock.
func (p *Prepared) keptBad() error {
	p.mu.Lock()
	if p.n > 0 {
		p.mu.Unlock()
		return nil
	}
	var s interface {
		Add(n int, l sync.Locker) error
	} = &ownStore{}
	return s.Add(p.n, &p.mu) // want `handoff\.Prepared\.mu is left locked.*\[lockleak\]`
}

// A timed is released by a timer, unless that is stopped before.
type timed struct {
	mu sync.Mutex
	n  int
}

// timerOk: the timer's function lets go who is blocked, and ends for good (cloudflared).
func (t *timed) timerOk() {
	timer := time.AfterFunc(time.Second, func() {
		t.mu.Unlock()
		log.Fatal("blocked")
	})
	t.mu.Lock()
	t.n++
	if timer.Stop() {
		t.mu.Unlock()
	}
}

// A late one is not.
type late struct {
	mu sync.Mutex
	n  int
}

// timerBad: it ends for good without that.
func (t *late) timerBad() {
	timer := time.AfterFunc(time.Second, func() {
		t.n--
		log.Fatal("blocked")
	})
	t.mu.Lock()
	t.n++
	if timer.Stop() { // want `handoff\.late\.mu is left locked on a way out.*\[lockleak\]`
		t.mu.Unlock()
	}
}

// A slow one is taken by the timer's function itself.
type slow struct {
	mu sync.Mutex
	n  int
}

// ownBad: what that gives up it has taken before.
func (t *slow) ownBad() {
	timer := time.AfterFunc(time.Second, func() {
		t.mu.Lock()
		t.n--
		t.mu.Unlock()
		log.Fatal("blocked")
	})
	t.mu.Lock()
	t.n++
	if timer.Stop() { // want `handoff\.slow\.mu is left locked on a way out.*\[lockleak\]`
		t.mu.Unlock()
	}
}
