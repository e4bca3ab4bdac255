// Package one has owners that make a cache for a field of theirs, and others that have
// theirs from somewhere: nobody tells from where.
package one

import (
	"sync"

	"inversion/owners/cache"
)

// givenOk: the store has its cache from its caller. It is not the one that the owner
// keeps: that lies in its own field only.
type givenOk struct {
	mu    sync.Mutex
	cache *cache.Cache
}

func (s *givenOk) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1)
}

func (s *givenOk) touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

type giverOk struct {
	own   *cache.Cache
	store *givenOk
}

// NewGiverOk is called by others.
func NewGiverOk(c *cache.Cache) *giverOk { return &giverOk{cache.New(), &givenOk{cache: c}} }

func (o *giverOk) evict() { o.own.Do(func() { o.store.touch() }) }

// givenBad: the owner passes on what it keeps.
type givenBad struct {
	mu    sync.Mutex
	cache *cache.Cache
}

func (s *givenBad) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1) // want `one\.givenBad\.mu and cache\.Cache\.mu are taken in opposite orders.*\[inversion\]`
}

func (s *givenBad) touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

type giverBad struct {
	own   *cache.Cache
	store *givenBad
}

// NewGiverBad makes the cache and passes it on later.
func NewGiverBad() *giverBad {
	o := &giverBad{own: cache.New()}
	o.open()
	return o
}

func (o *giverBad) open() { o.store = newGivenBad(o.own) }

func newGivenBad(c *cache.Cache) *givenBad { return &givenBad{cache: c} }

func (o *giverBad) evict() { o.own.Do(func() { o.store.touch() }) }

// gotOk: a getter of which the result is only used.
type gotOk struct {
	mu    sync.Mutex
	cache *cache.Cache
}

func (s *gotOk) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1)
}

func (s *gotOk) touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

type getterOk struct {
	own   *cache.Cache
	store *gotOk
}

// NewGetterOk is called by others.
func NewGetterOk(c *cache.Cache) *getterOk { return &getterOk{cache.New(), &gotOk{cache: c}} }

func (o *getterOk) get() *cache.Cache { return o.own }

func (o *getterOk) evict() { o.get().Do(func() { o.store.touch() }) }

// gotBad: the result of a getter is kept elsewhere.
type gotBad struct {
	mu    sync.Mutex
	cache *cache.Cache
}

func (s *gotBad) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1) // want `one\.gotBad\.mu and cache\.Cache\.mu are taken in opposite orders.*\[inversion\]`
}

func (s *gotBad) touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

type getterBad struct {
	own   *cache.Cache
	store *gotBad
}

// NewGetterBad is called by others.
func NewGetterBad(s *gotBad) *getterBad { return &getterBad{cache.New(), s} }

func (o *getterBad) get() *cache.Cache { return o.own }

func (o *getterBad) evict() { o.get().Do(func() { o.store.touch() }) }

func (o *getterBad) share() { o.store.cache = o.get() }

// argOk: what is passed to a function is not what the owner keeps, which passes it to
// nobody.
type argOk struct {
	mu  sync.Mutex
	own *cache.Cache
}

// NewArgOk makes one.
func NewArgOk() *argOk { return &argOk{own: cache.New()} }

func (o *argOk) evict() { o.own.Do(func() { o.touch() }) }

func (o *argOk) touch() {
	o.mu.Lock()
	o.mu.Unlock()
}

// FillOk fills a cache of its callers.
func (o *argOk) FillOk(c *cache.Cache) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c.Put(1)
}

// argBad: it is passed what the owner keeps.
type argBad struct {
	mu  sync.Mutex
	own *cache.Cache
}

// NewArgBad makes one.
func NewArgBad() *argBad { return &argBad{own: cache.New()} }

func (o *argBad) evict() { o.own.Do(func() { o.touch() }) } // want `cache\.Cache\.mu and one\.argBad\.mu are taken in opposite orders.*\[inversion\]`

func (o *argBad) touch() {
	o.mu.Lock()
	o.mu.Unlock()
}

// FillBad fills a cache of its callers.
func (o *argBad) FillBad(c *cache.Cache) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c.Put(1)
}

// Refill fills its own.
func (o *argBad) Refill() { o.fill(o.own) }

func (o *argBad) fill(c *cache.Cache) { o.FillBad(c) }

// viewBad: the library itself hands the cache on, and another field leads there.
type viewBad struct {
	mu   sync.Mutex
	view *cache.View
}

func (s *viewBad) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view.Put(1) // want `one\.viewBad\.mu and cache\.Cache\.mu are taken in opposite orders.*\[inversion\]`
}

func (s *viewBad) touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

type viewerBad struct {
	own   *cache.Cache
	store *viewBad
}

// NewViewerBad makes both.
func NewViewerBad() *viewerBad {
	o := &viewerBad{own: cache.New()}
	o.store = &viewBad{view: o.own.View()}
	return o
}

func (o *viewerBad) evict() { o.own.Do(func() { o.store.touch() }) }

// sentBad: what is kept is sent to others, too.
type sentBad struct {
	mu    sync.Mutex
	cache *cache.Cache
	all   chan *cache.Cache
}

func (s *sentBad) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1) // want `one\.sentBad\.mu and cache\.Cache\.mu are taken in opposite orders.*\[inversion\]`
}

func (s *sentBad) touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

func (s *sentBad) take() { s.cache = <-s.all }

type senderBad struct {
	own   *cache.Cache
	store *sentBad
}

// NewSenderBad sends it before it keeps it.
func NewSenderBad() (*senderBad, error) {
	c, err := cache.Open(1)
	if err != nil {
		return nil, err
	}
	o := &senderBad{own: c, store: &sentBad{all: make(chan *cache.Cache, 1)}}
	o.store.all <- c
	return o, nil
}

func (o *senderBad) evict() { o.own.Do(func() { o.store.touch() }) }

// toldFN: a method of the library hands the cache on to a function, which keeps it. What
// other packages' methods do with their own object is not told, but that it may lie in
// the fields of that package.
type toldFN struct {
	mu    sync.Mutex
	cache *cache.Cache
}

func (s *toldFN) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.Put(1)
}

func (s *toldFN) touch() {
	s.mu.Lock()
	s.mu.Unlock()
}

type tellerFN struct {
	own   *cache.Cache
	store *toldFN
}

// NewTellerFN makes both.
func NewTellerFN() *tellerFN {
	o := &tellerFN{cache.New(), &toldFN{}}
	o.own.Tell(func(c *cache.Cache) { o.store.cache = c })
	return o
}

func (o *tellerFN) evict() { o.own.Do(func() { o.store.touch() }) }
