// Package app configures package lib, itself or through mid.
//
// REACQUIRE and INVERSION stand where this package binds what the finding
// goes through, with a lock of the finding.
package app

import (
	"sync"

	"opencalls/options/lib"
	"opencalls/options/mid"
)

func work() {}

// optionBad: the option's function comes back to the client that calls it.
type optionBad struct{ c *lib.Client }

func newOptionBad() *optionBad {
	a := &optionBad{}
	a.c = lib.New(lib.WithNotify(func() { a.c.Get() })) // REACQUIRE lib.Client.mu
	return a
}

func (a *optionBad) Do() { a.c.Set(1) }

// optionOk: it does so in a goroutine.
type optionOk struct{ c *lib.Client }

func newOptionOk() *optionOk {
	a := &optionOk{}
	a.c = lib.New(lib.WithNotify(func() { go a.c.Get() }))
	return a
}

func (a *optionOk) Do() { a.c.Set(1) }

// settingsBad: through mid: three packages, none of which has both.
type settingsBad struct {
	mu sync.Mutex
	c  *lib.Client
	n  int
}

func newSettingsBad() *settingsBad {
	a := &settingsBad{}
	a.c = mid.NewClient(mid.Settings{Notify: a.changed}) // INVERSION app.settingsBad.mu lib.Client.mu
	return a
}

func (a *settingsBad) changed() {
	a.mu.Lock()
	a.n++
	a.mu.Unlock()
}

func (a *settingsBad) Get() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n + a.c.Get()
}

func (a *settingsBad) Do() { a.c.Set(1) }

// settingsOk: changed and Get have locks of their own.
type settingsOk struct {
	mu, count sync.Mutex
	c         *lib.Client
	n         int
}

func newSettingsOk() *settingsOk {
	a := &settingsOk{}
	a.c = mid.NewClient(mid.Settings{Notify: a.changed})
	return a
}

func (a *settingsOk) changed() {
	a.count.Lock()
	a.n++
	a.count.Unlock()
}

func (a *settingsOk) Get() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.c.Get()
}

func (a *settingsOk) Do() { a.c.Set(1) }

// dialBad: the option is an interface with an unexported method.
type dialBad struct {
	mu sync.Mutex
	c  *lib.Conn
	n  int
}

func newDialBad() *dialBad {
	a := &dialBad{}
	a.c = lib.Dial(lib.WithDial(a.dial)) // INVERSION app.dialBad.mu lib.Conn.mu
	return a
}

func (a *dialBad) dial(string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n++
	return nil
}

func (a *dialBad) Get() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.c.State()
}

func (a *dialBad) Do() { a.c.Redial() }

// dialOk: what dials does not lock.
type dialOk struct {
	mu sync.Mutex
	c  *lib.Conn
	n  int
}

func newDialOk() *dialOk {
	a := &dialOk{}
	a.c = lib.Dial(lib.WithDial(func(string) error { return nil }))
	return a
}

func (a *dialOk) Get() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n++
	return a.c.State()
}

func (a *dialOk) Do() { a.c.Redial() }

// evictBad: a field of a config that is passed by value and kept whole.
type evictBad struct{ c *lib.Cache }

func newEvictBad() *evictBad {
	a := &evictBad{}
	a.c = lib.NewCache(lib.Config{OnEvict: func(k string) { a.c.Len() }}) // REACQUIRE lib.Cache.mu
	return a
}

func (a *evictBad) Do() { a.c.Put("x") }

// evictOk: it only notes the key.
type evictOk struct {
	c    *lib.Cache
	keys []string
}

func newEvictOk() *evictOk {
	a := &evictOk{}
	a.c = lib.NewCache(lib.Config{OnEvict: func(k string) { a.keys = append(a.keys, k) }})
	return a
}

func (a *evictOk) Do() {
	a.c.Put("x")
	a.c.Len()
}

// wrappedBad: the function is called by one that mid makes.
type wrappedBad struct{ c *lib.Cache }

func newWrappedBad() *wrappedBad {
	a := &wrappedBad{}
	a.c = mid.NewCache(a.evicted) // REACQUIRE lib.Cache.mu
	return a
}

func (a *wrappedBad) evicted(int) { a.c.Len() }

func (a *wrappedBad) Do() {
	a.c.Put("x")
	a.c.Put("y")
}

// wrappedOk: it does not come back.
type wrappedOk struct {
	c *lib.Cache
	n int
}

func newWrappedOk() *wrappedOk {
	a := &wrappedOk{}
	a.c = mid.NewCache(a.evicted)
	return a
}

func (a *wrappedOk) evicted(n int) { a.n = n }

func (a *wrappedOk) Do() {
	a.c.Put("x")
	a.c.Put("y")
}

// builderBad: by a builder's chain.
type builderBad struct{ q *lib.Queue }

func newBuilderBad() *builderBad {
	a := &builderBad{}
	a.q = lib.NewBuilder().Done(func() { a.q.Len() }).Build() // REACQUIRE lib.Queue.mu
	return a
}

func (a *builderBad) Do() { a.q.Pop() }

// builderOk: it is only called after Unlock, in this program; that lib has another way is not its fault.
type builderOk struct{ n int }

func (a *builderOk) Do() {
	q := lib.NewBuilder().Done(work).Build()
	q.PopLate()
	a.n = q.Len()
}
