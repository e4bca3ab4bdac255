// Package db brings stores and caches together.
package db

import (
	"sync"

	"inversion/owners/cache"
	"inversion/owners/store"
)

// dbOk: the store has another cache, of whoever opens the database.
type dbOk struct {
	own   *cache.Cache
	store *store.GivenOk
}

// OpenOk opens one.
func OpenOk(c *cache.Cache) *dbOk { return &dbOk{own: cache.New(), store: store.NewGivenOk(c)} }

func (d *dbOk) evict() { d.own.Do(d.store.Touch) }

func (d *dbOk) put() { d.store.Put() }

// dbBad: the store has the cache of the database.
type dbBad struct {
	own   *cache.Cache
	store *store.GivenBad
}

// OpenBad opens one.
func OpenBad() *dbBad {
	d := &dbBad{own: cache.New()}
	d.store = store.NewGivenBad(d.own)
	return d
}

func (d *dbBad) evict() { d.own.Do(d.store.Touch) } // want `cache\.Cache\.mu and store\.GivenBad\.mu are taken in opposite orders.*\[inversion\]`

func (d *dbBad) put() { d.store.Put() }

// userOk: under the lock of what a store keeps for itself it is called back; under its
// own lock it uses another cache, which it has from others.
type userOk struct {
	mu    sync.Mutex
	store *store.OwnOk
	cache *cache.Cache
}

// NewUserOk makes one.
func NewUserOk(c *cache.Cache) *userOk { return &userOk{store: store.NewOwnOk(), cache: c} }

func (u *userOk) each() { u.store.Each(u.touch) }

func (u *userOk) touch() {
	u.mu.Lock()
	u.mu.Unlock()
}

func (u *userOk) put() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.cache.Put(1)
}

// userBad: the store shows its cache.
type userBad struct {
	mu    sync.Mutex
	store *store.OwnBad
	cache *cache.Cache
}

// NewUserBad makes one.
func NewUserBad() *userBad {
	s := store.NewOwnBad()
	return &userBad{store: s, cache: s.Cache()}
}

func (u *userBad) each() { u.store.Each(u.touch) } // want `cache\.Cache\.mu and db\.userBad\.mu are taken in opposite orders.*\[inversion\]`

func (u *userBad) touch() {
	u.mu.Lock()
	u.mu.Unlock()
}

func (u *userBad) put() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.cache.Put(1)
}

// argOk: a parameter of another package's function is not what a store keeps for itself.
type argOk struct {
	mu    sync.Mutex
	store *store.OwnOk
}

// NewArgOk makes one.
func NewArgOk() *argOk { return &argOk{store: store.NewOwnOk()} }

func (u *argOk) each() { u.store.Each(u.touch) }

func (u *argOk) touch() {
	u.mu.Lock()
	u.mu.Unlock()
}

// FillOk fills a cache of its caller.
func (u *argOk) FillOk(c *cache.Cache) {
	u.mu.Lock()
	defer u.mu.Unlock()
	c.Put(1)
}

// pourOk: who fills what it is passed is not passed what is kept here.
type pourOk struct {
	own    *cache.Cache
	pourer *store.Pourer
}

// NewPourOk makes one.
func NewPourOk(f *store.Pourer) *pourOk { return &pourOk{cache.New(), f} }

func (u *pourOk) each() { u.own.Do(u.pourer.Touch) }

// PourOk fills a cache of the caller.
func (u *pourOk) PourOk(c *cache.Cache) { u.pourer.Pour(c) }

// fillBad: what is kept here is passed to another package, which passes it on.
type fillBad struct {
	own    *cache.Cache
	filler *store.Filler
}

// NewFillBad makes one.
func NewFillBad(f *store.Filler) *fillBad { return &fillBad{cache.New(), f} }

func (u *fillBad) each() { u.own.Do(u.filler.Touch) } // want `cache\.Cache\.mu and store\.Filler\.mu are taken in opposite orders.*\[inversion\]`

func (u *fillBad) refill() { u.filler.Fill(u.own) }
